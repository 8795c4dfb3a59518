package drivers

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/internal/words"
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

func (l Language) String() string { return words.Of(l, "en", "zh") }

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
	rows := make([][]interval3, len(terms))
	for k, term := range terms {
		for _, outcome := range r.Outcomes {
			c, err := r.Coefficient(outcome, term)
			if err != nil {
				return nil, err
			}
			if bad(c.Estimate) || bad(c.Low) || bad(c.High) {
				return nil, fmt.Errorf("%w: %s on %s: %v [%v, %v]", ErrValue, term, outcome, c.Estimate, c.Low, c.High)
			}
			rows[k] = append(rows[k], interval3{c.Low, c.Estimate, c.High})
		}
	}
	return dotPicture(s.labels(terms), s.labels(r.Outcomes), rows, frame(r, s)), nil
}

// interval3 is an estimate between its limits.
type interval3 struct{ low, mid, high float64 }

// dotPicture draws a row per label, within it a dot with its interval for each
// series.
func dotPicture(labels, series []string, rows [][]interval3, f picture.Frame) *plot.Plot {
	dots, keys := &intervalDots{}, &picture.Keys{Y: float64(len(labels)) - 0.5, Labels: series, Styles: picture.Series[:len(series)]}
	ticks := make(plot.ConstantTicks, len(labels))
	step := 0.66 / float64(len(series))
	for k, label := range labels {
		ticks[k] = plot.Tick{Value: float64(len(labels) - 1 - k), Label: label}
	}
	for j := range series {
		for k, row := range rows {
			dots.add(row[j], ticks[k].Value+step*(float64(len(series)-1)/2-float64(j)), picture.Series[j])
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

func bad(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }

func (s *PlotSettings) label(name string) string {
	if l, ok := s.Labels[name]; ok {
		return l
	}
	return name
}

func (s *PlotSettings) labels(names []string) []string {
	out := make([]string, len(names))
	for j, name := range names {
		out[j] = s.label(name)
	}
	return out
}

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
		c.StrokeLine2(draw.LineStyle{Color: d.styles[i].Color, Width: vg.Points(1.4)}, x(v.low), at, x(v.high), at)
		c.DrawGlyphNoClip(d.styles[i], vg.Point{X: x(v.mid), Y: at})
	}
}

// figure writes a number as printed texts do: with a minus sign, and none before
// a zero.
func figure(format string, x float64) string {
	out := fmt.Sprintf(format, x)
	if strings.Trim(out, "+-0.") == "" {
		return strings.TrimLeft(out, "+-")
	}
	return strings.Replace(out, "-", "\u2212", 1)
}

// say returns the text in the picture's language.
func (s *PlotSettings) say(english, chinese string) string {
	if s.Language == Chinese {
		return chinese
	}
	return english
}

// framed is the frame of a picture with its default title and what its numbers
// mean.
func (s *PlotSettings) framed(title, unit string, n int) picture.Frame {
	if s.Title != "" {
		title = s.Title
	}
	if s.Unit != "" {
		unit = s.Unit + s.say(", ", "，") + unit
	}
	return picture.Frame{Title: title, Unit: unit, N: n, Source: s.Source, Synthetic: s.Synthetic,
		Chinese: s.Language == Chinese, Handler: s.Handler}
}

// withLevel adds what the lines are.
func (s *PlotSettings) withLevel(unit string, level float64) string {
	return unit + s.say(fmt.Sprintf(" with %g%% interval", 100*level), fmt.Sprintf("，线段为%g%%置信区间", 100*level))
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
