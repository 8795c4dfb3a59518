package stats

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The Californian schools' margins, as in raking.R.
func schoolMargins(s *survey) []Margin {
	margins := []Margin{{s.u, []float64{1072, 5122}}, {s.t, []float64{2027, 4167}}}
	if s.name == "clus" {
		margins = []Margin{{s.g, []float64{4421, 755, 1018}}, {s.u, []float64{1072, 5122}}}
	}
	return margins
}

func TestRakeAgainstR(t *testing.T) {
	for name, s := range surveys(t, "raking") {
		if name == "likert" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			r, err := Rake(context.Background(), schoolMargins(s), s.design, &RakeSettings{Total: 6194})
			require.NoError(t, err)
			assert.True(t, r.Converged)
			enroll, high := answers(t, s.cells["enroll"]), make([]float64, len(s.y))
			for i, v := range s.x {
				if v > 600 {
					high[i] = 1
				}
			}
			methods := []string{"calibrate", "rake"}
			if name == "strat" {
				methods = methods[:1] // rake's variance is another one, see Rake
			}
			for _, m := range methods {
				s.is(t, m+" first weight", r.Design.Weight(0), 1e-9)
				s.is(t, m+" last weight", r.Design.Weight(len(s.y)-1), 1e-9)
				for column, x := range map[string][]float64{"api00": s.y, "enroll": enroll} {
					e, err := Mean(x, r.Design, nil)
					require.NoError(t, err)
					s.is(t, m+" "+column+" mean", e.Value, 1e-9)
					s.is(t, m+" "+column+" se", e.StdErr, 1e-9)
					e, err = Total(x, r.Design, nil)
					require.NoError(t, err)
					s.is(t, m+" "+column+" total", e.Value, 1e-9)
					s.is(t, m+" "+column+" total se", e.StdErr, 1e-9)
				}
				e, err := Mean(s.y, r.Design.Domain(high), nil)
				require.NoError(t, err)
				s.is(t, m+" domain mean", e.Value, 1e-9)
				s.is(t, m+" domain se", e.StdErr, 1e-9)
			}
			// What a margin fixes has no error.
			for method := range KornGraubardInterval + 1 {
				e, err := Proportion(s.u, 1, r.Design, &ProportionSettings{Method: method})
				require.NoError(t, err)
				assert.InEpsilon(t, 5122/6194.0, e.Value, 1e-9)
				assert.InDelta(t, 0, e.StdErr, 1e-9)
				assert.InEpsilon(t, e.Value, e.Low, 1e-6)
				assert.InEpsilon(t, e.Value, e.High, 1e-6)
			}
		})
	}
}

func TestRakeTrims(t *testing.T) {
	s := surveys(t, "raking")["strat"]
	free, err := Rake(context.Background(), schoolMargins(s), s.design, nil)
	require.NoError(t, err)
	assert.Greater(t, free.Largest, 1.5)
	assert.Zero(t, free.Trimmed)
	cut, err := Rake(context.Background(), schoolMargins(s), s.design,
		&RakeSettings{Highest: 1.5, Lowest: 0.4})
	require.NoError(t, err)
	assert.True(t, cut.Converged)
	assert.LessOrEqual(t, cut.Largest, 1.5+1e-9)
	assert.GreaterOrEqual(t, cut.Smallest, 0.4-1e-9)
	assert.Positive(t, cut.Trimmed)
	assert.Less(t, cut.WeightingLoss, free.WeightingLoss)
	for _, l := range cut.Levels {
		assert.InDelta(t, l.Target, l.After, 1e-10)
		assert.NotEqual(t, l.Before, l.After)
	}
	tight, err := Rake(context.Background(), schoolMargins(s), s.design,
		&RakeSettings{Highest: 1.05, MaxIterations: 50})
	require.NoError(t, err)
	assert.False(t, tight.Converged)
	assert.Len(t, tight.Difference, 50)
	assert.Equal(t, "not-converged", tight.Warnings[0].Code)
}

func TestBadMargins(t *testing.T) {
	ctx, x := context.Background(), ticked(t, 0, 1, 1, 0)
	none := ticked(t, 0, 0, 0, 0)
	for want, m := range map[string]Margin{
		`level "ticked": nobody has it`:                 {none, []float64{1, 1}},
		`level "not ticked": target 0, but respondents`: {x, []float64{0, 1}},
		`level "ticked": target -1`:                     {x, []float64{1, -1}},
		`level "ticked": target NaN`:                    {x, []float64{1, math.NaN()}},
		`row 2 has no level`:                            {ticked(t, 0, 1, Skipped, 0), []float64{1, 1}},
	} {
		_, err := Rake(ctx, []Margin{m}, nil, nil)
		require.ErrorIs(t, err, errMargin)
		assert.ErrorContains(t, err, want)
	}
	_, err := Rake(ctx, nil, nil, nil)
	require.ErrorIs(t, err, errMargin)
	half := []Margin{{x, []float64{1, 1}}}
	_, err = Rake(ctx, half, nil, &RakeSettings{Highest: 0.5})
	require.ErrorIs(t, err, errMargin)
	d, err := NewDesign(4, &Weights{Kind: FrequencyWeights, Values: []float64{1, 2, 1, 1}}, nil)
	require.NoError(t, err)
	_, err = Rake(ctx, half, d, nil)
	require.ErrorIs(t, err, ErrWeightKind)
	r, err := Rake(ctx, half, nil, nil)
	require.NoError(t, err)
	_, err = Rake(ctx, half, r.Design, nil)
	require.ErrorIs(t, err, ErrDesign)
	assert.Panics(t, func() { _, _ = Rake(ctx, []Margin{{x, []float64{1}}}, nil, nil) })
	stopped, stop := context.WithCancel(ctx)
	stop()
	_, err = Rake(stopped, half, nil, nil)
	require.ErrorIs(t, err, context.Canceled)
}
