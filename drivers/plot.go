package drivers

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
)

// PlotSettings say what is written on a picture and which terms it shows.
type PlotSettings struct {
	// Title stands above the picture; if empty, "Coefficients" in the
	// Language. Long titles and sources are broken into lines.
	Title string
	// Unit says what a coefficient means, such as "SD of the metric per SD of
	// the driver"; if empty, nothing is said.
	Unit string
	// Source is who asked the questions; if empty, no source is named.
	Source string
	// Language is that of the words the picture adds; if zero, English.
	Language Language
	// Synthetic marks the picture as one of a synthetic wave.
	Synthetic bool
	// Terms are the coefficients to show, by name, from the top down; if
	// nil, all but the intercept.
	Terms []string
	// Labels are what is written for the names of terms and outcomes; a
	// name without one is written itself.
	Labels map[string]string
	// Handler measures and draws text, for scripts that Liberation lacks; if
	// nil, gonum/plot's own. SVG keeps text as text with either.
	Handler text.Handler
}

// Language is that of the words a picture adds to the caller's own.
type Language int

// The languages of pictures.
const (
	English Language = iota
	Chinese
)

func (l Language) String() string {
	switch l {
	case English:
		return "en"
	case Chinese:
		return "zh"
	}
	return fmt.Sprintf("Language(%d)", int(l))
}

// PlotCoefficients returns a dot for each coefficient with its confidence
// interval: a row per term, within it a dot per outcome, a line at zero. It
// is laid out for 18 cm across and 4 cm + 1.4 cm per term in height; on a much
// narrower canvas its texts would be cut.
//
// The picture shows what goes with each outcome given the other terms, the
// terms left out of the picture among them. At most six outcomes can be told
// apart; more, or a coefficient or limit that is not finite ([ErrValue]), or
// a term that the model lacks ([ErrTerm]), are errors.
func PlotCoefficients(r *MultivariateResult, s *PlotSettings) (*plot.Plot, error) {
	if s == nil {
		s = &PlotSettings{}
	}
	if len(r.Outcomes) > len(picture.Series) {
		return nil, fmt.Errorf("drivers: %d outcomes in one picture, at most %d can be told apart", len(r.Outcomes), len(picture.Series))
	}
	terms := s.Terms
	if terms == nil {
		terms = r.slopes()
	}
	dots := &coefficientDots{}
	for j, outcome := range r.Outcomes {
		for k, term := range terms {
			c, err := r.Coefficient(outcome, term)
			if err != nil {
				return nil, err
			}
			if bad(c.Estimate) || bad(c.Low) || bad(c.High) {
				return nil, fmt.Errorf("%w: %s on %s: %v [%v, %v]", ErrValue, term, outcome, c.Estimate, c.Low, c.High)
			}
			row := float64(len(terms) - 1 - k)
			step := 0.66 / float64(len(r.Outcomes))
			dots.add(c, row+step*(float64(len(r.Outcomes)-1)/2-float64(j)), picture.Series[j])
		}
	}
	keys := &picture.Keys{Y: float64(len(terms)) - 0.5}
	for j, outcome := range r.Outcomes {
		keys.Labels = append(keys.Labels, s.label(outcome))
		keys.Styles = append(keys.Styles, picture.Series[j])
	}
	p := picture.New(frame(r, s))
	p.Add(&picture.RowLines{N: len(terms)}, dots, keys)
	ticks := make(plot.ConstantTicks, len(terms))
	for k, term := range terms {
		ticks[k] = plot.Tick{Value: float64(len(terms) - 1 - k), Label: s.label(term)}
	}
	p.Y.Tick.Marker = ticks
	p.Y.Min, p.Y.Max = -0.5, float64(len(terms))-0.5+0.5*float64(keys.Lines())
	margin := 0.04 * (p.X.Max - p.X.Min)
	p.X.Min, p.X.Max = p.X.Min-margin, p.X.Max+margin
	p.X.Tick.Marker = plot.TickerFunc(picture.NiceTicks)
	return p, nil
}

func bad(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }

func (s *PlotSettings) label(name string) string {
	if l, ok := s.Labels[name]; ok {
		return l
	}
	return name
}

// coefficientDots draws estimates with their intervals.
type coefficientDots struct {
	rows   []CoefficientRow
	at     []float64
	styles []draw.GlyphStyle
}

var (
	_ plot.Plotter    = (*coefficientDots)(nil)
	_ plot.DataRanger = (*coefficientDots)(nil)
)

func (d *coefficientDots) add(r *CoefficientRow, at float64, style draw.GlyphStyle) {
	d.rows, d.at, d.styles = append(d.rows, *r), append(d.at, at), append(d.styles, style)
}

func (d *coefficientDots) DataRange() (xmin, xmax, ymin, ymax float64) {
	for i, r := range d.rows {
		xmin, xmax = math.Min(xmin, r.Low), math.Max(xmax, r.High)
		ymin, ymax = math.Min(ymin, d.at[i]), math.Max(ymax, d.at[i])
	}
	return xmin, xmax, ymin, ymax
}

func (d *coefficientDots) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, r := range d.rows {
		at := y(d.at[i])
		c.StrokeLine2(draw.LineStyle{Color: d.styles[i].Color, Width: vg.Points(1.4)}, x(r.Low), at, x(r.High), at)
		c.DrawGlyphNoClip(d.styles[i], vg.Point{X: x(r.Estimate), Y: at})
	}
}

func (s *PlotSettings) title() string {
	switch {
	case s.Title != "":
		return s.Title
	case s.Language == Chinese:
		return "回归系数"
	}
	return "Coefficients"
}

// frame says around the picture what the numbers are.
func frame(r *MultivariateResult, s *PlotSettings) picture.Frame {
	unit := s.Unit
	if s.Language == Chinese {
		if unit != "" {
			unit += "，"
		}
		unit += fmt.Sprintf("线段为%g%%置信区间", 100*r.Settings.Level)
	} else {
		if unit != "" {
			unit += ","
		} else {
			unit = "coefficient"
		}
		unit += fmt.Sprintf(" with %g%% interval", 100*r.Settings.Level)
	}
	return picture.Frame{Title: s.title(), Unit: unit, N: r.N, Source: s.Source, Synthetic: s.Synthetic,
		Chinese: s.Language == Chinese, Handler: s.Handler}
}
