package report

import (
	"image/color"
	"math"

	"golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/document"
)

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
	largest := 0.0
	for _, row := range d.rows {
		for _, tile := range row.tiles {
			if tile.estimate != nil {
				largest = max(largest, tile.estimate.Value)
			}
		}
	}
	for k, name := range d.columns {
		lines := document.Wrap(name, matrixColumns)
		for i, line := range lines {
			at := vg.Point{X: x(float64(k) + 0.5), Y: y(float64(len(d.rows))-0.5) + 6 + matrixLine*vg.Length(len(lines)-1-i)}
			heading := bold
			heading.Font.Size = small.Font.Size
			c.FillText(heading, at, line)
		}
	}
	for i, row := range d.rows {
		for k, tile := range row.tiles {
			middle := vg.Point{X: x(float64(k) + 0.5), Y: y(d.at(i))}
			if e := tile.estimate; e != nil {
				c.FillPolygon(tileColour(e.Value/max(largest, 1)), rectangle(x(float64(k))+1, y(d.at(i)-0.5)+1, x(float64(k+1))-1, y(d.at(i)+0.5)-1))
				c.FillText(bold, middle.Add(vg.Point{Y: 13}), document.Fixed(e.Value, 1))
				c.FillText(small, middle.Add(vg.Point{Y: 1}), document.Span(e.Low, e.High, 0))
			}
			if f := tile.published; f != nil {
				text := f.Text()
				left := middle.X - (small.Width(text)+10)/2
				mark := publishedGlyph
				mark.Radius = 3.4
				c.DrawGlyphNoClip(mark, vg.Point{X: left + 3, Y: middle.Y - 12})
				c.FillText(small, vg.Point{X: middle.X + 5, Y: middle.Y - 12}, text)
			}
		}
	}
}
