package drivers_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

const multivariateReference = "../testdata/reference/multivariate/"

var (
	driverNames  = []string{"mission", "people", "partners", "process", "innovation", "technology"}
	outcomeNames = []string{"maturity", "effectiveness", "roi"}
)

// dataOf is short for the data that most tests have.
func dataOf(m *stats.Model, y *mat.Dense, outcomes []string, d *stats.Design) *drivers.Data {
	return &drivers.Data{Model: m, Y: y, Outcomes: outcomes, Design: d}
}

// survey is the data of testdata/reference/multivariate.
type survey struct {
	terms []stats.Term
	y     *mat.Dense
}

// readSurvey reads the data, each row as often as repeat says (nil: once).
func readSurvey(t testing.TB, repeat func(row int) int) survey {
	t.Helper()
	f, err := os.Open(multivariateReference + "data.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	columns := map[string][]string{}
	for i, row := range rows[1:] {
		times := 1
		if repeat != nil {
			times = repeat(i)
		}
		for range times {
			for j, name := range rows[0] {
				columns[name] = append(columns[name], row[j])
			}
		}
	}
	numbers := func(name string, f func(float64) float64) []float64 {
		out := make([]float64, len(columns[name]))
		for i, s := range columns[name] {
			v, err := strconv.ParseFloat(s, 64)
			require.NoError(t, err)
			out[i] = f(v)
		}
		return out
	}
	factor := func(name string, labels ...string) *stats.Codes {
		levels := make([]stats.Level, len(labels))
		code := map[string]int8{}
		for k, l := range labels {
			levels[k], code[l] = stats.Level{Label: l}, int8(k)
		}
		data := make([]int8, len(columns[name]))
		for i, s := range columns[name] {
			data[i] = code[s]
		}
		c, err := stats.NewCodes(name, levels, data)
		require.NoError(t, err)
		return c
	}
	same := func(v float64) float64 { return v }
	var out survey
	for _, name := range driverNames {
		out.terms = append(out.terms, stats.Term{Name: name, Numeric: numbers(name, same)})
	}
	out.terms = append(out.terms, stats.Term{Name: "role", Factor: factor("role", "CIO", "CTO")},
		stats.Term{Name: "region", Factor: factor("region", "America", "China", "Europe")},
		stats.Term{Name: "log(revenue)", Numeric: numbers("revenue", math.Log)})
	out.y = mat.NewDense(len(columns["roi"]), len(outcomeNames), nil)
	for j, name := range outcomeNames {
		out.y.SetCol(j, numbers(name, same))
	}
	return out
}

func (s survey) fit(t testing.TB, d *stats.Design,
	settings *drivers.MultivariateSettings) *drivers.MultivariateResult {
	t.Helper()
	m, err := stats.ModelMatrix(s.terms, nil)
	require.NoError(t, err)
	r, err := drivers.Multivariate(dataOf(m, s.y, outcomeNames, d), settings)
	require.NoError(t, err)
	return r
}

func TestMultivariateAgainstR(t *testing.T) {
	b, err := os.ReadFile(multivariateReference + "output.json") // R 4.2.2 lm, sandwich 3.0.2 vcovHC(type = "HC3"): script.R
	require.NoError(t, err)
	var raw map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(b, &raw))
	got := readSurvey(t, nil).fit(t, nil, nil)
	assert.Equal(t, 160, got.N) // rows of data.csv
	assert.Equal(t, stats.HC3, got.Settings.Covariance)
	for j, outcome := range outcomeNames {
		t.Run(outcome, func(t *testing.T) {
			var want struct {
				Term                []string
				Estimate, Statistic []float64
				StdError            []float64 `json:"std_error"`
				PValue              []float64 `json:"p_value"`
				ConfLow             []float64 `json:"conf_low"`
				ConfHigh            []float64 `json:"conf_high"`
				RSquared            float64   `json:"r_squared"`
				Sigma               float64
			}
			require.NoError(t, json.Unmarshal(raw[outcome], &want))
			require.Len(t, got.Terms, len(want.Term))
			for k, term := range want.Term {
				assert.Equal(t, term, strings.Replace(got.Terms[k], ": ", "", 1))
				c, err := got.Coefficient(outcome, got.Terms[k])
				require.NoError(t, err)
				assert.InEpsilon(t, want.Estimate[k], c.Estimate, 1e-9, term)
				assert.InEpsilon(t, want.StdError[k], c.StdErr, 1e-9, term)
				assert.InEpsilon(t, want.Statistic[k], c.Statistic, 1e-9, term)
				assert.InEpsilon(t, want.PValue[k], c.PValue, 1e-8, term)
				assert.InEpsilon(t, want.ConfLow[k], c.Low, 1e-7, term)
				assert.InEpsilon(t, want.ConfHigh[k], c.High, 1e-7, term)
			}
			assert.InEpsilon(t, want.RSquared, got.Fits[j].R2, 1e-10)
			assert.InEpsilon(t, want.Sigma, got.Fits[j].RMSE, 1e-10)
		})
	}
	var correlation [][]float64
	require.NoError(t, json.Unmarshal(raw["residual_correlation"], &correlation))
	for j, row := range correlation {
		for k, v := range row {
			assert.InEpsilon(t, v, got.ResidualCorrelation[j][k], 1e-10)
		}
	}
}

