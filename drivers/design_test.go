package drivers_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

func TestRegressionsUnderADesignAgainstR(t *testing.T) {
	var want struct {
		Designed struct {
			Adjusted, Slopes, Groups, Survey, Cluster []float64
			GroupsDF                                  float64 `json:"groups_df"`
			CellsDF                                   float64 `json:"cells_df"`
		}
	}
	readOutput(t, "finance", &want) // R 4.2.2, survey 4.1.1 svyglm, sandwich 3.0.2 vcovCL: script.R
	w := want.Designed
	x, high, near, clusters := finances(t)
	size := []stats.Term{{Name: "size", Numeric: x["size"]}}
	adjusted, err := drivers.AdjustedPremium(x["growth"], high, size, clusters, nil)
	require.NoError(t, err)
	near64(t, w.Adjusted, adjusted.HighMean.Value, adjusted.LowMean.Value, adjusted.HighMean.StdErr,
		adjusted.LowMean.StdErr, adjusted.Difference.StdErr)
	slopes, err := drivers.SimpleSlopes(x["growth"], x["metric"], x["close"], size, clusters,
		&drivers.SlopesSettings{At: []float64{0, 1}})
	require.NoError(t, err)
	near64(t, w.Slopes, slopes.Slopes[0].Estimate, slopes.Slopes[0].StdErr,
		slopes.Slopes[1].Estimate, slopes.Slopes[1].StdErr)
	m, y := model(t, x, []string{"growth"}, "metric", "size")
	groups, err := drivers.GroupDifferences(dataOf(m, y, []string{"growth"}, clusters), near, nil)
	require.NoError(t, err)
	near64(t, w.Groups, groups.Rows[0].Estimate, groups.Rows[1].Estimate, groups.Rows[0].StdErr,
		groups.Rows[1].StdErr)

	difference := groups.Rows[0]
	assert.InEpsilon(t, 0.025,
		distuv.StudentsT{Sigma: 1,
			Nu: w.GroupsDF}.Survival((difference.High-difference.Estimate)/difference.StdErr), 1e-9)
	cells, err := drivers.Cells(x["growth"], high, near, clusters, nil)
	require.NoError(t, err)
	assert.Equal(t, w.CellsDF, cells.Interaction.DF)
	assert.Greater(t, w.CellsDF, cells.Mean[0][0].DF, "one cell has not all clusters")

	integers := make([]int, len(x["cluster"]))
	for i, v := range x["cluster"] {
		integers[i] = int(v)
	}
	flat, err := stats.NewDesign(len(integers), &stats.Weights{Values: x["weight"]},
		&stats.DesignSettings{Clusters: integers})
	require.NoError(t, err)
	names := []string{"growth", "size"}
	m, y = model(t, x, names, "metric", "close")
	for _, c := range []struct {
		d    *stats.Design
		kind stats.CovarianceKind
		want []float64
	}{{clusters, stats.Survey, w.Survey}, {flat, stats.Cluster, w.Cluster}} {
		fit, err := drivers.Multivariate(dataOf(m, y, names, c.d),
			&drivers.MultivariateSettings{Covariance: c.kind})
		require.NoError(t, err)
		differences, err := fit.EqualityDifferences()
		require.NoError(t, err)
		joint, err := fit.JointTests()
		require.NoError(t, err)
		equal, err := fit.EqualityTests()
		require.NoError(t, err)
		near64(t, c.want, differences[0].Estimate, differences[0].StdErr, joint[0].F)
		assert.InEpsilon(t, math.Pow(c.want[0]/c.want[1], 2), equal[0].F, 1e-9)
	}
}

// Johnson's weights add up to the R2 that stats.OLS finds, whatever the weights and
// controls.
func TestRelativeWeightsAddUp(t *testing.T) {
	m, y := noisy(t, 80, 5, 14)
	d := sampling(t, wholeWeights(80)...)
	r := importance(t, m, y, []string{"a", "b"}, d,
		drivers.ImportanceSettings{NoResamples: true, Method: drivers.RelativeWeights,
			Controls: []string{"d1", "d3"}})
	controls, err := stats.ModelMatrix([]stats.Term{{Name: "d1", Numeric: mat.Col(nil, 2, m.X)},
		{Name: "d3", Numeric: mat.Col(nil, 4, m.X)}}, nil)
	require.NoError(t, err)
	for o := range 2 {
		whole, err := stats.OLS(m, mat.Col(nil, o, y), d, nil)
		require.NoError(t, err)
		part, err := stats.OLS(controls, mat.Col(nil, o, y), d, nil)
		require.NoError(t, err)
		sum := 0.0
		for _, s := range r.Shares[3*o : 3*o+3] {
			sum += s.Estimate
		}
		assert.InEpsilon(t, whole.R2-part.R2, sum, 1e-10)
	}
}

