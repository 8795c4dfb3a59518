package study2021

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The planted cells are checked against every premium by adding up, apart from
// the linear algebra that found them.
func TestCellsSatisfyTheFigures(t *testing.T) {
	n := Cells{}
	for c := range n {
		n[c] = float64(200 + 17*(c*c%7))
	}
	premium, close := [3]float64{1.37, 1.35, 1.48}, [3]float64{1.26, 1.36, 1.20}
	for _, q := range []float64{0, 1.05} {
		g := leastChange(n, premiums{premium, close}, q)
		mean := func(in func(c int) bool) float64 {
			sum, total := 0.0, 0.0
			for c := range n {
				if in(c) {
					sum, total = sum+n[c]*g[c], total+n[c]
				}
			}
			return sum / total
		}
		assert.InEpsilon(t, 1, mean(func(int) bool { return true }), 1e-12)
		for j := range 3 {
			high := func(c int) bool { return c&(1<<j) != 0 }
			assert.InEpsilon(t, premium[j], mean(high)/mean(func(c int) bool { return !high(c) }), 1e-12)
			assert.InEpsilon(t, close[j], mean(func(c int) bool { return high(c) && c >= 8 })/mean(func(c int) bool { return high(c) && c < 8 }), 1e-12)
		}
		if q != 0 {
			assert.InEpsilon(t, q, mean(func(c int) bool { return c >= 8 })/mean(func(c int) bool { return c < 8 }), 1e-12)
		}
	}
}
