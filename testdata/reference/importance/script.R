# Reference values for drivers.Importance. Run in this folder: Rscript script.R
# Writes swiss.csv, mtcars.csv, output.json and versions.txt. LMG by its
# definition, R2 of lm over every subset of drivers; Johnson's relative weights
# by eigen. Data: swiss and mtcars of R, and ../multivariate/data.csv.
suppressPackageStartupMessages(library(jsonlite))
write.csv(swiss, "swiss.csv", row.names = FALSE, quote = FALSE)
write.csv(mtcars, "mtcars.csv", row.names = FALSE, quote = FALSE)
waves <- read.csv("../multivariate/data.csv", stringsAsFactors = TRUE)
waves$w <- 1 + (seq_len(nrow(waves)) * 7) %% 5

r2 <- function(y, terms, data, w) {
  data$.w <- w
  summary(lm(reformulate(c("1", terms), y), data, weights = .w))$r.squared
}
lmg <- function(y, groups, controls, data, w) {
  g <- length(groups); f <- factorial
  value <- sapply(0:(2^g - 1), function(s) r2(y, c(controls, unlist(groups[bitwAnd(s, 2^(seq_len(g) - 1)) > 0])), data, w))
  sapply(seq_len(g), function(j) sum(sapply(0:(2^g - 1), function(s) if (bitwAnd(s, 2^(j - 1)) == 0) {
    k <- sum(bitwAnd(s, 2^(seq_len(g) - 1)) > 0)
    f(k) * f(g - k - 1) / f(g) * (value[s + 2^(j - 1) + 1] - value[s + 1])
  } else 0)))
}
# Johnson (2000): lambda = V sqrt(D) V', beta = lambda^-1 r, weights lambda^2 beta^2
johnson <- function(y, drivers, controls, data, w) {
  x <- as.matrix(data[c(y, drivers)]); scale2 <- sum(w * (x[, 1] - weighted.mean(x[, 1], w))^2)
  fit <- function(v) residuals(lm(reformulate(c("1", controls), "v"), cbind(data, v = v, .w = w), weights = .w))
  e <- apply(x, 2, fit); c <- crossprod(sqrt(w) * e)
  s <- sqrt(c(scale2, diag(c)[-1])); k <- c / outer(s, s)
  eg <- eigen(k[-1, -1]); lambda <- eg$vectors %*% diag(sqrt(eg$values)) %*% t(eg$vectors)
  beta <- solve(lambda, k[-1, 1]); as.vector(lambda^2 %*% beta^2)
}
one <- rep(1, nrow(swiss)); onec <- rep(1, nrow(mtcars))
sw <- c("Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality")
six <- c("mission", "people", "partners", "process", "innovation", "technology")
out <- list(
  swiss = list(lmg = lmg("Fertility", as.list(sw), NULL, swiss, one),
               johnson = johnson("Fertility", sw, NULL, swiss, one), r2 = r2("Fertility", sw, swiss, one)),
  mtcars = list(lmg = lmg("mpg", list(c("wt", "disp"), "hp", "drat"), "am", mtcars, onec),
                johnson = johnson("mpg", c("wt", "disp", "hp", "drat"), "am", mtcars, onec),
                r2 = r2("mpg", c("am", "wt", "disp", "hp", "drat"), mtcars, onec), control_r2 = r2("mpg", "am", mtcars, onec)),
  waves = lapply(c(maturity = "maturity", effectiveness = "effectiveness", roi = "roi"), function(y) list(
    lmg = lmg(y, c(as.list(six), "region"), c("role", "log(revenue)"), waves, waves$w),
    johnson = johnson(y, six, c("role", "region", "log(revenue)"), waves, waves$w),
    control_r2 = r2(y, c("role", "log(revenue)"), waves, waves$w))))
write(toJSON(out, digits = I(16), auto_unbox = TRUE, pretty = TRUE), "output.json")
writeLines(R.version.string, "versions.txt")
