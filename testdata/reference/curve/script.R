# Reference values for drivers.SpecificationCurve on ../finance/finances.csv. Run
# in this folder: Rscript script.R. t of the groups' difference without and with
# controls, and Freedman and Lane's permutation p value of their mean, one-sided,
# from 20,000 permutations (its Monte Carlo error is below 0.0036), the same
# permutation for both. Writes output.json, versions.txt.
suppressPackageStartupMessages(library(jsonlite))
all <- read.csv("../finance/finances.csv"); d <- all[all$from > 0, ]
d$growth <- d$to / d$from - 1
set.seed(1)
joint <- function(cut, controls) {
  d$high <- as.numeric(d$metric > cut); n <- nrow(d)
  models <- lapply(controls, function(k) {
    full <- lm(reformulate(c("high", k), "growth"), d); reduced <- lm(reformulate(c("1", k), "growth"), d)
    x <- model.matrix(full); q <- qr(x); v <- solve(crossprod(x))[2, 2]
    list(e = resid(reduced), f = fitted(reduced),
         t = function(y) { b <- qr.coef(q, y); unname(b[2] / sqrt(sum((y - x %*% b)^2) / (n - ncol(x)) * v)) })
  })
  t0 <- sapply(models, function(m) m$t(d$growth))
  draws <- replicate(20000, { s <- sample(n); mean(sapply(models, function(m) m$t(m$f + m$e[s]))) })
  list(t = I(t0), p = mean(draws >= mean(t0)))
}
out <- list(plain = joint(mean(all$metric), list(NULL)), weak = joint(1.5, list(NULL)), both = joint(1.5, list(NULL, c("size", "close"))))
write(toJSON(out, digits = I(16), auto_unbox = TRUE, pretty = TRUE), "output.json")
writeLines(R.version.string, "versions.txt")
