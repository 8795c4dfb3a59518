package chart

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/segment"
)

// largestZ is the z whose square fills its cell.
const largestZ = 6

// Residuals returns the matrix of bivariate residuals below its diagonal: a
// square for each pair whose area grows with |Z|, up to 6, full where answers go
// together more often than the classes explain, hollow where less often, and
// crossed where an item has more than two answers, so that there is no such
// direction, with a dot in the squares whose adjusted p is below 0.05. Columns
// bear the numbers that rows give their items. It is laid out for 18 cm across and
// 4 cm + 0.6 cm per item in height. N is the number of respondents. No pairs, more
// than 60 items, or a number that is not finite, are an [ErrPicture].
func Residuals(rows []segment.BivariateResidual, n int, s *Settings) (*plot.Plot, error) {
	s = orDefault(s)
	items, undirected := 0, false
	names := map[int]string{}
	for _, row := range rows {
		if !finite(row.Z, row.PAdjusted) {
			return nil, fmt.Errorf("%w: the residual of %s and %s is not finite",
				ErrPicture, row.NameA, row.NameB)
		}
		items = max(items, row.B+1)
		undirected = undirected || !row.Directed
		names[row.A], names[row.B] = s.label(row.NameA), s.label(row.NameB)
	}
	if items < 2 || items > 60 {
		return nil, fmt.Errorf("%w: %d items, 2 to 60 can be shown", ErrPicture, items)
	}

	unit := s.say("Full: together more often than the classes explain; hollow: less often; "+
		"area: |z| up to 6; dot: p < 0.05 after Holm",
		"实心：同时出现多于类别所能解释；空心：少于；面积：|z|（至6）；圆点：Holm校正后p < 0.05")
	if undirected {
		unit += s.say("; crossed: an item of more than two answers, no direction",
			"；打叉：有两个以上回答的题目，无方向")
	}
	p := s.frame(s.say("What the classes leave unexplained", "类别未能解释的关联"), unit, n)
	p.Add(&residualMarks{rows, items})

	across, down := make(plot.ConstantTicks, items-1), make(plot.ConstantTicks, items)
	for j := range items {
		down[j] = plot.Tick{Value: float64(items - 1 - j), Label: fmt.Sprintf("%s  %d", names[j], j+1)}
		if j < items-1 {
			across[j] = plot.Tick{Value: float64(j), Label: fmt.Sprint(j + 1)}
		}
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = across, down
	p.X.Min, p.X.Max = -0.5, float64(items)-0.5
	p.Y.Min, p.Y.Max = -0.5, float64(items)-0.5
	p.X.Tick.LineStyle.Width = 0
	return p, nil
}

type residualMarks struct {
	rows  []segment.BivariateResidual
	items int
}

var _ plot.Plotter = (*residualMarks)(nil)

func (m *residualMarks) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	line := draw.LineStyle{Color: picture.Faint, Width: vg.Points(0.6)}
	for j := range m.items {
		top, left := y(float64(m.items-1-j)+0.5), x(float64(j)-0.5)
		c.StrokeLine2(line, x(-0.5), top, x(float64(j)-0.5), top)
		c.StrokeLine2(line, left, y(-0.5), left, y(float64(m.items-1-j)-0.5))
	}

	cell := min(x(1)-x(0), y(1)-y(0)) * 0.9
	for _, row := range m.rows {
		m.square(c, row, vg.Point{X: x(float64(row.A)), Y: y(float64(m.items - 1 - row.B))}, cell)
	}
}

// square draws the mark of one pair about the middle of its cell.
func (m *residualMarks) square(
	c draw.Canvas, row segment.BivariateResidual, at vg.Point, cell vg.Length,
) {
	half := cell / 2 * vg.Length(math.Sqrt(min(math.Abs(row.Z), largestZ)/largestZ))
	square := []vg.Point{
		{X: at.X - half, Y: at.Y - half}, {X: at.X + half, Y: at.Y - half},
		{X: at.X + half, Y: at.Y + half}, {X: at.X - half, Y: at.Y + half},
	}
	outline := append(square[:len(square):len(square)], square[0])

	dot := draw.GlyphStyle{Color: picture.Ink, Shape: draw.CircleGlyph{}, Radius: cell / 10}
	switch {
	case !row.Directed:
		line := draw.LineStyle{Color: picture.Series[2].Color, Width: vg.Points(1)}
		rising := []vg.Point{square[0], square[2]}
		falling := []vg.Point{square[1], square[3]}
		c.StrokeLines(line, outline, rising, falling)
	case row.Z >= 0:
		c.FillPolygon(picture.Series[0].Color, square)
		dot.Color = picture.Faint
	default:
		c.StrokeLines(draw.LineStyle{Color: picture.Series[1].Color, Width: vg.Points(1)}, outline)
	}
	if row.PAdjusted < 0.05 {
		c.DrawGlyphNoClip(dot, at)
	}
}
