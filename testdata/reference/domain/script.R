# Writes data.csv, a made sample of 480 respondents (4 strata, 48 clusters of 6 to
# 14, weights, population sizes), 40% of whom were put five yes-no questions, and
# output.csv: two latent classes of those, by maximum pseudo-likelihood without a
# prior, and their errors. The scores of all others are 0, so that the sample's
# strata, clusters and population sizes count in full: survey's svytotal of the
# scores is the middle of the sandwich. The last model has a prior of one respondent,
# as the library's have by default, and is asked for more: the shares of its classes
# in the south, and what they answered to h1 and h2, with everybody's chances of
# belonging taken as known. Run: Rscript script.R
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

# The logarithm of a prior of weight a (half in either class) and its derivatives.
penalty <- function(theta, a, m) {
  p <- plogis(matrix(theta[-1], 5, 2))
  a / 2 * (log(plogis(theta[1])) + log(plogis(-theta[1])) + sum(m * log(p) + (1 - m) * log(1 - p)))
}
pull <- function(theta, a, m) {
  p <- plogis(matrix(theta[-1], 5, 2))
  a / 2 * c(1 - 2 * plogis(theta[1]), m - p)
}

one <- function(name, d, design, prior = 0) {
  used <- d$asked == 1
  x <- as.matrix(d[used, paste0("x", 1:5)])
  weight <- weights(design)
  w <- weight[used] * sum(used) / sum(weight[used])
  m <- colSums(w * x) / sum(w)
  set.seed(1)
  gradient <- function(t) colSums(w * scores(t, x)) + pull(t, prior, m)
  best <- NULL
  for (start in 1:20) {
    fit <- optim(rnorm(11), function(t) -sum(w * log(rowSums(joint(t, x)))) - penalty(t, prior, m),
                 function(t) -gradient(t), method = "BFGS", control = list(maxit = 5000, reltol = 1e-15))
    if (is.null(best) || fit$value < best$value - 1e-9) best <- fit
  }
  theta <- best$par
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
  put(paste0(name, ".loglik"), sum(w * log(rowSums(joint(theta, x)))))
  put(paste0(name, ".df"), degf(subset(design, asked == 1)))
  for (i in seq_along(labels)) {
    put(paste0(name, ".", labels[i]), plogis(theta[i]))
    put(paste0(name, ".", labels[i], ".se"), errors[i])
    logit <- theta[i] + c(-1, 1) * qt(0.975, degf(subset(design, asked == 1))) * errors[i] / (plogis(theta[i]) * plogis(-theta[i]))
    put(paste0(name, ".", labels[i], ".", c("low", "high")), plogis(logit))
  }
  j <- joint(theta, x)
  invisible(j / rowSums(j))
}

# ratio puts the share sum w r y / sum w r of a subpopulation: n the sum of r, Kish's
# effective number (sum w r)^2 / sum w^2 r, and an interval on the logit scale.
ratio <- function(name, design, r, y, n, kish) {
  design <- update(design, top = ifelse(is.na(y), 0, r * y), bottom = ifelse(is.na(y), 0, r))
  part <- design[!is.na(y) & r > 0, ]
  e <- svyratio(~top, ~bottom, part)
  p <- as.numeric(coef(e))
  se <- as.numeric(SE(e))
  put(paste0(name, c("", ".se", ".low", ".high", ".df", ".n", ".kish")),
      c(p, se, plogis(qlogis(p) + c(-1, 1) * qt(0.975, degf(part)) * se / (p * (1 - p))), degf(part), n, kish))
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
d$south <- as.integer(runif(480) < 0.4)
told <- function(chance) as.integer(runif(480) < chance[class])
d$h1 <- ifelse(d$asked == 1 & runif(480) < 0.9, told(c(0.7, 0.4)), NA)
d$h2 <- ifelse(d$asked == 1, c("low", "middle", "high")[1 + told(c(0.8, 0.4)) + told(c(0.6, 0.3))], NA)
write.csv(d, "data.csv", row.names = FALSE, quote = FALSE, na = "")

one("simple", d, svydesign(id = ~1, strata = ~stratum, weights = ~I(weight / weight), fpc = ~people, data = d))
one("weighted", d, svydesign(id = ~1, strata = ~stratum, weights = ~weight, data = d))
one("clustered", d, svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, fpc = ~places, data = d, nest = TRUE))
design <- svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, fpc = ~places, data = d, nest = TRUE)
chances <- one("prior", d, design, prior = 1)
for (k in 1:2) {
  r <- replace(numeric(480), d$asked == 1, chances[, k])
  south <- as.numeric(d$asked == 1 & d$south == 1)
  w <- d$weight * south
  ratio(paste0("south.", k), design, south, r, sum(south), sum(w)^2 / sum(w^2))
  for (h in c("h1", "low", "middle", "high")) {
    y <- if (h == "h1") d$h1 else as.numeric(d$h2 == h)
    u <- !is.na(y)
    ratio(paste0(h, ".", k), design, r, y, sum(r[u]), sum((d$weight * r)[u])^2 / sum((d$weight^2 * r)[u]))
  }
}

write.csv(results, "output.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("survey", packageVersion("survey"))), "versions.txt")
