package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// slowVariance is the formula of [Design.Covariance] written out for one
// column and designs without lonely units or frequencies.
func slowVariance(z []float64, strata, clusters []int, population []float64) float64 {
	v := 0.0
	for h := range 10 {
		units, open := map[int]float64{}, 1.0
		for i := range z {
			if strata[i] == h {
				units[clusters[i]] += z[i]
				open = 1
				if population != nil {
					open = -population[i]
				}
			}
		}
		if len(units) == 0 {
			continue
		}
		m, mean, ss := float64(len(units)), 0.0, 0.0
		for _, t := range units {
			mean += t / m
		}
		for _, t := range units {
			ss += (t - mean) * (t - mean)
		}
		if open < 0 {
			open = 1 + m/open
		}
		v += open * m / (m - 1) * ss
	}
	return v
}

func TestCovarianceAgainstTheFormula(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	n := 60
	z, strata, clusters, population := mat.NewDense(n, 2, nil), make([]int, n), make([]int, n),
		make([]float64, n)
	alone := make([]int, n)
	for i := range n {
		strata[i] = i % 3
		clusters[i] = 100*strata[i] + rng.IntN(6)
		population[i] = float64(20 * (1 + strata[i]))
		alone[i] = i
		z.SetRow(i, []float64{rng.NormFloat64(), rng.NormFloat64() + float64(strata[i])})
	}
	for name, s := range map[string]*DesignSettings{
		"nil": nil, "strata": {Strata: strata}, "clusters": {Clusters: clusters},
		"all": {Strata: strata, Clusters: clusters, PopulationSize: population},
	} {
		d, err := NewDesign(n, nil, s)
		require.NoError(t, err)
		got, err := d.Covariance(z)
		require.NoError(t, err)
		h, c := make([]int, n), alone
		var pop []float64
		if s != nil {
			pop = s.PopulationSize
			if s.Strata != nil {
				h = strata
			}
			if s.Clusters != nil {
				c = clusters
			}
		}
		x, y, sum := mat.Col(nil, 0, z), mat.Col(nil, 1, z), make([]float64, n)
		for i := range sum {
			sum[i] = x[i] + y[i]
		}
		vx, vy, vs := slowVariance(x, h, c, pop), slowVariance(y, h, c, pop), slowVariance(sum, h, c, pop)
		assert.InEpsilon(t, vx, got.At(0, 0), 1e-12, name)
		assert.InEpsilon(t, vy, got.At(1, 1), 1e-12, name)
		assert.InDelta(t, (vs-vx-vy)/2, got.At(0, 1), 1e-12*vs, name)
	}
	var none *Design
	got, err := none.Covariance(z)
	require.NoError(t, err)
	assert.InEpsilon(t, slowVariance(mat.Col(nil, 0, z), make([]int, n), alone, nil),
		got.At(0, 0), 1e-12)
}

func TestFrequencyWeightsAreRepeatedRows(t *testing.T) {
	x, w := []float64{1, 4, 2, 8, 5, 7}, []float64{2, 1, 3, 0, 1, 2}
	strata, clusters := []int{0, 0, 1, 1, 1, 0}, []int{0, 1, 2, 3, 4, 1}
	var xs []float64
	var rows []int
	for i, k := range w {
		for range int(k) {
			xs, rows = append(xs, x[i]), append(rows, i)
		}
	}
	for name, s := range map[string]*DesignSettings{"simple": {}, "strata": {Strata: strata},
		"clusters": {Strata: strata, Clusters: clusters}} {
		counted, err := NewDesign(len(x), &Weights{Kind: FrequencyWeights, Values: w}, s)
		require.NoError(t, err)
		rowwise, err := NewDesign(len(x), nil, s)
		require.NoError(t, err)
		repeated := rowwise.Select(rows)
		assert.Equal(t, repeated.DF(), counted.DF(), name)
		want, err := repeated.variance(LinearMean(xs, nil, repeated).Influence, nil)
		require.NoError(t, err)
		got, err := counted.variance(LinearMean(x, nil, counted).Influence, nil)
		require.NoError(t, err)
		assert.InEpsilon(t, want, got, 1e-12, name)
	}
	_, err := NewDesign(2, &Weights{Kind: FrequencyWeights, Values: []float64{1.5, 1}}, nil)
	assert.ErrorContains(t, err, "row 0: frequency weight 1.5")
}

