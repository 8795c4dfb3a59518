package drivers_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

const reference = "../testdata/reference/"

// readTable reads a CSV of numbers by column.
func readTable(t testing.TB, name string) map[string][]float64 {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	out := map[string][]float64{}
	for _, row := range rows[1:] {
		for j, name := range rows[0] {
			v, err := strconv.ParseFloat(row[j], 64)
			if err != nil {
				v = math.NaN()
			}
			out[name] = append(out[name], v)
		}
	}
	return out
}

// readOutput reads what a reference script wrote.
func readOutput(t testing.TB, topic string, into any) {
	t.Helper()
	b, err := os.ReadFile(reference + topic + "/output.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, into))
}

// model makes a model and outcomes of a table's columns.
func model(t testing.TB, table map[string][]float64, outcomes []string,
	terms ...string) (*stats.Model, *mat.Dense) {
	t.Helper()
	var list []stats.Term
	for _, name := range terms {
		list = append(list, stats.Term{Name: name, Numeric: table[name]})
	}
	m, err := stats.ModelMatrix(list, nil)
	require.NoError(t, err)
	y := mat.NewDense(len(table[outcomes[0]]), len(outcomes), nil)
	for j, name := range outcomes {
		y.SetCol(j, table[name])
	}
	return m, y
}

type sharesOutput struct {
	LMG, Johnson []float64
	R2           float64
	ControlR2    float64 `json:"control_r2"`
}

func estimates(r *drivers.ImportanceResult) []float64 {
	out := make([]float64, len(r.Shares))
	for j, s := range r.Shares {
		out[j] = s.Estimate
	}
	return out
}

func near(t testing.TB, want, got []float64, relative float64) {
	t.Helper()
	require.Len(t, got, len(want))
	for j := range want {
		assert.InEpsilon(t, want[j], got[j], relative, "element %d", j)
	}
}

func importance(t testing.TB, m *stats.Model, y *mat.Dense, outcomes []string, d *stats.Design,
	s drivers.ImportanceSettings) *drivers.ImportanceResult {
	t.Helper()
	r, err := drivers.Importance(context.Background(), dataOf(m, y, outcomes, d), &s)
	require.NoError(t, err)
	return r
}

func TestImportanceAgainstR(t *testing.T) {
	var want struct {
		Swiss, Mtcars sharesOutput
		Waves         map[string]sharesOutput
	}
	readOutput(t, "importance", &want) // R 4.2.2 lm and eigen: script.R
	plain := drivers.ImportanceSettings{NoResamples: true}
	t.Run("swiss", func(t *testing.T) {
		m, y := model(t, readTable(t, reference+"importance/swiss.csv"), []string{"Fertility"},
			"Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality")
		got := importance(t, m, y, []string{"Fertility"}, nil, plain)
		near(t, want.Swiss.LMG, estimates(got), 1e-11)
		assert.InEpsilon(t, want.Swiss.R2, got.R2[0], 1e-12)
		s := plain
		s.Method = drivers.RelativeWeights
		near(t, want.Swiss.Johnson, estimates(importance(t, m, y, []string{"Fertility"}, nil, s)),
			1e-11)
	})
	t.Run("mtcars", func(t *testing.T) {
		m, y := model(t, readTable(t, reference+"importance/mtcars.csv"), []string{"mpg"}, "am",
			"wt", "disp", "hp", "drat")
		s := plain
		s.Controls = []string{"am"}
		s.Method = drivers.RelativeWeights
		near(t, want.Mtcars.Johnson, estimates(importance(t, m, y, []string{"mpg"}, nil, s)), 1e-11)
		s.Method, s.Groups = drivers.LMG, []drivers.DriverGroup{{Name: "size",
			Terms: []string{"wt", "disp"}}}
		got := importance(t, m, y, []string{"mpg"}, nil, s)
		assert.Equal(t, []string{"size", "hp", "drat"}, got.Drivers)
		near(t, want.Mtcars.LMG, estimates(got), 1e-11)
		assert.InEpsilon(t, want.Mtcars.R2, got.R2[0], 1e-12)
		assert.InEpsilon(t, want.Mtcars.ControlR2, got.ControlR2[0], 1e-11)
	})
	t.Run("weights, a factor and three outcomes", func(t *testing.T) {
		v := readSurvey(t, nil)
		m, err := stats.ModelMatrix(v.terms, nil)
		require.NoError(t, err)
		w := make([]float64, m.N)
		for i := range w {
			w[i] = float64(1 + (i+1)*7%5)
		}
		s := plain
		s.Controls = []string{"role", "log(revenue)"}
		got := importance(t, m, v.y, outcomeNames, sampling(t, w...), s)
		s.Method, s.Controls = drivers.RelativeWeights, append(s.Controls, "region")
		johnson := importance(t, m, v.y, outcomeNames, sampling(t, w...), s)
		for j, name := range outcomeNames {
			near(t, want.Waves[name].LMG, estimates(got)[7*j:7*j+7], 1e-10)
			near(t, want.Waves[name].Johnson, estimates(johnson)[6*j:6*j+6], 1e-10)
			assert.InEpsilon(t, want.Waves[name].ControlR2, got.ControlR2[j], 1e-10)
		}
	})
}

// noisy makes n rows of p correlated drivers and two outcomes.
func noisy(t testing.TB, n, p int, seed uint64) (*stats.Model, *mat.Dense) {
	t.Helper()
	rng := random.Stream(seed, random.Simulation, 0)
	terms := make([]stats.Term, p)
	for j := range terms {
		terms[j] = stats.Term{Name: "d" + strconv.Itoa(j), Numeric: make([]float64, n)}
	}
	y := mat.NewDense(n, 2, nil)
	for i := range n {
		common := rng.NormFloat64()
		for j := range terms {
			terms[j].Numeric[i] = rng.NormFloat64() + common
			y.Set(i, 0, y.At(i, 0)+terms[j].Numeric[i]*float64(j%4)/5)
			y.Set(i, 1, y.At(i, 1)-terms[j].Numeric[i]*float64(j%3)/9)
		}
		y.Set(i, 0, y.At(i, 0)+2*rng.NormFloat64())
		y.Set(i, 1, y.At(i, 1)+2*rng.NormFloat64())
	}
	m, err := stats.ModelMatrix(terms, nil)
	require.NoError(t, err)
	return m, y
}

// The definition, order by order: the mean gain over all 120 orders of five
// drivers, each R2 from stats.OLS.
func TestLMGIsTheMeanOverOrders(t *testing.T) {
	m, y := noisy(t, 60, 5, 1)
	r2 := map[int]float64{}
	of := func(set int) float64 {
		if set == 0 {
			return 0
		}
		if v, ok := r2[set]; ok {
			return v
		}
		sub := &stats.Model{Rows: m.Rows, N: m.N, Intercept: true, Names: []string{"(Intercept)"},
			Terms: []string{""}}
		columns := []int{0}
		for j := range 5 {
			if set>>j&1 == 1 {
				columns = append(columns, j+1)
				sub.Names, sub.Terms = append(sub.Names, m.Names[j+1]), append(sub.Terms,
					m.Names[j+1])
			}
		}
		sub.X = mat.NewDense(60, len(columns), nil)
		for k, j := range columns {
			sub.X.SetCol(k, mat.Col(nil, j, m.X))
		}
		fit, err := stats.OLS(sub, mat.Col(nil, 0, y), nil, nil)
		require.NoError(t, err)
		r2[set] = fit.R2
		return fit.R2
	}
	want, orders := make([]float64, 5), 0
	var walk func(set int, gains []float64)
	walk = func(set int, gains []float64) {
		if set == 31 {
			orders++
			for j := range want {
				want[j] += gains[j]
			}
			return
		}
		for j := range 5 {
			if set>>j&1 == 0 {
				next := append([]float64(nil), gains...)
				next[j] = of(set|1<<j) - of(set)
				walk(set|1<<j, next)
			}
		}
	}
	walk(0, make([]float64, 5))
	require.Equal(t, 120, orders)
	for j := range want {
		want[j] /= 120
	}
	got := importance(t, m, y, []string{"a", "b"}, nil,
		drivers.ImportanceSettings{NoResamples: true})
	near(t, want, estimates(got)[:5], 1e-11)
	total := 0.0
	for _, s := range got.Shares[:5] {
		total += s.Estimate
	}
	assert.InEpsilon(t, of(31), total, 1e-12, "the shares add up to R2")
}

// Twenty drivers take well under the two seconds that they may, and more are
// sampled, with an error.
func TestLMGManyDrivers(t *testing.T) {
	m, y := noisy(t, 300, 20, 2)
	names, s := []string{"a", "b"}, drivers.ImportanceSettings{NoResamples: true, Seed: 5,
		Orderings: 50}
	start := time.Now()
	exact := importance(t, m, y, names, nil, s)
	if !testing.Short() {
		assert.Less(t, time.Since(start), 2*time.Second)
	}
	assert.Zero(t, exact.Shares[0].MonteCarlo)
	m, y = noisy(t, 300, 21, 2)
	total, got := 0.0, importance(t, m, y, names, nil, s)
	for _, v := range got.Shares[:21] {
		total += v.Estimate
		require.Positive(t, v.MonteCarlo)
	}
	assert.InEpsilon(t, got.R2[0], total, 1e-12)
}

// Bootstrap errors against an independent estimate, the jackknife over the
// first-stage units, for a simple sample, one with weights and one of clusters
// in strata.
func TestImportanceErrors(t *testing.T) {
	m, y := noisy(t, 400, 4, 3)
	names, n := []string{"a", "b"}, 400
	strata, clusters, unit := make([]int, n), make([]int, n), make([]int, n)
	for i := range n {
		clusters[i], unit[i] = i/5, i
		strata[i] = i / 5 % 2
		shared := float64(clusters[i]*7%11)/5 - 1 // what makes clusters matter
		y.Set(i, 0, y.At(i, 0)+3*shared+0.7*(m.X.At(i, 1)+m.X.At(i, 2)))
		m.X.Set(i, 3, m.X.At(i, 3)+3*shared)
	}
	weights := &stats.Weights{Values: wholeWeights(n)}
	complexDesign, err := stats.NewDesign(n, weights,
		&stats.DesignSettings{Strata: strata, Clusters: clusters})
	require.NoError(t, err)
	for _, c := range []struct {
		name   string
		d      *stats.Design
		unit   []int
		strata []int
	}{{"simple", nil, unit, make([]int, n)}, {"weights", sampling(t, weights.Values...), unit,
		make([]int, n)}, {"clusters", complexDesign, clusters, strata}} {
		t.Run(c.name, func(t *testing.T) {
			got := importance(t, m, y, names, c.d,
				drivers.ImportanceSettings{Seed: 1, Resamples: 1500})
			jack := make([]float64, len(got.Shares))
			units := 1 + c.unit[n-1]
			sizes := map[int]float64{}
			for u := range units {
				sizes[c.strata[u*(n/units)]]++
			}
			for u := range units {
				mask := make([]float64, n)
				for i := range mask {
					if c.unit[i] != u {
						mask[i] = 1
					}
				}
				d := c.d.Domain(mask)
				if c.d.Simple() {
					without := make([]float64, n)
					for i := range without {
						without[i] = mask[i] * c.d.Weight(i)
					}
					d = sampling(t, without...)
				}
				size := sizes[c.strata[u*(n/units)]]
				for j, e := range estimates(importance(t, m, y, names, d,
					drivers.ImportanceSettings{NoResamples: true})) {
					jack[j] += (size - 1) / size * math.Pow(e-got.Shares[j].Estimate, 2)
				}
			}
			compared := 0
			for j, s := range got.Shares {
				if s.Estimate < 4*math.Sqrt(jack[j]) {
					continue // near zero a share is a square, whose curvature the jackknife does not see
				}
				compared++
				assert.InEpsilon(t, math.Sqrt(jack[j]), s.StdErr, 0.15, "%s on %s", s.Driver,
					s.Outcome)
			}
			assert.GreaterOrEqual(t, compared, 3)
		})
	}
}

func TestImportanceInference(t *testing.T) {
	m, y := noisy(t, 500, 4, 4)
	names := []string{"a", "b"}
	r := importance(t, m, y, names, nil,
		drivers.ImportanceSettings{Seed: 2, Resamples: 600, Permutations: 99})
	require.Len(t, r.Differences, 12)
	for _, d := range r.Differences {
		at := map[string]int{"a": 0, "b": 4}[d.Outcome]
		j, k := at+int(d.A[1]-'0'), at+int(d.B[1]-'0')
		above := 0.0
		for b := range 600 {
			if r.Draws.At(b, j) > r.Draws.At(b, k) {
				above++
			}
		}
		assert.InEpsilon(t, 1+above/600, 1+d.Support, 1e-12)
		assert.InDelta(t, r.Shares[j].Estimate-r.Shares[k].Estimate, d.Estimate, 1e-15)
		assert.Less(t, d.SimultaneousLow, d.Low)
		assert.Greater(t, d.SimultaneousHigh, d.High)
	}
	covered := 0 // the simultaneous intervals hold all pairs of 95% of the draws
	for b := range 600 {
		all := true
		for _, d := range r.Differences {
			at := map[string]int{"a": 0, "b": 4}[d.Outcome]
			v := r.Draws.At(b, at+int(d.A[1]-'0')) - r.Draws.At(b, at+int(d.B[1]-'0'))
			// |v - estimate| against the half width
			all = all && math.Abs(v-d.Estimate) <= d.SimultaneousHigh-d.Estimate+1e-12
		}
		if all {
			covered++
		}
	}
	assert.InDelta(t, 570, covered, 1)
	for o := range names {
		for j := range 4 {
			s := r.Shares[4*o+j]
			assert.LessOrEqual(t, s.RankLow, s.Rank)
			assert.GreaterOrEqual(t, s.RankHigh, s.Rank)
			low, high := 1, 4
			for _, d := range r.Differences[6*o : 6*o+6] {
				a, b := d.SimultaneousLow > 0, d.SimultaneousHigh < 0
				if d.A == s.Driver && b || d.B == s.Driver && a {
					low++
				}
				if d.A == s.Driver && a || d.B == s.Driver && b {
					high--
				}
			}
			assert.Equal(t, []int{low, high}, []int{s.RankLow, s.RankHigh})
		}
	}
	assert.Equal(t, 0.01, r.Shares[3].PValue, "d3 goes with a: none of 99 shuffles does as well")
}

// A driver that says nothing gets a uniform p value, also where controls and
// other drivers matter.
func TestPermutationUnderTheNull(t *testing.T) {
	reps := 300
	if testing.Short() {
		reps = 100
	}
	rejected := 0
	for k := range reps {
		rng := random.Stream(7, random.Simulation, uint64(k))
		x := map[string][]float64{}
		for range 50 {
			c, d, e, y := rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()
			x["control"], x["other"] = append(x["control"], c), append(x["other"], d)
			x["idle"], x["y"] = append(x["idle"], e+c), append(x["y"], c+d+y) // idle goes with the control alone
		}
		m, y := model(t, x, []string{"y"}, "control", "other", "idle")
		r := importance(t, m, y, []string{"y"}, nil,
			drivers.ImportanceSettings{Controls: []string{"control"}, NoResamples: true,
				Permutations: 39, Seed: uint64(k)})
		if r.Shares[1].PValue <= 0.1 {
			rejected++
		}
		require.LessOrEqual(t, r.Shares[0].PValue, 0.1)
	}
	assert.InDelta(t, 0.1, float64(rejected)/float64(reps), 4*math.Sqrt(0.09/float64(reps)))
}
