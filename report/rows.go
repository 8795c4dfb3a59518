package report

import (
	"cmp"
	"image/color"
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy"

	"golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
)

// rowPanels draws estimates with their intervals and published values: a row
// for each question, panels side by side on one scale, a dot for each series.
type rowPanels struct {
	// titles are the lines above each panel, the first of them bold.
	titles [][]string
	rows   []panelRow
	scale  panelScale
	series []draw.GlyphStyle
	// joined dots of a cell show what rises or falls from the first to the last.
	joined bool
	// valued dots have their estimate written beside, in whole numbers; reach
	// is where intervals are then cut off, so that the number has room.
	valued    bool
	reach     float64
	rowHeight vg.Length
}

// panelRow holds a dot for each panel and series.
type panelRow struct {
	label   string
	heading string // stands over the row; empty for none
	cells   [][]panelDot
	shaded  []bool // by panel; nil for none
}

// panelDot is an estimate and the published value of the same, both in the
// scale's unit; nil for none.
type panelDot struct {
	estimate  *stats.Estimate
	published *ctostudy.Figure
}

// panelScale is the scale of every panel.
type panelScale struct {
	low, high float64
	ticks     []plot.Tick // those without a label are lines only
}

// shareScale is that of shares in percent.
var shareScale = panelScale{0, 100, []plot.Tick{
	{Value: 0, Label: "0"}, {Value: 25}, {Value: 50, Label: "50"}, {Value: 75},
	{Value: 100, Label: "100"},
}}

var (
	_ plot.Plotter    = (*rowPanels)(nil)
	_ plot.GlyphBoxer = (*rowPanels)(nil)
)

const (
	// panelStep is the distance between the zeros of two panels in widths of a
	// panel.
	panelStep = 1.22
	// labelColumns is how long a line of a row's label is.
	labelColumns = 30
)

// fit sets the scale to hold every estimate, published value and, within
// reason, interval: one that is far longer than everything else is cut.
func (d *rowPanels) fit() {
	low, high := 0.0, 0.0
	each := func(reach func(dot panelDot) (float64, float64)) {
		for _, row := range d.rows {
			for _, dot := range slices.Concat(row.cells...) {
				if a, b := reach(dot); a <= b { // not where NaN
					low, high = min(low, a), max(high, b)
				}
			}
		}
	}

	each(func(dot panelDot) (a, b float64) {
		if dot.published != nil {
			a, b = dot.published.Value, dot.published.Value
		}
		if e := dot.estimate; e != nil {
			a, b = min(a, e.Value), max(b, e.Value)
		}
		return a, b
	})

	floor, ceiling := low-(high-low), high+(high-low)
	each(func(dot panelDot) (a, b float64) {
		if e := dot.estimate; e != nil {
			return max(e.Low, floor), min(e.High, ceiling)
		}
		return 0, 0
	})

	if high == low {
		high = low + 1
	}
	margin := 0.02 * (high - low)
	if low < 0 {
		low -= margin
	}
	high += margin
	if d.valued {
		d.reach = high
		high += 0.08 * float64(len(d.titles)) * (high - low)
	}

	d.scale = panelScale{low, high, picture.NiceTicks(low, high)}
	if len(d.titles) > 1 { // narrow panels: every other label, zero among them
		zero := slices.IndexFunc(d.scale.ticks, func(t plot.Tick) bool { return t.Value == 0 })
		for i := range d.scale.ticks {
			if (i-zero)%2 != 0 {
				d.scale.ticks[i].Label = ""
			}
		}
	}
}

// chart finishes the picture around the panels. keys name the series and what else the picture's
// marks mean.
func (d *rowPanels) chart(p *plot.Plot, title string, keys *picture.Keys) *chart {
	p.Add(d)
	for i := range d.rows {
		d.rows[i].label = rowLabel(d.rows[i].label)
		if strings.Contains(d.rows[i].label, "\n") {
			d.rowHeight = max(d.rowHeight, 23)
		}
	}

	lines := 0
	for _, t := range d.titles {
		lines = max(lines, len(t))
	}
	head := lineHeight * vg.Length(lines)
	keys.Y = d.height() - 0.4 + float64((head+4)/d.rowHeight)
	p.Add(keys)

	var x, y plot.ConstantTicks
	for k := range d.titles {
		for _, t := range d.scale.ticks {
			x = append(x, plot.Tick{Value: d.x(k, t.Value), Label: t.Label})
		}
	}
	for i, row := range d.rows {
		y = append(y, plot.Tick{Value: d.at(i), Label: row.label})
	}
	p.X.Tick.Marker = x
	p.Y.Tick.Marker = y
	p.X.LineStyle.Width = 0
	p.X.Tick.Length = 0
	p.X.Padding = vg.Points(3)

	width := d.scale.high - d.scale.low
	p.X.Min, p.X.Max = -0.02*width, d.x(len(d.titles)-1, d.scale.high)+0.02*width
	p.Y.Min, p.Y.Max = -0.7, keys.Y+float64(keyHeight/d.rowHeight)
	return &chart{plot: p, title: title, height: d.rowHeight*vg.Length(p.Y.Max-p.Y.Min) + margins(p)}
}

// sort puts the rows in the falling order of their first estimate.
func (d *rowPanels) sort() {
	slices.SortStableFunc(d.rows, func(a, b panelRow) int {
		return cmp.Compare(b.firstEstimate(), a.firstEstimate())
	})
}

func (r panelRow) firstEstimate() float64 {
	for _, dot := range slices.Concat(r.cells...) {
		if dot.estimate != nil {
			return dot.estimate.Value
		}
	}
	return 0
}

