# The data of this folder.
# apistrat.csv and apiclus1.csv: a stratified and a one-stage cluster sample of
# Californian schools with their Academic Performance Index of 1999 and 2000, as
# published by the California Department of Education; only the columns that are
# used here and in ../regression, from data(api) of R's package survey (Lumley).
# likert.csv: ours, made here: five regions, unequal weights, offices as
# clusters, tied answers, some of them missing.
suppressMessages(library(survey))
data(api)
keep <- c("stype", "pw", "fpc", "api00", "api99", "enroll", "sch.wide", "awards", "ell", "meals", "mobility")
write.csv(apistrat[, keep], "apistrat.csv", row.names = FALSE, quote = FALSE)
write.csv(apiclus1[, c("dnum", keep)], "apiclus1.csv", row.names = FALSE, quote = FALSE)
set.seed(1, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
region <- rep(1:5, times = c(90, 80, 70, 50, 30))
psu <- 100 * region + ave(region, region, FUN = function(r) sample(rep_len(1:(4 + r[1]), length(r))))
office <- rnorm(600, sd = 0.5)[psu]
role <- sample(c("cto", "cio", "other"), 320, TRUE, c(0.5, 0.4, 0.1))
latent <- office + 0.3 * (role == "cto") + rnorm(320)
agree <- cut(latent, c(-Inf, -1, -0.3, 0.4, 1.2, Inf), labels = FALSE)
years <- round(rexp(320, 1 / 8), 1)
uses <- ifelse(latent + rnorm(320) > 0.2, "Yes", "No")
remote <- ifelse(office + rnorm(320) > 0, "Yes", "No")
agree[sample(320, 12)] <- NA
w <- round(exp(rnorm(320, sd = 0.6)), 3)
write.csv(data.frame(region, psu, w, role, agree, years, uses, remote), "likert.csv", row.names = FALSE, quote = FALSE, na = "")
