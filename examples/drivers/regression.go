package main

import (
	"context"
	"errors"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/vg"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/drivers/chart"
	"github.com/ctostudy/ctostudy/stats"
)

// regression says what goes with the outcomes.
func (r *report) regression(ctx context.Context) error {
	var terms []stats.Term
	var controls []string
	for _, d := range r.drivers {
		terms = append(terms, stats.Term{Name: d.title, Numeric: d.z})
	}
	for _, c := range r.controls {
		controls = append(controls, c.Name)
	}
	terms = append(terms, r.controls...)
	model, err := stats.ModelMatrix(terms, nil)
	if err != nil {
		return err
	}
	y := mat.NewDense(r.wave.Len(), len(r.outcomes), nil)
	for j, o := range r.outcomes {
		y.SetCol(j, o.z)
	}
	data := &drivers.Data{Model: model, Y: y, Outcomes: titles(r.outcomes), Design: r.design}

	fit, err := drivers.Multivariate(data, nil)
	if err != nil {
		return err
	}
	if err := r.coefficients(fit); err != nil {
		return err
	}
	if err := r.steps(data, terms, controls); err != nil {
		return err
	}

	shares, err := drivers.Importance(ctx, data,
		&drivers.ImportanceSettings{Controls: controls, Resamples: r.options.resamples,
			Seed: r.options.seed})
	if err != nil {
		return err
	}
	r.section(r.say("Importance of the drivers"))
	r.result(shares)
	p, err := chart.Importance(shares, &r.pictures)
	if err := r.picture("importance", r.rowsHigh(), p, err); err != nil {
		return err
	}
	r.compare(data)
	return nil
}

// rowsHigh is the height of a picture with a row per driver.
func (r *report) rowsHigh() vg.Length {
	return (4 + 1.4*vg.Length(len(r.drivers))) * vg.Centimeter
}

// coefficients says what the fit is, and draws it.
func (r *report) coefficients(fit *drivers.MultivariateResult) error {
	r.section(r.say("What goes with the outcomes"))
	r.result(fit)

	var reliabilities []drivers.Reliability
	for _, d := range r.drivers {
		if d.reliability > 0 {
			reliabilities = append(reliabilities,
				drivers.Reliability{Term: d.title, Value: d.reliability})
		}
	}
	if corrected, err := fit.Corrected(reliabilities); err != nil {
		r.leave("corrected coefficients", err)
	} else {
		r.line("")
		r.result(corrected)
	}

	joint, err := fit.JointTests()
	if err != nil {
		return err
	}
	r.section(r.say("Does the term go with any outcome?"))
	r.result(joint)
	if len(r.outcomes) > 1 {
		equal, err := fit.EqualityTests()
		if err != nil {
			return err
		}
		r.section(r.say("Does it go alike with all outcomes?"))
		r.result(equal)
	}

	s := r.pictures
	s.Terms = titles(r.drivers)
	p, err := chart.Coefficients(fit, &s)
	if err := r.picture("coefficients", r.rowsHigh(), p, err); err != nil {
		return err
	}
	for _, o := range r.outcomes {
		p, err := chart.Residuals(fit, o.title, &r.pictures)
		if err := r.picture("residuals-"+o.name, 11*vg.Centimeter, p, err); err != nil {
			return err
		}
	}
	return nil
}

// steps builds the model up to the products of all pairs of drivers, or without
// them if there are too few respondents.
func (r *report) steps(data *drivers.Data, terms []stats.Term, controls []string) error {
	var steps []drivers.Step
	if controls != nil {
		steps = append(steps, drivers.Step{Name: r.say("controls"), Terms: controls})
	}
	steps = append(steps, drivers.Step{Name: r.say("drivers"), Terms: titles(r.drivers)})

	products := drivers.Step{Name: r.say("interactions")}
	all := terms
	for j, x := range titles(r.drivers) {
		for _, z := range titles(r.drivers)[j+1:] {
			products.Terms = append(products.Terms, x+" x "+z)
			all = append(all, stats.Term{Name: x + " x " + z, Product: []string{x, z}})
		}
	}

	hierarchical := func(terms []stats.Term, steps []drivers.Step) error {
		model, err := stats.ModelMatrix(terms, nil)
		if err != nil {
			return err
		}
		more := *data
		more.Model = model
		built, err := drivers.Hierarchical(&more, steps, nil)
		if err == nil {
			r.line("")
			r.result(built)
		}
		return err
	}
	if products.Terms != nil {
		err := hierarchical(all, append(steps, products))
		if err == nil {
			return nil
		}
		r.leave("interactions", err)
	}
	return hierarchical(terms, steps)
}

// compare says what differs between those inside and outside of each group.
func (r *report) compare(data *drivers.Data) {
	c := r.wave.Construct("compare")
	if c == nil {
		return
	}
	for _, item := range c.Items {
		group := r.wave.Codes("compare", item.Name)
		if group == nil {
			r.leave("comparison by "+item.Name, errors.New("it has no coded answers"))
			continue
		}
		differences, err := drivers.GroupDifferences(data, group, nil)
		if err != nil {
			r.leave("comparison by "+item.Name, err)
			continue
		}
		title := item.Title
		if title == "" {
			title = item.Name
		}
		r.section(r.say("Against the rest: ") + title)
		r.result(differences)
	}
}