// rowLabel breaks a long label into two lines and cuts what is longer.
func rowLabel(s string) string {
	lines := document.Wrap(s, labelColumns)
	if len(lines) > 2 {
		lines = []string{lines[0], lines[1] + "…"}
	}
	return strings.Join(lines, "\n")
}

// x returns the horizontal place of a value in a panel.
func (d *rowPanels) x(panel int, value float64) float64 {
	return float64(panel)*panelStep*(d.scale.high-d.scale.low) + value - d.scale.low
}

// height returns the number of rows with their headings.
func (d *rowPanels) height() float64 { return d.at(-1) }

// at returns the vertical place of a row, 0 for the lowest: with -1 the place of
// what would stand over the first and its heading.
func (d *rowPanels) at(i int) float64 {
	y := 0.0
	for _, row := range d.rows[i+1:] {
		y++
		if row.heading != "" {
			y++
		}
	}
	return y
}

// offset returns how far above its row's middle a series stands.
func (d *rowPanels) offset(series int) float64 {
	return 0.42 * (float64(len(d.series)-1)/2 - float64(series))
}

func (d *rowPanels) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := p.Y.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	small, bold := style, style
	small.Font.Size = vg.Points(9)
	bold.Font.Weight = font.WeightBold

	for k := range d.titles {
		d.drawPanel(&c, k, small, bold, x, y)
	}

	grid := draw.LineStyle{Color: picture.Faint, Width: vg.Points(0.6)}
	right := x(d.x(len(d.titles)-1, d.scale.high))
	for i, row := range d.rows {
		if row.heading != "" {
			c.FillText(bold, vg.Point{X: x(0), Y: y(d.at(i) + 1)}, row.heading)
		}
		c.StrokeLine2(grid, x(0), y(d.at(i)-0.5), right, y(d.at(i)-0.5))
		for k, cell := range row.cells {
			d.drawCell(&c, small, cell, func(v float64, series int) vg.Point {
				return vg.Point{X: x(d.x(k, v)), Y: y(d.at(i) + d.offset(series))}
			})
		}
	}
}

// drawPanel draws a panel's shades, grid and title, beneath its dots.
func (d *rowPanels) drawPanel(
	c *draw.Canvas, k int, small, bold draw.TextStyle, x, y func(float64) vg.Length,
) {
	left := x(d.x(k, d.scale.low))
	for i, row := range d.rows {
		if row.shaded != nil && row.shaded[k] {
			c.FillPolygon(shadedGlyph.Color, rectangle(
				left, y(d.at(i)-0.5), x(d.x(k, d.scale.high)), y(d.at(i)+0.5)))
		}
	}

	top := y(d.height() - 0.4)
	for _, t := range d.scale.ticks {
		line := draw.LineStyle{Color: picture.Faint, Width: vg.Points(0.6)}
		if t.Value == 0 && d.scale.low < 0 {
			line.Color = picture.Ink
		}
		at := x(d.x(k, t.Value))
		c.StrokeLine2(line, at, y(-0.6), at, top)
	}

	for i, line := range d.titles[k] {
		used := small
		if i == 0 {
			used = bold
		}
		above := lineHeight * vg.Length(len(d.titles[k])-1-i)
		c.FillText(used, vg.Point{X: left, Y: top + 8 + above}, line)
	}
}

// drawCell draws the dots of a row and panel, from a place for each value and series.
func (d *rowPanels) drawCell(
	c *draw.Canvas, label draw.TextStyle, cell []panelDot, at func(v float64, series int) vg.Point,
) {
	first, last := cell[0].estimate, cell[len(cell)-1].estimate
	if d.joined && first != nil && last != nil {
		a, b := at(first.Value, 0), at(last.Value, len(cell)-1)
		joint := draw.LineStyle{Color: color.Gray{Y: 0x99}, Width: vg.Points(0.8)}
		c.StrokeLine2(joint, a.X, a.Y, b.X, b.Y)
	}

	for s, dot := range cell {
		place := func(v float64) vg.Point { return at(v, s) }
		right := place(d.scale.low)
		if dot.estimate != nil {
			right = d.drawEstimate(c, dot.estimate, d.series[s], right, place)
		}
		if f := dot.published; f != nil {
			style := publishedGlyph
			if f.AtLeast {
				style = moreThanGlyph
			}
			if len(d.series) > 1 {
				style.Radius = 3.7
			}
			c.DrawGlyphNoClip(style, place(f.Value))
			right.X = max(right.X, place(f.Value).X+style.Radius)
		}

		if d.valued && dot.estimate != nil && !math.IsNaN(dot.estimate.Value) {
			text := document.Fixed(dot.estimate.Value, 0)
			c.FillText(label, vg.Point{X: right.X + 4, Y: right.Y + 1}, text)
		}
	}
}

// drawEstimate draws a dot with its interval, and returns the end of what is drawn.
func (d *rowPanels) drawEstimate(
	c *draw.Canvas, e *stats.Estimate, style draw.GlyphStyle,
	right vg.Point, place func(v float64) vg.Point,
) vg.Point {
	low, high := max(e.Low, d.scale.low), min(e.High, d.scale.high)
	if d.valued {
		high = min(high, d.reach)
	}
	if low <= high { // not if one is NaN
		a, b := place(low), place(high)
		c.StrokeLine2(draw.LineStyle{Color: style.Color, Width: vg.Points(1.4)}, a.X, a.Y, b.X, b.Y)
		right = b
	}

	c.DrawGlyphNoClip(style, place(e.Value))
	right.X = max(right.X, place(e.Value).X)
	return right
}

// GlyphBoxes keeps room for the tick label at the right edge.
func (d *rowPanels) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	return []plot.GlyphBox{{X: 1, Y: 0.5, Rectangle: vg.Rectangle{Max: vg.Point{X: vg.Points(8)}}}}
}
