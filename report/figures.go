package report

import (
	"errors"
	"fmt"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/internal/bases"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/lettering"
	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// FigureNumber is a figure's number in the 2021 report.
type FigureNumber int

// The figures that a wave can be drawn as. Figure 1 is another survey's. The
// report's figure 9 names the six drivers without a number; their coefficients
// stand in its place.
const (
	FigureGrowth         FigureNumber = 2  // growth of the mature share, eight areas
	FigureTechnologies   FigureNumber = 3  // technologies, two horizons
	FigureInvestments    FigureNumber = 4  // investments
	FigureInteraction    FigureNumber = 5  // whom both roles interact with
	FigureResponsibility FigureNumber = 6  // who is responsible for which duty
	FigurePremiums       FigureNumber = 7  // growth of high against low metrics
	FigureCollaboration  FigureNumber = 8  // growth by metric and collaboration
	FigureDrivers        FigureNumber = 9  // what goes with the metrics
	FigureArchetypes     FigureNumber = 10 // archetypes of CTOs
)

// figureMakers are the figures in the report's order: the end of a file's
// name, and what draws it.
var figureMakers = []struct {
	number FigureNumber
	name   string
	make   func(*figureMaker) (*chart, error)
}{
	{FigureGrowth, "growth", (*figureMaker).growth},
	{FigureTechnologies, "technologies", (*figureMaker).technologies},
	{FigureInvestments, "investments", (*figureMaker).investments},
	{FigureInteraction, "interaction", (*figureMaker).interaction},
	{FigureResponsibility, "responsibility", (*figureMaker).responsibility},
	{FigurePremiums, "premiums", (*figureMaker).premiums},
	{FigureCollaboration, "collaboration", (*figureMaker).collaboration},
	{FigureDrivers, "drivers", (*figureMaker).drivers},
	{FigureArchetypes, "archetypes", (*figureMaker).archetypes},
}

// FigureNumbers returns the figures that can be drawn, in the report's order.
func FigureNumbers() []FigureNumber {
	out := make([]FigureNumber, len(figureMakers))
	for i, m := range figureMakers {
		out[i] = m.number
	}
	return out
}

// PictureSettings say how a picture of an analysis is written.
type PictureSettings struct {
	// Language is that of the picture's own words; if zero, English.
	Language Language
	// Handler measures and draws text, for scripts that Liberation lacks; if
	// nil, gonum/plot's own, or in Chinese one that gives a character that
	// Liberation lacks the width of one em. SVG keeps text as text with
	// either.
	Handler text.Handler
}

// Picture is a figure, drawn, with the size it is laid out for. On a much
// smaller canvas its texts would meet.
type Picture struct {
	Number FigureNumber
	// Name is fit for a file's, without extension, such as "figure2-growth".
	Name string
	// Title is the picture's, on one line.
	Title         string
	Plot          *plot.Plot
	Width, Height vg.Length

	handler text.Handler
}

const (
	pictureWidth = 18 * vg.Centimeter
	// pictureDPI is twice the resolution of a screen.
	pictureDPI = 192
)

// Draw draws the figure on a canvas of its size.
func (f *Picture) Draw(c vg.Canvas) { f.Plot.Draw(draw.NewCanvas(c, f.Width, f.Height)) }

// WriteSVG writes the figure as SVG, in which text stays text.
func (f *Picture) WriteSVG(out io.Writer) error {
	c := vgsvg.New(f.Width, f.Height)
	f.Draw(c)
	_, err := c.WriteTo(out)
	return err
}

// WritePNG writes the figure as PNG at 192 dots per inch. Characters that
// neither Liberation nor the handler's fonts have leave gaps.
func (f *Picture) WritePNG(out io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(pictureDPI))
	f.Draw(f.outlined(c))
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(out)
	return err
}

// outlined returns the canvas, with outlines of the glyphs that need them.
func (f *Picture) outlined(c vg.Canvas) vg.Canvas {
	if l, ok := f.handler.(*lettering.Letters); ok {
		return l.Outlined(c)
	}
	return c
}

// PlotFigure redraws a figure of the report from an analysis: every estimate
// with its interval, and beside it the published value (a hollow diamond) where
// the judgement has one. Without a judgement (j nil) nothing is published.
// Titles do not say what a figure shows, since another wave may show another
// thing.
//
// On a wave that is not synthetic, nothing is drawn that rests on fewer than 5
// respondents or that [New] would suppress. What the analysis does not
// hold, or may not show, is an [ErrNotAvailable], as is a number that is none
// of [FigureNumbers].
func PlotFigure(n FigureNumber, a *ctostudy.Analysis, j *ctostudy.Judgement, s *PictureSettings) (*Picture, error) {
	return newFigureMaker(a, j, s).figure(n)
}

// Pictures returns all the figures that the analysis allows, in the report's
// order; see [PlotFigure].
func Pictures(a *ctostudy.Analysis, j *ctostudy.Judgement, s *PictureSettings) ([]*Picture, error) {
	m := newFigureMaker(a, j, s)
	var out []*Picture
	for _, n := range FigureNumbers() {
		f, err := m.figure(n)
		switch {
		case errors.Is(err, ctostudy.ErrNotAvailable):
		case err != nil:
			return nil, err
		default:
			out = append(out, f)
		}
	}
	return out, nil
}

