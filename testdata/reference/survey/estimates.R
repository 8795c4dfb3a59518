source("common.R")
for (name in names(designs)) {
  d <- designs[[name]]
  p <- parts[[name]]
  f <- function(v) as.formula(paste("~", v))
  answered <- subset(d, !is.na(d$variables[[p$y]]))
  df <- degf(answered)
  key <- function(...) paste(name, ...)
  est <- function(what, e, df) {
    put(key(what, "value"), coef(e)[1]); put(key(what, "se"), SE(e)[1])
    ci <- confint(e, df = df)
    put(key(what, "low"), ci[1, 1]); put(key(what, "high"), ci[1, 2])
  }
  m <- svymean(f(p$y), d, na.rm = TRUE, deff = "replace")
  est("mean", m, df)
  put(key("mean", "df"), df); put(key("mean", "deff"), deff(m)[1])
  est("total", svytotal(f(p$y), d, na.rm = TRUE), df)
  est("ratio", svyratio(f(p$y), f(p$x), d, na.rm = TRUE), df)
  for (rule in c("math", "school")) for (q in c(0.1, 0.5, 0.75)) {
    e <- svyquantile(f(p$y), d, q, na.rm = TRUE, qrule = rule)[[1]]
    for (part in c("value", "low", "high", "se")) put(key("quantile", rule, q, part), e[1, match(part, c("value", "low", "high", "se"))])
  }
  by <- svyby(f(p$y), f(p$g), answered, svymean, covmat = TRUE)
  groups <- as.character(by[[1]])
  for (g in groups) {
    est(paste("group", g), svymean(f(p$y), subset(answered, answered$variables[[p$g]] == g)), degf(subset(answered, answered$variables[[p$g]] == g)))
    put(key("group", g, "svyby se"), SE(by)[groups == g])
  }
  contrast <- setNames(c(-1, 1, 0), groups)
  diff <- svycontrast(by, contrast)
  put(key("difference", "value"), coef(diff)); put(key("difference", "se"), SE(diff))
  yes <- as.formula(paste0("~I(", p$t, " == 'Yes')"))
  share <- svymean(as.formula(paste0("~as.numeric(", p$t, " == 'Yes')")), d)
  put(key("share", "value"), coef(share)); put(key("share", "se"), SE(share))
  for (method in c("logit", "beta")) {
    ci <- confint(svyciprop(yes, d, method = method))
    put(key("share", method, "low"), ci[1]); put(key("share", method, "high"), ci[2])
  }
  # Wilson's interval by prop.test, of the effective number of respondents
  n <- nrow(d); q <- coef(share)[[1]]
  star <- q * (1 - q) / SE(share)[1]^2 * n / (n - 1) * (qt(0.975, n - 1) / qt(0.975, degf(d)))^2
  ci <- suppressWarnings(prop.test(q * star, star, correct = FALSE))$conf.int
  put(key("share Wilson low"), ci[1]); put(key("share Wilson high"), ci[2])
}
# Lonely units: offices 101 to 104 and one office each of regions 2 and 3.
few <- likert[likert$psu %in% c(101:104, 201, 301), ]
few <- few[!is.na(few$agree), ]
for (policy in c("remove", "adjust", "average")) {
  options(survey.lonely.psu = policy)
  e <- svymean(~agree, svydesign(id = ~psu, strata = ~region, weights = ~w, data = few))
  put(paste("lonely", policy), SE(e))
  # a subpopulation that region 3 and office 102 have no part in; 10 offices
  # in each region's population
  few$fpc <- 10
  d <- svydesign(id = ~psu, strata = ~region, weights = ~w, fpc = ~fpc, data = few)
  put(paste("lonely domain", policy), SE(svymean(~agree, subset(d, psu != 301 & psu != 102))))
}
finish("estimates")
