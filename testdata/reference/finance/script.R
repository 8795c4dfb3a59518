# Reference values for drivers.PremiumOfSums, AdjustedPremium, Cells and
# SimpleSlopes, and for Premium and regressions under a design. Run in this folder: Rscript
# script.R. Data: finances.csv (made here without random numbers),
# ../importance/swiss.csv and mtcars.csv. Writes output.json, versions.txt.
suppressPackageStartupMessages({library(survey); library(sandwich); library(jsonlite)})
n <- 150; i <- seq_len(n)
wave <- function(step, phase) qnorm((((i * step + phase) %% n) + 0.5) / n)
data <- data.frame(from = round(exp(4 + wave(37, 1)), 2), metric = round(wave(61, 5), 3), close = round(wave(73, 11), 3),
                   size = round(wave(91, 17), 3), region = 1 + (i %/% 2) %% 3, stratum = 1 + (i %/% 5) %% 2, cluster = 1 + i %/% 5)
data$metric <- round(data$metric + 0.4 * data$size, 3)
data$to <- round(data$from * (1.06 + 0.02 * data$metric + 0.01 * data$close + 0.015 * data$metric * data$close + 0.01 * data$size + 0.05 * wave(119, 31)), 2)
data$weight <- 1 + (i * 7) %% 11 / 4
data$from[c(4, 40)] <- c(-20, 0)
write.csv(data, "finances.csv", row.names = FALSE, quote = FALSE)
data$growth <- ifelse(data$from > 0, data$to / data$from - 1, NA)
data$high <- as.numeric(data$metric > mean(data$metric)); data$near <- as.numeric(data$close > mean(data$close))

fieller <- function(a, b, va, vb, cab, df) { # limits of the ratio of a to b by root finding
  t <- qt(0.975, df); f <- function(r) (a - r * b)^2 - t^2 * (va - 2 * r * cab + r^2 * vb)
  r <- a / b; s <- 10 * sqrt(va + r^2 * vb) / abs(b)
  c(uniroot(f, c(r - s, r), tol = 1e-14)$root, uniroot(f, c(r, r + s), tol = 1e-14)$root) - 1
}
# Ratio of sums, a stratum per group as each group's own variance.
x <- data; st <- svydesign(~1, strata = ~high, weights = ~weight, data = x)
s <- svyby(~to, ~high, denominator = ~from, st, svyratio, covmat = TRUE); m <- coef(s); v <- vcov(s)
sums <- list(high = m[[2]] - 1, low = m[[1]] - 1, high_se = sqrt(v[2, 2]), low_se = sqrt(v[1, 1]))

