package report

import (
	"errors"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy"

	"golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// drawSlopes draws a panel for each metric with the mean growth of an outcome in four groups,
// metric high or low by index distant or close, so that the lines' slopes are what goes with a
// high index. The published premium is drawn at the place to which it would take the mean of those
// who are high and close, given the mean of those who are high and distant.
func drawSlopes(s *sketch, spec survey.Picture) (*chart, error) {
	d := &slopePanels{
		names: [2]string{s.say("low"), s.say("high")},
		ends:  [2]string{s.say("distant"), s.say("close")},
	}
	n := 0
	for _, metric := range s.analysis.Study.Metrics {
		panel, err := s.slopes(spec.Outcome, metric.Name)
		if errors.Is(err, ctostudy.ErrNotAvailable) {
			continue
		}
		if err != nil {
			return nil, err
		}
		d.panels = append(d.panels, *panel)
		n = max(n, panel.n)
	}
	if len(d.panels) == 0 {
		return nil, unavailable("no growth of %s by a metric and an index", spec.Outcome)
	}

	title := s.say(spec.Title)
	p := s.frame(title, s.unit(spec), n)
	p.Add(d)

	keys := &picture.Keys{}
	keys.Add(s.say("high metric"), slopeGlyphs[1])
	keys.Add(s.say("low metric"), slopeGlyphs[0])
	if d.published() {
		keys.Add(s.say("published"), publishedGlyph)
	}
	p.Add(keys)
	d.layOut(p, keys)
	return &chart{plot: p, title: title, height: slopesHeight + margins(p)}, nil
}

// slopes returns the four groups of a metric.
func (s *sketch) slopes(outcome, metric string) (*slopePanel, error) {
	out := &slopePanel{title: []string{s.label(metric)}}

	for _, row := range slices.Backward(s.analysis.Slopes) {
		if row.Outcome != outcome || string(row.Metric) != metric {
			continue
		}
		level, name, printed := 0, s.say("low metric"), (*ctostudy.Figure)(nil)
		if row.High {
			level, name = 1, s.say("high metric")
			printed = s.printed("close "+outcome+" "+metric, "all")
		}
		p := row.Result
		out.means[level] = [2]*stats.Estimate{inPercent(&p.LowMean), inPercent(&p.HighMean)}
		out.n += p.NHigh + p.NLow
		s.addLines(out, name, p, printed)
	}

	if out.means[0][0] == nil || out.means[1][0] == nil {
		return nil, unavailable("growth by %s and an index", metric)
	}
	return out, nil
}

// addLines says in the panel's title how much faster those with a high index grew, and places
// the published value.
func (s *sketch) addLines(
	out *slopePanel, name string, p *drivers.PremiumResult, printed *ctostudy.Figure,
) {
	text := s.say("undefined")
	if p.Defined {
		text = signed(100*p.Value, 1) + "% " + document.Span(100*p.Low, 100*p.High, 1)
	}
	out.title = append(out.title, s.say("%s: %s", name, text))

	if printed != nil {
		out.published = out.means[1][0].Value * (1 + printed.Value/100)
		out.title = append(out.title, s.say("published: %s", "+"+printed.Text()))
	}
}

const (
	slopesHeight = vg.Length(250)
	// slopeStep is the distance of two panels; in each, distant collaboration
	// stands at 0 and close at 1.
	slopeStep = 2.15
	slopeLead = 0.5 // room left of distant, for its numbers
)

// slopeGlyphs are those of a low and of a high metric.
var slopeGlyphs = []draw.GlyphStyle{
	{Color: picture.Series[2].Color, Shape: draw.BoxGlyph{}, Radius: 2.4},
	{Color: picture.Series[0].Color, Shape: draw.CircleGlyph{}, Radius: 2.6},
}

// slopeShift keeps the intervals of a low and a high metric apart.
var slopeShift = [2]vg.Length{-2.2, 2.2}

// slopePanels draws two lines in each panel, from a mean to another.
type slopePanels struct {
	panels      []slopePanel
	names, ends [2]string // low and high; distant and close
}

// slopePanel holds means[high][close] in percent. published is the published
// place of means[1][1], 0 for none.
type slopePanel struct {
	title     []string
	means     [2][2]*stats.Estimate
	published float64
	n         int
}

var (
	_ plot.Plotter    = (*slopePanels)(nil)
	_ plot.GlyphBoxer = (*slopePanels)(nil)
)

func (d *slopePanels) published() bool {
	for _, panel := range d.panels {
		if panel.published != 0 {
			return true
		}
	}
	return false
}

// bounds returns the range of all that is drawn.
func (d *slopePanels) bounds() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, panel := range d.panels {
		values := []float64{panel.means[1][1].Value}
		if panel.published != 0 {
			values = append(values, panel.published)
		}
		for _, line := range panel.means {
			for _, e := range line {
				values = append(values, e.Value, e.Low, e.High)
			}
		}
		for _, v := range values {
			if !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	margin := max(0.06*(high-low), 0.01)
	return low - margin, high + margin
}

// lines is the number of lines above a panel.
func (d *slopePanels) lines() vg.Length {
	n := 0
	for _, panel := range d.panels {
		n = max(n, len(panel.title))
	}
	return vg.Length(n)
}

// layOut sets the picture's axes; panel titles and keys stand above the
// highest value.
func (d *slopePanels) layOut(p *plot.Plot, keys *picture.Keys) {
	low, high := d.bounds()
	head := lineHeight*d.lines() + 10
	perPoint := (high - low) / float64(slopesHeight-head-keyHeight)
	top := high + perPoint*float64(head)
	keys.Y = top + perPoint*float64(keyHeight)/2 - 0.25 // keys stand 0.25 above their Y
	p.Y.Min, p.Y.Max = low, top+perPoint*float64(keyHeight)
	p.Y.Tick.Marker = plot.ConstantTicks(picture.NiceTicks(low, high))
	var x plot.ConstantTicks
	for k := range d.panels {
		for end, name := range d.ends {
			x = append(x, plot.Tick{Value: slopeStep*float64(k) + float64(end), Label: name})
		}
	}
	p.X.Tick.Marker = x
	p.X.LineStyle.Width, p.X.Tick.Length, p.X.Padding = 0, 0, vg.Points(3)
	p.X.Min, p.X.Max = -slopeLead, slopeStep*float64(len(d.panels))-slopeLead
}

func (d *slopePanels) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := p.Y.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	bold, small := style, style
	bold.Font.Weight = font.WeightBold
	small.Font.Size = vg.Points(9)

	grid := draw.LineStyle{Color: picture.Faint, Width: vg.Points(0.6)}
	_, high := d.bounds()
	for k, panel := range d.panels {
		zero := slopeStep * float64(k)
		left := x(zero - slopeLead + 0.05)
		for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
			c.StrokeLine2(grid, left, y(t.Value), x(zero+1.04), y(t.Value))
		}

		for i, line := range panel.title {
			used := small
			if i == 0 {
				used = bold
			}
			above := lineHeight * (d.lines() - 1 - vg.Length(i))
			c.FillText(used, vg.Point{X: left, Y: y(high) + 8 + above}, line)
		}

		at := func(end int, v float64) vg.Point { return vg.Point{X: x(zero + float64(end)), Y: y(v)} }
		panel.draw(&c, at)
		d.write(&c, small, panel, at)
	}
}

