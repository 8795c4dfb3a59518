# Reference values for drivers.Premium. Run in this folder: Rscript script.R
# Writes groups.csv (the data), versions.txt and output.json. R's own numbers only: Fieller's
# limits are found by uniroot on the t statistic of mean(high) - r mean(low),
# Welch's interval by t.test, weighted means and their errors by survey.
suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(digits = 17)

# Three data sets, made without random numbers so that they are the same in
# every version of R: rates to four decimals around a group's mean.
rates <- function(n, mean, sd, shift) round(mean + sd * qnorm((((1:n) * shift) %% n + 0.5) / n), 4)
sets <- list(
  clear = list(high = rates(83, 0.081, 0.06, 29), low = rates(97, 0.058, 0.04, 37)),
  few   = list(high = rates(7, 0.20, 0.05, 3),    low = rates(5, 0.11, 0.04, 2)),
  weak  = list(high = rates(41, 0.05, 0.09, 17),  low = rates(29, 0.010, 0.10, 11)),
  none  = list(high = rates(41, 0.004, 0.09, 17), low = rates(29, 0.003, 0.10, 11)))
data <- do.call(rbind, lapply(names(sets), function(k) {
  s <- sets[[k]]
  rbind(data.frame(set = k, high = 1, growth = s$high), data.frame(set = k, high = 0, growth = s$low))
}))
data$weight <- 1 + (seq_len(nrow(data)) * 7) %% 11 / 4
write.csv(data, "groups.csv", row.names = FALSE, quote = FALSE)

one <- function(x, level) {
  h <- x$growth[x$high == 1]; l <- x$growth[x$high == 0]
  vh <- var(h) / length(h); vl <- var(l) / length(l)
  r <- mean(h) / mean(l)
  # Satterthwaite's degrees of freedom of mean(h) - r mean(l)
  df <- (vh + r^2 * vl)^2 / (vh^2 / (length(h) - 1) + r^4 * vl^2 / (length(l) - 1))
  t <- qt(0.5 + level / 2, df)
  # g < 0 inside the set; tan(angle) runs through all ratios once
  g <- function(angle) (mean(h) * cos(angle) - mean(l) * sin(angle))^2 -
    t^2 * (vh * cos(angle)^2 + vl * sin(angle)^2)
  grid <- seq(-pi / 2, pi / 2, length.out = 20001)
  s <- sign(g(grid))
  at <- which(s[-1] * s[-length(s)] < 0)
  ends <- vapply(at, function(i) tan(uniroot(g, grid[c(i, i + 1)], tol = 1e-15)$root), 0)
  kind <- if (length(ends) == 0) "whole line" else if (g(pi / 2) > 0) "bounded" else "exclusive"
  w <- t.test(h, l, conf.level = level)
  list(level = level, ratio = r, df = df, kind = kind, ends = sort(ends) - 1,
       std_error = sqrt(vh + r^2 * vl) / abs(mean(l)),
       difference = unname(w$estimate[1] - w$estimate[2]), difference_low = w$conf.int[1],
       difference_high = w$conf.int[2], difference_df = unname(w$parameter),
       high_low = t.test(h, conf.level = level)$conf.int[1], low_high = t.test(l, conf.level = level)$conf.int[2])
}

weighted <- function(x) {
  strata <- svydesign(~1, strata = ~high, weights = ~weight, data = x)   # the groups' own variances
  whole <- svydesign(~1, weights = ~weight, data = x)                    # linearisation over the sample
  by <- function(d) svyby(~growth, ~high, d, svymean, covmat = TRUE)
  s <- by(strata)
  p <- svycontrast(by(whole), quote(`1` / `0` - 1))
  q <- svycontrast(s, quote(`1` / `0` - 1))
  list(high_mean = unname(coef(s)["1"]), low_mean = unname(coef(s)["0"]),
       high_se = unname(SE(s)[2]), low_se = unname(SE(s)[1]),
       premium = unname(coef(p)), se_whole = unname(SE(p)), se_groups = unname(SE(q)))
}

out <- list(version = R.version.string, survey = as.character(packageVersion("survey")))
for (k in names(sets)) {
  x <- data[data$set == k, ]
  out[[k]] <- list(l95 = one(x, 0.95), l80 = one(x, 0.80), weighted = weighted(x))
}
write(toJSON(out, digits = I(16), auto_unbox = TRUE, pretty = TRUE), "output.json")
writeLines(c(R.version.string, paste("survey", packageVersion("survey"))), "versions.txt")
