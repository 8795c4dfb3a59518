package report

import (
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
)

// investments redraws figure 4: the share of CTOs who name each among the
// largest investments.
func (m *figureMaker) investments() (*chart, error) {
	d := &rowPanels{titles: [][]string{nil}, series: []draw.GlyphStyle{waveGlyph}, valued: true, rowHeight: 17}
	n := 0
	for _, item := range m.items("invest") {
		e := m.share("cto", "invest", item.Name)
		if e == nil {
			continue
		}
		n = max(n, e.N)
		d.rows = append(d.rows, panelRow{label: m.say(item.Label()), cells: [][]panelDot{{{e, m.printed("share invest/"+item.Name, "cto")}}}})
	}
	if len(d.rows) == 0 {
		return nil, unavailable("no options of the construct %q that CTOs answered", "invest")
	}
	keys := &picture.Keys{Labels: []string{m.thisWave()}, Styles: []draw.GlyphStyle{waveGlyph}}
	m.publishedKey(d, keys)
	d.sort()
	d.fit()
	return m.chart(d, m.say("Largest technology investments of the next three years"),
		m.say("share of CTOs who name it, %%, with %g%% interval", m.interval()), n, keys), nil
}
