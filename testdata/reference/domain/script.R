# Writes data.csv, a made sample of 480 respondents (4 strata, 48 clusters of 6 to
# 14, weights, population sizes), 40% of whom were put five yes-no questions, and
# output.csv: two latent classes of those, by maximum pseudo-likelihood without a
# prior, and their errors. The scores of all others are 0, so that the sample's
# strata, clusters and population sizes count in full: survey's svytotal of the
# scores is the middle of the sandwich. Run: Rscript script.R
suppressMessages(library(survey))
options(digits = 17)

results <- data.frame()
put <- function(quantity, value) {
  results <<- rbind(results, data.frame(quantity = quantity, value = sprintf("%.17g", as.numeric(value))))
}

# theta: logit of the first class's share, then logits of the five answers in
# either class.
joint <- function(theta, x) {
  share <- plogis(theta[1])
  p <- plogis(matrix(theta[-1], 5, 2))
  a <- function(k) exp(x %*% log(p[, k]) + (1 - x) %*% log(1 - p[, k]))
  cbind(share * a(1), (1 - share) * a(2))
}

scores <- function(theta, x) {
  j <- joint(theta, x)
  r <- j / rowSums(j)
  p <- plogis(matrix(theta[-1], 5, 2))
  cbind(r[, 1] - plogis(theta[1]), r[, 1] * sweep(x, 2, p[, 1]), r[, 2] * sweep(x, 2, p[, 2]))
}

one <- function(name, d, design) {
  used <- d$asked == 1
  x <- as.matrix(d[used, paste0("x", 1:5)])
  weight <- weights(design)
  w <- weight[used] * sum(used) / sum(weight[used])
  set.seed(1)
  best <- NULL
  for (start in 1:20) {
    fit <- optim(rnorm(11), function(t) -sum(w * log(rowSums(joint(t, x)))),
                 function(t) -colSums(w * scores(t, x)), method = "BFGS", control = list(maxit = 5000, reltol = 1e-15))
    if (is.null(best) || fit$value < best$value - 1e-9) best <- fit
  }
  theta <- best$par
  gradient <- function(t) colSums(w * scores(t, x))
  # Newton steps on the gradient, whose derivative is taken by central differences.
  hessian <- function(t) {
    h <- sapply(seq_along(t), function(i) {
      e <- replace(numeric(length(t)), i, 1e-5)
      (gradient(t + e) - gradient(t - e)) / 2e-5
    })
    (h + t(h)) / 2
  }
  for (step in 1:20) theta <- theta - solve(hessian(theta), gradient(theta))
  if (plogis(theta[1]) < 0.5) theta <- c(-theta[1], theta[7:11], theta[2:6])

  bread <- solve(-hessian(theta))
  influence <- matrix(0, nrow(d), 11)
  influence[used, ] <- scores(theta, x) * w / weight[used]
  variance <- function(design) bread %*% vcov(svytotal(influence, design)) %*% bread
  error <- function(design) sqrt(diag(variance(design))) * plogis(theta) * (1 - plogis(theta))
  errors <- error(design)

  labels <- c("share", paste0("p1.", 1:5), paste0("p2.", 1:5))
  put(paste0(name, ".n"), sum(used))
  put(paste0(name, ".loglik"), -best$value)
  put(paste0(name, ".df"), degf(subset(design, asked == 1)))
  for (i in seq_along(labels)) {
    put(paste0(name, ".", labels[i]), plogis(theta[i]))
    put(paste0(name, ".", labels[i], ".se"), errors[i])
  }
}

set.seed(4)
cluster <- rep(1:48, sample(6:14, 48, replace = TRUE))[1:480]
cluster[is.na(cluster)] <- 48
d <- data.frame(stratum = (cluster - 1) %/% 12 + 1, cluster = cluster)
d$weight <- round(d$stratum * runif(480, 0.5, 1.5), 3)
d$people <- c(150, 200, 400, 600)[d$stratum]
d$places <- c(14, 20, 40, 100)[d$stratum]
# In the last stratum one cluster alone was asked.
d$asked <- as.integer(ifelse(d$stratum == 4, d$cluster == 40, runif(480) < 0.5))
class <- ifelse(runif(480) < plogis(0.4 + rnorm(48)[d$cluster]), 1, 2)
chance <- cbind(c(0.8, 0.75, 0.7, 0.3, 0.6), c(0.2, 0.3, 0.25, 0.65, 0.4))
for (j in 1:5) d[[paste0("x", j)]] <- ifelse(d$asked == 1, as.integer(runif(480) < chance[j, class]), NA)
write.csv(d, "data.csv", row.names = FALSE, quote = FALSE, na = "")

one("simple", d, svydesign(id = ~1, strata = ~stratum, weights = ~I(weight / weight), fpc = ~people, data = d))
one("weighted", d, svydesign(id = ~1, strata = ~stratum, weights = ~weight, data = d))
one("clustered", d, svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, fpc = ~places, data = d, nest = TRUE))
write.csv(results, "output.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("survey", packageVersion("survey"))), "versions.txt")
