package ctostudy

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
)

// height returns the number of rows with their headings.
func (d *archetypePanels) height() float64 { return float64(len(d.rows) + len(d.headings)) }

// at returns the vertical place of a row: 0 is the lowest.
func (d *archetypePanels) at(i int) float64 {
	y := d.height() - 1 - float64(i)
	for k := range d.headings {
		if k <= i {
			y--
		}
	}
	return y
}

// top is the upper edge of the rows; titles and keys stand above it.
func (d *archetypePanels) top() float64 { return d.height() + 1.6 }

func (d *archetypePanels) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := p.Y.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	small, bold := style, style
	small.Font.Size = vg.Points(9)
	bold.Font.Weight = 2 // golang.org/x/image/font.WeightBold
	grid := draw.LineStyle{Color: picture.Faint, Width: vg.Points(0.6)}
	for k := range d.classes {
		zero := float64(k * panelStep)
		for _, v := range []float64{0, 25, 50, 75, 100} {
			c.StrokeLine2(grid, x(zero+v), y(-0.6), x(zero+v), y(d.height()-0.4))
		}
		for i, line := range d.classes[k].title {
			used := small
			if i == 0 {
				used = bold
			}
			c.FillText(used, vg.Point{X: x(zero), Y: y(d.top() - 0.8*float64(i) + 0.4)}, line)
		}
	}
	for i, title := range d.headings {
		c.FillText(bold, vg.Point{X: x(0), Y: y(d.at(i) + 1)}, title)
	}
	for i, row := range d.rows {
		at := y(d.at(i))
		c.StrokeLine2(grid, x(0), y(d.at(i)-0.5), x(float64((len(d.classes)-1)*panelStep+100)), y(d.at(i)-0.5))
		for k, e := range row.cells {
			zero := float64(k * panelStep)
			c.StrokeLine2(draw.LineStyle{Color: waveGlyph.Color, Width: vg.Points(1.4)}, x(zero+100*e.Low), at, x(zero+100*e.High), at)
			c.DrawGlyphNoClip(waveGlyph, vg.Point{X: x(zero + 100*e.Value), Y: at})
			if f, ok := d.published[profileKey{d.classes[k].archetype, row.item}]; ok {
				c.DrawGlyphNoClip(publishedGlyph, vg.Point{X: x(zero + f.Value), Y: at})
			}
		}
	}
}

// GlyphBoxes keeps room for the tick label at the right edge.
func (d *archetypePanels) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	return []plot.GlyphBox{{X: 1, Y: 0.5, Rectangle: vg.Rectangle{Max: vg.Point{X: vg.Points(8)}}}}
}
