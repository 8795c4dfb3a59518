package ordered_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ctostudy/ctostudy/internal/ordered"
)

// R 4.2.2: quantile(c(1, 2, 4, 8, 16), c(0, .1, .25, .5, .9, 1))
func TestQuantileAgainstR(t *testing.T) {
	x := ordered.Numbers([]float64{8, math.NaN(), 1, 16, 4, 2})
	assert.Equal(t, []float64{1, 2, 4, 8, 16}, x)
	for p, want := range map[float64]float64{0: 1, 0.1: 1.4, 0.25: 2, 0.5: 4, 0.9: 12.8, 1: 16} {
		assert.InDelta(t, want, ordered.Quantile(x, p), 1e-12, p)
	}
	assert.Equal(t, 3.0, ordered.Quantile([]float64{3}, 0.2))
	assert.True(t, math.IsNaN(ordered.Quantile(nil, 0.5)))
}