adjusted <- function(y, high, controls) {
  for (k in seq_along(controls)) controls[[k]] <- controls[[k]] - mean(controls[[k]])
  d <- data.frame(y = y, high = high, controls); f <- lm(y ~ ., d); v <- vcovHC(f, "HC3"); b <- coef(f)
  l <- b[[1]]; h <- l + b[[2]]; vl <- v[1, 1]; vh <- v[1, 1] + 2 * v[1, 2] + v[2, 2]; cv <- v[1, 1] + v[1, 2]
  list(high = h, low = l, premium = h / l - 1, std_error = sqrt(vh - 2 * h / l * cv + (h / l)^2 * vl) / l,
       ends = fieller(h, l, vh, vl, cv, f$df.residual), difference_se = sqrt(v[2, 2]))
}
swiss <- read.csv("../importance/swiss.csv"); mtcars <- read.csv("../importance/mtcars.csv")
ok <- data[!is.na(data$growth), ]
dummies <- model.matrix(~factor(region), ok)[, -1]; colnames(dummies) <- c("r2", "r3")
slopes <- function(formula, data, moderator) {
  f <- lm(formula, data); v <- vcovHC(f, "HC3"); b <- coef(f); z <- data[[moderator]]
  at <- mean(z) + c(-1, 0, 1) * sqrt(mean((z - mean(z))^2))
  k <- c(2, grep(":", names(b))); se <- sqrt(v[k[1], k[1]] + 2 * at * v[k[1], k[2]] + at^2 * v[k[2], k[2]])
  est <- b[k[1]] + at * b[k[2]]; t <- qt(0.975, f$df.residual)
  region <- polyroot(c(b[k[1]]^2 - t^2 * v[k[1], k[1]], 2 * (b[k[1]] * b[k[2]] - t^2 * v[k[1], k[2]]), b[k[2]]^2 - t^2 * v[k[2], k[2]]))
  list(at = at, estimate = unname(est), std_error = se, p = 2 * pt(-abs(unname(est) / se), f$df.residual), interaction = unname(b[k[2]]),
       region = if (max(abs(Im(region))) > 1e-6) NULL else sort(Re(region)))
}
cl <- svydesign(~cluster, strata = ~stratum, weights = ~weight, data = data, nest = FALSE)
g <- svyby(~growth, ~high, subset(cl, !is.na(growth)), svymean, covmat = TRUE); gm <- coef(g); gv <- vcov(g)
df <- degf(subset(cl, !is.na(growth)))
four <- svyby(~growth, ~high + near, subset(cl, !is.na(growth)), svymean, covmat = TRUE)
inter <- svycontrast(four, list(i = c(1, -1, -1, 1)))
# Regressions under the design: the covariance of a coefficient on two outcomes by
# the variances of both and of their difference; cluster covariances without strata.
ms <- weighted.mean(ok$size, ok$weight); cl_ok <- update(subset(cl, !is.na(growth)), centred = size - ms, gap = growth - size)
se <- function(f, k, V = vcov(f)) unname(sqrt(diag(V)[k]))
a <- svyglm(growth ~ high + centred, cl_ok); av <- vcov(a)
m <- svyglm(growth ~ metric * close + size, cl_ok); mv <- vcov(m); k <- c("metric", "metric:close")
i <- svyglm(growth ~ near * (metric + size), cl_ok); ki <- c("near:metric", "near:size")
two <- function(fit, V) {
  f <- lapply(list(growth ~ metric + close, size ~ metric + close, gap ~ metric + close), fit)
  v <- sapply(f, function(m) V(m)[2, 2]); b <- c(coef(f[[1]])[2], coef(f[[2]])[2]); c12 <- (v[1] + v[2] - v[3]) / 2
  list(difference = unname(b[1] - b[2]), std_error = sqrt(v[3]), f = drop(t(b) %*% solve(matrix(c(v[1], c12, c12, v[2]), 2), b)) / 2)
}
designed <- list(
  adjusted = c(coef(a)[[1]] + coef(a)[[2]], coef(a)[[1]], sqrt(av[1, 1] + 2 * av[1, 2] + av[2, 2]), sqrt(av[1, 1]), sqrt(av[2, 2])),
  slopes = c(coef(m)[k[1]], se(m, k[1]), sum(coef(m)[k]), sqrt(sum(mv[k, k]))), groups = c(coef(i)[ki], se(i, ki)),
  groups_df = i$df.residual, cells_df = degf(subset(cl, !is.na(growth) & !is.na(high) & !is.na(near))),
  survey = two(function(f) svyglm(f, cl_ok), vcov),
  cluster = two(function(f) lm(f, transform(ok, gap = growth - size), weights = weight), function(m) vcovCL(m, cluster = ok$cluster, type = "HC1")))
# The interaction of wool and tension, low or medium, with each cell's own variance.
wb <- subset(warpbreaks, tension != "H"); cell <- list(wb$wool, droplevels(wb$tension))
cm <- tapply(wb$breaks, cell, mean); cv <- tapply(wb$breaks, cell, function(x) var(x) / length(x)); cn <- tapply(wb$breaks, cell, length)
cdf <- sum(cv)^2 / sum(cv^2 / (cn - 1)); ce <- cm[2, 2] - cm[1, 2] - (cm[2, 1] - cm[1, 1])
own <- list(breaks = warpbreaks$breaks, wool = as.integer(warpbreaks$wool) - 1, tension = as.integer(warpbreaks$tension) - 1, interaction = ce,
            std_error = sqrt(sum(cv)), df = cdf, ends = ce + c(-1, 1) * qt(0.975, cdf) * sqrt(sum(cv)),
            mean = cm[1, 1], mean_ends = as.numeric(t.test(wb$breaks[wb$wool == "A" & wb$tension == "L"])$conf.int))
out <- list(
  own = own, sums = sums, designed = lapply(designed, unname),
  adjusted = list(finances = adjusted(ok$growth, ok$high, data.frame(size = ok$size, dummies)),
                  swiss = adjusted(swiss$Infant.Mortality, as.numeric(swiss$Catholic > 50), swiss["Agriculture"]),
                  mtcars = adjusted(mtcars$mpg, mtcars$am, mtcars[c("wt", "hp")])),
  slopes = list(finances = slopes(growth ~ metric * close + size, ok, "close"),
                swiss = slopes(Fertility ~ Education * Catholic + Agriculture, swiss, "Catholic"),
                mtcars = slopes(mpg ~ wt * hp + am, mtcars, "hp")),
  design = list(high = gm[[2]], low = gm[[1]], high_se = sqrt(gv[2, 2]), low_se = sqrt(gv[1, 1]), df = df,
                difference_se = sqrt(gv[1, 1] + gv[2, 2] - 2 * gv[1, 2]), ends = fieller(gm[[2]], gm[[1]], gv[2, 2], gv[1, 1], gv[1, 2], df)),
  cells = list(mean = unname(coef(four)), std_error = unname(SE(four)), interaction = unname(coef(inter)), interaction_se = unname(SE(inter)[1])))
write(toJSON(out, digits = I(16), auto_unbox = TRUE, pretty = TRUE), "output.json")
writeLines(c(R.version.string, paste("survey", packageVersion("survey")), paste("sandwich", packageVersion("sandwich"))), "versions.txt")
