package stats

import (
	"fmt"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/internal/tails"
)

// QuantileSettings choose the rule and the confidence level.
type QuantileSettings struct {
	// Lower takes the smallest value with a share of at least p at or below it
	// (Hyndman and Fan 1996, type 1), which is always an answer that somebody
	// gave. The default is the smallest value with a share of more than p at or
	// below it, averaged with the next smaller one if that has a share of exactly
	// p: the usual median (type 2).
	Lower bool
	// Level is the confidence level; if zero, 0.95.
	Level float64
}

// Quantile returns the value that the weighted share p, 0 < p < 1, of the
// answers does not exceed. Its interval is Woodruff's (1952): with F the share
// at or below the estimate and se its standard error under the design,
//
//	low = Q(F - t se),  high = Q(F + t se),  std_err = (high - low) / (2t)
//
// A limit whose share is below 0 or above 1 is NaN, with a warning, and so is the standard
// error. Ties make the interval as wide as the steps of the answers: the
// quantile of a short scale says little, consider the share or the mean. NaN is
// left out; infinite answers, p outside of (0, 1) and no answer at all
// ([ErrEmpty]) are errors.
func Quantile(x []float64, p float64, d *Design, s *QuantileSettings) (*Estimate, error) {
	set := QuantileSettings{}
	if s != nil {
		set = *s
	}
	if !(p > 0 && p < 1) {
		return nil, fmt.Errorf("stats: quantile %v is not between 0 and 1", p)
	}
	if err := checkFinite(x); err != nil {
		return nil, err
	}
	c := newCumulative(x, d)
	if len(c.value) == 0 {
		return nil, ErrEmpty
	}
	q := c.quantile(p, set.Lower)
	below := make([]float64, len(x))
	for i, v := range x {
		switch {
		case math.IsNaN(v):
			below[i] = v
		case v <= q:
			below[i] = 1
		}
	}
	out, err := LinearMean(below, nil, d).Estimate(d, &EstimateSettings{Level: set.Level})
	if err != nil {
		return nil, err
	}
	hasInterval := !math.IsNaN(out.Low) // the share at or below
	t := tails.Critical(out.Level, out.DF)
	out.Value, out.DesignEffect = q, math.NaN()
	out.Low, out.High = c.limit(out.Low, set.Lower), c.limit(out.High, set.Lower)
	out.StdErr = (out.High/2 - out.Low/2) / t
	if math.IsNaN(out.StdErr) && hasInterval {
		out.Warnings = append(out.Warnings, NewWarning("quantile-limit",
			"the interval leaves the range of the answers: use more respondents or a quantile nearer to "+
				"the middle"))
	}
	return out, nil
}

// cumulative is a weighted distribution: values in order and the total weight
// up to each.
type cumulative struct {
	value, through []float64
}

func newCumulative(x []float64, d *Design) *cumulative {
	d.Check(len(x))
	var rows []int
	for i, v := range x {
		if !math.IsNaN(v) && d.Weight(i) > 0 {
			rows = append(rows, i)
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return 0
	})
	c, total := &cumulative{}, 0.0
	for _, i := range rows {
		total += d.Weight(i)
		if k := len(c.value) - 1; k >= 0 && c.value[k] == x[i] {
			c.through[k] = total
			continue
		}
		c.value, c.through = append(c.value, x[i]), append(c.through, total)
	}
	return c
}

// quantile returns the p quantile, 0 <= p <= 1. Sums of weights carry rounding
// errors: shares within 1e-12 of p are equal to it. See [QuantileSettings] for lower.
func (c *cumulative) quantile(p float64, lower bool) float64 {
	last := len(c.value) - 1
	total := c.through[last]
	k := min(last, slices.IndexFunc(c.through, func(w float64) bool { return w >= (p-1e-12)*total }))
	if !lower && k < last && c.through[k] <= (p+1e-12)*total {
		return c.value[k]/2 + c.value[k+1]/2
	}
	return c.value[k]
}

// limit is the quantile of a limit's share, NaN where there is none.
func (c *cumulative) limit(share float64, lower bool) float64 {
	if !(share >= 0 && share <= 1) {
		return math.NaN()
	}
	return c.quantile(share, lower)
}
