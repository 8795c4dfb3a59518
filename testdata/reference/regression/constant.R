# Models without a constant: variance inflation, which is that beside a constant
# (R2 of a column on the constant and all others, whatever repeats it), and
# products with the factor that has a column for each level. Run here.
options(digits = 17)
out <- list()
add <- function(model, quantity, name, value) out[[length(out) + 1]] <<-
  data.frame(model, quantity, name = as.character(name), value = sprintf("%.17g", as.numeric(value)))
mt <- read.csv("mtcars.csv"); mt$cyl <- factor(mt$cyl); mt$gear <- factor(mt$gear)
inflation <- function(model, X, w = rep(1, nrow(X))) for (j in seq_len(ncol(X))) {
  y <- X[, j]
  if (max(y) == min(y)) v <- NaN else {
    fit <- lm.wfit(cbind(1, X[, -j]), y, w)
    m <- sum(w * y) / sum(w)
    left <- sum(w * fit$residuals^2) / sum(w * (y - m)^2)
    v <- if (left < 1e-20) Inf else 1 / left
  }
  add(model, "vif", colnames(X)[j], v)
}
# the case of eight rows
x <- c(1, 2, 3, 4, 5, 6, 7, 8); z <- c(2, 1, 4, 3, 6, 5, 8, 6); g <- factor(c(0, 1, 1, 0, 0, 1, 0, 1))
inflation("eight", model.matrix(~0 + x + z + g))
inflation("ones", cbind(x = x, one = 1, z = z))
inflation("threes", cbind(x = x, three = 3, z = z))
# constant hidden in two columns that add up to 1
inflation("hidden", cbind(x = x, p = z / 10, q = 1 - z / 10))
inflation("wt first", model.matrix(~0 + wt + cyl + gear + hp, mt))
inflation("weighted", model.matrix(~0 + cyl + gear + hp + wt, mt), as.numeric(mt$gear == 4 | mt$wt > 3))
inflation("sampling", model.matrix(~0 + cyl + gear + hp + wt, mt), mt$wt)
inflation("no factor", model.matrix(~0 + hp + wt, mt))

fit <- function(model, m) {
  s <- summary(m)$coefficients
  add(model, "coef", rownames(s), s[, 1]); add(model, "se", rownames(s), s[, 2])
  inflation(model, model.matrix(m))
}
fit("treatment", lm(mpg ~ 0 + wt + cyl + wt:cyl, mt))
fit("base 8", lm(mpg ~ 0 + cyl + wt + wt:cyl, transform(mt, cyl = relevel(cyl, "8"))))
fit("factors", lm(mpg ~ 0 + am2 + cyl + am2:cyl, transform(mt, am2 = factor(am))))
fit("three", lm(mpg ~ 0 + cyl + wt + hp + wt:cyl + hp:cyl + wt:hp + wt:hp:cyl, mt))
contrasts(mt$cyl) <- contr.sum(3)
fit("effect", lm(mpg ~ 0 + cyl + wt + wt:cyl, mt))
write.csv(do.call(rbind, out), "constant.csv", row.names = FALSE, quote = FALSE)
