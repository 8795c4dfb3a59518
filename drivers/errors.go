package drivers

import (
	"errors"
	"fmt"

	"github.com/ctostudy/ctostudy/stats"
)

// Errors of this package. They are wrapped with the detail.
var (
	// ErrGroupSize is returned for a group of a comparison that has no growth with
	// an error: it holds fewer than two respondents, or lies within one cluster of
	// each stratum, or its bases do not add up to a positive number.
	ErrGroupSize = errors.New("drivers: a group needs at least two respondents (clusters, in a design) with a growth rate")
	// ErrValue is returned for a number that is infinite, or that is NaN
	// where no number may be missing.
	ErrValue = errors.New("drivers: not a finite number")
	// ErrConstant is returned for an outcome that does not vary, and for a test
	// of which what the model leaves of an outcome does not, as that of an outcome
	// that is fitted exactly or is said by the others: its covariance has no
	// inverse.
	ErrConstant = errors.New("drivers: an outcome has to vary")
	// ErrSettings is returned for a question that a function does not answer: a
	// method or a kind of covariance that does not exist, a confidence level
	// outside (0, 1), a number of resamples, permutations or orderings that is too
	// small, a column with other levels than "no" and "yes", a model without a
	// constant whose R2 is not about a mean, or a reliability outside (0, 1] or
	// that leaves less true variance than the terms explain of each other.
	ErrSettings = errors.New("drivers: settings out of range")
	// ErrTerm is returned for the name of a term that the model lacks.
	ErrTerm = errors.New("drivers: no such term in the model")
)

// notYesOrNo is the error of a column that does not have two levels.
func notYesOrNo(c *stats.Codes) error {
	return fmt.Errorf("%w: %q has %d levels, and is no yes-or-no column", ErrSettings, c.Name(),
		len(c.Levels()))
}

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
