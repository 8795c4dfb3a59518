package drivers_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

const contractRows = 90

// sample is what the suite's estimators estimate from.
type sample struct {
	from, to, metric, close, a, b, y1, y2 []float64
	region, high, near                    *stats.Codes
	strata, clusters                      []int
	weights, copies                       []float64
}

var regions = []stats.Level{{Label: "north"}, {Label: "south"}, {Label: "west"}}

func newSample(t testing.TB) *sample {
	t.Helper()
	rng := rand.New(rand.NewPCG(4, 1))
	s := &sample{}
	region, high, near := make([]int8, contractRows), make([]int8, contractRows), make([]int8, contractRows)
	for i := range contractRows {
		f := rng.NormFloat64()
		a, b, metric, close := f+rng.NormFloat64(), rng.NormFloat64(), f+rng.NormFloat64(), rng.NormFloat64()
		region[i], high[i], near[i] = int8(i*7%3), int8(rng.IntN(2)), int8(rng.IntN(2))
		from := 1 + rng.Float64()
		s.from, s.to = append(s.from, from), append(s.to, from*(1.1+0.03*metric+0.05*rng.NormFloat64()))
		s.metric, s.close, s.a, s.b = append(s.metric, metric), append(s.close, close), append(s.a, a), append(s.b, b)
		s.y1, s.y2 = append(s.y1, a+b+2*rng.NormFloat64()), append(s.y2, a-b+0.3*float64(region[i])+2*rng.NormFloat64())
		s.strata, s.clusters = append(s.strata, i%15%3), append(s.clusters, i%15)
		s.weights, s.copies = append(s.weights, float64(rng.IntN(5))/2), append(s.copies, float64(rng.IntN(4)))
		if i%17 == 3 {
			s.a[i], s.y1[i], s.from[i] = math.NaN(), math.NaN(), -1
		}
		if i%23 == 5 {
			high[i], s.to[i] = stats.Skipped, math.NaN()
		}
	}
	var err error
	s.region, err = stats.NewCodes("region", regions, region)
	require.NoError(t, err)
	s.high, s.near = ticks(t, high...), ticks(t, near...)
	return s
}

// rows returns the sample of the given rows.
func (s *sample) rows(rows []int) *sample {
	f := func(x []float64) []float64 {
		out := make([]float64, len(rows))
		for k, i := range rows {
			out[k] = x[i]
		}
		return out
	}
	n := func(x []int) []int {
		out := make([]int, len(rows))
		for k, i := range rows {
			out[k] = x[i]
		}
		return out
	}
	return &sample{f(s.from), f(s.to), f(s.metric), f(s.close), f(s.a), f(s.b), f(s.y1), f(s.y2),
		s.region.Select(rows), s.high.Select(rows), s.near.Select(rows), n(s.strata), n(s.clusters), f(s.weights), f(s.copies)}
}

// print is everything that an estimator could have written to.
func (s *sample) print() string {
	return fmt.Sprint(s.from, s.to, s.metric, s.close, s.a, s.b, s.y1, s.y2, s.region.Data(), s.high.Data(), s.near.Data(), s.strata, s.clusters, s.weights, s.copies)
}

// relabelled gives the levels of the factor, strata and clusters other numbers.
func (s *sample) relabelled(t testing.TB) *sample {
	out := s.rows(countTo(len(s.from)))
	data := make([]int8, len(s.from))
	for i, k := range s.region.Data() {
		data[i] = (k + 1) % 3
	}
	var err error
	out.region, err = stats.NewCodes("region", []stats.Level{regions[2], regions[0], regions[1]}, data)
	require.NoError(t, err)
	for i := range out.strata {
		out.strata[i], out.clusters[i] = 7-3*out.strata[i], 100-7*out.clusters[i]
	}
	return out
}

func countTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

var designNames = []string{"nil", "unit", "sampling", "frequency", "complex"}

func (s *sample) design(t testing.TB, name string) *stats.Design {
	t.Helper()
	w, set := &stats.Weights{Values: s.weights}, (*stats.DesignSettings)(nil)
	switch name {
	case "nil":
		return nil
	case "unit":
		w.Values = make1(len(s.from))
	case "frequency":
		w = &stats.Weights{Kind: stats.FrequencyWeights, Values: s.copies}
	case "complex":
		set = &stats.DesignSettings{Strata: s.strata, Clusters: s.clusters}
	}
	d, err := stats.NewDesign(len(s.from), w, set)
	require.NoError(t, err)
	return d
}

func (s *sample) terms() []stats.Term {
	return []stats.Term{{Name: "a", Numeric: s.a}, {Name: "b", Numeric: s.b}, {Name: "region", Factor: s.region}}
}

func (s *sample) model() (*stats.Model, *mat.Dense, []string, error) {
	m, err := stats.ModelMatrix(s.terms(), nil)
	y := mat.NewDense(len(s.y1), 2, nil)
	y.SetCol(0, s.y1)
	y.SetCol(1, s.y2)
	return m, y, []string{"y1", "y2"}, err
}

func (s *sample) curve() *drivers.CurveData {
	return &drivers.CurveData{Metrics: []drivers.Metric{{Name: "m", Values: s.metric}}, Years: []drivers.Year{{Year: 1, Values: s.from}, {Year: 2, Values: s.to}},
		Controls: []stats.Term{{Name: "region", Factor: s.region}}}
}

func (s *sample) fit(d *stats.Design) (*drivers.MultivariateResult, error) {
	m, y, names, err := s.model()
	if err != nil {
		return nil, err
	}
	return drivers.Multivariate(dataOf(m, y, names, d), nil)
}

func (s *sample) growth() []float64 {
	g, err := drivers.Growth(s.from, s.to)
	if err != nil {
		panic(err)
	}
	return g.Rates
}