// The bootstrap interval by its definition: the same draws, each group's growth and
// its variance by the formulas of [drivers.Premium] and [drivers.PremiumOfSums],
// and the ends where t(r) crosses the quantiles of t*, by bisection.
func TestStudentisedBootstrapByDefinition(t *testing.T) {
	const n, resamples, seed = 24, 399, 7
	rng := random.Stream(15, random.Simulation, 0)
	from, to, growth, ones, side := make([]float64, n), make([]float64, n), make([]float64,
		n), make([]float64, n), make([]int8, n)
	for i := range n {
		side[i] = int8(i % 2)
		from[i], ones[i] = 1+rng.Float64(), 1
		growth[i] = 0.05 + 0.03*float64(side[i]) + 0.02*rng.ExpFloat64()
		to[i] = from[i] * (1 + growth[i])
	}
	weights := wholeWeights(n)
	set := &drivers.PremiumSettings{Resamples: resamples, Seed: seed, Level: 0.9}
	for name, sums := range map[string]bool{"means": false, "sums": true} {
		base := ones
		if sums {
			base = from
		}
		var got *drivers.PremiumResult
		var err error
		if sums {
			got, err = drivers.PremiumOfSums(from, to, ticks(t, side...), sampling(t, weights...),
				set)
		} else {
			got, err = drivers.Premium(growth, ticks(t, side...), sampling(t, weights...), set)
		}
		require.NoError(t, err)
		// moments of group g over its members in the given places
		moments := func(g int, places []int) (m, v float64) {
			part, below := 0.0, 0.0
			for _, k := range places {
				i := 2*k + g
				part += weights[i] * base[i] * growth[i]
				below += weights[i] * base[i]
			}
			m = part / below
			for _, k := range places {
				i := 2*k + g
				v += math.Pow(weights[i]*base[i]*(growth[i]-m)/below, 2)
			}
			return m, v * float64(len(places)) / float64(len(places)-1)
		}
		all := countTo(n / 2)
		a, va := moments(1, all)
		b, vb := moments(0, all)
		near64(t, []float64{a, b, math.Sqrt(va), math.Sqrt(vb)}, got.HighMean.Value,
			got.LowMean.Value, got.HighMean.StdErr, got.LowMean.StdErr)
		drawn := func(r *rand.Rand) []int {
			out := make([]int, n/2)
			for k := range out {
				out[k] = r.IntN(n / 2)
			}
			return out
		}
		var ts []float64
		for k := range resamples {
			r := random.Stream(seed, random.BootstrapResample, uint64(k))
			h, vh := moments(1, drawn(r))
			l, vl := moments(0, drawn(r))
			ts = append(ts, (h-a/b*l)/math.Sqrt(vh+a/b*a/b*vl))
		}
		slices.Sort(ts)
		quantile := func(p float64) float64 { // R's type 7
			at := p * float64(resamples-1)
			k := int(at)
			return ts[k] + (at-float64(k))*(ts[k+1]-ts[k])
		}
		cross := func(q, inside, outside float64) float64 {
			for range 200 {
				r := (inside + outside) / 2
				if math.Abs((a-r*b)/math.Sqrt(va+r*r*vb)) < math.Abs(q) {
					inside = r
				} else {
					outside = r
				}
			}
			return inside - 1
		}
		require.True(t, quantile(0.95) > 0 && quantile(0.05) < 0)
		assert.InDelta(t, cross(quantile(0.95), a/b, 0), got.BootstrapLow, 1e-9, name)
		assert.InDelta(t, cross(quantile(0.05), a/b, 20), got.BootstrapHigh, 1e-9, name)
	}
}

// Kinds of weights and designs that cannot be honoured are refused by name.
func TestRefusedDesigns(t *testing.T) {
	x, high, _, clusters := finances(t)
	_, err := drivers.Premium(x["growth"], high, clusters, &drivers.PremiumSettings{Resamples: 9})
	require.ErrorIs(t, err, stats.ErrDesign)
	_, err = drivers.PremiumOfSums(x["from"], x["to"], high, clusters,
		&drivers.PremiumSettings{Resamples: 9})
	require.ErrorIs(t, err, stats.ErrDesign)
	m, y := model(t, x, []string{"growth"}, "metric", "size")
	for _, kind := range []stats.CovarianceKind{stats.Classical, stats.HC1, stats.Cluster} { // clusters lie in strata
		_, err = drivers.Multivariate(dataOf(m, y, []string{"growth"}, clusters),
			&drivers.MultivariateSettings{Covariance: kind})
		assert.ErrorIs(t, err, stats.ErrDesign, kind)
		_, err = drivers.GroupDifferences(dataOf(m, y, []string{"growth"}, clusters), high,
			&drivers.MultivariateSettings{Covariance: kind})
		assert.ErrorIs(t, err, stats.ErrDesign, kind)
	}
	_, err = stats.NewDesign(150, &stats.Weights{Kind: stats.FrequencyWeights, Values: x["weight"]},
		nil)
	require.Error(t, err, "parts of copies")
	assert.Panics(t,
		func() { _, _ = stats.NewDesign(150, &stats.Weights{Kind: 9, Values: x["weight"]}, nil) },
		"no such kind")
}
