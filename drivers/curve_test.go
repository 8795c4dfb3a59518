package drivers_test

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

func curve(t testing.TB, data *drivers.CurveData, d *stats.Design,
	s drivers.CurveSettings) *drivers.CurveResult {
	t.Helper()
	r, err := drivers.SpecificationCurve(context.Background(), data, d, &s)
	require.NoError(t, err)
	return r
}

// curveData is the reference data with a third year and two metrics.
func curveData(t testing.TB) *drivers.CurveData {
	t.Helper()
	x, _, _, _ := finances(t)
	later := make([]float64, len(x["to"]))
	for i, v := range x["to"] {
		later[i] = v * (1.03 + 0.01*math.Sin(float64(i)) + 0.02*x["metric"][i])
	}
	return &drivers.CurveData{
		Metrics: []drivers.Metric{{Name: "metric", Values: x["metric"]},
			{Name: "close", Values: x["close"]}},
		Years: []drivers.Year{{Year: 2019, Values: x["from"]}, {Year: 2020, Values: x["to"]},
			{Year: 2021, Values: later}},
		Controls: []stats.Term{{Name: "size", Numeric: x["size"]}},
	}
}

func TestSpecificationCurve(t *testing.T) {
	data := curveData(t)
	report := drivers.Specification{Metric: "metric", Window: drivers.Window{From: 2020, To: 2021}}
	s := drivers.CurveSettings{Report: &report, Permutations: 99, Demonstration: true}
	if testing.Short() {
		s.Permutations = 19
	}
	got := curve(t, data, nil, s)
	assert.Len(t, got.Rows, 2*4*3*7, "metrics, cuts, windows, growths with and without controls")
	assert.Empty(t, got.LeftOut)
	marked, significant, last := 0, 0.0, math.Inf(-1)
	sets := map[int][]drivers.CurveRow{}
	for _, r := range got.Rows {
		if r.Report {
			marked++
			growth, err := drivers.Growth(data.Years[1].Values, data.Years[2].Values)
			require.NoError(t, err)
			cut, err := drivers.Cut(data.Metrics[0].Values, drivers.MeanCut, nil)
			require.NoError(t, err)
			alone, err := drivers.Premium(growth.Rates, cut.Groups, nil, nil)
			require.NoError(t, err)
			assert.Equal(t, alone.Estimate, r.Premium.Estimate)
			assert.Equal(t, report, r.Specification)
		}
		if r.Premium.Difference.Low > 0 {
			significant++
		}
		if r.Premium.Defined {
			assert.GreaterOrEqual(t, r.Premium.Value, last)
			last = r.Premium.Value
		}
		sets[r.Set] = append(sets[r.Set], r)
	}
	assert.Equal(t, 1, marked)
	assert.InEpsilon(t, significant/168, got.Significant, 1e-12)
	for k, rows := range sets {
		for _, r := range rows {
			if k == 0 {
				assert.True(t, math.IsNaN(r.PredictedR2))
				continue
			}
			assert.False(t, math.IsNaN(r.PredictedR2))
			assert.Equal(t, []any{rows[0].Window, rows[0].Growth, rows[0].Premium.N},
				[]any{r.Window, r.Growth, r.Premium.N}, "one response, the same respondents")
		}
	}
	assert.Equal(t, 1/float64(1+s.Permutations), got.PMeanT, "metric and close both go with growth")
	again := curve(t, data, nil, s)
	a, err := json.Marshal(got)
	require.NoError(t, err)
	b, err := json.Marshal(again)
	require.NoError(t, err)
	assert.Equal(t, string(a), string(b))
	assert.Contains(t, string(a), `"Demonstration":true`)
}

