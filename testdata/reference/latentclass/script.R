# Reference values for segment.LatentClass with the prior off, from flexmix
# (Leisch 2004), an implementation of its own. Run in this folder:
#   Rscript script.R
# writes answers.csv (400 respondents, 8 zero-one items, 2 planted classes,
# from R's own generator) and output.csv.
suppressMessages(library(flexmix))
set.seed(42)
n <- 400
class <- rep(1:2, c(240, 160))
p <- rbind(c(.9, .8, .75, .6, .3, .2, .1, .5), c(.2, .3, .25, .3, .8, .7, .6, .5))
x <- matrix(rbinom(n * 8, 1, p[class, ]), n)
colnames(x) <- paste0("item", 1:8)
write.csv(x, "answers.csv", row.names = FALSE, quote = FALSE)
best <- NULL
for (i in 1:20) {
  fit <- flexmix(x ~ 1, k = 2, model = FLXMCmvbinary(), control = list(iter.max = 5000, tolerance = 1e-14, minprior = 0))
  if (is.null(best) || logLik(fit) > logLik(best)) best <- fit
}
share <- prior(best)
o <- order(-share)
centre <- parameters(best)
out <- data.frame(quantity = c("loglik", "bic", "share1", "share2", paste0("p1.", 1:8), paste0("p2.", 1:8)),
  value = c(logLik(best), BIC(best), share[o], centre[, o[1]], centre[, o[2]]))
write.csv(format(out, digits = 15), "output.csv", row.names = FALSE, quote = FALSE)
writeLines(paste("R", getRversion(), "flexmix", packageVersion("flexmix")), "versions.txt")
