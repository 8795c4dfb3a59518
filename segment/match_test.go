package segment

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/random"
)

// The Hungarian method and the runner-up against all assignments.
func TestAssignmentAgainstEnumeration(t *testing.T) {
	g := random.Stream(1, random.Simulation, 3)
	for trial := range 200 {
		rows := 1 + trial%5
		cols := rows + trial/5%3
		profiles, reference := mat.NewDense(cols, 4, nil), mat.NewDense(rows, 4, nil)
		fill := func(_, _ int, _ float64) float64 { return float64(1+g.IntN(9)) / 10 }
		profiles.Apply(fill, profiles)
		reference.Apply(fill, reference)
		r, err := Match(profiles, reference, nil)
		require.NoError(t, err)
		var totals []float64
		var enumerate func(chosen []int)
		enumerate = func(chosen []int) {
			if len(chosen) == rows {
				total := 0.0
				for a, c := range chosen {
					total += r.All[c][a]
				}
				totals = append(totals, total)
				return
			}
			for c := range cols {
				if !slices.Contains(chosen, c) {
					enumerate(append(slices.Clone(chosen), c))
				}
			}
		}
		enumerate(nil)
		slices.Sort(totals)
		assert.InDelta(t, totals[0], r.Total, 1e-12)
		if len(totals) > 1 {
			assert.InDelta(t, totals[1], r.RunnerUp, 1e-12)
		} else {
			assert.True(t, math.IsInf(r.RunnerUp, 1))
		}
	}
}

func TestMatch(t *testing.T) {
	none := math.NaN()
	profiles := mat.NewDense(3, 3, []float64{.2, .7, .4, .9, .1, .5, .5, .3, .1})
	reference := mat.NewDense(3, 3, []float64{.88, none, .5, .5, .31, none, .21, .72, none})
	r, err := Match(profiles, reference, nil)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 2, 0}, r.ClassOf)
	assert.False(t, r.Ambiguous)
	d1, d2 := logit(.9)-logit(.88), 0.0
	assert.InEpsilon(t, (d1*d1+d2*d2)/2, r.Distance[0], 1e-12, "unlisted cells do not count without a floor")

	floor := mat.NewDense(3, 3, []float64{none, .05, none, none, none, none, none, none, none})
	r, err = Match(profiles, reference, &MatchSettings{Floor: floor})
	require.NoError(t, err)
	above := logit(.1) - logit(.05)
	assert.InEpsilon(t, (d1*d1+above*above)/3, r.Distance[0], 1e-12, "an unlisted cell above the floor does")

	same := mat.NewDense(2, 1, []float64{.5, .5})
	r, err = Match(same, mat.NewDense(2, 1, []float64{.4, .6}), nil)
	require.NoError(t, err)
	assert.True(t, r.Ambiguous)
	assert.NotEmpty(t, r.Warnings)
	_, err = Match(same, mat.NewDense(3, 1, []float64{.4, .6, .5}), nil)
	assert.ErrorIs(t, err, ErrMatch)
}

// Exact ties are ambiguous; what cannot be compared is an error.
func TestMatchDegenerate(t *testing.T) {
	none := math.NaN()
	same := mat.NewDense(2, 2, []float64{.5, .3, .5, .3})
	r, err := Match(same, same, nil)
	require.NoError(t, err)
	assert.Equal(t, 0.0, r.Total)
	assert.True(t, r.Ambiguous)
	_, err = Match(mat.NewDense(2, 2, []float64{.5, .3, .9, .7}), mat.NewDense(2, 2, []float64{.5, .3, none, none}), nil)
	assert.ErrorIs(t, err, ErrMatch)
	assert.ErrorContains(t, err, "reference 1")
	for _, v := range []float64{none, -.1, 1.7, math.Inf(1)} {
		_, err = Match(mat.NewDense(2, 1, []float64{.5, v}), mat.NewDense(1, 1, []float64{.5}), nil)
		assert.ErrorIs(t, err, errValue)
	}
	for _, m := range []*mat.Dense{mat.NewDense(1, 1, []float64{1.7}), mat.NewDense(1, 1, []float64{-1})} {
		_, err = Match(mat.NewDense(1, 1, []float64{.5}), m, nil)
		assert.ErrorIs(t, err, errValue)
	}
	for _, margin := range []float64{-5, none, math.Inf(1)} {
		_, err = Match(same, same, &MatchSettings{Margin: margin})
		assert.ErrorIs(t, err, errSettings)
	}
	assert.PanicsWithValue(t, "segment: floor and reference differ in shape", func() {
		_, _ = Match(same, same, &MatchSettings{Floor: mat.NewDense(1, 1, []float64{.1})})
	})
}
