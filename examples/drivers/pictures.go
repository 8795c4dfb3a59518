package main

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"github.com/ctostudy/ctostudy/drivers/chart"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/internal/lettering"
)

// page is a picture with its file's name.
type page struct {
	name   string
	plot   *plot.Plot
	height vg.Length
}

func (a *analysis) pictures() ([]page, error) {
	c := a.wave.Codebook()
	base := chart.Settings{Source: c.Source, Synthetic: c.Synthetic, Labels: map[string]string{}}
	if a.options.lang == ctostudy.Chinese {
		base.Language, base.Handler = chart.Chinese, lettering.New()
	}
	for _, s := range append(append([]score(nil), a.outcomes...), a.drivers...) {
		base.Labels[s.name] = s.title
	}
	var out []page
	add := func(name string, height vg.Length, p *plot.Plot, err error) error {
		out = append(out, page{name, p, height * vg.Centimeter})
		return err
	}
	rows := vg.Length(len(a.drivers))
	coefficients := base
	coefficients.Terms = a.driverNames
	p, err := chart.Coefficients(a.fit, &coefficients)
	if err := add("coefficients", 4+1.4*rows, p, err); err != nil {
		return nil, err
	}
	p, err = chart.Importance(a.importance, &base)
	if err := add("importance", 4+1.4*rows, p, err); err != nil {
		return nil, err
	}
	for _, o := range a.outcomes {
		p, err = chart.Residuals(a.fit, o.name, &base)
		if err := add("residuals-"+o.name, 11, p, err); err != nil {
			return nil, err
		}
	}
	moderator := a.moderatorTitle()
	for _, g := range a.growth {
		if g.cells == nil || g.slopes == nil {
			continue
		}
		s := base
		s.Labels = map[string]string{"metric": g.outcome.title, "moderator": moderator, "first 1": g.outcome.title + a.say(": high"), "first 0": g.outcome.title + a.say(": low"),
			"second 1": moderator + a.say(": high"), "second 0": moderator + a.say(": low")}
		p, err = chart.Cells(g.cells, &s)
		if err := add("cells-"+g.outcome.name, 7, p, err); err != nil {
			return nil, err
		}
		p, err = chart.Slopes(g.slopes, &s)
		if err := add("slopes-"+g.outcome.name, 11, p, err); err != nil {
			return nil, err
		}
	}
	if a.curve != nil && a.curve.Defined > 0 {
		p, err = chart.Curve(a.curve, &base)
		if err := add("curve", chart.CurveHeight(a.curve)/vg.Centimeter, p, err); err != nil {
			return nil, err
		}
	}
	return out, nil
}
