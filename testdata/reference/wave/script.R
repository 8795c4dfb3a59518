# What R's packages survey and sandwich make of wave.csv: "Rscript script.R",
# here. Scores are computed by their definition, subpopulations are subsets of
# the design. Writes output.csv: design, quantity, value, se, low, high, n, df,
# deff; what a quantity does not have is empty.
suppressMessages({library(survey); library(sandwich)})
options(digits = 17, survey.lonely.psu = "adjust")
wave <- read.csv("wave.csv", na.strings = "")
results <- list()
put <- function(design, quantity, value, se = NA, low = NA, high = NA, n = NA, df = NA, deff = NA) {
  row <- list(design = design, quantity = quantity)
  numbers <- list(value = value, se = se, low = low, high = high, n = n, df = df, deff = deff)
  row[names(numbers)] <- lapply(numbers, function(x) if (is.na(x)) "" else sprintf("%.17g", as.numeric(x)))
  results[[length(results) + 1]] <<- as.data.frame(row)
}

half_answered <- function(x) ifelse(rowSums(!is.na(x)) * 2 >= ncol(x), rowMeans(x, na.rm = TRUE), NA)
norm <- function(x, w) {
  ok <- !is.na(x)
  m <- sum(w[ok] * x[ok]) / sum(w[ok])
  (x - m) / sqrt(sum(w[ok] * (x[ok] - m)^2) / sum(w[ok]))
}
within <- function(x, group, w) { z <- x; for (g in unique(group)) z[group == g] <- norm(x[group == g], w[group == g]); z }

metrics <- c("maturity", "effectiveness", "roi")
drivers <- c("mission", "people", "partners", "process", "innovation", "technology")

# Everything that is asked of the wave, as columns.
prepared <- function(d, weight) {
  w <- if (is.null(weight)) rep(1, nrow(d)) else d[[weight]]
  d$one <- w
  d$maturity <- norm(half_answered(cbind(half_answered(d[c("c1", "c2")]), d$ai, d$flow, d$safe)), w)
  d$effectiveness <- norm(half_answered(d[c("e1", "e2", "e3", "e4")]), w)
  # industries of fewer than 30 answers are normed together
  industry <- d$industry
  answers <- table(industry[!is.na(d$roi)])
  industry[industry %in% names(answers)[answers < 30]] <- "small"
  d$roi_z <- norm(within(d$roi, industry, w), w)
  d$roi <- d$roi_z
  for (name in drivers) d[[name]] <- norm(half_answered(d[paste0(name, 1:2)]), w)
  d$collaboration <- half_answered(cbind(within(d$often, d$role, w), within(d$vital, d$role, w)))

  for (option in c("cloud", "ai", "iot", "edge")) {
    d[[paste0("tools/", option)]] <- sapply(strsplit(d$tools, ";"), function(x) if (is.na(x[1])) NA else as.numeric(option %in% x))
  }
  for (year in c("then", "now")) for (option in c("cloud", "edge")) d[[paste0(year, "/", option)]] <- d[[paste0(year, "_", option)]]
  for (option in c("CEO", "CFO", "board")) d[[paste0("reports/", tolower(option))]] <- as.numeric(d$reports == option)
  d[["budget/high"]] <- as.numeric(d$budget >= 4)
  d[["lab/lab"]] <- d$lab
  d$role <- factor(d$role, c("CTO", "CIO"))
  d$region <- factor(d$region, c("North", "South", "East", "West"))
  d$log_revenue <- ifelse(d$revenue_2020 > 0, log(d$revenue_2020), NA)
  for (outcome in c("revenue", "profit")) {
    before <- d[[paste0(outcome, "_2020")]]
    d[[paste0(outcome, "_growth")]] <- ifelse(before > 0, d[[paste0(outcome, "_2021")]] / before - 1, NA)
  }
  d
}
options_of_wave <- c(paste0("tools/", c("cloud", "ai", "iot", "edge")), "then/cloud", "then/edge", "now/cloud", "now/edge",
  "reports/ceo", "reports/cfo", "reports/board", "budget/high", "lab/lab")
