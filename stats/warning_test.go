package stats_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
)

// A warning says in another language what it says in English, with its names and
// numbers.
func TestWarningIn(t *testing.T) {
	german := func(english string) string {
		switch english {
		case "%d of %d weights of %q are at a bound":
			return "bei %[3]q liegen %[1]d von %[2]d Gewichten an einer Grenze"
		case "outcome %s":
			return "Zielgröße %s"
		}
		return english
	}

	w := stats.NewWarning("trimmed", "%d of %d weights of %q are at a bound", 3, 40, "region")
	assert.Equal(t, `trimmed: 3 of 40 weights of "region" are at a bound`, w.String())
	assert.Equal(t, `bei "region" liegen 3 von 40 Gewichten an einer Grenze`, w.In(german))

	within := w.Within("outcome %s", "growth")
	assert.Equal(t, "trimmed", within.Code)
	assert.Equal(t, `outcome growth: 3 of 40 weights of "region" are at a bound`, within.Text)
	assert.Equal(t, `Zielgröße growth: bei "region" liegen 3 von 40 Gewichten an einer Grenze`,
		within.In(german))

	// Another's text has no translation, whatever it holds.
	theirs := stats.Warning{Code: "theirs", Text: "below -100%"}
	assert.Equal(t, "below -100%", theirs.In(german))
	w.Text = strings.ToUpper(w.Text)
	assert.Equal(t, w.Text, w.In(german))
}

func TestWarningJSON(t *testing.T) {
	w := stats.NewWarning("small-base", "%d respondents", 7)
	written, err := json.Marshal(w)
	require.NoError(t, err)
	assert.JSONEq(t, `{"code": "small-base", "text": "7 respondents"}`, string(written))

	var read stats.Warning
	require.NoError(t, json.Unmarshal(written, &read))
	assert.Equal(t, w.String(), read.String())
}
