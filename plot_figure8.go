package ctostudy

import (
	"errors"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/drivers"
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
	for _, metric := range Metrics() {
		panel, err := m.slopes(slopesOutcome, metric)
		if errors.Is(err, ErrNotAvailable) {
			continue
		}
		if err != nil {
			return nil, err
		}
		d.panels = append(d.panels, *panel)
		n = max(n, panel.n)
	}
	if len(d.panels) == 0 {
		return nil, notAvailable("no growth of operating profit by a metric and collaboration")
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
func (m *figureMaker) slopes(outcome string, metric ScoreName) (*slopePanel, error) {
	growth, _, err := growthOf(m.a.wave, outcome)
	if err != nil {
		return nil, err
	}
	scores := m.a.Scores
	if scores == nil || scores.Get(metric) == nil || scores.Get(Collaboration) == nil {
		return nil, notAvailable("scores of %s and %s", metric, Collaboration)
	}
	if m.a.hiddenPanels[metric] {
		return nil, notAvailable("%s", withheldWhy)
	}
	out := &slopePanel{title: []string{m.label(metric)}}
	printed := []*Figure{nil, m.printed("close "+outcome+" "+string(metric), "all")} // by level
	for level, name := range slices.Backward([]string{m.say("low metric"), m.say("high metric")}) {
		closeness := closenessAt(scores.Get(metric), scores.Get(Collaboration), level)
		p, err := drivers.Premium(growth, closeness, m.a.design, &drivers.PremiumSettings{Level: m.a.Settings.Level})
		if err != nil {
			return nil, notAvailable("%v", err)
		}
		out.means[level] = [2]*stats.Estimate{inUnit(&p.LowMean, UnitPercent), inUnit(&p.HighMean, UnitPercent)}
		out.n += p.NHigh + p.NLow
		m.addLines(out, name, p, printed[level])
	}
	return out, nil
}

// slopesOutcome is the outcome whose growth is drawn by collaboration.
const slopesOutcome = "profit"

// closenessAt returns who of those with a high (1) or a low metric (0) is close
// (1) and who distant (0).
func closenessAt(score, index *Score, level int) *stats.Codes {
	high, near := score.High(), index.High()
	side := make([]int8, high.Len())
	for i := range side {
		if side[i] = stats.NotAsked; int(high.At(i)) == level && near.At(i) >= 0 {
			side[i] = near.At(i)
		}
	}
	return mustCodes(stats.NewTicks("close", side))
}

// addLines says in the panel's title how much faster those with close
// collaboration grew, and places the published value.
func (m *figureMaker) addLines(out *slopePanel, name string, p *drivers.PremiumResult, printed *Figure) {
	text := m.say("undefined")
	if p.Defined {
		text = signed(100*p.Value, 1) + "% " + span(100*p.Low, 100*p.High, 1)
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
		return "+" + fixed(x, decimals)
	}
	return fixed(x, decimals)
}
