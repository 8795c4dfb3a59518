package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/ordered"
	"github.com/ctostudy/ctostudy/internal/picture"
)

// Curve draws the specification curve: the premiums in percent from the least
// to the largest with their Fieller intervals, dark where the difference in points
// is positive and significant, and below, a row per choice, which choices each
// rests on. The report's specification has a rust square, hollow where it is
// not significant, and line. Intervals are cut at
// the panel's edge, which leaves room for the premiums and for the middle nine
// tenths of the limits; premiums that are refused are counted in the text. A
// demonstration is called so. Labels name metrics and choices. A curve without
// a premium is an [drivers.ErrValue]. It is laid out for 18 cm by [CurveHeight].
func Curve(r *drivers.CurveResult, s *Settings) (*plot.Plot, error) {
	s = s.resolved()
	c := &curvePanel{}
	for _, row := range r.Rows {
		if row.Premium.Defined {
			c.rows = append(c.rows, row)
		}
	}
	if c.rows == nil {
		return nil, fmt.Errorf("%w: no specification has a premium", drivers.ErrValue)
	}
	c.choices = choices(r)
	c.limits()
	refused := len(r.Rows) - len(c.rows)
	unit := s.withLevel(s.say("premium in percent", "溢价（%）"), r.Settings.Level)
	unit += fmt.Sprintf(s.say("; %d specifications, %d refused; %.0f%% positive and significant (dark)",
		"；共%d种设定，%d种无法计算溢价；%.0f%%为正且显著（深色）"), len(r.Rows), refused, 100*r.Significant)
	if !math.IsNaN(r.PMeanT) {
		unit += fmt.Sprintf(s.say("; joint permutation test p = %.3g", "；联合置换检验p = %.3g"), r.PMeanT)
	}

	title := s.Title
	if title == "" {
		title = s.say("Specification curve", "设定曲线")
	}
	if r.Settings.Demonstration {
		title += s.say(" (demonstration)", "（演示）")
	}
	f := s.framed(title, unit, r.N)
	f.Title = title
	p := picture.New(f)
	p.Add(c)
	p.X.Min, p.X.Max = -0.5, float64(len(c.rows))-0.5
	p.X.Tick.Marker = plot.ConstantTicks{}
	p.X.LineStyle.Width = 0
	var ticks plot.ConstantTicks
	for k, one := range c.choices {
		ticks = append(ticks, plot.Tick{Value: -float64(k) - 1, Label: s.choiceLabel(one)})
	}
	for _, t := range picture.NiceTicks(c.low, c.high) {
		ticks = append(ticks, plot.Tick{Value: c.at(t.Value), Label: t.Label})
	}
	p.Y.Tick.Marker = ticks
	p.Y.Min, p.Y.Max = -float64(len(c.choices))-0.6, c.height()+0.5
	return p, nil
}

// CurveHeight returns the height that [Curve] is laid out for: 8 cm, and 0.5 cm for
// each choice in which the specifications differ.
func CurveHeight(r *drivers.CurveResult) vg.Length {
	return (8 + 0.5*vg.Length(len(choices(r)))) * vg.Centimeter
}

// choice is one of the values that specifications choose: kind is "metric", "cut",
// "window", "growth" or "controls".
type choice struct{ kind, value string }

// choices returns the choices that the rows of a curve differ in, in the
// order of the settings, without kinds that do not vary.
func choices(r *drivers.CurveResult) []choice {
	found := map[choice]int{}
	for _, row := range r.Rows {
		for _, c := range choicesOf(row.Specification) {
			found[c]++
		}
	}
	var all []choice
	for _, row := range r.Rows {
		for _, c := range choicesOf(row.Specification) {
			if n, ok := found[c]; ok && n < len(r.Rows) {
				all = append(all, c)
			}
			delete(found, c)
		}
	}
	order := []string{"metric", "cut", "window", "growth", "controls"}
	place := func(c choice) int { return slices.Index(orderOf[c.kind], c.value) }
	slices.SortFunc(all, func(a, b choice) int {
		return cmp.Or(slices.Index(order, a.kind)-slices.Index(order, b.kind), place(a)-place(b),
			cmp.Compare(a.value, b.value))
	})
	return all
}

// orderOf are the values that do not stand in the order of their names.
var orderOf = map[string][]string{
	"cut": {
		drivers.MeanCut.String(), drivers.MedianCut.String(),
		drivers.TercileCut.String(), drivers.QuartileCut.String(),
	},
	"growth": {
		drivers.RelativeGrowth.String(), drivers.WinsorizedGrowth.String(),
		drivers.Symmetric.String(), drivers.RatioOfSums.String(),
	},
}

func choicesOf(s drivers.Specification) []choice {
	controls := "none"
	if s.Adjusted {
		controls = "adjusted"
	}
	return []choice{{"metric", s.Metric}, {"cut", s.Cut.String()}, {"window", s.Window.String()},
		{"growth", s.Growth.String()}, {"controls", controls}}
}

// chineseChoices are the kinds of choices in Chinese; metrics and windows stay.
var chineseChoices = map[string]string{
	"mean": "均值切分", "median": "中位数切分", "terciles": "三分位", "quartiles": "四分位",
	"relative": "相对增长", "winsorized": "缩尾增长", "symmetric": "对称增长", "ratio of sums": "总额之比",
	"none": "无控制变量", "adjusted": "有控制变量",
}

