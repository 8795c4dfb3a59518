// Package segment finds groups of respondents, by latent classes of answers or
// by clusters of numbers, says how far they can be trusted, and names them by
// published profiles. It knows nothing of any questionnaire.
//
// # Scope
//
// Latent class models of binary and nominal answers from many random starts
// ([LatentClass]), models of one to many classes side by side ([ChooseClasses]),
// what a model leaves unexplained ([BivariateResiduals], [ResponseStyle]), what
// classes answer ([Profiles], [Describe]), names by optimal assignment ([Match]),
// k-means ([KMeans]), agreement of partitions ([AdjustedRand]), and the plane that
// keeps classes apart ([CanonicalVariates]). Package chart draws all of these.
// Ordered answers are taken as nominal: their order is not used. There are no
// covariates of class membership and no mixtures of numbers.
//
// # Notation
//
// n respondents (rows), p items, K classes; share_k is the share of class k,
// profile_kjc the probability of answer c to item j in class k, r_ik the
// posterior probability that respondent i is of class k. Classes are reported
// by falling share; ties go to the lower number. All criteria are smaller for
// better models. Shares and probabilities run from 0 to 1.
//
// # Starts
//
// The likelihood has local optima, so one start proves nothing. Starts go on,
// at least 50 and at most 1,000, until the best solution was found five times;
// the result says how often it was, how many different optima there were, how
// far the runner-up agrees with the winner ([Search]), and warns where the best
// was seen once. Start q draws from a stream of its own, derived from the seed
// and q, so that results are the same bytes on any number of processors.
//
// # Weights, designs and missing answers
//
// Weights enter through a *stats.Design. Frequency weights count respondents:
// they equal repeated rows in estimates, n and errors. Sampling weights are
// scaled to sum to n; likelihood and criteria are then pseudo ones, marked so,
// and given at n and at Kish's n. Under sampling weights, strata, clusters,
// raking or a finite population, errors are those of a sandwich (Patterson,
// Dayton and Graubard 2002). Missing answers of every kind contribute nothing
// to the likelihood, which is right where they are missing at random given the
// answers; "not asked" is never read as "not ticked".
//
// # Errors
//
// Standard errors take the number of classes as known and the best optimum as
// the right one; they come from the observed information of the logits, and
// intervals are symmetric there. In 500 simulated waves of each of five kinds
// (1,000 respondents, three classes, twelve items: a simple random sample,
// sampling weights, 100 clusters, answers missing at random, weights that go with
// the class and an item of three answers) 95% intervals of profiles held the
// truth in 95.3, 95.6, 95.7, 95.0 and 95.5% of cases on average over the cells, in
// no cell in less than 92.2% (examples/coverage, topic segment). A class that is
// not told apart from others by the data has wide intervals and
// few starts of its [Search] find the best solution: believe those before any
// criterion.
//
// Models whose estimates the answers do not fix are warned of. "identification"
// says that no answers to these items fix all parameters, however many people
// give them (three classes from four yes-no items: 13 of 14): the derivatives of
// the probabilities of all answer patterns that can be seen have too low a rank at
// a random point, computed exactly modulo a prime. "local-identification" says
// that they would, but not near these estimates: two classes that came out alike,
// or a direction in which all respondents together tell less than the prior, which
// then decides. How many answer patterns occurred plays no part: in 20 of 128
// patterns three classes of the carcinoma data have 23 parameters and all are
// fixed. "information" is a singular information matrix, "indistinct" an EntropyR2
// below 0.05.
//
// # Many tests
//
// Wherever a result holds several p-values it has them adjusted by Holm's
// (1979) method over all rows of that result, and no other rule is used.
//
// # Pipeline
//
//	items, err := segment.NewItems(columns, nil)
//	table, err := segment.ChooseClasses(ctx, items, 6, design, settings)
//	fit, err := segment.LatentClass(ctx, items, 3, design, settings)
//	pairs, err := segment.BivariateResiduals(fit)
//	style, err := segment.ResponseStyle(fit)
//	profile, err := segment.Profiles(fit)
//	names, err := segment.Match(profiles, published, nil)
//
// # Speed
//
// Answers are packed so that a few items share a byte, and equal patterns are
// counted once. The E step multiplies ratios of each class to the largest one,
// a table look-up per byte, and takes no exp, and no log but of products over
// many respondents; EM steps are stretched (SQUAREM) under a safeguard, so that
// the penalised log-likelihood never falls. k-means skips respondents whose
// label cannot have changed. examples/peers compares with other programs.
//
// # References
//
// Arthur and Vassilvitskii (2007), k-means++: the advantages of careful seeding.
// Biernacki, Celeux and Govaert (2003), Choosing starting values for the EM
// algorithm. Goodman (1974), Exploratory latent structure analysis. Hamerly
// (2010), Making k-means even faster. Hubert and Arabie (1985), Comparing
// partitions. Kuhn (1955), The Hungarian method for the assignment problem.
// Lattanzi and Sohler (2019), A better k-means++ algorithm via local search.
// Lazarsfeld and Henry (1968), Latent Structure Analysis. Lloyd (1982), Least
// squares quantization in PCM. Louis (1982), Finding the observed information
// matrix when using the EM algorithm. Oberski, van Kollenburg and Vermunt
// (2013), A Monte Carlo evaluation of three methods to detect local dependence.
// Patterson, Dayton and Graubard (2002), Latent class analysis of complex sample
// survey data. Varadhan and Roland (2008), Simple and globally convergent
// methods for accelerating the convergence of any EM algorithm. Vermunt and
// Magidson (2005), Technical Guide for Latent GOLD 4.0.
package segment
