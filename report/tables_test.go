package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/document"
)

// records calls f for every row of a table.
func records(t *document.Table, f func(document.Record)) {
	t.Arrange(document.Arrangement{Only: func(r document.Record) bool {
		f(r)
		return false
	}})
}

// What readers see is the number of the files, rounded: in percent if it is a share.
func TestReadersSeeWhatFilesHold(t *testing.T) {
	a, j := shippedWave(t)
	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)

	compared := 0
	for _, table := range append(r.tables.regression, r.tables.claims, r.tables.shares,
		r.tables.premiums, r.tables.classes, r.tables.importance) {
		for _, c := range table.Columns {
			records(table, func(row document.Record) {
				word, label := row.Word(c.Key), row.Label(c.Key)
				x, err := strconv.ParseFloat(word, 64)
				if err != nil || c.Aside || word == label {
					return
				}

				label = strings.NewReplacer("\u2212", "-", ",", "", "*", "").Replace(label)
				label, _, _ = strings.Cut(label, " ") // before its unit
				seen, err := strconv.ParseFloat(label, 64)
				if err != nil {
					return // a word, a bound, or no number for readers
				}
				if c.Unit == document.Share {
					x *= 100
				}
				_, decimals, _ := strings.Cut(label, ".")
				half := 0.5*math.Pow10(-len(decimals)) + 1e-5*math.Abs(x) // files have six digits
				assert.InDelta(t, x, seen, half, "%s: %s and %s", c.Key, word, label)
				compared++
			})
		}
	}
	assert.Greater(t, compared, 5000)
}

// An exact count has an interval in files only: for readers it would be one number twice.
func TestExactCountHasNoIntervalForReaders(t *testing.T) {
	a, j := shippedWave(t)
	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)

	counts := 0
	records(r.tables.claims, func(row document.Record) {
		if row.Word("unit") != "n" || row.Word("estimate") == "" {
			return
		}
		counts++
		assert.Equal(t, row.Word("estimate"), row.Word("conf_low"))
		assert.Equal(t, document.Unknown, row.Label("conf_low"))
	})
	assert.Positive(t, counts)
}

// tables.json holds what the CSV files hold, a row for each line below the header.
func TestTablesAsJSONHoldAllFiles(t *testing.T) {
	a, j := shippedWave(t)
	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	files, err := r.files(context.Background())
	require.NoError(t, err)

	lines := map[string]int{}
	var tables map[string][]map[string]any
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.name, ".csv"); ok {
			rows, err := csv.NewReader(bytes.NewReader(f.content)).ReadAll()
			require.NoError(t, err)
			lines[name] = len(rows) - 1
		}
		if f.name == "tables.json" {
			require.NoError(t, json.Unmarshal(f.content, &tables))
		}
	}
	require.Len(t, tables, len(lines))
	for name, n := range lines {
		assert.Len(t, tables[name], n, name)
	}
	assert.Contains(t, tables["shares"][0], "conf_low")
}

// Outcomes named in Chinese would share one file, and all but the last would be lost.
func TestFilesOfOutcomesAreDistinct(t *testing.T) {
	want := []string{"r-roi", "r---", "r----2", "r-a-b", "r-a-b-2"}
	assert.Equal(t, want, distinct("r-", []string{"roi", "满意", "忠诚", "a b", "a/b"}))
}
