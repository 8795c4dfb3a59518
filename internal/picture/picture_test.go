package picture

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNiceTicks(t *testing.T) {
	labels := func(low, high float64) []string {
		var out []string
		for _, k := range NiceTicks(low, high) {
			out = append(out, k.Label)
		}
		return out
	}
	assert.Equal(t, []string{"\u22120.05", "0.00", "0.05", "0.10", "0.15"}, labels(-0.07, 0.19))
	assert.Equal(t, []string{"\u221220", "\u221210", "0", "10", "20", "30", "40", "50"},
		labels(-21, 50))
	assert.Equal(t, []string{"0.0", "0.5", "1.0", "1.5", "2.0"}, labels(-0.4, 2.1))
	assert.Empty(t, labels(1, 1))
	for _, span := range []float64{1e-6, 0.03, 0.31, 1, 7.7, 1e5} {
		n := len(NiceTicks(-span/3, span))
		assert.GreaterOrEqual(t, n, 3)
		assert.LessOrEqual(t, n, 9)
	}
}
