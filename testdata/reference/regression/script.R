# Reference values for stats.OLS from R: lm, sandwich, survey, lmtest, emmeans, on R's mtcars, on the
# school data of the survey package (api) and on ../ols/data.csv. Run in this folder: Rscript script.R
# Writes output.csv. The data are also in ../importance/mtcars.csv and in ../survey/apistrat.csv and
# apiclus1.csv.
suppressMessages({library(sandwich); library(survey); library(lmtest); library(emmeans)})
out <- list()
add <- function(model, quantity, name, value) out[[length(out) + 1]] <<- data.frame(model, quantity, name = as.character(name), value = sprintf("%.17g", as.numeric(value)))
fit <- function(model, m, v) { add(model, "coef", names(coef(m)), coef(m)); add(model, "se", names(coef(m)), sqrt(diag(v))) }
mt <- mtcars; mt$cyl <- factor(mt$cyl); mt$gear <- factor(mt$gear)

## treatment coding with an interaction
m <- lm(mpg ~ wt + cyl + hp + wt:cyl, mt)
fit("mtcars classical", m, vcov(m))
for (k in c("HC0", "HC1", "HC2", "HC3")) fit(paste("mtcars", k), m, vcovHC(m, k))
fit("mtcars cluster", m, vcovCL(m, cluster = ~gear))
s <- summary(m)
add("mtcars", "fit", c("r2", "adj", "sigma", "f", "fdf1", "fdf2", "fp", "loglik", "aic", "bic"),
  c(s$r.squared, s$adj.r.squared, s$sigma, s$fstatistic, pf(s$fstatistic[1], s$fstatistic[2], s$fstatistic[3], lower.tail = FALSE), logLik(m), AIC(m), BIC(m)))
ci <- confint(m); add("mtcars", "low", rownames(ci), ci[, 1]); add("mtcars", "high", rownames(ci), ci[, 2])
add("mtcars", "p", rownames(s$coefficients), s$coefficients[, 4])
add("mtcars", "hat", seq_len(nrow(mt)), hatvalues(m)); add("mtcars", "cook", seq_len(nrow(mt)), cooks.distance(m))
b <- bptest(m); add("mtcars", "bp", c("x2", "df", "p"), c(b$statistic, b$parameter, b$p.value))
X <- model.matrix(m); for (j in colnames(X)[-1]) add("mtcars", "vif", j, 1 / (1 - summary(lm(X[, j] ~ X[, setdiff(colnames(X), c(j, "(Intercept)"))]))$r.squared))
d <- svd(scale(X, FALSE, sqrt(colSums(X^2))))$d; add("mtcars", "fit", "condition", max(d) / min(d))
add("mtcars", "beta", colnames(X)[-1], coef(m)[-1] * apply(X[, -1], 2, sd) / sd(mt$mpg))
new <- data.frame(wt = c(2, 3.5, 5), cyl = factor(c(4, 8, 6), levels = c(4, 6, 8)), hp = c(70, 150, 330))
for (k in c("confidence", "prediction")) { p <- predict(m, new, interval = k, se.fit = TRUE, level = .9); add("mtcars", paste0(k, " fit"), 1:3, p$fit[, 1]); add("mtcars", paste0(k, " low"), 1:3, p$fit[, 2]); add("mtcars", paste0(k, " high"), 1:3, p$fit[, 3]) }
V <- vcovHC(m, "HC3")
wald <- function(rows) { R <- diag(length(coef(m)))[rows, , drop = FALSE]; f <- drop(t(R %*% coef(m)) %*% solve(R %*% V %*% t(R)) %*% (R %*% coef(m))) / nrow(R); c(f, nrow(R), df.residual(m), pf(f, nrow(R), df.residual(m), lower.tail = FALSE)) }
add("mtcars HC3", "wald all", 1:4, wald(2:7)); add("mtcars HC3", "wald cyl", 1:4, wald(grep("^cyl", names(coef(m)))))
w <- waldtest(m, . ~ . - wt:cyl, vcov = V); add("mtcars HC3", "waldtest wt:cyl", 1:2, c(w$F[2], w$`Pr(>F)`[2]))
add("mtcars HC3", "contrast", c("estimate", "se"), { l <- c(0, 1, 0, 0, 0, .5, .5); c(sum(l * coef(m)), sqrt(drop(t(l) %*% V %*% l))) })
e <- summary(emtrends(m, ~cyl, "wt", vcov. = V)); add("mtcars HC3", "slope", e$cyl, e$wt.trend); add("mtcars HC3", "slope se", e$cyl, e$SE)
for (k in levels(mt$cyl)) { l <- colMeans(model.matrix(delete.response(terms(m)), transform(mt, cyl = factor(k, levels = levels(mt$cyl))))); add("mtcars HC3", "margin", k, sum(l * coef(m))); add("mtcars HC3", "margin se", k, sqrt(drop(t(l) %*% V %*% l))) }
g <- lm(mpg ~ cyl + hp, mt); e <- summary(emmeans(g, ~cyl)); add("emmeans", "margin", e$cyl, e$emmean); add("emmeans", "margin se", e$cyl, e$SE); add("emmeans", "margin low", e$cyl, e$lower.CL)

