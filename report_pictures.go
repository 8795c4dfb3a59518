package ctostudy

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/lettering"
	"github.com/ctostudy/ctostudy/stats"
)

const pictureWidth = 18 * vg.Centimeter

// pictureDPI is twice the resolution of a screen.
const pictureDPI = 192

// pictureLetters sets the text of a report's pictures.
type pictureLetters struct {
	// handler is nil where Liberation sets everything.
	handler *lettering.Letters
	// noPNG: a character has no glyph, so that only SVG can be written.
	noPNG bool
}

// findLetters looks for a font where Liberation lacks a character of the
// pictures.
func (r *Report) findLetters() (*pictureLetters, error) {
	out := &pictureLetters{}
	plain := lettering.New()
	var lacking strings.Builder
	seen := map[rune]bool{}
	for _, s := range r.pictureTexts() {
		for _, c := range s {
			if !seen[c] && !plain.Sets(string(c)) {
				lacking.WriteRune(c)
			}
			seen[c] = true
		}
	}
	sample := lacking.String()
	if sample == "" {
		return out, nil
	}
	if r.settings.Font != "" {
		f, err := lettering.Load(r.settings.Font, sample)
		if err != nil {
			return nil, err
		}
		out.handler = lettering.New(f)
		return out, nil
	}
	f, _, err := lettering.Find(sample)
	if errors.Is(err, lettering.ErrNoFont) {
		out.handler, out.noPNG = lettering.New(), true
		r.Warnings = append(r.Warnings, stats.Warning{Code: "no-font", Text: "no font was found for the characters of the pictures, so there is only SVG: install a Chinese font, such as Noto Sans CJK, or name one"})
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	out.handler = lettering.New([]*sfnt.Font{f}...)
	return out, nil
}

// pictureTexts returns every text that pictures may contain.
func (r *Report) pictureTexts() []string {
	a := r.analysis
	out := []string{r.title(), r.say(a.Source)}
	for name, text := range r.labels() {
		out = append(out, name, text)
	}
	if found := a.Archetypes; found != nil {
		for _, t := range found.Titles {
			out = append(out, r.say(t))
		}
	}
	for _, n := range archetypeNames(r.judgement) {
		out = append(out, n.in(r.lang))
	}
	if r.lang == Chinese {
		out = append(out, slices.Collect(chineseTexts())...)
	}
	return out
}

func (l *pictureLetters) textHandler() text.Handler {
	if l == nil || l.handler == nil {
		return nil // not a nil *Letters, which is not a nil interface
	}
	return l.handler
}

// picturePage is a picture of a report.
type picturePage struct {
	key, alt string
	plot     *plot.Plot
	height   vg.Length
	letters  *pictureLetters
}

func (p picturePage) file(ext string) string { return "figures/" + p.key + "." + ext }

func (p picturePage) writeSVG(out io.Writer) error {
	c := vgsvg.New(pictureWidth, p.height)
	p.plot.Draw(draw.New(c))
	_, err := c.WriteTo(out)
	return err
}

func (p picturePage) writePNG(out io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(pictureWidth, p.height), vgimg.UseDPI(pictureDPI))
	var on vg.Canvas = c
	if p.letters.handler != nil {
		on = p.letters.handler.Outlined(c)
	}
	p.plot.Draw(draw.NewCanvas(on, pictureWidth, p.height))
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(out)
	return err
}

// pictures draws what the analysis has.
func (r *Report) pictures() ([]picturePage, error) {
	var out []picturePage
	if fit := r.analysis.Regression; fit != nil {
		var terms []string
		for _, d := range Drivers() {
			if slices.Contains(fit.Terms, string(d)) {
				terms = append(terms, string(d))
			}
		}
		title := r.say("What goes with three technology metrics")
		p, err := drivers.PlotCoefficients(fit, &drivers.PlotSettings{Title: title,
			Unit: r.say("SD of the metric per SD of the driver"), Source: r.say(r.analysis.Source), Synthetic: r.analysis.Synthetic,
			Language: drivers.Language(r.lang), Terms: terms, Labels: r.labels(), Handler: r.letters.textHandler()})
		if err != nil {
			return nil, fmt.Errorf("coefficient plot: %w", err)
		}
		out = append(out, picturePage{"coefficients", title, p, (4 + 1.4*vg.Length(len(terms))) * vg.Centimeter, r.letters})
	}
	found := r.analysis.Archetypes
	if found == nil || found.Classes() > panelMost || slices.ContainsFunc(classNumbers(found), r.smallClass) {
		return out, nil
	}
	p, err := PlotArchetypes(r.analysis, r.judgement, &FigureSettings{Language: r.lang, Handler: r.letters.textHandler()})
	if err != nil {
		return nil, fmt.Errorf("figure 10: %w", err)
	}
	rows := len(p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max))
	return append(out, picturePage{"figure10-archetypes", p.Title.Text, p, (5 + 0.55*vg.Length(rows)) * vg.Centimeter, r.letters}), nil
}

func classNumbers(found *ArchetypeResult) []int {
	out := make([]int, found.Classes())
	for k := range out {
		out[k] = k
	}
	return out
}

// pictureBlocks refers to a picture from the report.
func pictureBlocks(pictures []picturePage, part string) []document.Block {
	for _, p := range pictures {
		if strings.Contains(p.key, part) {
			return []document.Block{&document.Picture{File: p.file("svg"), Alt: strings.ReplaceAll(p.alt, "\n", " ")}}
		}
	}
	return nil
}

// labels are what is written for the names of scores.
func (r *Report) labels() map[string]string {
	out := map[string]string{}
	for _, name := range slices.Concat(Metrics(), Drivers()) {
		title := string(name)
		if r.analysis.Scores != nil {
			if s := r.analysis.Scores.Get(name); s != nil && s.Title != "" {
				title = s.Title
			}
		}
		out[string(name)] = r.say(title)
	}
	return out
}

// className is what a class is called: its archetype's name where one is
// published, else its number.
func (r *Report) className(k int) string {
	names := archetypeNames(r.judgement)
	if j := slices.Index(r.judgement.ClassOf, k); j >= 0 {
		if n, ok := names[j+1]; ok {
			return n.in(r.lang)
		}
		return r.say("archetype %d", j+1)
	}
	return r.say("class %d", k+1)
}

// partOf says what question an archetype item belongs to.
func (r *Report) partOf(item string) string { return partTitle(item, r.lang) }

// fileWord returns a name that is safe in a file's name.
func fileWord(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' {
			return c
		}
		return '-'
	}, s)
}
