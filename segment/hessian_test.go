package segment

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/stats"
)

// The information against second differences of the penalised log-likelihood by
// its definition, respondent by respondent: nominal items, missing answers, with
// sampling weights and without. At the maximum the first differences vanish.
func TestInformationAgainstHessian(t *testing.T) {
	const n = 700
	columns := nominal(t, n, 6)
	x, err := NewItems(columns, nil)
	require.NoError(t, err)
	w := make([]float64, n)
	for i := range w {
		w[i] = 0.5 + float64(i%4)
	}
	for _, d := range []*stats.Design{nil, weighting(t, stats.SamplingWeights, w)} {
		r, err := LatentClass(context.Background(), x, 2, d, &LatentClassSettings{Tolerance: 1e-12, MinStarts: 10, MaxIterations: 50000})
		require.NoError(t, err)
		f := r.fitted
		require.Equal(t, 27, f.space.n)
		scale := n / r.WeightedN
		shift := make([]float64, f.space.n)
		objective := func() float64 {
			m := append(model(nil), f.m...)
			for i, c := range f.space.column {
				if c >= 0 {
					m[i] *= math.Exp(shift[c])
				}
			}
			f.normalise(m, 2)
			sum := 0.0
			for i := range n {
				total := 0.0
				for k := range 2 {
					p := m[k]
					for j, c := range columns {
						if a := int(c.At(i)); a >= 0 {
							p *= m[2+k*f.width+f.offset[j]+a]
						}
					}
					total += p
				}
				sum += scale * d.Weight(i) * math.Log(total)
			}
			for k := range 2 { // half a respondent each
				sum += math.Log(m[k]) / 2
				for c, share := range f.marginal {
					sum += share * math.Log(m[2+k*f.width+c]) / 2
				}
			}
			return sum
		}
		const h = 1e-3
		at := func(i, j int, a, b float64) float64 {
			shift[i] += a
			shift[j] += b
			defer clear(shift)
			return objective()
		}
		info := f.information(r)
		largest := mat.Max(info)
		for i := range f.space.n {
			assert.InDelta(t, 0, (at(i, i, h, 0)-at(i, i, -h, 0))/(2*h), 1e-3, "gradient of logit %d", i)
			for j := i; j < f.space.n; j++ {
				if testing.Short() && i != j {
					continue
				}
				hessian := (at(i, j, h, h) - at(i, j, h, -h) - at(i, j, -h, h) + at(i, j, -h, -h)) / (4 * h * h)
				// Second differences are right to h^2 of the fourth derivatives.
				require.InDelta(t, -hessian, info.At(i, j), 1e-5*largest, "logits %d and %d", i, j)
			}
		}
	}
}
