package study2021

import (
	"hash/fnv"
	"math/rand/v2"

	"github.com/ctostudy/ctostudy/internal/portable"
	"github.com/ctostudy/ctostudy/internal/random"
)

// streams gives every purpose of a synthesis a random stream of its own, so that a step may be
// added, or moved, without changing the draws of the others.
type streams struct{ seed uint64 }

// stream returns the random stream of a purpose.
func (s streams) stream(purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return random.Stream(s.seed, random.Synthesis, h.Sum64())
}

// normals returns n standard normal variates of the stream of a purpose.
func (s streams) normals(purpose string, n int) []float64 {
	r := s.stream(purpose)
	out := make([]float64, n)
	for i := range out {
		out[i] = portable.Normal(r)
	}
	return out
}