// Least squares solves the normal equations: residuals are orthogonal to every
// column, and B is what Cholesky of X'X gives.
func TestMultivariateNormalEquations(t *testing.T) {
	s := readSurvey(t, nil)
	m, err := stats.ModelMatrix(s.terms, nil)
	require.NoError(t, err)
	got := s.fit(t, nil, nil)
	var xx mat.SymDense
	xx.SymOuterK(1, m.X.T())
	var chol mat.Cholesky
	require.True(t, chol.Factorize(&xx))
	var xy, b mat.Dense
	xy.Mul(m.X.T(), s.y)
	require.NoError(t, chol.SolveTo(&b, &xy))
	for i, row := range got.Table() {
		assert.InEpsilon(t, b.At(i%len(got.Terms), i/len(got.Terms)), row.Estimate, 1e-9)
	}
}

func TestMultivariateSample(t *testing.T) {
	whole := readSurvey(t, nil)
	base := whole.fit(t, nil, nil)
	n, _ := whole.y.Dims()
	without := readSurvey(t,
		func(row int) int {
			return map[bool]int{true: 0, false: 1}[row == 4 || row == 9 ||
				row == 30]
		})
	want := without.fit(t, nil, nil)

	t.Run("missing and weightless rows are left out", func(t *testing.T) {
		s := readSurvey(t, nil)
		w := make([]float64, n)
		for i := range w {
			w[i] = 1
		}
		w[4] = 0
		s.y.Set(9, 2, math.NaN())
		s.terms[0].Numeric[30] = math.NaN()
		got := s.fit(t, sampling(t, w...), nil)
		assert.Equal(t, n-3, got.N)
		assert.Equal(t, 1, got.MissingTerm)
		assert.Equal(t, 1, got.MissingOutcome)
		assert.Equal(t, float64(n-3), got.EffectiveN)
		assert.NotContains(t, got.Rows, 4)
		assertSameTable(t, want.Table(), got.Table(), true)
		assert.InEpsilon(t, want.ResidualCorrelation[0][2], got.ResidualCorrelation[0][2], 1e-9)
	})
	t.Run("constant weights", func(t *testing.T) {
		w := make([]float64, n)
		for i := range w {
			w[i] = 0.4
		}
		assertSameTable(t, base.Table(), whole.fit(t, sampling(t, w...), nil).Table(), true)
	})
	t.Run("whole weights estimate as repeated rows", func(t *testing.T) {
		times := func(row int) int { return 1 + row%3 }
		w := make([]float64, n)
		for i := range w {
			w[i] = float64(times(i))
		}
		assertSameTable(t, readSurvey(t, times).fit(t, nil, nil).Table(),
			whole.fit(t, sampling(t, w...), nil).Table(), false)
	})
	t.Run("outcomes do not meet", func(t *testing.T) {
		m, err := stats.ModelMatrix(whole.terms, nil)
		require.NoError(t, err)
		one, err := drivers.Multivariate(dataOf(m, mat.DenseCopyOf(whole.y.Slice(0, n, 1, 2)),
			outcomeNames[1:2], nil), nil)
		require.NoError(t, err)
		p := len(base.Terms)
		assertSameTable(t, base.Table()[p:2*p], one.Table(), true)
	})
}

