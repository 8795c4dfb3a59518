# A simple random sample without replacement: the 200 schools of apistrat as if
# they were half of all, each with the weight 2; and the schools 1 to 60 repeated
# 0, 1, 2, 3, 0, ... times, of 120.
source("common.R")
estimates <- function(name, d) {
  key <- function(...) paste(name, ...)
  se <- function(what, e) { put(key(what, "value"), coef(e)[1]); put(key(what, "se"), SE(e)[1]) }
  m <- svymean(~api00, d, deff = "replace")
  se("mean", m)
  put(key("mean deff"), deff(m)[1])
  put(key("mean low"), confint(m, df = degf(d))[1])
  se("total", svytotal(~api00, d))
  se("ratio", svyratio(~api00, ~api99, d))
  se("domain", svymean(~api00, subset(d, stype == "E")))
  se("share", svymean(~as.numeric(awards == "Yes"), d))
  q <- svyquantile(~api00, d, 0.5, qrule = "school")[[1]]
  put(key("median se"), q[1, "se"])
  fit <- svyglm(api00 ~ api99, d)
  put(key("slope value"), coef(fit)[2]); put(key("slope se"), SE(fit)[2])
  test <- svychisq(~awards + stype, d)
  put(key("chisq statistic"), test$statistic); put(key("chisq p"), test$p.value)
  put(key("welch p"), svyttest(api00 ~ awards, d)$p.value)
}
strat$N <- 400
estimates("half", svydesign(id = ~1, weights = ~rep(2, 200), fpc = ~N, data = strat))
some <- strat[1:60, ]
some <- some[rep(1:60, times = rep(0:3, length.out = 60)), ]
some$N <- 120
estimates("repeated", svydesign(id = ~1, weights = ~rep(1, nrow(some)), fpc = ~N, data = some))
finish("finite")
