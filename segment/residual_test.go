package segment

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/random"
)

// planted draws n respondents of two classes with p items; lift makes items 0
// and 1 go together within classes, tendency lets respondents differ in how
// much they tick.
func planted(seed uint64, n, p int, lift, tendency float64) [][]int8 {
	g := random.Stream(seed, random.Simulation, 77)
	columns := make([][]int8, p)
	for range n {
		chance := [2]float64{.75, .3}
		if g.Float64() < .45 {
			chance = [2]float64{.25, .7}
		}
		shift := tendency * g.NormFloat64()
		for j := range columns {
			q := 1 / (1 + math.Exp(-shift)/(chance[j%2]/(1-chance[j%2])))
			tick := int8(0)
			if g.Float64() < q {
				tick = 1
			}
			if j == 1 && g.Float64() < lift {
				tick = columns[0][len(columns[0])-1]
			}
			columns[j] = append(columns[j], tick)
		}
	}
	return columns
}

// The tests keep their level where the classes explain everything, and find
// what was planted where they do not.
func TestLocalDependence(t *testing.T) {
	waves := 60
	if testing.Short() {
		waves = 10
	}
	pairs, rejected, adjusted, style := 0.0, 0.0, 0.0, 0.0
	for seed := range waves {
		r := fitTwo(t, ticks(t, planted(uint64(seed), 600, 8, 0, 0)), nil, &LatentClassSettings{MinStarts: 5, Hits: 2})
		rows, err := BivariateResiduals(r)
		require.NoError(t, err)
		first := 1.0
		for _, row := range rows {
			pairs++
			if row.PValue < .05 {
				rejected++
			}
			first = min(first, row.PAdjusted)
		}
		if first < .05 {
			adjusted++
		}
		s, err := ResponseStyle(r)
		require.NoError(t, err)
		if s.PValue < .05 {
			style++
		}
	}
	t.Logf("pairs %.3f, any pair after Holm %.3f, response style %.3f", rejected/pairs, adjusted/float64(waves), style/float64(waves))
	if !testing.Short() {
		// 1,680 pairs, not independent: 0.05 and three errors of sqrt(.05 x .95 / 600).
		assert.InDelta(t, .05, rejected/pairs, .027)
		// 60 waves: no more than 0.05 and three errors of sqrt(.05 x .95 / 60).
		assert.LessOrEqual(t, adjusted/float64(waves), .134)
		assert.LessOrEqual(t, style/float64(waves), .134)
	}

	r := fitTwo(t, ticks(t, planted(1, 600, 8, .35, 0)), nil, &LatentClassSettings{MinStarts: 10})
	rows, err := BivariateResiduals(r)
	require.NoError(t, err)
	require.Len(t, rows, 28)
	for i, row := range rows {
		assert.Equal(t, i == 0, row.PAdjusted < .001, "only items 0 and 1 go together: %+v", row)
	}
	assert.Positive(t, rows[0].Z)
	assert.Greater(t, rows[0].BVR, 10.0)

	r = fitTwo(t, ticks(t, planted(1, 600, 8, 0, .7)), nil, &LatentClassSettings{MinStarts: 10})
	s, err := ResponseStyle(r)
	require.NoError(t, err)
	assert.Less(t, s.PValue, 1e-4)
	assert.Greater(t, s.Dispersion, 1.2)
	assert.NotEmpty(t, s.Warnings)
}

// Under one class the test has to be Pearson's (1900) of independence itself:
// n p_a q_a p_b q_b for the variance of the sum of products.
func TestResidualOfOneClass(t *testing.T) {
	columns := planted(3, 4000, 3, .2, 0)
	r, err := LatentClass(context.Background(), ticks(t, columns), 1, nil, noPrior)
	require.NoError(t, err)
	rows, err := BivariateResiduals(r)
	require.NoError(t, err)
	var n [2][2]float64
	for i := range columns[0] {
		n[columns[0][i]][columns[1][i]]++
	}
	pearson := 4000 * math.Pow(n[0][0]*n[1][1]-n[0][1]*n[1][0], 2) /
		((n[0][0] + n[0][1]) * (n[1][0] + n[1][1]) * (n[0][0] + n[1][0]) * (n[0][1] + n[1][1]))
	assert.InEpsilon(t, pearson, rows[0].BVR, 1e-9)
	assert.InEpsilon(t, pearson, rows[0].Statistic, 1e-9)
	assert.Equal(t, 4000.0, rows[0].N)
}
