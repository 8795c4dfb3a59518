package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// otherConstructs are those beside outcomes and drivers that the program reads, or
// passes over on purpose.
var otherConstructs = []string{"control", "compare", "finance", "moderator", "design", "respondent"}

// score is an outcome, a driver or the moderator.
type score struct {
	name, title string
	raw, z      []float64
	reliability float64 // NaN for a single item
}

// data are the wave's answers as an analysis takes them.
type data struct {
	wave              *survey.Wave
	design            *stats.Design
	outcomes, drivers []*score
	moderator         *score // nil: none
	controls          []stats.Term
	leftOut           []string
}

func newData(w *survey.Wave) (*data, error) {
	d := &data{wave: w}
	var err error
	if d.design, err = w.Design(); err != nil {
		return nil, err
	}
	d.readControls()
	for _, c := range w.Codebook().Constructs {
		if err := d.construct(c); err != nil {
			return nil, err
		}
	}
	if d.outcomes == nil || d.drivers == nil {
		return nil, errors.New(`the codebook needs constructs "outcome.NAME" and "driver.NAME"`)
	}
	return d, nil
}

func (d *data) construct(c survey.Construct) (err error) {
	kind, name, _ := strings.Cut(c.Name, ".")
	switch {
	case c.Name == "moderator":
		d.moderator, err = d.score(name, c)
	case slices.Contains(otherConstructs, c.Name):
	case kind != "outcome" && kind != "driver":
		d.leave(fmt.Sprintf("construct %q", c.Name), fmt.Errorf(
			"it is neither an outcome.NAME nor a driver.NAME nor %s", strings.Join(otherConstructs, ", ")))
	case name == "":
		return fmt.Errorf("construct %q has no name after the point", c.Name)
	default:
		s, err := d.score(name, c)
		if err != nil {
			return err
		}
		if kind == "outcome" {
			s.title = distinct(s, titles(d.outcomes))
			d.outcomes = append(d.outcomes, s)
		} else {
			taken := titles(d.drivers)
			for _, t := range d.controls {
				taken = append(taken, t.Name)
			}
			s.title = distinct(s, taken)
			d.drivers = append(d.drivers, s)
		}
	}
	return err
}

// distinct returns a score's title, with its name if another has the title.
func distinct(s *score, taken []string) string {
	if slices.Contains(taken, s.title) {
		return fmt.Sprintf("%s (%s)", s.title, s.name)
	}
	return s.title
}

func titles(scores []*score) (out []string) {
	for _, s := range scores {
		out = append(out, s.title)
	}
	return out
}

func (d *data) readControls() {
	c := d.wave.Construct("control")
	if c == nil {
		return
	}
	for _, item := range c.Items {
		t := stats.Term{Name: item.Name, Factor: d.wave.Codes("control", item.Name)}
		if t.Factor == nil {
			t.Numeric = d.wave.Numbers("control", item.Name)
		}
		if t.Factor == nil && t.Numeric == nil {
			d.leave("control "+item.Name, errors.New("it is neither a choice nor a number"))
			continue
		}
		d.controls = append(d.controls, t)
	}
}

// leave notes what is left out, and why.
func (d *data) leave(what string, err error) {
	d.leftOut = append(d.leftOut, what+": "+err.Error())
}

// score is the mean of a construct's items, standardised.
func (d *data) score(name string, c survey.Construct) (*score, error) {
	out := &score{name: name, title: c.Title, raw: make([]float64, d.wave.Len()), reliability: math.NaN()}
	if out.title == "" {
		out.title = name
	}
	scale := &stats.Scale{Name: name}
	for _, item := range c.Items {
		x := d.wave.Numbers(c.Name, item.Name)
		if x == nil {
			return nil, fmt.Errorf("item %q of %q is neither a rating nor a number", item.Name, c.Name)
		}
		scale.Items = append(scale.Items, stats.ScaleItem{Name: item.Name, Values: x})
	}

	for i := range out.raw {
		sum, n := 0.0, 0
		for _, item := range scale.Items {
			if v := item.Values[i]; !math.IsNaN(v) {
				sum += v
				n++
			}
		}
		if out.raw[i] = sum / float64(n); 2*n < len(scale.Items) {
			out.raw[i] = math.NaN()
		}
	}

	norm, err := stats.NewStandardizer(out.raw, nil, d.design, nil)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", c.Name, err)
	}
	if out.z, err = norm.Apply(out.raw, nil); err != nil {
		return nil, err
	}
	if len(scale.Items) > 1 {
		alpha, err := stats.CronbachAlpha(scale, d.design, nil)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", c.Name, err)
		}
		out.reliability = alpha.Alpha.Value
	}
	return out, nil
}
