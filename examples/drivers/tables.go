package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
)

func number(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "-"
	}
	out := fmt.Sprintf("%.*f", decimals, x)
	if strings.Trim(out, "-0.") == "" {
		return strings.TrimPrefix(out, "-") // no negative zero
	}
	return out
}

func pValue(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return number(p, 3)
}

func percent(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", 100*x)
}

func between(low, high float64, write func(float64) string) string {
	return write(low) + " .. " + write(high)
}

func three(x float64) string { return number(x, 3) }

// table begins a table with a left column and right-aligned others.
func (a *analysis) table(title string, columns ...string) *document.Table {
	t := &document.Table{Title: a.say(title)}
	for k, c := range columns {
		t.Columns = append(t.Columns, document.Column{Title: a.say(c), Right: k > 0, Wrap: k == 0})
	}
	return t
}

// title is what a term is called, a driver by its title; an outcome may have the
// name of a driver, and then another title.
func (a *analysis) title(name string) string {
	for _, s := range a.drivers {
		if s.name == name {
			return s.title
		}
	}
	return name
}

func (a *analysis) document() *document.Document {
	c := a.wave.Codebook()
	doc := &document.Document{Title: c.Title}
	if c.Synthetic {
		doc.Lead = append(doc.Lead, a.say("The answers are synthetic: nobody gave them, and nothing here is a finding."))
	}
	doc.Lead = append(doc.Lead, a.say("A survey at one time shows what goes with what, not what causes it. Intervals are those of a model; a sample that was not drawn at random is no probability sample."),
		fmt.Sprintf(a.say("n = %d of %d respondents; %d lack a driver or control, %d an outcome."), a.fit.N, a.wave.Len(), a.fit.MissingTerm, a.fit.MissingOutcome))
	sections := []document.Section{{Title: a.say("What goes with the outcomes"), Blocks: a.coefficients()},
		{Title: a.say("All outcomes at once"), Blocks: a.tests()}, {Title: a.say("Importance of the drivers"), Blocks: a.shares()}}
	if a.groups != nil {
		sections = append(sections, document.Section{Title: a.say("Differences between groups"), Blocks: a.differences()})
	}
	if a.growth != nil {
		sections = append(sections, document.Section{Title: a.say("Growth of high against low"), Blocks: a.premiums()})
	}
	if notes := a.notes(); notes != nil {
		sections = append(sections, document.Section{Title: a.say("Notes"), Blocks: []document.Block{document.List(notes)}})
	}
	doc.Sections = sections
	return doc
}

