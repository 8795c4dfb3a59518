package ctostudy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// CellScenario is one supposition about cell sizes, which the report does not
// publish.
type CellScenario struct {
	Name string `json:"name"`
	// Share[c] is cell c's share of the respondents, or their number: bit j
	// of c says whether metric j of [Metrics] is high, bit 3 whether
	// collaboration is close.
	Share [cellCount]float64 `json:"share"`
}

func (s CellScenario) check() error {
	for c, x := range s.Share {
		if !(x >= 0) || math.IsInf(x, 1) {
			return fmt.Errorf("ctostudy: cell %d of scenario %q has the share %g", c, s.Name, x)
		}
	}
	for j := range 3 {
		for _, in := range []func(int) bool{inBoth(highCells(j), closeCells), inBoth(highCells(j), distantCells), inBoth(lowCells(j), closeCells), inBoth(lowCells(j), distantCells)} {
			if sumCells(s.Share, in) == 0 {
				return fmt.Errorf("ctostudy: scenario %q leaves a group of metric %s without members", s.Name, Metrics()[j])
			}
		}
	}
	return nil
}

func sumCells(n [cellCount]float64, in func(int) bool) (sum float64) {
	for c, x := range n {
		if in(c) {
			sum += x
		}
	}
	return sum
}

// CellScenarios returns the cell sizes over which [Audit] computes bounds when
// told no others. Scores are taken as normal, cut such that a share of the
// organisations is high on each metric and a share has close collaboration:
// first half and half; then all combinations of 40% or 60% high and 40% or 60%
// close. In each the scores are either independent or correlated by 0.5
// between metrics and by 0.3 between a metric and collaboration, which is our
// supposition of what such surveys show. Correlations come from one common
// factor f, given which the scores are independent:
//
//	share of a cell = integral of phi(f) prod_j P(side of j | f) df
func CellScenarios() []CellScenario {
	var out []CellScenario
	for _, cut := range [][2]float64{{0.5, 0.5}, {0.4, 0.4}, {0.4, 0.6}, {0.6, 0.4}, {0.6, 0.6}} {
		for _, correlated := range []bool{true, false} {
			name, loading := "independent", [4]float64{}
			if correlated {
				l := math.Sqrt(0.5)
				name, loading = "correlated", [4]float64{l, l, l, 0.3 / l}
			}
			out = append(out, CellScenario{Name: fmt.Sprintf("%g%% high, %g%% close, %s", 100*cut[0], 100*cut[1], name),
				Share: oneFactorCells([4]float64{cut[0], cut[0], cut[0], cut[1]}, loading)})
		}
	}
	return out
}

// oneFactorCells integrates by the trapezoidal rule, whose error is far below
// 1e-10 for such smooth functions that vanish at both ends.
func oneFactorCells(above, loading [4]float64) (share [cellCount]float64) {
	const step = 0.05
	for k := -160; k <= 160; k++ {
		f := step * float64(k)
		density := step * distuv.UnitNormal.Prob(f)
		for c := range share {
			p := density
			for j := range above {
				cut := distuv.UnitNormal.Quantile(1 - above[j])
				high := distuv.UnitNormal.CDF((loading[j]*f - cut) / math.Sqrt(1-loading[j]*loading[j]))
				if c>>j&1 == 1 {
					p *= high
				} else {
					p *= 1 - high
				}
			}
			share[c] += p
		}
	}
	return share
}

// CriticalSpread is how spread out growth may be for a premium to be told
// from zero: at a standard deviation below Low in every scenario, above High
// in none. The report prints no spread; where growth varies more than this,
// its premium is within chance. Both are in multiples of the mean growth of
// the organisations compared, which the report does not print either.
//
// With N respondents, premium R - 1 and weight w_c of cell c in "mean of the first group minus mean of the second", averaged
// over the three metrics where the premium is,
//
//	z = (R-1) m / (s sqrt(sum_c w_c^2 / (N n_c))),   s = (R-1) m / (1.96 sqrt(...))
//
// where m is the second group's mean when that of all compared is 1, n_c a
// cell's share, and s the same standard deviation in every cell.
type CriticalSpread struct {
	Figure Place `json:"figure"`
	N      int   `json:"n"`
	// Typical is s for the printed value in the first scenario.
	Typical float64 `json:"typical"`
	// Low and High are the least and the greatest s over rounding and
	// scenarios; Low is 0 where the premium may round from zero.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// spreads computes the critical spread of every printed premium.
func (a *auditor) spreads() {
	for i, f := range a.figures {
		c := a.claims[i]
		groups := premiumGroups(c)
		if groups == nil || !f.HasValue || a.printed[printedKey(c, f.Population)] != i {
			continue
		}
		row := CriticalSpread{Figure: placeOf(f), N: f.Base, Low: math.Inf(1)}
		if row.N == 0 {
			row.N = a.settings.N
		}
		ends := []float64{f.Value}
		if low, high := f.rounding(); !f.AtLeast {
			ends = []float64{low, math.Min(math.Max(low, 0), high), high} // of all that print so, also the nearest to zero
		}
		row.Typical = criticalSpread(a.settings.Cells[0].Share, groups, f.Value, row.N)
		for _, scenario := range a.settings.Cells {
			for _, percent := range ends {
				s := criticalSpread(scenario.Share, groups, percent, row.N)
				row.Low, row.High = min(row.Low, s), max(row.High, s)
			}
		}
		a.out.Spread = append(a.out.Spread, row)
	}
}

// premiumGroups returns the pairs of groups that a premium compares, nil for
// other claims.
func premiumGroups(c Claim) (groups [][2]func(int) bool) {
	for j, m := range Metrics() {
		high, low := highCells(j), lowCells(j)
		switch named := len(c.term.args) == 2 && c.term.args[1] == string(m); {
		case c.Kind == ClaimHighPremium && named:
			groups = append(groups, [2]func(int) bool{high, low})
		case c.Kind == ClaimClosePremium && named:
			groups = append(groups, [2]func(int) bool{inBoth(high, closeCells), inBoth(high, distantCells)})
		case c.Kind == ClaimBothPremium:
			groups = append(groups, [2]func(int) bool{inBoth(high, closeCells), inBoth(low, distantCells)})
		}
	}
	return groups
}

// criticalSpread returns the standard deviation at which z = 1.96.
func criticalSpread(share [cellCount]float64, groups [][2]func(int) bool, percent float64, n int) float64 {
	total := sumCells(share, func(int) bool { return true })
	ratio, second := 1+percent/100, 0.0
	var w [cellCount]float64
	for _, g := range groups {
		a, b := meanWeights(share, g[0]), meanWeights(share, g[1])
		first := sumCells(share, g[0]) / (sumCells(share, g[0]) + sumCells(share, g[1]))
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
	return math.Abs(ratio-1) * second / (verdictZ * math.Sqrt(variance))
}
