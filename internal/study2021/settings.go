package study2021

import (
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// Settings say what a synthesis is made from. All but Population are needed.
type Settings struct {
	Seed        uint64
	Aims        []Aim
	Assumptions []Assumption
	Codebook    *survey.Codebook
	// Population is the number of respondents in the population from which the true coefficients
	// are computed; if zero, none are.
	Population int

	// Above returns who of a wave is above the cut of its score (1, else 0, or a missing state),
	// for each of [Metrics] and at last for collaboration. It needs no finances.
	Above func(*survey.Wave) ([]*stats.Codes, error)
	// Regress returns the coefficients of the regression of [Metrics] on [Drivers].
	Regress func(*survey.Wave) (*Coefficients, error)
}

// Coefficients are those of a regression of [Metrics] on [Drivers], and their standard errors: by
// metric, a number for each driver.
type Coefficients struct{ Estimate, StdErr map[string][]float64 }
