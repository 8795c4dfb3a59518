package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/lettering"
	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// sketch holds what pictures are drawn from.
type sketch struct {
	*view
	handler text.Handler
	shares  map[shareKey]*stats.Estimate
}

// shareKey names a share: which option, in which population.
type shareKey struct{ population, construct, item string }

func newSketch(v *view, handler text.Handler) *sketch {
	s := &sketch{view: v, handler: handler, shares: map[shareKey]*stats.Estimate{}}
	if s.handler == nil && v.lang == Chinese {
		s.handler = lettering.New()
	}

	for _, row := range v.analysis.Shares {
		s.shares[shareKey{row.Population, row.Construct, row.Item}] = row.Estimate
	}
	return s
}

// frame returns an empty picture with what has to stand around it.
func (s *sketch) frame(title, unit string, n int) *plot.Plot {
	return picture.New(picture.Frame{
		Title: title, Unit: unit, N: n,
		Source: s.say(s.analysis.Source), Synthetic: s.analysis.Synthetic,
		Chinese: s.lang == Chinese, Handler: s.handler,
	})
}

// unit says what the axis of a study's picture shows.
func (s *sketch) unit(spec survey.Picture) string {
	if !strings.Contains(spec.Unit, "%g") {
		return s.say(spec.Unit)
	}
	return s.say(spec.Unit, s.level())
}

// share returns a share in percent; nil if there is none or none may be shown.
func (s *sketch) share(population, construct, item string) *stats.Estimate {
	return drawn(s.shares[shareKey{population, construct, item}])
}

// drawn returns a share in percent; nil if there is none or none may be shown.
func drawn(e *stats.Estimate) *stats.Estimate {
	if e == nil || ctostudy.Withheld(e) {
		return nil
	}
	return inPercent(e)
}

// inPercent returns a share or ratio as percent.
func inPercent(e *stats.Estimate) *stats.Estimate {
	out := *e
	out.Value *= 100
	out.StdErr *= 100
	out.Low *= 100
	out.High *= 100
	return &out
}

// printed returns the published value of a claim such as "share invest/iot"; nil if none is.
func (s *sketch) printed(claim, population string) *ctostudy.Figure {
	f, ok := s.judgement.Printed(claim, population)
	if !ok {
		return nil
	}
	return &f
}

// printedShare returns the published share of an item; nil if none is.
func (s *sketch) printedShare(population, construct, item string) *ctostudy.Figure {
	return s.printed("share "+construct+"/"+item, population)
}

// shareDot returns the share of an item and the published one.
func (s *sketch) shareDot(population, construct, item string) panelDot {
	return panelDot{s.share(population, construct, item), s.printedShare(population, construct, item)}
}

// items returns the items of a construct, none if the codebook lacks it.
func (s *sketch) items(construct string) []survey.Item {
	c := s.analysis.Wave.Construct(construct)
	if c == nil {
		return nil
	}
	return c.Items
}

// thisWave is the name of the estimates in a key.
func (s *sketch) thisWave() string {
	if s.analysis.Synthetic {
		return s.say("synthetic wave")
	}
	return s.say("this wave")
}

// in returns a population's name with its base, such as "Greater China, n = 216".
func (s *sketch) in(population string, n int) string {
	return s.word(population) + s.say(", n = %s", s.base(n))
}

// publishedKey explains the diamonds if there are any.
func (s *sketch) publishedKey(d *rowPanels, keys *picture.Keys) {
	exact, more := false, false
	for _, row := range d.rows {
		for _, dot := range slices.Concat(row.cells...) {
			if f := dot.published; f != nil {
				exact = exact || !f.AtLeast
				more = more || f.AtLeast
			}
		}
	}

	if exact {
		keys.Add(s.say("published"), publishedGlyph)
	}
	if more {
		keys.Add(s.say("published: more than"), moreThanGlyph)
	}
}

// whyNot says why a part of the analysis was left out.
func (s *sketch) whyNot(what string) string {
	for _, l := range s.analysis.LeftOut {
		if l.What == what {
			return l.Why
		}
	}
	return "the analysis has none"
}

// unavailable is what a wave does not allow to be drawn.
func unavailable(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ctostudy.ErrNotAvailable, fmt.Sprintf(format, args...))
}

// signed writes a number with its sign.
func signed(x float64, decimals int) string {
	if x > 0 {
		return "+" + document.Fixed(x, decimals)
	}
	return document.Fixed(x, decimals)
}
