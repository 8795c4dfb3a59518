package main

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
)

const (
	smallBase  = 30 // under which a base is flagged
	hiddenBase = 5  // under which nothing is written, unless nobody was asked
)

// base writes the number of respondents behind a number.
func base(n int) string {
	if n < smallBase {
		return fmt.Sprintf("%d*", n)
	}
	return fmt.Sprint(n)
}

// flag explains the star, where there is one.
func (a *analysis) flag(bases ...int) []string {
	for _, n := range bases {
		if n < smallBase {
			return []string{a.say("* fewer than 30: read nothing into it")}
		}
	}
	return nil
}

func (a *analysis) hidden(bases ...int) bool {
	for _, n := range bases {
		if n < hiddenBase && !a.wave.Codebook().Synthetic {
			return true
		}
	}
	return false
}

func points(x float64) string { return number(100*x, 1) }

// warnings are those of everything about one outcome's growth.
func (g *growthPart) warnings(a *analysis, add func(of string, list []stats.Warning)) {
	of := func(what string) string { return g.outcome.title + ", " + a.say(what) }
	add(of("premium"), g.premium.Warnings)
	if g.adjusted != nil {
		add(of("adjusted premium"), g.adjusted.Warnings)
	}
	if c := g.cells; c != nil {
		for _, p := range []*drivers.PremiumResult{c.Both, c.First, c.Second} {
			add(of("cells"), p.Warnings)
		}
		for _, e := range []stats.Estimate{c.Mean[0][0], c.Mean[0][1], c.Mean[1][0], c.Mean[1][1], c.Interaction} {
			add(of("cells"), e.Warnings)
		}
	}
	if g.slopes != nil {
		add(of("slopes"), g.slopes.Fit.Warnings)
	}
}

func (a *analysis) premiums() []document.Block {
	r := a.rates
	out := []document.Block{document.Paragraph(fmt.Sprintf(
		a.say("n = %d with growth %s; %d lack a value, %d are left out since the base is zero or less."), r.N, a.window, r.Missing, r.NonPositiveBase)),
		a.premiumTable(), a.tieTable()}
	for _, t := range []*document.Table{a.cellTable(), a.slopeTable()} {
		if t.Rows != nil {
			out = append(out, t)
		}
	}
	c := a.curve
	if c == nil {
		return out
	}
	out = append(out, document.Paragraph(fmt.Sprintf(
		a.say("%d specifications on up to n = %d, %d more left out: %s positive and significant, median premium %s; joint permutation test p = %s on n = %d."),
		len(c.Rows), c.N, len(c.LeftOut), percent(c.Significant), percent(c.MedianPremium), pValue(c.PMeanT), c.JointN)))
	if c.Settings.Demonstration {
		out = append(out, document.Paragraph(a.say(
			"Demonstration: the wave is synthetic and was aimed at one of the specifications, so that the curve shows the method and no finding.")))
	}
	return out
}

func (a *analysis) premiumTable() *document.Table {
	t := a.table("", "Above the mean in", "n high", "n low", "High", "Low", "Premium", "Fieller 95%", "Bootstrap 95%", "Points", "95% interval")
	t.Title = fmt.Sprintf(a.say("Growth %s"), a.window)
	var bases []int
	add := func(name string, p *drivers.PremiumResult) {
		switch {
		case p == nil:
			return
		case a.hidden(p.NHigh, p.NLow):
			t.Notes = append(t.Notes, name+": "+a.say("suppressed: fewer than 5"))
			return
		}
		bases = append(bases, p.NHigh, p.NLow)
		bootstrap := "-"
		if !math.IsNaN(p.BootstrapLow) {
			bootstrap = between(p.BootstrapLow, p.BootstrapHigh, percent)
		}
		t.Add(name, base(p.NHigh), base(p.NLow), percent(p.HighMean.Value), percent(p.LowMean.Value), percent(p.Value),
			between(p.Low, p.High, percent), bootstrap, points(p.Difference.Value), between(p.Difference.Low, p.Difference.High, points))
		if !p.Defined {
			t.Notes = append(t.Notes, name+": "+p.Why)
		}
	}
	for _, g := range a.growth {
		add(g.outcome.title, g.premium)
		add(g.outcome.title+a.say(", adjusted"), g.adjusted)
	}
	t.Notes = append(t.Notes, a.flag(bases...)...)
	return t
}

// tieTable says how much hangs on the side of those exactly at the cut.
func (a *analysis) tieTable() *document.Table {
	t := a.table("Ties at the mean, and the premium with them on the other side", "Above the mean in", "n", "Tied", "Premium", "95% interval")
	for _, g := range a.growth {
		p := g.premium
		if a.hidden(p.NHigh, p.NLow) {
			continue
		}
		premium, interval := "-", "-"
		if e := p.TiesOther; e != nil {
			premium, interval = percent(e.Value), between(e.Low, e.High, percent)
		}
		t.Add(g.outcome.title, base(p.N), percent(p.TieShare), premium, interval)
	}
	return t
}

func (a *analysis) cellTable() *document.Table {
	t := a.table("Growth in the four cells", "Cell", "n", "Growth", "95% interval")
	moderator := a.moderatorTitle()
	side := [2]string{a.say("low"), a.say("high")}
	var bases []int
	for _, g := range a.growth {
		if g.cells == nil {
			continue
		}
		t.AddHeading(g.outcome.title + " x " + moderator)
		suppressed := false
		for first := range 2 {
			for second := range 2 {
				e := g.cells.Mean[first][second]
				if name := side[first] + " x " + side[second]; a.hidden(e.N) {
					suppressed = true
					t.Add(name, "<5", "-", "-")
				} else {
					bases = append(bases, e.N)
					t.Add(name, base(e.N), percent(e.Value), between(e.Low, e.High, percent))
				}
			}
		}
		if e := g.cells.Interaction; !suppressed {
			t.Add(a.say("Interaction, points"), base(e.N), points(e.Value), between(e.Low, e.High, points))
		}
	}
	t.Notes = a.flag(bases...)
	return t
}

func (a *analysis) slopeTable() *document.Table {
	s := a.table("Slope of growth on the outcome, in points per standard deviation", "At the moderator's", "Slope", "95% interval", "p")
	hundredths := func(x float64) string { return number(100*x, 2) }
	for _, g := range a.growth {
		if g.slopes == nil {
			continue
		}
		s.AddHeading(fmt.Sprintf("%s (n = %s)", g.outcome.title, base(g.slopes.Fit.N)))
		for _, r := range g.slopes.Slopes {
			s.Add(number(r.At, 2), hundredths(r.Estimate), between(r.Low, r.High, hundredths), pValue(r.PValue))
		}
	}
	return s
}

// moderatorTitle is what the moderator is called.
func (a *analysis) moderatorTitle() string {
	if m := a.wave.Construct("moderator"); m != nil {
		return m.Title
	}
	return ""
}
