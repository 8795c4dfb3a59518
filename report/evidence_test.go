package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// waveOfAnswers is a wave that its codebook calls real: the first answers of the shipped wave, a
// column "w" beside them, and a design. What takes long, the archetypes, is left out.
func waveOfAnswers(t *testing.T, sample, design string) *survey.Wave {
	t.Helper()
	text, err := os.ReadFile("../testdata/codebook-2021.json")
	require.NoError(t, err)
	var book map[string]any
	require.NoError(t, json.Unmarshal(text, &book))
	book["synthetic"], book["sample"] = false, sample
	book["fields"] = append(book["fields"].([]any), map[string]any{"name": "w", "type": "number"})
	var kept []any
	for _, c := range book["constructs"].([]any) {
		if c.(map[string]any)["name"] != "archetype" {
			kept = append(kept, c)
		}
	}
	if design != "" {
		var c any
		text := `{"name": "design", "items": [` + design + `]}`
		require.NoError(t, json.Unmarshal([]byte(text), &c))
		kept = append(kept, c)
	}
	book["constructs"] = kept
	text, err = json.Marshal(book)
	require.NoError(t, err)
	read, err := survey.ReadCodebook(bytes.NewReader(text))
	require.NoError(t, err)

	rows, err := os.ReadFile("../testdata/wave-2021.csv")
	require.NoError(t, err)
	lines := strings.SplitN(string(rows), "\n", 302)[:301]
	for i := range lines {
		w := "w"
		if i > 0 {
			w = fmt.Sprint(1 + i%3)
		}
		lines[i] += "," + w
	}
	answers := strings.NewReader(strings.Join(lines, "\n") + "\n")
	wave, err := survey.ReadCSV(context.Background(), answers, read, nil)
	require.NoError(t, err)
	return wave
}

// The sentences of a report on real answers say what its design, its codebook and its evidence are,
// and nothing that is true of the synthetic wave alone.
func TestSentencesOfARealWave(t *testing.T) {
	const (
		unweighted = "Estimates are unweighted."
		weighted   = "Estimates are weighted."
		robust     = "Errors are robust (HC3)."
		survey     = "Errors are those of the survey's design"
		weight     = `{"name": "weight", "field": "w"}`
	)
	for _, c := range []struct {
		name, sample, design string
		weights, errors      string
	}{
		{"no design", "", "", unweighted, robust},
		{"weights", "A panel of members.", weight, weighted, robust},
		{"frequencies", "", `{"name": "frequency", "field": "w"}`, unweighted, robust},
		{"clusters", "", `{"name": "cluster", "field": "country"}`, unweighted, survey},
		{"weights and strata", "", weight + `, {"name": "stratum", "field": "role"}`, weighted, survey},
	} {
		t.Run(c.name, func(t *testing.T) {
			wave := waveOfAnswers(t, c.sample, c.design)
			a, err := ctostudy.Analyze(context.Background(), wave, &ctostudy.AnalysisSettings{Resamples: 2})
			require.NoError(t, err)
			require.NotNil(t, a.Regression)
			j, err := a.Check(ctostudy.Published())
			require.NoError(t, err)
			r, err := New(a, j, &Settings{NoPictures: true})
			require.NoError(t, err)

			dir := filepath.Join(t.TempDir(), "out")
			require.NoError(t, r.Write(context.Background(), dir))
			var all strings.Builder
			require.NoError(t, r.WriteText(&all))
			for _, name := range []string{"report.md", "claims.csv", "results.json"} {
				text, err := os.ReadFile(filepath.Join(dir, name))
				require.NoError(t, err)
				all.Write(text)
			}
			said := strings.Join(strings.Fields(all.String()), " ")

			for _, phrase := range []string{unweighted, weighted} {
				assert.Equal(t, phrase == c.weights, strings.Contains(said, phrase), phrase)
			}
			for _, phrase := range []string{robust, survey} {
				assert.Equal(t, phrase == c.errors, strings.Contains(said, phrase), phrase)
			}
			assert.Equal(t, c.sample != "", strings.Contains(said, "A panel of members."))
			for _, word := range strings.Fields("quota probability calibrated recovered contradicted planted") {
				assert.NotContains(t, said, word)
			}
			for _, row := range j.Summary() {
				assert.Equal(t, row.Evidence == ctostudy.Compared, row.N > 0, row.Evidence)
			}
			assert.True(t, j.OK(), "nothing is expected of figures of another sample")
		})
	}
}

