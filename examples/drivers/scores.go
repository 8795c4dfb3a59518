package main

import (
	"cmp"
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
	moderator         *score // of growth; nil: none
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

// construct reads an outcome or a driver.
func (d *data) construct(c survey.Construct) error {
	kind, name, _ := strings.Cut(c.Name, ".")
	switch {
	case slices.Contains(otherConstructs, c.Name):
	case kind != "outcome" && kind != "driver":
		d.leave(fmt.Sprintf("construct %q", c.Name), fmt.Errorf(
			"it is neither an outcome.NAME nor a driver.NAME nor %s",
			strings.Join(otherConstructs, ", ")))
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
	return nil
}

// distinct returns a score's title, with its name as long as another has the title.
func distinct(s *score, taken []string) string {
	title := s.title
	for slices.Contains(taken, title) {
		title += " (" + s.name + ")"
	}
	return title
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
	scale := &stats.Scale{Name: name}
	for _, item := range c.Items {
		x := d.wave.Numbers(c.Name, item.Name)
		if x == nil {
			return nil, fmt.Errorf("item %q of %q is neither a rating nor a number", item.Name,
				c.Name)
		}
		scale.Items = append(scale.Items, stats.ScaleItem{Name: item.Name, Values: x})
	}
	inConstruct := func(err error) error { return fmt.Errorf("%q: %w", c.Name, err) }

	out := &score{name: name, title: cmp.Or(c.Title, name), reliability: math.NaN()}
	var err error
	if out.raw, err = stats.ScaleScores(scale); err != nil {
		return nil, inConstruct(err)
	}
	norm, err := stats.NewStandardizer(out.raw, nil, d.design, nil)
	if err != nil {
		return nil, inConstruct(err)
	}
	if out.z, err = norm.Apply(out.raw, nil); err != nil {
		return nil, inConstruct(err)
	}
	if len(scale.Items) > 1 {
		alpha, err := stats.CronbachAlpha(scale, d.design, nil)
		if err != nil {
			return nil, inConstruct(err)
		}
		out.reliability = alpha.Alpha.Value
	}
	return out, nil
}
