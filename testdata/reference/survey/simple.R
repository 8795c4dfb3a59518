# Tests of simple random samples; likert without its weights.
source("common.R")
data <- list(strat = strat, clus = clus, likert = likert)
for (name in names(data)) {
  x <- data[[name]]
  p <- parts[[name]]
  y <- x[[p$y]]; g <- factor(x[[p$g]]); t <- factor(x[[p$t]]); u <- factor(x[[p$u]])
  key <- function(...) paste(name, ...)
  h <- chisq.test(t, g, correct = FALSE)
  put(key("chisq statistic"), h$statistic); put(key("chisq p"), h$p.value); put(key("chisq smallest"), min(h$expected))
  put(key("chisq v"), sqrt(h$statistic / sum(h$observed) / (min(dim(h$observed)) - 1)))
  h <- prop.test(sum(t == "Yes"), length(t), correct = FALSE)
  put(key("prop low"), h$conf.int[1]); put(key("prop high"), h$conf.int[2])
  h <- binom.test(sum(t == "Yes"), length(t))
  put(key("binom low"), h$conf.int[1]); put(key("binom high"), h$conf.int[2])
  h <- suppressWarnings(wilcox.test(y ~ t, exact = FALSE))
  put(key("wilcox statistic"), h$statistic); put(key("wilcox p"), h$p.value)
  h <- kruskal.test(y ~ g)
  put(key("kruskal statistic"), h$statistic); put(key("kruskal p"), h$p.value)
  # effect sizes by their definitions: H / (n - 1), and the share of pairs won
  put(key("kruskal epsilon2"), h$statistic / (sum(!is.na(y) & !is.na(g)) - 1))
  put(key("wilcox epsilon2"), kruskal.test(y ~ t)$statistic / (sum(!is.na(y) & !is.na(t)) - 1))
  by <- split(y[!is.na(y)], t[!is.na(y)])
  put(key("superiority"), mean(outer(by[[2]], by[[1]], ">") + outer(by[[2]], by[[1]], "==") / 2))
  h <- oneway.test(y ~ g)
  put(key("oneway statistic"), h$statistic); put(key("oneway df2"), h$parameter[2]); put(key("oneway p"), h$p.value)
  h <- t.test(y ~ t)
  put(key("welch difference"), h$estimate[2] - h$estimate[1]); put(key("welch df2"), h$parameter); put(key("welch p"), h$p.value)
  put(key("welch low"), -h$conf.int[2]); put(key("welch high"), -h$conf.int[1])
  a <- anova(lm(y ~ g))
  put(key("eta2"), a[1, 2] / sum(a[, 2]))
  v <- split(y[!is.na(y)], t[!is.na(y)])
  n <- lengths(v)
  pooled <- sqrt(sum((n - 1) * sapply(v, var)) / (sum(n) - 2))
  cohen <- (mean(v[[2]]) - mean(v[[1]])) / pooled
  m <- sum(n) - 2
  put(key("cohen"), cohen)
  put(key("hedges"), cohen * exp(lgamma(m / 2) - lgamma((m - 1) / 2)) / sqrt(m / 2))
}
few <- strat[!duplicated(strat$api00), ][1:30, ] # no ties: R counts exactly
h <- wilcox.test(api00 ~ awards, few, exact = TRUE)
put("exact statistic", h$statistic); put("exact p", h$p.value)
some <- c(0.01, 0.02, 0.03, 0.04, 0.05, 0.02, NA, 1e-12)
for (method in c("holm", "BH")) {
  a <- p.adjust(some, method)
  for (i in which(!is.na(a))) put(paste(method, i - 1), a[i])
}
finish("simple")
