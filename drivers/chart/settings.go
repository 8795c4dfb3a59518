package chart

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/text"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/lettering"
	"github.com/ctostudy/ctostudy/internal/picture"
)

// Settings say what is written on a picture and which terms it shows.
type Settings struct {
	// Title stands above the picture; if empty, "Coefficients" in the
	// Language. Long titles and sources are broken into lines.
	Title string
	// Unit says what a coefficient means, such as "SD of the metric per SD of
	// the driver"; if empty, nothing is said.
	Unit string
	// Source is who asked the questions; if empty, no source is named.
	Source string
	// Language is that of the words the picture adds; if zero, English.
	Language drivers.Language
	// Synthetic marks the picture as one of a synthetic wave.
	Synthetic bool
	// Terms are the coefficients to show, by name, from the top down; if
	// nil, all but the intercept.
	Terms []string
	// Labels are what is written for the names of terms and outcomes; a
	// name without one is written itself.
	Labels map[string]string
	// Handler measures and draws text; if nil, gonum/plot's own, and in Chinese
	// one that knows the width of characters that Liberation lacks. SVG keeps text
	// as text with either; an image needs a handler with fonts for them.
	Handler text.Handler
}

// resolved returns the settings, or those of nil.
func (s *Settings) resolved() *Settings {
	if s == nil {
		return &Settings{}
	}
	return s
}

func (s *Settings) label(name string) string {
	if l, ok := s.Labels[name]; ok {
		return l
	}
	return name
}

func (s *Settings) labels(names []string) []string {
	out := make([]string, len(names))
	for j, name := range names {
		out[j] = s.label(name)
	}
	return out
}

// say returns the text in the picture's language.
func (s *Settings) say(english, chinese string) string {
	if s.Language == drivers.Chinese {
		return chinese
	}
	return english
}

// framed is the frame of a picture with its default title and what its numbers
// mean.
func (s *Settings) framed(title, unit string, n int) picture.Frame {
	if s.Unit != "" {
		unit = s.Unit + s.say(", ", "，") + unit
	}
	if s.Title != "" {
		title = s.Title
	}

	handler := s.Handler
	if handler == nil && s.Language == drivers.Chinese {
		handler = lettering.New()
	}

	return picture.Frame{
		Title: title, Unit: unit, N: n, Source: s.Source, Synthetic: s.Synthetic,
		Chinese: s.Language == drivers.Chinese, Handler: handler,
	}
}

// withLevel adds what the lines are.
func (s *Settings) withLevel(unit string, level float64) string {
	return unit + s.say(
		fmt.Sprintf(" with %g%% interval", 100*level),
		fmt.Sprintf("，线段为%g%%置信区间", 100*level))
}

// figure writes a number as printed texts do: with a minus sign, and none before
// a zero.
func figure(format string, x float64) string {
	out := fmt.Sprintf(format, x)
	if strings.Trim(out, "+-0.") == "" {
		return strings.TrimLeft(out, "+-")
	}
	return strings.Replace(out, "-", "\u2212", 1)
}
