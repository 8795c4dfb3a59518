package drivers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/internal/ordered"
	"github.com/ctostudy/ctostudy/internal/parallel"
	"github.com/ctostudy/ctostudy/stats"
)

// check returns the number of respondents.
func (data *CurveData) check() int {
	n := -1
	for _, m := range data.Metrics {
		if n < 0 {
			n = len(m.Values)
		}
		if len(m.Values) != n {
			panic(badGrowth)
		}
	}
	for _, y := range data.Years {
		if n >= 0 && len(y.Values) != n {
			panic(badGrowth)
		}
	}
	return max(n, 0)
}

// curve is what a specification curve works on.
type curve struct {
	data      *CurveData
	design    *stats.Design
	settings  CurveSettings
	n         int
	cuts      map[string][]*CutResult // by metric, as Settings.Cuts
	responses []response
	scenarios []*scenario // with a premium, in the order of enumeration
}

// response is growth over one window, measured in one way.
type response struct {
	window Window
	kind   GrowthKind
	rates  rates
}

// scenario is a row in the making.
type scenario struct {
	row      CurveRow
	response *response
	groups   *stats.Codes
}

func (c *curve) prepare() error {
	c.cuts = map[string][]*CutResult{}
	for _, m := range c.data.Metrics {
		for _, kind := range c.settings.Cuts {
			cut, err := Cut(m.Values, kind, c.design)
			if err != nil {
				return fmt.Errorf("metric %q: %w", m.Name, err)
			}
			c.cuts[m.Name] = append(c.cuts[m.Name], cut)
		}
	}
	for _, w := range c.settings.Windows {
		var from, to []float64
		for _, y := range c.data.Years {
			if y.Year == w.From {
				from = y.Values
			}
			if y.Year == w.To {
				to = y.Values
			}
		}
		for _, kind := range c.settings.Growths {
			r, err := growthOf(from, to, kind, c.settings.Winsor, c.design)
			if err != nil {
				return fmt.Errorf("%s: %w", w, err)
			}
			c.responses = append(c.responses, response{w, kind, r})
		}
	}
	return nil
}

func growthOf(from, to []float64, kind GrowthKind, winsor float64, d *stats.Design) (rates, error) {
	f := Growth
	switch kind {
	case Symmetric:
		f = SymmetricGrowth
	case RatioOfSums:
		part := make([]float64, len(from))
		for i := range part {
			if part[i] = to[i] - from[i]; math.IsInf(part[i], 0) || math.IsInf(from[i], 0) {
				return rates{}, fmt.Errorf("%w: row %d: growth from %v to %v", ErrValue, i, from[i],
					to[i])
			}
		}
		return rates{part, from}, nil
	}
	g, err := f(from, to)
	if err != nil {
		return rates{}, err
	}
	if kind == WinsorizedGrowth && g.N > 0 {
		g.Rates, err = Winsorized(g.Rates, winsor, d)
	}
	return rates{part: g.Rates}, err
}

// rows computes the premiums.
func (c *curve) rows(ctx context.Context, out *CurveResult) error {
	for _, m := range c.data.Metrics {
		for k, cut := range c.cuts[m.Name] {
			for r := range c.responses {
				response := &c.responses[r]
				for _, adjusted := range []bool{false, true} {
					if adjusted && (c.data.Controls == nil || response.kind == RatioOfSums) {
						continue
					}
					c.scenarios = append(c.scenarios,
						&scenario{response: response, groups: cut.Groups,
							row: CurveRow{Specification: Specification{m.Name, c.settings.Cuts[k],
								response.window, response.kind, adjusted}, PredictedR2: math.NaN()}})
				}
			}
		}
	}
	errs := make([]error, len(c.scenarios))
	if err := parallel.Try(ctx, len(c.scenarios), func(k int) error {
		x := c.scenarios[k]
		set := PremiumSettings{Level: c.settings.Level}
		if x.row.Adjusted {
			x.row.Premium, errs[k] = AdjustedPremium(x.response.rates.part, x.groups,
				c.data.Controls, c.design, &set)
		} else {
			x.row.Premium, errs[k] = premium(x.response.rates, x.groups.Data(), c.design, set)
		}
		return nil
	}); err != nil {
		return err
	}
	var kept []*scenario
	for k, x := range c.scenarios {
		if err := errs[k]; err != nil {
			if !errors.Is(err, ErrGroupSize) && !errors.Is(err, stats.ErrTooFew) &&
				!errors.As(err, new(*stats.AliasError)) && !errors.Is(err, ErrConstant) {
				return fmt.Errorf("%s: %w", x.row.Specification, err)
			}
			out.LeftOut = append(out.LeftOut, LeftOut{x.row.Specification, err.Error()})
			continue
		}
		d := x.row.Premium.Difference
		x.row.T = d.Value / d.StdErr
		x.row.Significant = d.Low > 0
		x.row.Report = c.settings.Report != nil && *c.settings.Report == x.row.Specification
		kept = append(kept, x)
	}
	c.scenarios = kept
	for _, x := range kept {
		out.Rows = append(out.Rows, x.row)
	}
	return nil
}

// finish sorts and sums up.
func (c *curve) finish(out *CurveResult) {
	out.Rows = out.Rows[:0]
	var premiums []float64
	reported := c.settings.Report == nil
	for _, x := range c.scenarios {
		out.Rows = append(out.Rows, x.row)
		reported = reported || x.row.Report
		out.N = max(out.N, x.row.Premium.N)
		if x.row.Significant {
			out.Significant += 1 / float64(len(c.scenarios))
		}
		if x.row.Premium.Defined {
			premiums = append(premiums, x.row.Premium.Value)
		}
	}
	out.Defined = float64(len(premiums)) / float64(len(c.scenarios))
	if premiums != nil {
		slices.Sort(premiums)
		out.MedianPremium = ordered.Quantile(premiums, 0.5)
	}
	slices.SortStableFunc(out.Rows, func(a, b CurveRow) int {
		x, y := a.Premium, b.Premium
		switch {
		case x.Defined && y.Defined:
			return cmp.Compare(x.Value, y.Value)
		case x.Defined != y.Defined:
			if x.Defined {
				return -1
			}
			return 1
		}
		return cmp.Compare(x.Difference.Value, y.Difference.Value)
	})
	if !reported {
		out.Warnings = append(out.Warnings, stats.NewWarning("report-missing",
			"the report's specification is not among the rows: %s", c.settings.Report))
	}
}
