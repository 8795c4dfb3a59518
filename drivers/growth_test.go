package drivers_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/drivers"
)

func TestGrowth(t *testing.T) {
	nan := math.NaN()
	from := []float64{100, 80, 0, -5, nan, 10, 10, nan}
	to := []float64{105, 60, 10, 4, 3, nan, -5, nan}
	got, err := drivers.Growth(from, to)
	require.NoError(t, err)
	assert.InEpsilon(t, 0.05, got.Rates[0], 1e-12) // by hand: 105/100 - 1
	assert.Equal(t, -0.25, got.Rates[1])           // by hand: 60/80 - 1
	assert.Equal(t, -1.5, got.Rates[6])            // by hand: -5/10 - 1, a profit turned to a loss
	for _, i := range []int{2, 3, 4, 5, 7} {
		assert.True(t, math.IsNaN(got.Rates[i]), "row %d", i)
	}
	assert.Equal(t, 3, got.N)
	assert.Equal(t, 3, got.Missing)
	assert.Equal(t, 2, got.NonPositiveBase)
	assert.Equal(t, len(from), got.N+got.Missing+got.NonPositiveBase)
}

func TestGrowthBadInput(t *testing.T) {
	assert.Panics(t, func() { _, _ = drivers.Growth([]float64{1}, nil) })
	for name, c := range map[string][2]float64{
		"infinite base":  {math.Inf(1), 1},
		"infinite later": {1, math.Inf(-1)},
		"overflow":       {1e-300, 1e300},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := drivers.Growth([]float64{1, c[0]}, []float64{1, c[1]})
			require.ErrorIs(t, err, drivers.ErrValue)
			assert.ErrorContains(t, err, "row 1")
		})
	}
	got, err := drivers.Growth(nil, nil)
	require.NoError(t, err)
	assert.Zero(t, got.N)
}
