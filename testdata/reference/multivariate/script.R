# Reference values for drivers.Multivariate. Run in this folder: Rscript script.R
# Writes data.csv, versions.txt and output.json: R's lm for each of three outcomes on six
# drivers and three controls, HC3 errors of sandwich, t intervals, and the
# correlations of the residuals.
suppressPackageStartupMessages({library(sandwich); library(jsonlite)})
n <- 160
i <- seq_len(n)
wave <- function(step, phase) round(qnorm((((i * step + phase) %% n) + 0.5) / n), 4)
common <- wave(57, 3)
data <- data.frame(
  mission = wave(37, 1), people = wave(61, 5), partners = wave(73, 11),
  process = wave(91, 17), innovation = wave(23, 29), technology = wave(119, 31))
data$people <- round(0.5 * data$mission + 0.9 * data$people, 4)
data$role <- c("CIO", "CTO")[1 + (i * 7) %% 2 * ((i %/% 3) %% 2)]
data$region <- c("America", "China", "Europe")[1 + (i %/% 2) %% 3]
data$region[i %% 5 == 0] <- "China"
data$revenue <- round(exp(wave(29, 13)) * 100, 1)
noise <- function(step, phase) 0.6 * common * (0.5 + abs(data$mission)) + 0.8 * wave(step, phase)
data$maturity <- round(0.10 * data$mission + 0.25 * data$technology + 0.1 * log(data$revenue) + noise(43, 7), 4)
data$effectiveness <- round(0.20 * data$people + 0.15 * data$process + 0.2 * (data$role == "CTO") + noise(67, 9), 4)
data$roi <- round(0.30 * data$innovation - 0.05 * data$partners + noise(101, 19), 4)
write.csv(data, "data.csv", row.names = FALSE, quote = FALSE)

data$role <- factor(data$role); data$region <- factor(data$region)
outcomes <- c("maturity", "effectiveness", "roi")
fit <- function(y) lm(reformulate(c("mission", "people", "partners", "process", "innovation",
  "technology", "role", "region", "log(revenue)"), y), data)
fits <- lapply(outcomes, fit)
table <- lapply(fits, function(f) {
  b <- coef(f); se <- sqrt(diag(vcovHC(f, "HC3"))); t <- qt(0.975, f$df.residual)
  list(term = names(b), estimate = unname(b), std_error = unname(se), statistic = unname(b / se),
       p_value = unname(2 * pt(-abs(b / se), f$df.residual)),
       conf_low = unname(b - t * se), conf_high = unname(b + t * se),
       r_squared = summary(f)$r.squared, sigma = sigma(f))
})
names(table) <- outcomes
out <- c(list(version = R.version.string, sandwich = as.character(packageVersion("sandwich"))), table,
         list(residual_correlation = unname(cor(sapply(fits, residuals)))))
write(toJSON(out, digits = I(16), auto_unbox = TRUE, pretty = TRUE), "output.json")
writeLines(c(R.version.string, paste("sandwich", packageVersion("sandwich"))), "versions.txt")
