package picture

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const keysPerLine = 3

// Keys names what glyphs mean, above the rows, where no dot can be.
type Keys struct {
	Y      float64 // upper edge of the topmost row
	Labels []string
	Styles []draw.GlyphStyle
	Height float64 // of a line, in units of the vertical axis; if zero, 0.5
}

var _ plot.Plotter = (*Keys)(nil)

// Add appends what a glyph means.
func (k *Keys) Add(label string, style draw.GlyphStyle) {
	k.Labels = append(k.Labels, label)
	k.Styles = append(k.Styles, style)
}

// Lines is the number of lines that the keys take, half a row each.
func (k *Keys) Lines() int { return (len(k.Labels) + keysPerLine - 1) / keysPerLine }

func (k *Keys) Plot(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	style := p.Y.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	gap, height := vg.Points(6), k.Height
	if height == 0 {
		height = 0.5
	}
	for line := range k.Lines() {
		at := y(k.Y + height*(float64(k.Lines()-line)-0.5))
		left := c.Min.X + gap
		for j := line * keysPerLine; j < min((line+1)*keysPerLine, len(k.Labels)); j++ {
			c.DrawGlyphNoClip(k.Styles[j], vg.Point{X: left + k.Styles[j].Radius, Y: at})
			left += 2*k.Styles[j].Radius + gap
			c.FillText(style, vg.Point{X: left, Y: at}, k.Labels[j])
			left += style.Width(k.Labels[j]) + 3*gap
		}
	}
}
