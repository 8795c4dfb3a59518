package report

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ctostudy/ctostudy"

	driverchart "github.com/ctostudy/ctostudy/drivers/chart"

	"gonum.org/v1/plot/vg"

	"github.com/ctostudy/ctostudy/drivers"
)

// drivers draws the coefficients of the six drivers on the metrics in place of
// figure 9, which prints no number.
func (m *figureMaker) drivers() (*chart, error) {
	fit := m.a.Regression
	if fit == nil {
		return nil, unavailable("regression: %s", whyNot(m.a, "regression"))
	}
	var terms []string
	labels := map[string]string{}
	for _, d := range ctostudy.Drivers() {
		if slices.Contains(fit.Terms, string(d)) {
			terms = append(terms, string(d))
		}
		labels[string(d)] = m.label(d)
	}
	for _, metric := range ctostudy.Metrics() {
		labels[string(metric)] = m.label(metric)
	}
	if len(terms) == 0 {
		return nil, unavailable("no driver is in the regression")
	}
	title := m.say("What goes with three technology metrics")
	if len(fit.Outcomes) != 3 {
		title = m.say("What goes with the technology metrics")
	}
	p, err := driverchart.Coefficients(fit, &driverchart.Settings{Title: title,
		Unit: m.say("SD of the metric per SD of the driver"), Source: m.say(m.a.Source), Synthetic: m.a.Synthetic,
		Language: drivers.Language(m.lang), Terms: terms, Labels: labels, Handler: m.handler})
	if errors.Is(err, drivers.ErrValue) { // a coefficient without an interval
		return nil, unavailable("%v", err)
	}
	if err != nil {
		return nil, fmt.Errorf("coefficient plot: %w", err)
	}
	return &chart{plot: p, title: title, height: (4 + 1.4*vg.Length(len(terms))) * vg.Centimeter}, nil
}