in_population <- function(d, name) switch(name, all = rep(TRUE, nrow(d)), cto = d$role == "CTO", cio = d$role == "CIO",
  north = d$region == "North", cto.north = d$role == "CTO" & d$region == "North", cio.north = d$role == "CIO" & d$region == "North")
populations <- c("all", "cto", "cio", "north", "cto.north", "cio.north")

# the influence of each respondent, for one unit of weight, on the mean of x in a part
influence <- function(d, x, part) {
  part <- part & !is.na(x) & d$one > 0
  m <- sum(d$one[part] * x[part]) / sum(d$one[part])
  list(mean = m, u = ifelse(part, x - m, 0) / sum(d$one[part]), n = sum(part))
}
se_of <- function(design, u) { design$variables$u <- u; as.numeric(SE(svytotal(~u, design))) }
mean_of <- function(design, x, part, deff = TRUE) {
  design$variables$x <- x
  some <- subset(design, part & !is.na(x) & design$variables$one > 0)
  e <- if (deff) svymean(~x, some, deff = "replace") else svymean(~x, some)
  list(value = coef(e)[[1]], se = SE(e)[[1]], n = nrow(some), df = degf(some), deff = if (deff) deff(e)[[1]] else NA)
}

one_design <- function(name, design, simple) {
  d <- design$variables
  for (population in populations) {
    part <- in_population(d, population)
    for (option in options_of_wave) {
      if (all(is.na(d[[option]][part]))) next
      e <- mean_of(design, d[[option]], part)
      # Wilson's interval by prop.test, of the effective number of respondents
      star <- e$value * (1 - e$value) / e$se^2 * nrow(d) / (nrow(d) - 1) * (qt(0.975, e$n - 1) / qt(0.975, e$df))^2
      ci <- suppressWarnings(prop.test(e$value * star, star, correct = FALSE))$conf.int
      put(name, paste("share", population, option), e$value, e$se, ci[1], ci[2], e$n, e$df, e$deff)
    }
    for (score in c(metrics, drivers, "collaboration")) {
      e <- mean_of(design, d[[score]], part)
      t <- qt(0.975, e$df)
      put(name, paste("score", population, score), e$value, e$se, e$value - t * e$se, e$value + t * e$se, e$n, e$df, e$deff)
    }
    # growth of a share: the two questions were not answered by the same people
    for (option in c("cloud", "edge")) {
      a <- influence(d, d[[paste0("then/", option)]], part)
      b <- influence(d, d[[paste0("now/", option)]], part)
      put(name, paste("growth", population, option), b$mean / a$mean - 1, se_of(design, b$u / a$mean - b$mean / a$mean^2 * a$u), n = min(a$n, b$n))
    }
  }
  # among those who answered both, svyratio says the same as the influences
  both <- !is.na(d[["then/cloud"]]) & !is.na(d[["now/cloud"]]) & d$one > 0
  design$variables$a <- d[["then/cloud"]]; design$variables$b <- d[["now/cloud"]]
  a <- influence(d, d[["then/cloud"]], both); b <- influence(d, d[["now/cloud"]], both)
  stopifnot(all.equal(SE(svyratio(~b, ~a, subset(design, both)))[[1]], se_of(design, b$u / a$mean - b$mean / a$mean^2 * a$u)))

  # contrasts of an order, between populations and between items
  for (option in c("tools/cloud", "budget/high")) {
    a <- influence(d, d[[option]], in_population(d, "cto")); b <- influence(d, d[[option]], in_population(d, "cio"))
    put(name, paste("contrast", option), a$mean - b$mean, se_of(design, a$u - b$u), n = min(a$n, b$n))
  }
  a <- influence(d, d[["tools/cloud"]], in_population(d, "north")); b <- influence(d, d[["tools/edge"]], in_population(d, "cio.north"))
  put(name, "contrast items", a$mean - b$mean, se_of(design, a$u - b$u), n = min(a$n, b$n))

  for (outcome in c("revenue", "profit")) premiums_of(name, design, outcome, simple)
  for (metric in metrics) regression_of(name, design, metric, simple)
}

