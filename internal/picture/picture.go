// Package picture is how every picture of the module looks: its typefaces,
// colours, grid, and the lines below that say unit, n, source and whether the
// wave is synthetic. Pictures are laid out for a width of 18 cm.
package picture

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/document"
)

// Series is how one outcome is drawn. The colours differ in lightness (grey
// values of 45, 99 and 131 of 255) and for the colour-blind (blue, rust and
// sky); shapes and the order within a row tell the outcomes apart as well.
var Series = []draw.GlyphStyle{
	{Color: color.RGBA{R: 0x14, G: 0x30, B: 0x4f, A: 255}, Shape: draw.CircleGlyph{}, Radius: 3.4},
	{Color: color.RGBA{R: 0xb3, G: 0x47, B: 0x1d, A: 255}, Shape: draw.BoxGlyph{}, Radius: 3.2},
	{Color: color.RGBA{R: 0x3f, G: 0x9b, B: 0xbf, A: 255}, Shape: draw.PyramidGlyph{}, Radius: 4},
	{Color: color.RGBA{R: 0x14, G: 0x30, B: 0x4f, A: 255}, Shape: draw.RingGlyph{}, Radius: 3.4},
	{Color: color.RGBA{R: 0xb3, G: 0x47, B: 0x1d, A: 255}, Shape: draw.SquareGlyph{}, Radius: 3.2},
	{Color: color.RGBA{R: 0x3f, G: 0x9b, B: 0xbf, A: 255}, Shape: draw.TriangleGlyph{}, Radius: 4},
}

// Ink is the colour of text and axes, Faint that of the grid.
var (
	Ink   = color.Gray{Y: 0x22}
	Faint = color.Gray{Y: 0xdd}
)

// How many columns (half the width of a Chinese character) fit on a line of a
// picture 18 cm across.
const (
	titleColumns  = 66
	footerColumns = 76
)

// Frame is what stands around a picture.
type Frame struct {
	Title string
	// Unit says what is drawn, in a line of its own.
	Unit string
	// N is the number of respondents.
	N int
	// Source is who asked the questions; if empty, none is named.
	Source    string
	Synthetic bool
	// Chinese is the language of the words that the frame adds.
	Chinese bool
	// Handler sets the text; if nil, gonum/plot's own.
	Handler text.Handler
}

// New returns an empty picture: sans serif, no box, no vertical axis line, the
// title above and unit, n and source under the horizontal axis.
func New(f Frame) *plot.Plot {
	handler := f.Handler
	if handler == nil {
		handler = plot.DefaultTextHandler
	}
	handler = visible{handler}

	p := plot.New()
	p.Title.Text = Wrapped(f.Title, titleColumns)
	p.Title.Padding = vg.Points(11)
	p.Title.TextStyle.Font.Size = vg.Points(13)
	p.Title.TextStyle.YAlign = -1.2 // a little below the canvas's edge
	p.X.Label.Text = f.footer()
	p.X.Label.TextStyle.Font.Size = vg.Points(9)
	p.X.Label.Padding = vg.Points(6)
	p.X.Tick.Label.Font.Size = vg.Points(9)
	p.Y.Tick.Label.Font.Size = vg.Points(10)
	p.Y.Label.Text = " " // keeps the rows' names off the canvas's edge
	p.Y.Label.TextStyle.Font.Size = vg.Points(4)

	for _, style := range []*draw.TextStyle{&p.Title.TextStyle, &p.X.Label.TextStyle, &p.X.Tick.Label,
		&p.Y.Label.TextStyle, &p.Y.Tick.Label} {
		style.Font.Variant = "Sans"
		style.Color = Ink
		style.Handler = handler
	}
	p.TextHandler = handler
	p.X.LineStyle.Color, p.X.Tick.LineStyle.Color = Ink, Ink
	p.Y.LineStyle.Width, p.Y.Tick.LineStyle.Width = 0, 0
	p.Y.Tick.Length = 0
	p.Y.Padding = vg.Points(4)
	return p
}

// footer is the unit, then the base, the source, and whether the wave is
// synthetic.
func (f Frame) footer() string {
	base := []string{"n = " + document.Thousands(f.N)}
	source, synthetic := "Source: ", "synthetic wave"
	if f.Chinese {
		source, synthetic = "资料来源：", "合成数据"
	}
	if f.Source != "" {
		base = append(base, source+f.Source)
	}
	if f.Synthetic {
		base = append(base, synthetic)
	}
	return Wrapped(f.Unit, footerColumns) + "\n" + Wrapped(strings.Join(base, " · "), footerColumns)
}

// RowLines separates the terms, marks zero and continues the ticks upwards. It
// keeps a margin at the right.
type RowLines struct{ N int }

var (
	_ plot.Plotter    = (*RowLines)(nil)
	_ plot.DataRanger = (*RowLines)(nil)
	_ plot.GlyphBoxer = (*RowLines)(nil)
)

func (l *RowLines) DataRange() (xmin, xmax, ymin, ymax float64) { return 0, 0, 0, 0 }

func (l *RowLines) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	line := draw.LineStyle{Color: Faint, Width: vg.Points(0.6)}
	for k := 0; k <= l.N; k++ {
		at := y(float64(k) - 0.5)
		c.StrokeLine2(line, c.Min.X, at, c.Max.X, at)
	}
	top := y(float64(l.N) - 0.5)
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		c.StrokeLine2(line, x(t.Value), c.Min.Y, x(t.Value), top)
	}
	c.StrokeLine2(draw.LineStyle{Color: Ink, Width: vg.Points(0.8)}, x(0), c.Min.Y, x(0), top)
}

func (l *RowLines) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	return []plot.GlyphBox{{X: 1, Y: 0.5, Rectangle: vg.Rectangle{Max: vg.Point{X: vg.Points(8)}}}}
}

// NiceTicks returns multiples of 1, 2 or 5 times a power of ten between low
// and high: at most nine, at least three where there is room for any.
func NiceTicks(low, high float64) []plot.Tick {
	if !(high > low) {
		return nil
	}
	power := math.Floor(math.Log10((high - low) / 8))
	step := math.Pow(10, power)
	for _, m := range []float64{1, 2, 5, 10} {
		step = m * math.Pow(10, power)
		if (high-low)/step <= 8 {
			break
		}
	}
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	var out []plot.Tick
	for k := math.Ceil(low / step); k*step <= high; k++ {
		label := strconv.FormatFloat(math.Abs(k*step), 'f', decimals, 64)
		if k < 0 {
			label = "\u2212" + label
		}
		out = append(out, plot.Tick{Value: k * step, Label: label})
	}
	return out
}

// Wrapped breaks a text into lines of at most the given columns.
func Wrapped(text string, columns int) string {
	return strings.Join(document.Wrap(text, columns), "\n")
}

// Grid draws a line at each tick of either axis. It keeps a margin at the
// right.
type Grid struct{}

var (
	_ plot.Plotter    = Grid{}
	_ plot.GlyphBoxer = Grid{}
)

func (Grid) GlyphBoxes(p *plot.Plot) []plot.GlyphBox { return (&RowLines{}).GlyphBoxes(p) }

func (Grid) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	line := draw.LineStyle{Color: Faint, Width: vg.Points(0.6)}
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		c.StrokeLine2(line, x(t.Value), c.Min.Y, x(t.Value), c.Max.Y)
	}
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		c.StrokeLine2(line, c.Min.X, y(t.Value), c.Max.X, y(t.Value))
	}
}
