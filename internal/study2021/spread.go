package study2021

import "math"

// CriticalSpread returns the standard deviation of growth at which a premium of the given percent,
// the first of two groups over the second and averaged over the pairs, is z standard errors from
// zero. The growth is relative to its overall mean; n respondents fall into the cells by share.
func CriticalSpread(
	share Cells, pairs [][2]func(int) bool, percent float64, n int, z float64,
) float64 {
	ratio := 1 + percent/100 // growth of the first group over the second's
	count := float64(len(pairs))

	var slower float64   // growth of the second group, averaged over the pairs
	var difference Cells // weights of the mean difference of the two groups
	for _, pair := range pairs {
		p, q := Sum(share, pair[0]), Sum(share, pair[1])
		part := p / (p + q)
		slower += 1 / (ratio*part + 1 - part) / count

		upper, lower := meanWeights(share, pair[0]), meanWeights(share, pair[1])
		for c := range difference {
			difference[c] += (upper[c] - lower[c]) / count
		}
	}

	variance := 0.0 // of the difference, for growth of variance 1
	total := Sum(share, all)
	for c, x := range share {
		if x > 0 {
			variance += difference[c] * difference[c] / (float64(n) * x / total)
		}
	}
	return math.Abs(ratio-1) * slower / (z * math.Sqrt(variance))
}
