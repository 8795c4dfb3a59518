# Waves of one's own by R, for the tests of the root package: own parts of maturity
# (parts.csv), and a weighted, stratified, clustered wave with answers missing, an
# industry and a role of one respondent each, and rows of weight 0 (wave.csv, which
# make.R made). Base R, survey and sandwich.
# Run in this folder: Rscript script.R
suppressMessages(library(survey))
options(digits = 15)
out <- list()
put <- function(name, value) out[[length(out) + 1]] <<- data.frame(name, value = format(as.numeric(value), digits = 12))

# Weighted mean 0 and variance 1, dividing by the total weight.
z <- function(x, w = rep(1, length(x))) {
  ok <- !is.na(x) & w > 0
  m <- sum(w[ok] * x[ok]) / sum(w[ok])
  (x - m) / sqrt(sum(w[ok] * (x[ok] - m)^2) / sum(w[ok]))
}
within <- function(x, group, w) {
  for (g in unique(group)) x[group == g] <- z(x[group == g], w[group == g])
  x
}

half <- function(x) { # mean of what was answered, at least half
  m <- rowMeans(x, na.rm = TRUE)
  m[rowSums(!is.na(x)) < ncol(x) / 2] <- NA
  m
}

# Own parts: maturity is the mean of the four constructs.
p <- read.csv("parts.csv")
fit <- lm(z(rowMeans(p[, c("a", "b", "c", "d")])) ~ z(p$e))
put("parts/people", coef(fit)[2])
put("parts/people/se", sqrt(sandwich::vcovHC(fit, type = "HC3")[2, 2]))

# Two respondents alone in an industry and in a country: lm drops the second column.
i <- 0:119
industry <- c("banking", "retail")[1 + i %% 2]
country <- c("FR", "DE")[1 + (i %/% 2) %% 2]
industry[1:2] <- "space"
country[1:2] <- "LU"
pe <- z(1 + (i + i %/% 3) %% 5)
for (metric in c("maturity", "effectiveness")) {
  y <- z(1 + (if (metric == "maturity") i * 7 else i * i) %% 5)
  fit <- lm(y ~ pe + industry + country)
  stopifnot(sum(is.na(coef(fit))) == 1)
  put(paste0("alias/", metric), coef(fit)["pe"])
  put(paste0("alias/", metric, "/se"), sqrt(sandwich::vcovHC(fit, type = "HC3")["pe", "pe"]))
}

d <- read.csv("wave.csv", na.strings = "")
d$maturity <- z(half(d[, c("cloud", "ai")]), d$weight)
alone <- d$industry == "space" # a norm of his own needs others
roi <- ifelse(alone, NA, d$roi)
d$zroi <- z(within(roi, d$industry, d$weight), d$weight)
d$people <- z(d$pe, d$weight)
d$process <- z(d$pr, d$weight)
design <- svydesign(~cluster, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)
complete <- with(d, weight > 0 & !is.na(maturity) & !is.na(zroi) & !is.na(people) & !is.na(process) &
  !is.na(revenue.2020) & revenue.2020 > 0)
put("n", sum(complete))
put("z/roi/first", d$zroi[1])

domain <- subset(design, complete)
for (metric in c("maturity", "zroi")) {
  fit <- svyglm(reformulate(c("people", "process", "role", "industry", "log(revenue.2020)"), metric), domain)
  for (term in c("people", "process")) {
    put(paste0(metric, "/", term), coef(fit)[term])
    put(paste0(metric, "/", term, "/se"), SE(fit)[term])
  }
  put(paste0(metric, "/df"), fit$df.residual)
}

# Premium of growth by maturity above its mean, as a domain of those with growth.
d$growth <- ifelse(!is.na(d$revenue.2020) & d$revenue.2020 > 0, d$revenue.2021 / d$revenue.2020 - 1, NA)
d$high <- as.numeric(d$maturity > 1e-9)
d$gh <- ifelse(is.na(d$growth), 0, d$growth)
known <- with(d, weight > 0 & !is.na(growth) & !is.na(high))
put("premium/n_high", sum(known & d$high == 1))
put("premium/n_low", sum(known & d$high == 0))
design <- svydesign(~cluster, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)
means <- svyby(~gh, ~high, subset(design, known), svymean, covmat = TRUE)
m <- coef(means)
v <- vcov(means)
put("premium", m["1"] / m["0"] - 1)
put("premium/se", SE(svycontrast(means, quote(`1` / `0`))))
put("difference", m["1"] - m["0"])
put("difference/se", sqrt(v[1, 1] + v[2, 2] - 2 * v[1, 2]))
put("difference/df", degf(subset(design, known)))
put("high/df", degf(subset(design, known & high == 1)))
put("low/df", degf(subset(design, known & high == 0)))

# The share of weight whose growth is compared and whose maturity is the nearest to
# the mean, from above if two are equally near.
near <- min(abs(d$maturity[d$weight >= 0 & !is.na(d$maturity)]))
at <- !is.na(d$maturity) & abs(d$maturity) < near + 1e-9
if (any(at & d$maturity > 0)) at <- at & d$maturity > 0
put("tie_share", sum(d$weight[known & at]) / sum(d$weight[known]))
w <- d$weight[known]
put("effective_n", sum(w)^2 / sum(w^2))
put("weighted_n", sum(w))
write.csv(do.call(rbind, out), "output.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("survey", packageVersion("survey")), paste("sandwich", packageVersion("sandwich"))), "versions.txt")
