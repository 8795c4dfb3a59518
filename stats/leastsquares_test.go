package stats

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// randomModel returns n heteroscedastic rows of p correlated columns.
func randomModel(t *testing.T, n, p int) (*Model, []float64) {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 6))
	x, y, names := mat.NewDense(n, p, nil), make([]float64, n), make([]string, p)
	for j := range names {
		names[j] = string(rune('a' + j))
	}
	for i := range n {
		common := r.NormFloat64()
		for j := range p {
			x.Set(i, j, common+r.NormFloat64())
			y[i] += x.At(i, j) * float64(j-2)
		}
		y[i] += r.NormFloat64() * (1 + math.Abs(common))
	}
	m, err := ModelOfMatrix(x, names, nil)
	require.NoError(t, err)
	return m, y
}

func sameFit(t *testing.T, a, b *OLSResult, tolerance float64) {
	t.Helper()
	for j, c := range a.Coefficients {
		assert.InEpsilon(t, c.Estimate, b.Coefficients[j].Estimate, tolerance, c.Term)
		assert.InEpsilon(t, c.StdErr, b.Coefficients[j].StdErr, tolerance, c.Term)
		assert.InEpsilon(t, c.High, b.Coefficients[j].High, tolerance, c.Term)
	}
	assert.Equal(t, a.N, b.N)
	assert.Equal(t, a.DF, b.DF)
	assert.InEpsilon(t, a.R2, b.R2, tolerance)
	assert.InEpsilon(t, a.RMSE, b.RMSE, tolerance)
}

// Rows repeated ten times are a large problem, solved without doubled precision
// in Q; as frequency weights they are a small one, solved with it.
func TestLargeAndSmallProblemsAgree(t *testing.T) {
	m, y := randomModel(t, 6000, 8)
	w := make([]float64, m.N)
	big := &Model{X: mat.NewDense(10*m.N, 9, nil), Names: m.Names, Terms: m.Terms, N: 10 * m.N,
		Intercept: true}
	long := make([]float64, big.N)
	for i := range long {
		big.Rows = append(big.Rows, i)
		copy(big.X.RawRowView(i), m.X.RawRowView(i%m.N))
		long[i] = y[i%m.N]
		w[i%m.N] = 10
	}
	d, err := NewDesign(m.N, &Weights{Kind: FrequencyWeights, Values: w}, nil)
	require.NoError(t, err)
	for _, kind := range []CovarianceKind{Classical, HC0, HC1, HC2, HC3} {
		small, err := OLS(m, y, d, &OLSSettings{Covariance: kind})
		require.NoError(t, err)
		large, err := OLS(big, long, nil, &OLSSettings{Covariance: kind})
		require.NoError(t, err)
		require.True(t, small.solved.exact && !large.solved.exact)
		sameFit(t, small, large, 1e-12)
		for j, c := range small.Coefficients {
			assert.InEpsilon(t, c.Estimate, large.Coefficients[j].Estimate, 1e-15,
				"both are refined to the last digit")
		}
		for i := range y {
			assert.InDelta(t, small.Residuals[i], large.Residuals[i+m.N], 1e-13)
			assert.InEpsilon(t, small.Leverage[i], large.Leverage[i+m.N], 1e-11)
		}
	}
}

func TestOLSOnAnyNumberOfProcessors(t *testing.T) {
	n := 60000
	if testing.Short() {
		n = 9000
	}
	m, y := randomModel(t, n, 8)
	want, err := OLS(m, y, nil, nil)
	require.NoError(t, err)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, processors := range []int{1, 3, 8} {
		runtime.GOMAXPROCS(processors)
		again, err := ModelOfMatrix(m.X.Slice(0, n, 1, 9).(*mat.Dense), m.Names[1:], nil)
		require.NoError(t, err)
		got, err := OLS(again, y, nil, nil)
		require.NoError(t, err)
		assert.Equal(t, want.String(), got.String())
		assert.Equal(t, want.Vcov.RawSymmetric().Data, got.Vcov.RawSymmetric().Data)
		assert.Equal(t, want.Residuals, got.Residuals)
	}
}

