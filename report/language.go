package report

import (
	"fmt"
	"strings"

	"github.com/ctostudy/ctostudy/internal/words"
)

// Language is that of a report and its pictures.
type Language int

// The languages of reports. Texts of a user's codebook or claims file stay as
// they are, and files for machines are in English.
const (
	English Language = iota
	Chinese
)

var languageTexts = []string{"en", "zh"}

func (l Language) String() string { return words.Of(l, languageTexts...) }

// MarshalText returns the language's code, "en" or "zh".
func (l Language) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a language's code.
func (l *Language) UnmarshalText(text []byte) error {
	for k, code := range languageTexts {
		if string(text) == code {
			*l = Language(k)
			return nil
		}
	}
	known := strings.Join(languageTexts, " or ")
	return fmt.Errorf("ctostudy: unknown language %q: use %s", text, known)
}

// say returns a phrase in the language, filled in as by [fmt.Sprintf] when
// there are arguments. Phrases are keyed by their English form; one without a
// translation stays English.
func (l Language) say(phrase string, args ...any) string {
	if l == Chinese {
		if translated, ok := chinese()[phrase]; ok {
			phrase = translated
		}
	}
	if len(args) == 0 {
		return phrase
	}
	return fmt.Sprintf(phrase, args...)
}
