// Package segment finds groups of respondents by latent classes and matches
// them to published profiles. It knows nothing of any questionnaire.
//
// # Scope
//
// Packed categorical answers ([NewItems]), latent class models from many
// random starts ([LatentClass]), naming of classes by optimal assignment
// ([Match]) and agreement of partitions ([AdjustedRand]).
//
// # Notation
//
// n respondents (rows), p items, K classes; share_k is the share of class k,
// profile_kjc the probability of answer c to item j in class k. Classes are
// reported by falling share. All criteria are smaller for better models.
//
// # Starts
//
// The likelihood has local optima, so one start proves nothing. Starts go on,
// at least 50 and at most 1,000, until the best solution was found five times;
// the result says how often it was, how many different optima there were, and
// how far the runner-up agrees with the winner.
//
// # Weights and missing answers
//
// Weights enter through a *stats.Design. Frequency weights count respondents.
// Sampling weights are scaled to sum to n; the likelihood and the criteria are
// then pseudo ones and marked so. Missing answers of every kind contribute
// nothing to the likelihood, which is right where they are missing at random
// given the answers; "not asked" is never read as "not ticked".
//
// # Pipeline
//
//	items, err := segment.NewItems(columns, nil)
//	fit, err := segment.LatentClass(ctx, items, 3, nil, &segment.LatentClassSettings{Seed: 1})
//	names, err := segment.Match(profiles, published, nil)
//
// # References
//
// Lazarsfeld and Henry (1968), Latent Structure Analysis. Goodman (1974),
// Exploratory latent structure analysis. Louis (1982), Finding the observed
// information matrix when using the EM algorithm. Hubert and Arabie (1985),
// Comparing partitions.
package segment
