# Scores, regressions and premiums of the shipped wave by R, for the tests of
# the root package. Base R, and sandwich for the HC3 errors.
# Run in this folder: Rscript script.R
wave <- read.csv("../../wave-2021.csv", colClasses = "character", na.strings = c("", "NA", "RF"), check.names = FALSE)
book <- readLines("../../codebook-2021.json", warn = FALSE) # the names below are its fields
number <- function(field) {
  stopifnot(any(grepl(paste0('"', field, '"'), book, fixed = TRUE)))
  suppressWarnings(as.numeric(wave[[field]]))
}
half <- function(x) { # mean of what was answered, at least half
  m <- rowMeans(x, na.rm = TRUE)
  m[rowSums(!is.na(x)) < ncol(x) / 2] <- NA
  m
}
z <- function(x) { # weighted mean 0 and variance 1, dividing by n; weights are 1
  m <- mean(x, na.rm = TRUE)
  (x - m) / sqrt(mean((x - m)^2, na.rm = TRUE))
}
side <- function(x) { # -1, 0, 1; nothing that is no tie is nearer than 1e-9
  s <- sign(x)
  s[abs(x) < 1e-9] <- 0
  s
}

stage <- function(area) number(paste0("stage_", area, "_2021"))
cloud <- half(sapply(c("hybridcloud", "cloudnativedev", "cloudnativedeploy", "publiccloud", "privatecloud"), stage))
maturity <- half(cbind(cloud, stage("dataai"), stage("workflow"), stage("security")))
effectiveness <- half(sapply(paste0("eff_", c("agility", "data", "governance", "resilience")), number))
roi <- number("roi")
stopifnot(min(table(wave$industry[!is.na(roi)])) >= 30) # so that no industry is pooled
out <- data.frame(id = wave$id, maturity = z(maturity), effectiveness = z(effectiveness), roi = z(ave(roi, wave$industry, FUN = z)))
for (driver in c("mission", "people", "partners", "process", "innovation", "technology")) {
  out[[driver]] <- z(half(sapply(paste0("driver_", driver, "_", letters[1:4]), number)))
}
out$collaboration <- half(cbind(ave(number("collab_frequency"), wave$role, FUN = z), ave(number("collab_importance"), wave$role, FUN = z)))
for (metric in c("maturity", "effectiveness", "roi", "collaboration")) {
  out[[paste0("side_", metric)]] <- side(out[[metric]])
}
metrics <- c("maturity", "effectiveness", "roi")
drivers <- c("mission", "people", "partners", "process", "innovation", "technology")
data <- cbind(out, role = wave$role, region = wave$region, industry = wave$industry, size = wave$size, revenue = log(number("revenue_2020")))
fits <- do.call(rbind, lapply(metrics, function(metric) {
  fit <- lm(reformulate(c(drivers, "role", "region", "industry", "size", "revenue"), metric), data)
  error <- sqrt(diag(sandwich::vcovHC(fit, type = "HC3")))
  data.frame(metric, driver = drivers, estimate = coef(fit)[drivers], std_error = error[drivers], r_squared = summary(fit)$r.squared, n = nobs(fit))
}))
write.csv(format(fits, digits = 10, trim = TRUE), "regression.csv", row.names = FALSE, quote = FALSE)

premiums <- data.frame()
for (outcome in c("revenue", "profit")) {
  base <- number(paste0(outcome, "_2020"))
  growth <- ifelse(base > 0, number(paste0(outcome, "_2021")) / base - 1, NA)
  for (metric in metrics) {
    high <- out[[paste0("side_", metric)]] > 0
    near <- out$side_collaboration > 0
    compare <- function(kind, a, b) {
      a <- growth[a & !is.na(growth)]
      b <- growth[b & !is.na(growth)]
      r <- mean(a) / mean(b)
      premiums <<- rbind(premiums, data.frame(outcome, metric, kind, premium = r - 1, # delta method for the error
        std_error = sqrt(var(a) / length(a) + r^2 * var(b) / length(b)) / mean(b), n_high = length(a), n_low = length(b)))
    }
    compare("high against low", high, !high)
    compare("close against distant among high", high & near, high & !near)
    compare("high and close against low and distant", high & near, !high & !near)
  }
}
write.csv(format(premiums, digits = 10, trim = TRUE), "premiums.csv", row.names = FALSE, quote = FALSE)

for (column in names(out)[2:11]) out[[column]] <- sprintf("%.10g", out[[column]])
write.csv(out, "scores.csv", row.names = FALSE, quote = FALSE, na = "NA")
writeLines(c(R.version.string, paste("sandwich", packageVersion("sandwich"))), "versions.txt")
