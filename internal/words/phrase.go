package words

import "fmt"

// Phrase is a text that can be said in other languages: a format of
// [fmt.Sprintf] in English and what fills it. Among its arguments there may be
// other phrases. The zero Phrase says nothing.
type Phrase struct {
	format string
	args   []any
	text   string
}

// NewPhrase returns the phrase that a format and its arguments make.
func NewPhrase(format string, args ...any) Phrase {
	return Phrase{format, args, fmt.Sprintf(format, args...)}
}

// String returns the phrase in English.
func (p Phrase) String() string { return p.text }

// In returns the phrase in the language of a translation, which returns the
// format in that language for the English one, or the English one if it knows
// no other. Names and numbers among the arguments stay as they are; the phrases
// among them are translated too. A translation takes the arguments in the same
// order, or numbers them (%[2]s).
func (p Phrase) In(translation func(english string) string) string {
	if p.format == "" {
		return ""
	}

	args := make([]any, len(p.args))
	for i, arg := range p.args {
		if inner, ok := arg.(Phrase); ok {
			arg = inner.In(translation)
		}
		args[i] = arg
	}
	return fmt.Sprintf(translation(p.format), args...)
}
