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
			assert.InDelta(t, want, small.Observed[metric][d], 4*se, "%s on %s", metric, driverNames[d])
			assert.Greater(t, math.Abs(small.Latent[metric][d])+4*se, math.Abs(want), "item error attenuates: %s on %s", metric, driverNames[d])
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

func TestApportionHandsOutEverything(t *testing.T) {
	assert.Equal(t, []int{1, 1, 1}, apportion([]float64{1, 1, 1}, 3))
	assert.Equal(t, []int{2, 1, 1}, apportion([]float64{1, 1, 1}, 4), "ties go to the earlier part")
	assert.Equal(t, []int{1025, 825, 650}, apportion([]float64{41, 33, 26}, 2500)) // 41% 33% 26% of 2,500
	assert.Equal(t, []int{95, 54, 67}, apportion([]float64{44, 25, 31}, 216))      // 95.04 54 66.96
}

func TestPercentCountPrintsThePercentage(t *testing.T) {
	for p := range 101 {
		for _, n := range []int{216, 2500} {
			c, err := percentCount(float64(p), n)
			require.NoError(t, err)
			assert.Equal(t, float64(p), math.Round(100*float64(c)/float64(n)))
		}
	}
	_, err := percentCount(50, 3)
	assert.Error(t, err, "one or two of three are 33 or 67 percent")
	_, err = percentCount(104, 100)
	assert.Error(t, err)
}

func TestGrowthCountsPrintTheGrowth(t *testing.T) {
	for _, growth := range []float64{168, 172, 243, 406, 600} {
		from, to, err := growthCounts(growth, 0.5, 216)
		require.NoError(t, err)
		assert.Equal(t, growth, math.Round(100*(float64(to)/float64(from)-1)))
		assert.LessOrEqual(t, to, 216)
	}
	_, _, err := growthCounts(600, 0.5, 5)
	assert.Error(t, err)
}

func TestTickTopTakesTheHighest(t *testing.T) {
	data := []int8{9, 9, 9, 9}
	tickTop(data, []int{0, 1, 3}, 2, []float64{0.5, 0.7, 9, 0.5})
	assert.Equal(t, []int8{1, 1, 9, 0}, data, "row 2 is not in the stratum; rows 0 and 3 tie and the first is taken")
}

// The planted cells are checked against every premium by adding up, apart from
// the linear algebra that found them.
func TestCellsSatisfyTheFigures(t *testing.T) {
	n := study2021.Cells{}
	for c := range n {
		n[c] = float64(200 + 17*(c*c%7))
	}
	premium, close := [3]float64{1.37, 1.35, 1.48}, [3]float64{1.26, 1.36, 1.20}
	for _, q := range []float64{0, 1.05} {
		g := study2021.Solve(n, premium, close, q)
		mean := func(in func(c int) bool) float64 {
			sum, total := 0.0, 0.0
			for c := range n {
				if in(c) {
					sum, total = sum+n[c]*g[c], total+n[c]
				}
			}
			return sum / total
		}
		assert.InEpsilon(t, 1, mean(func(int) bool { return true }), 1e-12)
		for j := range 3 {
			high := func(c int) bool { return c&(1<<j) != 0 }
			assert.InEpsilon(t, premium[j], mean(high)/mean(func(c int) bool { return !high(c) }), 1e-12)
			assert.InEpsilon(t, close[j], mean(func(c int) bool { return high(c) && c >= 8 })/mean(func(c int) bool { return high(c) && c < 8 }), 1e-12)
		}
		if q != 0 {
			assert.InEpsilon(t, q, mean(func(c int) bool { return c >= 8 })/mean(func(c int) bool { return c < 8 }), 1e-12)
		}
	}
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
