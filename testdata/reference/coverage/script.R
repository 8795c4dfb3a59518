# How often R's own HC3 and svyglm miss, in the samples of examples/coverage in
# which stats lies outside of its band. Run in this folder:
#   Rscript script.R
suppressMessages(library(survey))
set.seed(1)
hc3 <- replicate(10000, {
  n <- 250
  a <- rnorm(n); b <- rexp(n); c <- rbinom(n, 1, .5)
  fit <- lm(1 + .5 * a - .3 * b + .2 * c + (.5 + b) * rnorm(n) ~ a + b + c)
  x <- model.matrix(fit)
  bread <- chol2inv(qr.R(fit$qr))
  v <- bread %*% crossprod(x * (residuals(fit) / (1 - hatvalues(fit)))) %*% bread
  abs(coef(fit)[["b"]] + .3) <= qt(.975, n - 4) * sqrt(v[3, 3])
})
stratum <- rep(1:8, each = 72)
cluster <- rep(1:48, each = 12)
svy <- replicate(1500, {
  a <- rep(rnorm(48), each = 12); b <- rnorm(576)
  y <- rep(sqrt(.1) * rnorm(48), each = 12) + sqrt(.9) * rnorm(576)
  fit <- svyglm(y ~ a + b, svydesign(~cluster, strata = ~stratum, weights = ~stratum, data = data.frame(a, b, y, stratum, cluster)))
  c(summary(fit)$coefficients["a", 4], regTermTest(fit, ~ a + b)$p) <= .05
})
rates <- c(mean(hc3), rowMeans(svy))
n <- c(length(hc3), ncol(svy), ncol(svy))
write.csv(data.frame(figure = c("HC3 interval of b holds", "svyglm rejects a", "regTermTest rejects a and b"), samples = n,
  rate = rates, mc_error = round(sqrt(rates * (1 - rates) / n), 4)), "output.csv", row.names = FALSE, quote = FALSE)
writeLines(paste("R", getRversion(), "survey", packageVersion("survey")), "versions.txt")
