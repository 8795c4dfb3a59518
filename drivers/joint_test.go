package drivers_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

type jointOutput struct {
	Manova     map[string]map[string]map[string][]float64 // set, term, test: value, F, df1, df2, p
	Wald       map[string][]float64
	Equality   map[string][]float64
	Difference []float64
	Steps      map[string][]struct{ R2, F, Df1, Df2, P float64 }
	Corrected  map[string]struct {
		Estimate []float64
		StdError []float64 `json:"std_error"`
	}
	Group struct {
		Term              []string
		Estimate, Mission []float64
		StdError          []float64 `json:"std_error"`
		DF                float64
	}
}

// waves is the reference survey with the script's names of terms.
func waves(t testing.TB) (*stats.Model, *mat.Dense) {
	t.Helper()
	v := readSurvey(t, nil)
	v.terms[8].Name = "logrev"
	m, err := stats.ModelMatrix(v.terms, nil)
	require.NoError(t, err)
	return m, v.y
}

func numbers(r drivers.TestRow) []float64 { return []float64{r.F, r.DF1, r.DF2, r.PValue} }

func TestJointTestsAgainstR(t *testing.T) {
	var want jointOutput
	readOutput(t, "joint", &want) // R 4.2.2 manova: script.R
	check := func(set string, m *stats.Model, y *mat.Dense, names []string) {
		t.Run(set, func(t *testing.T) {
			fit, err := drivers.Multivariate(dataOf(m, y, names, nil),
				&drivers.MultivariateSettings{Covariance: stats.Classical})
			require.NoError(t, err)
			rows, err := fit.JointTests()
			require.NoError(t, err)
			require.Len(t, rows, 4*len(want.Manova[set]))
			for _, r := range rows {
				name := r.Statistic
				if r.Statistic == "Hotelling-Lawley" {
					name = "HotellingLawley"
				}
				near(t, want.Manova[set][r.Term][name], append([]float64{r.Value}, numbers(r)...),
					1e-9)
			}
		})
	}
	m, y := waves(t)
	check("waves", m, y, outcomeNames)
	names := []string{"Fertility", "Infant.Mortality"}
	m, y = model(t, readTable(t, reference+"importance/swiss.csv"), names, "Agriculture",
		"Education", "Catholic")
	check("swiss", m, y, names)
	names = []string{"mpg", "qsec", "disp", "drat"}
	m, y = model(t, readTable(t, reference+"importance/mtcars.csv"), names, "wt", "hp", "am")
	check("mtcars", m, y, names)
}

func TestRobustJointTestsAgainstR(t *testing.T) {
	var want jointOutput
	readOutput(t, "joint", &want) // R 4.2.2, sandwich 3.0.2 vcovHC of the multivariate fit: script.R
	m, y := waves(t)
	fit, err := drivers.Multivariate(dataOf(m, y, outcomeNames, nil), nil)
	require.NoError(t, err)
	joint, err := fit.JointTests()
	require.NoError(t, err)
	equal, err := fit.EqualityTests()
	require.NoError(t, err)
	require.Len(t, joint, 9)
	for _, k := range []int{1, 7} {
		assert.Equal(t, "Wald", joint[k].Statistic)
		near(t, want.Wald[joint[k].Term], numbers(joint[k]), 1e-9)
		near(t, want.Equality[equal[k].Term], numbers(equal[k]), 1e-9)
	}
	differences, err := fit.EqualityDifferences()
	require.NoError(t, err)
	assert.Equal(t, []string{"people", "maturity", "effectiveness"},
		[]string{differences[3].Term, differences[3].A, differences[3].B})
	near(t, want.Difference, []float64{differences[3].Estimate, differences[3].StdErr}, 1e-9)

	t.Run("diagonal blocks are the fits' own", func(t *testing.T) {
		for _, kind := range []stats.CovarianceKind{stats.HC3, stats.Classical, stats.HC0,
			stats.HC1, stats.HC2} {
			fit, err := drivers.Multivariate(dataOf(m, y, outcomeNames,
				sampling(t, wholeWeights(m.N)...)), &drivers.MultivariateSettings{Covariance: kind})
			require.NoError(t, err)
			v, err := fit.Vcov()
			require.NoError(t, err)
			p := len(fit.Terms)
			for o, f := range fit.Fits {
				for a := range p {
					for b := range p {
						size := math.Sqrt(f.Vcov.At(a, a) * f.Vcov.At(b, b))
						assert.InDelta(t, 0, (f.Vcov.At(a, b)-v.At(o*p+a, o*p+b))/size, 1e-10, kind)
					}
				}
			}
		}
	})
}

