// Package drivers asks what goes with a metric: regressions of several
// outcomes on the same terms, and how much faster one group grows than
// another.
//
// # Scope
//
// Regression: [Multivariate] fits each outcome on one model matrix and gives
// tables of coefficients and the correlations of the residuals; its result
// tests each term on all outcomes at once (JointTests), whether it goes with all
// alike (EqualityTests, EqualityDifferences), and corrects coefficients for
// unreliable terms (Corrected). [Hierarchical] builds a model up in steps,
// [GroupDifferences] compares it between two groups.
//
// Importance: [Importance] shares R2 among the drivers beyond the controls, by
// LMG or Johnson's relative weights, with bootstrap intervals of shares and of
// their differences over all outcomes at once, sets of possible ranks, bootstrap
// support and a permutation test.
//
// Finance: [Growth], [SymmetricGrowth] and [Winsorized] turn two years into
// rates, [Cut] a metric into high and low. [Premium], [PremiumOfSums] and
// [AdjustedPremium] compare the growth of two groups as a ratio, with Fieller's
// set and a studentised bootstrap, and as a difference in points. [Cells] and
// [SimpleSlopes] ask whether a metric goes with growth more where another does
// too. [SpecificationCurve] computes the premium under every choice, tests them
// together and compares fits where they can be compared.
//
// Results print themselves as text (String in English, Text in English or Chinese)
// and marshal to JSON; their pictures are in package chart.
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
// # Weights, designs and missing values
//
// Weights enter through [stats.Design] alone, nil being a simple random sample.
// Every estimator takes sampling weights, frequency weights (as repeated rows),
// strata, clusters, finite populations and raking; what has no answer under one
// of them, such as a permutation of respondents in clusters, is refused by
// [stats.ErrDesign] or left out with a warning. A growth rate or outcome that is
// missing is NaN, a group that is missing a missing code; both leave the
// respondent out and every result carries its unweighted n. Infinite numbers
// are errors. What is undefined is refused in words: a premium over a low group
// that does not clearly grow has no value, only the reason and the difference
// in points.
//
// Results are the same bytes for the same input and seed whatever GOMAXPROCS. In
// JSON undefined numbers are null.
//
// # What was checked
//
// LMG, relative weights, joint tests, steps, corrected coefficients, group
// differences, premiums, slopes, cells and the joint test of the curve agree with
// R (testdata/reference); LMG besides with its definition over all orders,
// bootstrap errors with the jackknife. How often 95% intervals hold the truth was
// simulated (examples/coverage, topic drivers, 2,000 samples each; drivers.csv
// there): shares of 0.03 and more at n = 1,000 in 94.4% to 95.1% of samples with
// normal errors, in 93.2% to 94.8% with errors whose spread grows with the square
// of a driver, in 93.4% to 95.4% under 150 clusters; premiums of two groups of
// 150 in 95.0% to 95.7%, their growth skew or not; rank sets hold every true rank
// in more than 99.9%; permutation tests reject a true null at 5% in 5.0% to 6.1%,
// also with 20 controls of 60 respondents. So percentile intervals of shares are up to two points short
// where errors are far from equally spread, and rank sets are cautious.
//
// # Pipeline
//
//	model, err := stats.ModelMatrix(terms, nil)                     // drivers and controls
//	data := &drivers.Data{Model: model, Y: y, Outcomes: outcomes, Design: design}
//	fit, err := drivers.Multivariate(data, nil) // what goes with each metric
//	fmt.Print(fit)
//	tests, err := fit.JointTests()
//
//	shares, err := drivers.Importance(ctx, data, &drivers.ImportanceSettings{
//		Controls: []string{"role", "region"}, Seed: 1})
//
//	growth, err := drivers.Growth(revenue2020, revenue2021)
//	cut, err := drivers.Cut(metric, drivers.MeanCut, design)
//	premium, err := drivers.Premium(growth.Rates, cut.Groups, design, nil) // high against low
//	if premium.Defined { ... } else { ... premium.Why, premium.Difference }
//
// # References
//
// Aiken and West (1991), Multiple Regression. Binder (1983), Int. Stat. Rev. 51,
// 279-292. Budescu (1993), Psychol. Bull. 114, 542-551. Davis, Haltiwanger and
// Schuh (1996), Job Creation and Destruction. Fieller (1954), J. R. Stat. Soc. B
// 16, 175-185. Freedman and Lane (1983), J. Bus. Econ. Stat. 1, 292-298. Fuller
// (1987), Measurement Error Models. Grömping (2006), J. Stat. Softw. 17(1).
// Hwang (1995), Stat. Sinica 5, 161-171. Johnson (2000), Multivar. Behav. Res.
// 35, 1-19. Lindeman, Merenda and Gold (1980), Introduction to Bivariate and
// Multivariate Analysis. MacKinnon and White (1985), J. Econometrics 29, 305-325.
// Mogstad, Romano, Shaikh and Wilhelm (2024), Rev. Econ. Stud. 91, 476-518.
// Rao (1951), Pillai (1954) in Rencher (2002), Methods of Multivariate Analysis.
// Simonsohn, Simmons and Nelson (2020), Nat. Hum. Behav. 4, 1208-1214. Tamhane
// and Logan (2004), J. Biopharm. Stat. 14, 843-856. Welch (1947), Biometrika 34,
// 28-35.
package drivers
