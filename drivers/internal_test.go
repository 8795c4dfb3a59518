package drivers

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/internal/tails"
)

// For random means and variances of every shape: each finite end is where the
// test just fails to reject, and the kind is right between and beyond them.
func TestFiellerEnds(t *testing.T) {
	rng := random.Stream(1, random.Simulation, 0)
	seen := map[string]int{}
	for range 3000 {
		a := groupMean{mean: 2 * rng.NormFloat64(), variance: rng.Float64(), n: 3 + rng.IntN(50)}
		b := groupMean{mean: 2 * rng.NormFloat64(), variance: rng.Float64(), n: 3 + rng.IntN(50)}
		set := fieller(a, b, 0, ratioDF(a, b), 0.95)
		q := tails.Critical(0.95, set.DF)
		// excess is negative inside the set
		excess := func(r float64) float64 {
			return math.Abs(a.mean-r*b.mean)/math.Sqrt(a.variance+r*r*b.variance)/q - 1
		}
		seen[set.Kind]++
		switch set.Kind {
		case bounded, exclusive:
			sign := 1.0
			if set.Kind == exclusive {
				sign = -1
			}
			assert.InDelta(t, 0, excess(set.Low+1), 1e-9)
			assert.InDelta(t, 0, excess(set.High+1), 1e-9)
			assert.Negative(t, sign*excess((set.Low+set.High)/2+1))
			assert.Positive(t, sign*excess(set.Low-math.Abs(set.High)-9))
		case wholeLine:
			for _, r := range []float64{-1e6, -3, -1, -0.1, 0, 0.1, 1, 3, 1e6} {
				assert.Negative(t, excess(r))
			}
		}
	}
	assert.Len(t, seen, 3, "every kind occurs")
}

func TestFiellerWithoutVariation(t *testing.T) {
	for _, c := range []struct {
		name      string
		a, b      groupMean
		kind      string
		low, high float64
	}{
		{"both constant", groupMean{0.06, 0, 5}, groupMean{0.04, 0, 5}, bounded, 0.5, 0.5},
		{"high mean zero", groupMean{0, 0, 5}, groupMean{0.04, 1e-6, 5}, bounded, -1, -1},
		{"low mean zero", groupMean{0.06, 0, 5}, groupMean{0, 0, 5}, wholeLine, math.Inf(-1),
			math.Inf(1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := fieller(c.a, c.b, 0, ratioDF(c.a, c.b), 0.95)
			assert.Equal(t, c.kind, got.Kind)
			if c.kind == wholeLine {
				assert.Equal(t, []float64{c.low, c.high}, []float64{got.Low, got.High})
				return
			}
			assert.InDelta(t, c.low, got.Low, 1e-12)
			assert.InDelta(t, c.high, got.High, 1e-12)
		})
	}
}

// Sampled shares differ from exact ones as their stated errors say.
func TestSampledSharesError(t *testing.T) {
	rng := random.Stream(1, random.Simulation, 1)
	l := layout{ends: []int{1, 3, 4, 5, 6, 7, 8, 9}, outcomes: 3}
	x := randomColumns(rng, 60, l.columns(), false)
	cross := make([]float64, x.c*x.c)
	x.crossProducts(cross, x.weightedSums(func(int) float64 { return 1 }))
	exact := newDecomposer(l, LMG, nil)
	exact.shares(cross, 60)
	sampled := newDecomposer(l, LMG, orderingsOf(8, 3000, rng))
	sampled.shares(cross, 60)
	squares := 0.0
	for j, v := range exact.share {
		z := (sampled.share[j] - v) / sampled.errors[j]
		squares += z * z / 24
		assert.Less(t, math.Abs(z), 4.0)
	}
	assert.InDelta(t, 1, squares, 0.9) // 24 dependent z: about 4 standard errors of a mean of chi-squares
}

func randomColumns(rng *rand.Rand, n, c int, weighted bool) *columnsOf {
	x := &columnsOf{n: n, c: c, x: make([]float64, n*c)}
	for i := range n {
		common := rng.NormFloat64()
		for j := range c {
			x.x[i*c+j] = rng.NormFloat64() + common
		}
		if weighted {
			x.weight = append(x.weight, 0.5+rng.Float64())
		}
	}
	return x
}