// Columns whose squares overflow or vanish.
func TestExtremeUnits(t *testing.T) {
	for _, p := range nistProblems(t) {
		if p.name != "norris" && p.name != "longley" {
			continue
		}
		n, k := len(p.y), len(p.columns)
		fit := p.fit(t, inOrder(k), inOrder(n), func(j int) int { return []int{0, 430, -430}[j%3] })
		estimate, stdErr, rest := p.worst(fit)
		assert.GreaterOrEqual(t, math.Min(estimate, math.Min(stdErr, rest)), 13.0, p.name)
	}
}

// Influences are the estimator's derivative by the weights: sum of w x e is 0,
// and leaving a row out moves b by z/(1-h).
func TestInfluence(t *testing.T) {
	m, y, design := example(t)
	fit, err := OLS(m, y, design, nil)
	require.NoError(t, err)
	z := fit.Influence()
	for j := range m.Names {
		sum := 0.0
		for i := range m.N {
			sum += z.At(i, j)
		}
		assert.InDelta(t, 0, sum, 1e-13)
	}
	w := make([]float64, m.N)
	for i := range w {
		w[i] = design.Weight(i)
	}
	for _, out := range []int{0, 77} {
		keep := w[out]
		w[out] = 0
		without, err := NewDesign(m.N, &Weights{Values: w}, nil)
		require.NoError(t, err)
		w[out] = keep
		less, err := OLS(m, y, without, nil)
		require.NoError(t, err)
		assert.Equal(t, fit.N-1, less.N, "a row of weight 0 does not count")
		for j, c := range fit.Coefficients {
			assert.InEpsilon(t, c.Estimate-less.Coefficients[j].Estimate,
				z.At(out, j)/(1-fit.Leverage[out]), 1e-9)
		}
	}
	v, err := design.Covariance(z)
	require.NoError(t, err)
	survey, err := OLS(m, y, design, &OLSSettings{Covariance: Survey})
	require.NoError(t, err)
	assert.InEpsilon(t, v.At(1, 1), survey.Vcov.At(1, 1), 1e-12)
}

