package waldtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/waldtest"
)

// By hand: V = [4 2; 2 9] has determinant 32 and inverse [9 -2; -2 4]/32, so that
// d = (2, 3) has (9*4 - 2*2*6 + 4*9)/32 = 48/32.
func TestStatistic(t *testing.T) {
	got, ok := waldtest.Statistic([]float64{2, 3}, mat.NewSymDense(2, []float64{4, 2, 2, 9}))
	assert.True(t, ok)
	assert.InEpsilon(t, 1.5, got, 1e-14)

	general, rank := waldtest.Generalized([]float64{2, 3}, mat.NewSymDense(2, []float64{4, 2, 2, 9}))
	assert.Equal(t, 2, rank)
	assert.InEpsilon(t, 1.5, general, 1e-14)

	// Units far apart lose nothing.
	got, ok = waldtest.Statistic([]float64{2e-100, 3e90},
		mat.NewSymDense(2, []float64{4e-200, 2e-10, 2e-10, 9e180}))
	assert.True(t, ok)
	assert.InEpsilon(t, 1.5, got, 1e-13)
}

func TestHypotheses(t *testing.T) {
	b, v := []float64{5, 1, 7}, mat.NewSymDense(3, []float64{4, 0, 0, 0, 9, 0, 0, 0, 16})

	// One contrast is the square of its z: (5-1-2)^2 / (4+9).
	got, ok := waldtest.Of(mat.NewDense(1, 3, []float64{1, -1, 0}), b, []float64{2}, v)
	assert.True(t, ok)
	assert.InEpsilon(t, 4.0/13, got, 1e-14)

	// Independent estimates add up.
	got, ok = waldtest.Of(mat.NewDense(2, 3, []float64{1, 0, 0, 0, 0, 1}), b, nil, v)
	assert.True(t, ok)
	assert.InEpsilon(t, 25.0/4+49.0/16, got, 1e-14)

	// The third row follows from the others.
	_, ok = waldtest.Of(mat.NewDense(3, 3, []float64{1, -1, 0, 0, 1, -1, 1, 0, -1}), b, nil, v)
	assert.False(t, ok)
	_, ok = waldtest.Statistic([]float64{1, 1}, mat.NewSymDense(2, []float64{1, 0, 0, 0}))
	assert.False(t, ok, "no variance")
}

// A second entry that repeats the first adds nothing.
func TestGeneralizedRank(t *testing.T) {
	got, rank := waldtest.Generalized([]float64{2, 2}, mat.NewSymDense(2, []float64{4, 4, 4, 4}))
	assert.Equal(t, 1, rank)
	assert.InEpsilon(t, 1, got, 1e-14)
}
