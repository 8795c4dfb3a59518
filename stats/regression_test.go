package stats

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// regressionReference is testdata/reference/regression/output.csv (script.R: R's
// lm, sandwich, survey, lmtest, emmeans) by "model|quantity|name".
func regressionReference(t *testing.T) func(model, quantity, name string) float64 {
	t.Helper()
	rows := table(t, "../testdata/reference/regression/output.csv")
	value := numbers(t, rows["value"])
	byName := map[string]float64{}
	for i, v := range value {
		byName[rows["model"][i]+"|"+rows["quantity"][i]+"|"+rows["name"][i]] = v
	}
	return func(model, quantity, name string) float64 {
		v, ok := byName[model+"|"+quantity+"|"+name]
		require.True(t, ok, "%s %s %s", model, quantity, name)
		return v
	}
}

// inR turns our column names into R's, through exceptions first.
func inR(name string, exceptions map[string]string) string {
	if v, ok := exceptions[name]; ok {
		return v
	}
	return strings.ReplaceAll(strings.ReplaceAll(name, ": ", ""), " * ", ":")
}

type regressionCase struct {
	fit  *OLSResult
	want func(model, quantity, name string) float64
}

// coefficients compares estimates and errors with a model of the reference.
func (c *regressionCase) coefficients(t *testing.T, model string, exceptions map[string]string) {
	t.Helper()
	for _, line := range c.fit.Coefficients {
		name := inR(line.Term, exceptions)
		assert.InEpsilon(t, c.want(model, "coef", name), line.Estimate, 1e-9, "%s %s", model, name)
		assert.InEpsilon(t, c.want(model, "se", name), line.StdErr, 1e-9, "%s %s", model, name)
	}
}

// data are columns of a CSV file of the reference.
type data struct {
	t    *testing.T
	rows map[string][]string
}

func readData(t *testing.T, name string) data {
	return data{t, table(t, "../testdata/reference/"+name+".csv")}
}

func (d data) number(name string) Term {
	return Term{Name: name,
		Numeric: numbers(d.t, d.rows[name])}
}

func (d data) factor(name string, levels ...string) Term {
	return Term{Name: name, Factor: factor(d.t, name, d.rows[name], levels)}
}

func (d data) fit(y string, terms []Term, design *Design, kind CovarianceKind) *OLSResult {
	d.t.Helper()
	m, err := ModelMatrix(terms, nil)
	require.NoError(d.t, err)
	fit, err := OLS(m, numbers(d.t, d.rows[y]), design, &OLSSettings{Covariance: kind})
	require.NoError(d.t, err)
	return fit
}

// longley are the data of NIST under the names and in the units of R's data set.
func longley(t *testing.T) data {
	t.Helper()
	columns := table(t, "../testdata/reference/nist/longley.csv")
	d := data{t, map[string][]string{}}
	for _, c := range []struct {
		nist, r string
		unit    float64 // of R, in those of NIST
	}{
		{"y", "Employed", 1000}, {"x1", "GNP.deflator", 1}, {"x2", "GNP", 1000}, {"x3", "Unemployed", 10},
		{"x4", "Armed.Forces", 10}, {"x5", "Population", 1000}, {"x6", "Year", 1},
	} {
		for _, v := range numbers(t, columns[c.nist]) {
			d.rows[c.r] = append(d.rows[c.r], strconv.FormatFloat(v/c.unit, 'g', -1, 64))
		}
	}
	return d
}

func motorTrend(t *testing.T) (data, []Term) {
	d := readData(t, "importance/mtcars")
	return d, []Term{d.number("wt"), d.factor("cyl", "4", "6", "8"), d.number("hp"),
		{Product: []string{"wt", "cyl"}}}
}

