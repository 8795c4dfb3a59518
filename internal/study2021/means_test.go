package study2021

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The planted cells are checked against every premium by adding up, apart from the linear algebra
// that found them.
func TestLeastChangeSatisfiesThePremiums(t *testing.T) {
	n := Cells{}
	for c := range n {
		n[c] = float64(200 + 17*(c*c%7))
	}
	p := premiums{high: [3]float64{1.37, 1.35, 1.48}, close: [3]float64{1.26, 1.36, 1.20}}

	for _, q := range []float64{0, 1.05} {
		g := leastChange(n, p, q)
		ratio := func(upper, lower func(c int) bool) float64 {
			return memberMean(n, g, upper) / memberMean(n, g, lower)
		}
		isClose := func(c int) bool { return c >= 8 }
		isDistant := func(c int) bool { return c < 8 }

		assert.InEpsilon(t, 1, memberMean(n, g, func(int) bool { return true }), 1e-12)
		for j := range 3 {
			high := func(c int) bool { return c&(1<<j) != 0 }
			low := func(c int) bool { return c&(1<<j) == 0 }
			highClose := func(c int) bool { return high(c) && isClose(c) }
			highDistant := func(c int) bool { return high(c) && isDistant(c) }

			assert.InEpsilon(t, p.high[j], ratio(high, low), 1e-12)
			assert.InEpsilon(t, p.close[j], ratio(highClose, highDistant), 1e-12)
		}
		if q != 0 {
			assert.InEpsilon(t, q, ratio(isClose, isDistant), 1e-12)
		}
	}
}
