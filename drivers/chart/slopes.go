package chart

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/picture"
)

// Slopes draws predicted growth in percent against the metric, a line for
// each value of the moderator at which the slopes were taken, each named at its
// right end with its slope and interval. Labels name "metric" and "moderator".
// More than six slopes are an [drivers.ErrSettings], numbers that are not finite an
// [drivers.ErrValue]. It is laid out for 18 cm by 11 cm.
func Slopes(r *drivers.SlopesResult, s *Settings) (*plot.Plot, error) {
	s = s.resolved()
	if len(r.Slopes) > len(picture.Series) {
		return nil, tooMany(len(r.Slopes), "slopes")
	}
	left, right := r.MetricRange[0], r.MetricRange[1]
	lines := &slopeLines{}
	for k, row := range r.Slopes {
		a, b := 100*(row.Intercept+row.Estimate*left), 100*(row.Intercept+row.Estimate*right)
		if bad(a) || bad(b) {
			return nil, fmt.Errorf("%w: slope at %v", drivers.ErrValue, row.At)
		}
		lines.values = append(lines.values, [4]float64{left, a, right, b})
		lines.styles = append(lines.styles, picture.Series[k])
		lines.labels = append(lines.labels,
			fmt.Sprintf("%s = %s: %s (%s %s %s)", s.label("moderator"), figure("%.2f", row.At),
				figure("%+.2f", 100*row.Estimate), figure("%+.2f", 100*row.Low), s.say("to", "至"),
				figure("%+.2f", 100*row.High)))
	}
	unit := s.say("predicted growth in percent against "+s.label("metric")+"; slopes in points per unit",
		"预测增长率（%），横轴为"+s.label("metric")+"；斜率为每单位的百分点")
	unit = s.say(unit+fmt.Sprintf(" with %g%% interval", 100*r.Fit.Settings.Level),
		unit+fmt.Sprintf("，附%g%%置信区间", 100*r.Fit.Settings.Level))
	p := picture.New(s.framed(s.say("Simple slopes", "简单斜率"), unit, r.Fit.N))
	p.Add(picture.Grid{}, lines)
	pad := 0.06 * (p.Y.Max - p.Y.Min)
	margin := 0.03 * (right - left)
	p.X.Min, p.X.Max = left-margin, right+margin
	// The names of the lines stand above them, a line each.
	p.Y.Min, p.Y.Max = p.Y.Min-pad, p.Y.Max+pad+float64(len(lines.labels))*0.09*(p.Y.Max-p.Y.Min)
	niceTicks(p)
	return p, nil
}

// slopeLines draws lines with a glyph at either end, and their names.
type slopeLines struct {
	values [][4]float64
	labels []string
	styles []draw.GlyphStyle
}

var (
	_ plot.Plotter    = (*slopeLines)(nil)
	_ plot.DataRanger = (*slopeLines)(nil)
)

func (l *slopeLines) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, v := range l.values {
		xmin, xmax = math.Min(xmin, v[0]), math.Max(xmax, v[2])
		ymin, ymax = math.Min(ymin, math.Min(v[1], v[3])), math.Max(ymax, math.Max(v[1], v[3]))
	}
	return xmin, xmax, ymin, ymax
}

func (l *slopeLines) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	dashes := [][]vg.Length{nil, {vg.Points(7), vg.Points(3)}, {vg.Points(2), vg.Points(3)}}
	style := p.Y.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	for k, v := range l.values {
		line := draw.LineStyle{Color: l.styles[k].Color, Width: vg.Points(1.6),
			Dashes: dashes[k%len(dashes)]}
		c.StrokeLine2(line, x(v[0]), y(v[1]), x(v[2]), y(v[3]))
		for _, end := range [][2]float64{{v[0], v[1]}, {v[2], v[3]}} {
			c.DrawGlyphNoClip(l.styles[k], vg.Point{X: x(end[0]), Y: y(end[1])})
		}
		at := c.Max.Y - vg.Points(9) - vg.Length(k)*vg.Points(15)
		c.StrokeLine2(line, c.Min.X+vg.Points(8), at, c.Min.X+vg.Points(40), at)
		c.DrawGlyphNoClip(l.styles[k], vg.Point{X: c.Min.X + vg.Points(24), Y: at})
		c.FillText(style, vg.Point{X: c.Min.X + vg.Points(48), Y: at}, l.labels[k])
	}
}
