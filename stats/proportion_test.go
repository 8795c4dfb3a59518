package stats

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestProportionAgainstR(t *testing.T) {
	want := references(t)
	d := table(t, "../testdata/reference/ols/data.csv")
	data := make([]int8, len(d["tick"]))
	for i, c := range d["tick"] {
		if c == "1" {
			data[i] = 1
		}
	}
	ticks, err := NewTicks("tick", data)
	require.NoError(t, err)
	plain, err := Proportion(ticks, 1, nil, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, want["prop.test tick"].estimate, plain.Low, 1e-9)
	assert.InEpsilon(t, want["prop.test tick"].stdErr, plain.High, 1e-9)

	design, err := NewDesign(len(data), &Weights{Values: numbers(t, d["w"])}, nil)
	require.NoError(t, err)
	weighted, err := Proportion(ticks, 1, design, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, want["svymean tick"].estimate, weighted.Value, 1e-12)
	assert.InEpsilon(t, want["svymean tick"].stdErr, weighted.StdErr, 1e-12)
	assert.Less(t, weighted.EffectiveN, float64(weighted.N))
}

// Part of a simple random sample has the interval of those who answered in it:
// 81 of 263 is Newcombe's (1998) first example, 0.2553 to 0.3662.
func TestProportionOfPartOfASample(t *testing.T) {
	data, mask := make([]int8, 1000), make([]float64, 1000)
	for i := range data {
		mask[i] = float64(i % 2)
		if mask[i] == 1 {
			data[i] = Skipped
		}
	}
	for j := range 263 {
		data[2*j+1] = 0
		if j < 81 {
			data[2*j+1] = 1
		}
	}
	x, err := NewTicks("x", data)
	require.NoError(t, err)

	for name, e := range map[string]func() (*Estimate, error){
		"subpopulation": func() (*Estimate, error) { return Proportion(x, 1, (*Design)(nil).Domain(mask), nil) },
		"missing":       func() (*Estimate, error) { return Proportion(x.Select(odd(1000)), 1, nil, nil) },
	} {
		got, err := e()
		require.NoError(t, err)
		assert.Equal(t, 263, got.N, name)
		assert.InDelta(t, 0.2553, got.Low, 5e-5, name)
		assert.InDelta(t, 0.3662, got.High, 5e-5, name)
	}
}

func odd(n int) (rows []int) {
	for i := 1; i < n; i += 2 {
		rows = append(rows, i)
	}
	return rows
}

func TestProportionLeavesMissingOut(t *testing.T) {
	ticks, err := NewTicks("x", []int8{1, 0, 1, 1, NotAsked, Refused, Skipped})
	require.NoError(t, err)
	e, err := Proportion(ticks, 1, nil, nil)
	require.NoError(t, err)
	assert.Equal(t, 0.75, e.Value) // 3 of 4 answers
	assert.Equal(t, 4, e.N)

	none, err := NewTicks("x", []int8{NotAsked, NotAsked})
	require.NoError(t, err)
	_, err = Proportion(none, 1, nil, nil)
	require.ErrorIs(t, err, ErrEmpty)

	all, err := NewTicks("x", []int8{1, 1, 1})
	require.NoError(t, err)
	e, err = Proportion(all, 1, nil, nil)
	require.NoError(t, err)
	assert.InDelta(t, 1, e.High, 1e-12)
	assert.InEpsilon(t, 3/(3+1.959963984540054*1.959963984540054), e.Low,
		1e-12) // n/(n+z^2): Wilson (1927) at p = 1
}

func TestStandardizer(t *testing.T) {
	x := []float64{1, 2, 3, math.NaN(), 10, 20, 30, 40}
	design, err := NewDesign(8, &Weights{Values: []float64{1, 2, 1, 5, 1, 1, 1, 1}}, nil)
	require.NoError(t, err)
	z, err := NewStandardizer(x, nil, design, nil)
	require.NoError(t, err)
	scores, err := z.Apply(x, nil)
	require.NoError(t, err)
	mean, square, total := 0.0, 0.0, 0.0
	for i, v := range scores {
		if i == 3 {
			assert.True(t, math.IsNaN(v))
			continue
		}
		mean += design.Weight(i) * v
		square += design.Weight(i) * v * v
		total += design.Weight(i)
	}
	assert.InDelta(t, 0, mean/total, 1e-12)
	assert.InEpsilon(t, 1, square/total, 1e-12)

	text, err := json.Marshal(z)
	require.NoError(t, err)
	var back Standardizer
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, *z, back)

	_, err = NewStandardizer([]float64{2, 2, 2}, nil, nil, nil)
	require.ErrorIs(t, err, ErrConstant)
}

func TestStandardizerPoolsSmallGroups(t *testing.T) {
	var x []float64
	var codes []int8
	for i := range 40 { // group 0: 0..39, mean 19.5
		x, codes = append(x, float64(i)), append(codes, 0)
	}
	for i := range 10 { // groups 1 and 2: five each, pooled mean 104.5
		x, codes = append(x, 100+float64(i)), append(codes, int8(1+i%2))
	}
	group, err := NewCodes("g", []Level{{"a", 1}, {"b", 2}, {"c", 3}}, codes)
	require.NoError(t, err)
	z, err := NewStandardizer(x, group, nil, nil)
	require.NoError(t, err)
	assert.Equal(t, 19.5, z.Groups["a"].Mean)
	assert.Len(t, z.Groups, 1)
	assert.Equal(t, 104.5, z.Pooled.Mean)
	assert.InEpsilon(t, math.Sqrt((100-1)/12.0), z.Pooled.SD,
		1e-12) // variance of 10 consecutive integers
}

func TestLinearizedContrast(t *testing.T) {
	// The difference of two shares of the same respondents is the mean of
	// the differences.
	a := []float64{1, 1, 0, 1, 0, 1, 0, 0, 1, 1}
	b := []float64{0, 1, 0, 1, 1, 0, 0, 0, 1, 0}
	diff := make([]float64, len(a))
	for i := range a {
		diff[i] = a[i] - b[i]
	}
	x, err := Difference(LinearMean(a, nil, nil), LinearMean(b, nil, nil)).Estimate(nil, nil)
	require.NoError(t, err)
	y, err := LinearMean(diff, nil, nil).Estimate(nil, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, y.Value, x.Value, 1e-12)
	assert.InEpsilon(t, y.StdErr, x.StdErr, 1e-12)
	// sd/sqrt(n) of the differences: mean 0.2, sum of squares 5 - 10*0.04.
	assert.InEpsilon(t, math.Sqrt((4.0-10*0.04)/9/10), x.StdErr, 1e-12)
}

func TestDesignRefusals(t *testing.T) {
	_, err := NewDesign(2, &Weights{Values: []float64{1, -1}}, nil)
	assert.Error(t, err)
	_, err = NewDesign(2, &Weights{Values: []float64{0, 0}}, nil)
	assert.Error(t, err)
	_, err = NewDesign(2, &Weights{Values: []float64{1, math.NaN()}}, nil)
	assert.Error(t, err)
	assert.Panics(t, func() { _, _ = NewDesign(2, &Weights{Values: []float64{1}}, nil) })
	_, err = NewCodes("x", []Level{{"a", 1}}, []int8{0, 1})
	assert.ErrorContains(t, err, "row 1")
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
