package report

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
)

// technologies redraws figure 3: in a row for each technology two dots, for the
// nearer and the farther horizon, joined; a panel for all CTOs and one for
// those of Greater China. The rows stand under headings that say whether the
// share of all CTOs rises or falls from one horizon to the other, with an
// interval that excludes no change, and in the order of the change.
func (m *figureMaker) technologies() (*chart, error) {
	rows, err := m.technologyRows()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, unavailable("no options in both constructs %q and %q that CTOs answered", "tech.near", "tech.far")
	}
	d := &rowPanels{series: []draw.GlyphStyle{waveGlyph, secondGlyph}, joined: true, rowHeight: 19}
	n := 0
	for p, population := range ctoPopulations {
		base := 0
		for _, row := range rows {
			for _, dot := range row.cells[p] {
				if dot.estimate != nil {
					base = max(base, dot.estimate.N)
				}
			}
		}
		if base > 0 {
			n = max(n, base)
			d.titles = append(d.titles, []string{m.in(population.title, base)})
		}
	}
	heading := ""
	for _, row := range rows {
		row.cells = row.cells[:len(d.titles)]
		if row.group != heading {
			heading, row.heading = row.group, row.group
		}
		d.rows = append(d.rows, row.panelRow)
	}
	keys := &picture.Keys{Labels: []string{m.say("in 2-3 years"), m.say("in 5-10 years")}, Styles: slices.Clone(d.series)}
	m.publishedKey(d, keys)
	d.fit()
	return m.chart(d, m.say("Technologies expected to help: nearer and farther horizon"),
		m.say("share of CTOs who expect results from it, %%, with %g%% interval", m.interval()), n, keys), nil
}

// technologyRow is a row with the change that orders it.
type technologyRow struct {
	panelRow
	group  string // the heading that it stands under
	change float64
}

func (m *figureMaker) technologyRows() ([]technologyRow, error) {
	var out []technologyRow
	measure := m.a.Measure(nil)
	for _, item := range m.items("tech.near") {
		row := technologyRow{panelRow: panelRow{label: m.say(item.Label())}}
		for _, population := range ctoPopulations {
			var cell []panelDot
			for _, horizon := range []string{"tech.near", "tech.far"} {
				cell = append(cell, panelDot{m.share(population.name, horizon, item.Name), m.printed("share "+horizon+"/"+item.Name, population.name)})
			}
			row.cells = append(row.cells, cell)
		}
		if row.cells[0][0].estimate == nil || row.cells[0][1].estimate == nil {
			continue
		}
		near, err := measure.Share("cto", "tech.near", item.Name)
		if err != nil {
			return nil, err
		}
		far, err := measure.Share("cto", "tech.far", item.Name)
		if err != nil {
			return nil, err
		}
		change, err := measure.Estimate(stats.Difference(far, near))
		if err != nil {
			return nil, err
		}
		row.change = change.Value
		switch {
		case change.Low > 0:
			row.group = m.say("rises (all CTOs)")
		case change.High < 0:
			row.group = m.say("falls (all CTOs)")
		default:
			row.group = m.say("no clear change (all CTOs)")
		}
		out = append(out, row)
	}
	rank := []string{m.say("rises (all CTOs)"), m.say("no clear change (all CTOs)"), m.say("falls (all CTOs)")}
	slices.SortStableFunc(out, func(a, b technologyRow) int {
		return cmp.Or(slices.Index(rank, a.group)-slices.Index(rank, b.group), cmp.Compare(b.change, a.change))
	})
	return out, nil
}
