package study2021

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Scenario is one supposition about cell sizes, which the report does not publish.
type Scenario struct {
	Name string `json:"name"`
	// Share[c] is cell c's share of the respondents, or their number: bit j of c says whether
	// metric j of the study is high, bit 3 whether collaboration is close.
	Share Cells `json:"share"`
}

// Check returns an error if a share is not one, or if a group that a premium compares has no
// members.
func (s Scenario) Check() error {
	for c, x := range s.Share {
		if !(x >= 0) || math.IsInf(x, 1) {
			return fmt.Errorf("study2021: cell %d of scenario %q has the share %g", c, s.Name, x)
		}
	}

	for j := range 3 {
		g := groupShares(s.Share, j)
		if min(g.highClose, g.highDistant, g.lowClose, g.lowDistant) > 0 {
			continue
		}
		const text = "study2021: scenario %q leaves a group of metric %d without members"
		return fmt.Errorf(text, s.Name, j+1)
	}
	return nil
}

// Scenarios returns the cell sizes over which an audit computes bounds. Scores are taken as normal,
// cut such that a share of the organisations is high on each metric and a share has close
// collaboration: first half and half; then all combinations of 40% or 60% high and 40% or 60%
// close. In each the scores are either independent or correlated by 0.5 between metrics and by 0.3
// between a metric and collaboration, which is our supposition of what such surveys show.
func Scenarios() (out []Scenario) {
	metric := math.Sqrt(0.5) // two metrics correlate by the product of their loadings
	correlated := [4]float64{metric, metric, metric, 0.3 / metric}
	independent := [4]float64{}

	for _, cut := range []struct{ high, close float64 }{
		{0.5, 0.5}, {0.4, 0.4}, {0.4, 0.6}, {0.6, 0.4}, {0.6, 0.6},
	} {
		above := [4]float64{cut.high, cut.high, cut.high, cut.close}
		name := fmt.Sprintf("%g%% high, %g%% close, ", 100*cut.high, 100*cut.close)
		out = append(out,
			Scenario{Name: name + "correlated", Share: oneFactorCells(above, correlated)},
			Scenario{Name: name + "independent", Share: oneFactorCells(above, independent)})
	}
	return out
}

// oneFactorCells returns the shares of the cells if shares above of the respondents are above the
// cuts of four normal scores, whose correlations come from one common factor f, given which they
// are independent:
//
//	share of a cell = integral of phi(f) prod_j P(side of j | f) df
//
// The integral is taken by the trapezoidal rule, whose error is far below 1e-10 for such smooth
// functions that vanish at both ends.
func oneFactorCells(above, loading [4]float64) (share Cells) {
	const (
		step = 0.05
		ends = 160 // steps to either end, 8 standard deviations
	)
	var cut, rest [4]float64 // rest is the standard deviation given f
	for j := range cut {
		cut[j] = distuv.UnitNormal.Quantile(1 - above[j])
		rest[j] = math.Sqrt(1 - loading[j]*loading[j])
	}

	for k := -ends; k <= ends; k++ {
		f := step * float64(k)
		var high [4]float64 // chance to be above the cut, given f
		for j := range high {
			high[j] = distuv.UnitNormal.CDF((loading[j]*f - cut[j]) / rest[j])
		}

		density := step * distuv.UnitNormal.Prob(f)
		for c := range share {
			p := density
			for j, chance := range high {
				if c>>j&1 == 1 {
					p *= chance
				} else {
					p *= 1 - chance
				}
			}
			share[c] += p
		}
	}
	return share
}
