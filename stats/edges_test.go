package stats

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// warned returns the text of a result's warning of that code, "" for none.
func warned(warnings []Warning, code string) string {
	for _, w := range warnings {
		if w.Code == code {
			return w.Text
		}
	}
	return ""
}

// Wilson's limit of a share of 0 is 0 and that of 1 is 1: centre and half are
// equal, and their difference is not always 0 in floating point.
func TestWilsonLimitsAtTheLimit(t *testing.T) {
	for n := 1; n <= 300; n++ {
		none, err := NewTicks("x", make([]int8, n))
		require.NoError(t, err)
		var weighted *Design
		if n > 1 {
			weights := slices.Repeat([]float64{1}, n)
			weights[0] = 0.3
			weighted, err = NewDesign(n, &Weights{Values: weights}, nil)
			require.NoError(t, err)
		}
		for _, d := range []*Design{nil, weighted} {
			for _, level := range []float64{0.8, 0.95, 0.99} {
				s := &ProportionSettings{Level: level}
				e, err := Proportion(none, 1, d, s)
				require.NoError(t, err)
				require.Equal(t, []float64{0, 0}, []float64{e.Value, e.Low}, "n = %d", n)
				require.Less(t, e.High, 1.0)
				e, err = Proportion(none, 0, d, s)
				require.NoError(t, err)
				require.Equal(t, []float64{1, 1}, []float64{e.Value, e.High}, "n = %d", n)
				require.Greater(t, e.Low, 0.0)
			}
		}
	}
}

// An item that runs against the others is named by every measure of one scale.
func TestItemsAgainstTheScale(t *testing.T) {
	s := attitude(t)
	m, err := McDonaldOmega(s, nil)
	require.NoError(t, err)
	require.Empty(t, warned(m.Warnings, "item-against-scale"))

	turned := &Scale{Name: s.Name, Items: slices.Clone(s.Items)}
	item := &turned.Items[2]
	item.Values = slices.Clone(item.Values)
	for i, v := range item.Values {
		item.Values[i] = -v
	}
	reversed, err := McDonaldOmega(turned, nil)
	require.NoError(t, err)
	text := warned(reversed.Warnings, "item-against-scale")
	assert.Contains(t, text, item.Name)
	assert.Contains(t, text, "reverse")
	assert.InEpsilon(t, -m.Loadings[2], reversed.Loadings[2], 1e-9)
	alpha, err := CronbachAlpha(turned, nil, nil)
	require.NoError(t, err)
	assert.Contains(t, warned(alpha.Warnings, "item-against-scale"), item.Name)
}

// With fewer clusters than slopes the covariance has not the dimensions for a
// joint test: its rank is the number of clusters less one.
func TestJointTestsOfFewClusters(t *testing.T) {
	var x [4][]float64
	var y []float64
	var clusters []int
	for i := range 40 {
		for j := range x {
			x[j] = append(x[j], math.Sin(float64(i*(j+2))))
		}
		y = append(y, math.Cos(float64(7*i)))
		clusters = append(clusters, i%3)
	}
	terms := []Term{
		{Name: "a", Numeric: x[0]},
		{Name: "b", Numeric: x[1]},
		{Name: "c", Numeric: x[2]},
		{Name: "d", Numeric: x[3]},
	}
	d, err := NewDesign(40, nil, &DesignSettings{Clusters: clusters})
	require.NoError(t, err)
	for n, undefined := range map[int]bool{1: false, 2: false, 3: true, 4: true} {
		m, err := ModelMatrix(terms[:n], nil)
		require.NoError(t, err)
		fit, err := OLS(m, y, d, &OLSSettings{Covariance: Cluster})
		require.NoError(t, err)
		assert.Equal(t, undefined, math.IsNaN(fit.Wald.F), "%d slopes", n)
		if text := warned(fit.Warnings, "wald-undefined"); undefined {
			assert.Contains(t, text, "with 3 clusters")
		} else {
			assert.Empty(t, text)
		}
	}
}

// A respondent alone in a group is fitted exactly: no covariance that is made of
// residuals may be silent about it, and copies count.
func TestLeverageOneIsSaid(t *testing.T) {
	x, y := []float64{1, 2, 3, 4, 5, 6, 7}, []float64{2, 1, 4, 3, 6, 5, 9}
	own := []float64{0, 0, 0, 1, 0, 0, 0}
	m, err := ModelMatrix([]Term{{Name: "x", Numeric: x}, {Name: "own", Numeric: own}}, nil)
	require.NoError(t, err)
	clusters, err := NewDesign(7, nil, &DesignSettings{Clusters: []int{1, 2, 3, 4, 5, 6, 7}})
	require.NoError(t, err)
	ones, err := NewDesign(7,
		&Weights{Kind: FrequencyWeights, Values: slices.Repeat([]float64{1}, 7)}, nil)
	require.NoError(t, err)
	for kind := HC3; kind <= Survey; kind++ {
		for _, d := range []*Design{nil, ones, clusters} {
			if (d == clusters) != (kind == Cluster) {
				continue
			}
			fit, err := OLS(m, y, d, &OLSSettings{Covariance: kind})
			require.NoError(t, err)
			text := warned(fit.Warnings, "leverage-one")
			if kind == Classical {
				assert.Empty(t, text)
				continue
			}
			assert.Contains(t, text, "1 rows have leverage 1", kind)
		}
	}

	twice, err := NewDesign(7,
		&Weights{Kind: FrequencyWeights, Values: []float64{1, 1, 1, 2, 1, 1, 1}}, nil)
	require.NoError(t, err)
	fit, err := OLS(m, y, twice, nil)
	require.NoError(t, err)
	assert.Empty(t, fit.Warnings, "each of the two has leverage 1/2")
}

// The sum of the other items is the same for all: nothing goes with it.
func TestItemsWhoseRestIsConstant(t *testing.T) {
	s := &Scale{Name: "s", Items: []ScaleItem{
		{Name: "a", Values: []float64{0.1, 0.2, 0.3, 0.7}},
		{Name: "b", Values: []float64{0.7, 0.3, 0.2, 0.1}},
		{Name: "c", Values: []float64{0.2, 0.5, 0.5, 0.2}},
	}}
	for i := range 4 { // b + c is 1 but for rounding
		s.Items[1].Values[i] = 1 - s.Items[2].Values[i]
	}
	r, err := CronbachAlpha(s, nil, nil)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(r.Items[0].RestR) && math.IsNaN(r.Items[0].AlphaIfDropped))
	assert.NotContains(t, warned(r.Warnings, "item-against-scale"), `"a"`)
}

// A quantile within one cluster has no interval because there is no spread, not
// because it leaves the range of the answers.
func TestQuantileWithinOneCluster(t *testing.T) {
	d, err := NewDesign(6, nil, &DesignSettings{Clusters: []int{1, 1, 1, 2, 2, 2}})
	require.NoError(t, err)
	e, err := Quantile([]float64{1, 2, 3, 4, 5, 6}, 0.5, d.Domain([]float64{1, 1, 1, 0, 0, 0}), nil)
	require.NoError(t, err)
	assert.Equal(t, 2.0, e.Value)
	assert.True(t, math.IsNaN(e.StdErr) && math.IsNaN(e.Low))
	assert.NotEmpty(t, warned(e.Warnings, "no-degrees-of-freedom"))
	assert.Empty(t, warned(e.Warnings, "quantile-limit"))
}
