# Reference values for the joint tests of drivers: MultivariateResult.JointTests,
# EqualityTests, Hierarchical, Corrected, GroupDifferences. Run in this folder:
# Rscript script.R. Data: ../multivariate/data.csv (three outcomes),
# ../importance/swiss.csv and mtcars.csv. Writes output.json, versions.txt.
suppressPackageStartupMessages({library(jsonlite); library(sandwich)})
waves <- read.csv("../multivariate/data.csv", stringsAsFactors = TRUE)
waves$logrev <- log(waves$revenue)
swiss <- read.csv("../importance/swiss.csv"); mtcars <- read.csv("../importance/mtcars.csv")

tests <- function(outcomes, terms, data) { # each term last, so that its sequential test is the partial one
  y <- paste0("cbind(", paste(outcomes, collapse = ","), ")")
  lapply(setNames(terms, terms), function(t) {
    fit <- manova(as.formula(paste(y, "~", paste(c(setdiff(terms, t), t), collapse = "+"))), data)
    one <- function(test) unname(summary(fit, test = test)$stats[t, c(2, 3, 4, 5, 6)])
    list(Wilks = one("Wilks"), Pillai = one("Pillai"), HotellingLawley = one("Hotelling-Lawley"), Roy = one("Roy"))
  })
}
six <- c("mission", "people", "partners", "process", "innovation", "technology")
outcomes <- c("maturity", "effectiveness", "roi")
terms <- c(six, "role", "region", "logrev")
wald <- function(c, b, v, df) { k <- nrow(c); f <- as.numeric(t(c %*% b) %*% solve(c %*% v %*% t(c), c %*% b)) / k; c(f, k, df, pf(f, k, df, lower.tail = FALSE)) }
fit <- lm(as.formula(paste("cbind(maturity, effectiveness, roi) ~", paste(terms, collapse = "+"))), waves)
b <- as.vector(coef(fit)); v <- vcovHC(fit, "HC3"); p <- nrow(coef(fit)); df <- fit$df.residual
pick <- function(rows) { # the named coefficients in each outcome
  at <- which(rownames(coef(fit)) %in% rows); m <- NULL
  for (o in 0:2) for (k in at) { r <- rep(0, 3 * p); r[o * p + k] <- 1; m <- rbind(m, r) }; m
}
equal <- function(rows) { at <- which(rownames(coef(fit)) %in% rows); m <- NULL
  for (o in 1:2) for (k in at) { r <- rep(0, 3 * p); r[o * p + k] <- 1; r[k] <- -1; m <- rbind(m, r) }; m }
columns <- list(people = "people", region = c("regionChina", "regionEurope"))
diffs <- local({ k <- which(rownames(coef(fit)) == "people"); c(b[k] - b[p + k], sqrt(v[k, k] + v[p + k, p + k] - 2 * v[k, p + k])) })

steps <- list(c("role", "region", "logrev"), six, c("x1"))
waves$x1 <- waves$people * waves$process
step <- lapply(outcomes, function(y) { f0 <- lm(reformulate("1", y), waves); used <- NULL
  lapply(steps, function(s) { used <<- c(used, s); f1 <- lm(reformulate(used, y), waves); a <- anova(f0, f1)
    r <- list(r2 = summary(f1)$r.squared, f = a$F[2], df1 = a$Df[2], df2 = a$Res.Df[2], p = a$`Pr(>F)`[2]); f0 <<- f1; r }) })

# Errors in variables; influences by numerical derivatives in the weights.
correct <- function(y, xs, rel, data) {
  n <- nrow(data); x <- as.matrix(data[xs]); yy <- data[[y]]
  coefs <- function(w) { w <- w / sum(w); xc <- sweep(x, 2, colSums(w * x)); yc <- yy - sum(w * yy)
    s <- crossprod(xc, w * xc); solve(s - diag((1 - rel) * diag(s)), crossprod(xc, w * yc)) }
  e <- 1e-4; one <- rep(1, n)
  inf <- sapply(1:n, function(i) { u <- one; u[i] <- 1 + e; l <- one; l[i] <- 1 - e; (coefs(u) - coefs(l)) / (2 * e) })
  list(estimate = as.vector(coefs(one)), std_error = sqrt(n / (n - 1) * rowSums(inf^2)))
}
inter <- lm(maturity ~ role * (mission + people + partners + process + innovation + technology + logrev), waves) # no CTO is in America
hc <- vcovHC(inter, "HC3"); ib <- coef(inter)
at <- grep("roleCTO:", names(ib))
out <- list(
  manova = list(waves = tests(outcomes, terms, waves), swiss = tests(c("Fertility", "Infant.Mortality"), c("Agriculture", "Education", "Catholic"), swiss),
                mtcars = tests(c("mpg", "qsec", "disp", "drat"), c("wt", "hp", "am"), mtcars)),
  wald = lapply(columns, function(k) wald(pick(k), b, v, df)), equality = lapply(columns, function(k) wald(equal(k), b, v, df)), difference = diffs,
  steps = setNames(step, outcomes),
  corrected = list(waves = correct("roi", six, c(.8, .75, 1, .9, .7, .85), waves),
                   swiss = correct("Fertility", c("Agriculture", "Education", "Catholic"), c(.9, .8, 1), swiss),
                   mtcars = correct("mpg", c("wt", "hp"), c(.95, .9), mtcars)),
  group = list(term = sub("roleCTO:", "", names(ib)[at]), estimate = unname(ib[at]), std_error = unname(sqrt(diag(hc)[at])), df = inter$df.residual,
               mission = wald(rbind(as.numeric(names(ib) == "roleCTO:mission")), ib, hc, inter$df.residual)))
write(toJSON(out, digits = I(16), auto_unbox = TRUE, pretty = TRUE), "output.json")
writeLines(c(R.version.string, paste("sandwich", packageVersion("sandwich"))), "versions.txt")
