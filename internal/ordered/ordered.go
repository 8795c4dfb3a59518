// Package ordered holds what is read off numbers in ascending order.
package ordered

import (
	"math"
	"slices"
)

// Quantile returns the p quantile, 0 <= p <= 1, of numbers in ascending order. It
// interpolates linearly between order statistics: R's default, type 7 of Hyndman
// and Fan (1996). It is NaN of nothing.
func Quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}

	at := p * float64(len(sorted)-1)
	k := int(at)
	if k+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[k] + (at-float64(k))*(sorted[k+1]-sorted[k])
}

// Numbers returns a copy of x in ascending order, without NaN.
func Numbers(x []float64) []float64 {
	out := slices.DeleteFunc(slices.Clone(x), math.IsNaN)
	slices.Sort(out)
	return out
}
