// Package stats estimates from survey samples and fits linear models with
// honest errors. It knows nothing of any questionnaire.
//
// # Scope
//
// Coded answers with their missing states ([Codes]), survey designs
// ([Design]) with weights, strata, clusters, finite populations, subpopulations
// ([Design.Domain]), raking ([Rake]) and bootstrap ([Design.Bootstrap]); shares
// ([Proportion]), means, totals, ratios, quantiles ([Mean], [Total], [Ratio],
// [Quantile]), groups ([GroupMeans], [GroupShares]) and smooth functions of them
// with their joint errors ([LinearMean], [Combine]), all as an [Estimate]; tests
// of tables ([CrossTab]), group means ([GroupMeansTest], [WelchTest]) and ranks
// ([RankTest], [WilcoxonTest], [KruskalWallisTest]), and of many at once ([Holm],
// [BenjaminiHochberg]); scores of scales ([ScaleScores]), their reliability
// ([CronbachAlpha], [McDonaldOmega]), number of factors ([ParallelAnalysis]) and
// distinctness ([HTMT]); standardisers that are saved and applied to a later
// wave ([NewStandardizer]); model matrices from named terms, factors and products
// ([ModelMatrix]) and least squares ([OLS]) with classical,
// heteroscedasticity-consistent, cluster and survey covariances, Wald tests,
// contrasts, predictions, marginal means, simple slopes and diagnostics.
// P-values keep their digits down to 1e-300.
//
// An estimator that cannot honour a design refuses it by name ([ErrDesign],
// [ErrWeightKind]) rather than return a number that ignores it.
//
// # Notation
//
// n is the number of respondents (rows of data), w_i a weight, x_i an answer,
// p a share between 0 and 1, X the model matrix, h_i the leverage of a row.
// Estimates carry the unweighted N beside the weighted one and Kish's
// effective n = (sum w)^2 / sum w^2.
//
// # Weights and missing values
//
// Weights enter through a *[Design] alone and carry their kind. A nil design is
// a simple random sample. A respondent of weight 0 is in no estimate and stays a
// sampled unit in the variance, as one outside of a subpopulation does.
// Variances are linearised and intervals on the t distribution with the design's
// degrees of freedom. Answers have codes for skipped, refused and not
// asked; numbers use NaN for missing. Estimators leave missing values out and
// say how many rows they used; infinite values are errors. Lengths that differ
// and choices that are none of the typed constants are mistakes of the caller
// and panic; numbers in settings that are out of range are errors.
//
// # Least squares
//
// [OLS] holds the digits that float64 columns can, with no tolerance to set: on
// the eleven linear regressions of NIST's StRD at least 13 of coefficients and
// standard errors, but 7.9 on Filip's, whose powers of x themselves have no
// more when rounded (go run ./examples/accuracy, beside R's lm and
// statsmodels). They stay when columns are permuted or scaled by powers of two
// (within 2^-500 and 2^500; beyond, where squares vanish or overflow, it is an
// error) and rows are shuffled, and the same bytes come from any number of processors.
// Sampling weights that differ have no likelihood: AIC and BIC are NaN there.
//
// # Pipeline
//
//	d, err := stats.NewDesign(n, &stats.Weights{Values: w}, nil)
//	share, err := stats.Proportion(answers, 1, d, nil)
//	terms := []stats.Term{{Name: "age", Numeric: age}, {Name: "region", Factor: region}}
//	m, err := stats.ModelMatrix(terms, nil)
//	fit, err := stats.OLS(m, y, d, nil) // HC3, or the design's covariance
//	means, err := fit.MarginalMeans("region")
//	fmt.Print(fit) // as R's summary
//
// # References
//
// Cronbach (1951), Coefficient alpha and the internal structure of tests. Feldt
// (1965), The approximate sampling distribution of Kuder-Richardson reliability
// coefficient twenty. Henseler, Ringle and Sarstedt (2015), A new criterion for
// assessing discriminant validity. Horn (1965), A rationale and test for the
// number of factors. McDonald (1999), Test Theory.
// Binder (1983), On the variances of asymptotically normal estimators from
// complex surveys. Deville (1999), Variance estimation for complex statistics.
// Korn and Graubard (1998), Confidence intervals for proportions with small
// expected number of positive counts. Lumley (2010), Complex Surveys. Lumley and
// Scott (2013), Two-sample rank tests under complex sampling. Rao and Scott
// (1984), On chi-squared tests for multiway contingency tables. Rao, Wu and Yue
// (1992), Some recent work on resampling methods for complex surveys. Woodruff
// (1952), Confidence intervals for medians.
// MacKinnon and White (1985), Some heteroskedasticity-consistent covariance
// matrix estimators. Wilson (1927), Probable inference. Bjorck (1967), Iterative
// refinement of linear least squares solutions. Loader (2000), Fast and accurate
// computation of binomial probabilities. Graubard and Korn (1999), Predictive margins
// with survey data.
package stats