func TestLonelyUnits(t *testing.T) {
	s := DesignSettings{Strata: []int{1, 1, 7}, Clusters: []int{1, 2, 3}}
	z := []float64{1, 3, 5}
	of := func(p LonelyPolicy) float64 {
		s.Lonely = p
		d, err := NewDesign(3, nil, &s)
		require.NoError(t, err)
		assert.Equal(t, 1.0, d.DF())
		v, err := d.variance(z, nil)
		require.NoError(t, err)
		return v
	}
	assert.InEpsilon(t, 4.0, of(LonelyRemove), 1e-12)    // 2/1 * (1+1)
	assert.InEpsilon(t, 4.0+25, of(LonelyAdjust), 1e-12) // 5 from 0
	assert.InEpsilon(t, 2*4.0, of(LonelyAverage), 1e-12) // two strata, one of them known
	s.Lonely = LonelyFail
	d, err := NewDesign(3, nil, &s)
	require.NoError(t, err)
	_, err = d.variance(z, nil)
	require.ErrorIs(t, err, ErrLonely)
	assert.ErrorContains(t, err, "stratum 7")

	s.PopulationSize = []float64{9, 9, 1} // taken whole: not lonely
	d, err = NewDesign(3, nil, &s)
	require.NoError(t, err)
	v, err := d.variance(z, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, 4*(1-2/9.0), v, 1e-12)

	// One cluster in all: nothing is known of its spread.
	for policy := LonelyFail; policy <= LonelyAverage; policy++ {
		d, err = NewDesign(3, nil, &DesignSettings{Clusters: []int{4, 4, 4}, Lonely: policy})
		require.NoError(t, err)
		v, err = d.variance(z, nil)
		if policy == LonelyFail {
			require.ErrorIs(t, err, ErrLonely)
		} else {
			require.NoError(t, err)
		}
		assert.True(t, math.IsNaN(v))
	}
}

func TestBadDesigns(t *testing.T) {
	for want, s := range map[string]*DesignSettings{
		"row 1: cluster 5 is in strata 0 and 1":   {Strata: []int{0, 1}, Clusters: []int{5, 5}},
		"row 1: population size 8 of stratum 0":   {PopulationSize: []float64{9, 8}},
		"row 0: population size 0 of stratum 0":   {PopulationSize: []float64{0, 0}},
		"2 units sampled of a population of 1":    {PopulationSize: []float64{1, 1}},
		"row 0: population size NaN of stratum 0": {PopulationSize: []float64{math.NaN(), 3}},
	} {
		_, err := NewDesign(2, nil, s)
		assert.ErrorContains(t, err, want)
	}
	var none *Design
	_, err := none.variance([]float64{1, math.Inf(1)}, nil)
	assert.ErrorContains(t, err, "row 1")
	v, err := none.variance([]float64{1}, nil)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(v))
}

func TestExchangeable(t *testing.T) {
	strata := []int{7, 7, 3, 3}
	for _, c := range []struct {
		set  *DesignSettings
		want []int
		err  error
	}{
		{nil, nil, nil},
		{&DesignSettings{Strata: strata}, strata, nil},
		{&DesignSettings{Strata: strata, Clusters: []int{1, 2, 3, 4}}, nil, ErrDesign},
		{&DesignSettings{PopulationSize: []float64{9, 9, 9, 9}}, nil, ErrDesign},
	} {
		d, err := NewDesign(4, nil, c.set)
		require.NoError(t, err)
		got, err := d.Exchangeable(4)
		require.ErrorIs(t, err, c.err)
		assert.Equal(t, c.want, got)
		if got != nil {
			got[0] = 99
			again, err := d.Exchangeable(4)
			require.NoError(t, err)
			assert.Equal(t, c.want, again, "a copy")
		}
	}
	assert.Panics(t, func() { _, _ = (&Design{n: 3}).Exchangeable(4) })
}
