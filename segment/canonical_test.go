package segment

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/random"
)

// Three groups on a line and one column of noise: the first variate is the
// line, in standard deviations within groups.
func TestCanonicalVariates(t *testing.T) {
	x, label := mat.NewDense(300, 2, nil), make([]int, 300)
	for i := range label {
		label[i] = i % 3
		// +-1 about the groups' means in both columns, uncorrelated
		x.Set(i, 0, 10*float64(i%3)+float64(i/3%2)*2-1)
		x.Set(i, 1, float64(i/6%2)*2-1)
	}
	r, err := CanonicalVariates(x, label, 3, nil)
	require.NoError(t, err)
	assert.InDelta(t, 1, r.Between[0], 1e-6)
	assert.InEpsilon(t, 10, math.Abs(r.Score.At(0, 0)-r.Score.At(1, 0)), 1e-3)
	assert.InEpsilon(t, 2, math.Abs(r.Score.At(0, 0)-r.Score.At(3, 0)), 1e-3)
}

func TestCanonicalVariatesOfTwoClasses(t *testing.T) {
	x := mat.NewDense(3, 2, []float64{1, 2, 3, 4, 5, 7})
	_, err := CanonicalVariates(x, []int{0, 1, 1}, 2, nil)
	assert.ErrorIs(t, err, errPlane)
}

// Directions without variance within classes, be they columns or sums of
// columns, are left out, so that scores stay those of the others.
func TestCanonicalVariatesWithoutVariance(t *testing.T) {
	n := 300
	g := random.Stream(3, random.Simulation, 8)
	x, more, label := mat.NewDense(n, 2, nil), mat.NewDense(n, 4, nil), make([]int, n)
	for i := range n {
		label[i] = i % 3
		x.SetRow(i, []float64{g.NormFloat64() + 2*is(i%3, 1), g.NormFloat64() + 2*is(i%3, 2)})
		more.SetRow(i, []float64{is(i%3, 0), x.At(i, 0), x.At(i, 1), 7})
	}
	want, err := CanonicalVariates(x, label, 3, nil)
	require.NoError(t, err)
	got, err := CanonicalVariates(more, label, 3, nil)
	require.NoError(t, err)
	assert.InDeltaSlice(t, want.Score.RawMatrix().Data, got.Score.RawMatrix().Data, 1e-6)
	assert.InDeltaSlice(t, want.Between[:], got.Between[:], 1e-6)
	for i := range n {
		more.Set(i, 3, x.At(i, 0)+is(i%3, 0)) // less column 1 it tells class 0 without error
	}
	got, err = CanonicalVariates(more, label, 3, nil)
	require.NoError(t, err)
	for _, v := range got.Score.RawMatrix().Data {
		require.Less(t, math.Abs(v), 20.0)
	}
	constant := mat.NewDense(n, 2, nil)
	for i := range n {
		constant.SetRow(i, []float64{float64(i % 3), float64(i % 3 * i % 3)})
	}
	_, err = CanonicalVariates(constant, label, 3, nil)
	assert.ErrorIs(t, err, errPlane)
}