func TestCovariancesAgainstR(t *testing.T) {
	want := regressionReference(t)
	d, terms := motorTrend(t)
	for _, kind := range []CovarianceKind{Classical, HC0, HC1, HC2, HC3} {
		c := &regressionCase{d.fit("mpg", terms, nil, kind), want}
		c.coefficients(t, "mtcars "+kind.String(), nil)
	}
	gears := numbers(t, d.rows["gear"])
	clusters := make([]int, len(gears))
	for i, g := range gears {
		clusters[i] = int(g)
	}
	design, err := NewDesign(len(gears), nil, &DesignSettings{Clusters: clusters})
	require.NoError(t, err)
	c := &regressionCase{d.fit("mpg", terms, design, Cluster), want}
	c.coefficients(t, "mtcars cluster", nil)
	assert.Equal(t, 2.0, c.fit.TestDF, "three clusters")
	_, err = c.fit.TermTest("wt * cyl")
	require.NoError(t, err)
	assert.True(t, math.IsNaN(c.fit.Wald.F), "six slopes of three clusters")
}

func TestFitAgainstR(t *testing.T) {
	want := regressionReference(t)
	d, terms := motorTrend(t)
	fit := d.fit("mpg", terms, nil, Classical)
	for name, got := range map[string]float64{"r2": fit.R2, "adj": fit.AdjustedR2, "sigma": fit.RMSE,
		"f": fit.F.F, "fdf1": fit.F.DF1,
		"fdf2": fit.F.DF2, "fp": fit.F.PValue, "loglik": fit.LogLikelihood, "aic": fit.AIC,
		"bic": fit.BIC, "condition": fit.ConditionNumber} {
		assert.InEpsilon(t, want("mtcars", "fit", name), got, 1e-9, name)
	}
	assert.InEpsilon(t, fit.F.F, fit.Wald.F, 1e-9, "under equal variances Wald's F is F")
	assert.InEpsilon(t, fit.F.PValue, fit.Wald.PValue, 1e-9)
	beta := fit.Standardized()
	for j, c := range fit.Coefficients {
		name := inR(c.Term, nil)
		assert.InEpsilon(t, want("mtcars", "low", name), c.Low, 1e-9, name)
		assert.InEpsilon(t, want("mtcars", "high", name), c.High, 1e-9, name)
		assert.InEpsilon(t, want("mtcars", "p", name), c.PValue, 1e-9, name)
		if j > 0 {
			assert.InEpsilon(t, want("mtcars", "vif", name), c.VIF, 1e-9, name)
			assert.InEpsilon(t, want("mtcars", "beta", name), beta[j], 1e-9, name)
		}
	}
	assert.True(t, math.IsNaN(fit.Coefficients[0].VIF) && math.IsNaN(beta[0]))
	cook := fit.CooksDistance()
	for i := range cook {
		assert.InEpsilon(t, want("mtcars", "hat", strconv.Itoa(i+1)), fit.Leverage[i], 1e-9)
		assert.InEpsilon(t, want("mtcars", "cook", strconv.Itoa(i+1)), cook[i], 1e-9)
	}
	bp, err := fit.BreuschPagan()
	require.NoError(t, err)
	for name, got := range map[string]float64{"x2": bp.ChiSquare, "df": bp.DF, "p": bp.PValue} {
		assert.InEpsilon(t, want("mtcars", "bp", name), got, 1e-9, name)
	}
}

func TestPredictionsAgainstR(t *testing.T) {
	want := regressionReference(t)
	d, terms := motorTrend(t)
	m, err := ModelMatrix(terms, nil)
	require.NoError(t, err)
	fit, err := OLS(m, numbers(t, d.rows["mpg"]), nil, &OLSSettings{Covariance: Classical, Level: 0.9})
	require.NoError(t, err)
	x, err := m.Encode([]Term{
		{Name: "hp", Numeric: []float64{70, 150, 330, math.NaN()}},
		{Name: "wt", Numeric: []float64{2, 3.5, 5, 1}},
		{Name: "cyl", Factor: factor(t, "cyl", []string{"4", "8", "6", "8"}, []string{"8", "6", "4"})},
	})
	require.NoError(t, err)
	for respondent, name := range map[bool]string{false: "confidence", true: "prediction"} {
		for i, p := range fit.Predict(x, &PredictSettings{Respondent: respondent}) {
			if i == 3 {
				assert.True(t, math.IsNaN(p.Estimate), "a missing value")
				continue
			}
			for part, got := range map[string]float64{" fit": p.Estimate, " low": p.Low, " high": p.High} {
				assert.InEpsilon(t, want("mtcars", name+part, strconv.Itoa(i+1)), got, 1e-9, name+part)
			}
		}
	}
	_, err = m.Encode([]Term{{Name: "wt", Numeric: []float64{1}}, {Name: "hp", Numeric: []float64{1}},
		{Name: "cyl", Factor: factor(t, "cyl", []string{"12"}, []string{"12"})}})
	require.ErrorIs(t, err, errTerm, "an engine that the model has not seen")
	_, err = m.Encode([]Term{{Name: "wt", Numeric: []float64{1}}})
	require.ErrorIs(t, err, errTerm)
}