func TestJointTestsRefuse(t *testing.T) {
	m, y := waves(t)
	for i := range 160 {
		y.Set(i, 2, 2*y.At(i, 0)-3*y.At(i, 1)+m.X.At(i, 2))
	}
	for _, kind := range []stats.CovarianceKind{stats.Classical, stats.HC3} {
		fit, err := drivers.Multivariate(dataOf(m, y, outcomeNames, nil),
			&drivers.MultivariateSettings{Covariance: kind})
		require.NoError(t, err)
		_, err = fit.JointTests()
		assert.ErrorIs(t, err, drivers.ErrConstant, "an outcome that the others say")
	}
	one, err := drivers.Multivariate(dataOf(m, mat.NewDense(160, 1, mat.Col(nil, 0, y)),
		[]string{"a"}, nil), nil)
	require.NoError(t, err)
	_, err = one.EqualityTests()
	assert.ErrorIs(t, err, drivers.ErrSettings)
	x := mat.NewDense(160, 2, nil)
	x.SetCol(0, mat.Col(nil, 0, y))
	x.SetCol(1, mat.Col(nil, 1, m.X))
	exact, err := drivers.Multivariate(dataOf(m, x, []string{"a", "b"}, nil),
		&drivers.MultivariateSettings{Covariance: stats.Classical})
	require.NoError(t, err)
	_, err = exact.JointTests()
	assert.ErrorIs(t, err, drivers.ErrConstant, "a driver equal to an outcome")
}

func wholeWeights(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = float64(1 + i*7%5)
	}
	return w
}

func TestHierarchicalAgainstR(t *testing.T) {
	var want jointOutput
	readOutput(t, "joint", &want) // R 4.2.2 anova(lm, lm): script.R
	v := readSurvey(t, nil)
	product := make([]float64, 160)
	for i := range product {
		product[i] = v.terms[1].Numeric[i] * v.terms[3].Numeric[i]
	}
	m, err := stats.ModelMatrix(append(v.terms,
		stats.Term{Name: "people x process", Numeric: product}), nil)
	require.NoError(t, err)
	steps := []drivers.Step{{Name: "controls", Terms: []string{"role", "region", "log(revenue)"}},
		{Name: "drivers", Terms: driverNames},
		{Name: "interaction", Terms: []string{"people x process"}}}
	got, err := drivers.Hierarchical(dataOf(m, v.y, outcomeNames, nil), steps,
		&drivers.MultivariateSettings{Covariance: stats.Classical})
	require.NoError(t, err)
	require.Len(t, got.Rows, 9)
	for _, r := range got.Rows {
		k := map[string]int{"controls": 0, "drivers": 1, "interaction": 2}[r.Step]
		w := want.Steps[r.Outcome][k]
		near(t, []float64{w.R2, w.F, w.Df1, w.Df2, w.P},
			[]float64{r.R2, r.F, r.DF1, r.DF2, r.PValue}, 1e-9)
		if k > 0 {
			assert.InDelta(t, w.R2-want.Steps[r.Outcome][k-1].R2, r.Change, 1e-12)
		}
	}
	_, err = drivers.Hierarchical(dataOf(m, v.y, outcomeNames, nil), append(steps, steps[0]), nil)
	assert.ErrorIs(t, err, drivers.ErrTerm)
	_, err = drivers.Hierarchical(dataOf(m, v.y, outcomeNames, nil), nil, nil)
	assert.ErrorIs(t, err, drivers.ErrSettings)
}