func TestRegressionBadInput(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 7}
	y := []float64{2, 1, 4, 3, 6, 5}
	same, inf := []float64{3, 3, 3, 3, 3, 3}, []float64{1, 2, math.Inf(-1), 4, 5, 6}
	weights := func(v ...float64) *Design {
		d, err := NewDesign(6, &Weights{Values: v}, nil)
		require.NoError(t, err)
		return d
	}
	g := factor(t, "g", []string{"u", "u", "u", "v", "v", "v"}, []string{"u", "v", "w"})
	only := factor(t, "only", []string{"u", "u", "u", "u", "u", "u"}, []string{"u", "v"})
	clusters, err := NewDesign(6, nil, &DesignSettings{Clusters: []int{1, 1, 1, 1, 1, 1}})
	require.NoError(t, err)
	var alias *AliasError
	for _, c := range []struct {
		name   string
		terms  []Term
		y      []float64
		d      *Design
		s      *OLSSettings
		target any
		text   string
	}{
		{"constant column", []Term{{Name: "x", Numeric: x}, {Name: "same", Numeric: same}}, y, nil, nil,
			&alias, "same"},
		{"column of zeros", []Term{{Name: "none", Numeric: make([]float64, 6)}}, y, nil, nil,
			&alias, "none"},
		{"factor of one level", []Term{{Name: "only", Factor: only}}, y, nil, nil, &alias, "only"},
		{"repeated factor", []Term{{Name: "g", Factor: g}, {Name: "h", Factor: g}}, y, nil, nil,
			&alias, "h: v"},
		{"infinite column", []Term{{Name: "x", Numeric: inf}}, y, nil, nil, errNotFinite, `"x", row 2`},
		{"infinite outcome", []Term{{Name: "x", Numeric: x}}, inf, nil, nil, errNotFinite, "outcome"},
		{"missing outcome", []Term{{Name: "x", Numeric: x}}, []float64{1, math.NaN(), 1, 2, 3, 4}, nil,
			nil, errNotFinite, "outcome"},
		{"all weight on one row", []Term{{Name: "x", Numeric: x}}, y, weights(0, 0, 5, 0, 0, 0), nil,
			ErrTooFew, "1 rows, 2 columns"},
		{"as many rows as columns", []Term{{Name: "x", Numeric: x}}, y, weights(0, 1, 5, 0, 0, 0), nil,
			ErrTooFew, "2 rows, 2 columns"},
		{"weights that leave a constant", []Term{{Name: "g", Factor: g}}, y, weights(1, 1, 1, 0, 0, 0),
			nil, &alias, "g: v"},
		{"unknown base", []Term{{Name: "g", Factor: g, Base: "w"}}, y, nil, nil, errTerm, `"w"`},
		{"name twice", []Term{{Name: "x", Numeric: x}, {Name: "x", Numeric: y}}, y, nil, nil,
			errTerm, `"x"`},
		{"product before its parts", []Term{{Product: []string{"x", "g"}}, {Name: "x", Numeric: x}}, y,
			nil, nil, errTerm, ""},
		{"square as a product", []Term{{Name: "x", Numeric: x}, {Product: []string{"x", "x"}}}, y, nil,
			nil, errTerm, `"x"`},
		{"clusters that are not there", []Term{{Name: "x", Numeric: x}}, y, nil,
			&OLSSettings{Covariance: Cluster}, ErrDesign, "clusters"},
		{"a single cluster", []Term{{Name: "x", Numeric: x}}, y, clusters,
			&OLSSettings{Covariance: Cluster}, ErrDesign, "single"},
		{"unknown covariance", []Term{{Name: "x", Numeric: x}}, y, nil, &OLSSettings{Covariance: 99}, nil,
			"CovarianceKind(99)"},
		{"constant outcome", []Term{{Name: "x", Numeric: x}}, []float64{.1, .1, .1, .1, .1, .1}, nil, nil,
			ErrConstant, "0.1"},
		{"constant of rounding", []Term{{Name: "x", Numeric: x}},
			[]float64{.3, .1 + .2, .3, .3, .1 + .2, .3}, nil, nil, ErrConstant, "0.3"},
		{"constant where it weighs", []Term{{Name: "x", Numeric: x}},
			[]float64{100, 100, 3, 100, 100, 100}, weights(1, 1, 0, 1, 1, 1), nil, ErrConstant, "100"},
		{"level of 1", []Term{{Name: "x", Numeric: x}}, y, nil, &OLSSettings{Level: 1}, nil, "level 1"},
	} {
		m, err := ModelMatrix(c.terms, nil)
		if err == nil {
			_, err = OLS(m, c.y, c.d, c.s)
		}
		require.Error(t, err, c.name)
		assert.Contains(t, err.Error(), c.text, c.name)
		switch target := c.target.(type) {
		case error:
			assert.ErrorIs(t, err, target, c.name)
		case nil:
		default:
			assert.ErrorAs(t, err, target, c.name)
		}
	}
	assert.Panics(t, func() { _, _ = ModelMatrix([]Term{{Name: "x", Numeric: x, Factor: g}}, nil) })
	assert.Panics(t, func() { _, _ = ModelMatrix([]Term{{Name: "x", Numeric: x}, {Name: "z", Numeric: x[:3]}}, nil) })

	holes := mat.NewDense(6, 1, []float64{1, math.NaN(), 3, 4, 5, 7})
	m, err := ModelOfMatrix(holes, []string{"x"}, nil)
	require.NoError(t, err)
	assert.Equal(t, []int{0, 2, 3, 4, 5}, m.Rows)
	assert.Equal(t, []float64{1, 3, 1, 4}, append(m.X.RawRowView(1), m.X.RawRowView(2)...))
	m.X.Set(1, 1, math.NaN())
	_, err = OLS(m, y[:5], nil, nil)
	require.ErrorIs(t, err, errNotFinite)
	assert.Contains(t, err.Error(), `"x"`, "a model changed by hand")
	holes.Set(0, 0, math.Inf(1))
	_, err = ModelOfMatrix(holes, []string{"x"}, nil)
	require.ErrorIs(t, err, errNotFinite)
}

