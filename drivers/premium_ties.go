package drivers

import (
	"math"

	"github.com/ctostudy/ctostudy/stats"
)

func withTies(r rates, side []int8, d *stats.Design, s PremiumSettings) (*PremiumResult, error) {
	out, err := premium(r, side, d, s)
	if err != nil || s.Ties == nil {
		return out, err
	}
	out.addTies(r, side, d)
	return out, nil
}

// addTies fills TieShare and TiesOther.
func (r *PremiumResult) addTies(growth rates, side []int8, d *stats.Design) {
	tied, total := 0.0, 0.0
	other := make([]int8, len(side))
	for i, k := range side {
		other[i] = k
		if k < 0 {
			continue
		}
		isTie := r.Settings.Ties.At(i) == 1
		if isTie {
			other[i] = 1 - k
		}
		if w := d.Weight(i); !math.IsNaN(growth.part[i]) {
			total += w
			if isTie {
				tied += w
			}
		}
	}
	r.TieShare = tied / total
	settings := r.Settings
	settings.Resamples = 0
	flipped, err := premium(growth, other, d, settings)
	if err == nil && flipped.Defined {
		r.TiesOther = &flipped.Estimate
		return
	}
	why := "a group has fewer than two respondents"
	if err == nil {
		why = flipped.Why
	}
	r.Warnings = append(r.Warnings, stats.NewWarning("ties-other-undefined",
		"no premium with the tied respondents on the other side of the cut: %s", why))
}