// The table look-up gives what drawing the same rows one by one gives.
func TestBootstrapSums(t *testing.T) {
	for _, n := range []int{7, 60, 131} {
		x := randomColumns(random.Stream(2, random.Simulation, 0), n, 11, n > 7) // 78 moments, two tiles
		got := x.bootstrapSums(9, 3, 5)
		for b := range got {
			counts := make([]byte, n+8)
			drawCounts(counts, n, random.Stream(9, random.BootstrapResample, uint64(3+b)).Uint64())
			want := x.weightedSums(func(row int) float64 { return float64(counts[row]) })
			for m := range want {
				assert.InDelta(t, want[m], got[b][m], 1e-11*float64(n))
			}
		}
	}
}

// Counts are multinomial: they add up to n, and their mean, variance and the
// covariance of two are 1, 1-1/n and -1/n.
func TestDrawCounts(t *testing.T) {
	const n, draws = 13, 40000
	mean, square, product := 0.0, 0.0, 0.0
	for b := range draws {
		counts := make([]byte, n)
		drawCounts(counts, n, random.Stream(1, random.BootstrapResample, uint64(b)).Uint64())
		total := 0
		for _, c := range counts {
			total += int(c)
		}
		if total != n {
			t.Fatalf("%d draws of %d", total, n)
		}
		a, z := float64(counts[0])-1, float64(counts[n-1])-1
		mean, square, product = mean+a/draws, square+a*a/draws, product+a*z/draws
	}
	assert.InDelta(t, 0, mean, 4/math.Sqrt(draws))
	assert.InDelta(t, 1-1.0/n, square, 4*1.7/math.Sqrt(draws))
	assert.InDelta(t, -1.0/n, product, 4/math.Sqrt(draws))
}

// Shuffled cross products are those of the matrix with its columns shuffled, and
// residuals those of regressions on the controls.
func TestPermutationParts(t *testing.T) {
	rng := random.Stream(4, random.Simulation, 0)
	x := randomColumns(rng, 40, 6, true)
	one := func(int) float64 { return 1 }
	cross, want := make([]float64, 36), make([]float64, 36)
	x.crossProducts(cross, x.weightedSums(one))
	order := rng.Perm(40)
	moved := &columnsOf{n: 40, c: 6, x: slices.Clone(x.x), weight: x.weight}
	for i, from := range order {
		copy(moved.x[i*6+1:i*6+3], x.x[from*6+1:from*6+3])
	}
	x.shuffled(cross, 1, 3, order)
	moved.crossProducts(want, moved.weightedSums(one))
	for k := range want {
		assert.InDelta(t, want[k], cross[k], 1e-10)
	}
	w := &importance{columns: *x, layout: layout{controls: 2, ends: []int{3, 4, 5}, outcomes: 1}}
	r := w.residuals()
	left := make([]float64, 36)
	r.crossProducts(left, r.weightedSums(one))
	x.crossProducts(cross, x.weightedSums(one))
	d := newDecomposer(w.layout, LMG, nil)
	for k := range 2 {
		d.sweep(cross, k, 6, 6, 1e-11*cross[k*6+k])
	}
	for i := range 4 {
		for k := range 2 {
			assert.InDelta(t, 0, left[k*6+i+2], 1e-10, "residuals do not go with the controls")
		}
		for j := i; j < 4; j++ {
			assert.InDelta(t, cross[(i+2)*6+j+2], left[(i+2)*6+j+2], 1e-10)
		}
	}
}

// A resample of one respondent alone has no variance, whatever rounding leaves.
func TestResampleOfOneRespondent(t *testing.T) {
	rng := random.Stream(6, random.Simulation, 0)
	for range 500 {
		m := make([]member, 3+rng.IntN(40))
		m[0] = member{rng.NormFloat64(), 0.1 + rng.Float64()}
		growth, v := resampled(m, func(int) int { return 0 })
		assert.InEpsilon(t, m[0].part/m[0].base, growth, 1e-12)
		assert.Zero(t, v)
	}
}

func TestTransposedBits(t *testing.T) {
	rng := random.Stream(3, random.Simulation, 0)
	for range 100 {
		x := rng.Uint64()
		want := uint64(0)
		for r := range 8 {
			for p := range 8 {
				want |= x >> (8*r + p) & 1 << (8*p + r)
			}
		}
		assert.Equal(t, want, transposed(x))
	}
}

func TestKindsInWords(t *testing.T) {
	assert.Equal(t, "CutKind(9)", CutKind(9).String())
}