// The statistic is R's, and so is the permutation p value within Monte Carlo
// error: for a row without controls, for the mean of one without and one with, with
// a control per three rows, and with weights, strata and frequencies.
func TestJointTestAgainstR(t *testing.T) {
	var want map[string]struct {
		T []float64
		P float64
	}
	readOutput(t, "curve", &want) // R 4.2.2 lm and 20,000 Freedman-Lane permutations: script.R
	x, _, _, _ := finances(t)
	n := len(x["metric"])
	weak, copies, strata := make([]float64, n), make([]float64, n), make([]int, n) // weak is 0 or 1, so that the mean cut divides as R's metric > 1.5
	for i, v := range x["metric"] {
		if v > 1.5 {
			weak[i] = 1
		}
		copies[i], strata[i] = float64(1+(i+1)%3), int(x["stratum"][i])
	}
	many := readTable(t, reference+"curve/many.csv")
	frequency, err := stats.NewDesign(n,
		&stats.Weights{Kind: stats.FrequencyWeights, Values: copies}, nil)
	require.NoError(t, err)
	stratified, err := stats.NewDesign(n, nil, &stats.DesignSettings{Strata: strata})
	require.NoError(t, err)
	for name, c := range map[string]struct {
		x        map[string][]float64
		metric   []float64
		controls []string
		d        *stats.Design
		n        int
	}{"plain": {x, x["metric"], nil, nil, 148}, "weak": {x, weak, nil, nil, 148}, "both": {x, weak,
		[]string{"size", "close"}, nil, 148},
		"many":      {many, many["metric"], controlNames(20), nil, 60},
		"weighted":  {x, weak, []string{"size", "close"}, sampling(t, x["weight"]...), 148},
		"strata":    {x, weak, []string{"size", "close"}, stratified, 148},
		"frequency": {x, weak, []string{"size", "close"}, frequency, 296}} {
		t.Run(name, func(t *testing.T) {
			data := &drivers.CurveData{Metrics: []drivers.Metric{{Name: "m", Values: c.metric}},
				Years: []drivers.Year{{Year: 1, Values: c.x["from"]}, {Year: 2, Values: c.x["to"]}}}
			for _, name := range c.controls {
				data.Controls = append(data.Controls, stats.Term{Name: name, Numeric: c.x[name]})
			}
			got := curve(t, data, c.d,
				drivers.CurveSettings{Cuts: []drivers.CutKind{drivers.MeanCut}, Seed: 3,
					Growths: []drivers.GrowthKind{drivers.RelativeGrowth}, Permutations: 3999})
			w := want[name]
			mean := 0.0
			for _, v := range w.T {
				mean += v / float64(len(w.T))
			}
			assert.InEpsilon(t, mean, got.MeanT, 1e-9)
			assert.InDelta(t, w.P, got.PMeanT,
				1.0/4000+4*math.Sqrt(w.P*(1-w.P)*(1.0/4000+1.0/20000)))
			assert.Equal(t, c.n, got.JointN)
		})
	}
}

func controlNames(n int) []string {
	out := make([]string, n)
	for j := range out {
		out[j] = "c" + strconv.Itoa(j+1)
	}
	return out
}

// Growth that knows nothing of the metric is found significant as often as the
// level says, also where a control goes with the metric, and where the stratum
// goes with both.
func TestJointTestUnderTheNull(t *testing.T) {
	reps := 1000
	if testing.Short() {
		reps = 60
	}
	for _, stratified := range []bool{false, true} {
		low := 0
		for k := range reps {
			rng := random.Stream(11, random.Simulation, uint64(k))
			n := 40
			metric, size, from, to, strata := make([]float64, n), make([]float64,
				n), make([]float64, n), make([]float64, n), make([]int, n)
			for i := range n {
				strata[i] = i % 2
				size[i] = rng.NormFloat64()
				metric[i] = size[i] + rng.NormFloat64()
				from[i] = 1 + rng.Float64()
				to[i] = from[i] * (1.05 + 0.05*rng.NormFloat64())
				if stratified { // which both metric and growth go with
					metric[i] += 2 * float64(strata[i])
					to[i] += 0.2 * from[i] * float64(strata[i])
				}
			}
			var d *stats.Design
			controls := []stats.Term{{Name: "size", Numeric: size}}
			if stratified {
				var err error
				d, err = stats.NewDesign(n, nil, &stats.DesignSettings{Strata: strata})
				require.NoError(t, err)
			}
			data := &drivers.CurveData{Metrics: []drivers.Metric{{Name: "m", Values: metric}},
				Years:    []drivers.Year{{Year: 1, Values: from}, {Year: 2, Values: to}},
				Controls: controls}
			s := drivers.CurveSettings{Cuts: []drivers.CutKind{drivers.MedianCut,
				drivers.TercileCut}, Permutations: 19, Seed: uint64(k),
				Growths: []drivers.GrowthKind{drivers.RelativeGrowth}}
			if curve(t, data, d, s).PMeanT <= 0.1 {
				low++
			}
		}
		assert.InDelta(t, 0.1, float64(low)/float64(reps), 3.5*math.Sqrt(0.09/float64(reps)),
			"stratified: %v", stratified)
	}
}

