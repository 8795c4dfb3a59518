# R's lm on the NIST problems, powers by repeated product. Run in this folder: Rscript lm.R
# Writes lm.csv: peer,problem,quantity,value, and versions.txt.
certified <- read.csv("certified.csv"); out <- NULL
for (name in unique(certified$dataset)) {
  c0 <- certified[certified$dataset == name, ][1, ]; d <- read.csv(paste0(name, ".csv"))
  x <- as.matrix(d[, -1, drop = FALSE])
  if (c0$model == "poly") { p <- rep(1, nrow(d)); x <- sapply(seq_len(c0$degree), function(k) { p <<- p * d$x1; p }) }
  colnames(x) <- paste0("b", seq_len(ncol(x)))
  m <- if (c0$model == "origin") lm(d$y ~ 0 + x) else lm(d$y ~ x)
  b <- coef(m); names(b) <- paste0("b", seq_along(b) - (c0$model != "origin"))
  se <- setNames(rep(NA, length(b)), names(b)); s <- suppressWarnings(summary(m)); se[!is.na(b)] <- s$coefficients[, 2]
  value <- c(b, setNames(se, paste0("se_", names(b))), residual_sd = s$sigma)
  out <- rbind(out, data.frame(peer = paste("R", getRversion(), "lm"), problem = name, quantity = names(value), value = sprintf("%.17g", value)))
}
write.csv(out, "lm.csv", row.names = FALSE, quote = FALSE)
writeLines(paste("R", getRversion()), "versions.txt")
