package drivers_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

// A group within one cluster has no degrees of freedom, and so no error: it is
// refused by every premium, whatever rounding leaves of its variance.
func TestAGroupWithinOneCluster(t *testing.T) {
	x, _, near, _ := finances(t)
	n := len(x["from"])
	clusters, strata, side := make([]int, n), make([]int, n), make([]int8, n)
	for i := range n {
		clusters[i], strata[i] = i/5, i/75
		if i >= 20 && i < 25 || i >= 100 && i < 105 {
			side[i] = 1
		}
	}
	high := ticks(t, side...)
	data := &drivers.CurveData{Metrics: []drivers.Metric{{Name: "m", Values: make([]float64, n)}},
		Years:    []drivers.Year{{Year: 1, Values: x["from"]}, {Year: 2, Values: x["to"]}},
		Controls: []stats.Term{{Name: "size", Numeric: x["size"]}}}
	for i, k := range side {
		data.Metrics[0].Values[i] = float64(k)
	}
	all, err := stats.NewDesign(n, nil, &stats.DesignSettings{Clusters: clusters})
	require.NoError(t, err)
	r, err := drivers.Premium(x["growth"], high, all, nil)
	require.NoError(t, err, "two clusters in one stratum have a degree of freedom")
	assert.Greater(t, r.HighMean.StdErr, 1e-4)
	d, err := stats.NewDesign(n, nil, &stats.DesignSettings{Strata: strata, Clusters: clusters})
	require.NoError(t, err)
	for name, run := range map[string]func() error{
		"Premium": func() error {
			_,
				err := drivers.Premium(x["growth"], high, d, nil)
			return err
		},
		"PremiumOfSums": func() error {
			_,
				err := drivers.PremiumOfSums(x["from"], x["to"], high, d, nil)
			return err
		},
		"AdjustedPremium": func() error {
			_,
				err := drivers.AdjustedPremium(x["growth"], high, data.Controls, d, nil)
			return err
		},
		"Cells": func() error {
			_,
				err := drivers.Cells(x["growth"], high, near, d, nil)
			return err
		},
		"curve": func() error {
			_, err := drivers.SpecificationCurve(context.Background(), data, d,
				&drivers.CurveSettings{Cuts: []drivers.CutKind{drivers.MeanCut}})
			return err
		},
	} {
		require.ErrorIs(t, run(), drivers.ErrGroupSize, name)
		assert.ErrorContains(t, run(), "one cluster of each stratum", name)
	}
}

func TestHierarchicalRefusesEmptySteps(t *testing.T) {
	v := readSurvey(t, nil)
	for _, s := range []*stats.ModelSettings{nil, {NoIntercept: true}} {
		m, err := stats.ModelMatrix(v.terms[:2], s)
		require.NoError(t, err)
		for _, terms := range [][]string{nil, {}} {
			for _, steps := range [][]drivers.Step{{{Name: "none", Terms: terms}},
				{{Name: "1", Terms: m.Terms[1:2]}, {Name: "none", Terms: terms}}} {
				_, err := drivers.Hierarchical(dataOf(m, v.y, outcomeNames, nil), steps, nil)
				require.ErrorIs(t, err, drivers.ErrSettings)
				assert.ErrorContains(t, err, `"none"`)
			}
		}
	}
}

