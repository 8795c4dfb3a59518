package chart

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
)

// Probabilities returns, for each class, which part of its members has at most
// a given probability of belonging to it, where members are those to whom no
// class is more probable. Curves that rise only at the right mean that classes
// are told apart. It is laid out for 18 by 11 cm. The posterior has a row per
// respondent and a column per class; values outside of 0 to 1, and more than six
// classes, are an [ErrPicture].
func Probabilities(posterior *mat.Dense, s *Settings) (*plot.Plot, error) {
	s = orDefault(s)
	n, k := posterior.Dims()
	keys, err := s.keys(k, 100)
	if err != nil {
		return nil, err
	}
	own, err := ownProbabilities(posterior)
	if err != nil {
		return nil, err
	}

	unit := s.say("Across: probability of the own class, %; up: % of its members up to it",
		"横轴：属于本类的概率（%）；纵轴：概率不高于该值的成员比例（%）")
	p := s.frame(s.say("How surely respondents belong to their class", "受访者归属的确定程度"), unit, n)
	p.Add(picture.Grid{}, &distributionLines{own}, keys)

	p.X.Min, p.X.Max = 100/float64(k), 100 // the largest of k probabilities is at least 1/k
	if k == 1 {
		p.X.Min = 0
	}
	p.Y.Min, p.Y.Max = 0, 100+12*float64(keys.Lines())
	keys.Height = 12
	p.X.Tick.Marker = plot.TickerFunc(picture.NiceTicks)
	p.Y.Tick.Marker = plot.TickerFunc(func(_, _ float64) []plot.Tick {
		return picture.NiceTicks(0, 100)
	})
	return p, nil
}

// ownProbabilities returns, for each class, its members' probabilities of
// belonging to it, in percent, from the smallest up.
func ownProbabilities(posterior *mat.Dense) ([][]float64, error) {
	n, k := posterior.Dims()
	own := make([][]float64, k)
	for i := range n {
		best := 0
		for c, v := range posterior.RawRowView(i) {
			if !(v >= 0 && v <= 1+1e-9) {
				return nil, fmt.Errorf("%w: row %d, class %d: %v is no probability", ErrPicture, i, c, v)
			}
			if v > posterior.At(i, best) {
				best = c
			}
		}
		own[best] = append(own[best], 100*posterior.At(i, best))
	}
	for _, v := range own {
		slices.Sort(v)
	}
	return own, nil
}

// distributionLines are stairs through sorted values, with marks at tenths so
// that they can be told apart without colour.
type distributionLines struct{ sorted [][]float64 }

var _ plot.Plotter = (*distributionLines)(nil)

func (d *distributionLines) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for k, values := range d.sorted {
		if len(values) == 0 {
			continue
		}
		style := picture.Series[k]
		n := float64(len(values))

		line := []vg.Point{{X: x(p.X.Min), Y: y(0)}}
		for i, v := range values {
			before, after := 100*float64(i)/n, 100*float64(i+1)/n
			line = append(line, vg.Point{X: x(v), Y: y(before)}, vg.Point{X: x(v), Y: y(after)})
		}
		c.StrokeLines(draw.LineStyle{Color: style.Color, Width: vg.Points(1.2)}, line)

		for tenth := 1; tenth < 10; tenth++ {
			i := tenth * len(values) / 10
			c.DrawGlyphNoClip(style, vg.Point{X: x(values[i]), Y: y(10 * float64(tenth))})
		}
	}
}