func TestHypothesesAgainstR(t *testing.T) {
	want := regressionReference(t)
	d, terms := motorTrend(t)
	fit := d.fit("mpg", terms, nil, HC3)
	term, err := fit.TermTest("cyl")
	require.NoError(t, err)
	product, err := fit.TermTest("wt * cyl")
	require.NoError(t, err)
	for name, test := range map[string]*WaldTest{"wald all": &fit.Wald, "wald cyl": term} {
		for k, got := range []float64{test.F, test.DF1, test.DF2, test.PValue} {
			assert.InEpsilon(t, want("mtcars HC3", name, strconv.Itoa(k+1)), got, 1e-9, name)
		}
	}
	assert.InEpsilon(t, want("mtcars HC3", "waldtest wt:cyl", "1"), product.F, 1e-9)
	assert.InEpsilon(t, want("mtcars HC3", "waldtest wt:cyl", "2"), product.PValue, 1e-9)
	contrast := fit.Contrast("mean slope", []float64{0, 1, 0, 0, 0, .5, .5})
	assert.InEpsilon(t, want("mtcars HC3", "contrast", "estimate"), contrast.Estimate, 1e-9)
	assert.InEpsilon(t, want("mtcars HC3", "contrast", "se"), contrast.StdErr, 1e-9)

	slopes, err := fit.SimpleSlopes("wt", "cyl", nil)
	require.NoError(t, err)
	margins, err := fit.MarginalMeans("cyl")
	require.NoError(t, err)
	for k, cyl := range []string{"4", "6", "8"} {
		assert.Equal(t, "wt at cyl: "+cyl, slopes[k].Term)
		assert.InEpsilon(t, want("mtcars HC3", "slope", cyl), slopes[k].Estimate, 1e-9)
		assert.InEpsilon(t, want("mtcars HC3", "slope se", cyl), slopes[k].StdErr, 1e-9)
		assert.InEpsilon(t, want("mtcars HC3", "margin", cyl), margins[k].Estimate, 1e-9)
		assert.InEpsilon(t, want("mtcars HC3", "margin se", cyl), margins[k].StdErr, 1e-9)
	}
	margins, err = d.fit("mpg", terms[1:3], nil, Classical).MarginalMeans("cyl")
	require.NoError(t, err)
	for k, cyl := range []string{"4", "6", "8"} {
		assert.InEpsilon(t, want("emmeans", "margin", cyl), margins[k].Estimate, 1e-9)
		assert.InEpsilon(t, want("emmeans", "margin se", cyl), margins[k].StdErr, 1e-9)
		assert.InEpsilon(t, want("emmeans", "margin low", cyl), margins[k].Low, 1e-9)
	}
	for _, err := range []error{
		second(fit.MarginalMeans("hp")), second(fit.SimpleSlopes("cyl", "wt", nil)),
		second(fit.SimpleSlopes("wt", "cyl", []float64{4})),
		second(fit.SimpleSlopes("wt", "absent", nil)), second(fit.TermTest("absent")),
		second(fit.TermTest(""))} {
		assert.ErrorIs(t, err, errTerm)
	}
	_, err = fit.WaldTest(mat.NewDense(2, 7, []float64{0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0}), nil)
	require.ErrorIs(t, err, errHypothesis, "twice the same")
	shifted, err := fit.WaldTest(mat.NewDense(1, 7, []float64{0, 1, 0, 0, 0, 0, 0}),
		[]float64{fit.Coefficients[1].Estimate})
	require.NoError(t, err)
	assert.InDelta(t, 0, shifted.F, 1e-20)
	assert.Panics(t, func() { fit.Contrast("", []float64{1}) })
	assert.Panics(t, func() { _, _ = fit.WaldTest(mat.NewDense(1, 2, nil), nil) })
}

