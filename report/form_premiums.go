package report

import (
	"cmp"
	"slices"

	"github.com/ctostudy/ctostudy"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/survey"
)

// drawPremiums draws by how much those with a high metric grew faster, a row for each metric, a
// panel for each outcome.
func drawPremiums(s *sketch, spec survey.Picture) (*chart, error) {
	d := &rowPanels{series: []draw.GlyphStyle{waveGlyph}, valued: true, rowHeight: 28}
	bases := map[string]int{}
	used := s.premiumOutcomes()
	n := 0

	for _, metric := range s.analysis.Study.Metrics {
		row := panelRow{label: s.label(metric.Name)}
		any := false
		for _, outcome := range used {
			dot := panelDot{published: s.printed("premium "+outcome+" "+metric.Name, "all")}
			if p := s.premium(outcome, metric.Name); p != nil {
				any = true
				dot.estimate = inPercent(&p.Estimate)
				bases[outcome] = max(bases[outcome], p.NHigh+p.NLow)
				n = max(n, bases[outcome])
			}
			row.cells = append(row.cells, []panelDot{dot})
		}
		if any {
			d.rows = append(d.rows, row)
		}
	}
	if len(d.rows) == 0 {
		return nil, unavailable("no premium of high against low metrics is defined")
	}

	for _, outcome := range used {
		title := s.outcomeTitle(outcome) + ", n = " + document.Thousands(bases[outcome])
		d.titles = append(d.titles, []string{title})
	}
	keys := &picture.Keys{}
	keys.Add(s.thisWave(), waveGlyph)
	s.publishedKey(d, keys)
	d.fit()
	p := s.frame(s.say(spec.Title), s.unit(spec), n)
	return d.chart(p, s.say(spec.Title), keys), nil
}

// premiumOutcomes returns the outcomes with a premium that may be drawn, in their order.
func (s *sketch) premiumOutcomes() (out []string) {
	for _, row := range s.analysis.Premiums {
		drawn := row.Kind == ctostudy.HighLow && showsPremium(row.Result)
		if drawn && !slices.Contains(out, row.Outcome) {
			out = append(out, row.Outcome)
		}
	}
	return out
}

// premium returns the premium of a high against a low metric, nil if none may be drawn.
func (s *sketch) premium(outcome, metric string) *drivers.PremiumResult {
	for _, row := range s.analysis.Premiums {
		if row.Outcome == outcome && string(row.Metric) == metric && row.Kind == ctostudy.HighLow {
			if showsPremium(row.Result) {
				return row.Result
			}
		}
	}
	return nil
}

// showsPremium reports whether a premium is defined and may be shown.
func showsPremium(p *drivers.PremiumResult) bool {
	return p.Defined && !ctostudy.Withheld(&p.Estimate)
}

// outcomeTitle returns what an outcome is called.
func (s *sketch) outcomeTitle(name string) string {
	for _, o := range s.analysis.Study.Outcomes {
		if o.Name == name {
			return s.say(cmp.Or(o.Title, name))
		}
	}
	return s.say(name)
}
