package drivers

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/stats"
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
	return growthRates(from, to,
		func(x0, x1 float64) (g float64, ok bool) { return x1/x0 - 1, x0 > 0 })
}

// SymmetricGrowth returns the growth rates of Davis, Haltiwanger and Schuh
// (1996),
//
//	g_i = (to_i - from_i) / ((|from_i| + |to_i|) / 2)
//
// which lie in -2 to 2, treat growth and decline alike and exist for bases of
// zero or less; only where both values are zero is there none, counted under
// NonPositiveBase. For small changes they are those of [Growth]. Shapes and
// errors are as there.
func SymmetricGrowth(from, to []float64) (*GrowthResult, error) {
	return growthRates(from, to, func(x0, x1 float64) (g float64, ok bool) {
		middle := math.Abs(x0)/2 + math.Abs(x1)/2
		return x1/middle - x0/middle, middle > 0
	})
}

// growthRates applies a rate, which is not ok for a base that allows none.
func growthRates(from, to []float64,
	rate func(x0, x1 float64) (g float64, ok bool)) (*GrowthResult, error) {
	if len(from) != len(to) {
		panic(badGrowth)
	}
	out := &GrowthResult{Rates: make([]float64, len(from))}
	for i, x0 := range from {
		x1 := to[i]
		out.Rates[i] = math.NaN()
		g, ok := rate(x0, x1)
		switch {
		case math.IsInf(x0, 0) || math.IsInf(x1, 0):
			return nil, fmt.Errorf("%w: row %d: growth from %v to %v", ErrValue, i, x0, x1)
		case math.IsNaN(x0) || math.IsNaN(x1):
			out.Missing++
		case !ok:
			out.NonPositiveBase++
		case math.IsInf(g, 0):
			return nil, fmt.Errorf("%w: row %d: growth from %v to %v overflows", ErrValue, i, x0,
				x1)
		default:
			out.Rates[i] = g
			out.N++
		}
	}
	return out, nil
}

// Winsorized returns the rates with those below the quantile of the share p
// (0 < p < 0.5), and those above that of 1-p, set to it. Quantiles are weighted;
// NaN stays NaN. A p out of range is an [ErrSettings].
func Winsorized(rates []float64, p float64, d *stats.Design) ([]float64, error) {
	if !(p > 0 && p < 0.5) {
		return nil, fmt.Errorf("%w: winsorising %v on each side", ErrSettings, p)
	}
	limits, err := quantiles(rates, d, p, 1-p)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(rates))
	for i, g := range rates {
		out[i] = g
		if !math.IsNaN(g) {
			out[i] = math.Min(math.Max(g, limits[0]), limits[1])
		}
	}
	return out, nil
}

// quantiles returns weighted quantiles of x.
func quantiles(x []float64, d *stats.Design, p ...float64) ([]float64, error) {
	out := make([]float64, len(p))
	for j, at := range p {
		q, err := stats.Quantile(x, at, d, nil)
		if err != nil {
			return nil, fmt.Errorf("drivers: quantile: %w", err)
		}
		out[j] = q.Value
	}
	return out, nil
}

// String returns the result as text, in English.
func (r *GrowthResult) String() string { return r.Text(English) }

// Text returns how many have a rate, and why the others have none.
func (r *GrowthResult) Text(l Language) string {
	t := &text{Language: l}
	t.paragraph("n = %d with growth; %d lack a value, %d are left out since the base is zero or less.",
		r.N, r.Missing, r.NonPositiveBase)
	return t.String()
}
