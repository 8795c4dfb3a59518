package segment

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/stats"
)

// finiteResult fails where a latent class result holds a NaN: as JSON it has
// no null beside the runner-up's agreement.
func finiteResult(t *testing.T, r *LatentClassResult) {
	t.Helper()
	for _, e := range r.Share {
		finiteEstimate(t, e)
	}
	for _, class := range r.Profile {
		for _, item := range class {
			for _, e := range item {
				finiteEstimate(t, e)
			}
		}
	}
	for _, v := range []float64{r.LogLik, r.Objective, r.AIC, r.BIC, r.SABIC, r.CAIC, r.AIC3, r.ICL, r.Kish.BIC, r.RelativeEntropy, r.EntropyR2, r.EffectiveN} {
		assert.False(t, math.IsNaN(v))
	}
	for _, v := range r.Posterior.RawMatrix().Data {
		require.False(t, math.IsNaN(v))
	}
	_, err := json.Marshal(r)
	require.NoError(t, err)
}

func finiteEstimate(t *testing.T, e stats.Estimate) {
	t.Helper()
	for _, v := range []float64{e.Value, e.StdErr, e.Low, e.High, e.WeightedN, e.EffectiveN, e.DesignEffect} {
		assert.False(t, math.IsNaN(v), "%+v", e)
	}
	assert.True(t, 0 <= e.Low && e.Low <= e.Value && e.Value <= e.High && e.High <= 1, "%+v", e)
}

func codes(w []stats.Warning) []string {
	var out []string
	for _, v := range w {
		out = append(out, v.Code)
	}
	return out
}

