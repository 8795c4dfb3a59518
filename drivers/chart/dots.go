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

// interval3 is an estimate between its limits.
type interval3 struct{ low, mid, high float64 }

// dotPicture draws a row per label, within it a dot with its interval for each
// series.
func dotPicture(labels, series []string, rows [][]interval3, f picture.Frame) *plot.Plot {
	dots, keys := &intervalDots{}, &picture.Keys{Y: float64(len(labels)) - 0.5, Labels: series,
		Styles: picture.Series[:len(series)]}
	ticks := make(plot.ConstantTicks, len(labels))
	step := 0.66 / float64(len(series))
	for k, label := range labels {
		ticks[k] = plot.Tick{Value: float64(len(labels) - 1 - k), Label: label}
	}
	for j := range series {
		for k, row := range rows {
			dots.add(row[j], ticks[k].Value+step*(float64(len(series)-1)/2-float64(j)),
				picture.Series[j])
		}
	}
	p := picture.New(f)
	p.Add(&picture.RowLines{N: len(labels)}, dots, keys)
	p.Y.Tick.Marker = ticks
	p.Y.Min, p.Y.Max = -0.5, float64(len(labels))-0.5+0.5*float64(keys.Lines())
	margin := 0.04 * (p.X.Max - p.X.Min)
	p.X.Min, p.X.Max = p.X.Min-margin, p.X.Max+margin
	p.X.Tick.Marker = plot.TickerFunc(picture.NiceTicks)
	return p
}

// bad reports whether a number cannot be drawn.
func bad(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }

// intervalDots draws estimates with their intervals.
type intervalDots struct {
	values []interval3
	at     []float64
	styles []draw.GlyphStyle
}

var (
	_ plot.Plotter    = (*intervalDots)(nil)
	_ plot.DataRanger = (*intervalDots)(nil)
)

func (d *intervalDots) add(v interval3, at float64, style draw.GlyphStyle) {
	d.values, d.at, d.styles = append(d.values, v), append(d.at, at), append(d.styles, style)
}

func (d *intervalDots) DataRange() (xmin, xmax, ymin, ymax float64) {
	for i, v := range d.values {
		xmin, xmax = math.Min(xmin, v.low), math.Max(xmax, v.high)
		ymin, ymax = math.Min(ymin, d.at[i]), math.Max(ymax, d.at[i])
	}
	return xmin, xmax, ymin, ymax
}

func (d *intervalDots) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, v := range d.values {
		at := y(d.at[i])
		c.StrokeLine2(draw.LineStyle{Color: d.styles[i].Color, Width: vg.Points(1.4)}, x(v.low), at,
			x(v.high), at)
		c.DrawGlyphNoClip(d.styles[i], vg.Point{X: x(v.mid), Y: at})
	}
}

// tooMany is the error of more series than can be told apart.
func tooMany(n int, what string) error {
	return fmt.Errorf("%w: %d %s in one picture, at most %d can be told apart",
		drivers.ErrSettings, n, what, len(picture.Series))
}

// niceTicks gives both axes ticks at round numbers.
func niceTicks(p *plot.Plot) {
	p.X.Tick.Marker = plot.TickerFunc(picture.NiceTicks)
	p.Y.Tick.Marker = plot.TickerFunc(picture.NiceTicks)
}
