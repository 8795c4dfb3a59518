package ctostudy

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"strconv"
	"testing"

	"github.com/ctostudy/ctostudy/internal/study2021"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

//go:embed testdata/reference/scores/regression.csv
var regressionByR []byte

//go:embed testdata/reference/scores/premiums.csv
var premiumsByR []byte

// The regression of the shipped wave from raw answers on, against lm with the
// HC3 errors of sandwich: R 4.2.2, testdata/reference/scores/script.R.
func TestRegressionAgainstR(t *testing.T) {
	w, err := Wave2021()
	require.NoError(t, err)
	scores, err := NewScores(w, nil, nil)
	require.NoError(t, err)
	m, err := newRegressionModel(w, scores, nil)
	require.NoError(t, err)
	fit, err := m.fit(nil, nil)
	require.NoError(t, err)
	table := tableOf(t, regressionByR)
	require.Len(t, table, 18)
	for _, row := range table {
		c, err := fit.Coefficient(row[0], row[1])
		require.NoError(t, err)
		assert.InEpsilon(t, numberOf(t, row[2]), c.Estimate, 1e-8, row)
		assert.InEpsilon(t, numberOf(t, row[3]), c.StdErr, 1e-8, row)
		assert.Equal(t, row[5], strconv.Itoa(fit.N))
		for j, name := range fit.Outcomes {
			if name == row[0] {
				assert.InEpsilon(t, numberOf(t, row[4]), fit.Fits[j].R2, 1e-8, row)
			}
		}
	}
}

// The premiums likewise, with the error of the delta method.
func TestPremiumsAgainstR(t *testing.T) {
	w, err := Wave2021()
	require.NoError(t, err)
	scores, err := NewScores(w, nil, nil)
	require.NoError(t, err)
	rows, _, _ := premiums(w, study2021.Study(), scores, nil, 0.95)
	table := tableOf(t, premiumsByR)
	require.Len(t, table, 18)
	for _, want := range table {
		found := false
		for _, p := range rows {
			if p.Outcome != want[0] || string(p.Metric) != want[1] || p.Kind.String() != want[2] {
				continue
			}
			found = true
			assert.InEpsilon(t, numberOf(t, want[3]), p.Result.Value, 1e-7, want)
			assert.InEpsilon(t, numberOf(t, want[4]), p.Result.StdErr, 1e-8, want)
			assert.Equal(t, want[5:7], []string{strconv.Itoa(p.Result.NHigh), strconv.Itoa(p.Result.NLow)}, want)
		}
		assert.True(t, found, want)
	}
}

// tableOf returns the rows of a CSV file without its header.
func tableOf(t *testing.T, file []byte) [][]string {
	t.Helper()
	table, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	require.NoError(t, err)
	return table[1:]
}

func numberOf(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	return x
}
