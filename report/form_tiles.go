package report

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// drawTiles draws a matrix of shares, a row for each population and a column for each item of a
// construct. Of more than eight items the eight with the largest shares are drawn.
func drawTiles(s *sketch, spec survey.Picture) (*chart, error) {
	construct := spec.Constructs[0]
	items := s.items(construct)
	largest := slices.Repeat([]float64{-1}, len(items))
	d := &tileMatrix{}
	n, published := 0, false

	for _, population := range spec.Populations {
		row := tileRow{tiles: make([]panelDot, len(items))}
		base := 0
		for k, item := range items {
			e := s.share(population, construct, item.Name)
			row.tiles[k] = panelDot{e, s.printedShare(population, construct, item.Name)}
			published = published || row.tiles[k].published != nil
			if e != nil {
				base = max(base, e.N)
				largest[k] = max(largest[k], e.Value)
			}
		}
		if base == 0 {
			continue
		}

		row.label = s.word(population) + "\n" + s.say("n = %s", s.base(base))
		d.rows = append(d.rows, row)
		if slices.Contains(s.analysis.Study.Parties, population) { // together they are everybody
			n += base
		}
	}
	if len(d.rows) == 0 {
		return nil, unavailable("no options of the construct %q", construct)
	}

	d.keep(items, largest, func(item survey.Item) string { return s.say(item.Label()) })
	title, unit := s.say(spec.Title), s.unit(spec)
	if published {
		unit += s.say("; diamond: published")
	}
	p := s.frame(title, unit, n)
	return d.chart(p, title), nil
}

// keep keeps the columns with the largest shares.
func (d *tileMatrix) keep(items []survey.Item, largest []float64, label func(survey.Item) string) {
	var columns []int
	for k := range items {
		if largest[k] >= 0 {
			columns = append(columns, k)
		}
	}
	slices.SortStableFunc(columns, func(a, b int) int { return cmp.Compare(largest[b], largest[a]) })
	columns = columns[:min(len(columns), matrixMost)]

	for _, k := range columns {
		d.columns = append(d.columns, label(items[k]))
	}
	for i, row := range d.rows {
		tiles := make([]panelDot, len(columns))
		for c, k := range columns {
			tiles[c] = row.tiles[k]
		}
		d.rows[i].tiles = tiles
	}
}

// chart finishes the picture around the tiles.
func (d *tileMatrix) chart(p *plot.Plot, title string) *chart {
	p.Add(d)

	var y plot.ConstantTicks
	for i, row := range d.rows {
		y = append(y, plot.Tick{Value: d.at(i), Label: row.label})
	}
	p.Y.Tick.Marker = y
	p.X.Tick.Marker = plot.ConstantTicks{}
	p.X.LineStyle.Width = 0
	p.X.Tick.Length = 0

	head := float64((matrixLine*vg.Length(d.headLines()) + 4) / tileHeight)
	p.X.Min, p.X.Max = 0, float64(len(d.columns))+0.06
	p.Y.Min, p.Y.Max = -0.5, float64(len(d.rows))-0.5+head
	return &chart{plot: p, title: title, height: tileHeight*vg.Length(p.Y.Max-p.Y.Min) + margins(p)}
}

const (
	// matrixMost is how many columns find room side by side.
	matrixMost = 8
	// matrixLine is the height of a line of a column's name.
	matrixLine = vg.Length(11)
	// matrixColumns is how long such a line is.
	matrixColumns = 12
	tileHeight    = vg.Length(46)
)

// tileMatrix draws a table of estimates: a tile for each, darker where it is
// larger, in it the estimate, its interval, and the published value.
type tileMatrix struct {
	columns []string
	rows    []tileRow
}

type tileRow struct {
	label string
	tiles []panelDot
}

var _ plot.Plotter = (*tileMatrix)(nil)

// headLines is the number of lines of the longest name of a column.
func (d *tileMatrix) headLines() int {
	n := 0
	for _, c := range d.columns {
		n = max(n, len(document.Wrap(c, matrixColumns)))
	}
	return n
}

// at is the vertical place of a row: 0 is the lowest.
func (d *tileMatrix) at(i int) float64 { return float64(len(d.rows) - 1 - i) }

// tileColour goes from near white at 0 to a sky blue at the largest value, on
// which dark text is still read with ease.
func tileColour(share float64) color.Color {
	mix := func(from, to float64) uint8 { return uint8(math.Round(from + share*(to-from))) }
	return color.RGBA{R: mix(0xf6, 0x7f), G: mix(0xf8, 0xb9), B: mix(0xfa, 0xd6), A: 255}
}

func (d *tileMatrix) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := p.Y.Tick.Label
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	bold, small := style, style
	bold.Font.Weight = font.WeightBold
	small.Font.Size = vg.Points(8)

	heading := bold
	heading.Font.Size = small.Font.Size
	top := y(float64(len(d.rows))-0.5) + 6
	for k, name := range d.columns {
		lines := document.Wrap(name, matrixColumns)
		for i, line := range lines {
			above := matrixLine * vg.Length(len(lines)-1-i)
			c.FillText(heading, vg.Point{X: x(float64(k) + 0.5), Y: top + above}, line)
		}
	}

	largest := max(d.largest(), 1)
	for i, row := range d.rows {
		for k, tile := range row.tiles {
			middle := vg.Point{X: x(float64(k) + 0.5), Y: y(d.at(i))}
			if e := tile.estimate; e != nil {
				c.FillPolygon(tileColour(e.Value/largest), rectangle(
					x(float64(k))+1, y(d.at(i)-0.5)+1, x(float64(k+1))-1, y(d.at(i)+0.5)-1))
				drawTile(&c, bold, small, middle, e)
			}
			if f := tile.published; f != nil {
				drawPublished(&c, small, middle, f.Text())
			}
		}
	}
}

// largest returns the largest estimate, at least 0.
func (d *tileMatrix) largest() float64 {
	out := 0.0
	for _, row := range d.rows {
		for _, tile := range row.tiles {
			if tile.estimate != nil {
				out = max(out, tile.estimate.Value)
			}
		}
	}
	return out
}

// drawTile writes an estimate and its interval into a tile.
func drawTile(c *draw.Canvas, bold, small draw.TextStyle, middle vg.Point, e *stats.Estimate) {
	c.FillText(bold, middle.Add(vg.Point{Y: 13}), document.Fixed(e.Value, 1))
	c.FillText(small, middle.Add(vg.Point{Y: 1}), document.Span(e.Low, e.High, 0))
}

// drawPublished writes a published value into a tile, after its diamond.
func drawPublished(c *draw.Canvas, small draw.TextStyle, middle vg.Point, text string) {
	mark := publishedGlyph
	mark.Radius = 3.4
	left := middle.X - (small.Width(text)+10)/2
	c.DrawGlyphNoClip(mark, vg.Point{X: left + 3, Y: middle.Y - 12})
	c.FillText(small, vg.Point{X: middle.X + 5, Y: middle.Y - 12}, text)
}
