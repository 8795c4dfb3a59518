package stats

import "github.com/ctostudy/ctostudy/internal/words"

// Warning is something that a result's reader should know: the estimate
// stands, but under a condition that the text names and advises on. Warnings
// travel in results; nothing in this module prints or logs.
type Warning struct {
	// Code is a short, stable, lower-case name such as "small-base".
	Code string `json:"code"`
	// Text says in English what was seen and what to do about it, in one
	// sentence.
	Text string `json:"text"`

	phrase words.Phrase
}

// NewWarning returns a warning whose text is the format filled in as by
// [fmt.Sprintf], in which a percent sign is written %%.
func NewWarning(code, format string, args ...any) Warning {
	phrase := words.NewPhrase(format, args...)
	return Warning{Code: code, Text: phrase.String(), phrase: phrase}
}

// Within returns the warning with the place that it concerns in front, such as
// "outcome growth: ".
func (w Warning) Within(format string, args ...any) Warning {
	place := words.NewPhrase(format, args...)
	return NewWarning(w.Code, "%s: %s", place, w.said())
}

// In returns the warning's text in the language of a translation, which returns
// the format in that language for the English one given to [NewWarning], or the
// English one if it knows no other. A warning that was read from a file is its
// text alone.
func (w Warning) In(translation func(english string) string) string {
	return w.said().In(translation)
}

// said is the phrase of the warning's text.
func (w Warning) said() words.Phrase {
	if w.phrase.String() != w.Text { // not made by NewWarning, or its text was changed
		return words.NewPhrase("%s", w.Text)
	}
	return w.phrase
}

func (w Warning) String() string { return w.Code + ": " + w.Text }