## effect coding with another base, products of numbers, no constant
mt$cyl2 <- factor(mt$cyl, levels = c(4, 8, 6)); contrasts(mt$cyl2) <- contr.sum(3)
q <- lm(mpg ~ hp * wt + cyl2, mt); fit("effect HC3", q, vcovHC(q, "HC3"))
sl <- sapply(c(2, 3, 4), function(v) { l <- c(0, 1, 0, 0, 0, v); c(sum(l * coef(q)[c(1:5, 6)]), sqrt(drop(t(l) %*% vcovHC(q, "HC3") %*% l))) }); add("effect HC3", "slope", c(2, 3, 4), sl[1, ]); add("effect HC3", "slope se", c(2, 3, 4), sl[2, ])
z <- lm(mpg ~ 0 + cyl + gear + wt, mt); fit("origin HC2", z, vcovHC(z, "HC2")); s <- summary(z); add("origin", "fit", c("r2", "adj", "f"), c(s$r.squared, s$adj.r.squared, s$fstatistic[1]))
# inflation in a model without a constant, which is that beside one
for (w in list(rep(1, 32), mtcars$gear)) { r <- 1 / (1 - summary(lm(wt ~ hp, mtcars, weights = w))$r.squared); add(if (w[1] == 1) "origin" else "origin weighted", "vif", "wt", r) }

## designs: survey's schools
data(api)
sg <- function(model, des) {
  m <- svyglm(api00 ~ ell + meals + stype, des); s <- summary(m)$coefficients
  add(model, "coef", rownames(s), s[, 1]); add(model, "se", rownames(s), s[, 2]); add(model, "p", rownames(s), s[, 4]); add(model, "df", "df", m$df.residual)
  t <- regTermTest(m, ~stype); add(model, "term", c("f", "p"), c(t$Ftest, t$p))
}
sg("strat", svydesign(~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat))
sg("clus1", svydesign(~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1))
sg("weights", svydesign(~1, weights = ~pw, data = apistrat))
m <- lm(api00 ~ ell + meals + stype, apiclus1, weights = pw); fit("clus1 CL", m, vcovCL(m, cluster = ~dnum))
m <- lm(api00 ~ ell + meals + stype, apistrat, weights = pw); fit("strat HC3", m, vcovHC(m, "HC3")); add("strat HC3", "cook", seq_len(nrow(apistrat)), cooks.distance(m))

## frequency weights are repeated rows
d <- read.csv("../ols/data.csv"); f <- rep(c(1, 3, 0, 2, 5), 30); r <- d[rep(seq_len(150), f), ]
m <- lm(y ~ a + b + g, r)
fit("frequency classical", m, vcov(m)); fit("frequency HC2", m, vcovHC(m, "HC2")); fit("frequency HC3", m, vcovHC(m, "HC3"))
s <- summary(m); b <- bptest(m); add("frequency", "fit", c("r2", "adj", "sigma", "f", "aic", "bic", "bp", "n"), c(s$r.squared, s$adj.r.squared, s$sigma, s$fstatistic[1], AIC(m), BIC(m), b$statistic, nrow(r)))
first <- match(which(f > 0), rep(seq_len(150), f)); add("frequency", "cook", which(f > 0), cooks.distance(m)[first])
write.csv(do.call(rbind, out), "output.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, sapply(c("sandwich", "survey", "lmtest", "emmeans"), function(p) paste(p, packageVersion(p)))), "versions.txt")
m <- lm(Employed ~ GNP + Year, longley); writeLines(capture.output(print(summary(m), digits = 5)), "summary.txt")
