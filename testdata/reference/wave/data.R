# Makes wave.csv: answers that mean nothing, drawn from a stratified sample of
# offices. Twelve strata (region by size), offices numbered anew in each,
# unequal weights, five of them 0, missing answers of every kind. In the rows
# with lone = 1 two strata have a single office.
set.seed(1, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

regions <- c("North", "South", "East", "West")
sizes <- c("small", "medium", "large")
frame <- expand.grid(size = sizes, region = regions, stringsAsFactors = FALSE)
frame$offices <- c(5, 7, 4, 6, 5, 4, 8, 6, 5, 4, 7, 5) # sampled
frame$population <- frame$offices + c(3, 20, 2, 9, 6, 0, 14, 8, 1, 5, 30, 2) # one was taken whole

offices <- frame[rep(seq_len(12), frame$offices), ]
offices$office <- sequence(frame$offices)
people <- 3 + rpois(nrow(offices), 6)
wave <- offices[rep(seq_len(nrow(offices)), people), ]
n <- nrow(wave)
mood <- rep(rnorm(nrow(offices), sd = 0.5), people) # what the people of an office share
lively <- rnorm(n)
z <- function(share = 1) 0.6 * mood + share * 0.6 * lively + rnorm(n)
lost <- function(x, times) { x[sample(n, times)] <- NA; x }
scale5 <- function(x) findInterval(x, c(-1.3, -0.4, 0.4, 1.3)) + 1

out <- data.frame(id = sprintf("p%03d", seq_len(n)))
out$role <- sample(c("CTO", "CIO"), n, TRUE, c(0.55, 0.45))
out$region <- wave$region
out$industry <- sample(c("banking", "retail", "energy", "media"), n, TRUE, c(0.5, 0.3, 0.16, 0.04))
out$stratum <- paste(wave$region, wave$size, sep = ", ")
out$office <- wave$office
out$offices <- wave$population
out$staff <- 1500 # of all offices
out$w <- round(exp(rnorm(n, sd = 0.6) + 0.3 * (out$role == "CTO")), 3)
out$w[sample(n, 5)] <- 0
out$sector <- sample(c("private", "public"), n, TRUE)
out$sector[out$w == 0] <- "other" # nobody of any weight
out$lone <- as.integer(!(out$stratum %in% c("North, large", "West, small") & out$office > 1))

for (item in c("c1", "c2", "ai", "flow", "safe", "e1", "e2", "e3", "e4", "often", "vital")) out[[item]] <- lost(scale5(z()), 12)
for (driver in c("mission", "people", "partners", "process", "innovation", "technology")) {
  shared <- z(0.5)
  for (k in 1:2) out[[paste0(driver, k)]] <- lost(scale5(0.8 * shared + 0.6 * rnorm(n)), 4)
}
out$roi <- lost(round(10 + 4 * z() + 3 * (out$industry == "retail"), 1), 15)
out$budget <- lost(scale5(z()), 20)

ticks <- sapply(c("cloud", "ai", "iot", "edge"), function(option) z() > ifelse(out$role == "CTO", 0.1, 0.5))
out$tools <- apply(ticks, 1, function(row) if (any(row)) paste(colnames(ticks)[row], collapse = ";") else "none")
out$tools[sample(n, 18)] <- NA
for (option in c("then_cloud", "then_edge", "now_cloud", "now_edge")) {
  out[[option]] <- lost(as.integer(z() > ifelse(startsWith(option, "then"), 0.9, 0.2)), 10)
}
out$reports <- lost(sample(c("CEO", "CFO", "board"), n, TRUE, c(0.6, 0.25, 0.15)), 14)
out$lab <- as.integer(z() > 0.3)
out$lab[out$role == "CIO"] <- NA # put to CTOs alone

out$revenue_2020 <- round(exp(5 + 0.8 * rnorm(n)), 1)
out$revenue_2021 <- round(out$revenue_2020 * (1.06 + 0.02 * mood + 0.02 * lively + 0.05 * rnorm(n)), 2)
out$profit_2020 <- round(out$revenue_2020 * (0.12 + 0.04 * rnorm(n)), 2)
out$profit_2021 <- round(out$profit_2020 * (1.09 + 0.03 * mood + 0.02 * lively + 0.06 * rnorm(n)), 3)
for (name in c("revenue_2020", "revenue_2021", "profit_2020", "profit_2021")) out[[name]] <- lost(out[[name]], 8)

write.csv(out, "wave.csv", row.names = FALSE, na = "", quote = which(names(out) == "stratum"))
