package stats

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStandardizeMethods(t *testing.T) {
	ref := readScaleReference(t)
	x := attitude(t).Items[0].Values // rating, 40 to 85
	for _, c := range []struct {
		method StandardizeMethod
		want   []float64
	}{
		{RobustScores, ref.Robust.Z},
		{NormalScores, ref.Normal},
	} {
		t.Run(c.method.String(), func(t *testing.T) {
			z, err := NewStandardizer(x, nil, nil, &StandardizerSettings{Method: c.method})
			require.NoError(t, err)
			got, err := z.Apply(x, nil)
			require.NoError(t, err)
			for i, want := range c.want {
				assert.InDelta(t, want, got[i], 1e-9, "row %d", i) // some are 0
			}
		})
	}
	robust, err := NewStandardizer(x, nil, nil, &StandardizerSettings{Method: RobustScores})
	require.NoError(t, err)
	assert.Equal(t, ref.Robust.Median, robust.Pooled.Median)
	assert.Equal(t, ref.Robust.MAD, robust.Pooled.MAD)
	pomp, err := NewStandardizer([]float64{1, 2, 3, 5}, nil, nil,
		&StandardizerSettings{Method: PercentOfMaximum, Low: 1, High: 5})
	require.NoError(t, err)
	got, err := pomp.Apply([]float64{1, 2, 3, 5}, nil)
	require.NoError(t, err)
	assert.Equal(t, []float64{0, 25, 50, 100}, got) // by hand
	free, err := NewStandardizer([]float64{2, 4, 3}, nil, nil,
		&StandardizerSettings{Method: PercentOfMaximum})
	require.NoError(t, err)
	assert.Equal(t, []float64{2, 4}, []float64{free.Pooled.Low, free.Pooled.High})
}

func TestStandardizerOnALaterWave(t *testing.T) {
	x := []float64{1, 2, 2, 3, math.NaN(), 10, 11, 13, 17, 12}
	group, err := NewCodes("g", []Level{{"a", 1}, {"b", 2}}, []int8{0, 0, 0, 0, 0, 1, 1, 1, 1, 1})
	require.NoError(t, err)
	later := []float64{0, 2, 2.5, 9, math.NaN(), 5, 11, 12.5, 30, 17}
	for m := ZScores; m <= PercentOfMaximum; m++ {
		t.Run(m.String(), func(t *testing.T) {
			z, err := NewStandardizer(x, group, nil, &StandardizerSettings{Method: m, MinGroup: 4})
			require.NoError(t, err)
			text, err := json.Marshal(z)
			require.NoError(t, err)
			back := &Standardizer{}
			require.NoError(t, json.Unmarshal(text, back))
			assert.Equal(t, z, back)
			want, err := z.Apply(later, group)
			require.NoError(t, err)
			got, err := back.Apply(later, group)
			require.NoError(t, err)
			for i, v := range got {
				assert.Equal(t, math.IsNaN(later[i]), math.IsNaN(v))
				if !math.IsNaN(v) {
					assert.Equal(t, want[i], v)
				}
			}
			// every method keeps the order of a group's scores
			assert.LessOrEqual(t, got[1], got[2])
			assert.LessOrEqual(t, got[2], got[3])
			assert.LessOrEqual(t, got[6], got[7])
		})
	}
	var bad Standardizer
	assert.Error(t, json.Unmarshal([]byte(`{"method": "mean"}`), &bad))
	// the shape of norms that were saved before there were methods
	require.NoError(t, json.Unmarshal([]byte(`{"pooled": {"n": 3, "mean": 2, "sd": 0.5}}`), &bad))
	got, err := bad.Apply([]float64{3}, nil)
	require.NoError(t, err)
	assert.Equal(t, []float64{2}, got)
}

func TestNormalScoresOfUnseenValues(t *testing.T) {
	z, err := NewStandardizer([]float64{1, 2, 2, 4}, nil, nil,
		&StandardizerSettings{Method: NormalScores})
	require.NoError(t, err)
	got, err := z.Apply([]float64{0, 1, 2, 3, 4, 9}, nil)
	require.NoError(t, err)
	// p = 1/8 at least, 1/8, (1/4 + 3/4)/2, 3/4, 7/8, 7/8 at most; quantiles from R's qnorm
	want := []float64{-1.15034938037601, -1.15034938037601, 0, 0.674489750196082, 1.15034938037601,
		1.15034938037601}
	for i := range want {
		assert.InDelta(t, want[i], got[i], 1e-12)
	}
}

func TestStandardizerWeights(t *testing.T) {
	x := []float64{1, 5, 2, 7, 3}
	f := []float64{2, 1, 3, 1, 0}
	repeated := []float64{1, 1, 5, 2, 2, 2, 7}
	for m := ZScores; m <= PercentOfMaximum; m++ {
		t.Run(m.String(), func(t *testing.T) {
			set := &StandardizerSettings{Method: m}
			one, err := NewStandardizer(x, nil, design(t, 5, FrequencyWeights, f, nil), set)
			require.NoError(t, err)
			two, err := NewStandardizer(repeated, nil, nil, set)
			require.NoError(t, err)
			assert.Equal(t, 7, one.Pooled.N)
			a, err := one.Apply(x, nil)
			require.NoError(t, err)
			b, err := two.Apply(x, nil)
			require.NoError(t, err)
			assert.InDeltaSlice(t, b, a, 1e-12)
		})
	}
}

func TestStandardizerRefusals(t *testing.T) {
	for m := ZScores; m <= PercentOfMaximum; m++ {
		set := &StandardizerSettings{Method: m}
		_, err := NewStandardizer([]float64{2, 2, 2}, nil, nil, set)
		require.ErrorIs(t, err, ErrConstant, m.String())
		_, err = NewStandardizer([]float64{math.NaN(), 2}, nil, nil, set)
		require.ErrorIs(t, err, ErrConstant, "one score, "+m.String())
		_, err = NewStandardizer([]float64{1, math.Inf(-1)}, nil, nil, set)
		require.ErrorContains(t, err, "row 1", m.String())
	}
	one, err := NewCodes("g", []Level{{"a", 1}, {"lone", 2}, {"empty", 3}}, []int8{0, 0, 0, 1})
	require.NoError(t, err)
	_, err = NewStandardizer([]float64{1, 2, 3, 4}, one, nil, &StandardizerSettings{MinGroup: 1})
	require.ErrorIs(t, err, ErrConstant)
	require.ErrorContains(t, err, "lone, n = 1")
	z, err := NewStandardizer([]float64{1, 2, 3, math.NaN()}, one, nil,
		&StandardizerSettings{MinGroup: 2})
	require.NoError(t, err)
	assert.Len(t, z.Groups, 1, "an empty group has no norm")
	_, err = z.Apply([]float64{1, 2, 3, 4}, one)
	require.ErrorContains(t, err, "row 3")
	_, err = NewStandardizer([]float64{1, 2, 3, 4}, nil,
		design(t, 4, SamplingWeights, []float64{0, 0, 1, 0}, nil), nil)
	require.ErrorIs(t, err, ErrConstant, "all weight on one row")
	_, err = NewStandardizer([]float64{3, 3, 3, 4}, nil, nil,
		&StandardizerSettings{Method: RobustScores})
	require.ErrorIs(t, err, ErrConstant, "more than half are equal")
	_, err = NewStandardizer([]float64{1, 2}, nil, nil,
		&StandardizerSettings{Method: PercentOfMaximum, Low: 5, High: 1})
	require.Error(t, err)
}
