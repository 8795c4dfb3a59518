# Reference values for stats.OLS and stats.Proportion from R's lm, sandwich and
# survey. Run in this folder:
#   Rscript script.R
# writes data.csv (from R's own generator) and output.csv. R's data set longley is
# that of ../nist/longley.csv in other units.
suppressMessages({library(sandwich); library(survey)})
set.seed(7)
n <- 150
d <- data.frame(a = round(rnorm(n), 3), b = round(rexp(n), 3), g = sample(c("u", "v", "w"), n, TRUE))
d$y <- round(1 + .5 * d$a - .3 * d$b + (d$g == "v") + rnorm(n) * (.5 + d$b), 3)
d$w <- round(runif(n, .5, 3), 2)
d$tick <- rbinom(n, 1, .3)
write.csv(d, "data.csv", row.names = FALSE, quote = FALSE)
rows <- list()
add <- function(fit, kind, v) {
  s <- sqrt(diag(v))
  for (t in names(coef(fit))) rows[[length(rows) + 1]] <<- data.frame(model = kind, term = t, estimate = format(coef(fit)[[t]], digits = 15), std_error = format(s[[t]], digits = 15))
}
m <- lm(y ~ a + b + g, d)
add(m, "classical", vcov(m))
for (k in c("HC0", "HC1", "HC2", "HC3")) add(m, k, vcovHC(m, k))
l <- lm(Employed ~ ., longley)
add(l, "longley", vcov(l))
w <- lm(y ~ a + b + g, d, weights = w)
add(w, "weighted HC3", vcovHC(w, "HC3"))
des <- svydesign(~1, weights = ~w, data = d)
p <- svymean(~tick, des)
rows[[length(rows) + 1]] <- data.frame(model = "svymean", term = "tick", estimate = format(coef(p)[[1]], digits = 15), std_error = format(SE(p)[[1]], digits = 15))
ci <- prop.test(sum(d$tick), n, correct = FALSE)$conf.int
rows[[length(rows) + 1]] <- data.frame(model = "prop.test", term = "tick", estimate = format(ci[1], digits = 15), std_error = format(ci[2], digits = 15))
s <- summary(m)
rows[[length(rows) + 1]] <- data.frame(model = "fit", term = "r2", estimate = format(s$r.squared, digits = 15), std_error = format(s$adj.r.squared, digits = 15))
rows[[length(rows) + 1]] <- data.frame(model = "fit", term = "sigma", estimate = format(s$sigma, digits = 15), std_error = format(s$coefficients["b", 4], digits = 15))
vif <- 1 / (1 - summary(lm(b ~ a + g, d))$r.squared)
rows[[length(rows) + 1]] <- data.frame(model = "fit", term = "vif b", estimate = format(vif, digits = 15), std_error = "0")
write.csv(do.call(rbind, rows), "output.csv", row.names = FALSE, quote = FALSE)
writeLines(paste("R", getRversion(), "sandwich", packageVersion("sandwich"), "survey", packageVersion("survey")), "versions.txt")
