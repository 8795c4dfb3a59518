package segment

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
)

// mapDots is how many respondents a map shows at most: every so many are left out.
const mapDots = 1500

// PlotMap returns the map of respondents by canonical variates: a small mark
// for each (at most 1,500, evenly chosen) and a large one with its name for each
// class's mean. It is laid out for 18 by 15 cm. More than six classes are an
// [ErrPicture].
func PlotMap(r *CanonicalResult, s *PlotSettings) (*plot.Plot, error) {
	s = orDefault(s)
	if r.K > len(picture.Series) {
		return nil, fmt.Errorf("%w: %d classes, at most %d can be told apart", ErrPicture, r.K, len(picture.Series))
	}
	dots := &mapMarks{r: r, s: s}
	unit := fmt.Sprintf(s.say("SD within classes; %.0f%% (across) and %.0f%% (up) of the variance between them",
		"典型变量（类内标准差）；横轴、纵轴分别显示类间方差的%.0f%%和%.0f%%"), 100*r.Between[0], 100*r.Between[1])
	p := s.frame(s.say("Map of respondents", "受访者分布图"), unit, r.N)
	xmin, xmax, ymin, ymax := dots.DataRange()
	if !finite(xmin, xmax, ymin, ymax) {
		return nil, fmt.Errorf("%w: scores", ErrValue)
	}
	p.Add(picture.Grid{}, dots)
	dx, dy := 0.05*(xmax-xmin), 0.05*(ymax-ymin)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = xmin-dx, xmax+dx, ymin-dy, ymax+dy
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(picture.NiceTicks), plot.TickerFunc(picture.NiceTicks)
	return p, nil
}

type mapMarks struct {
	r *CanonicalResult
	s *PlotSettings
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
		xmin, xmax, ymin, ymax = min(xmin, x), max(xmax, x), min(ymin, y), max(ymax, y)
	}
	return xmin, xmax, ymin, ymax
}

func (m *mapMarks) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	sum, size := make([][2]float64, m.r.K), make([]float64, m.r.K)
	step := max(1, (m.r.N+mapDots-1)/mapDots)
	for i, k := range m.r.Label {
		u, v := m.r.Score.At(i, 0), m.r.Score.At(i, 1)
		sum[k][0], sum[k][1], size[k] = sum[k][0]+u, sum[k][1]+v, size[k]+1
		if i%step == 0 {
			style := picture.Series[k]
			style.Radius *= 0.45
			c.DrawGlyph(style, vg.Point{X: x(u), Y: y(v)})
		}
	}
	text := p.Y.Tick.Label
	text.XAlign, text.YAlign = draw.XCenter, draw.YCenter
	text.Font.Size = vg.Points(11)
	for k, n := range size {
		if n == 0 {
			continue
		}
		at := vg.Point{X: x(sum[k][0] / n), Y: y(sum[k][1] / n)}
		style := picture.Series[k]
		style.Radius *= 1.8
		label := m.s.class(k)
		below := vg.Point{X: at.X, Y: at.Y - style.Radius - vg.Points(9)}
		half := text.Width(label)/2 + vg.Points(3)
		c.FillPolygon(color.White, []vg.Point{{X: below.X - half, Y: below.Y - vg.Points(7)}, {X: below.X + half, Y: below.Y - vg.Points(7)},
			{X: below.X + half, Y: below.Y + vg.Points(7)}, {X: below.X - half, Y: below.Y + vg.Points(7)}})
		halo := style
		halo.Color, halo.Radius = color.White, style.Radius*1.35
		c.DrawGlyphNoClip(halo, at)
		c.DrawGlyphNoClip(style, at)
		c.FillText(text, below, label)
	}
}