func assertSameTable(t *testing.T, want, got []drivers.CoefficientRow, errors bool) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		assert.Equal(t, want[i].Outcome, got[i].Outcome)
		assert.Equal(t, want[i].Term, got[i].Term)
		assert.InEpsilon(t, want[i].Estimate, got[i].Estimate, 1e-8)
		if errors {
			assert.InEpsilon(t, want[i].StdErr, got[i].StdErr, 1e-8)
			assert.InEpsilon(t, want[i].PValue, got[i].PValue, 1e-8)
		}
	}
}

func TestMultivariateWarnsOfAnExactFit(t *testing.T) {
	s := readSurvey(t, nil)
	s.y.SetCol(1, s.terms[2].Numeric)
	got := s.fit(t, nil, nil)
	require.Len(t, got.Warnings, 1)
	assert.Equal(t, "exact-fit", got.Warnings[0].Code)
	assert.Contains(t, got.Warnings[0].Text, "effectiveness")
	assert.True(t, math.IsNaN(got.ResidualCorrelation[0][1]))
	assert.Equal(t, 1.0, got.ResidualCorrelation[0][0])
	b, err := json.Marshal(got)
	require.NoError(t, err)
	assert.Contains(t, string(b), `"residual_correlation":[[1,null,`)
}

func TestMultivariateBadInput(t *testing.T) {
	s := readSurvey(t, nil)
	n, _ := s.y.Dims()
	m, err := stats.ModelMatrix(s.terms, nil)
	require.NoError(t, err)
	with := func(change func(y *mat.Dense)) *mat.Dense {
		y := mat.DenseCopyOf(s.y)
		change(y)
		return y
	}
	twice, err := stats.ModelMatrix(append(readSurvey(t, nil).terms,
		stats.Term{Name: "again", Numeric: s.terms[1].Numeric}), nil)
	require.NoError(t, err)
	clusters, err := stats.NewDesign(n, nil, &stats.DesignSettings{Clusters: make([]int, n)})
	require.NoError(t, err)
	var alias *stats.AliasError
	for _, c := range []struct {
		name string
		m    *stats.Model
		y    *mat.Dense
		d    *stats.Design
		s    *drivers.MultivariateSettings
		want error
	}{
		{"infinite outcome", m, with(func(y *mat.Dense) { y.Set(3, 1, math.Inf(1)) }), nil, nil,
			drivers.ErrValue},
		{"constant outcome", m, with(func(y *mat.Dense) { y.SetCol(1, make1(n)) }), nil, nil,
			drivers.ErrConstant},
		{"outcome missing for all", m,
			with(func(y *mat.Dense) {
				y.Apply(func(int, int, float64) float64 { return math.NaN() },
					y)
			}), nil, nil, stats.ErrTooFew},
		{"one cluster in all", m, s.y, clusters, nil, stats.ErrLonely},
		{"clusters and HC2", m, s.y, clusters, &drivers.MultivariateSettings{Covariance: stats.HC2},
			stats.ErrDesign},
		{"level", m, s.y, nil, &drivers.MultivariateSettings{Level: -1}, drivers.ErrSettings},
		{"covariance", m, s.y, nil, &drivers.MultivariateSettings{Covariance: 99},
			drivers.ErrSettings},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := drivers.Multivariate(dataOf(c.m, c.y, outcomeNames, c.d), c.s)
			require.ErrorIs(t, err, c.want)
			assert.Nil(t, got)
		})
	}
	_, err = drivers.Multivariate(dataOf(twice, s.y, outcomeNames, nil), nil)
	require.ErrorAs(t, err, &alias)
	assert.Equal(t, []string{"again"}, alias.Columns)
	_, err = s.fit(t, nil, nil).Coefficient("roi", "luck")
	require.ErrorIs(t, err, drivers.ErrTerm)
	assert.Panics(t,
		func() { _, _ = drivers.Multivariate(dataOf(m, s.y, outcomeNames[:2], nil), nil) })
	assert.Panics(t,
		func() {
			_,
				_ = drivers.Multivariate(dataOf(m, mat.NewDense(3, 3, nil), outcomeNames, nil), nil)
		})
	assert.Panics(t,
		func() { _, _ = drivers.Multivariate(dataOf(m, s.y, []string{"a", "b", "a"}, nil), nil) })
}

// make1 returns n ones.
func make1(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}
