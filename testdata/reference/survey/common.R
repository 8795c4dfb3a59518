# Shared by the scripts of this folder, which run as "Rscript estimates.R" and
# so on, here. Each writes its results beside it as name.csv: quantity,value.
suppressMessages(library(survey))
options(digits = 17)
results <- data.frame()
put <- function(quantity, value) {
  results <<- rbind(results, data.frame(quantity = quantity, value = sprintf("%.17g", as.numeric(value))))
}
finish <- function(name) {
  write.csv(results, paste0(name, ".csv"), row.names = FALSE, quote = FALSE)
  writeLines(c(R.version.string, paste("survey", packageVersion("survey"))), "versions.txt")
}
strat <- read.csv("apistrat.csv")
clus <- read.csv("apiclus1.csv")
likert <- read.csv("likert.csv")
designs <- list(
  strat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat),
  clus = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus),
  likert = svydesign(id = ~psu, strata = ~region, weights = ~w, data = likert))
# What plays which part in each data set.
parts <- list(
  strat = list(y = "api00", x = "api99", g = "stype", t = "awards", u = "sch.wide"),
  clus = list(y = "api00", x = "api99", g = "stype", t = "awards", u = "sch.wide"),
  likert = list(y = "agree", x = "years", g = "role", t = "uses", u = "remote"))
