package report

import (
	"errors"
	"fmt"
	"slices"

	"gonum.org/v1/plot/vg"

	"github.com/ctostudy/ctostudy/drivers"
	driverchart "github.com/ctostudy/ctostudy/drivers/chart"
	"github.com/ctostudy/ctostudy/survey"
)

// drawCoefficients draws the coefficients of the study's drivers on its metrics. The first key is
// the picture's title if the wave lacks a metric.
func drawCoefficients(s *sketch, spec survey.Picture) (*chart, error) {
	fit := s.analysis.Regression
	if fit == nil {
		return nil, unavailable("regression: %s", s.whyNot("regression"))
	}

	study := s.analysis.Study
	labels := map[string]string{}
	var terms []string
	for _, d := range study.Drivers {
		labels[d.Name] = s.label(d.Name)
		if slices.Contains(fit.Terms, d.Name) {
			terms = append(terms, d.Name)
		}
	}
	for _, metric := range study.Metrics {
		labels[metric.Name] = s.label(metric.Name)
	}
	if len(terms) == 0 {
		return nil, unavailable("no driver is in the regression")
	}

	title := s.say(spec.Title)
	if len(fit.Outcomes) != len(study.Metrics) && len(spec.Keys) > 0 {
		title = s.say(spec.Keys[0])
	}
	p, err := driverchart.Coefficients(fit, &driverchart.Settings{
		Title: title, Unit: s.unit(spec),
		Source: s.say(s.analysis.Source), Synthetic: s.analysis.Synthetic,
		Language: drivers.Language(s.lang), Terms: terms, Labels: labels, Handler: s.handler,
	})
	if errors.Is(err, drivers.ErrValue) { // a coefficient without an interval
		return nil, unavailable("%v", err)
	}
	if err != nil {
		return nil, fmt.Errorf("coefficient plot: %w", err)
	}
	return &chart{plot: p, title: title, height: (4 + 1.4*vg.Length(len(terms))) * vg.Centimeter}, nil
}
