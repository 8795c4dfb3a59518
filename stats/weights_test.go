package stats

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/contract"
)

// The unit of sampling weights matters to their sum and to totals only, however
// large or small.
func TestWeightsInAnyUnit(t *testing.T) {
	weighs := func(path string) bool { return notByRow(path) && !strings.Contains(path, "WeightedN") }
	for _, name := range slices.Sorted(maps.Keys(contracts)) {
		if strings.Contains(name, "Total") || name == "Design.Covariance" {
			continue
		}
		for _, kind := range []string{"sampling", "complex"} {
			if _, declared := contracts[name].refuses[kind]; declared {
				continue
			}
			s := newSample()
			plain, err := contracts[name].run(s, s.design(kind))
			require.NoError(t, err, name)
			for _, k := range []int{-900, -300, 300, 900} {
				scaled := newSample()
				scaled.weights = times(scaled.weights, k)
				got, err := contracts[name].run(scaled, scaled.design(kind))
				require.NoError(t, err, "%s 2^%d", name, k)
				assert.Empty(t, contract.Flatten(plain).Differ(contract.Flatten(got), 1e-9, weighs),
					"%s, %s, 2^%d",
					name, kind, k)
			}
		}
	}

	s := newSample()
	want, err := Total(s.y, s.design("complex"), nil)
	require.NoError(t, err)
	s.weights = times(s.weights, 700)
	got, err := Total(s.y, s.design("complex"), nil)
	require.NoError(t, err)
	assert.Equal(t, want.Value, math.Ldexp(got.Value, -700))
	assert.Equal(t, want.StdErr, math.Ldexp(got.StdErr, -700))
	assert.Equal(t, want.WeightedN, math.Ldexp(got.WeightedN, -700))
	assert.Equal(t, s.weights[1], s.design("complex").Weight(1))
	mean, err := Mean(s.y, s.design("complex"), nil)
	require.NoError(t, err)
	assert.Equal(t, want.WeightedN, math.Ldexp(mean.WeightedN, -700))
}

func TestWeightsWithoutASize(t *testing.T) {
	for _, c := range []struct {
		kind   WeightKind
		values []float64
		want   string
	}{
		{SamplingWeights, []float64{1e308, 1e308}, "add up to +Inf"},
		{SamplingWeights, []float64{1e300, 1}, "add up to 1e+300, which is too large: divide all " +
			"weights by their mean"},
		{SamplingWeights, []float64{1e-310, 1e-310},
			"the largest weight is 1e-310, which is too small: divide all weights by their mean"},
		{SamplingWeights, []float64{1e200, 1e-200},
			"row 1: weight 1e-200 is nothing beside the largest, 1e+200"},
		{SamplingWeights, []float64{1, 1e-300}, "row 1: weight 1e-300 is nothing beside the largest, 1"},
		{FrequencyWeights, []float64{1 << 53, 1 << 52}, "more than 2^53"},
		{FrequencyWeights, []float64{1e300, 1}, "too large"},
	} {
		_, err := NewDesign(2, &Weights{Kind: c.kind, Values: c.values}, nil)
		assert.ErrorContains(t, err, c.want, fmt.Sprint(c.values))
	}
	_, err := NewDesign(3, &Weights{Values: []float64{1e-100, 0, 1}}, nil)
	assert.NoError(t, err)
}

// Frequencies are copies; whatever a sampling weight is, its row is one respondent.
func TestCopies(t *testing.T) {
	copies := func(w *Weights) []float64 {
		d, err := NewDesign(3, w, nil)
		require.NoError(t, err)
		return []float64{d.Copies(0), d.Copies(1), d.Copies(2)}
	}
	assert.Equal(t, []float64{3, 0, 1},
		copies(&Weights{Kind: FrequencyWeights, Values: []float64{3, 0, 1}}))
	assert.Equal(t, []float64{1, 0, 1},
		copies(&Weights{Kind: SamplingWeights, Values: []float64{0.3, 0, 8}}))
	assert.Equal(t, []float64{1, 1, 1}, copies(nil))

	var none *Design
	assert.Equal(t, 1.0, none.Copies(7))
}
