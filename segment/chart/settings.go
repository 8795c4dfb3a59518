package chart

import (
	"errors"
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/internal/words"
)

// ErrPicture is returned for a picture that could not be drawn or not be read.
// It is wrapped with the reason.
var ErrPicture = errors.New("chart: no picture")

// Settings say what is written on a picture. The zero value is the default.
type Settings struct {
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

func (l Language) String() string { return words.Of(l, "en", "zh") }

// say returns the words in the picture's language.
func (s *Settings) say(english, chinese string) string {
	if s.Language == Chinese {
		return chinese
	}
	return english
}

// label returns what is written for the name of an item.
func (s *Settings) label(name string) string {
	if l, ok := s.Labels[name]; ok {
		return l
	}
	return name
}

// class returns the name of a class.
func (s *Settings) class(k int) string {
	if k < len(s.Classes) {
		return s.Classes[k]
	}
	return fmt.Sprintf(s.say("class %d", "第%d类"), k+1)
}

// frame is the empty picture with its texts.
func (s *Settings) frame(title, unit string, n int) *plot.Plot {
	if s.Title != "" {
		title = s.Title
	}
	return picture.New(picture.Frame{
		Title: title, Unit: unit, N: n, Source: s.Source, Synthetic: s.Synthetic,
		Chinese: s.Language == Chinese, Handler: s.Handler,
	})
}

// keys names the classes above a picture whose top is at y.
func (s *Settings) keys(classes int, y float64) (*picture.Keys, error) {
	if err := toldApart(classes); err != nil {
		return nil, err
	}

	keys := &picture.Keys{Y: y, Styles: picture.Series[:classes]}
	for k := range classes {
		keys.Labels = append(keys.Labels, s.class(k))
	}
	return keys, nil
}

// toldApart returns an error if there are more classes than marks and colours.
func toldApart(classes int) error {
	if most := len(picture.Series); classes > most {
		return fmt.Errorf("%w: %d classes, at most %d can be told apart", ErrPicture, classes, most)
	}
	return nil
}

func orDefault(s *Settings) *Settings {
	if s == nil {
		return &Settings{}
	}
	return s
}
