package drivers_test

import (
	"context"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

// Settings that memory cannot hold are refused in words before anything is kept.
func TestSettingsThatMemoryCannotHold(t *testing.T) {
	const many = 1 << 40
	x, high, _, _ := finances(t)
	m, y := model(t, x, []string{"size"}, "metric", "close")
	ctx := context.Background()

	for name, s := range map[string]drivers.ImportanceSettings{
		"resamples":    {Resamples: many},
		"permutations": {Permutations: many, NoResamples: true},
		"both signs":   {Resamples: math.MaxInt},
	} {
		_, err := drivers.Importance(ctx, dataOf(m, y, []string{"size"}, nil), &s)
		require.ErrorIs(t, err, drivers.ErrSettings, name)
		assert.ErrorContains(t, err, "numbers", name)
	}

	_, err := drivers.Premium(x["growth"], high, nil, &drivers.PremiumSettings{Resamples: many})
	require.ErrorIs(t, err, drivers.ErrSettings)
	for _, s := range []drivers.CurveSettings{{Permutations: many}, {Folds: many}} {
		_, err = drivers.SpecificationCurve(ctx, curveData(t), nil, &s)
		require.ErrorIs(t, err, drivers.ErrSettings)
	}

	// Each respondent stands for 2^40.
	counts := slices.Repeat([]float64{many}, len(x["size"]))
	d, err := stats.NewDesign(len(counts),
		&stats.Weights{Kind: stats.FrequencyWeights, Values: counts}, nil)
	require.NoError(t, err)
	_, err = drivers.Importance(ctx, dataOf(m, y, []string{"size"}, d), nil)
	require.ErrorIs(t, err, drivers.ErrSettings)
	_, err = drivers.Premium(x["growth"], high, d, &drivers.PremiumSettings{Resamples: 9})
	require.ErrorIs(t, err, drivers.ErrSettings)
}

// Weights in other units change nothing but the weighted number.
func TestWeightsInAnyUnit(t *testing.T) {
	x, high, _, _ := finances(t)
	m, y := model(t, x, []string{"growth", "size"}, "metric", "close")
	type results struct {
		importance *drivers.ImportanceResult
		premium    *drivers.PremiumResult
		adjusted   *drivers.PremiumResult
	}
	run := func(unit float64) (out results) {
		weights := slices.Clone(x["weight"])
		for i := range weights {
			weights[i] *= unit
		}
		d := sampling(t, weights...)

		var err error
		out.importance, err = drivers.Importance(context.Background(),
			dataOf(m, y, []string{"growth", "size"}, d), &drivers.ImportanceSettings{Resamples: 20})
		require.NoError(t, err)
		out.premium, err = drivers.Premium(x["growth"], high, d, nil)
		require.NoError(t, err)
		out.adjusted, err = drivers.AdjustedPremium(x["growth"], high,
			[]stats.Term{{Name: "size", Numeric: x["size"]}}, d, nil)
		require.NoError(t, err)
		return out
	}

	one, huge := run(1), run(math.Ldexp(1, 700))
	for k, share := range huge.importance.Shares {
		share.PValue, one.importance.Shares[k].PValue = 0, 0 // NaN: there are no permutations
		assert.Equal(t, one.importance.Shares[k], share)
	}
	assert.Equal(t, one.importance.EffectiveN, huge.importance.EffectiveN)
	assert.Equal(t, one.premium.Value, huge.premium.Value)
	assert.InEpsilon(t, one.adjusted.EffectiveN, huge.adjusted.EffectiveN, 1e-12)
	for _, r := range []any{huge.importance, huge.premium, huge.adjusted} {
		_, err := json.Marshal(r)
		require.NoError(t, err)
	}
}

// Columns and outcomes in other units have the same shares.
func TestImportanceInAnyUnit(t *testing.T) {
	x, _, _, _ := finances(t)
	run := func(powers ...int) *drivers.ImportanceResult {
		scaled := maps.Clone(x)
		for k, name := range []string{"metric", "growth"} {
			scaled[name] = slices.Clone(x[name])
			for i, v := range scaled[name] {
				scaled[name][i] = math.Ldexp(v, powers[k])
			}
		}
		m, y := model(t, scaled, []string{"growth", "size"}, "metric", "close")
		r, err := drivers.Importance(context.Background(),
			dataOf(m, y, []string{"growth", "size"}, nil),
			&drivers.ImportanceSettings{Resamples: 20})
		require.NoError(t, err)
		for k := range r.Shares {
			r.Shares[k].PValue = 0 // NaN: there are no permutations
		}
		return r
	}
	want := run(0, 0)
	for _, powers := range [][]int{{-600, 0}, {600, 0}, {0, -600}, {0, 600}, {900, -900}} {
		got := run(powers...)
		for k, share := range want.Shares {
			assert.InEpsilon(t, share.Estimate, got.Shares[k].Estimate, 1e-9, powers)
			assert.InEpsilon(t, share.StdErr, got.Shares[k].StdErr, 1e-9, powers)
		}
	}
}

// Growth whose variance has no square is refused by its row.
func TestGrowthOfNoSize(t *testing.T) {
	x, high, _, _ := finances(t)
	for power, want := range map[int]string{300: "nearly so", -600: "squares vanish"} {
		growth := slices.Clone(x["growth"])
		for i, v := range growth {
			growth[i] = math.Ldexp(v, power)
		}
		_, err := drivers.Premium(growth, high, nil, nil)
		require.ErrorIs(t, err, drivers.ErrValue)
		assert.ErrorContains(t, err, want)
	}
}

// Fieller's set of a premium that is refused, withheld or has none is null.
func TestFiellersSetInJSON(t *testing.T) {
	set := func(r *drivers.PremiumResult) any {
		b, err := json.Marshal(r)
		require.NoError(t, err)
		var out map[string]any
		require.NoError(t, json.Unmarshal(b, &out))
		require.Contains(t, out, "fieller")
		return out["fieller"]
	}
	sets := readPremiumSets(t)
	for name, written := range map[string]bool{"clear": true, "none": false} {
		r, err := drivers.Premium(sets[name].growth, ticks(t, sets[name].high...), nil, nil)
		require.NoError(t, err)
		assert.Equal(t, written, r.Defined)
		assert.Equal(t, written, set(r) != nil, name)
	}
	assert.Nil(t, set(&drivers.PremiumResult{}), "withheld")
	assert.Nil(t,
		set(&drivers.PremiumResult{Defined: true, Set: drivers.FiellerSet{DF: math.NaN()}}),
		"a mean of premiums")
}