func (a *analysis) notes() []string {
	var out []string
	add := func(of string, list []stats.Warning) {
		if of != "" {
			of += ": "
		}
		for _, w := range list {
			if text := of + w.String(); !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	add("", a.wave.Warnings())
	add("", a.design.Warnings())
	add("", a.fit.Warnings)
	add("", a.steps.Warnings)
	add("", a.importance.Warnings)
	for k, g := range a.groups {
		add(a.compared[k], g.Warnings)
	}
	for _, g := range a.growth {
		g.warnings(a, add)
	}
	if a.curve != nil {
		add(a.say("Specification curve"), a.curve.Warnings)
	}
	return append(out, a.leftOut...)
}

func (a *analysis) coefficients() []document.Block {
	t := a.table("Standard deviations of the outcome per standard deviation of the driver, given the other terms", "Driver", "Estimate", "95% interval", "p", "Corrected", "95% interval")
	for _, o := range a.outcomes {
		t.AddHeading(o.title)
		for _, d := range a.drivers {
			row, err := a.fit.Coefficient(o.name, d.name)
			if err != nil {
				continue
			}
			corrected, interval := "-", "-"
			for _, c := range a.corrected {
				if c.Outcome == o.name && c.Raw.Term == d.name {
					corrected, interval = three(c.Estimate), between(c.Low, c.High, three)
				}
			}
			t.Add(d.title, three(row.Estimate), between(row.Low, row.High, three), pValue(row.PValue), corrected, interval)
		}
	}
	t.Notes = []string{a.errors(), a.say("Corrected: for the reliability (Cronbach's alpha) of drivers with several items.")}
	s := a.table("Steps", "Step", "R2", "Change", "F", "p")
	for _, o := range a.outcomes {
		s.AddHeading(o.title)
		for _, r := range a.steps.Rows {
			if r.Outcome == o.name {
				s.Add(a.say(r.Step), three(r.R2), three(r.Change), number(r.F, 2), pValue(r.PValue))
			}
		}
	}
	return []document.Block{t, s}
}

// errors says what kind of standard errors the regression has.
func (a *analysis) errors() string {
	switch kind := a.fit.Settings.Covariance; kind {
	case stats.Survey:
		return a.say("Errors are those of the survey design.")
	case stats.HC3:
		return a.say("Errors are robust (HC3).")
	default:
		return fmt.Sprintf(a.say("Errors are of the kind %s."), kind)
	}
}

func (a *analysis) tests() []document.Block {
	t := a.table("Does the term go with any outcome, and alike with all?", "Term", "F any", "p any", "F alike", "p alike")
	for k, r := range a.joint {
		f, p := "-", "-"
		if a.equal != nil {
			f, p = number(a.equal[k].F, 2), pValue(a.equal[k].PValue)
		}
		t.Add(a.title(r.Term), number(r.F, 2), pValue(r.PValue), f, p)
	}
	if len(a.outcomes) == 1 {
		return []document.Block{t}
	}
	titles := []string{"Outcome"}
	for _, o := range a.outcomes {
		titles = append(titles, o.title)
	}
	c := a.table("Correlations of what the model leaves of the outcomes", titles...)
	for j, o := range a.outcomes {
		cells := []string{o.title}
		for k := range a.outcomes {
			text := ""
			if k <= j {
				text = number(a.fit.ResidualCorrelation[j][k], 2)
			}
			cells = append(cells, text)
		}
		c.Add(cells...)
	}
	return []document.Block{t, c}
}

func (a *analysis) shares() []document.Block {
	t := a.table("Share of R2 beyond the controls (LMG)", "Driver", "Share", "95% interval", "Relative", "Rank", "Ranks possible")
	for o, outcome := range a.outcomes {
		t.AddHeading(fmt.Sprintf("%s (R2 %s, n = %d)", outcome.title, three(a.importance.R2[o]), a.importance.N))
		for _, r := range a.importance.Shares[o*len(a.drivers) : (o+1)*len(a.drivers)] {
			ranks := fmt.Sprint(r.RankLow)
			if r.RankHigh > r.RankLow {
				ranks += "-" + fmt.Sprint(r.RankHigh)
			}
			t.Add(a.title(r.Driver), three(r.Estimate), between(r.Low, r.High, three), percent(r.Relative), fmt.Sprint(r.Rank), ranks)
		}
	}
	d := a.table("Pairs of drivers", "Pair", "Difference", "95% interval", "Bootstrap support")
	for _, o := range a.outcomes {
		d.AddHeading(o.title)
		for _, r := range a.importance.Differences {
			if r.Outcome == o.name {
				d.Add(a.title(r.A)+" > "+a.title(r.B), three(r.Estimate), between(r.Low, r.High, three), percent(r.Support))
			}
		}
	}
	d.Notes = []string{a.say("Bootstrap support is the part of the resamples in which the first outranks the second.")}
	return []document.Block{t, d}
}

func (a *analysis) differences() []document.Block {
	var out []document.Block
	for k, g := range a.groups {
		t := a.table("", "Driver", "Inside", "Outside", "Difference", "95% interval", "p")
		t.Title = a.compared[k] + a.say(" against the rest") + fmt.Sprintf(" (n = %s, %s)", base(g.Inside.N), base(g.Outside.N))
		t.Notes = a.flag(g.Inside.N, g.Outside.N)
		for _, o := range a.outcomes {
			t.AddHeading(o.title)
			for _, d := range a.drivers {
				for _, r := range g.Rows {
					if r.Outcome == o.name && r.Inside.Term == d.name {
						t.Add(d.title, three(r.Inside.Estimate), three(r.Outside.Estimate), three(r.Estimate), between(r.Low, r.High, three), pValue(r.PValue))
					}
				}
			}
		}
		out = append(out, t)
	}
	return out
}
