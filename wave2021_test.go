package ctostudy

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/ctostudy/ctostudy/internal/study2021"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shippedTruth reads the truth file, which nothing but tests does.
func shippedTruth(t *testing.T) *Truth {
	t.Helper()
	text, err := os.ReadFile("testdata/truth-2021.json")
	require.NoError(t, err)
	truth := &Truth{}
	require.NoError(t, json.Unmarshal(text, truth))
	return truth
}

func TestShippedWaveIsWhatTheGeneratorWrites(t *testing.T) {
	w, truth, err := Synthesize(context.Background(), nil)
	require.NoError(t, err)

	var b bytes.Buffer
	require.NoError(t, w.WriteCSV(&b))
	assert.True(t, bytes.Equal(b.Bytes(), wave2021CSV), "run go run ./examples/synthesize")

	shipped := shippedTruth(t)
	truth.Population = shipped.Population // its two million take a minute
	truth.Observed, truth.ObservedStdErr = shipped.Observed, shipped.ObservedStdErr

	got, err := json.Marshal(truth)
	require.NoError(t, err)
	want, err := json.Marshal(shipped)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

// The population of two million takes a minute; a smaller one must agree with
// it within its own error, and shows that the committed numbers are the
// regression's and not somebody's.
func TestObservedCoefficientsAgreeWithASmallerPopulation(t *testing.T) {
	if testing.Short() {
		t.Skip("a population of 50,000")
	}
	_, small, err := Synthesize(context.Background(), &SynthesisSettings{Population: 50000})
	require.NoError(t, err)

	shipped := shippedTruth(t)
	require.Equal(t, 2000000, shipped.Population)

	for metric, row := range shipped.Observed {
		for d, want := range row {
			se := math.Hypot(small.ObservedStdErr[metric][d], shipped.ObservedStdErr[metric][d])
			driver := study2021.Drivers[d]
			assert.InDelta(t, want, small.Observed[metric][d], 4*se, "%s on %s", metric, driver)

			latent := math.Abs(small.Latent[metric][d])
			const text = "item error attenuates: %s on %s"
			assert.Greater(t, latent+4*se, math.Abs(want), text, metric, driver)
		}
	}
}

func TestAnotherSeedMakesAnotherWave(t *testing.T) {
	w, _, err := Synthesize(context.Background(), &SynthesisSettings{Seed: 7})
	require.NoError(t, err)

	var b bytes.Buffer
	require.NoError(t, w.WriteCSV(&b))
	assert.False(t, bytes.Equal(b.Bytes(), wave2021CSV))
}

func TestWaveHoldsNoTruth(t *testing.T) {
	w, err := Wave2021()
	require.NoError(t, err)
	for _, f := range w.Codebook().Fields {
		assert.NotContains(t, f.Name, "archetype")
		assert.NotContains(t, f.Name, "score")
	}
	assert.True(t, w.Codebook().Synthetic)
}

func TestSynthesisRefusesWhatItCannotMeet(t *testing.T) {
	figures := slices.Clone(Published())
	for i := range figures {
		if figures[i].ID == "reporting.csuite" {
			figures[i].Value = 30 // less than the 40% that report to the CEO
		}
	}
	_, _, err := Synthesize(context.Background(), &SynthesisSettings{Figures: figures})
	assert.ErrorContains(t, err, "reporting")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err = Synthesize(ctx, nil)
	assert.ErrorIs(t, err, context.Canceled)
}

// An assumption that is missing or cannot be used is named, whatever step needs it first.
func TestSynthesisNamesTheAssumptionAtFault(t *testing.T) {
	for _, c := range []struct{ id, value, says string }{
		{"sample.china.cio", "", "missing"},
		{"size.levels", "", "missing"},
		{"size.levels", "[1, 2]", "4 shares"},
		{"latent.coefficients", "", "missing"},
		{"latent.coefficients", `{"maturity": [1]}`, "six numbers"},
		{"latent.common", "-3", "share from 0 to 1"},
		{"rating.levels", "[]", "5 shares"},
		{"stage.levels", "{}", "3 shares"},
		{"collaboration.levels", `"x"`, "cannot unmarshal"},
		{"shares.cto", "", "missing"},
		{"sample.crucial", "2", "share from 0 to 1"},
		{"choice.reporting_line", "{}", "no shares of COO, CFO, CIO"},
		{"finance.revenue", "", "missing"},
	} {
		list := Assumptions()
		at := slices.IndexFunc(list, func(a Assumption) bool { return a.ID == c.id })
		list[at].Value = json.RawMessage(c.value)
		if c.value == "" {
			list = slices.Delete(list, at, at+1)
		}

		_, _, err := Synthesize(context.Background(), &SynthesisSettings{Assumptions: list})
		assert.ErrorContains(t, err, c.id)
		assert.ErrorContains(t, err, c.says, c.id)
	}

	twice := append(Assumptions(), Assumptions()[0])
	_, _, err := Synthesize(context.Background(), &SynthesisSettings{Assumptions: twice})
	assert.ErrorContains(t, err, "listed twice")
}

func TestAssumptionsHaveReasons(t *testing.T) {
	for _, a := range Assumptions() {
		assert.Greater(t, len(a.Why), 20, a.ID)
	}
}
