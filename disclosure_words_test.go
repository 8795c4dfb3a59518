package ctostudy

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFewInWords(t *testing.T) {
	d := &disclosure{few: fewRespondents(defaultStudy())}
	for text, want := range map[string]string{
		"3 CTOs answered, fewer than the 3 classes":              "fewer than 5 CTOs answered, fewer than the 3 classes",
		"a group needs two: it has 1":                            "a group needs two: it has fewer than 5",
		"the groups hold 12 (high) and 2 (low) respondents":      "the groups hold 12 (high) and fewer than 5 (low) respondents",
		"4 of 1,200 respondents have no rate":                    "fewer than 5 of 1,200 respondents have no rate",
		"14 respondents of 2020, 2 items, a range of 3 to 4, R2": "14 respondents of 2020, 2 items, a range of 3 to 4, R2",
		"2 CIO, 1 cat":                        "fewer than 5 CIO, 1 cat",
		"1 rows have leverage 1 and take HC1": "fewer than 5 rows have leverage 1 and take HC1",
	} {
		assert.Equal(t, want, d.fewInWords(text))
	}
}
