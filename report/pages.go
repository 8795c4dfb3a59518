package report

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/text"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/lettering"
	"github.com/ctostudy/ctostudy/stats"
)

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
		for _, c := range document.Visible(s) {
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
		r.Warnings = append(r.Warnings, stats.NewWarning("no-font", "no font was found for the characters of the pictures, so there is only SVG: install a Chinese font, such as Noto Sans CJK, or name one"))
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
	for _, c := range a.Wave.Codebook().Constructs {
		out = append(out, r.say(cmp.Or(c.Title, c.Name)))
		for _, item := range c.Items {
			out = append(out, r.say(item.Label()))
		}
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
type picturePage struct{ *Picture }

func (p picturePage) file(ext string) string { return "figures/" + p.Name + "." + ext }

// pictures draws what the analysis has.
func (r *Report) pictures() ([]picturePage, error) {
	figures, err := Pictures(r.analysis, r.judgement, &PictureSettings{Language: r.lang, Handler: r.letters.textHandler()})
	out := make([]picturePage, len(figures))
	for i, f := range figures {
		out[i] = picturePage{f}
	}
	return out, err
}

// pictureBlocks refers to pictures from the report.
func pictureBlocks(pictures []picturePage, numbers ...FigureNumber) []document.Block {
	var out []document.Block
	for _, p := range pictures {
		if slices.Contains(numbers, p.Number) {
			out = append(out, &document.Picture{File: p.file("svg"), Alt: p.Title})
		}
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
