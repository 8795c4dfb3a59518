// Package drivers asks what goes with a metric: regressions of several
// outcomes on the same terms, and how much faster one group grows than
// another.
//
// # Scope
//
// [Multivariate] fits each outcome on one model matrix and gives tidy tables of
// coefficients and the correlations of the residuals. [Growth] turns two years
// of finances into rates and counts whom it leaves out. [Premium] compares
// mean growth between two groups as a ratio, with Fieller's confidence set, and
// as a difference in points, with Welch's interval. [PlotCoefficients] draws
// the coefficients.
//
// "Driver" is the trade's name for a term of such a model. One survey at one
// time cannot tell what brings about what, so results say that a metric *goes
// with* a driver given the other terms, and no function here estimates an
// effect. Out of scope are also models for outcomes that are not numbers, and
// anything that knows a questionnaire: answers come as numbers and
// [stats.Codes].
//
// # Notation
//
// n respondents are rows, p columns of the model matrix X, q outcomes the
// columns of Y; w is a respondent's weight, g a growth rate, m a weighted mean,
// v the estimated variance of a mean, r a ratio of means. A premium of 0.36
// says that mean growth is 36% higher, such as 6.8% against 5%; the difference
// in points is then 0.018.
//
// # Weights and missing values
//
// Weights enter through [stats.Design] alone, nil being a simple random sample.
// Premiums and regressions work with sampling weights; what a function cannot
// honour it refuses by [stats.ErrWeightKind] or [stats.ErrDesign]. A growth
// rate or outcome that is missing is NaN, a group that is missing a missing
// code; both leave the respondent out and every result carries its unweighted
// n. Infinite numbers are errors. What is undefined is refused in words: a
// premium over a low group that does not clearly grow has no value, only the
// reason and the difference in points.
//
// # Pipeline
//
//	model, err := stats.ModelMatrix(terms, nil)                     // drivers and controls
//	fit, err := drivers.Multivariate(model, y, outcomes, design, nil) // what goes with each metric
//	picture, err := drivers.PlotCoefficients(fit, &drivers.PlotSettings{Terms: names})
//
//	growth, err := drivers.Growth(revenue2020, revenue2021)
//	premium, err := drivers.Premium(growth.Rates, high, design, nil) // high against low
//	if premium.Defined { ... } else { ... premium.Why, premium.Difference }
//
// # References
//
// Fieller (1954), Some problems in interval estimation, J. R. Stat. Soc. B 16,
// 175-185. Tamhane and Logan (2004), Finding the maximum safe dose level for
// heteroscedastic data, J. Biopharm. Stat. 14, 843-856. Welch (1947), The
// generalization of "Student's" problem, Biometrika 34, 28-35. Binder (1983),
// On the variances of asymptotically normal estimators from complex surveys,
// Int. Stat. Rev. 51, 279-292. MacKinnon and White (1985), Some
// heteroskedasticity-consistent covariance matrix estimators, J. Econometrics
// 29, 305-325.
package drivers