func TestCurveSettingsAreChecked(t *testing.T) {
	n := len(curveData(t).Years[0].Values)
	d := sampling(t, make1(n)...)
	for name, c := range map[string]struct {
		change func(*drivers.CurveData)
		s      drivers.CurveSettings
		says   string
	}{
		"no metric under a design": {func(x *drivers.CurveData) { x.Metrics = nil },
			drivers.CurveSettings{}, "metric"},
		"nothing under a design": {func(x *drivers.CurveData) { *x = drivers.CurveData{} },
			drivers.CurveSettings{}, "metric"},
		"no such growth": {nil, drivers.CurveSettings{Growths: []drivers.GrowthKind{9}},
			"GrowthKind(9)"},
		"no such cut": {nil, drivers.CurveSettings{Cuts: []drivers.CutKind{-1}},
			"CutKind(-1)"},
		"a cut twice": {nil,
			drivers.CurveSettings{Cuts: []drivers.CutKind{drivers.MeanCut, drivers.MeanCut}},
			"twice: mean"},
		"a growth twice": {nil,
			drivers.CurveSettings{Growths: []drivers.GrowthKind{drivers.Symmetric,
				drivers.Symmetric}}, "twice: symmetric"},
		"a window twice": {nil,
			drivers.CurveSettings{Windows: []drivers.Window{{From: 2019, To: 2020},
				{From: 2019, To: 2020}}}, "twice: 2019-2020"},
		"a window that goes back": {nil,
			drivers.CurveSettings{Windows: []drivers.Window{{From: 2020, To: 2019}}}, "2020-2019"},
		"a year twice": {func(x *drivers.CurveData) { x.Years[1].Year = 2019 },
			drivers.CurveSettings{}, "twice: year 2019"},
		"a metric twice": {func(x *drivers.CurveData) { x.Metrics[1].Name = "metric" },
			drivers.CurveSettings{}, "twice: metric metric"},
	} {
		data := curveData(t)
		if c.change != nil {
			c.change(data)
		}
		require.NotPanics(t, func() {
			_, err := drivers.SpecificationCurve(context.Background(), data, d, &c.s)
			require.ErrorIs(t, err, drivers.ErrSettings, name)
			assert.ErrorContains(t, err, c.says)
		}, name)
	}
}

// A year that almost nobody has takes its windows out of the rows, and must not
// take the respondents out of the joint test; one that half have leaves rows, and a
// warning.
func TestJointTestOfTheRowsThatAreLeft(t *testing.T) {
	data := curveData(t)
	n := len(data.Years[0].Values)
	s := drivers.CurveSettings{Permutations: 19, Cuts: []drivers.CutKind{drivers.MeanCut}}
	want := curve(t, data, nil, s)
	half := &drivers.CurveData{Metrics: data.Metrics, Controls: data.Controls,
		Years: append(data.Years[:3:3],
			drivers.Year{Year: 2022, Values: slices.Clone(data.Years[2].Values)})}
	few := &drivers.CurveData{Metrics: data.Metrics, Controls: data.Controls,
		Years: append(data.Years[:3:3], drivers.Year{Year: 2022, Values: make([]float64, n)})}
	for i := range n {
		if few.Years[3].Values[i] = math.NaN(); i < 1 {
			few.Years[3].Values[i] = 50
		}
		if half.Years[3].Values[i] *= 1.05 + 0.01*math.Cos(float64(i)); i%2 == 0 {
			half.Years[3].Values[i] = math.NaN()
		}
	}
	got := curve(t, few, nil, s)
	assert.Len(t, got.LeftOut, len(got.Rows), "three windows of six")
	assert.Equal(t, want.JointN, got.JointN)
	assert.Equal(t, []float64{want.MeanT, want.PMeanT, want.PSignificant},
		[]float64{got.MeanT, got.PMeanT, got.PSignificant})
	assert.Empty(t, got.Warnings)
	got = curve(t, half, nil, s)
	require.Len(t, got.Warnings, 1)
	assert.Equal(t, "joint-base", got.Warnings[0].Code)
	assert.Equal(t, float64(got.JointN), counted(t, got.Warnings[0].Text))
	assert.Less(t, 4*got.JointN, 3*got.N)
}

