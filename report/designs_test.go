package report

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A file of counted rows gives every output that the file before counting gives.
func TestFrequenciesAreRepeatedRows(t *testing.T) {
	book := wavetest.Codebook(t, string(wavetest.Testdata(t, "codebook-2021.json")))
	book.Fields[0].Constraints = survey.Constraints{} // no respondent is named
	book.Fields = append(book.Fields, survey.Field{Name: "w", Type: "number"})
	plain := wavetest.RandomOf(t, book, 120, func(field string, i int, text string) string {
		if field == "w" {
			return strconv.Itoa(i * i % 5)
		}
		return text
	})
	var rows []int
	for i := range plain.Len() {
		for range i * i % 5 {
			rows = append(rows, i)
		}
	}

	expanded := plain.Select(rows)
	counted := wavetest.Described(t, plain, func(book *survey.Codebook) {
		frequency := survey.Item{Name: "frequency", Field: "w"}
		book.Constructs = append(book.Constructs,
			survey.Construct{Name: "design", Items: []survey.Item{frequency}})
	})

	want, got := outputs(t, expanded), outputs(t, counted)
	for name := range want {
		assert.True(t, want[name] == got[name], name) // too long to be printed
	}
	assert.Len(t, got, len(want))

	// The design of the rows themselves, for a program's own estimates.
	d, err := counted.Design()
	require.NoError(t, err)
	assert.Equal(t, float64(len(rows)), d.EffectiveN())
}

// outputs returns the files of a report, and the analysis, by name.
func outputs(t *testing.T, w *survey.Wave) map[string]string {
	t.Helper()
	a := analysisOf(t, w)
	j, err := a.Check(ctostudy.Published())
	require.NoError(t, err)
	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	files, err := r.files(context.Background())
	require.NoError(t, err)

	out := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f.name, ".csv") { // the others hold the hash of the answers
			out[f.name] = string(f.content)
		}
	}
	text, err := json.Marshal(a)
	require.NoError(t, err)
	out["analysis"] = string(text)
	var b strings.Builder
	require.NoError(t, r.WriteText(&b))
	out["text"] = b.String()
	return out
}

// What has no error, or the largest weights, is written without an undefined number.
func TestNoUndefinedNumberIsWritten(t *testing.T) {
	for name, design := range map[string]string{
		"a stratum of one cluster": wavetest.OfficeDesign,
		"one cluster in all":       `"items": [{"name": "cluster", "field": "role"}]`,
	} {
		text := wavetest.OfficeWave()
		if name == "one cluster in all" {
			text = strings.ReplaceAll(text, "CIO", "CTO")
		}
		a := analysisOf(t, wavetest.Read(t, wavetest.OfficeBook(design), text))
		j, err := a.Check([]ctostudy.Figure{
			{ID: "share", Population: "cto.west", Value: 99, HasValue: true, Printed: "99",
				Unit: ctostudy.UnitPercent, Claim: "share tech/cloud"},
			{ID: "order", Population: "cto.west", Unit: ctostudy.UnitOrder,
				Claim: "order tech/cloud > 0.99"},
		})
		require.NoError(t, err)
		assert.NotContains(t, reportText(t, a, j), "NaN", name)
	}
}

func reportText(t *testing.T, a *ctostudy.Analysis, j *ctostudy.Judgement) string {
	t.Helper()
	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	files, err := r.files(context.Background())
	require.NoError(t, err)
	var b strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f.name, ".json") {
			assert.True(t, json.Valid(f.content), f.name)
		}
		b.Write(f.content)
	}
	require.NoError(t, r.WriteText(&b))
	return b.String()
}