premiums_of <- function(name, design, outcome, simple) {
  d <- design$variables
  growth <- d[[paste0(outcome, "_growth")]]
  all_both <- list()
  for (kind in c("premium", "close", "both")) for (metric in metrics) {
    side_of <- function(other) {
      above <- function(z) {
        up <- z > 1e-12
        tied <- abs(z) <= 1e-12
        if (!any(tied, na.rm = TRUE)) { # those nearest to the cut, the upper of two equally near
          nearest <- min(abs(z), na.rm = TRUE)
          tied <- abs(z) <= nearest + 1e-12
          if (any(tied & up, na.rm = TRUE)) tied <- tied & up
        }
        if (other) ifelse(tied, !up, up) else up
      }
      high <- above(d[[metric]]); near <- above(d$collaboration)
      side <- switch(kind, premium = as.numeric(high), close = ifelse(high, as.numeric(near), NA),
        both = ifelse(high == near, as.numeric(high), NA))
      if (kind != "premium") side[is.na(near)] <- NA
      side
    }
    side <- side_of(FALSE); other <- side_of(TRUE)
    H <- influence(d, growth, !is.na(side) & side == 1); L <- influence(d, growth, !is.na(side) & side == 0)
    r <- H$mean / L$mean
    u <- H$u / L$mean - r / L$mean * L$u
    compared <- !is.na(side) & !is.na(growth) & d$one > 0
    if (simple) { # each group on its own, Welch's degrees of freedom
      alone <- function(k) { x <- growth[compared & side == k]; w <- d$one[compared & side == k]
        SE(svymean(~x, svydesign(id = ~1, weights = ~w, data = data.frame(x, w))))[[1]]^2 }
      vH <- alone(1); vL <- alone(0); cov <- 0
      df <- (vH + r^2 * vL)^2 / (vH^2 / (H$n - 1) + r^4 * vL^2 / (L$n - 1))
    } else {
      design$variables$g <- growth; design$variables$side <- side
      by <- svyby(~g, ~side, subset(design, compared), svymean, covmat = TRUE)
      v <- vcov(by); vH <- v["1", "1"]; vL <- v["0", "0"]; cov <- v["0", "1"]
      df <- degf(subset(design, compared))
      ratio <- svycontrast(by, quote(`1` / `0` - 1))
      stopifnot(all.equal(as.numeric(SE(ratio)), se_of(design, u)))
    }
    se <- sqrt(vH + r^2 * vL - 2 * r * cov) / L$mean
    # Fieller: all q with (mH - q mL)^2 <= t^2 (vH + q^2 vL - 2 q cov)
    t <- qt(0.975, df)
    a <- L$mean^2 - t^2 * vL; b <- H$mean * L$mean - t^2 * cov; c <- H$mean^2 - t^2 * vH
    stopifnot(a > 0)
    put(name, paste(kind, outcome, metric), r - 1, se, (b - sqrt(b^2 - a * c)) / a - 1, (b + sqrt(b^2 - a * c)) / a - 1, H$n + L$n)
    put(name, paste(kind, outcome, metric, "high"), H$mean, sqrt(vH), n = H$n)
    put(name, paste(kind, outcome, metric, "low"), L$mean, sqrt(vL), n = L$n)
    difference <- c(H$mean - L$mean, sqrt(vH + vL - 2 * cov))
    dfd <- if (simple) (vH + vL)^2 / (vH^2 / (H$n - 1) + vL^2 / (L$n - 1)) else df
    put(name, paste(kind, outcome, metric, "difference"), difference[1], difference[2],
      difference[1] - qt(0.975, dfd) * difference[2], difference[1] + qt(0.975, dfd) * difference[2], df = dfd)
    put(name, paste(kind, outcome, metric, "effective"), sum(d$one[compared])^2 / sum(d$one[compared]^2))
    either <- !is.na(growth) & (!is.na(side) | !is.na(other))
    changed <- either & (is.na(side) != is.na(other) | (!is.na(side) & !is.na(other) & side != other))
    put(name, paste(kind, outcome, metric, "ties"), sum(d$one[changed]) / sum(d$one[either]))
    if (kind == "both") all_both[[metric]] <- list(value = r - 1, u = u, high = H$n, low = L$n)
  }
  u <- Reduce(`+`, lapply(all_both, function(x) x$u)) / 3
  put(name, paste("both", outcome, "all metrics"), mean(sapply(all_both, function(x) x$value)), se_of(design, u))
  for (group in c("high", "low")) put(name, paste("both", outcome, "all metrics", group), NA, n = min(sapply(all_both, function(x) x[[group]])))
}