func TestJointTestsUnderSamplingWeights(t *testing.T) {
	m, y := waves(t)
	w := wholeWeights(m.N)
	frequency, err := stats.NewDesign(m.N, &stats.Weights{Kind: stats.FrequencyWeights, Values: w},
		nil)
	require.NoError(t, err)
	for _, c := range []struct {
		d    *stats.Design
		want int
	}{{nil, 4}, {frequency, 4}, {sampling(t, w...), 1}} {
		fit, err := drivers.Multivariate(dataOf(m, y, outcomeNames, c.d),
			&drivers.MultivariateSettings{Covariance: stats.Classical})
		require.NoError(t, err)
		rows, err := fit.JointTests()
		require.NoError(t, err)
		require.Len(t, rows, 9*c.want)
		assert.Equal(t, c.want == 1, rows[0].Statistic == "Wald")
		if c.want == 1 { // for one column and one outcome the square of its t
			one, err := drivers.Multivariate(dataOf(m, mat.NewDense(m.N, 1, mat.Col(nil, 0, y)),
				outcomeNames[:1], c.d), &drivers.MultivariateSettings{Covariance: stats.Classical})
			require.NoError(t, err)
			rows, err := one.JointTests()
			require.NoError(t, err)
			assert.InEpsilon(t, math.Pow(one.Fits[0].Coefficients[1].Statistic, 2), rows[0].F, 1e-9)
		}
	}
}

// Where no cluster reaches into both groups, the errors of the differences are
// those of the two fits, under any covariance that a design allows.
func TestGroupDifferencesOfSeparateClusters(t *testing.T) {
	v := readSurvey(t, nil)
	m, err := stats.ModelMatrix(append(v.terms[:3:3], v.terms[8]), nil)
	require.NoError(t, err)
	clusters, side := make([]int, m.N), make([]int8, m.N)
	for i := range clusters {
		clusters[i], side[i] = i/4, int8(i/4%2)
	}
	d, err := stats.NewDesign(m.N, &stats.Weights{Values: wholeWeights(m.N)},
		&stats.DesignSettings{Clusters: clusters})
	require.NoError(t, err)
	for _, kind := range []stats.CovarianceKind{stats.Survey, stats.Cluster} {
		got, err := drivers.GroupDifferences(dataOf(m, v.y, outcomeNames, d), ticks(t, side...),
			&drivers.MultivariateSettings{Covariance: kind})
		require.NoError(t, err)
		for _, r := range got.Rows {
			assert.InEpsilon(t, math.Hypot(r.Inside.StdErr, r.Outside.StdErr), r.StdErr, 1e-9, kind)
		}
	}
	// Clusters that reach into both groups: the model in which the group interacts
	// with every term, whose cluster covariance differs by the counts alone.
	for i := range clusters {
		side[i] = int8(i % 2)
	}
	both := make([]stats.Term, 0, 12)
	inside := make([]float64, m.N)
	for i, k := range side {
		inside[i] = float64(k)
	}
	both = append(append(both, stats.Term{Name: "in", Numeric: inside}), v.terms[:3]...)
	both = append(both, v.terms[8])
	for _, x := range both[1:] {
		both = append(both, stats.Term{Name: "in x " + x.Name, Product: []string{"in", x.Name}})
	}
	whole, err := stats.ModelMatrix(both, nil)
	require.NoError(t, err)
	want, err := drivers.Multivariate(dataOf(whole, v.y, outcomeNames, d),
		&drivers.MultivariateSettings{Covariance: stats.Cluster})
	require.NoError(t, err)
	got, err := drivers.GroupDifferences(dataOf(m, v.y, outcomeNames, d), ticks(t, side...),
		&drivers.MultivariateSettings{Covariance: stats.Cluster})
	require.NoError(t, err)
	n, p := float64(want.N), float64(len(want.Terms))
	scale := math.Sqrt((n/2 - 1) / (n/2 - p/2) * (n - p) / (n - 1))
	for k, r := range got.Rows {
		c := want.Fits[k/4].Coefficients[6+k%4]
		near(t, []float64{c.Estimate, c.StdErr * scale}, []float64{r.Estimate, r.StdErr}, 1e-9)
	}
	strata := make([]int, m.N)
	for i := range strata {
		strata[i] = i / 80
	}
	d, err = stats.NewDesign(m.N, nil, &stats.DesignSettings{Clusters: clusters, Strata: strata})
	require.NoError(t, err)
	_, err = drivers.GroupDifferences(dataOf(m, v.y, outcomeNames, d), ticks(t, side...),
		&drivers.MultivariateSettings{Covariance: stats.Cluster})
	assert.ErrorIs(t, err, stats.ErrDesign, "strata")
}

