package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"gonum.org/v1/plot/vg"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/drivers/chart"
	"github.com/ctostudy/ctostudy/survey"
)

// years reads the financial figures, year by year.
func (d *data) years(c *survey.Construct) ([]drivers.Year, error) {
	var out []drivers.Year
	for _, item := range c.Items {
		year, err := strconv.Atoi(item.Name)
		x := d.wave.Numbers("finance", item.Name)
		if err != nil || x == nil {
			return nil, fmt.Errorf("item %q of \"finance\" is not a year with numbers", item.Name)
		}
		out = append(out, drivers.Year{Year: year, Values: x})
	}
	slices.SortStableFunc(out, func(x, y drivers.Year) int { return x.Year - y.Year })
	return out, nil
}

// finance says how much faster those with a high outcome grow, if there are finances.
func (r *report) finance(ctx context.Context) error {
	c := r.wave.Construct("finance")
	switch {
	case c == nil && r.wave.Construct("moderator") != nil:
		r.leave("moderator", errors.New("it moderates growth, and the codebook has no finance"))
		return nil
	case c == nil:
		return nil
	case len(c.Items) < 2:
		r.leave("growth", errors.New("finance needs items of two years"))
		return nil
	}
	years, err := r.years(c)
	if err != nil {
		return err
	}
	from, to := years[len(years)-2], years[len(years)-1]
	window := drivers.Window{From: from.Year, To: to.Year}
	growth, err := drivers.Growth(from.Values, to.Values)
	if err != nil {
		return err
	}

	if m := r.wave.Construct("moderator"); m != nil {
		if r.moderator, err = r.score("moderator", *m); err != nil {
			return err
		}
	}

	r.section(r.say("Growth of high against low") + ", " + window.String())
	r.result(growth)
	curve := &drivers.CurveData{Controls: r.controls, Years: years}
	for _, o := range r.outcomes {
		compared, err := r.premium(growth.Rates, o)
		if err != nil {
			return err
		}
		if compared {
			curve.Metrics = append(curve.Metrics, drivers.Metric{Name: o.title, Values: o.raw})
		}
	}
	if curve.Metrics == nil {
		return nil
	}
	return r.specifications(ctx, curve, window)
}

// premium says how much faster those above the mean of an outcome grow than the
// others, and whether they do so more if the moderator is high. It reports whether
// the two groups can be compared.
func (r *report) premium(growth []float64, o *score) (compared bool, err error) {
	cut, err := drivers.Cut(o.raw, drivers.MeanCut, r.design)
	if err != nil {
		return false, err
	}
	s := &drivers.PremiumSettings{Seed: r.options.seed, Ties: cut.Ties}
	if r.design.Simple() {
		s.Resamples = r.options.resamples
	}
	premium, err := drivers.Premium(growth, cut.Groups, r.design, s)
	if err != nil {
		r.leave("premium by "+o.name, err)
		return false, nil
	}
	adjusted, err := drivers.AdjustedPremium(growth, cut.Groups, r.controls, r.design, nil)
	if err != nil {
		r.leave("adjusted premium by "+o.name, err)
	}

	title := r.say("Above the mean in ") + o.title
	r.premiumText(title, premium)
	if adjusted != nil {
		r.premiumText(title+", "+r.say("adjusted for the controls"), adjusted)
	}
	if r.moderator == nil {
		return true, nil
	}
	return true, r.moderated(growth, cut, o)
}

func (r *report) premiumText(title string, p *drivers.PremiumResult) {
	r.line("\n" + title)
	if r.hidden(p.NHigh, p.NLow) {
		r.line(r.say("suppressed: fewer than 5"))
		return
	}
	r.result(p)
}

// moderated says whether growth goes with an outcome more if the moderator is high.
func (r *report) moderated(growth []float64, high *drivers.CutResult, o *score) error {
	near, err := drivers.Cut(r.moderator.raw, drivers.MeanCut, r.design)
	if err != nil {
		return err
	}
	s, m := r.pictures, r.moderator.title
	s.Labels = map[string]string{"metric": o.title, "moderator": m,
		"first 1": o.title + r.say(": high"), "first 0": o.title + r.say(": low"),
		"second 1": m + r.say(": high"), "second 0": m + r.say(": low")}

	cells, err := drivers.Cells(growth, high.Groups, near.Groups, r.design, nil)
	if err != nil {
		r.leave("cells by "+o.name, err)
	} else if r.line("\n" + o.title + " x " + m); r.hidden(
		cells.Mean[0][0].N, cells.Mean[0][1].N, cells.Mean[1][0].N, cells.Mean[1][1].N) {
		r.line(r.say("suppressed: fewer than 5"))
	} else {
		r.result(cells)
		p, err := chart.Cells(cells, &s)
		if err := r.picture("cells-"+o.name, 7*vg.Centimeter, p, err); err != nil {
			return err
		}
	}

	slopes, err := drivers.SimpleSlopes(growth, o.z, r.moderator.z, r.controls, r.design, nil)
	if err != nil {
		r.leave("slopes by "+o.name, err)
		return nil
	}
	r.line("")
	r.result(slopes)
	p, err := chart.Slopes(slopes, &s)
	return r.picture("slopes-"+o.name, 11*vg.Centimeter, p, err)
}

// specifications computes the premium under every choice.
func (r *report) specifications(ctx context.Context, data *drivers.CurveData,
	window drivers.Window) error {
	curve, err := drivers.SpecificationCurve(ctx, data, r.design,
		&drivers.CurveSettings{Seed: r.options.seed,
			Report:        &drivers.Specification{Metric: data.Metrics[0].Name, Window: window},
			Demonstration: r.wave.Codebook().Synthetic, Permutations: 199})
	if errors.Is(err, drivers.ErrGroupSize) {
		r.leave("specification curve", err)
		return nil
	}
	if err != nil {
		return err
	}
	r.section(r.say("Specification curve"))
	r.result(curve)
	if curve.Defined == 0 {
		return nil
	}
	p, err := chart.Curve(curve, &r.pictures)
	return r.picture("curve", chart.CurveHeight(curve), p, err)
}
