package drivers

import (
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/internal/ordered"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// member is what a respondent adds to the sums of a group's growth.
type member struct{ part, base float64 } // times the weight

// members returns the respondents of a group, frequencies as copies.
func members(r rates, side []int8, which int8, d *stats.Design) []member {
	var out []member
	for i, k := range side {
		part, base := r.at(i)
		w := d.Weight(i)
		if k != which || w == 0 || math.IsNaN(part) {
			continue
		}
		copies := d.Copies(i)
		w /= copies
		for range int(copies) {
			out = append(out, member{w * part, w * base})
		}
	}
	return out
}

// resampled is a group's growth in a resample of its members, in units of the
// inverse of the mean base.
func resampled(m []member, draw func(n int) int) (growth, variance float64) {
	n := float64(len(m))
	var part, base, pp, pb, bb float64
	for range m {
		x := m[draw(len(m))]
		part += x.part
		base += x.base
		pp += x.part * x.part
		pb += x.part * x.base
		bb += x.base * x.base
	}
	growth = part / base
	squares := pp - 2*growth*pb + growth*growth*bb
	if squares <= 1e-15*n*pp { // rounding error of those who are all the same
		squares = 0
	}
	return growth, n / (n - 1) * squares / (base * base)
}

// bootstrap fills the studentised interval.
func (r *PremiumResult) bootstrap(growth rates, side []int8, d *stats.Design) {
	high, low := members(growth, side, 1, d), members(growth, side, 0, d)
	ratio := r.HighMean.Value / r.LowMean.Value
	t := make([]float64, 0, r.Settings.Resamples)
	for b := range r.Settings.Resamples {
		rng := random.Stream(r.Settings.Seed, random.BootstrapResample, uint64(b))
		h, vh := resampled(high, rng.IntN)
		l, vl := resampled(low, rng.IntN)
		if se := math.Sqrt(vh + ratio*ratio*vl); se > 0 {
			t = append(t, (h-ratio*l)/se)
		}
	}
	if !r.Defined || 2*len(t) < r.Settings.Resamples {
		return
	}
	slices.Sort(t)
	alpha := (1 - r.Settings.Level) / 2
	a := groupMean{mean: r.HighMean.Value, variance: r.HighMean.StdErr * r.HighMean.StdErr}
	b := groupMean{mean: r.LowMean.Value, variance: r.LowMean.StdErr * r.LowMean.StdErr}
	limit := func(t float64) (float64, bool) {
		set := fiellerAt(a, b, 0, math.Abs(t))
		if t > 0 {
			return set.Low, set.Kind == bounded
		}
		return set.High, set.Kind == bounded
	}
	var limited [2]bool
	r.BootstrapLow, limited[0] = limit(ordered.Quantile(t, 1-alpha))
	r.BootstrapHigh, limited[1] = limit(ordered.Quantile(t, alpha))
	if !limited[0] || !limited[1] {
		r.BootstrapLow, r.BootstrapHigh = math.NaN(), math.NaN()
		r.Warnings = append(r.Warnings, stats.NewWarning("bootstrap-unbounded",
			"the studentised bootstrap bounds no premium: the low group's mean growth is too uncertain"))
	}
}
