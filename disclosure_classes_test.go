package ctostudy

import (
	"context"
	_ "embed"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/wavetest"
)

// almostAll are 150 CTOs, of some of whose classes all but an expected half a respondent
// gave an answer.
//
//go:embed testdata/small/almostall.csv
var almostAll string

// A withheld answer of a class is not what is left of the share of all, if the other
// classes' are taken from it: share = sum of class shares times answers.
func TestWithheldProfilesAreNoRemainder(t *testing.T) {
	fields := []string{"id" + free, "job" + choice("CIO", "CTO"), "cn" + option}
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "hh"} {
		fields = append(fields, name+option)
	}
	fields = append(fields, "s"+rating, "hs"+choice("x", "y", "z"))
	w := wavetest.Read(t, bookOf(t, fields, [][2]string{{"population", "cto=job"},
		{"archetype", "a b c d e f"}, {"heldout", "h=hh"}}), almostAll)
	a, err := Analyze(context.Background(), w, &AnalysisSettings{Classes: 3})
	require.NoError(t, err)
	j, err := a.Check(nil)
	require.NoError(t, err)
	published, _ := Publishable(a, j)

	ofAll := map[string]float64{}
	for _, s := range published.Shares {
		if s.Population == "all" {
			ofAll[s.Item] = s.Value
		}
	}
	shown, hidden := 0, 0
	for i, item := range published.Archetypes.Items {
		withheld, class := 0, 0
		rest := ofAll[item]
		for k, profile := range published.Archetypes.Fit.Profile {
			if e := &profile[i][1]; Withheld(e) {
				withheld, class = withheld+1, k
			} else {
				rest -= published.Archetypes.Fit.Share[k].Value * e.Value
			}
		}

		shown, hidden = shown+3-withheld, hidden+withheld
		if withheld == 1 && !math.IsNaN(rest) {
			assert.Failf(t, "known by subtraction", "%s of class %d is %.4f, and was %.4f", item, class+1,
				rest/published.Archetypes.Fit.Share[class].Value, a.Archetypes.Fit.Profile[class][i][1].Value)
		}
	}
	assert.Positive(t, shown)
	assert.Positive(t, hidden)
}
