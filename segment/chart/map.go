package chart

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/segment"
)

// mapDots is how many respondents a map shows at most: every so many are left out.
const mapDots = 1500

// Map returns the map of respondents by canonical variates: a small mark for
// each (at most 1,500, evenly chosen) and a large one with its name for each
// class's mean. It is laid out for 18 by 15 cm. More than six classes, or a score
// that is not finite, are an [ErrPicture].
func Map(r *segment.CanonicalResult, s *Settings) (*plot.Plot, error) {
	s = orDefault(s)
	if err := toldApart(r.K); err != nil {
		return nil, err
	}
	dots := &mapMarks{r: r, s: s}
	xmin, xmax, ymin, ymax := dots.DataRange()
	if !finite(xmin, xmax, ymin, ymax) {
		return nil, fmt.Errorf("%w: a score is not finite", ErrPicture)
	}

	unit := fmt.Sprintf(
		s.say("SD within classes; %.0f%% (across) and %.0f%% (up) of the variance between them",
			"典型变量（类内标准差）；横轴、纵轴分别显示类间方差的%.0f%%和%.0f%%"),
		100*r.Between[0], 100*r.Between[1])
	p := s.frame(s.say("Map of respondents", "受访者分布图"), unit, r.N)
	p.Add(picture.Grid{}, dots)

	dx, dy := 0.05*(xmax-xmin), 0.05*(ymax-ymin)
	p.X.Min, p.X.Max = xmin-dx, xmax+dx
	p.Y.Min, p.Y.Max = ymin-dy, ymax+dy
	p.X.Tick.Marker = plot.TickerFunc(picture.NiceTicks)
	p.Y.Tick.Marker = plot.TickerFunc(picture.NiceTicks)
	return p, nil
}

type mapMarks struct {
	r *segment.CanonicalResult
	s *Settings
}

var (
	_ plot.Plotter    = (*mapMarks)(nil)
	_ plot.DataRanger = (*mapMarks)(nil)
)

func (m *mapMarks) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, ymin = math.Inf(1), math.Inf(1)
	xmax, ymax = math.Inf(-1), math.Inf(-1)
	for i := range m.r.Label {
		x, y := m.r.Score.At(i, 0), m.r.Score.At(i, 1)
		xmin, xmax = min(xmin, x), max(xmax, x)
		ymin, ymax = min(ymin, y), max(ymax, y)
	}
	return xmin, xmax, ymin, ymax
}

func (m *mapMarks) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	step := max(1, (m.r.N+mapDots-1)/mapDots)
	for i := 0; i < len(m.r.Label); i += step {
		style := picture.Series[m.r.Label[i]]
		style.Radius *= 0.45
		c.DrawGlyph(style, vg.Point{X: x(m.r.Score.At(i, 0)), Y: y(m.r.Score.At(i, 1))})
	}

	for k, mean := range m.means() {
		if finite(mean[0], mean[1]) { // else the class has no member
			m.name(c, p, k, vg.Point{X: x(mean[0]), Y: y(mean[1])})
		}
	}
}

// means returns the mean scores of each class.
func (m *mapMarks) means() [][2]float64 {
	mean := make([][2]float64, m.r.K)
	size := make([]float64, m.r.K)
	for i, k := range m.r.Label {
		mean[k][0] += m.r.Score.At(i, 0)
		mean[k][1] += m.r.Score.At(i, 1)
		size[k]++
	}
	for k, n := range size {
		mean[k][0] /= n
		mean[k][1] /= n
	}
	return mean
}

// name marks a class's mean and writes the class's name below it, on white.
func (m *mapMarks) name(c draw.Canvas, p *plot.Plot, k int, at vg.Point) {
	text := p.Y.Tick.Label
	text.XAlign, text.YAlign = draw.XCenter, draw.YCenter
	text.Font.Size = vg.Points(11)

	style := picture.Series[k]
	style.Radius *= 1.8
	label := m.s.class(k)
	below := vg.Point{X: at.X, Y: at.Y - style.Radius - vg.Points(9)}
	across, up := text.Width(label)/2+vg.Points(3), vg.Points(7)
	c.FillPolygon(color.White, []vg.Point{
		{X: below.X - across, Y: below.Y - up}, {X: below.X + across, Y: below.Y - up},
		{X: below.X + across, Y: below.Y + up}, {X: below.X - across, Y: below.Y + up},
	})

	halo := style
	halo.Color, halo.Radius = color.White, style.Radius*1.35
	c.DrawGlyphNoClip(halo, at)
	c.DrawGlyphNoClip(style, at)
	c.FillText(text, below, label)
}
