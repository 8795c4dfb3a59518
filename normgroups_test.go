package ctostudy

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/survey"
)

//go:embed testdata/reference/ownwave/norms.txt
var normsByNumPy string

// constantGroupWave has 60 respondents of group a, who answer alike, others of b, and
// the given ones last, in industries or in roles. Answers are those of
// testdata/reference/ownwave/norms.py.
func constantGroupWave(t *testing.T, last, construct, item string) *survey.Wave {
	t.Helper()
	const people = "515433325145243545355551355322125533341231541532255252425332" +
		"121315135554513122352233331443122144121121244514312212333132"
	roi := []int{
		13, 2, 5, 37, 31, 20, 16, 6, 22, 29, 35, 6, 17, 17, 4, 7, 37, 11, 24, 30, 11, 28, 39,
		31, 38, 14, 10, 31, 29, 38, 29, 32, 31, 2, 14, 39, 29, 40, 39, 2, 21, 25, 35, 11, 17,
		10, 3, 12, 5, 7, 32, 2, 6, 25, 7, 31, 13, 5, 29, 30}

	groups := strings.Repeat("a", 60) + strings.Repeat("b", 60-len(last)) + last
	var rows strings.Builder
	rows.WriteString("group,people,roi,often,vital\n")
	for i, group := range groups {
		growth, often := 7, "3"
		if i >= 60 {
			growth = roi[i-60]
			often = fmt.Sprint(1 + growth%5)
		}
		if i >= 114 && i%2 == 0 {
			often = "" // of the last six, three have no answer
		}
		fmt.Fprintf(&rows, "%c,%c,%d,%s,%d\n", group, people[i], growth, often, 1+(i+1)%5)
	}

	fields := []string{"group" + choice("a", "b", "c", "d"), "people" + rating, "roi" + amount,
		"often" + rating, "vital" + rating}
	return wavetest.Read(t, bookOf(t, fields, [][2]string{{construct, item + "=group"},
		{"roi", "roi"}, {"driver.people", "people"},
		{"collaboration", "frequency=often importance=vital"}}), rows.String())
}

// A large group that does not vary is left out alone. It must not take the norm of
// the small groups, which are left out as well if they are fewer than five.
func TestLargeGroupThatDoesNotVary(t *testing.T) {
	want := map[string]float64{}
	for _, line := range strings.Split(strings.TrimSpace(normsByNumPy), "\n")[1:] {
		name, value, _ := strings.Cut(line, " ")
		want[name] = numberOf(t, value)
	}

	for _, c := range []struct {
		name, last, without, withoutOften string
		n                                 int
	}{
		{"two", "cd", `"a", "c", "d"`, `"a", "d"`, 58},
		{"six", "cccddd", `"a"`, `"a", "c", "d"`, 60},
	} {
		inIndustries := constantGroupWave(t, c.last, "respondent", "industry")
		a := analyze(t, inIndustries)
		fit, err := a.Regression.Coefficient("roi", "people")
		require.NoError(t, err)
		assert.InEpsilon(t, want[c.name], fit.Estimate, 1e-9, c.name)
		assert.Equal(t, c.n, a.Scores.Get("roi").N, c.name)
		warnings := fmt.Sprint(a.Scores.Get("roi").Warnings)
		assert.Contains(t, warnings, "group "+c.without+" have no score of roi", c.name)

		inRoles := constantGroupWave(t, c.last, "control", "role")
		scores, err := NewScores(inRoles, nil, nil)
		require.NoError(t, err)
		warnings = fmt.Sprint(scores.Get("collaboration").Warnings)
		assert.Contains(t, warnings,
			"group "+c.withoutOften+" have no score of collaboration.frequency", c.name)

		// A later wave is normed in the same way, by norms that were saved.
		again := savedScores(t, inIndustries, a.Scores.Norms).Get("roi")
		sameNumbers(t, a.Scores.Get("roi").Z, again.Z)
		assert.Contains(t, fmt.Sprint(again.Warnings), "group "+c.without+" have no score of roi", c.name)
		again = savedScores(t, inRoles, scores.Norms).Get("collaboration")
		sameNumbers(t, scores.Get("collaboration").Z, again.Z)
	}
}

// savedScores returns the scores of a wave by norms that were written and read back.
func savedScores(t *testing.T, w *survey.Wave, norms Norms) *Scores {
	t.Helper()
	saved, err := json.Marshal(norms)
	require.NoError(t, err)
	var read Norms
	require.NoError(t, json.Unmarshal(saved, &read))

	out, err := NewScores(w, nil, &ScoreSettings{Norms: read})
	require.NoError(t, err)
	return out
}

// Who is close to a colleague is decided by the part of the index that there is.
func TestCutOfAnIndexWithoutOnePart(t *testing.T) {
	scores, err := NewScores(constantGroupWave(t, "cccddd", "control", "role"), nil, nil)
	require.NoError(t, err)
	index := scores.Get("collaboration")
	require.True(t, index.ExactCut())

	high := index.High()
	for i, z := range index.Z {
		if math.Abs(z) > 1e-9 {
			assert.Equal(t, z > 0, high.At(i) == 1, "respondent %d of z %v", i, z)
		}
	}
}