func TestCorrectedAgainstR(t *testing.T) {
	var want jointOutput
	readOutput(t, "joint", &want) // R 4.2.2: the formula, and numerical derivatives for the errors: script.R
	check := func(set string, table map[string][]float64, outcome string, terms []string,
		values ...float64) {
		t.Run(set, func(t *testing.T) {
			m, y := model(t, table, []string{outcome}, terms...)
			fit, err := drivers.Multivariate(dataOf(m, y, []string{outcome}, nil), nil)
			require.NoError(t, err)
			var list []drivers.Reliability
			for j, v := range values {
				list = append(list, drivers.Reliability{Term: terms[j], Value: v})
			}
			rows, err := fit.Corrected(list)
			require.NoError(t, err)
			for j, r := range rows {
				assert.InEpsilon(t, want.Corrected[set].Estimate[j], r.Estimate, 1e-9)
				assert.InEpsilon(t, want.Corrected[set].StdError[j], r.StdErr, 1e-6) // numerical derivatives
				assert.Equal(t, fit.Fits[0].Coefficients[j+1], r.Raw)
			}
			rows, err = fit.Corrected(nil)
			require.NoError(t, err)
			for _, r := range rows {
				assert.InEpsilon(t, r.Raw.Estimate, r.Estimate, 1e-9, "nothing to correct")
			}
			for _, bad := range []drivers.Reliability{{terms[0], 0}, {terms[0], 1.01},
				{terms[0], math.NaN()}, {terms[0], 1e-9}} {
				_, err = fit.Corrected([]drivers.Reliability{bad})
				assert.ErrorIs(t, err, drivers.ErrSettings)
			}
			_, err = fit.Corrected([]drivers.Reliability{{"luck", 0.9}})
			assert.ErrorIs(t, err, drivers.ErrTerm)
		})
	}
	check("waves", readTable(t, multivariateReference+"data.csv"), "roi", driverNames, .8, .75, 1,
		.9, .7, .85)
	check("swiss", readTable(t, reference+"importance/swiss.csv"), "Fertility",
		[]string{"Agriculture", "Education", "Catholic"}, .9, .8, 1)
	check("mtcars", readTable(t, reference+"importance/mtcars.csv"), "mpg", []string{"wt", "hp"},
		.95, .9)
}

func TestGroupDifferencesAgainstR(t *testing.T) {
	var want jointOutput
	readOutput(t, "joint", &want) // R 4.2.2 lm(role * terms), vcovHC(type = "HC3"): script.R
	m, y := waves(t)
	role := readSurvey(t, nil).terms[6].Factor
	_, err := drivers.GroupDifferences(dataOf(m, y, outcomeNames, nil), role, nil)
	var alias *stats.AliasError // no CTO is in America
	require.ErrorAs(t, err, &alias)
	assert.ErrorContains(t, err, `role "CTO"`)
	v := readSurvey(t, nil)
	m, err = stats.ModelMatrix(append(v.terms[:7:7], v.terms[8]), nil)
	require.NoError(t, err)
	got, err := drivers.GroupDifferences(dataOf(m, y, outcomeNames, nil), role, nil)
	require.NoError(t, err)
	require.Len(t, got.Rows, 3*len(want.Group.Term))
	for k := range want.Group.Term {
		r := got.Rows[k]
		assert.Equal(t, "maturity", r.Outcome)
		near(t, []float64{want.Group.Estimate[k], want.Group.StdError[k]},
			[]float64{r.Estimate, r.StdErr}, 1e-9)
	}
	assert.InEpsilon(t, want.Group.Mission[3], got.Rows[0].PValue, 1e-9)
	assert.Equal(t, "constant-in-group", got.Warnings[0].Code)
	assert.Contains(t, got.Warnings[0].Text, "role")
	require.Len(t, got.Joint, 7)
	assert.Equal(t, 3.0, got.Joint[0].DF1)

	t.Run("a group of one", func(t *testing.T) {
		one := make([]int8, m.N)
		one[5] = 1
		_, err := drivers.GroupDifferences(dataOf(m, y, outcomeNames, nil), ticks(t, one...), nil)
		assert.ErrorIs(t, err, stats.ErrTooFew)
		one[6], one[7] = 1, 1
		_, err = drivers.GroupDifferences(dataOf(m, y, outcomeNames, nil), ticks(t, one...), nil)
		require.ErrorIs(t, err, stats.ErrTooFew)
		assert.ErrorContains(t, err, `"ticked"`)
	})
}
