package drivers

import (
	"fmt"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
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

// series is how one outcome is drawn. The colours differ in lightness (grey
// values of 45, 99 and 131 of 255) and for the colour-blind (blue, rust and
// sky); shapes and the order within a row tell the outcomes apart as well.
var series = []draw.GlyphStyle{
	{Color: color.RGBA{R: 0x14, G: 0x30, B: 0x4f, A: 255}, Shape: draw.CircleGlyph{}, Radius: 3.4},
	{Color: color.RGBA{R: 0xb3, G: 0x47, B: 0x1d, A: 255}, Shape: draw.BoxGlyph{}, Radius: 3.2},
	{Color: color.RGBA{R: 0x3f, G: 0x9b, B: 0xbf, A: 255}, Shape: draw.PyramidGlyph{}, Radius: 4},
	{Color: color.RGBA{R: 0x14, G: 0x30, B: 0x4f, A: 255}, Shape: draw.RingGlyph{}, Radius: 3.4},
	{Color: color.RGBA{R: 0xb3, G: 0x47, B: 0x1d, A: 255}, Shape: draw.SquareGlyph{}, Radius: 3.2},
	{Color: color.RGBA{R: 0x3f, G: 0x9b, B: 0xbf, A: 255}, Shape: draw.TriangleGlyph{}, Radius: 4},
}

var (
	ink   = color.Gray{Y: 0x22}
	faint = color.Gray{Y: 0xdd}
)

const keysPerLine = 3

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
	if len(r.Outcomes) > len(series) {
		return nil, fmt.Errorf("drivers: %d outcomes in one picture, at most %d can be told apart", len(r.Outcomes), len(series))
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
			dots.add(c, row+step*(float64(len(r.Outcomes)-1)/2-float64(j)), series[j])
		}
	}
	keys := &keyLines{y: float64(len(terms)) - 0.5}
	for j, outcome := range r.Outcomes {
		keys.labels = append(keys.labels, s.label(outcome))
		keys.styles = append(keys.styles, series[j])
	}
	p := newPlot(s)
	p.Add(&rowLines{n: len(terms)}, dots, keys)
	p.X.Label.Text = footer(r, s)
	ticks := make(plot.ConstantTicks, len(terms))
	for k, term := range terms {
		ticks[k] = plot.Tick{Value: float64(len(terms) - 1 - k), Label: s.label(term)}
	}
	p.Y.Tick.Marker = ticks
	p.Y.Min, p.Y.Max = -0.5, float64(len(terms))-0.5+0.5*float64(keys.lines())
	margin := 0.04 * (p.X.Max - p.X.Min)
	p.X.Min, p.X.Max = p.X.Min-margin, p.X.Max+margin
	p.X.Tick.Marker = plot.TickerFunc(niceTicks)
	return p, nil
}

func bad(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }

func (s *PlotSettings) label(name string) string {
	if l, ok := s.Labels[name]; ok {
		return l
	}
	return name
}

// newPlot returns an empty picture in our style: sans serif, no box, no
// vertical axis line, faint grid.
func newPlot(s *PlotSettings) *plot.Plot {
	p := plot.New()
	p.Title.Text = wrapped(s.title(), titleColumns)
	p.Title.Padding = vg.Points(11)
	p.Title.TextStyle.Font.Size = vg.Points(13)
	p.Title.TextStyle.YAlign = -1.2 // a little below the canvas's edge
	p.X.Label.TextStyle.Font.Size = vg.Points(9)
	p.X.Label.Padding = vg.Points(6)
	p.X.Tick.Label.Font.Size = vg.Points(9)
	p.Y.Tick.Label.Font.Size = vg.Points(10)
	p.Y.Label.Text = " " // keeps the rows' names off the canvas's edge
	p.Y.Label.TextStyle.Font.Size = vg.Points(4)
	for _, style := range []*draw.TextStyle{&p.Title.TextStyle, &p.X.Label.TextStyle, &p.X.Tick.Label, &p.Y.Label.TextStyle, &p.Y.Tick.Label} {
		style.Font.Variant = "Sans"
		style.Color = ink
		if s.Handler != nil {
			style.Handler = s.Handler
		}
	}
	if s.Handler != nil {
		p.TextHandler = s.Handler
	}
	p.X.LineStyle.Color, p.X.Tick.LineStyle.Color = ink, ink
	p.Y.LineStyle.Width, p.Y.Tick.LineStyle.Width = 0, 0
	p.Y.Tick.Length = 0
	p.Y.Padding = vg.Points(4)
	return p
}

// rowLines separates the terms, marks zero and continues the ticks upwards. It
// keeps a margin at the right.
type rowLines struct{ n int }

var (
	_ plot.Plotter    = (*rowLines)(nil)
	_ plot.DataRanger = (*rowLines)(nil)
	_ plot.GlyphBoxer = (*rowLines)(nil)
)

func (l *rowLines) DataRange() (xmin, xmax, ymin, ymax float64) { return 0, 0, 0, 0 }

func (l *rowLines) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	line := draw.LineStyle{Color: faint, Width: vg.Points(0.6)}
	for k := 0; k <= l.n; k++ {
		at := y(float64(k) - 0.5)
		c.StrokeLine2(line, c.Min.X, at, c.Max.X, at)
	}
	top := y(float64(l.n) - 0.5)
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		c.StrokeLine2(line, x(t.Value), c.Min.Y, x(t.Value), top)
	}
	c.StrokeLine2(draw.LineStyle{Color: ink, Width: vg.Points(0.8)}, x(0), c.Min.Y, x(0), top)
}

func (l *rowLines) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	return []plot.GlyphBox{{X: 1, Y: 0.5, Rectangle: vg.Rectangle{Max: vg.Point{X: vg.Points(8)}}}}
}

// niceTicks returns multiples of 1, 2 or 5 times a power of ten between low
// and high: at most nine, at least three where there is room for any.
func niceTicks(low, high float64) []plot.Tick {
	if !(high > low) {
		return nil
	}
	power := math.Floor(math.Log10((high - low) / 8))
	step := math.Pow(10, power)
	for _, m := range []float64{1, 2, 5, 10} {
		step = m * math.Pow(10, power)
		if (high-low)/step <= 8 {
			break
		}
	}
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	var out []plot.Tick
	for k := math.Ceil(low / step); k*step <= high; k++ {
		label := strconv.FormatFloat(math.Abs(k*step), 'f', decimals, 64)
		if k < 0 {
			label = "\u2212" + label
		}
		out = append(out, plot.Tick{Value: k * step, Label: label})
	}
	return out
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

// keyLines names the outcomes above the rows, where no dot can be.
type keyLines struct {
	y      float64 // upper edge of the topmost row
	labels []string
	styles []draw.GlyphStyle
}

var _ plot.Plotter = (*keyLines)(nil)

func (k *keyLines) lines() int { return (len(k.labels) + keysPerLine - 1) / keysPerLine }

func (k *keyLines) Plot(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	style := p.Y.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	gap := vg.Points(6)
	for line := range k.lines() {
		at := y(k.y + 0.5*(float64(k.lines()-line)-0.5))
		left := c.Min.X + gap
		for j := line * keysPerLine; j < min((line+1)*keysPerLine, len(k.labels)); j++ {
			c.DrawGlyphNoClip(k.styles[j], vg.Point{X: left + k.styles[j].Radius, Y: at})
			left += 2*k.styles[j].Radius + gap
			c.FillText(style, vg.Point{X: left, Y: at}, k.labels[j])
			left += style.Width(k.labels[j]) + 3*gap
		}
	}
}
