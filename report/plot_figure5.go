package report

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// interactionRows are the rows of the matrix: population and name.
var interactionRows = []struct{ name, title string }{
	{"cto", "CTOs"}, {"cto.china", "CTOs in Greater China"}, {"cio", "CIOs"}, {"cio.china", "CIOs in Greater China"}}

// interaction redraws figure 5: a matrix of who (a role, worldwide or in
// Greater China) interacts most with whom, as shares. Of more than eight roles
// the eight with the largest shares are drawn.
func (m *figureMaker) interaction() (*chart, error) {
	d := &tileMatrix{}
	var columns []int
	items := m.items("interact")
	largest, n, published := slices.Repeat([]float64{-1}, len(items)), 0, false
	for _, population := range interactionRows {
		row, base := tileRow{tiles: make([]panelDot, len(items))}, 0
		for k, item := range items {
			e := m.share(population.name, "interact", item.Name)
			row.tiles[k] = panelDot{e, m.printed("share interact/"+item.Name, population.name)}
			published = published || row.tiles[k].published != nil
			if e != nil {
				base, largest[k] = max(base, e.N), max(largest[k], e.Value)
			}
		}
		if base > 0 {
			row.label = m.say(population.title) + "\n" + m.say("n = %s", m.base(base))
			d.rows = append(d.rows, row)
			if population.name == "cto" || population.name == "cio" {
				n += base
			}
		}
	}
	if len(d.rows) == 0 {
		return nil, unavailable("no options of the construct %q that CTOs or CIOs answered", "interact")
	}
	for k := range items {
		if largest[k] >= 0 {
			columns = append(columns, k)
		}
	}
	slices.SortStableFunc(columns, func(a, b int) int { return cmp.Compare(largest[b], largest[a]) })
	columns = columns[:min(len(columns), matrixMost)]
	for _, k := range columns {
		d.columns = append(d.columns, m.say(items[k].Label()))
	}
	for i, row := range d.rows {
		tiles := make([]panelDot, len(columns))
		for c, k := range columns {
			tiles[c] = row.tiles[k]
		}
		d.rows[i].tiles = tiles
	}
	title := m.say("Whom CTOs and CIOs interact with most")
	unit := m.say("share who name the role, %%, with %g%% interval", m.interval())
	if published {
		unit += m.say("; diamond: published")
	}
	p := m.frame(title, unit, n)
	p.Add(d)
	var y plot.ConstantTicks
	for i, row := range d.rows {
		y = append(y, plot.Tick{Value: d.at(i), Label: row.label})
	}
	p.Y.Tick.Marker = y
	p.X.Tick.Marker = plot.ConstantTicks{}
	p.X.LineStyle.Width, p.X.Tick.Length = 0, 0
	p.X.Min, p.X.Max = 0, float64(len(columns))+0.06
	head := float64((matrixLine*vg.Length(d.headLines()) + 4) / tileHeight)
	p.Y.Min, p.Y.Max = -0.5, float64(len(d.rows))-0.5+head
	return &chart{plot: p, title: title, height: tileHeight*vg.Length(p.Y.Max-p.Y.Min) + margins(p)}, nil
}
