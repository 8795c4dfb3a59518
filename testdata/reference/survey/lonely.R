# Subpopulations that reach lonely strata ("south", whose one cluster has several
# answers, and "west") or one that was taken whole ("isles"), under each policy.
source("common.R")
data <- read.csv("lonely-data.csv")
domains <- c("plain", "half", "one", "two", "mixed", "level", "whole", "single")
for (finite in c(FALSE, TRUE)) {
  d <- if (finite) {
    svydesign(id = ~cluster, strata = ~stratum, weights = ~w, fpc = ~population, data = data)
  } else {
    svydesign(id = ~cluster, strata = ~stratum, weights = ~w, data = data)
  }
  for (policy in c("fail", "remove", "adjust", "average")) {
    options(survey.lonely.psu = policy)
    for (domain in c("all", domains)) {
      part <- if (domain == "all") d else subset(d, data[[domain]] == 1)
      for (what in c("mean", "total")) {
        e <- try(if (what == "mean") svymean(~x, part) else svytotal(~x, part), silent = TRUE)
        key <- paste(if (finite) "finite" else "infinite", policy, domain, what)
        if (inherits(e, "try-error")) {
          put(paste(key, "se"), NaN)
        } else {
          put(paste(key, "value"), coef(e)); put(paste(key, "se"), SE(e))
        }
      }
      if (policy == "remove") put(paste(if (finite) "finite" else "infinite", domain, "df"), degf(part))
    }
    # Jointly: the difference of two subpopulations.
    e <- try(svycontrast(svyby(~x, ~half, d, svymean, covmat = TRUE), c(-1, 1)), silent = TRUE)
    key <- paste(if (finite) "finite" else "infinite", policy, "difference")
    put(paste(key, "se"), if (inherits(e, "try-error")) NaN else SE(e))
  }
}
finish("lonely")
