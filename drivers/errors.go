package drivers

import "errors"

// Errors of this package. They are wrapped with the detail.
var (
	// ErrGroupSize is returned where a group of a comparison holds fewer than
	// two respondents, or lies within one cluster of each stratum, so that its
	// mean has no standard error.
	ErrGroupSize = errors.New("drivers: a group needs at least two respondents (clusters, in a design) with a growth rate")
	// ErrValue is returned for a number that is infinite, or that is NaN
	// where no number may be missing.
	ErrValue = errors.New("drivers: not a finite number")
	// ErrColumn is returned for a column of answers that does not have the
	// two levels "no" and "yes".
	ErrColumn = errors.New("drivers: not a yes-or-no column")
	// ErrLevel is returned for a confidence level outside (0, 1).
	ErrLevel = errors.New("drivers: the confidence level is not between 0 and 1")
	// ErrConstant is returned for an outcome that does not vary.
	ErrConstant = errors.New("drivers: an outcome has to vary")
	// ErrCovariance is returned for a kind of covariance that does not exist.
	ErrCovariance = errors.New("drivers: no such kind of covariance")
	// ErrSettings is returned for a method that does not exist or a number
	// of resamples, permutations or orderings that is too small.
	ErrSettings = errors.New("drivers: settings out of range")
	// ErrIntercept is returned for a model without a constant, whose R2 is not
	// about a mean.
	ErrIntercept = errors.New("drivers: the model needs a constant")
	// ErrSingular is returned for a test whose covariance has no inverse, such
	// as that of an outcome that is fitted exactly.
	ErrSingular = errors.New("drivers: the covariance of the test has no inverse")
	// ErrReliability is returned for a reliability outside (0, 1], or that
	// leaves less true variance than the terms explain of each other.
	ErrReliability = errors.New("drivers: reliability")
	// ErrBase is returned where the bases of a group do not add up to a
	// positive number, so that it has no growth.
	ErrBase = errors.New("drivers: the bases of a group are not positive in sum")
	// ErrTerm is returned for the name of a term that the model lacks.
	ErrTerm = errors.New("drivers: no such term in the model")
)

// What the panics of this package say: mistakes of the caller that show
// without reading a value.
const (
	badGrowth   = "drivers: numbers of base and later values differ"
	badHigh     = "drivers: number of growth rates differs from number of answers"
	badTies     = "drivers: number of tie marks differs from number of answers"
	badOutcomes = "drivers: outcomes are not one row per respondent and one column per name"
	badGroup    = "drivers: number of rows of the model differs from number of groups"
	badNames    = "drivers: two outcomes have the same name"
)
