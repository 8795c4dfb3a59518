package chart

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/plot"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/picture"
)

// Importance draws each driver's share of the R2 of each outcome with its
// bootstrap interval, a row per driver, in points of R2 (0.05 of R2 is 5
// points). Without resamples there are dots alone. Terms choose the drivers and
// their order; by default they stand by their mean share. Layout and errors are
// those of [Coefficients].
func Importance(r *drivers.ImportanceResult, s *Settings) (*plot.Plot, error) {
	s = s.resolved()
	if len(r.Outcomes) > len(picture.Series) {
		return nil, tooMany(len(r.Outcomes), "outcomes")
	}
	terms := s.Terms
	if terms == nil {
		mean := map[string]float64{}
		for _, row := range r.Shares {
			mean[row.Driver] += row.Estimate
		}
		terms = slices.Clone(r.Drivers)
		slices.SortStableFunc(terms, func(a, b string) int { return cmp.Compare(mean[b], mean[a]) })
	}
	rows := make([][]interval3, len(terms))
	for k, term := range terms {
		j := slices.Index(r.Drivers, term)
		if j < 0 {
			return nil, fmt.Errorf("%w: %q", drivers.ErrTerm, term)
		}
		for o := range r.Outcomes {
			row := r.Shares[o*len(r.Drivers)+j]
			v := interval3{100 * row.Low, 100 * row.Estimate, 100 * row.High}
			if r.Draws == nil {
				v.low, v.high = v.mid, v.mid
			}
			if bad(v.low) || bad(v.mid) || bad(v.high) {
				return nil, fmt.Errorf("%w: share of %s in %s", drivers.ErrValue, term, row.Outcome)
			}
			rows[k] = append(rows[k], v)
		}
	}
	unit := s.say("share of R2 in points ("+r.Settings.Method.String()+")",
		"各驱动因素在R2中的份额（百分点，"+methodInChinese(r.Settings.Method)+"）")
	if r.Draws != nil {
		unit = s.withLevel(unit, r.Settings.Level)
	}
	return dotPicture(s.labels(terms), s.labels(r.Outcomes), rows,
		s.framed(s.say("Importance of the drivers", "驱动因素的重要性"), unit, r.N)), nil
}

func methodInChinese(m drivers.ImportanceMethod) string {
	if m == drivers.RelativeWeights {
		return "相对权重"
	}
	return "LMG"
}
