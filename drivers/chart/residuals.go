package chart

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/ordered"
	"github.com/ctostudy/ctostudy/internal/picture"
)

const (
	// residualBins is the number of groups of fitted values that are summed up.
	residualBins = 16
	// residualPoints is how many respondents are drawn one by one at most.
	residualPoints = 1500
)

// Residuals draws the residuals of one outcome by their standard deviation
// against the fitted values: each respondent (up to 1,500; none of more), and for
// sixteenths of the fitted values the mean with its 95% interval and the band from
// the 10th to the 90th percentile. Means off zero say that the model's form is
// wrong, bands of changing width that errors are not equally spread. It ignores
// weights; an outcome that is not in the fit is an [drivers.ErrTerm], one that is fitted
// exactly an [drivers.ErrConstant]. It is laid out for 18 cm by 11 cm.
func Residuals(r *drivers.MultivariateResult, outcome string, s *Settings) (*plot.Plot, error) {
	s = s.resolved()
	fitted, residual, err := standardResiduals(r, outcome)
	if err != nil {
		return nil, err
	}
	unit := s.say("standardised residual against fitted value: mean with 95% interval, band from 10th to 90th percentile",
		"标准化残差与拟合值：均值及95%置信区间，灰带为第10至第90百分位")
	p := picture.New(s.framed(s.say("Residuals of ", "残差：")+s.label(outcome), unit, r.N))
	p.Add(picture.Grid{}, newResidualBands(fitted, residual))
	niceTicks(p)
	return p, nil
}

// Quantiles draws the ordered standardised residuals of one outcome against
// normal quantiles, at most 200 of them, evenly spread. Points on the line say
// that errors are normal; with many respondents the intervals do not need it.
// Errors are those of [Residuals].
func Quantiles(r *drivers.MultivariateResult, outcome string, s *Settings) (*plot.Plot, error) {
	s = s.resolved()
	_, residual, err := standardResiduals(r, outcome)
	if err != nil {
		return nil, err
	}
	slices.Sort(residual)
	points := &quantilePoints{}
	n := len(residual)
	for k := range min(n, 200) {
		i := k * (n - 1) / max(1, min(n, 200)-1)
		points.x = append(points.x, distuv.UnitNormal.Quantile((float64(i)+0.5)/float64(n)))
		points.y = append(points.y, residual[i])
	}
	p := picture.New(s.framed(s.say("Distribution of the residuals of ", "残差分布：")+s.label(outcome),
		s.say("standardised residual against normal quantile", "标准化残差与正态分位数"), r.N))
	p.Add(picture.Grid{}, points)
	p.X.Min, p.X.Max = p.X.Min-0.15, p.X.Max+0.15
	niceTicks(p)
	return p, nil
}

// standardResiduals returns fitted values, and residuals by their standard
// deviation.
func standardResiduals(r *drivers.MultivariateResult,
	outcome string) (fitted, residual []float64, err error) {
	o := slices.Index(r.Outcomes, outcome)
	if o < 0 {
		return nil, nil, fmt.Errorf("%w: outcome %q", drivers.ErrTerm, outcome)
	}
	if math.IsNaN(r.ResidualCorrelation[o][o]) { // as the result says it
		return nil, nil, fmt.Errorf("%w: %q is fitted exactly", drivers.ErrConstant, outcome)
	}

	fit := r.Fits[o]
	residual = make([]float64, len(fit.Residuals))
	for i, e := range fit.Residuals {
		residual[i] = e / fit.RMSE
	}
	return r.Fitted[o], residual, nil
}

// residualBands draws what Residuals says.
type residualBands struct {
	fitted, residual []float64
	bins             []residualBin
}

type residualBin struct{ from, to, mid, mean, half, low, high float64 }

var (
	_ plot.Plotter    = (*residualBands)(nil)
	_ plot.DataRanger = (*residualBands)(nil)
)

func newResidualBands(fitted, residual []float64) *residualBands {
	order := make([]int, len(fitted))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(fitted[a], fitted[b]) })
	out := &residualBands{fitted: fitted, residual: residual}
	bins := min(residualBins, len(order)/8)
	for k := range bins {
		part := order[k*len(order)/bins : (k+1)*len(order)/bins]
		b := residualBin{from: fitted[part[0]], to: fitted[part[len(part)-1]]}
		var values []float64
		n := float64(len(part))
		for _, i := range part {
			values = append(values, residual[i])
			b.mid += fitted[i] / n
			b.mean += residual[i] / n
		}
		ss := 0.0
		for _, v := range values {
			ss += (v - b.mean) * (v - b.mean)
		}
		b.half = 1.96 * math.Sqrt(ss/(n-1)/n)
		slices.Sort(values)
		b.low, b.high = ordered.Quantile(values, 0.1), ordered.Quantile(values, 0.9)
		out.bins = append(out.bins, b)
	}
	return out
}

// DataRange leaves room for the points at the edges to be drawn whole.
func (d *residualBands) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax = slices.Min(d.fitted), slices.Max(d.fitted)
	room := 0.015 * (xmax - xmin)
	return xmin - room, xmax + room, math.Min(-3, slices.Min(d.residual)-0.15), math.Max(3,
		slices.Max(d.residual)+0.15)
}

func (d *residualBands) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, b := range d.bins {
		c.FillPolygon(color.Gray{Y: 0xd2},
			[]vg.Point{{X: x(b.from), Y: y(b.low)}, {X: x(b.to), Y: y(b.low)},
				{X: x(b.to), Y: y(b.high)}, {X: x(b.from), Y: y(b.high)}})
	}
	if len(d.fitted) <= residualPoints {
		style := draw.GlyphStyle{Color: color.Gray{Y: 0x77}, Radius: vg.Points(1.1),
			Shape: draw.RingGlyph{}}
		for i, f := range d.fitted {
			c.DrawGlyph(style, vg.Point{X: x(f), Y: y(d.residual[i])})
		}
	}
	c.StrokeLine2(draw.LineStyle{Color: picture.Ink, Width: vg.Points(0.8)}, c.Min.X, y(0), c.Max.X,
		y(0))
	for _, b := range d.bins {
		c.StrokeLine2(draw.LineStyle{Color: picture.Series[0].Color, Width: vg.Points(1.6)},
			x(b.mid), y(b.mean-b.half), x(b.mid), y(b.mean+b.half))
		c.DrawGlyphNoClip(picture.Series[0], vg.Point{X: x(b.mid), Y: y(b.mean)})
	}
}

// quantilePoints draws points and the line on which they would lie.
type quantilePoints struct{ x, y []float64 }

var (
	_ plot.Plotter    = (*quantilePoints)(nil)
	_ plot.DataRanger = (*quantilePoints)(nil)
)

func (d *quantilePoints) DataRange() (xmin, xmax, ymin, ymax float64) {
	return d.x[0], d.x[len(d.x)-1], math.Min(d.y[0], d.x[0]), math.Max(d.y[len(d.y)-1],
		d.x[len(d.x)-1])
}

func (d *quantilePoints) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	last := len(d.x) - 1
	c.StrokeLine2(draw.LineStyle{Color: picture.Ink, Width: vg.Points(0.8)}, x(d.x[0]), y(d.x[0]),
		x(d.x[last]), y(d.x[last]))
	style := picture.Series[0]
	style.Radius = vg.Points(2)
	for i := range d.x {
		c.DrawGlyphNoClip(style, vg.Point{X: x(d.x[i]), Y: y(d.y[i])})
	}
}
