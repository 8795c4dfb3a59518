# Reference values for the scales of package stats, from R's psych and survey.
# Run in this folder:
#   Rscript script.R
# writes attitude.csv (R's data set), twoscales.csv (two scales of four 1-5 items
# from R's own generator, with missing answers, weights, strata and clusters)
# and output.json.
suppressMessages({library(psych); library(survey); library(jsonlite)})
write.csv(attitude, "attitude.csv", row.names = FALSE, quote = FALSE)

set.seed(11)
n <- 240
factors <- matrix(rnorm(2 * n), n) %*% chol(matrix(c(1, .6, .6, 1), 2))
load <- c(.8, .7, .6, .5)
items <- cbind(factors[, 1] %o% load, factors[, 2] %o% load) + matrix(rnorm(8 * n), n) %*% diag(rep(sqrt(1 - load^2), 2))
items <- matrix(findInterval(items, c(-1.2, -.4, .4, 1.2)) + 1L, n, dimnames = list(NULL, c(paste0("a", 1:4), paste0("b", 1:4))))
items[, "a3"] <- 6L - items[, "a3"] # worded against the others
items[sample(length(items), 60)] <- NA
d <- data.frame(items, w = round(runif(n, .5, 3), 2), f = sample(1:3, n, TRUE), stratum = rep(1:4, each = n / 4), cluster = rep(1:48, each = 5))
write.csv(d, "twoscales.csv", row.names = FALSE, quote = FALSE, na = "")

described <- function(x, n.obs = NULL) { # x: data, or covariances with n.obs
  a <- if (is.null(n.obs)) suppressWarnings(alpha(x)) else alpha(x, n.obs = n.obs)
  list(alpha = a$total$raw_alpha, standardized = a$total$std.alpha, average_r = a$total$average_r,
    low = if (is.null(a$feldt)) NA else a$feldt$lower.ci[[1]], high = if (is.null(a$feldt)) NA else a$feldt$upper.ci[[1]],
    dropped = a$alpha.drop[, "raw_alpha"], standardized_dropped = a$alpha.drop[, "std.alpha"],
    # of covariances psych gives the correlation with the standardised sum only
    total_r = if (is.null(n.obs)) a$item.stats[, "raw.r"] else unname(rowSums(x) / sqrt(diag(x) * sum(x))), rest_r = a$item.stats[, "r.drop"])
}
# Standard errors without normality: survey's covariances of the items and the
# delta method, psych has none.
linearised <- function(columns, design) {
  k <- length(columns)
  v <- svyvar(reformulate(columns), design, na.rm = TRUE)
  s <- matrix(coef(v), k)
  alpha <- k / (k - 1) * (1 - sum(diag(s)) / sum(s))
  gradient <- k / (k - 1) * (sum(diag(s)) / sum(s)^2 - diag(k) / sum(s))
  list(alpha = alpha, std_error = sqrt(drop(c(gradient) %*% vcov(v) %*% c(gradient))))
}
htmt <- function(x, a, b) {
  r <- cor(x[complete.cases(x[c(a, b)]), c(a, b)])
  within <- function(i) mean(r[i, i][lower.tri(r[i, i])])
  mean(r[a, b]) / sqrt(within(a) * within(b))
}
# the delta method again, with derivatives by differences of order h^4
htmt_error <- function(a, b, design) {
  columns <- c(a, b)
  k <- length(columns)
  v <- svyvar(reformulate(columns), design, na.rm = TRUE)
  f <- function(s) {
    r <- cov2cor(matrix(s, k, dimnames = list(columns, columns)))
    within <- function(i) mean(r[i, i][lower.tri(r[i, i])])
    mean(r[a, b]) / sqrt(within(a) * within(b))
  }
  s <- coef(v)
  gradient <- sapply(seq_along(s), function(j) {
    e <- replace(numeric(k^2), j, 1e-3)
    (8 * (f(s + e) - f(s - e)) - (f(s + 2 * e) - f(s - 2 * e))) / 12e-3
  })
  sqrt(drop(gradient %*% vcov(v) %*% gradient))
}
d$a3 <- 6 - d$a3
a <- paste0("a", 1:4)
b <- paste0("b", 1:4)
full <- d[complete.cases(d[a]), ]
weighted <- cov.wt(full[a], full$w)$cov
weighted <- (weighted + t(weighted)) / 2 # psych takes anything else for data
frequency <- full[rep(seq_len(nrow(full)), full$f), a]
plain <- svydesign(~1, weights = ~1, data = d)
weights <- svydesign(~1, weights = ~w, data = d)
complex <- svydesign(~cluster, strata = ~stratum, weights = ~w, data = d)
# svyvar refuses missing answers of clusters less gracefully: take subpopulations.
domain <- function(design) subset(design, !is.na(a1 + a2 + a3 + a4))
minres <- function(x) {
  o <- suppressMessages(suppressWarnings(omega(x, nfactors = 1, plot = FALSE)))
  list(total = o$omega.tot, loadings = unname(fa(x, 1)$loadings[, 1]))
}
out <- list(
  attitude = described(attitude), attitude_mean = alpha(attitude)$total$mean, attitude_sd = alpha(attitude)$total$sd,
  likert = described(full[a]), weighted = described(weighted, nrow(full)), frequency = described(frequency),
  se_attitude = linearised(names(attitude), svydesign(~1, weights = ~1, data = attitude)),
  se_plain = linearised(a, domain(plain)), se_weights = linearised(a, domain(weights)), se_complex = linearised(a, domain(complex)),
  omega_attitude = minres(attitude), omega_likert = minres(full[a]),
  htmt = htmt(d, a, b), htmt_errors = sapply(list(plain, weights, complex), function(x) htmt_error(a, b, subset(x, complete.cases(d[c(a, b)])))),
  eigen_attitude = eigen(cor(attitude))$values,
  weighted_eigen = eigen(cov2cor(weighted))$values,
  # mean eigenvalues of 20,000 samples of 30 rows of 7 unrelated normal items,
  # and their Monte-Carlo error
  parallel = {
    e <- replicate(20000, eigen(cor(matrix(rnorm(30 * 7), 30)), only.values = TRUE)$values)
    list(mean = rowMeans(e), q95 = apply(e, 1, quantile, .95, names = FALSE), sd = apply(e, 1, sd))
  },
  scores = rowMeans(d[a], na.rm = TRUE)[1:40], # nobody here left more than half empty
  scores_answered = rowSums(!is.na(d[a]))[1:40],
  robust = list(median = median(attitude$rating), mad = mad(attitude$rating, constant = 1), z = (attitude$rating - median(attitude$rating)) / mad(attitude$rating, constant = 1 / qnorm(3 / 4))), # R rounds this to 1.4826
  normal = qnorm((rank(attitude$rating) - .5) / nrow(attitude)))
write(toJSON(out, digits = 15, auto_unbox = TRUE, na = "null", pretty = TRUE), "output.json")
writeLines(paste("R", getRversion(), "psych", packageVersion("psych"), "survey", packageVersion("survey"), "GPArotation", packageVersion("GPArotation")), "versions.txt")
