package report

import (
	"math"
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

// sampleSection says who answered.
func (r *Report) sampleSection() document.Section {
	t := &document.Table{Columns: []document.Column{{Title: r.say("population")}, {Title: "n", Right: true}, {Title: r.say("weighted n"), Right: true}}}
	for _, p := range r.analysis.Populations {
		n, weighted := document.Thousands(p.N), document.Fixed(p.WeightedN, 1)
		if p.Withheld() {
			n, weighted = suppressedMark, suppressedMark
		}
		t.Add(r.say(p.Name), n, weighted)
	}
	blocks := []document.Block{t}
	if s := r.analysis.Source; s != "" {
		blocks = append([]document.Block{document.Paragraph(r.say("Source: %s.", r.say(s)))}, blocks...)
	}
	return document.Section{Title: r.say("Who answered"), Blocks: blocks}
}

func (r *Report) regressionSections(pictures []picturePage) []document.Section {
	fit := r.analysis.Regression
	if fit == nil {
		return nil
	}
	s := document.Section{Title: r.say("What goes with the technology metrics"), Blocks: []document.Block{
		document.Paragraph(r.say("Coefficients of one regression per metric: standard deviations of the metric for one standard deviation of the driver, at equal controls. Controls are in the files.") +
			" " + r.covarianceText(fit.Settings.Covariance))}}
	for j, f := range fit.Fits {
		t := &document.Table{Title: r.say("%s: R2 = %.3f, n = %s", r.say(fit.Outcomes[j]), f.R2, document.Thousands(f.N)), Columns: []document.Column{
			{Title: r.say("driver")}, {Title: r.say("coefficient"), Right: true}, {Title: r.say("std. error"), Right: true},
			{Title: r.say("interval"), Right: true}, {Title: "p", Right: true}, {Title: "VIF", Right: true}}}
		for _, driver := range r.analysis.Study.Drivers {
			c, err := fit.Coefficient(fit.Outcomes[j], driver.Name)
			if err != nil {
				continue // a driver that the wave does not have
			}
			t.Add(r.say(c.Term), document.Fixed(c.Estimate, 3), document.Fixed(c.StdErr, 3), document.Span(c.Low, c.High, 3), pValue(c.PValue), document.Fixed(c.VIF, 2))
		}
		s.Blocks = append(s.Blocks, t)
	}
	s.Blocks = append(s.Blocks, pictureBlocks(pictures, coefficientsForm)...)
	if shared := r.analysis.Importance; shared != nil {
		s.Blocks = append(s.Blocks, r.importanceTable(shared))
	}
	return []document.Section{s}
}

// covarianceText says where the coefficients' errors come from.
func (r *Report) covarianceText(kind stats.CovarianceKind) string {
	switch kind {
	case stats.HC3:
		return r.say("Errors are robust (HC3).")
	case stats.Survey:
		return r.say("Errors are those of the survey's design (linearised, from its strata, clusters and weights).")
	}
	return r.say("Errors: %s.", kind)
}

// importanceTable says how much of R2 goes with each driver.
func (r *Report) importanceTable(shared *drivers.ImportanceResult) *document.Table {
	t := &document.Table{Title: r.say("Shares of R2 beyond the controls (LMG)"), Columns: []document.Column{
		{Title: r.say("driver")}, {Title: r.say("share of R2"), Right: true}, {Title: r.say("interval"), Right: true},
		{Title: r.say("part, %"), Right: true}, {Title: r.say("ranks left"), Right: true}},
		Notes: []string{r.say("Averages over all orders in which the drivers may enter, with bootstrap intervals (%d resamples); the ranks left are those that simultaneous differences do not rule out.", shared.Settings.Resamples)}}
	outcome := ""
	for _, row := range shared.Shares {
		if row.Outcome != outcome {
			outcome = row.Outcome
			t.AddHeading(r.say(outcome))
		}
		ranks := strconv.Itoa(row.RankLow)
		if row.RankHigh > row.RankLow {
			ranks += "\u2013" + strconv.Itoa(row.RankHigh)
		}
		t.Add(r.say(row.Driver), document.Fixed(row.Estimate, 3), document.Span(row.Low, row.High, 3), document.Fixed(100*row.Relative, 1), ranks)
	}
	return t
}

// pValue writes a probability, small ones as a bound.
func pValue(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return document.Fixed(p, 3)
}

func (r *Report) premiumSections(pictures []picturePage) []document.Section {
	if len(r.analysis.Premiums) == 0 {
		return nil
	}
	t := &document.Table{Columns: []document.Column{
		{Title: r.say("metric")}, {Title: r.say("premium, %"), Right: true}, {Title: r.say("interval"), Right: true},
		{Title: r.say("points"), Right: true}, {Title: r.say("interval"), Right: true},
		{Title: r.say("n high"), Right: true}, {Title: r.say("n low"), Right: true}, {Title: r.say("ties, %"), Right: true}, {Title: r.say("other way"), Right: true}},
		Notes: []string{r.say("Premium: mean growth of the first group over that of the second, less one, with Fieller's interval. Points: the difference of the two means. Ties: the share exactly at the cut, and the premium with them on its other side.")}}
	heading := ""
	for _, p := range r.analysis.Premiums {
		if h := r.say(p.Outcome) + " · " + r.say(p.Kind.String()); h != heading {
			t.AddHeading(h)
			heading = h
		}
		x := p.Result
		if ctostudy.Withheld(&x.Estimate) {
			t.Add(slices.Concat([]string{r.say(string(p.Metric))}, slices.Repeat([]string{suppressedMark}, len(t.Columns)-1))...)
			continue
		}
		other := document.Unknown
		if x.TiesOther != nil {
			other = document.Fixed(100*x.TiesOther.Value, 1)
		}
		t.Add(r.say(string(p.Metric)), document.Fixed(100*x.Value, 1), document.Span(100*x.Low, 100*x.High, 1), document.Fixed(100*x.Difference.Value, 1),
			document.Span(100*x.Difference.Low, 100*x.Difference.High, 1), document.Thousands(x.NHigh), document.Thousands(x.NLow), document.Fixed(100*x.TieShare, 1), other)
		if x.Why != "" {
			t.Notes = append(t.Notes, r.say(p.Outcome)+", "+r.say(string(p.Metric))+": "+x.Why)
		}
	}
	return []document.Section{{Title: r.say("Growth of high against low"), Blocks: append([]document.Block{t}, pictureBlocks(pictures, premiumsForm, slopesForm)...)}}
}

// styleText says what the test of response style found, nothing without one.
func (r *Report) styleText(t *segment.ResponseStyleTest) string {
	if t == nil || math.IsNaN(t.PValue) {
		return ""
	}
	return " " + r.say("Tendency to tick within classes: dispersion %.2f (1 where there is none), p = %.2g.", t.Dispersion, t.PValue)
}

func (r *Report) archetypeSections(pictures []picturePage) []document.Section {
	a := r.analysis.Archetypes
	if a == nil {
		return nil
	}
	fit := a.Fit
	s := document.Section{Title: r.classesTitle(), Blocks: []document.Block{
		document.Paragraph(r.say("%d latent classes of %s %s from %d answers. %d random starts, %d of which reached the best solution; %d distinct optima. Entropy R2 = %.3f, log-likelihood %.2f, BIC %.1f.",
			a.Classes(), document.Thousands(fit.N), r.word(r.classPopulation()), len(a.Items), fit.Starts, fit.Hits, fit.Distinct, fit.EntropyR2, fit.LogLik, fit.BIC) + r.styleText(a.Style))}}
	columns := func(first string) []document.Column {
		out := []document.Column{{Title: r.say(first), Wrap: true}}
		for k := range a.Classes() {
			out = append(out, document.Column{Title: r.className(k), Right: true, Wrap: true})
		}
		return out
	}
	shares := &document.Table{Title: r.say("Shares of the classes, %"), Columns: columns("population")}
	if len(a.Shares) > 1 {
		shares.Notes = append(shares.Notes, r.say(ctostudy.ClassUncertainty))
	}
	for _, row := range a.Shares {
		cells := []string{r.say(row.Population)}
		for k := range row.Class {
			e := &row.Class[k]
			text := r.percent(e)
			if !ctostudy.Withheld(e) {
				text += " " + document.Span(100*e.Low, 100*e.High, 1)
			}
			cells = append(cells, text)
		}
		shares.Add(cells...)
	}
	profile := &document.Table{Title: r.say("Share of each class that gives an answer, %"), Columns: columns("answer")}
	part := ""
	for _, row := range a.Profiled() {
		if p := r.questionOf(a.Items[row.Item]); p != part {
			profile.AddHeading(p)
			part = p
		}
		cells := []string{withAnswer(r.say(row.Title), r.say(row.Label))}
		for k := range a.Classes() {
			cells = append(cells, r.percent(&fit.Profile[k][row.Item][row.Answer]))
		}
		profile.Add(cells...)
	}
	if len(a.HeldOut) > 0 {
		profile.AddHeading(r.say("held out"))
		profile.Notes = append(profile.Notes, r.say("Held-out answers took no part in finding the classes."), r.say(ctostudy.ClassUncertainty))
	}
	for _, h := range a.HeldOut {
		cells := []string{withAnswer(r.say(h.Title), r.say(h.Answer))}
		for _, e := range h.Class {
			cells = append(cells, r.percent(e))
		}
		profile.Add(cells...)
	}
	s.Blocks = append(s.Blocks, shares, profile)
	s.Blocks = append(s.Blocks, pictureBlocks(pictures, profilesForm)...)
	return []document.Section{s}
}

func (r *Report) shareSections(pictures []picturePage) []document.Section {
	rows := map[shareKey]*stats.Estimate{}
	var order []ctostudy.ShareRow
	seen := map[shareKey]bool{}
	in := map[string]bool{}
	for _, s := range r.analysis.Shares {
		rows[shareKey{s.Population, s.Construct, s.Item}] = s.Estimate
		in[s.Population] = true
		if key := (shareKey{"", s.Construct, s.Item}); !seen[key] {
			seen[key] = true
			order = append(order, s)
		}
	}
	if len(order) == 0 {
		return nil
	}
	t := &document.Table{Columns: []document.Column{{Title: r.say("option"), Wrap: true}}, Notes: []string{r.say("Of those who answered; each cell is the share in percent and its unweighted n. Intervals are in shares.csv.")}}
	var shown []string
	for _, p := range r.analysis.Study.Banners {
		if in[p] {
			shown = append(shown, p)
			t.Columns = append(t.Columns, document.Column{Title: r.say(p), Right: true})
		}
	}
	construct := ""
	for _, s := range order {
		if s.Construct != construct {
			construct = s.Construct
			t.AddHeading(construct)
		}
		cells := []string{r.say(s.Title)}
		for _, p := range shown {
			key := shareKey{p, s.Construct, s.Item}
			text := r.percent(rows[key])
			if e := rows[key]; e != nil && !ctostudy.Withheld(e) {
				text += " (" + document.Thousands(e.N) + ")"
			}
			cells = append(cells, text)
		}
		t.Add(cells...)
	}
	return []document.Section{{Title: r.say("Shares"), Blocks: append(pictureBlocks(pictures, growthForm, dumbbellForm, dotsForm, tilesForm, answersForm), t)}}
}

// recordSection is what is needed to obtain the numbers again.
func (r *Report) recordSection() document.Section {
	m := r.manifest
	respondents := r.say("fewer than 5")
	if m.Respondents != nil {
		respondents = document.Thousands(*m.Respondents)
	}
	list := document.List{
		r.say("Answers: %s respondents, SHA-256 %s", respondents, m.Answers),
		r.say("Seed %d, %d classes, intervals at %g%%", m.Seed, m.Classes, 100*m.Level),
		r.say("ctostudy %s, %s", m.Library, m.Go),
	}
	for _, in := range m.Inputs {
		list = append(list, in.Name+": SHA-256 "+in.SHA256)
	}
	return document.Section{Title: r.say("How to obtain these numbers again"), Blocks: []document.Block{list}}
}
