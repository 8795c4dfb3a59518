package report

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ctostudy/ctostudy"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/ctostudy/ctostudy/internal/lettering"
	"github.com/ctostudy/ctostudy/survey"
)

// The forms that a picture of a study can have.
const (
	growthForm       = "growth"       // growth of shares between two constructs
	dumbbellForm     = "dumbbell"     // shares in two constructs, joined
	dotsForm         = "dots"         // shares in one construct
	tilesForm        = "tiles"        // shares in one construct by population
	answersForm      = "answers"      // shares of the same answers in many constructs
	premiumsForm     = "premiums"     // growth of high against low metrics
	slopesForm       = "slopes"       // growth by metric and index
	coefficientsForm = "coefficients" // of the regression
	profilesForm     = "profiles"     // of the classes
)

// form says how a picture is drawn, and how much of [survey.Picture] that needs.
type form struct {
	draw              func(*sketch, survey.Picture) (*chart, error)
	constructs        int // as many
	least, most       int // populations; no bound if most is 0
	answers, wordKeys int // at least as many
}

var forms = map[string]form{
	growthForm:       {draw: drawGrowth, constructs: 2, least: 1, most: 2},
	dumbbellForm:     {draw: drawDumbbell, constructs: 2, least: 1, wordKeys: 5},
	dotsForm:         {draw: drawDots, constructs: 1, least: 1, most: 1},
	tilesForm:        {draw: drawTiles, constructs: 1, least: 1},
	answersForm:      {draw: drawAnswers, constructs: 1, least: 1, most: 1, answers: 1},
	premiumsForm:     {draw: drawPremiums},
	slopesForm:       {draw: drawSlopes},
	coefficientsForm: {draw: drawCoefficients},
	profilesForm:     {draw: drawProfiles},
}

// formOf returns a picture's form, or says what the study's picture lacks.
func formOf(p survey.Picture) (form, error) {
	f, known := forms[p.Form]
	lacks := func(what string, needed, given int) error {
		return fmt.Errorf("report: picture %d of the study: the form %q needs %d %s, and there are %d",
			p.Number, p.Form, needed, what, given)
	}

	switch n := len(p.Populations); {
	case !known:
		return f, fmt.Errorf("report: picture %d of the study has the unknown form %q", p.Number, p.Form)
	case len(p.Constructs) != f.constructs:
		return f, lacks("constructs", f.constructs, len(p.Constructs))
	case n < f.least:
		return f, lacks("populations", f.least, n)
	case f.most > 0 && n > f.most:
		return f, lacks("populations at most", f.most, n)
	case len(p.Answers) < f.answers:
		return f, lacks("answers", f.answers, len(p.Answers))
	case len(p.Keys) < f.wordKeys:
		return f, lacks("keys", f.wordKeys, len(p.Keys))
	}
	return f, nil
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

// Picture is a figure of the study, redrawn, with the size it is laid out for. On a much
// smaller canvas its texts would meet.
type Picture struct {
	// Number is the figure's in the study's own report.
	Number int
	// Name is fit for a file's, without extension, such as "figure2-growth".
	Name string
	// Title is the picture's, on one line.
	Title         string
	Plot          *plot.Plot
	Width, Height vg.Length

	form    string
	handler text.Handler
}

const (
	pictureWidth = 18 * vg.Centimeter
	// pictureDPI is twice the resolution of a screen.
	pictureDPI = 192
)

// Draw draws the picture on a canvas of its size.
func (p *Picture) Draw(c vg.Canvas) { p.Plot.Draw(draw.NewCanvas(c, p.Width, p.Height)) }

// WriteSVG writes the picture as SVG, in which text stays text.
func (p *Picture) WriteSVG(out io.Writer) error {
	c := vgsvg.New(p.Width, p.Height)
	p.Draw(c)
	_, err := c.WriteTo(out)
	return err
}

// WritePNG writes the picture as PNG at 192 dots per inch. Characters that
// neither Liberation nor the handler's fonts have leave gaps.
func (p *Picture) WritePNG(out io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(p.Width, p.Height), vgimg.UseDPI(pictureDPI))
	p.Draw(p.outlined(c))
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(out)
	return err
}

// outlined returns the canvas, with outlines of the glyphs that need them.
func (p *Picture) outlined(c vg.Canvas) vg.Canvas {
	if l, ok := p.handler.(*lettering.Letters); ok {
		return l.Outlined(c)
	}
	return c
}

// Pictures redraws the study's figures from an analysis ([survey.Study.Pictures]), in the study's
// order: every estimate with its interval, and beside it the published value (a hollow diamond)
// if the judgement has one. Without a judgement (j nil) nothing is published. Titles do not say
// what a picture shows, since another wave may show another thing.
//
// A picture that the analysis does not allow is absent: it lacks the answers, or they may not be
// shown. On a wave that is not synthetic, nothing is drawn that rests on fewer than 5 respondents
// or that [New] would suppress. A study that does not say what a picture's form needs is an error.
func Pictures(a *ctostudy.Analysis, j *ctostudy.Judgement, s *PictureSettings) ([]*Picture, error) {
	if s == nil {
		s = &PictureSettings{}
	}
	return newSketch(newView(a, j, s.Language), s.Handler).pictures()
}

// pictures draws what the analysis allows.
func (s *sketch) pictures() ([]*Picture, error) {
	var out []*Picture
	for _, spec := range s.analysis.Study.Pictures {
		f, err := formOf(spec)
		if err != nil {
			return nil, err
		}

		c, err := f.draw(s, spec)
		switch {
		case errors.Is(err, ctostudy.ErrNotAvailable):
			continue
		case err != nil:
			return nil, fmt.Errorf("figure %d: %w", spec.Number, err)
		}

		out = append(out, &Picture{
			Number: spec.Number, Name: fmt.Sprintf("figure%d-%s", spec.Number, fileWord(spec.Name)),
			Title: c.title, Plot: c.plot, Width: pictureWidth, Height: c.height,
			form: spec.Form, handler: s.handler,
		})
	}
	return out, nil
}

// fileWord returns a name that is safe in a file's name.
func fileWord(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' {
			return c
		}
		return '-'
	}, s)
}