// figureMaker holds what figures are drawn from.
type figureMaker struct {
	a         *ctostudy.Analysis
	j         *ctostudy.Judgement
	lang      Language
	handler   text.Handler
	published map[string]ctostudy.Figure // by claim and population
	shares    map[shareKey]*stats.Estimate
}

// chart is a picture and its height.
type chart struct {
	plot   *plot.Plot
	title  string
	height vg.Length
}

func newFigureMaker(a *ctostudy.Analysis, j *ctostudy.Judgement, s *PictureSettings) *figureMaker {
	if s == nil {
		s = &PictureSettings{}
	}
	if j == nil {
		j = &ctostudy.Judgement{}
	}
	a, j = ctostudy.Publishable(a, j)
	m := &figureMaker{a: a, j: j, lang: s.Language, handler: s.Handler, published: map[string]ctostudy.Figure{}, shares: map[shareKey]*stats.Estimate{}}
	if m.handler == nil && m.lang == Chinese {
		m.handler = lettering.New()
	}
	for _, v := range j.Verdicts {
		if c, err := ctostudy.ParseClaim(v.Figure.Claim); err == nil && v.Figure.HasValue {
			m.published[c.String()+"@"+v.Figure.Population] = v.Figure
		}
	}
	for _, row := range a.Shares {
		m.shares[shareKey{row.Population, row.Construct, row.Item}] = row.Estimate
	}
	return m
}

// figure draws one figure.
func (m *figureMaker) figure(n FigureNumber) (*Picture, error) {
	for _, maker := range figureMakers {
		if maker.number != n {
			continue
		}
		c, err := maker.make(m)
		if err != nil {
			return nil, fmt.Errorf("figure %d: %w", n, err)
		}
		return &Picture{Number: n, Name: fmt.Sprintf("figure%d-%s", n, maker.name), Title: c.title, Plot: c.plot,
			Width: pictureWidth, Height: c.height, handler: m.handler}, nil
	}
	return nil, unavailable("figure %d is not drawn from a wave", n)
}

func (m *figureMaker) say(phrase string, args ...any) string { return m.lang.say(phrase, args...) }

// frame returns an empty picture with what has to stand around it.
func (m *figureMaker) frame(title, unit string, n int) *plot.Plot {
	return picture.New(picture.Frame{Title: title, Unit: unit, N: n, Source: m.say(m.a.Source), Synthetic: m.a.Synthetic,
		Chinese: m.lang == Chinese, Handler: m.handler})
}

// share returns a share in percent; nil where there is none or none may be
// shown.
func (m *figureMaker) share(population, construct, item string) *stats.Estimate {
	return drawn(m.shares[shareKey{population, construct, item}])
}

// drawn returns a share in percent; nil where there is none or none may be
// shown.
func drawn(e *stats.Estimate) *stats.Estimate {
	if e == nil || ctostudy.Withheld(e) {
		return nil
	}
	return inPercent(e)
}

// printed returns the published value of a claim such as "share invest/iot";
// nil where none is.
func (m *figureMaker) printed(claim, population string) *ctostudy.Figure {
	f, ok := m.published[claim+"@"+population]
	if !ok {
		return nil
	}
	return &f
}

// items returns the items of a construct, none where the codebook lacks it.
func (m *figureMaker) items(construct string) []survey.Item {
	c := m.a.Wave.Construct(construct)
	if c == nil {
		return nil
	}
	return c.Items
}

// thisWave is the name of the estimates in a key.
func (m *figureMaker) thisWave() string {
	if m.a.Synthetic {
		return m.say("synthetic wave")
	}
	return m.say("this wave")
}

// interval says what share of intervals hold the truth.
func (m *figureMaker) interval() float64 { return 100 * m.a.Settings.Level }

// in returns a population's name with its base, such as "Greater China, n = 216".
func (m *figureMaker) in(population string, n int) string {
	return m.say(population) + m.say(", n = %s", m.base(n))
}

// base writes a number of respondents, marked where it is small.
func (m *figureMaker) base(n int) string {
	if !m.a.Synthetic && n < bases.Small {
		return document.Thousands(n) + "*"
	}
	return document.Thousands(n)
}

// shareKey names a share: which option, in which population.
type shareKey struct{ population, construct, item string }

// inPercent returns a share or ratio as percent.
func inPercent(e *stats.Estimate) *stats.Estimate {
	out := *e
	out.Value *= 100
	out.StdErr *= 100
	out.Low *= 100
	out.High *= 100
	return &out
}

// unavailable is what a wave does not allow to be drawn.
func unavailable(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ctostudy.ErrNotAvailable, fmt.Sprintf(format, args...))
}

// whyNot says why a part of the analysis was left out.
func whyNot(a *ctostudy.Analysis, what string) string {
	for _, l := range a.LeftOut {
		if l.What == what {
			return l.Why
		}
	}
	return "the analysis has none"
}