func TestBadInput(t *testing.T) {
	ctx := context.Background()
	x := ticks(t, answers(t))
	t.Run("k below 1 or above the distinct patterns", func(t *testing.T) {
		few := ticks(t, [][]int8{{1, 0, 1, 0, 1}, {1, 0, 1, 0, 0}}) // 11, 00, 10
		for _, k := range []int{0, -1, 4} {
			_, err := LatentClass(ctx, few, k, nil, nil)
			assert.ErrorIs(t, err, ErrClasses)
			_, err = KMeans(ctx, mat.NewDense(4, 1, []float64{1, 2, 2, 3}), k, nil, nil)
			assert.ErrorIs(t, err, ErrClasses)
		}
		_, err := ChooseClasses(ctx, few, 0, nil, nil)
		assert.ErrorIs(t, err, ErrClasses)
		r, err := ChooseClasses(ctx, few, 9, nil, nil)
		require.NoError(t, err)
		assert.Len(t, r.Rows, 3)
		assert.Equal(t, []string{"patterns"}, codes(r.Warnings))
	})
	t.Run("an item with one value", func(t *testing.T) {
		c, err := stats.NewTicks("constant", []int8{1, 1, stats.Skipped})
		require.NoError(t, err)
		_, err = NewItems([]*stats.Codes{c}, nil)
		assert.ErrorIs(t, err, errConstant)
		assert.ErrorContains(t, err, "constant")
	})
	t.Run("a respondent with no answers", func(t *testing.T) {
		c, err := stats.NewTicks("x", []int8{1, 0, stats.NotAsked})
		require.NoError(t, err)
		_, err = NewItems([]*stats.Codes{c}, nil)
		assert.ErrorIs(t, err, errEmptyRow)
		assert.ErrorContains(t, err, "row 2")
		_, err = NewItems(nil, nil)
		assert.ErrorIs(t, err, errNoItems)
	})
	t.Run("all weight on one respondent", func(t *testing.T) {
		w := make([]float64, x.Len())
		w[7] = 3
		for _, kind := range []stats.WeightKind{stats.SamplingWeights, stats.FrequencyWeights} {
			d, err := stats.NewDesign(len(w), &stats.Weights{Kind: kind, Values: w}, nil)
			require.NoError(t, err)
			_, err = LatentClass(ctx, x, 2, d, nil)
			assert.ErrorIs(t, err, ErrClasses, "one pattern counts")
			r, err := LatentClass(ctx, x, 1, d, nil)
			require.NoError(t, err)
			finiteResult(t, r)
		}
	})
	t.Run("perfectly separated items", func(t *testing.T) {
		columns := make([][]int8, 5)
		for i := range 200 {
			for j := range columns {
				columns[j] = append(columns[j], int8(is((i%5+3)/5, j%2)))
			}
		}
		for _, s := range []*LatentClassSettings{nil, noPrior} {
			r := fitTwo(t, ticks(t, columns), nil, s)
			finiteResult(t, r)
			assert.InDelta(t, 1, r.EntropyR2, 1e-3)
			if s != nil {
				assert.Contains(t, codes(r.Warnings), "boundary")
				// None of 120: Clopper and Pearson's upper limit.
				none := r.Profile[0][0][1]
				assert.Equal(t, 0.0, none.Value)
				assert.InEpsilon(t, 1-math.Pow(.025, 1.0/120), none.High, 1e-9)
			}
		}
	})
	t.Run("two identical classes", func(t *testing.T) {
		// Independent answers: a second class has nothing to tell.
		columns := make([][]int8, 3)
		for i := range 8 {
			for j := range columns {
				columns[j] = append(columns[j], int8(i>>j&1))
			}
		}
		for _, s := range []*LatentClassSettings{nil, {NoPrior: true}} {
			r, err := LatentClass(ctx, ticks(t, columns), 2, nil, s)
			require.NoError(t, err)
			finiteResult(t, r)
			assert.InDelta(t, -24*math.Ln2, r.LogLik, 1e-2)
		}
	})
	t.Run("NaN in k-means", func(t *testing.T) {
		for _, v := range []float64{math.NaN(), math.Inf(1)} {
			_, err := KMeans(ctx, mat.NewDense(2, 2, []float64{1, 2, 3, v}), 1, nil, nil)
			assert.ErrorIs(t, err, errValue)
			assert.ErrorContains(t, err, "row 1, column 1")
		}
	})
	t.Run("a cancelled context", func(t *testing.T) {
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		r, err := LatentClass(cancelled, x, 2, nil, nil)
		assert.ErrorIs(t, err, context.Canceled)
		assert.Nil(t, r)
		later, stop := context.WithCancel(ctx)
		defer stop()
		r, err = LatentClass(later, x, 2, nil, &LatentClassSettings{Progress: func(done, _ int) {
			if done == 5 {
				stop()
			}
		}})
		assert.ErrorIs(t, err, context.Canceled)
		require.NotNil(t, r, "what was found so far")
		assert.Contains(t, codes(r.Warnings), "cancelled")
		finiteResult(t, r)
		iris, _ := irises(t)
		_, err = KMeans(cancelled, iris, 2, nil, nil)
		assert.ErrorIs(t, err, context.Canceled)
	})
	t.Run("a cancelled choice of classes", func(t *testing.T) {
		later, stop := context.WithCancel(ctx)
		defer stop()
		calls := 0
		r, err := ChooseClasses(later, x, 4, nil, &LatentClassSettings{Progress: func(int, int) {
			if calls++; calls == 70 { // one start of one class, 50 of two
				stop()
			}
		}})
		assert.ErrorIs(t, err, context.Canceled)
		require.NotNil(t, r)
		assert.Len(t, r.Rows, 2)
		assert.Equal(t, []string{"cancelled"}, codes(r.Warnings))
	})
	t.Run("what to do about the prior", func(t *testing.T) {
		columns := make([][]int8, 3)
		for i := range 8 {
			for j := range columns {
				columns[j] = append(columns[j], int8(i>>j&1))
			}
		}
		for _, off := range []bool{false, true} {
			r, err := LatentClass(ctx, ticks(t, columns), 2, nil, &LatentClassSettings{NoPrior: off, Prior: 1e-30})
			require.NoError(t, err)
			require.Contains(t, codes(r.Warnings), "information")
			for _, w := range r.Warnings {
				if w.Code == "information" {
					assert.Equal(t, off, strings.Contains(w.Text, "turn the prior on"), w.Text)
					assert.Equal(t, !off, strings.Contains(w.Text, "raise the prior"), w.Text)
				}
			}
		}
	})
	t.Run("settings out of range", func(t *testing.T) {
		for _, s := range []LatentClassSettings{{Level: 2}, {MinStarts: -1}, {Prior: -1}, {Tolerance: math.NaN()}, {Prior: math.Inf(1)}} {
			_, err := LatentClass(ctx, x, 2, nil, &s)
			assert.ErrorIs(t, err, errSettings)
		}
		_, err := KMeans(ctx, mat.NewDense(2, 1, []float64{1, 2}), 1, nil, &KMeansSettings{Level: -1})
		assert.ErrorIs(t, err, errSettings)
	})
}
