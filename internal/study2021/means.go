package study2021

import "math"

// premiums are the ratios of growth that a synthesis plants in an outcome: high over low in each
// metric, and close over distant among those that are high in it.
type premiums struct{ high, close [3]float64 }

// bothRatios returns, for each metric, the mean of high and close over the mean of low and distant.
func bothRatios(n, g Cells) (ratio [3]float64) {
	for j := range ratio {
		upper := meanWeights(n, Both(High(j), Close))
		lower := meanWeights(n, Both(Low(j), Distant))

		highClose, lowDistant := 0.0, 0.0
		for c := range g {
			highClose += float64(upper[c] * g[c])
			lowDistant += float64(lower[c] * g[c])
		}
		ratio[j] = highClose / lowDistant
	}
	return ratio
}

// leastChange minimises sum n_c (g_c - 1)^2 under the linear equations of the premiums, of an
// overall mean of 1 and, unless q is zero, of q, growth of close over distant. The result is NaN if
// the equations contradict each other.
func leastChange(n Cells, p premiums, q float64) Cells {
	e := &equations{n: n}
	e.add(meanWeights(n, all), 1)

	for j := range 3 {
		e.addRatio(High(j), Low(j), p.high[j])
		e.addRatio(Both(High(j), Close), Both(High(j), Distant), p.close[j])
	}
	if q != 0 {
		e.addRatio(Close, Distant, q)
	}
	return e.solve()
}

// equations are linear equations A g = b in the cells, which have n members.
type equations struct {
	n Cells
	a []Cells
	b []float64
}

func (e *equations) add(row Cells, right float64) {
	e.a = append(e.a, row)
	e.b = append(e.b, right)
}

// addRatio demands that the mean of the upper cells is a multiple of that of the lower ones.
func (e *equations) addRatio(upper, lower func(c int) bool, ratio float64) {
	row, subtracted := meanWeights(e.n, upper), meanWeights(e.n, lower)
	for c := range row {
		row[c] -= float64(ratio * subtracted[c])
	}
	e.add(row, 0)
}

// solve solves min sum n_c (g_c-1)^2 subject to A g = b: with g = 1 + N^-1 A' t,
// (A N^-1 A') t = b - A 1. Cells without members stay 1.
func (e *equations) solve() (g Cells) {
	t, ok := eliminate(e.normal())
	if !ok {
		g[0] = math.NaN()
		return g
	}

	for c := range g {
		g[c] = 1
		if e.n[c] == 0 {
			continue
		}
		for i := range e.a {
			g[c] += float64(e.a[i][c]*t[i]) / e.n[c]
		}
	}
	return g
}

// normal returns A N^-1 A' with b - A 1 as its last column.
func (e *equations) normal() [][]float64 {
	m := len(e.a)
	system := make([][]float64, m)
	for i := range m {
		system[i] = make([]float64, m+1)
		system[i][m] = e.b[i]

		for c := range e.n {
			system[i][m] -= e.a[i][c]
			if e.n[c] == 0 {
				continue
			}
			for j := range m {
				system[i][j] += float64(e.a[i][c]*e.a[j][c]) / e.n[c]
			}
		}
	}
	return system
}

// eliminate solves a square system, given with its right side as last column, by Gauss elimination
// with partial pivoting. It is here, and not gonum's, since it decides the wave and must round
// alike on every processor.
func eliminate(x [][]float64) ([]float64, bool) {
	m := len(x)
	for k := range m {
		pivot := k
		for i := k; i < m; i++ {
			if math.Abs(x[i][k]) > math.Abs(x[pivot][k]) {
				pivot = i
			}
		}
		x[k], x[pivot] = x[pivot], x[k]
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
