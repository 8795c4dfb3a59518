package stats

import (
	"math"
	"slices"
)

// Holm returns p-values adjusted so that rejecting those at or below a level
// keeps the chance of any false rejection at that level, whatever their
// dependence: with p_(1) <= ... <= p_(m),
//
//	adjusted_(i) = min(1, max_{j <= i} (m-j+1) p_(j))
//
// NaN stays NaN and does not count in m. It panics on a p outside of 0 to 1.
// Holm (1979), A simple sequentially rejective multiple test procedure.
func Holm(p []float64) []float64 {
	out, order := ordered(p)
	m, worst := float64(len(order)), 0.0
	for j, i := range order {
		worst = math.Max(worst, math.Min(1, (m-float64(j))*p[i]))
		out[i] = worst
	}
	return out
}

// BenjaminiHochberg returns p-values adjusted so that rejecting those at or
// below a level keeps the expected share of false ones among the rejected at
// that level, for independent or positively dependent tests:
//
//	adjusted_(i) = min(1, min_{j >= i} m p_(j) / j)
//
// NaN stays NaN and does not count in m. It panics on a p outside of 0 to 1.
// Benjamini and Hochberg (1995), Controlling the false discovery rate.
func BenjaminiHochberg(p []float64) []float64 {
	out, order := ordered(p)
	m, best := float64(len(order)), 1.0
	for j, i := range slices.Backward(order) {
		best = math.Min(best, m/float64(j+1)*p[i])
		out[i] = best
	}
	return out
}

// ordered returns a slice of NaN and the indices of the p that are not NaN,
// ascending in p.
func ordered(p []float64) (out []float64, order []int) {
	out = make([]float64, len(p))
	for i, v := range p {
		out[i] = math.NaN()
		if v < 0 || v > 1 {
			panic("stats: a p-value is outside of 0 to 1")
		}
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if p[a] < p[b] {
			return -1
		} else if p[a] > p[b] {
			return 1
		}
		return 0
	})
	return out, order
}
