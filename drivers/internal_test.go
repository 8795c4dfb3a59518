package drivers

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ctostudy/ctostudy/internal/random"
)

// For random means and variances of every shape: each finite end is where the
// test just fails to reject, and the kind is right between and beyond them.
func TestFiellerEnds(t *testing.T) {
	rng := random.Stream(1, random.Simulation, 0)
	seen := map[FiellerKind]int{}
	for range 3000 {
		a := groupMean{mean: 2 * rng.NormFloat64(), variance: rng.Float64(), n: 3 + rng.IntN(50)}
		b := groupMean{mean: 2 * rng.NormFloat64(), variance: rng.Float64(), n: 3 + rng.IntN(50)}
		set := fieller(a, b, 0.95)
		q := studentQuantile(0.975, set.DF)
		// excess is negative inside the set
		excess := func(r float64) float64 {
			return math.Abs(a.mean-r*b.mean)/math.Sqrt(a.variance+r*r*b.variance)/q - 1
		}
		seen[set.Kind]++
		switch set.Kind {
		case FiellerBounded, FiellerExclusive:
			sign := 1.0
			if set.Kind == FiellerExclusive {
				sign = -1
			}
			assert.InDelta(t, 0, excess(set.Low+1), 1e-9)
			assert.InDelta(t, 0, excess(set.High+1), 1e-9)
			assert.Negative(t, sign*excess((set.Low+set.High)/2+1))
			assert.Positive(t, sign*excess(set.Low-math.Abs(set.High)-9))
		case FiellerWholeLine:
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
		kind      FiellerKind
		low, high float64
	}{
		{"both constant", groupMean{0.06, 0, 5}, groupMean{0.04, 0, 5}, FiellerBounded, 0.5, 0.5},
		{"high mean zero", groupMean{0, 0, 5}, groupMean{0.04, 1e-6, 5}, FiellerBounded, -1, -1},
		{"low mean zero", groupMean{0.06, 0, 5}, groupMean{0, 0, 5}, FiellerWholeLine, math.Inf(-1), math.Inf(1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := fieller(c.a, c.b, 0.95)
			assert.Equal(t, c.kind, got.Kind)
			if c.kind == FiellerWholeLine {
				assert.Equal(t, []float64{c.low, c.high}, []float64{got.Low, got.High})
				return
			}
			assert.InDelta(t, c.low, got.Low, 1e-12)
			assert.InDelta(t, c.high, got.High, 1e-12)
		})
	}
}

func TestKindsInWords(t *testing.T) {
	assert.Equal(t, "FiellerKind(9)", FiellerKind(9).String())
	assert.Equal(t, "en zh Language(7)", English.String()+" "+Chinese.String()+" "+Language(7).String())
}