func second[T any](_ T, err error) error { return err }

func TestCodingsAgainstR(t *testing.T) {
	want := regressionReference(t)
	d, _ := motorTrend(t)
	cyl := d.factor("cyl", "4", "6", "8")
	cyl.Effect, cyl.Base = true, "6"
	fit := d.fit("mpg", []Term{d.number("hp"), d.number("wt"), cyl,
		{Product: []string{"hp", "wt"}}}, nil, HC3)
	c := &regressionCase{fit, want}
	c.coefficients(t, "effect HC3", map[string]string{"cyl: 4": "cyl21", "cyl: 8": "cyl22"})
	slopes, err := fit.SimpleSlopes("hp", "wt", []float64{2, 3, 4})
	require.NoError(t, err)
	for k, at := range []string{"2", "3", "4"} {
		assert.InEpsilon(t, want("effect HC3", "slope", at), slopes[k].Estimate, 1e-9)
		assert.InEpsilon(t, want("effect HC3", "slope se", at), slopes[k].StdErr, 1e-9)
	}
	byDefault, err := fit.SimpleSlopes("hp", "wt", nil)
	require.NoError(t, err)
	// sd(mtcars$wt) in R 4.2.2.
	assert.InEpsilon(t, 0.9784574429896966*fit.Coefficients[5].Estimate,
		byDefault[2].Estimate-byDefault[1].Estimate, 1e-9)
	assert.InEpsilon(t, byDefault[1].Estimate, (byDefault[0].Estimate+byDefault[2].Estimate)/2, 1e-12,
		"mean and one standard deviation about it")

	m, err := ModelMatrix([]Term{d.factor("cyl", "4", "6", "8"), d.factor("gear", "3", "4", "5"),
		d.number("wt")}, &ModelSettings{NoIntercept: true})
	require.NoError(t, err)
	origin, err := OLS(m, numbers(t, d.rows["mpg"]), nil, &OLSSettings{Covariance: HC2})
	require.NoError(t, err)
	c = &regressionCase{origin, want}
	c.coefficients(t, "origin HC2", nil)
	assert.InEpsilon(t, want("origin", "fit", "r2"), origin.R2, 1e-9)
	assert.InEpsilon(t, want("origin", "fit", "adj"), origin.AdjustedR2, 1e-9)
	assert.InEpsilon(t, want("origin", "fit", "f"), origin.F.F, 1e-9)
	assert.True(t, math.IsInf(origin.Coefficients[0].VIF, 1),
		"a column per level repeats the constant")

	m, err = ModelMatrix([]Term{d.number("wt"), d.number("hp")}, &ModelSettings{NoIntercept: true})
	require.NoError(t, err)
	gears, err := NewDesign(m.N, &Weights{Values: numbers(t, d.rows["gear"])}, nil)
	require.NoError(t, err)
	for model, design := range map[string]*Design{"origin": nil, "origin weighted": gears} {
		fit, err := OLS(m, numbers(t, d.rows["mpg"]), design, nil)
		require.NoError(t, err)
		for j := range 2 { // of two columns they are equal
			assert.InEpsilon(t, want(model, "vif", "wt"), fit.Coefficients[j].VIF, 1e-9, model)
		}
	}
}

