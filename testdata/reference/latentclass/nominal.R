# Reference values for segment.LatentClass with the prior off, for nominal items
# and missing answers. Run in this folder: Rscript nominal.R
# writes nominal.csv (600 respondents, 5 items of 3, 3, 4, 2 and 3 answers of two
# planted classes, from R's own generator; where the first item is 0 a third of
# the answers to items 3 to 5 are struck out in columns m.1 to m.3) and
# nominal-output.csv:
#   flexmix: the five complete items by flexmix (Leisch 2004), a multinomial logit
#     of a constant per item
#   optim: items 1 and 2 and m.1 to m.3 by R's BFGS on the likelihood of the answers
#     given, and the complete items too
suppressMessages(library(flexmix))
set.seed(7)
n <- 600
size <- c(3, 3, 4, 2, 3)
class <- rep(1:2, c(380, 220))
p <- list(rbind(c(.6, .3, .1), c(.1, .3, .6)), rbind(c(.7, .1, .2), c(.2, .6, .2)), rbind(c(.5, .2, .2, .1), c(.1, .1, .3, .5)),
  rbind(c(.8, .2), c(.3, .7)), rbind(c(.2, .2, .6), c(.5, .4, .1)))
x <- sapply(1:5, function(j) sapply(class, function(k) sample(size[j], 1, prob = p[[j]][k, ]) - 1))
m <- x
for (j in 3:5) m[x[, 1] == 0 & runif(n) < 1 / 3, j] <- NA
write.csv(data.frame(q = x, m = m[, 3:5]), "nominal.csv", row.names = FALSE, quote = FALSE, na = "")

tidy <- function(source, loglik, share, chance) { # chance[[j]][k, c]
  o <- order(-share)
  names <- unlist(lapply(1:2, function(k) lapply(1:5, function(j) paste0("p", k, ".", j, ".", seq_len(size[j]) - 1))))
  values <- unlist(lapply(o, function(k) lapply(1:5, function(j) chance[[j]][k, ])))
  data.frame(source = source, quantity = c("loglik", "share1", "share2", names), value = c(loglik, share[o], values))
}

d <- as.data.frame(lapply(as.data.frame(x), factor))
names(d) <- paste0("q", 1:5)
models <- lapply(1:5, function(j) FLXMRmultinom(as.formula(paste0("q", j, " ~ 1"))))
best <- NULL
for (i in 1:5) {
  fit <- flexmix(~ 1, data = d, k = 2, model = models, control = list(iter.max = 2000, tolerance = 1e-12, minprior = 0))
  if (is.null(best) || logLik(fit) > logLik(best)) best <- fit
}
chance <- lapply(1:5, function(j) {
  a <- parameters(best, model = j)
  t(apply(rbind(0, matrix(a, ncol = 2)), 2, function(b) exp(b) / sum(exp(b))))
})
out <- tidy("flexmix", as.numeric(logLik(best)), prior(best), chance)

maximum <- function(x, source) {
  at <- cumsum(c(1, 2 * (size - 1)))
  read <- function(theta) lapply(1:5, function(j) t(apply(cbind(0, matrix(theta[at[j] + seq_len(2 * (size[j] - 1))], 2)), 1, function(b) exp(b - max(b)) / sum(exp(b - max(b))))))
  loglik <- function(theta) {
    chance <- read(theta)
    joint <- cbind(rep(plogis(theta[1]), n), plogis(-theta[1]))
    for (j in 1:5) {
      l <- log(t(chance[[j]])[x[, j] + 1, , drop = FALSE])
      l[is.na(x[, j]), ] <- 0
      joint <- joint * exp(l)
    }
    sum(log(rowSums(joint)))
  }
  best <- NULL
  for (i in 1:6) {
    fit <- optim(rnorm(1 + 2 * sum(size - 1)), loglik, method = "BFGS", control = list(fnscale = -1, maxit = 2000, reltol = 1e-15))
    fit <- optim(fit$par, loglik, method = "BFGS", control = list(fnscale = -1, maxit = 2000, reltol = 1e-16, ndeps = rep(1e-5, length(fit$par))))
    if (is.null(best) || fit$value > best$value) best <- fit
  }
  tidy(source, best$value, plogis(c(1, -1) * best$par[1]), read(best$par))
}
out <- rbind(out, maximum(x, "optim complete"), maximum(cbind(x[, 1:2], m[, 3:5]), "optim missing"))
out$value <- formatC(out$value, digits = 12, format = "g")
write.csv(out, "nominal-output.csv", row.names = FALSE, quote = FALSE)
