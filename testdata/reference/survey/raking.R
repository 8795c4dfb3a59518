source("common.R")
# clus has equal weights before raking, where rake and calibrate agree; strat
# has unequal ones, where rake's variance regresses on the margins with equal
# weights and calibrate, as we do, with the weights before raking.
pop <- list(stype = c(E = 4421, H = 755, M = 1018), sch.wide = c(No = 1072, Yes = 5122), awards = c(No = 2027, Yes = 4167))
for (name in c("clus", "strat")) {
  d <- designs[[name]]
  by <- if (name == "clus") c("stype", "sch.wide") else c("sch.wide", "awards")
  margins <- lapply(by, function(v) as.formula(paste("~", v)))
  totals <- lapply(by, function(v) setNames(data.frame(names(pop[[v]]), pop[[v]]), c(v, "Freq")))
  r <- rake(d, margins, totals, control = list(maxit = 1000, epsilon = 1e-12))
  formula <- as.formula(paste("~", paste(by, collapse = "+")))
  c <- calibrate(d, formula, c(`(Intercept)` = 6194, unlist(lapply(by, function(v) setNames(pop[[v]][-1], paste0(v, names(pop[[v]])[-1]))))),
                 calfun = "raking", maxit = 1000, epsilon = 1e-13)
  for (method in c("rake", "calibrate")) {
    e <- if (method == "rake") r else c
    for (v in c("api00", "enroll")) {
      m <- svymean(as.formula(paste("~", v)), e, na.rm = TRUE)
      put(paste(name, method, v, "mean"), coef(m)); put(paste(name, method, v, "se"), SE(m))
      t <- svytotal(as.formula(paste("~", v)), e, na.rm = TRUE)
      put(paste(name, method, v, "total"), coef(t)); put(paste(name, method, v, "total se"), SE(t))
    }
    s <- svymean(~api00, subset(e, api99 > 600))
    put(paste(name, method, "domain mean"), coef(s)); put(paste(name, method, "domain se"), SE(s))
    put(paste(name, method, "first weight"), weights(e)[1]); put(paste(name, method, "last weight"), tail(weights(e), 1))
  }
}
finish("raking")
