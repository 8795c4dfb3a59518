package ctostudy

import (
	"errors"
	"fmt"
	"math"
)

// The sixteen cells are the combinations of high or low on three metrics and
// close or distant collaboration: bit j is metric j, bit 3 is closeness.
const cellCount = 16

// noCell marks a respondent whose growth is not defined.
const noCell = -1

// cellMeans returns the relative mean growth g of each cell, overall mean 1.
// Among all that meet the published premiums it is the one with the least
// sum of n_c (g_c - 1)^2, that is, the one that adds least to what was
// published. For operating profit the three ratios of high and close to low
// and distant average the published 39%.
func (s *synthesis) cellMeans(outcome string, cell []int) ([cellCount]float64, error) {
	var n [cellCount]float64
	for _, c := range cell {
		if c >= 0 {
			n[c]++
		}
	}
	var premium, close [3]float64
	for j, m := range metricNames {
		premium[j] = 1 + s.aims.need("premium "+outcome+" "+m, "all")/100
		if v, ok := s.aims.value("close "+outcome+" "+m, "all"); ok {
			close[j] = 1 + v/100
		} else {
			close[j] = 1 + get[float64](s.assumed, "finance.roi.collaboration")/100
		}
	}
	both, ok := s.aims.value("both "+outcome, "all")
	if !ok {
		g := solveCells(n, premium, close, 0)
		return g, positive(g, outcome)
	}
	// For a given Q = growth of close over growth of distant, everything is
	// linear in the cells, and the three ratios follow; Q is bisected until
	// their mean is the published one.
	low, high := 0.5, 2.0
	for range 60 {
		q := (low + high) / 2
		ratio := bothRatios(n, solveCells(n, premium, close, q))
		if (ratio[0]+ratio[1]+ratio[2])/3 < 1+both/100 {
			low = q
		} else {
			high = q
		}
	}
	g := solveCells(n, premium, close, low)
	ratio := bothRatios(n, g)
	if math.Abs((ratio[0]+ratio[1]+ratio[2])/3-1-both/100) > 1e-6 {
		return g, fmt.Errorf("ctostudy: no growth of close collaboration over distant gives %g%% for high and close over low and distant in %s", both, outcome)
	}
	s.truth.Both, s.truth.Q = ratio[:], low
	return g, positive(g, outcome)
}

func positive(g [cellCount]float64, outcome string) error {
	for _, v := range g {
		if math.IsNaN(v) || v < 0.05 {
			return errors.New("ctostudy: no positive cell means satisfy the published premiums of " + outcome)
		}
	}
	return nil
}

// The groups of cells that the premiums compare.
func highCells(j int) func(int) bool { return func(c int) bool { return c>>j&1 == 1 } }
func lowCells(j int) func(int) bool  { return func(c int) bool { return c>>j&1 == 0 } }
func closeCells(c int) bool          { return c>>3&1 == 1 }
func distantCells(c int) bool        { return c>>3&1 == 0 }

func inBoth(a, b func(int) bool) func(int) bool { return func(c int) bool { return a(c) && b(c) } }

// bothRatios returns, for each metric, the mean of high and close over the
// mean of low and distant.
func bothRatios(n, g [cellCount]float64) (ratio [3]float64) {
	for j := range ratio {
		upper, lower := 0.0, 0.0
		a, b := meanWeights(n, inBoth(highCells(j), closeCells)), meanWeights(n, inBoth(lowCells(j), distantCells))
		for c := range g {
			upper += float64(a[c] * g[c])
			lower += float64(b[c] * g[c])
		}
		ratio[j] = upper / lower
	}
	return ratio
}

// solveCells minimises sum n_c (g_c - 1)^2 under the linear equations of the
// premiums and, unless q is zero, of q. The result is NaN where the equations
// contradict each other.
func solveCells(n [cellCount]float64, premium, close [3]float64, q float64) [cellCount]float64 {
	equations := [][cellCount]float64{meanWeights(n, func(int) bool { return true })}
	right := []float64{1}
	add := func(upper, lower func(c int) bool, ratio float64) {
		a, b := meanWeights(n, upper), meanWeights(n, lower)
		for c := range a {
			a[c] -= float64(ratio * b[c])
		}
		equations, right = append(equations, a), append(right, 0)
	}
	for j := range 3 {
		add(highCells(j), lowCells(j), premium[j])
		add(inBoth(highCells(j), closeCells), inBoth(highCells(j), distantCells), close[j])
	}
	if q != 0 {
		add(closeCells, distantCells, q)
	}
	return leastChange(n, equations, right)
}

// meanWeights returns the weights of the mean over the cells of a group.
func meanWeights(n [cellCount]float64, in func(c int) bool) (w [cellCount]float64) {
	total := 0.0
	for c := range n {
		if in(c) {
			total += n[c]
		}
	}
	for c := range n {
		if in(c) {
			w[c] = n[c] / total
		}
	}
	return w
}

// leastChange solves min sum n_c (g_c-1)^2 subject to A g = b: with
// g = 1 + N^-1 A' t, (A N^-1 A') t = b - A 1. Cells without members stay 1.
func leastChange(n [cellCount]float64, a [][cellCount]float64, b []float64) (g [cellCount]float64) {
	m := len(a)
	system := make([][]float64, m)
	for i := range m {
		system[i] = make([]float64, m+1)
		system[i][m] = b[i]
		for c := range n {
			system[i][m] -= a[i][c]
			for j := range m {
				if n[c] > 0 {
					system[i][j] += float64(a[i][c]*a[j][c]) / n[c]
				}
			}
		}
	}
	t, ok := eliminate(system)
	if !ok {
		g[0] = math.NaN()
		return g
	}
	for c := range n {
		g[c] = 1
		if n[c] == 0 {
			continue
		}
		for i := range m {
			g[c] += float64(a[i][c]*t[i]) / n[c]
		}
	}
	return g
}

// eliminate solves a square system, given with its right side as last column,
// by Gauss elimination with partial pivoting. It is here, and not gonum's,
// since it decides the wave and must round alike on every processor.
func eliminate(x [][]float64) ([]float64, bool) {
	m := len(x)
	for k := range m {
		p := k
		for i := k; i < m; i++ {
			if math.Abs(x[i][k]) > math.Abs(x[p][k]) {
				p = i
			}
		}
		x[k], x[p] = x[p], x[k]
		if x[k][k] == 0 {
			return nil, false
		}
		for i := k + 1; i < m; i++ {
			f := x[i][k] / x[k][k]
			for j := k; j <= m; j++ {
				x[i][j] -= float64(f * x[k][j])
			}
		}
	}
	out := make([]float64, m)
	for k := m - 1; k >= 0; k-- {
		out[k] = x[k][m]
		for j := k + 1; j < m; j++ {
			out[k] -= float64(x[k][j] * out[j])
		}
		out[k] /= x[k][k]
	}
	return out, true
}
