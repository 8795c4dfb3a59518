package level_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ctostudy/ctostudy/internal/level"
)

func TestResolved(t *testing.T) {
	got, ok := level.Resolved(0)
	assert.True(t, ok)
	assert.Equal(t, 0.95, got)

	got, ok = level.Resolved(0.9)
	assert.True(t, ok)
	assert.Equal(t, 0.9, got)

	for _, bad := range []float64{-0.1, 1, 95, math.NaN(), math.Inf(1)} {
		_, ok = level.Resolved(bad)
		assert.False(t, ok, "%v", bad)
	}
}
