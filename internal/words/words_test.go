package words_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ctostudy/ctostudy/internal/words"
)

type kind int

func TestOf(t *testing.T) {
	for value, want := range map[kind]string{-1: "kind(-1)", 0: "first", 1: "second", 2: "kind(2)"} {
		assert.Equal(t, want, words.Of(value, "first", "second"))
	}
}
