package segment

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
)

// PlotSettings say what is written on a picture. The zero value is the default.
type PlotSettings struct {
	// Title stands above the picture; if empty, what it shows.
	Title string
	// Source is who asked the questions; if empty, no source is named.
	Source string
	// Synthetic marks the picture as one of a synthetic wave.
	Synthetic bool
	// Classes are the names of the classes; one without is called "class 1",
	// "class 2", ...
	Classes []string
	// Labels are what is written for the names of items; a name without one
	// is written itself.
	Labels map[string]string
	// Language is that of the words the picture adds; if zero, English.
	Language Language
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
	if l < English || l > Chinese {
		return fmt.Sprintf("Language(%d)", int(l))
	}
	return [...]string{"en", "zh"}[l]
}

// say returns the words in the picture's language.
func (s *PlotSettings) say(english, chinese string) string {
	if s.Language == Chinese {
		return chinese
	}
	return english
}

func (s *PlotSettings) label(name string) string {
	if l, ok := s.Labels[name]; ok {
		return l
	}
	return name
}

func (s *PlotSettings) class(k int) string {
	if k < len(s.Classes) {
		return s.Classes[k]
	}
	return fmt.Sprintf(s.say("class %d", "第%d类"), k+1)
}

// frame is the empty picture with its texts.
func (s *PlotSettings) frame(title, unit string, n int) *plot.Plot {
	if s.Title != "" {
		title = s.Title
	}
	return picture.New(picture.Frame{Title: title, Unit: unit, N: n, Source: s.Source, Synthetic: s.Synthetic,
		Chinese: s.Language == Chinese, Handler: s.Handler})
}

// keys names the classes above a picture whose top is at y.
func (s *PlotSettings) keys(classes int, y float64) (*picture.Keys, error) {
	if classes > len(picture.Series) {
		return nil, fmt.Errorf("%w: %d classes, at most %d can be told apart", ErrPicture, classes, len(picture.Series))
	}
	keys := &picture.Keys{Y: y, Styles: picture.Series[:classes]}
	for k := range classes {
		keys.Labels = append(keys.Labels, s.class(k))
	}
	return keys, nil
}

func orDefault(s *PlotSettings) *PlotSettings {
	if s == nil {
		return &PlotSettings{}
	}
	return s
}

// PlotProfiles returns a dot for each answer and class with its interval: a row
// per answer, within it a dot per class. It is laid out for 18 cm across and
// 4 cm + 0.8 cm per answer in height. More than six classes, or no row, are an
// [ErrPicture].
func PlotProfiles(r *ProfileResult, s *PlotSettings) (*plot.Plot, error) {
	s = orDefault(s)
	if len(r.Rows) == 0 {
		return nil, fmt.Errorf("%w: no rows", ErrPicture)
	}
	classes, labels, at := 0, []string(nil), make([]int, len(r.Rows))
	for i, row := range r.Rows {
		classes = max(classes, row.Class+1)
		if i == 0 || row.Item != r.Rows[i-1].Item || row.Answer != r.Rows[i-1].Answer {
			label := s.label(row.Item)
			if row.Answer != "ticked" {
				label += ": " + row.Answer
			}
			labels = append(labels, label)
		}
		at[i] = len(labels) - 1
	}
	keys, err := s.keys(classes, float64(len(labels))-0.5)
	if err != nil {
		return nil, err
	}
	dots, step := &classDots{}, 0.66/float64(classes)
	for i, row := range r.Rows {
		y := float64(len(labels)-1-at[i]) + step*(float64(classes-1)/2-float64(row.Class))
		dots.rows = append(dots.rows, classDot{y, 100 * row.Share.Low, 100 * row.Share.Value, 100 * row.Share.High, row.Class})
	}
	unit := fmt.Sprintf(s.say("%% of the class, with %g%% interval", "占该类的%%，线段为%g%%置信区间"), 100*r.Level)
	p := s.frame(s.say("What each class answers", "各类的回答"), unit, r.N)
	p.Add(&picture.RowLines{N: len(labels)}, dots, keys)
	ticks := make(plot.ConstantTicks, len(labels))
	for j, label := range labels {
		ticks[j] = plot.Tick{Value: float64(len(labels) - 1 - j), Label: label}
	}
	p.Y.Tick.Marker = ticks
	p.Y.Min, p.Y.Max = -0.5, float64(len(labels))-0.5+0.5*float64(keys.Lines())
	p.X.Min, p.X.Max = 0, 100
	p.X.Tick.Marker = plot.TickerFunc(picture.NiceTicks)
	return p, nil
}

// classDot is one estimate with its interval at a height.
type classDot struct {
	y, low, value, high float64
	class               int
}

type classDots struct{ rows []classDot }

var _ plot.Plotter = (*classDots)(nil)

func (d *classDots) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, r := range d.rows {
		style := picture.Series[r.class]
		if finite(r.low, r.high) { // else the estimate has no interval
			c.StrokeLine2(draw.LineStyle{Color: style.Color, Width: vg.Points(1.2)}, x(r.low), y(r.y), x(r.high), y(r.y))
		}
		c.DrawGlyphNoClip(style, vg.Point{X: x(r.value), Y: y(r.y)})
	}
}

// finite reports whether all numbers can be drawn.
func finite(x ...float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
