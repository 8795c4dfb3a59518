package report

import (
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
)

// chart is a picture and its height.
type chart struct {
	plot   *plot.Plot
	title  string
	height vg.Length
}

const (
	lineHeight = vg.Length(12.5) // of panel titles
	keyHeight  = vg.Length(20)
)

// margins is the height of what stands above and below a picture's rows.
func margins(p *plot.Plot) vg.Length {
	height := func(text string, style draw.TextStyle) vg.Length {
		return style.Font.Size * vg.Length(1+strings.Count(text, "\n"))
	}
	texts := height(p.Title.Text, p.Title.TextStyle) + height(p.X.Label.Text, p.X.Label.TextStyle)
	return 30 + 1.12*texts + p.X.Tick.Label.Font.Size
}

// The wave's dots are small, so that the ends of their intervals show, and the
// published diamonds wide enough to stand around them.
var (
	waveGlyph      = glyph(picture.Series[0].Color, draw.CircleGlyph{}, 1.9)
	secondGlyph    = glyph(picture.Series[2].Color, draw.BoxGlyph{}, 1.9)
	publishedGlyph = glyph(picture.Series[1].Color, diamond{}, 4.6)
	moreThanGlyph  = glyph(picture.Series[1].Color, arrowhead{}, 4)
	shadedGlyph    = glyph(color.Gray{Y: 0xe4}, draw.BoxGlyph{}, 4.6)
)

func glyph(c color.Color, shape draw.GlyphDrawer, radius vg.Length) draw.GlyphStyle {
	return draw.GlyphStyle{Color: c, Shape: shape, Radius: radius}
}

// diamond is hollow, so that what it covers stays visible.
type diamond struct{}

func (diamond) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	hollow(c, style, at, vg.Point{Y: 1}, vg.Point{X: 1}, vg.Point{Y: -1}, vg.Point{X: -1})
}

// arrowhead points to the right from a lower bound.
type arrowhead struct{}

func (arrowhead) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	hollow(c, style, at, vg.Point{Y: 1}, vg.Point{X: 1.6}, vg.Point{Y: -1})
}

func hollow(c *draw.Canvas, style draw.GlyphStyle, at vg.Point, corners ...vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: style.Color, Width: vg.Points(1.3)})
	var path vg.Path
	for i, p := range corners {
		p = at.Add(p.Scale(style.Radius))
		if i == 0 {
			path.Move(p)
		} else {
			path.Line(p)
		}
	}
	path.Close()
	c.Stroke(path)
}

func rectangle(left, bottom, right, top vg.Length) []vg.Point {
	return []vg.Point{
		{X: left, Y: bottom}, {X: right, Y: bottom}, {X: right, Y: top}, {X: left, Y: top},
	}
}
