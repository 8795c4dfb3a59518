package drivers

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// The statistic of a permutation is the classical t of a fit of the full model to
// what the reduced one predicts and its residuals in that order (Freedman and Lane
// 1983), by stats.OLS, for any order, with weights and with strata as controls.
func TestPermutedStatisticIsARefit(t *testing.T) {
	const n = 60
	rng := random.Stream(8, random.Simulation, 0)
	draw := func() []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = rng.NormFloat64()
		}
		return out
	}
	data := &CurveData{Metrics: []Metric{{"m", draw()}}}
	for j := range 20 {
		data.Controls = append(data.Controls, stats.Term{Name: fmt.Sprint("c", j), Numeric: draw()})
	}
	from, to, weights, strata := draw(), draw(), draw(), make([]int, n)
	for i := range n {
		strata[i] = i % 3
		from[i], weights[i] = 1+math.Abs(from[i]), 0.5+math.Abs(weights[i])
		to[i] = from[i] * (1.2 + 0.1*to[i] + 0.1*data.Controls[0].Numeric[i])
	}
	data.Years = []Year{{1, from}, {2, to}}
	for name, s := range map[string]*stats.DesignSettings{"weights": nil,
		"strata": {Strata: strata}} {
		d, err := stats.NewDesign(n, &stats.Weights{Values: weights}, s)
		require.NoError(t, err)
		settings, err := (&CurveSettings{Growths: []GrowthKind{RelativeGrowth,
			Symmetric}}).resolved(data)
		require.NoError(t, err)
		c := &curve{data: data, design: d, settings: settings, n: n}
		require.NoError(t, c.prepare())
		require.NoError(t, c.rows(context.Background(), &CurveResult{}))
		require.Len(t, c.scenarios, 16)
		p, err := c.pool()
		require.NoError(t, err)
		order := rng.Perm(n)
		for _, s := range c.scenarios {
			x := c.contrast(s, p)
			group, y := make([]float64, n), make([]float64, n)
			for i := range n {
				if group[i] = float64(s.groups.At(i)); group[i] < 0 {
					group[i] = math.NaN()
				}
				y[i] = s.response.rates.part[i] - x.e[i] + x.e[order[i]]
			}
			terms := []stats.Term{{Name: "high", Numeric: group}}
			if s.row.Adjusted {
				terms = append(terms, data.Controls...)
			}
			if name == "strata" {
				for k := 1; k < 3; k++ {
					in := make([]float64, n)
					for i := k; i < n; i += 3 {
						in[i] = 1
					}
					terms = append(terms, stats.Term{Name: fmt.Sprint("stratum", k), Numeric: in})
				}
			}
			m, err := stats.ModelMatrix(terms, nil)
			require.NoError(t, err)
			seen := make([]float64, len(m.Rows))
			for k, i := range m.Rows {
				seen[k] = y[i]
			}
			plain, err := stats.NewDesign(n, &stats.Weights{Values: weights}, nil)
			require.NoError(t, err)
			fit, err := stats.OLS(m, seen, plain, &stats.OLSSettings{Covariance: stats.Classical})
			require.NoError(t, err)
			assert.InDelta(t, fit.Coefficients[1].Statistic, x.t(order, make([]float64, n)), 1e-9,
				"%s: %s", name, s.row.Specification)
			assert.Equal(t, fit.DF, x.df)
		}
	}
}
