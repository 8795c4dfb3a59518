# Makes wave.csv. Run in this folder: Rscript make.R
set.seed(20211)
n <- 260
stratum <- rep(1:5, each = 52)
cluster <- rep(rep(1:4, each = 13), 5)
weight <- round(0.5 + stratum / 4 + runif(n), 2)
role <- sample(c("CTO", "CIO"), n, TRUE)
industry <- sample(c("banking", "retail", "energy"), n, TRUE)
rate <- function(x) pmin(5, pmax(1, round(3 + x)))
common <- rnorm(n) + rnorm(5)[stratum] / 2
pe <- rate(common + rnorm(n))
pr <- rate(common + rnorm(n))
cloud <- rate(common + rnorm(n))
ai <- rate(common + rnorm(n))
roi <- round(10 + 2 * common + 3 * (industry == "retail") + rnorm(n, sd = 3), 1)
then <- round(exp(3 + rnorm(n)), 1)
now <- round(then * (1.15 + 0.05 * common + rnorm(n, sd = 0.1)), 1)
often <- rate(common + rnorm(n))
vital <- rate(common + rnorm(n))

cloud[c(14:26, 53:65)] <- ai[c(14:26, 53:65)] <- 5 # two clusters without a low one
cloud[27:39] <- ai[27:39] <- 1 # one without a high one
industry[17] <- "space" # alone
role[30] <- "CDO" # alone
weight[c(5, 60, 61)] <- 0
role[60] <- "COO" # of weight 0 only
pe[c(9, 80, 130:140)] <- NA
cloud[c(12, 90)] <- NA
roi[157:169] <- NA # a whole cluster of stratum 4
then[209:247] <- NA # three of the four clusters of stratum 5
then[100] <- -3
now[c(101, 102)] <- NA
wave <- data.frame(id = 1:n, weight, stratum, cluster, role, industry, cloud, ai, pe, pr, roi, often, vital,
  revenue.2020 = then, revenue.2021 = now)
write.csv(wave, "wave.csv", row.names = FALSE, quote = FALSE, na = "")
