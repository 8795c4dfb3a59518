package study2021

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Scenario is one supposition about cell sizes, which the report does not
// publish.
type Scenario struct {
	Name string `json:"name"`
	// Share[c] is cell c's share of the respondents, or their number: bit j
	// of c says whether metric j of the study is high, bit 3 whether
	// collaboration is close.
	Share Cells `json:"share"`
}

// Check returns an error if a group that a premium compares has no members.
func (s Scenario) Check() error {
	for c, x := range s.Share {
		if !(x >= 0) || math.IsInf(x, 1) {
			return fmt.Errorf("ctostudy: cell %d of scenario %q has the share %g", c, s.Name, x)
		}
	}
	for j := range 3 {
		for _, in := range []func(int) bool{Both(High(j), Close), Both(High(j), Distant), Both(Low(j), Close), Both(Low(j), Distant)} {
			if Sum(s.Share, in) == 0 {
				return fmt.Errorf("ctostudy: scenario %q leaves a group of metric %d without members", s.Name, j+1)
			}
		}
	}
	return nil
}

// Scenarios returns the cell sizes over which an audit computes bounds. Scores are taken as normal, cut such that a share of the
// organisations is high on each metric and a share has close collaboration:
// first half and half; then all combinations of 40% or 60% high and 40% or 60%
// close. In each the scores are either independent or correlated by 0.5
// between metrics and by 0.3 between a metric and collaboration, which is our
// supposition of what such surveys show. Correlations come from one common
// factor f, given which the scores are independent:
//
//	share of a cell = integral of phi(f) prod_j P(side of j | f) df
func Scenarios() []Scenario {
	var out []Scenario
	for _, cut := range [][2]float64{{0.5, 0.5}, {0.4, 0.4}, {0.4, 0.6}, {0.6, 0.4}, {0.6, 0.6}} {
		for _, correlated := range []bool{true, false} {
			name, loading := "independent", [4]float64{}
			if correlated {
				l := math.Sqrt(0.5)
				name, loading = "correlated", [4]float64{l, l, l, 0.3 / l}
			}
			out = append(out, Scenario{Name: fmt.Sprintf("%g%% high, %g%% close, %s", 100*cut[0], 100*cut[1], name),
				Share: oneFactorCells([4]float64{cut[0], cut[0], cut[0], cut[1]}, loading)})
		}
	}
	return out
}

// oneFactorCells integrates by the trapezoidal rule, whose error is far below
// 1e-10 for such smooth functions that vanish at both ends.
func oneFactorCells(above, loading [4]float64) (share Cells) {
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
