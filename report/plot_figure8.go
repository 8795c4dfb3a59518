package report

import (
	"errors"
	"slices"

	"github.com/ctostudy/ctostudy"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
)

// collaboration redraws figure 8: a panel for each metric with the mean growth
// of operating profit in four groups, metric high or low by collaboration
// distant or close, so that the lines' slopes are what goes with close
// collaboration. The published premium is drawn where it would take the mean
// of those who are high and close, given that of the high and distant.
func (m *figureMaker) collaboration() (*chart, error) {
	d := &slopePanels{names: [2]string{m.say("low"), m.say("high")}, ends: [2]string{m.say("distant"), m.say("close")}}
	n := 0
	for _, metric := range ctostudy.Metrics() {
		panel, err := m.slopes(metric)
		if errors.Is(err, ctostudy.ErrNotAvailable) {
			continue
		}
		if err != nil {
			return nil, err
		}
		d.panels = append(d.panels, *panel)
		n = max(n, panel.n)
	}
	if len(d.panels) == 0 {
		return nil, unavailable("no growth of operating profit by a metric and collaboration")
	}
	title := m.say("Growth of operating profit by metric and CTO-CIO collaboration")
	unit := m.say("mean growth 2020 to 2021, %%, with %g%% interval; above the panels: growth with close over growth with distant collaboration, less one", m.interval())
	p := m.frame(title, unit, n)
	p.Add(d)
	keys := &picture.Keys{Labels: []string{m.say("high metric"), m.say("low metric")}, Styles: []draw.GlyphStyle{slopeGlyphs[1], slopeGlyphs[0]}}
	if d.published() {
		keys.Labels, keys.Styles = append(keys.Labels, m.say("published")), append(keys.Styles, publishedGlyph)
	}
	p.Add(keys)
	d.layOut(p, keys)
	return &chart{plot: p, title: title, height: slopesHeight + margins(p)}, nil
}

// slopes returns the four groups of a metric.
func (m *figureMaker) slopes(metric ctostudy.ScoreName) (*slopePanel, error) {
	out := &slopePanel{title: []string{m.label(metric)}}

	for _, row := range slices.Backward(m.a.Slopes) {
		if row.Metric != metric {
			continue
		}
		level, name, printed := 0, m.say("low metric"), (*ctostudy.Figure)(nil)
		if row.High {
			level, name = 1, m.say("high metric")
			printed = m.printed("close "+row.Outcome+" "+string(metric), "all")
		}
		p := row.Result
		out.means[level] = [2]*stats.Estimate{inPercent(&p.LowMean), inPercent(&p.HighMean)}
		out.n += p.NHigh + p.NLow
		m.addLines(out, name, p, printed)
	}

	if out.means[0][0] == nil || out.means[1][0] == nil {
		return nil, unavailable("growth by %s and collaboration", metric)
	}
	return out, nil
}

// addLines says in the panel's title how much faster those with close
// collaboration grew, and places the published value.
func (m *figureMaker) addLines(out *slopePanel, name string, p *drivers.PremiumResult, printed *ctostudy.Figure) {
	text := m.say("undefined")
	if p.Defined {
		text = signed(100*p.Value, 1) + "% " + document.Span(100*p.Low, 100*p.High, 1)
	}
	out.title = append(out.title, m.say("%s: %s", name, text))
	if printed != nil {
		out.published = out.means[1][0].Value * (1 + printed.Value/100)
		out.title = append(out.title, m.say("published: %s", "+"+printed.Text()))
	}
}

// signed writes a number with its sign.
func signed(x float64, decimals int) string {
	if x > 0 {
		return "+" + document.Fixed(x, decimals)
	}
	return document.Fixed(x, decimals)
}