// choiceLabel is what is written for a choice.
func (s *Settings) choiceLabel(c choice) string {
	if l, ok := s.Labels[c.value]; ok {
		return l
	}
	if s.Language == drivers.Chinese {
		return cmp.Or(chineseChoices[c.value], c.value)
	}
	switch c.kind {
	case "cut":
		return "cut at " + c.value
	case "growth":
		if c.value != drivers.RatioOfSums.String() {
			return c.value + " growth"
		}
	case "controls":
		return map[string]string{"none": "no controls", "adjusted": "controls"}[c.value]
	}
	return c.value
}

// curvePanel draws the curve above zero and the choices below.
type curvePanel struct {
	rows      []drivers.CurveRow
	choices   []choice
	low, high float64 // of the premiums' panel, in percent
}

var (
	_ plot.Plotter    = (*curvePanel)(nil)
	_ plot.GlyphBoxer = (*curvePanel)(nil)
)

// GlyphBoxes keeps a margin at the right.
func (c *curvePanel) GlyphBoxes(p *plot.Plot) []plot.GlyphBox { return picture.Grid{}.GlyphBoxes(p) }

// height is that of the upper panel in rows of the lower.
func (c *curvePanel) height() float64 { return math.Max(9, 0.9*float64(len(c.choices))) }

func (c *curvePanel) at(percent float64) float64 {
	return 0.3 + (percent-c.low)/(c.high-c.low)*c.height()
}

func (c *curvePanel) limits() {
	var lows, highs []float64
	for _, r := range c.rows {
		lows, highs = append(lows, 100*r.Premium.Low), append(highs, 100*r.Premium.High)
	}
	slices.Sort(lows)
	slices.Sort(highs)
	c.low = min(0, 100*c.rows[0].Premium.Value, ordered.Quantile(lows, 0.1))
	c.high = max(0, 100*c.rows[len(c.rows)-1].Premium.Value, ordered.Quantile(highs, 0.9))
	pad := 0.03 * (c.high - c.low)
	c.low, c.high = c.low-pad, c.high+pad
}

func (c *curvePanel) Plot(canvas draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&canvas)
	faint := draw.LineStyle{Color: picture.Faint, Width: vg.Points(0.6)}
	for k := range c.choices {
		at := y(-float64(k) - 1)
		canvas.StrokeLine2(faint, canvas.Min.X, at, canvas.Max.X, at)
	}
	for _, t := range picture.NiceTicks(c.low, c.high) {
		at := y(c.at(t.Value))
		canvas.StrokeLine2(faint, canvas.Min.X, at, canvas.Max.X, at)
	}
	zero := y(c.at(0))
	axis := draw.LineStyle{Color: picture.Ink, Width: vg.Points(0.8)}
	canvas.StrokeLine2(axis, canvas.Min.X, zero, canvas.Max.X, zero)

	for pass := range 2 { // the report's on top
		for i, r := range c.rows {
			if r.Report == (pass == 1) {
				c.row(canvas, x(float64(i)), y, r)
			}
		}
	}
}

// row draws one specification at x: the premium with its interval above, the choices
// that it rests on below.
func (c *curvePanel) row(canvas draw.Canvas, x vg.Length, y func(float64) vg.Length,
	r drivers.CurveRow) {
	size := vg.Length(math.Min(2.6, math.Max(1, 220/float64(len(c.rows)))))
	style := c.style(r, size)
	if r.Report {
		dashed := draw.LineStyle{Color: style.Color, Width: vg.Points(0.8),
			Dashes: []vg.Length{vg.Points(3), vg.Points(2)}}
		canvas.StrokeLine2(dashed, x, canvas.Min.Y, x, canvas.Max.Y)
	}

	low, high := math.Max(c.low, 100*r.Premium.Low), math.Min(c.high, 100*r.Premium.High)
	interval := draw.LineStyle{Color: style.Color, Width: vg.Points(0.3 * float64(size))}
	canvas.StrokeLine2(interval, x, y(c.at(low)), x, y(c.at(high)))
	canvas.DrawGlyphNoClip(style, vg.Point{X: x, Y: y(c.at(100 * r.Premium.Value))})

	mark := draw.GlyphStyle{Color: style.Color, Shape: draw.BoxGlyph{}, Radius: size * 0.8}
	for _, made := range choicesOf(r.Specification) {
		if k := slices.Index(c.choices, made); k >= 0 {
			canvas.DrawGlyphNoClip(mark, vg.Point{X: x, Y: y(-float64(k) - 1)})
		}
	}
}

// style is how a premium is drawn.
func (c *curvePanel) style(r drivers.CurveRow, size vg.Length) draw.GlyphStyle {
	switch {
	case r.Report && r.Significant:
		return picture.Series[1]
	case r.Report:
		hollow := picture.Series[1]
		hollow.Shape = draw.SquareGlyph{}
		return hollow
	case r.Significant:
		dark := picture.Series[0]
		dark.Radius = size
		return dark
	}
	return draw.GlyphStyle{Color: picture.Series[2].Color, Shape: draw.RingGlyph{}, Radius: size}
}
