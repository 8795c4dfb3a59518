package report

import (
	"cmp"
	"errors"
	"slices"

	"github.com/ctostudy/ctostudy"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
)

// ctoPopulations are those that the report prints side by side, and what they
// are called in a key.
var ctoPopulations = []struct{ name, title string }{{"cto", "CTOs"}, {"cto.china", "CTOs in Greater China"}}

// growth redraws figure 2: the growth of the share at an advanced stage, in a
// row for each area, among all CTOs and those of Greater China.
func (m *figureMaker) growth() (*chart, error) {
	d := &rowPanels{titles: [][]string{nil}, valued: true, rowHeight: 24}
	bases := make([]int, len(ctoPopulations))
	for _, item := range m.items("mature.2021") {
		row := panelRow{label: m.say(item.Label()), cells: make([][]panelDot, 1)}
		any := false
		for s, population := range ctoPopulations {
			e, printed, err := m.growthOf(population.name, item.Name)
			if err != nil {
				return nil, err
			}
			if e != nil {
				bases[s], any = max(bases[s], e.N), true
			}
			row.cells[0] = append(row.cells[0], panelDot{e, printed})
		}
		if any {
			d.rows = append(d.rows, row)
		}
	}
	if len(d.rows) == 0 {
		return nil, unavailable("no growth from the construct %q to %q among CTOs", "mature.2019", "mature.2021")
	}
	keys := m.populationKeys(d, bases)
	d.sort()
	d.fit()
	return m.chart(d, m.say("Growth of the share at an advanced stage, 2019 to 2021"),
		m.say("growth of the share of CTOs at stage 4 or 5 of 5, %%, with %g%% interval", m.interval()), slices.Max(bases), keys), nil
}

// growthOf returns the growth of an area's share at stage 4 or 5, nil where it
// is undefined or may not be shown, and the published one.
func (m *figureMaker) growthOf(population, area string) (*stats.Estimate, *ctostudy.Figure, error) {
	from, to := "mature.2019/"+area, "mature.2021/"+area
	printed := m.printed("growth "+from+" "+to, population)
	if m.share(population, "mature.2019", area) == nil || m.share(population, "mature.2021", area) == nil {
		return nil, printed, nil
	}
	claim, err := ctostudy.ParseClaim("growth " + from + " " + to)
	if err != nil {
		return nil, printed, nil // a name that no claim can hold
	}
	e, err := m.a.Measure(nil).Claim(claim, population)
	if errors.Is(err, ctostudy.ErrNotAvailable) { // nobody at first
		return nil, printed, nil
	}
	return e, printed, err
}

// populationKeys names the series by population and base, and drops those
// nobody is behind.
func (m *figureMaker) populationKeys(d *rowPanels, bases []int) *picture.Keys {
	keys, cells := &picture.Keys{}, make([][]panelDot, len(d.rows))
	for s, population := range ctoPopulations {
		if bases[s] == 0 {
			continue
		}
		keys.Labels = append(keys.Labels, m.in(population.title, bases[s]))
		keys.Styles = append(keys.Styles, [...]draw.GlyphStyle{waveGlyph, secondGlyph}[s])
		for i, row := range d.rows {
			cells[i] = append(cells[i], row.cells[0][s])
		}
	}
	for i := range d.rows {
		d.rows[i].cells[0] = cells[i]
	}
	d.series = slices.Clone(keys.Styles)
	m.publishedKey(d, keys)
	return keys
}

// publishedKey explains the diamonds where there are any.
func (m *figureMaker) publishedKey(d *rowPanels, keys *picture.Keys) {
	exact, more := false, false
	for _, row := range d.rows {
		for _, dot := range slices.Concat(row.cells...) {
			if f := dot.published; f != nil {
				exact, more = exact || !f.AtLeast, more || f.AtLeast
			}
		}
	}
	if exact {
		keys.Labels, keys.Styles = append(keys.Labels, m.say("published")), append(keys.Styles, publishedGlyph)
	}
	if more {
		keys.Labels, keys.Styles = append(keys.Labels, m.say("published: more than")), append(keys.Styles, moreThanGlyph)
	}
}

// sort puts the rows in the falling order of their first estimate.
func (d *rowPanels) sort() {
	slices.SortStableFunc(d.rows, func(a, b panelRow) int { return cmp.Compare(firstEstimate(b), firstEstimate(a)) })
}

func firstEstimate(row panelRow) float64 {
	for _, dot := range slices.Concat(row.cells...) {
		if dot.estimate != nil {
			return dot.estimate.Value
		}
	}
	return 0
}
