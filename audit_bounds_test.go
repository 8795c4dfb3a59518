package ctostudy

import (
	"math"
	"testing"

	"github.com/ctostudy/ctostudy/internal/study2021"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The synthesis satisfies the same figures at the shipped wave's own cells, by
// code of its own: its ratios and its Q lie within the bounds there.
func TestBoundsHoldTheShippedWave(t *testing.T) {
	a, _ := shippedAnalysis(t)
	w, scores := a.Wave, a.Scores
	var n study2021.Cells
	growth, _, err := growthOf(w, nil, study2021.Study(), "profit")
	require.NoError(t, err)
	for i := range w.Len() {
		cell, known := 0, !math.IsNaN(growth[i])
		for j, name := range []string{"maturity", "effectiveness", "roi", "collaboration"} {
			switch scores.Get(name).High().At(i) {
			case 1:
				cell |= 1 << j
			case 0:
			default:
				known = false
			}
		}
		if known {
			n[cell]++
		}
	}
	box := func(percent float64) study2021.Interval {
		return study2021.Interval{1 + (percent-0.5)/100, 1 + (percent+0.5)/100}
	}
	bounds, loose, err := study2021.Overlap{
		Premium: [3]study2021.Interval{box(37), box(35), box(48)},
		Close:   [3]study2021.Interval{box(26), box(36), box(20)},
		Both:    box(39),
	}.Ranges(n)
	require.NoError(t, err)
	assert.False(t, loose)
	truth := shippedTruth(t)
	for i, x := range append(append([]float64(nil), truth.Both...), truth.Q) {
		assert.True(t, x > bounds[i][0] && x < bounds[i][1], "%d: %g in %v", i, x, bounds[i])
	}
}

// The critical spread is where z is 1.96: by hand for two halves, and for the
// mean of three ratios by the weights of 5,000 single respondents.
func TestCriticalSpread(t *testing.T) {
	n := study2021.Scenarios()[1].Share // independent halves
	groups := premiumGroups(mustClaim(t, "premium revenue effectiveness"), study2021.Metrics[:])
	assert.InEpsilon(t, 0.08/1.04/(1.96*math.Sqrt(1.0/2500+1.0/2500)), study2021.CriticalSpread(n, groups, 8, 5000, verdictZ), 1e-9)

	n = study2021.Cells{400, 300, 200, 300, 250, 350, 150, 550, 300, 200, 350, 250, 450, 150, 300, 500}
	sum := 0.0
	for c, size := range n {
		u := 0.0
		for j := range 3 {
			switch {
			case c>>j&1 == 1 && c>>3 == 1:
				u += 1 / study2021.Sum(n, study2021.Both(study2021.High(j), study2021.Close)) / 3
			case c>>j&1 == 0 && c>>3 == 0:
				u -= 1 / study2021.Sum(n, study2021.Both(study2021.Low(j), study2021.Distant)) / 3
			}
		}
		sum += size * u * u
	}
	second := 0.0
	for j := range 3 {
		a, b := study2021.Sum(n, study2021.Both(study2021.High(j), study2021.Close)), study2021.Sum(n, study2021.Both(study2021.Low(j), study2021.Distant))
		second += (a + b) / (1.39*a + b) / 3
	}
	assert.InEpsilon(t, 0.39*second/(1.96*math.Sqrt(sum)), study2021.CriticalSpread(n, premiumGroups(mustClaim(t, "both profit"), study2021.Metrics[:]), 39, 5000, verdictZ), 1e-9)
	assert.Nil(t, premiumGroups(mustClaim(t, "class 1"), study2021.Metrics[:]))
}

func mustClaim(t *testing.T, text string) Claim {
	t.Helper()
	c, err := ParseClaim(text)
	require.NoError(t, err)
	return c
}
