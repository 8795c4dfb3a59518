package study2021

import "math"

// BothRatios returns, for each metric, the mean of high and close over the
// mean of low and distant.
func BothRatios(n, g Cells) (ratio [3]float64) {
	for j := range ratio {
		upper, lower := 0.0, 0.0
		a, b := MeanWeights(n, Both(High(j), Close)), MeanWeights(n, Both(Low(j), Distant))
		for c := range g {
			upper += float64(a[c] * g[c])
			lower += float64(b[c] * g[c])
		}
		ratio[j] = upper / lower
	}
	return ratio
}

// Solve minimises sum n_c (g_c - 1)^2 under the linear equations of the
// premiums and, unless q is zero, of q. The result is NaN where the equations
// contradict each other.
func Solve(n Cells, premium, close [3]float64, q float64) Cells {
	equations := []Cells{MeanWeights(n, func(int) bool { return true })}
	right := []float64{1}
	add := func(upper, lower func(c int) bool, ratio float64) {
		a, b := MeanWeights(n, upper), MeanWeights(n, lower)
		for c := range a {
			a[c] -= float64(ratio * b[c])
		}
		equations, right = append(equations, a), append(right, 0)
	}
	for j := range 3 {
		add(High(j), Low(j), premium[j])
		add(Both(High(j), Close), Both(High(j), Distant), close[j])
	}
	if q != 0 {
		add(Close, Distant, q)
	}
	return leastChange(n, equations, right)
}

// leastChange solves min sum n_c (g_c-1)^2 subject to A g = b: with
// g = 1 + N^-1 A' t, (A N^-1 A') t = b - A 1. Cells without members stay 1.
func leastChange(n Cells, a []Cells, b []float64) (g Cells) {
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
