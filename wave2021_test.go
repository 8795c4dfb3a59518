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
	truth.Population, truth.Observed, truth.ObservedStdErr = shipped.Population, shipped.Observed, shipped.ObservedStdErr
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
			assert.InDelta(t, want, small.Observed[metric][d], 4*se, "%s on %s", metric, study2021.Drivers[d])
			assert.Greater(t, math.Abs(small.Latent[metric][d])+4*se, math.Abs(want), "item error attenuates: %s on %s", metric, study2021.Drivers[d])
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

	_, _, err = Synthesize(context.Background(), &SynthesisSettings{Assumptions: Assumptions()[1:]})
	assert.ErrorContains(t, err, "sample.china.cio")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err = Synthesize(ctx, nil)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestAssumptionsHaveReasons(t *testing.T) {
	for _, a := range Assumptions() {
		assert.Greater(t, len(a.Why), 20, a.ID)
	}
}