func TestBadInputIsNamed(t *testing.T) {
	v := readSurvey(t, nil)
	m, err := stats.ModelMatrix(v.terms, nil)
	require.NoError(t, err)
	nan := make([]float64, m.N)
	for i := range nan {
		nan[i] = math.NaN()
	}
	t.Run("a driver missing for all", func(t *testing.T) {
		_, err := stats.ModelMatrix([]stats.Term{v.terms[0], {Name: "luck", Numeric: nan}}, nil)
		require.ErrorIs(t, err, stats.ErrRows)
		assert.ErrorContains(t, err, `"luck"`)
	})
	t.Run("an outcome missing for all", func(t *testing.T) {
		y := mat.DenseCopyOf(v.y)
		y.SetCol(1, nan)
		_, err := drivers.Multivariate(dataOf(m, y, outcomeNames, nil), nil)
		require.ErrorIs(t, err, stats.ErrTooFew)
		assert.ErrorContains(t, err, `"`+outcomeNames[1]+`"`)
		_, err = drivers.Importance(context.Background(), dataOf(m, y, outcomeNames, nil), nil)
		require.ErrorIs(t, err, stats.ErrTooFew)
		assert.ErrorContains(t, err, `"`+outcomeNames[1]+`"`)
	})
	t.Run("a driver equal to an outcome", func(t *testing.T) {
		y := mat.DenseCopyOf(v.y)
		y.SetCol(2, mat.Col(nil, 3, m.X))
		fit, err := drivers.Multivariate(dataOf(m, y, outcomeNames, nil), nil)
		require.NoError(t, err)
		at := slices.IndexFunc(fit.Warnings,
			func(w stats.Warning) bool { return w.Code == "exact-fit" })
		require.GreaterOrEqual(t, at, 0)
		assert.Contains(t, fit.Warnings[at].Text, "repeated by "+m.Names[3])
	})
	t.Run("a group of one", func(t *testing.T) {
		one := make([]int8, m.N)
		one[5] = 1
		_, err := drivers.GroupDifferences(dataOf(m, v.y, outcomeNames, nil), ticks(t, one...), nil)
		require.ErrorIs(t, err, stats.ErrTooFew)
		assert.ErrorContains(t, err, `"ticked"`)
	})
	t.Run("groups of drivers", func(t *testing.T) {
		a, b, c := v.terms[0].Name, v.terms[1].Name, v.terms[2].Name
		for name, g := range map[string][]drivers.DriverGroup{
			"the name of another driver": {{Name: c, Terms: []string{a, b}}},
			"two of one name": {{Name: "g", Terms: []string{a}},
				{Name: "g", Terms: []string{b}}},
			"without terms":  {{Name: "g", Terms: []string{a}}, {Name: "h"}},
			"without a name": {{Terms: []string{a, b}}},
		} {
			_, err := drivers.Importance(context.Background(), dataOf(m, v.y, outcomeNames, nil),
				&drivers.ImportanceSettings{Groups: g, NoResamples: true})
			assert.ErrorIs(t, err, drivers.ErrTerm, name)
		}
		r := importance(t, m, v.y, outcomeNames, nil,
			drivers.ImportanceSettings{Groups: []drivers.DriverGroup{{Name: a,
				Terms: []string{a, b}}}, NoResamples: true})
		assert.Equal(t, a, r.Drivers[0], "its own term's name is free")
	})
	t.Run("reliabilities", func(t *testing.T) {
		fit := v.fit(t, nil, nil)
		level := fit.Terms[slices.Index(m.Terms, "region")]
		for _, list := range [][]drivers.Reliability{{{Term: level, Value: 0.9}},
			{{Term: "region", Value: 0.9}}, {{Term: "", Value: 0.9}},
			{{Term: "people", Value: 0.9}, {Term: "people", Value: 0.5}}} {
			_, err := fit.Corrected(list)
			assert.ErrorIs(t, err, drivers.ErrTerm, list)
		}
	})
}