// A synthetic wave held against a list of one's own was not made from its figures.
func TestOwnFiguresAreNotCalibrated(t *testing.T) {
	a, j := shippedWave(t)
	const list = "id,population,value,unit,claim\nx,cto,41,%,share tech.near/cloud\n"
	own, err := ctostudy.ReadFigures(strings.NewReader(list), nil)
	require.NoError(t, err)
	judged, err := a.Check(own)
	require.NoError(t, err)
	for of, calibrated := range map[*ctostudy.Judgement]bool{j: true, judged: false} {
		r, err := New(a, of, &Settings{NoPictures: true})
		require.NoError(t, err)
		assert.Contains(t, r.lead()[0], "This wave is synthetic")
		assert.Equal(t, calibrated, strings.Contains(r.lead()[0], "calibrated"))
	}
}

// The shipped wave says how its sample was drawn.
func TestSampleOfTheShippedWave(t *testing.T) {
	a, j := shippedWave(t)
	for lang, want := range map[Language]string{English: "online quota sample", Chinese: "配额样本"} {
		r, err := New(a, j, &Settings{Language: lang, NoPictures: true})
		require.NoError(t, err)
		assert.Contains(t, strings.Join(r.lead(), " "), want)
	}
}

// Of 24 people 10 tick a and 11 tick b: 41.67% and 45.83%.
func TestReproducedClaims(t *testing.T) {
	book, err := survey.ReadCodebook(strings.NewReader(`{"title": "Two dozen",
		"fields": [{"name": "id", "type": "string", "constraints": {"required": true, "unique": true}},
			{"name": "a", "type": "string", "constraints": {"enum": ["no", "yes"]}},
			{"name": "b", "type": "string", "constraints": {"enum": ["no", "yes"]}}],
		"constructs": [{"name": "respondent", "items": [{"name": "id", "field": "id"}]},
			{"name": "own", "items": [{"name": "a", "field": "a", "values": ["yes"]},
				{"name": "b", "field": "b", "values": ["yes"]}]}]}`))
	require.NoError(t, err)
	var rows strings.Builder
	rows.WriteString("id,a,b\n")
	answer := map[bool]string{true: "yes", false: "no"}
	for i := range 24 {
		fmt.Fprintf(&rows, "%d,%s,%s\n", i, answer[i < 10], answer[i < 11])
	}
	w, err := survey.ReadCSV(context.Background(), strings.NewReader(rows.String()), book, nil)
	require.NoError(t, err)
	a := analysisOf(t, w)

	claims := `id,population,value,unit,claim,evidence,title
whole,all,42,%,share own/a,reproduced,ticks a
digit,all,43,%,share own/a,reproduced,ticks a indeed
decimal,all,41.8,%,share own/a,reproduced,
differs,all,44,%,share own/a,reproduced,
other,all,44,%,share own/a,compared,
silent,all,44,%,share own/a,,
old,all,44,%,share own/a,calibrated,
bound,all,41,% more than,share own/a,reproduced,
over,all,42,% more than,share own/a,reproduced,
order,all,,order,order own/b > own/a,reproduced,
reverse,all,,order,order own/a > own/b,reproduced,
chance,all,,order,order own/a > own/b,,
people,all,24,n,count,reproduced,
fewer,all,23,n,count,reproduced,
`
	figures, err := ctostudy.ReadFigures(strings.NewReader(claims), nil)
	require.NoError(t, err)
	j, err := a.Check(figures)
	require.NoError(t, err)

	want := map[string]ctostudy.Agreement{"whole": ctostudy.Match, "digit": ctostudy.LastDigit,
		"decimal": ctostudy.LastDigit, "differs": ctostudy.Differs,
		"other": ctostudy.Inconclusive, "silent": ctostudy.Inconclusive, "old": ctostudy.Inconclusive,
		"bound": ctostudy.Match, "over": ctostudy.Differs,
		"order": ctostudy.Match, "reverse": ctostudy.Differs, "chance": ctostudy.Consistent,
		"people": ctostudy.Match, "fewer": ctostudy.Differs}
	for _, v := range j.Verdicts {
		assert.Equal(t, want[v.Figure.ID].String(), v.Agreement.String(), "%s: %s", v.Figure.ID, v.Why)
	}
	var failed []string
	for _, v := range j.Failures() {
		failed = append(failed, v.Figure.ID)
	}
	assert.Equal(t, []string{"differs", "other", "silent", "old", "over", "reverse", "fewer"}, failed)
	assert.Equal(t, 4*0.05, j.ExpectedByChance, "four compared figures")

	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, r.WriteText(&out))
	text := strings.Join(strings.Fields(out.String()), " ")
	assert.Contains(t, text, "Figures that miss the last printed digit: "+
		"- ticks a indeed (digit): printed 43%, estimate 41.67 "+
		"- decimal (decimal): printed 41.8%, estimate 41.667")
	assert.Contains(t, text, "within 1.5 units of the last printed digit")
}
