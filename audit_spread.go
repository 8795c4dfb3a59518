package ctostudy

import (
	"math"

	cells "github.com/ctostudy/ctostudy/internal/study2021"
)

// criticalSpread is how spread out growth may be for a premium to be told
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
type criticalSpread struct {
	Figure place `json:"figure"`
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
	if len(a.metrics()) != 3 {
		return // the cells are those of three
	}
	for i, f := range a.figures {
		c := a.claims[i]
		groups := premiumGroups(c, a.metrics())
		if groups == nil || !f.HasValue || !a.first(i) {
			continue
		}
		row := criticalSpread{Figure: placeOf(f), N: f.Base, Low: math.Inf(1)}
		if row.N == 0 {
			row.N = a.settings.N
		}
		ends := []float64{f.Value}
		if low, high := f.rounding(); !f.AtLeast {
			ends = []float64{low, math.Min(math.Max(low, 0), high), high} // of all that print so, also the nearest to zero
		}
		row.Typical = cells.CriticalSpread(a.settings.cells[0].Share, groups, f.Value, row.N, verdictZ)
		for _, scenario := range a.settings.cells {
			for _, percent := range ends {
				s := cells.CriticalSpread(scenario.Share, groups, percent, row.N, verdictZ)
				row.Low, row.High = min(row.Low, s), max(row.High, s)
			}
		}
		a.out.Spread = append(a.out.Spread, row)
	}
}

// premiumGroups returns the pairs of groups that a premium compares, nil for
// other claims.
func premiumGroups(c Claim, metrics []string) (groups [][2]func(int) bool) {
	for j, m := range metrics {
		high, low := cells.High(j), cells.Low(j)
		switch named := len(c.args) == 2 && c.args[1] == string(m); {
		case c.row() == premiumClaim && named:
			groups = append(groups, [2]func(int) bool{high, low})
		case c.row() == closeClaim && named:
			groups = append(groups, [2]func(int) bool{cells.Both(high, cells.Close), cells.Both(high, cells.Distant)})
		case c.row() == bothClaim:
			groups = append(groups, [2]func(int) bool{cells.Both(high, cells.Close), cells.Both(low, cells.Distant)})
		}
	}
	return groups
}
