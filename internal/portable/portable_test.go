package portable

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAgreesWithMath(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		x := (r.Float64() - 0.5) * 100
		assert.InEpsilon(t, math.Exp(x), Exp(x), 1e-15) // package math
		y := math.Exp(x * 3)
		assert.InDelta(t, math.Log(y), Log(y), 1e-15*(1+math.Abs(math.Log(y)))) // package math
	}
	assert.Equal(t, 0.0, Log(1))
	assert.Equal(t, 1.0, Exp(0))
}

func TestRefusesWhatItCannotRepresent(t *testing.T) {
	for _, x := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		assert.Panics(t, func() { Log(x) })
	}
	for _, x := range []float64{701, -701, math.NaN()} {
		assert.Panics(t, func() { Exp(x) })
	}
}

func TestNormalMoments(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	n, m1, m2, m4 := 400000, 0.0, 0.0, 0.0
	for range n {
		x := Normal(r)
		m1 += x
		m2 += x * x
		m4 += x * x * x * x
	}
	assert.InDelta(t, 0, m1/float64(n), 4/math.Sqrt(float64(n)))
	assert.InDelta(t, 1, m2/float64(n), 4*math.Sqrt(2/float64(n)))
	assert.InDelta(t, 3, m4/float64(n), 4*math.Sqrt(96/float64(n)))
}
