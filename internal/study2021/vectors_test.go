package study2021

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOrthonormalDraws(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const n = 50
	draws := make([][]float64, 4)
	for j := range draws {
		for range n {
			draws[j] = append(draws[j], r.ExpFloat64())
		}
	}
	orthonormal(draws)

	ones := make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	for j, x := range draws {
		assert.InDelta(t, 0, dot(x, ones)/n, 1e-12)
		for k, y := range draws {
			want := 0.0
			if j == k {
				want = 1
			}
			assert.InDelta(t, want, dot(x, y)/n, 1e-12)
		}
	}

	mixed := correlated(0.6, draws[0], draws[1])
	assert.InDelta(t, 1, dot(mixed, mixed)/n, 1e-12)
	assert.InDelta(t, 0.6, dot(mixed, draws[0])/n, 1e-12)
}
