package drivers_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/drivers"
)

// Growth that is the same for all within a group has no variation, though its mean
// is rounded.
func TestNoVariationUpToRounding(t *testing.T) {
	for _, rate := range []float64{0.1, 0.07, 1.0 / 3} {
		growth, side := make([]float64, 66), make([]int8, 66)
		for i := range growth {
			growth[i], side[i] = rate*float64(1+i%2), int8(i%2)
		}
		w := make([]float64, 66)
		for i := range w {
			w[i] = 0.1 + float64(i%7)/3
		}
		r, err := drivers.Premium(growth, ticks(t, side...), sampling(t, w...), nil)
		require.NoError(t, err)
		require.NotEmpty(t, r.Warnings, rate)
		assert.Equal(t, "no-variation", r.Warnings[len(r.Warnings)-1].Code)
	}
}

func TestSlopesAreTakenAtNumbers(t *testing.T) {
	x, _, _, _ := finances(t)
	for _, at := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := drivers.SimpleSlopes(x["growth"], x["metric"], x["close"], nil, nil,
			&drivers.SlopesSettings{At: []float64{0, at}})
		assert.ErrorIs(t, err, drivers.ErrValue)
	}
}

func TestErrorsNameThePackageOnce(t *testing.T) {
	data := curveData(t)
	data.Metrics[0].Values[3] = math.Inf(1)
	_, err := drivers.SpecificationCurve(t.Context(), data, nil, nil)
	require.ErrorIs(t, err, drivers.ErrValue)
	assert.Equal(t, 1, strings.Count(err.Error(), "drivers:"), err)
}
