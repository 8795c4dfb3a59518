package report

import (
	"slices"

	"github.com/ctostudy/ctostudy"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/picture"
)

// outcomeTitles are what financial outcomes are called in a picture.
var outcomeTitles = map[string]string{"revenue": "revenue", "profit": "operating profit"}

// premiums redraws figure 7: by how much organisations with a high metric grew
// faster, a row for each metric, a panel each for revenue and operating
// profit.
func (m *figureMaker) premiums() (*chart, error) {
	d := &rowPanels{series: []draw.GlyphStyle{waveGlyph}, valued: true, rowHeight: 28}
	n, bases := 0, map[string]int{}
	var used []string
	for _, outcome := range premiumOutcomes(m.a) {
		if slices.ContainsFunc(m.a.Premiums, func(row ctostudy.PremiumRow) bool {
			return row.Outcome == outcome && row.Kind == ctostudy.HighLow && m.showsPremium(row.Result)
		}) {
			used = append(used, outcome)
		}
	}
	for _, metric := range ctostudy.Metrics() {
		row, any := panelRow{label: m.label(metric)}, false
		for _, outcome := range used {
			dot := panelDot{published: m.printed("premium "+outcome+" "+string(metric), "all")}
			if p, err := m.a.Measure(nil).Premium(outcome, metric, ctostudy.HighLow); err == nil && m.showsPremium(p.Result) {
				dot.estimate, any = inPercent(&p.Result.Estimate), true
				bases[outcome] = max(bases[outcome], p.Result.NHigh+p.Result.NLow)
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
		d.titles = append(d.titles, []string{m.say(outcomeTitles[outcome]) + ", n = " + document.Thousands(bases[outcome])})
	}
	keys := &picture.Keys{Labels: []string{m.thisWave()}, Styles: d.series[:1:1]}
	m.publishedKey(d, keys)
	d.fit()
	return m.chart(d, m.say("How much faster organisations with a high metric grew"),
		m.say("growth 2020 to 2021, high over low metric, less one, %%, with %g%% interval", m.interval()), n, keys), nil
}

// showsPremium reports whether a premium is defined and may be shown.
func (m *figureMaker) showsPremium(p *drivers.PremiumResult) bool {
	return p.Defined && !ctostudy.Withheld(&p.Estimate)
}

// label is what is written for a score.
func (m *figureMaker) label(name ctostudy.ScoreName) string {
	if m.a.Scores != nil {
		if s := m.a.Scores.Get(name); s != nil && s.Title != "" {
			return m.say(s.Title)
		}
	}
	return m.say(string(name))
}

// premiumOutcomes returns the outcomes whose growth is compared, in their order.
func premiumOutcomes(a *ctostudy.Analysis) (out []string) {
	for _, row := range a.Premiums {
		if !slices.Contains(out, row.Outcome) {
			out = append(out, row.Outcome)
		}
	}
	return out
}