func TestDesignsAgainstR(t *testing.T) {
	want := regressionReference(t)
	for _, c := range []struct{ model, file string }{{"strat", "apistrat"}, {"clus1", "apiclus1"},
		{"weights", "apistrat"}} {
		d := readData(t, "survey/"+c.file)
		set := &DesignSettings{}
		if c.model != "weights" {
			set.PopulationSize = numbers(t, d.rows["fpc"])
		}
		if c.model == "strat" {
			for _, s := range d.rows["stype"] {
				set.Strata = append(set.Strata, int(s[0]))
			}
		}
		if c.model == "clus1" {
			for _, s := range numbers(t, d.rows["dnum"]) {
				set.Clusters = append(set.Clusters, int(s))
			}
		}
		w := &Weights{Values: numbers(t, d.rows["pw"])}
		design, err := NewDesign(len(w.Values), w, set)
		require.NoError(t, err)
		terms := []Term{d.number("ell"), d.number("meals"), d.factor("stype", "E", "H", "M")}
		kind := HC3 // Survey by default
		if c.model == "weights" {
			kind = Survey
		}
		r := &regressionCase{d.fit("api00", terms, design, kind), want}
		r.coefficients(t, c.model, nil)
		assert.Equal(t, want(c.model, "df", "df"), r.fit.TestDF)
		for _, line := range r.fit.Coefficients {
			assert.InEpsilon(t, want(c.model, "p", inR(line.Term, nil)), line.PValue, 1e-9, line.Term)
		}
		test, err := r.fit.TermTest("stype")
		require.NoError(t, err)
		assert.InEpsilon(t, want(c.model, "term", "f"), test.F, 1e-9)
		assert.InEpsilon(t, want(c.model, "term", "p"), test.PValue, 1e-9)
		assert.True(t, math.IsNaN(r.fit.AIC) && math.IsNaN(r.fit.BIC),
			"sampling weights have no likelihood")
		_, err = r.fit.BreuschPagan()
		require.ErrorIs(t, err, ErrWeightKind)

		switch c.model {
		case "clus1": // clusters alone, as vcovCL has them
			design, err = NewDesign(len(w.Values), w, &DesignSettings{Clusters: set.Clusters})
			require.NoError(t, err)
			r = &regressionCase{d.fit("api00", terms, design, Cluster), want}
			r.coefficients(t, "clus1 CL", nil)
		case "weights":
			r = &regressionCase{d.fit("api00", terms, design, HC3), want}
			r.coefficients(t, "strat HC3", nil)
			for i, v := range r.fit.CooksDistance() {
				assert.InEpsilon(t, want("strat HC3", "cook", strconv.Itoa(i+1)), v, 1e-9)
			}
		}
	}
}

// Frequency weights against R's fits of the repeated rows.
func TestFrequencyWeightsAgainstR(t *testing.T) {
	want := regressionReference(t)
	d := readData(t, "ols/data")
	w := make([]float64, len(d.rows["y"]))
	for i := range w {
		w[i] = []float64{1, 3, 0, 2, 5}[i%5]
	}
	design, err := NewDesign(len(w), &Weights{Kind: FrequencyWeights, Values: w}, nil)
	require.NoError(t, err)
	terms := []Term{d.number("a"), d.number("b"), d.factor("g", "u", "v", "w")}
	for _, kind := range []CovarianceKind{Classical, HC2, HC3} {
		c := &regressionCase{d.fit("y", terms, design, kind), want}
		c.coefficients(t, "frequency "+kind.String(), nil)
	}
	fit := d.fit("y", terms, design, HC3)
	bp, err := fit.BreuschPagan()
	require.NoError(t, err)
	for name, got := range map[string]float64{"r2": fit.R2, "adj": fit.AdjustedR2, "sigma": fit.RMSE,
		"f": fit.F.F, "aic": fit.AIC, "bic": fit.BIC, "bp": bp.ChiSquare, "n": float64(fit.N)} {
		assert.InEpsilon(t, want("frequency", "fit", name), got, 1e-9, name)
	}
	for i, v := range fit.CooksDistance() {
		if w[i] > 0 {
			assert.InEpsilon(t, want("frequency", "cook", strconv.Itoa(i+1)), v, 1e-9)
		}
	}
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
