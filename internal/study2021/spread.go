package study2021

import "math"

// CriticalSpread returns the standard deviation at which the premium is z standard errors from zero.
func CriticalSpread(share Cells, groups [][2]func(int) bool, percent float64, n int, z float64) float64 {
	total := Sum(share, func(int) bool { return true })
	ratio, second := 1+percent/100, 0.0
	var w Cells
	for _, g := range groups {
		a, b := meanWeights(share, g[0]), meanWeights(share, g[1])
		first := Sum(share, g[0]) / (Sum(share, g[0]) + Sum(share, g[1]))
		second += 1 / (ratio*first + 1 - first) / float64(len(groups))
		for c := range w {
			w[c] += (a[c] - b[c]) / float64(len(groups))
		}
	}
	variance := 0.0
	for c, x := range share {
		if x > 0 {
			variance += w[c] * w[c] / (float64(n) * x / total)
		}
	}
	return math.Abs(ratio-1) * second / (z * math.Sqrt(variance))
}
