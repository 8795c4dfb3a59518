package chart_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

const reference = "../../testdata/reference/"

var (
	driverNames  = []string{"mission", "people", "partners", "process", "innovation", "technology"}
	outcomeNames = []string{"maturity", "effectiveness", "roi"}
)

// columns reads a CSV file.
func columns(t testing.TB, name string) map[string][]string {
	t.Helper()
	f, err := os.Open(reference + name)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)

	out := map[string][]string{}
	for _, row := range rows[1:] {
		for j, name := range rows[0] {
			out[name] = append(out[name], row[j])
		}
	}
	return out
}

// numbers reads a column, NaN where it has no number.
func numbers(column []string) []float64 {
	out := make([]float64, len(column))
	for i, text := range column {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			v = math.NaN()
		}
		out[i] = v
	}
	return out
}

// multivariate is the fit of testdata/reference/multivariate.
func multivariate(t testing.TB, s *drivers.MultivariateSettings) *drivers.MultivariateResult {
	t.Helper()
	data := columns(t, "multivariate/data.csv")
	factor := func(name string, labels ...string) *stats.Codes {
		levels, code := make([]stats.Level, len(labels)), map[string]int8{}
		for k, l := range labels {
			levels[k], code[l] = stats.Level{Label: l}, int8(k)
		}
		answers := make([]int8, len(data[name]))
		for i, text := range data[name] {
			answers[i] = code[text]
		}
		c, err := stats.NewCodes(name, levels, answers)
		require.NoError(t, err)
		return c
	}

	var terms []stats.Term
	for _, name := range driverNames {
		terms = append(terms, stats.Term{Name: name, Numeric: numbers(data[name])})
	}
	revenue := numbers(data["revenue"])
	for i, v := range revenue {
		revenue[i] = math.Log(v)
	}
	terms = append(terms, stats.Term{Name: "role", Factor: factor("role", "CIO", "CTO")},
		stats.Term{Name: "region", Factor: factor("region", "America", "China", "Europe")},
		stats.Term{Name: "log(revenue)", Numeric: revenue})
	m, err := stats.ModelMatrix(terms, nil)
	require.NoError(t, err)

	y := mat.NewDense(len(revenue), len(outcomeNames), nil)
	for j, name := range outcomeNames {
		y.SetCol(j, numbers(data[name]))
	}
	r, err := drivers.Multivariate(&drivers.Data{Model: m, Y: y, Outcomes: outcomeNames}, s)
	require.NoError(t, err)
	return r
}

// noisy draws three drivers and two outcomes of 80 respondents.
func noisy(t testing.TB) (*stats.Model, *mat.Dense) {
	t.Helper()
	const n, p = 80, 3
	rng := random.Stream(6, random.Simulation, 0)
	terms := make([]stats.Term, p)
	for j := range terms {
		terms[j] = stats.Term{Name: "d" + strconv.Itoa(j), Numeric: make([]float64, n)}
	}
	y := mat.NewDense(n, 2, nil)
	for i := range n {
		common := rng.NormFloat64()
		for j := range terms {
			x := rng.NormFloat64() + common
			terms[j].Numeric[i] = x
			y.Set(i, 0, y.At(i, 0)+x*float64(j%4)/5)
			y.Set(i, 1, y.At(i, 1)-x*float64(j%3)/9)
		}
		y.Set(i, 0, y.At(i, 0)+2*rng.NormFloat64())
		y.Set(i, 1, y.At(i, 1)+2*rng.NormFloat64())
	}
	m, err := stats.ModelMatrix(terms, nil)
	require.NoError(t, err)
	return m, y
}

// finances is the data of testdata/reference/finance, with growth and groups.
type finances struct {
	x          map[string][]float64
	growth     []float64
	high, near *stats.Codes
}

func readFinances(t testing.TB) *finances {
	t.Helper()
	out := &finances{x: map[string][]float64{}}
	for name, column := range columns(t, "finance/finances.csv") {
		out.x[name] = numbers(column)
	}
	growth, err := drivers.Growth(out.x["from"], out.x["to"])
	require.NoError(t, err)
	high, err := drivers.Cut(out.x["metric"], drivers.MeanCut, nil)
	require.NoError(t, err)
	near, err := drivers.Cut(out.x["close"], drivers.MeanCut, nil)
	require.NoError(t, err)
	out.growth, out.high, out.near = growth.Rates, high.Groups, near.Groups
	return out
}

// curve is the specification curve of the finances and a third year.
func (f *finances) curve(t testing.TB) *drivers.CurveResult {
	t.Helper()
	later := make([]float64, len(f.x["to"]))
	for i, v := range f.x["to"] {
		later[i] = v * (1.03 + 0.01*math.Sin(float64(i)) + 0.02*f.x["metric"][i])
	}
	data := &drivers.CurveData{
		Metrics: []drivers.Metric{{Name: "metric", Values: f.x["metric"]}},
		Years: []drivers.Year{{Year: 2019, Values: f.x["from"]}, {Year: 2020, Values: f.x["to"]},
			{Year: 2021, Values: later}},
		Controls: []stats.Term{{Name: "size", Numeric: f.x["size"]}},
	}
	report := drivers.Specification{Metric: "metric", Window: drivers.Window{From: 2020, To: 2021}}
	r, err := drivers.SpecificationCurve(t.Context(), data, nil, &drivers.CurveSettings{
		Report: &report, Demonstration: true, Permutations: 9,
		Cuts: []drivers.CutKind{drivers.MeanCut, drivers.TercileCut}})
	require.NoError(t, err)
	return r
}
