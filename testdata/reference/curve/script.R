# Reference values for drivers.SpecificationCurve on ../finance/finances.csv and on
# many.csv, which is made here: 60 rows, 20 controls. Run in this folder: Rscript
# script.R. t of the groups' difference without and with controls, and Freedman
# and Lane's permutation p value of their mean, one-sided, from 20,000 permutations
# (its Monte Carlo error is below 0.0036), the same permutation for all: with the
# full model fitted again to each permutation, weights staying where they are,
# within strata and with these in both models, and with frequencies as repeated
# rows. Writes many.csv, output.json, versions.txt.
suppressPackageStartupMessages(library(jsonlite))
set.seed(2)
n <- 60; z <- matrix(rnorm(20 * n), n, dimnames = list(NULL, paste0("c", 1:20)))
many <- data.frame(from = 50 + 50 * runif(n), metric = rnorm(n) + rowSums(z) / 5, round(z, 4))
many$to <- many$from * (1.05 + 0.02 * rowSums(z) / 5 + 0.035 * (many$metric > mean(many$metric)) + 0.08 * rnorm(n))
many <- round(many, 4)
write.csv(many, "many.csv", row.names = FALSE, quote = FALSE)
all <- read.csv("../finance/finances.csv"); all$copies <- 1 + seq_len(nrow(all)) %% 3
d <- all[all$from > 0, ]
joint <- function(d, cut, controls, w = rep(1, nrow(d)), strata = rep(1, nrow(d))) {
  d$growth <- d$to / d$from - 1; d$high <- as.numeric(d$metric > cut); d$stratum <- factor(strata); n <- nrow(d)
  if (nlevels(d$stratum) > 1) controls <- lapply(controls, c, "stratum")
  models <- lapply(controls, function(k) {
    x <- model.matrix(reformulate(c("high", k), "growth"), d); z <- x[, -2, drop = FALSE]
    b <- lm.wfit(z, d$growth, w); q <- qr(sqrt(w) * x); v <- solve(crossprod(sqrt(w) * x))[2, 2]
    list(e = b$residuals, f = b$fitted.values, t = function(y) {
      b <- qr.coef(q, sqrt(w) * y); unname(b[2] / sqrt(sum(w * (y - x %*% b)^2) / (n - ncol(x)) * v)) })
  })
  t0 <- sapply(models, function(m) m$t(d$growth))
  draws <- replicate(20000, {
    s <- ave(seq_len(n), strata, FUN = function(i) i[sample.int(length(i))])
    mean(sapply(models, function(m) m$t(m$f + m$e[s]))) })
  list(t = I(t0), p = mean(draws >= mean(t0)))
}
set.seed(1)
two <- list(NULL, c("size", "close")); copies <- d[rep(seq_len(nrow(d)), d$copies), ]
out <- list(plain = joint(d, mean(all$metric), list(NULL)), weak = joint(d, 1.5, list(NULL)), both = joint(d, 1.5, two),
  many = joint(many, mean(many$metric), list(NULL, paste0("c", 1:20))), weighted = joint(d, 1.5, two, d$weight),
  strata = joint(d, 1.5, two, strata = d$stratum), frequency = joint(copies, 1.5, two))
write(toJSON(out, digits = I(16), auto_unbox = TRUE, pretty = TRUE), "output.json")
writeLines(R.version.string, "versions.txt")
