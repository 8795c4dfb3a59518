package words_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ctostudy/ctostudy/internal/words"
)

func TestPhrase(t *testing.T) {
	german := func(english string) string {
		switch english {
		case "%d of %q: %s":
			return "%[2]q, %[1]d: %[3]s"
		case "read %.1f%% as a hint":
			return "%.1f%% sind ein Hinweis"
		}
		return english
	}

	inner := words.NewPhrase("read %.1f%% as a hint", 2.0)
	p := words.NewPhrase("%d of %q: %s", 3, "a", inner)
	assert.Equal(t, `3 of "a": read 2.0% as a hint`, p.String())
	assert.Equal(t, `"a", 3: 2.0% sind ein Hinweis`, p.In(german))

	// Saying it in another language leaves the phrase as it was.
	assert.Equal(t, `3 of "a": read 2.0% as a hint`, p.String())

	// A format without arguments writes a percent sign as others do.
	assert.Equal(t, "below -100%", words.NewPhrase("below -100%%").String())
	assert.Equal(t, "below -100%", words.NewPhrase("below -100%%").In(german))
	assert.Empty(t, words.Phrase{}.In(german))
}
