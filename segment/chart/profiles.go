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

// Profiles returns a dot for each answer and class with its interval: a row
// per answer, within it a dot per class. It is laid out for 18 cm across and
// 4 cm + 0.8 cm per answer in height. More than six classes, or no row, are an
// [ErrPicture].
func Profiles(r *segment.ProfileResult, s *Settings) (*plot.Plot, error) {
	s = orDefault(s)
	if len(r.Rows) == 0 {
		return nil, fmt.Errorf("%w: no rows", ErrPicture)
	}

	classes := 0
	for _, row := range r.Rows {
		classes = max(classes, row.Class+1)
	}
	labels, at := s.answers(r.Rows)
	keys, err := s.keys(classes, float64(len(labels))-0.5)
	if err != nil {
		return nil, err
	}

	dots := &classDots{}
	step := 0.66 / float64(classes)
	for i, row := range r.Rows {
		fromMiddle := float64(classes-1)/2 - float64(row.Class)
		dots.rows = append(dots.rows, classDot{
			y:     float64(len(labels)-1-at[i]) + step*fromMiddle,
			low:   100 * row.Share.Low,
			value: 100 * row.Share.Value,
			high:  100 * row.Share.High,
			class: row.Class,
		})
	}

	unit := s.say("%% of the class, with %g%% interval", "占该类的%%，线段为%g%%置信区间")
	p := s.frame(s.say("What each class answers", "各类的回答"), fmt.Sprintf(unit, 100*r.Level), r.N)
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

// answers returns the labels of the picture's rows and the picture's row of each
// row of the result.
func (s *Settings) answers(rows []segment.ProfileRow) (labels []string, at []int) {
	at = make([]int, len(rows))
	for i, row := range rows {
		if i == 0 || row.Item != rows[i-1].Item || row.Answer != rows[i-1].Answer {
			label := s.label(row.Item)
			if row.Answer != "ticked" {
				label += ": " + row.Answer
			}
			labels = append(labels, label)
		}
		at[i] = len(labels) - 1
	}
	return labels, at
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
			line := draw.LineStyle{Color: style.Color, Width: vg.Points(1.2)}
			c.StrokeLine2(line, x(r.low), y(r.y), x(r.high), y(r.y))
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
