package stats

import (
	"fmt"
	"math"
)

// Mean returns the weighted mean of the answers that are not NaN,
//
//	m = sum w_i x_i / sum w_i
//
// with its linearised standard error and its design effect against sampling
// with replacement. Infinite answers are an error that names the row, sums that
// overflow are errors, nobody left is [ErrEmpty]; see [Linearized.Estimate] for
// the interval. It panics when lengths differ.
func Mean(x []float64, d *Design, s *EstimateSettings) (*Estimate, error) {
	if err := checkFinite(x); err != nil {
		return nil, err
	}
	return estimated(LinearMean(x, nil, d), d, s)
}

// Total returns the weighted total of the answers that are not NaN, sum w_i x_i,
// with its standard error. Those without an answer count as 0. Errors are those
// of [Mean].
func Total(x []float64, d *Design, s *EstimateSettings) (*Estimate, error) {
	if err := checkFinite(x); err != nil {
		return nil, err
	}
	return estimated(LinearTotal(x, nil, d), d, s)
}

// Ratio returns the ratio of the weighted totals of a and b over the respondents
// who have both,
//
//	r = sum w_i a_i / sum w_i b_i
//
// with its linearised standard error. Errors are those of [Mean], and a
// denominator of 0.
func Ratio(a, b []float64, d *Design, s *EstimateSettings) (*Estimate, error) {
	if len(a) != len(b) {
		panic("stats: numerator and denominator differ in length")
	}
	if err := checkFinite(a, b); err != nil {
		return nil, err
	}
	both := make([]float64, len(a))
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			both[i] = 1
		}
	}
	num, den := LinearTotal(a, both, d), LinearTotal(b, both, d)
	if den.N > 0 && den.Value == 0 {
		return nil, fmt.Errorf("stats: the denominator of a ratio totals 0")
	}
	return estimated(RatioOf(num, den), d, s)
}

func estimated(l *Linearized, d *Design, s *EstimateSettings) (*Estimate, error) {
	if l.N == 0 {
		return nil, ErrEmpty
	}
	if !allFinite([]float64{l.Value}) {
		return nil, fmt.Errorf("%w: the sum of the answers overflows", errNotFinite)
	}
	return l.Estimate(d, s)
}

// GroupEstimate is the estimate of one group.
type GroupEstimate struct {
	Label string `json:"label"`
	Code  int8   `json:"code"`
	// Estimate has N 0 and NaN values for a group without answers.
	Estimate *Estimate `json:"estimate"`

	linear *Linearized
}

// GroupEstimates are means or shares by group, in the order of the codes, with
// their joint error.
type GroupEstimates struct {
	Groups   []GroupEstimate `json:"groups"`
	Warnings []Warning       `json:"warnings,omitempty"`

	design   *Design
	settings *EstimateSettings
}

// GroupMeans returns the mean of x in each group, as [LinearMean] over the group
// as a subpopulation. Respondents with x NaN or without a group are left out;
// groups that nobody answers are kept, empty, with a warning that names them.
// Intervals have the degrees of freedom of the group's own units. Infinite
// answers, sums that overflow and no answer at all ([ErrEmpty])
// are errors.
func GroupMeans(x []float64, group *Codes, d *Design,
	s *EstimateSettings) (*GroupEstimates, error) {
	if len(x) != group.Len() {
		panic("stats: group differs in length from the answers")
	}
	if err := checkFinite(x); err != nil {
		return nil, err
	}
	out, any := &GroupEstimates{design: d}, false
	if s != nil {
		own := *s
		out.settings = &own
	}
	for k, level := range group.Levels() {
		mask := make([]float64, len(x))
		for i, c := range group.Data() {
			if int(c) == k {
				mask[i] = 1
			}
		}
		l := LinearMean(x, mask, d)
		if l.N > 0 && !allFinite([]float64{l.Value}) {
			return nil, fmt.Errorf("%w: the sum of the answers of group %q overflows",
				errNotFinite, level.Label)
		}
		e, err := l.Estimate(d, s)
		if err != nil {
			return nil, fmt.Errorf("stats: group %q: %w", level.Label, err)
		}
		if l.N == 0 {
			out.Warnings = append(out.Warnings, NewWarning("empty-group",
				"nobody of group %q answered: its estimate is undefined", level.Label))
		}
		any = any || l.N > 0
		out.Groups = append(out.Groups, GroupEstimate{level.Label, int8(k), e, l})
	}
	if !any {
		return nil, ErrEmpty
	}
	return out, nil
}

// GroupShares returns the share of each group that gave the answer with the
// given code, of those who answered; see [GroupMeans]. Its intervals are
// symmetric: for a single share [Proportion] over a [Design.Domain] is better.
// It panics when the code is no level.
func GroupShares(x *Codes, code int8, group *Codes, d *Design,
	s *EstimateSettings) (*GroupEstimates, error) {
	return GroupMeans(x.gave(code), group, d, s)
}

// Difference returns the estimate of group a less that of group b, two indices
// into Groups, with the error that shared clusters and strata give it.
func (g *GroupEstimates) Difference(a, b int) (*Estimate, error) {
	for _, k := range []int{a, b} {
		if g.Groups[k].linear.N == 0 {
			return nil, fmt.Errorf("%w: group %q", ErrEmpty, g.Groups[k].Label)
		}
	}
	return Difference(g.Groups[a].linear, g.Groups[b].linear).Estimate(g.design, g.settings)
}

// gave returns 1 for the code, 0 for another answer and NaN for none. It panics
// when the code is no level.
func (c *Codes) gave(code int8) []float64 {
	if code < 0 || int(code) >= len(c.levels) {
		panic("stats: code is not a level of the column")
	}
	out := make([]float64, len(c.data))
	for i, k := range c.data {
		switch {
		case k < 0:
			out[i] = math.NaN()
		case k == code:
			out[i] = 1
		}
	}
	return out
}
