package drivers

import (
	"fmt"
	"math"
)

// GrowthResult holds each respondent's growth from a base to a later value.
type GrowthResult struct {
	// Rates[i] is the growth rate of respondent i as a fraction (0.05 is
	// 5%), at least -1 for a later value >= 0; NaN where there is none.
	Rates []float64
	// N is the number of respondents with a rate.
	N int
	// Missing is the number without one because the base, the later value
	// or both are NaN.
	Missing int
	// NonPositiveBase is the number without one because both values are
	// known and the base is zero or negative.
	NonPositiveBase int
}

// Growth returns the growth rates
//
//	g_i = to_i / from_i - 1   where from_i > 0
//
// and counts whom it leaves out: a ratio to a base of zero is undefined, and
// one to a negative base has the wrong sign (from -2 to 4 would be "-300%").
// The later value may be of any sign. N + Missing + NonPositiveBase is the
// number of respondents.
//
// Both slices hold one value per respondent in any one unit, NaN where it is
// missing. Rates are unweighted: weights enter where rates are averaged. It
// panics when lengths differ; an infinite value, or a base so small that the
// rate overflows, is an [ErrValue] that names the first such row (from 0).
func Growth(from, to []float64) (*GrowthResult, error) {
	if len(from) != len(to) {
		panic(badGrowth)
	}
	out := &GrowthResult{Rates: make([]float64, len(from))}
	for i, x0 := range from {
		x1 := to[i]
		out.Rates[i] = math.NaN()
		switch {
		case math.IsInf(x0, 0) || math.IsInf(x1, 0):
			return nil, fmt.Errorf("%w: row %d: growth from %v to %v", ErrValue, i, x0, x1)
		case math.IsNaN(x0) || math.IsNaN(x1):
			out.Missing++
		case x0 <= 0:
			out.NonPositiveBase++
		default:
			g := x1/x0 - 1
			if math.IsInf(g, 0) {
				return nil, fmt.Errorf("%w: row %d: growth from %v to %v overflows", ErrValue, i, x0, x1)
			}
			out.Rates[i] = g
			out.N++
		}
	}
	return out, nil
}