// Cross-validation by fits of stats.OLS on each fold's complement, the folds
// being those of the seed.
func TestPredictedR2(t *testing.T) {
	data := curveData(t)
	s := drivers.CurveSettings{Cuts: []drivers.CutKind{drivers.MeanCut, drivers.MedianCut},
		Growths: []drivers.GrowthKind{drivers.Symmetric},
		Windows: []drivers.Window{{From: 2019, To: 2020}}, NoPermutations: true, Folds: 5, Seed: 8}
	got := curve(t, data, nil, s)
	n := len(data.Years[0].Values)
	fold := random.Stream(8, random.CrossValidation, 0).Perm(n)
	growth, err := drivers.SymmetricGrowth(data.Years[0].Values, data.Years[1].Values)
	require.NoError(t, err)
	require.Len(t, got.Rows, 8)
	for _, r := range got.Rows {
		x := data.Metrics[0].Values
		if r.Metric == "close" {
			x = data.Metrics[1].Values
		}
		cut, err := drivers.Cut(x, r.Cut, nil)
		require.NoError(t, err)
		press, ss := 0.0, 0.0
		for f := range 5 {
			high := make([]float64, n)
			for i := range high {
				if high[i] = float64(cut.Groups.At(i)); fold[i]%5 == f || high[i] < 0 ||
					math.IsNaN(growth.Rates[i]) {
					high[i] = math.NaN()
				}
			}
			terms := []stats.Term{{Name: "high", Numeric: high}}
			if r.Adjusted {
				terms = append(terms, data.Controls...)
			}
			m, err := stats.ModelMatrix(terms, nil)
			require.NoError(t, err)
			y, mean := make([]float64, len(m.Rows)), 0.0
			for k, i := range m.Rows {
				y[k] = growth.Rates[i]
				mean += y[k] / float64(len(m.Rows))
			}
			fit, err := stats.OLS(m, y, nil, nil)
			require.NoError(t, err)
			for i := range n {
				if fold[i]%5 != f || cut.Groups.At(i) < 0 || math.IsNaN(growth.Rates[i]) {
					continue
				}
				e := growth.Rates[i] - fit.Coefficients[0].Estimate - fit.Coefficients[1].Estimate*float64(cut.Groups.At(i))
				if r.Adjusted {
					e -= fit.Coefficients[2].Estimate * data.Controls[0].Numeric[i]
				}
				press += e * e
				ss += (growth.Rates[i] - mean) * (growth.Rates[i] - mean)
			}
		}
		assert.InDelta(t, 1-press/ss, r.PredictedR2, 1e-10, r.Specification)
		assert.Equal(t, 1, r.Set)
	}
}

func TestCurveBadInput(t *testing.T) {
	data := curveData(t)
	n := len(data.Years[0].Values)
	t.Run("a scenario that empties a group", func(t *testing.T) {
		mostly := make([]float64, n)
		for i := range mostly {
			if i%10 > 0 {
				mostly[i] = 1
			}
		}
		x := &drivers.CurveData{Metrics: []drivers.Metric{{Name: "mostly", Values: mostly}},
			Years: data.Years}
		got := curve(t, x, nil,
			drivers.CurveSettings{NoPermutations: true,
				Report: &drivers.Specification{Metric: "else"}})
		require.NotEmpty(t, got.LeftOut)
		assert.Equal(t, drivers.MedianCut, got.LeftOut[0].Cut)
		assert.Contains(t, got.LeftOut[0].Why, "high group")
		assert.Equal(t, "report-missing", got.Warnings[0].Code)
		_, err := drivers.SpecificationCurve(context.Background(), x, nil,
			&drivers.CurveSettings{Cuts: []drivers.CutKind{drivers.QuartileCut}})
		assert.ErrorIs(t, err, drivers.ErrGroupSize, "no scenario is left")
	})
	clusters := make([]int, n)
	for i := range clusters {
		clusters[i] = i / 3
	}
	d, err := stats.NewDesign(n, nil, &stats.DesignSettings{Clusters: clusters})
	require.NoError(t, err)
	got := curve(t, data, d, drivers.CurveSettings{})
	assert.Equal(t, "no-joint-test", got.Warnings[0].Code)
	assert.True(t, math.IsNaN(got.PMeanT))
	for name, s := range map[string]drivers.CurveSettings{"no such year": {Windows: []drivers.Window{{From: 1, To: 2}}}, "one fold": {Folds: 1},
		"winsorised by half": {Winsor: 0.5}, "no cut": {Cuts: []drivers.CutKind{}},
		"no such cut": {Cuts: []drivers.CutKind{7}}, "permutations": {Permutations: -1}} {
		_, err := drivers.SpecificationCurve(context.Background(), data, nil, &s)
		assert.ErrorIs(t, err, drivers.ErrSettings, name)
	}
	_, err = drivers.SpecificationCurve(context.Background(), &drivers.CurveData{Years: data.Years},
		nil, nil)
	assert.ErrorIs(t, err, drivers.ErrSettings)
	data.Metrics[1].Name = "metric"
	_, err = drivers.SpecificationCurve(context.Background(), data, nil, nil)
	assert.ErrorIs(t, err, drivers.ErrSettings, "a name twice")
	data.Years[0].Values = mat.Col(nil, 0, mat.NewDense(3, 1, nil))
	assert.Panics(t,
		func() { _, _ = drivers.SpecificationCurve(context.Background(), data, nil, nil) })
}
