package report

import (
	"cmp"
	"errors"
	"slices"
	"strings"

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
	noPNG    bool
	warnings []stats.Warning
}

// findLetters looks for a font if Liberation lacks a character of the pictures: in a file, or, if
// none is named, in the system's folders.
func findLetters(v *view, file string) (*pictureLetters, error) {
	sample := lackingCharacters(v.pictureTexts())
	if sample == "" {
		return &pictureLetters{}, nil
	}
	if file != "" {
		f, err := lettering.Load(file, sample)
		if err != nil {
			return nil, err
		}
		return &pictureLetters{handler: lettering.New(f)}, nil
	}

	f, _, err := lettering.Find(sample)
	if errors.Is(err, lettering.ErrNoFont) {
		none := stats.NewWarning("no-font",
			"no font was found for the characters of the pictures, so there is only SVG: "+
				"install a Chinese font, such as Noto Sans CJK, or name one")
		return &pictureLetters{
			handler: lettering.New(), noPNG: true, warnings: []stats.Warning{none},
		}, nil
	}
	if err != nil {
		return nil, err
	}
	return &pictureLetters{handler: lettering.New(f)}, nil
}

// lackingCharacters returns the characters of some texts that Liberation lacks.
func lackingCharacters(texts []string) string {
	plain := lettering.New()
	var lacking strings.Builder
	seen := map[rune]bool{}
	for _, s := range texts {
		for _, c := range document.Visible(s) {
			if !seen[c] && !plain.Sets(string(c)) {
				lacking.WriteRune(c)
			}
			seen[c] = true
		}
	}
	return lacking.String()
}

// pictureTexts returns every text that pictures may contain.
func (v *view) pictureTexts() []string {
	a := v.analysis
	out := []string{v.title(), v.say(a.Source)}
	for _, c := range a.Wave.Codebook().Constructs {
		out = append(out, v.say(cmp.Or(c.Title, c.Name)))
		for _, item := range c.Items {
			out = append(out, v.say(item.Label()))
		}
	}

	if found := a.Archetypes; found != nil {
		for _, t := range found.Titles {
			out = append(out, v.say(t))
		}
	}
	for _, n := range v.classNames() {
		out = append(out, n.in(v.lang))
	}

	for _, p := range a.Study.Pictures {
		out = append(out, v.say(p.Title), v.say(p.Unit))
		for _, key := range p.Keys {
			out = append(out, v.say(key))
		}
	}
	for _, word := range a.Study.Words {
		out = append(out, v.say(word))
	}

	if v.lang == Chinese {
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

// drawPages draws what the analysis has.
func drawPages(v *view, letters *pictureLetters) ([]picturePage, error) {
	drawn, err := newSketch(v, letters.textHandler()).pictures()
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
