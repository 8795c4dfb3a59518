# The grid of output.csv (script.py) from R's own distributions, as logarithms, and quantiles of t.
# Run after script.py in this folder: Rscript script.R
d <- read.csv("output.csv")
p <- with(d, ifelse(distribution == "normal", pnorm(x, lower.tail = FALSE, log.p = TRUE),
     ifelse(distribution == "t", pt(x, df1, lower.tail = FALSE, log.p = TRUE),
     ifelse(distribution == "F", pf(x, df1, df2, lower.tail = FALSE, log.p = TRUE),
            pchisq(x, df1, lower.tail = FALSE, log.p = TRUE)))))
out <- data.frame(distribution = d$distribution, x = format(d$x, digits = 17, trim = TRUE), df1 = d$df1, df2 = d$df2, log_upper = format(p, digits = 17, trim = TRUE))
q <- expand.grid(p = c(.4, .05, .025, .005, 1e-6), df = c(1, 2.5, 7, 60, 499989))
q <- data.frame(distribution = "qt", x = q$p, df1 = q$df, df2 = NA, log_upper = format(qt(q$p, q$df, lower.tail = FALSE), digits = 17, trim = TRUE))
write.csv(rbind(out, q), "r.csv", row.names = FALSE, quote = FALSE, na = "")
cat(paste("R", getRversion(), "\n"), file = "versions.txt", append = TRUE)