regression_of <- function(name, design, metric, simple) {
  d <- design$variables
  formula <- as.formula(paste(metric, "~", paste(drivers, collapse = " + "), "+ role + region + sector + log_revenue"))
  whole <- complete.cases(d[c(metrics, drivers, "log_revenue")]) & d$one > 0
  d$sector <- design$variables$sector <- factor(d$sector, c("private", "public", "other")[c("private", "public", "other") %in% d$sector[whole]])
  if (simple) {
    fit <- lm(formula, d[whole, ], weights = one)
    v <- vcovHC(fit, type = "HC3")
    df <- fit$df.residual
  } else {
    fit <- svyglm(formula, subset(design, whole))
    v <- vcov(fit)
    df <- fit$df.residual
  }
  importance_of(name, d, metric, whole)
  terms <- sub("^sector", "sector: ", sub("^role", "role: ", sub("^region", "region: ", sub("log_revenue", "revenue", names(coef(fit))))))
  t <- qt(0.975, df)
  for (j in seq_along(terms)) {
    b <- coef(fit)[[j]]; se <- sqrt(v[j, j])
    put(name, paste("regression", metric, terms[j]), b, se, b - t * se, b + t * se, sum(whole), df)
  }
}

# shares of R2 beyond the controls, the mean over all orders of the drivers
importance_of <- function(name, d, metric, whole) {
  d <- d[whole, ]
  r2 <- sapply(0:63, function(set) {
    within <- drivers[bitwAnd(set, 2^(0:5)) > 0]
    summary(lm(reformulate(c(within, "role", "region", "sector", "log_revenue"), metric), d, weights = one))$r.squared
  })
  put(name, paste("r2", metric), r2[64])
  for (j in 1:6) {
    without <- Filter(function(set) bitwAnd(set, 2^(j - 1)) == 0, 0:63)
    size <- sapply(without, function(set) sum(bitwAnd(set, 2^(0:5)) > 0))
    gain <- r2[without + 2^(j - 1) + 1] - r2[without + 1]
    put(name, paste("importance", metric, drivers[j]), sum(factorial(size) * factorial(5 - size) / factorial(6) * gain))
  }
}

d <- prepared(wave, NULL)
one_design("plain", svydesign(id = ~1, weights = ~one, data = d), TRUE)
d <- prepared(wave, "w")
one_design("weights", svydesign(id = ~1, weights = ~w, data = d), TRUE)
one_design("part", svydesign(id = ~1, weights = ~w, fpc = ~staff, data = d), FALSE)
one_design("strata", svydesign(id = ~1, strata = ~stratum, weights = ~w, data = d), FALSE)
one_design("offices", svydesign(id = ~office, strata = ~stratum, nest = TRUE, weights = ~w, data = d), FALSE)
one_design("finite", svydesign(id = ~office, strata = ~stratum, nest = TRUE, weights = ~w, fpc = ~offices, data = d), FALSE)
lone <- prepared(wave[wave$lone == 1, ], "w")
one_design("lonely", svydesign(id = ~office, strata = ~stratum, nest = TRUE, weights = ~w, data = lone), FALSE)
options(survey.lonely.psu = "remove")
one_design("removed", svydesign(id = ~office, strata = ~stratum, nest = TRUE, weights = ~w, data = lone), FALSE)

write.csv(do.call(rbind, results), "output.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("survey", packageVersion("survey")), paste("sandwich", packageVersion("sandwich"))), "versions.txt")