// draw draws a panel's lines, from a place for each end and value.
func (panel slopePanel) draw(c *draw.Canvas, at func(end int, v float64) vg.Point) {
	for level, line := range panel.means {
		glyph := slopeGlyphs[level]
		shifted := func(end int, v float64) vg.Point {
			return at(end, v).Add(vg.Point{X: slopeShift[level]})
		}
		stroke := func(width float64, from, to vg.Point) {
			style := draw.LineStyle{Color: glyph.Color, Width: vg.Points(width)}
			c.StrokeLine2(style, from.X, from.Y, to.X, to.Y)
		}

		stroke(1, shifted(0, line[0].Value), shifted(1, line[1].Value))
		for end, e := range line {
			if e.Low <= e.High { // not if they are NaN
				stroke(1.6, shifted(end, e.Low), shifted(end, e.High))
			}
			c.DrawGlyphNoClip(glyph, shifted(end, e.Value))
		}
	}

	if panel.published != 0 {
		c.DrawGlyphNoClip(publishedGlyph, at(1, panel.published).Add(vg.Point{X: slopeShift[1]}))
	}
}

// write writes a panel's means beside the ends of its lines.
func (d *slopePanels) write(
	c *draw.Canvas, style draw.TextStyle, panel slopePanel, at func(end int, v float64) vg.Point,
) {
	for end := range d.ends {
		low, high := at(end, panel.means[0][end].Value), at(end, panel.means[1][end].Value)
		// Numbers that would meet stand apart.
		if lack := lineHeight - vg.Length(math.Abs(float64(high.Y-low.Y))); lack > 0 {
			if high.Y < low.Y {
				lack = -lack
			}
			high.Y += lack / 2
			low.Y -= lack / 2
		}

		used := style
		for level, point := range []vg.Point{low, high} {
			text := document.Fixed(panel.means[level][end].Value, 1)
			if end == 0 {
				used.XAlign = draw.XRight
				point.X -= 8
			} else {
				text = d.names[level] + " " + text
				point.X += 9.5
			}
			c.FillText(used, point, text)
		}
	}
}

// GlyphBoxes keeps room for the tick label at the right edge.
func (d *slopePanels) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	return []plot.GlyphBox{{X: 1, Y: 0.5, Rectangle: vg.Rectangle{Max: vg.Point{X: vg.Points(4)}}}}
}