func TestExactFit(t *testing.T) {
	m, err := ModelMatrix([]Term{{Name: "x", Numeric: []float64{1, 2, 3, 4}}}, nil)
	require.NoError(t, err)
	fit, err := OLS(m, []float64{3, 5, 7, 9}, nil, nil)
	require.NoError(t, err)
	assert.Equal(t, 2.0, fit.Coefficients[1].Estimate)
	assert.Equal(t, 0.0, fit.RMSE)
	require.Equal(t, "exact-fit", fit.Warnings[0].Code)
	m.X.Set(2, 1, 3.1) // now x = 1, 2, 3.1, 4
	rounded, err := OLS(m, []float64{.4, .7, 1.03, 1.3}, nil, nil)
	require.NoError(t, err)
	assert.Equal(t, "exact-fit", rounded.Warnings[0].Code)
	rounded.Coefficients[1].Statistic = -1.23456e155
	_, line, _ := strings.Cut(rounded.String(), "\nx ")
	assert.Equal(t, "-1.235e+155", strings.Fields(line)[2], "a huge t is short")
	// Through the origin a constant outcome is as good as another.
	m, err = ModelMatrix([]Term{{Name: "x", Numeric: []float64{1, 2, 3, 4}}},
		&ModelSettings{NoIntercept: true})
	require.NoError(t, err)
	origin, err := OLS(m, []float64{100, 100, 100, 100}, nil, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, 1000.0/30, origin.Coefficients[0].Estimate, 1e-12)
	assert.InEpsilon(t, 100.0/120, origin.R2, 1e-12) // (sum xy)^2 / (sum x^2 sum y^2)
	assert.True(t, math.IsNaN(origin.Standardized()[0]))
	assert.ErrorIs(t, second(OLS(m, make([]float64, 4), nil, nil)), ErrConstant)
	text, err := json.Marshal(fit)
	require.NoError(t, err)
	for _, part := range []string{`{"coefficients":[{"term":"(Intercept)","estimate":1,"std_error":0,"statistic":null,`, `"vif":null}`, `"r_squared":1,`,
		`"wald":{"statistic":null,"df1":1,"df2":2,"p_value":null}`,
		`"settings":{"covariance":"HC3","level":0.95}`} {
		assert.Contains(t, string(text), part)
	}
	assert.NotContains(t, string(text), "Residuals")
	for _, v := range []any{ChiSquareTest{PValue: math.NaN()}, Prediction{Estimate: math.NaN()},
		WaldTest{F: math.Inf(1)}, Coefficient{VIF: math.NaN()}} {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		assert.Contains(t, string(text), "null")
	}
}

// numberPattern finds the numbers of a printed summary.
var numberPattern = regexp.MustCompile(`-?\b[0-9]+(\.[0-9]+)?(e-?[0-9]+)?\b`)

// R's print of summary(lm(Employed ~ GNP + Year, longley)) is summary.txt; ours
// has the same numbers in the same order.
func TestSummary(t *testing.T) {
	d := longley(t)
	fit := d.fit("Employed", []Term{d.number("GNP"), d.number("Year")}, nil, Classical)
	text := fit.String()
	for _, line := range strings.Split(text, "\n") {
		assert.LessOrEqual(t, utf8.RuneCountInString(line), 100)
	}
	printed, err := os.ReadFile("../testdata/reference/regression/summary.txt")
	require.NoError(t, err)
	_, byR, _ := strings.Cut(string(printed), "Residuals:")
	want := numbers(t, numberPattern.FindAllString(byR, -1))
	got := numbers(t, numberPattern.FindAllString(strings.Replace(text, ", N = 16", "", 1), -1))
	require.Len(t, got, len(want), text)
	for k, v := range want {
		assert.InDelta(t, v, got[k], 1e-3*math.Abs(v), text)
	}
	assert.Equal(t, strings.Count(byR, "**"), strings.Count(text, "**"))
	var out bytes.Buffer
	require.NoError(t, fit.WriteCSV(&out))
	lines := strings.Split(out.String(), "\n")
	assert.Equal(t, "term,estimate,std_error,statistic,p_value,conf_low,conf_high", lines[0])
	require.Len(t, lines, 5)
	assert.True(t, strings.HasPrefix(lines[2], "GNP,0.0"), lines[2])
}

// A term of a user's file acts neither on a terminal nor on a spreadsheet.
func TestTermsAreShown(t *testing.T) {
	fit := &OLSResult{design: nil, Residuals: []float64{0, 1},
		Warnings:     []Warning{{Text: "of \u202ex"}},
		Coefficients: []Coefficient{{Term: "=a\x1b[1m"}, {Term: "-3"}}}
	assert.NotContains(t, fit.String(), "\x1b")
	assert.NotContains(t, fit.String(), "\u202e")

	var out bytes.Buffer
	require.NoError(t, fit.WriteCSV(&out))
	lines := strings.Split(out.String(), "\n")
	assert.True(t, strings.HasPrefix(lines[1], `'=a\x1b[1m,`), lines[1])
	assert.True(t, strings.HasPrefix(lines[2], "-3,"), "a number stays one: %s", lines[2])
}
