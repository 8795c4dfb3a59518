source("common.R")
for (name in names(designs)) {
  d <- designs[[name]]
  p <- parts[[name]]
  key <- function(...) paste(name, ...)
  test <- function(what, statistic, df1, df2, p) {
    put(key(what, "statistic"), statistic); put(key(what, "df1"), df1)
    put(key(what, "df2"), df2); put(key(what, "p"), p)
  }
  for (cols in c(p$u, p$g)) {
    h <- svychisq(as.formula(paste("~", p$t, "+", cols)), d)
    test(paste("svychisq", if (cols == p$u) "2x2" else "2xk"), h$statistic, h$parameter[1], h$parameter[2], h$p.value)
  }
  h <- svyttest(as.formula(paste(p$y, "~", p$t)), d)
  put(key("svyttest", "difference"), h$estimate)
  test("svyttest", h$statistic^2, 1, h$parameter, h$p.value)
  ci <- confint(h)
  put(key("svyttest", "low"), ci[1]); put(key("svyttest", "high"), ci[2])
  h <- regTermTest(svyglm(as.formula(paste(p$y, "~", p$g)), d), as.formula(paste("~", p$g)))
  test("svyglm", h$Ftest, h$df, h$ddf, h$p)
  # The same test on the mid-rank places, where tied answers share one.
  d <- subset(d, !is.na(d$variables[[p$y]]))
  y <- d$variables[[p$y]]
  w <- weights(d)
  d$variables$place <- sapply(y, function(v) (sum(w[y < v]) + sum(w[y == v]) / 2) / sum(w))
  h <- svyttest(as.formula(paste("place ~", p$t)), d)
  test("places", h$statistic^2, 1, h$parameter, h$p.value)
}
# svyranktest itself: clus has equal weights, so that ties do not matter; in
# strat they are broken by the row.
h <- svyranktest(api00 ~ awards, designs$clus)
test <- function(what, statistic, df1, df2, p) {
  put(paste(what, "statistic"), statistic); put(paste(what, "df1"), df1)
  put(paste(what, "df2"), df2); put(paste(what, "p"), p)
}
test("clus svyranktest 2", h$statistic^2, 1, h$parameter, h$p.value)
h <- svyranktest(api00 ~ stype, designs$clus) # statistic and parameter are swapped in survey 4.1
test("clus svyranktest k", h$parameter / h$statistic, h$statistic, h$ddf, h$p.value)
d <- update(designs$strat, apart = api00 + seq_along(api00) / 1000)
h <- svyranktest(apart ~ awards, d)
test("strat svyranktest apart", h$statistic^2, 1, h$parameter, h$p.value)
finish("tests")
