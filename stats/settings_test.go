package stats

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// Choices that are no typed constant panic, as the package comment says.
func TestUnknownChoices(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 7}
	g, a := ticked(t, 0, 0, 0, 1, 1, 1), attitude(t)
	for name, f := range map[string]func(choice int){
		"standardizer": func(k int) {
			_, _ = NewStandardizer(x, nil, nil, &StandardizerSettings{Method: StandardizeMethod(k)})
		},
		"alpha":   func(k int) { _, _ = CronbachAlpha(a, nil, &ReliabilitySettings{Interval: AlphaInterval(k)}) },
		"share":   func(k int) { _, _ = Proportion(g, 1, nil, &ProportionSettings{Method: ProportionMethod(k)}) },
		"table":   func(k int) { _, _ = CrossTab(g, g, nil, &CrossTabSettings{Test: CrossTabTest(k)}) },
		"lonely":  func(k int) { _, _ = NewDesign(6, nil, &DesignSettings{Lonely: LonelyPolicy(k)}) },
		"weights": func(k int) { _, _ = NewDesign(6, &Weights{Kind: WeightKind(k), Values: x}, nil) },
	} {
		assert.Panics(t, func() { f(9) }, name)
		assert.Panics(t, func() { f(-1) }, name)
		assert.NotPanics(t, func() { f(1) }, name)
	}
	assert.Equal(t, []string{"AlphaInterval(9)", "StandardizeMethod(9)"},
		[]string{AlphaInterval(9).String(), StandardizeMethod(9).String()})
}

// Numbers in settings that are out of range are errors.
func TestSettingsOutOfRange(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	margin := []Margin{{ticked(t, 0, 0, 0, 1), []float64{1, 1}}}
	for _, s := range []RakeSettings{{MaxIterations: -3}, {Tolerance: -1}, {Tolerance: nan},
		{Tolerance: inf}, {Lowest: nan}, {Lowest: -1},
		{Lowest: 1}, {Highest: nan}, {Highest: 1}, {Highest: -2}, {Total: inf}, {Total: nan},
		{Total: -1}} {
		_, err := Rake(context.Background(), margin, nil, &s)
		assert.ErrorIs(t, err, errMargin, "%+v", s)
	}
	x := []float64{1, 2, 3, 4}
	for _, s := range []StandardizerSettings{{MinGroup: -1}, {Method: PercentOfMaximum, High: inf},
		{Method: PercentOfMaximum, Low: nan, High: 5},
		{Method: PercentOfMaximum, Low: -1e308, High: 1e308},
		{Method: PercentOfMaximum, Low: 5, High: 1}} {
		_, err := NewStandardizer(x, nil, nil, &s)
		require.Error(t, err, "%+v", s)
		assert.NotErrorIs(t, err, ErrConstant, "%+v", s)
	}
	for _, s := range []ParallelAnalysisSettings{{Replicates: -1}, {Quantile: 1.5}, {Quantile: nan}} {
		_, err := ParallelAnalysis(attitude(t), nil, &s)
		assert.Error(t, err, "%+v", s)
	}
	_, err := CronbachAlpha(attitude(t), nil, &ReliabilitySettings{Level: nan})
	assert.Error(t, err)
}

func TestInfinitiesAreRefused(t *testing.T) {
	inf, huge := math.Inf(1), []float64{1e308, 1.5e308, 1.7e308, 1, 2, 3}
	g := ticked(t, 0, 0, 0, 1, 1, 1)
	m, err := ModelMatrix([]Term{{Name: "x", Numeric: []float64{1, 2, 3, 4, 5, 7}},
		{Name: "z", Numeric: []float64{1, 0, 1, 0, 0, 1}}, {Product: []string{"x", "z"}}}, nil)
	require.NoError(t, err)
	fit, err := OLS(m, []float64{2, 1, 4, 3, 6, 5}, nil, nil)
	require.NoError(t, err)
	norms, err := NewStandardizer([]float64{1, 2, 3}, nil, nil, nil)
	require.NoError(t, err)
	encode := func(x, z float64) error {
		return second(m.Encode([]Term{{Name: "x", Numeric: []float64{1, x}},
			{Name: "z", Numeric: []float64{1, z}}}))
	}
	for name, err := range map[string]error{
		"encode":               encode(inf, 1),
		"encode, product":      encode(1e200, 1e200),
		"apply":                second(norms.Apply([]float64{1, inf}, nil)),
		"slope at infinity":    second(fit.SimpleSlopes("x", "z", []float64{0, inf})),
		"slope at NaN":         second(fit.SimpleSlopes("x", "z", []float64{math.NaN()})),
		"mean that overflows":  second(Mean(huge, nil, nil)),
		"total that overflows": second(Total(huge, nil, nil)),
		"ratio that overflows": second(Ratio(huge, huge, nil, nil)),
		"groups that overflow": second(GroupMeans(huge, g, nil, nil)),
		"scores that overflow": second(NewStandardizer(huge, nil, nil, nil)),
		"distances that overflow": second(NewStandardizer([]float64{-1.7e308, -1.6e308, 1.7e308, 1.6e308},
			nil, nil, &StandardizerSettings{Method: RobustScores})),
	} {
		assert.ErrorIs(t, err, errNotFinite, name)
	}
	assert.ErrorContains(t, encode(1e200, 1e200), `"x * z", row 1`)
	x, err := m.Encode([]Term{{Name: "x", Numeric: []float64{math.NaN()}},
		{Name: "z", Numeric: []float64{1}}})
	require.NoError(t, err, "a missing value is none")
	assert.True(t, math.IsNaN(mat.Sum(x)))
	_, err = m.Encode([]Term{{Name: "x", Numeric: []float64{}}, {Name: "z", Numeric: []float64{}}})
	require.ErrorIs(t, err, ErrRows, "no row")
}
