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
	for _, n := range r.classNames() {
		out = append(out, n.in(r.lang))
	}
	for _, p := range a.Study.Pictures {
		out = append(out, r.say(p.Title), r.say(p.Unit))
		for _, key := range p.Keys {
			out = append(out, r.say(key))
		}
	}
	for _, word := range a.Study.Words {
		out = append(out, r.say(word))
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
	drawn, err := newSketch(r.view, r.letters.textHandler()).pictures()
	out := make([]picturePage, len(drawn))
	for i, p := range drawn {
		out[i] = picturePage{p}
	}
	return out, err
}

// pictureBlocks refers to pictures from the report.
func pictureBlocks(pictures []picturePage, forms ...string) []document.Block {
	var out []document.Block
	for _, p := range pictures {
		if slices.Contains(forms, p.form) {
			out = append(out, &document.Picture{File: p.file("svg"), Alt: p.Title})
		}
	}
	return out
}
