package segment

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// answers reads the reference respondents (testdata/reference/latentclass).
func answers(t *testing.T) [][]int8 {
	t.Helper()
	rows := cells(t, "answers.csv")
	out := make([][]int8, len(rows[0]))
	for _, row := range rows[1:] {
		for j, c := range row {
			v, err := strconv.Atoi(c)
			require.NoError(t, err)
			out[j] = append(out[j], int8(v))
		}
	}
	return out
}

func cells(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("../testdata/reference/latentclass/" + name)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	return rows
}

func ticks(t *testing.T, columns [][]int8) *Items {
	t.Helper()
	var out []*stats.Codes
	for j, data := range columns {
		c, err := stats.NewTicks("item"+strconv.Itoa(j+1), data)
		require.NoError(t, err)
		out = append(out, c)
	}
	x, err := NewItems(out, nil)
	require.NoError(t, err)
	return x
}

func fitTwo(t *testing.T, x *Items, d *stats.Design, s *LatentClassSettings) *LatentClassResult {
	t.Helper()
	r, err := LatentClass(context.Background(), x, 2, d, s)
	require.NoError(t, err)
	require.True(t, r.Converged)
	return r
}

var noPrior = &LatentClassSettings{NoPrior: true, Tolerance: 1e-12, MinStarts: 10, MaxIterations: 20000}

// Against flexmix 2.3 in R 4.2 (script.R beside the data).
func TestLatentClassAgainstFlexmix(t *testing.T) {
	want := map[string]float64{}
	for _, row := range cells(t, "output.csv")[1:] {
		v, err := strconv.ParseFloat(strings.TrimSpace(row[1]), 64)
		require.NoError(t, err)
		want[strings.TrimSpace(row[0])] = v
	}
	r := fitTwo(t, ticks(t, answers(t)), nil, noPrior)
	assert.InDelta(t, want["loglik"], r.LogLik, 1e-6)
	assert.InDelta(t, want["bic"], r.BIC, 1e-5)
	for k := range 2 {
		assert.InDelta(t, want["share"+strconv.Itoa(k+1)], r.Share[k].Value, 1e-4)
		for j := range 8 {
			assert.InDelta(t, want["p"+strconv.Itoa(k+1)+"."+strconv.Itoa(j+1)], r.Profile[k][j][1].Value, 1e-4)
		}
	}
}

// The reported likelihood and posteriors, by the definition of the model.
func TestLikelihoodOracle(t *testing.T) {
	columns := answers(t)
	for i := range columns[2] {
		if i%7 == 0 {
			columns[2][i] = stats.NotAsked
		}
		if i%11 == 0 {
			columns[5][i] = stats.Skipped
		}
	}
	r := fitTwo(t, ticks(t, columns), nil, &LatentClassSettings{MinStarts: 10})
	total := 0.0
	for i := range columns[0] {
		p := [2]float64{}
		for k := range 2 {
			p[k] = r.Share[k].Value
			for j := range columns {
				if c := columns[j][i]; c >= 0 {
					p[k] *= r.Profile[k][j][c].Value
				}
			}
		}
		total += math.Log(p[0] + p[1])
		assert.InDelta(t, p[0]/(p[0]+p[1]), r.Posterior.At(i, 0), 1e-12)
	}
	assert.InEpsilon(t, total, r.LogLik, 1e-12)
}

func TestObjectiveNeverFalls(t *testing.T) {
	x := ticks(t, answers(t))
	d := newData(x, nil)
	starts := uint64(5)
	if testing.Short() {
		starts = 1
	}
	for _, prior := range []float64{0, 1} {
		for q := range starts {
			e := newExpectation(d, 3)
			first := e.start(random.Stream(3, random.LatentClassStart, q), prior)
			last := first.objective
			for steps := first.iterations; steps < first.iterations+120; steps++ {
				f := e.em(context.Background(), first, prior, 1e-300, steps)
				assert.GreaterOrEqual(t, f.objective, last-1e-9)
				last = f.objective
			}
		}
	}
}

// Standard errors against the spread of estimates over samples drawn from the
// fitted model (parametric bootstrap), an oracle without any formula.
func TestStandardErrorsAgainstBootstrap(t *testing.T) {
	if testing.Short() {
		t.Skip("200 refits")
	}
	x := ticks(t, answers(t))
	r := fitTwo(t, x, nil, noPrior)
	const draws = 200
	var share, first []float64
	for b := range draws {
		g := random.Stream(9, random.Simulation, uint64(b))
		columns := make([][]int8, 8)
		for range r.N {
			k := 0
			if g.Float64() > r.Share[0].Value {
				k = 1
			}
			for j := range columns {
				tick := int8(0)
				if g.Float64() < r.Profile[k][j][1].Value {
					tick = 1
				}
				columns[j] = append(columns[j], tick)
			}
		}
		again := fitTwo(t, ticks(t, columns), nil, &LatentClassSettings{NoPrior: true, MinStarts: 3, Hits: 1})
		k := 0
		if again.Profile[0][0][1].Value < again.Profile[1][0][1].Value {
			k = 1
		}
		share, first = append(share, again.Share[k].Value), append(first, again.Profile[k][2][1].Value)
	}
	// 15% allows three Monte-Carlo errors of a standard deviation from 200.
	assert.InEpsilon(t, sd(share), r.Share[0].StdErr, 0.15)
	assert.InEpsilon(t, sd(first), r.Profile[0][2][1].StdErr, 0.15)
}

func sd(x []float64) float64 {
	m, s := 0.0, 0.0
	for _, v := range x {
		m += v / float64(len(x))
	}
	for _, v := range x {
		s += (v - m) * (v - m)
	}
	return math.Sqrt(s / float64(len(x)-1))
}

func TestInvariances(t *testing.T) {
	columns := answers(t)
	base := fitTwo(t, ticks(t, columns), nil, nil)
	n := len(columns[0])

	rows := make([][]int8, 8)
	order := make([]int, n)
	for i := range order {
		order[i] = (i*37 + 5) % n
		for j := range rows {
			rows[j] = append(rows[j], columns[j][order[i]])
		}
	}
	turned := fitTwo(t, ticks(t, rows), nil, nil)
	assert.InEpsilon(t, base.LogLik, turned.LogLik, 1e-9)
	for i := range order {
		assert.InDelta(t, base.Posterior.At(order[i], 0), turned.Posterior.At(i, 0), 1e-4)
	}

	// Other codes for the answers are other names.
	other := make([][]int8, 8)
	for j := range other {
		for _, c := range columns[j] {
			other[j] = append(other[j], 1-c)
		}
	}
	flipped := fitTwo(t, ticks(t, other), nil, nil)
	assert.InEpsilon(t, base.LogLik, flipped.LogLik, 1e-9)
	assert.InDelta(t, base.Profile[1][4][1].Value, flipped.Profile[1][4][0].Value, 1e-4)

	items := [][]int8{columns[7], columns[3], columns[1], columns[0], columns[2], columns[6], columns[5], columns[4]}
	swapped := fitTwo(t, ticks(t, items), nil, nil)
	assert.InEpsilon(t, base.LogLik, swapped.LogLik, 1e-9)
	assert.InDelta(t, base.Profile[0][0][1].Value, swapped.Profile[0][3][1].Value, 1e-4)
}

func TestSameBytesOnAnyNumberOfProcessors(t *testing.T) {
	x := ticks(t, answers(t))
	before := runtime.GOMAXPROCS(1)
	one := fitTwo(t, x, nil, nil)
	runtime.GOMAXPROCS(8)
	eight := fitTwo(t, x, nil, nil)
	runtime.GOMAXPROCS(before)
	first, err := json.Marshal(one)
	require.NoError(t, err)
	second, err := json.Marshal(eight)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(first, second))
	assert.True(t, mat.Equal(one.Posterior, eight.Posterior))
}

func TestFrequencyWeightsAreRepeatedRows(t *testing.T) {
	columns := answers(t)
	w := make([]float64, len(columns[0]))
	repeated := make([][]int8, 8)
	for i := range w {
		w[i] = float64(1 + i%3)
		for range 1 + i%3 {
			for j := range columns {
				repeated[j] = append(repeated[j], columns[j][i])
			}
		}
	}
	frequency, err := stats.NewDesign(len(w), &stats.Weights{Kind: stats.FrequencyWeights, Values: w}, nil)
	require.NoError(t, err)
	sampling, err := stats.NewDesign(len(w), &stats.Weights{Values: w}, nil)
	require.NoError(t, err)
	long := fitTwo(t, ticks(t, repeated), nil, nil)
	counted := fitTwo(t, ticks(t, columns), frequency, nil)
	pseudo := fitTwo(t, ticks(t, columns), sampling, noPrior)
	plain := fitTwo(t, ticks(t, repeated), nil, noPrior)
	assert.InEpsilon(t, long.LogLik, counted.LogLik, 1e-9)
	assert.InEpsilon(t, long.BIC, counted.BIC, 1e-9)
	for k := range 2 {
		assert.InEpsilon(t, long.Share[k].StdErr, counted.Share[k].StdErr, 1e-4)
		assert.InDelta(t, plain.Share[k].Value, pseudo.Share[k].Value, 1e-4)
	}
	assert.True(t, pseudo.Pseudo)
	assert.False(t, counted.Pseudo)
}

// Answers go missing with a chance that depends on item 1, which is answered
// by all: full information recovers item 8, dropping incomplete rows does not.
func TestMissingAtRandom(t *testing.T) {
	g := random.Stream(1, random.Simulation, 1)
	const n = 6000
	p := [2][6]float64{{.9, .85, .8, .2, .15, .8}, {.15, .2, .2, .85, .8, .2}}
	columns := make([][]int8, 6)
	for range n {
		k := 0
		if g.Float64() > .6 {
			k = 1
		}
		for j := range columns {
			c := int8(0)
			if g.Float64() < p[k][j] {
				c = 1
			}
			if at := len(columns[j]); j == 5 && columns[0][at] == 1 && g.Float64() < .7 {
				c = stats.NotAsked
			}
			columns[j] = append(columns[j], c)
		}
	}
	r := fitTwo(t, ticks(t, columns), nil, &LatentClassSettings{MinStarts: 10})
	assert.InDelta(t, .6, r.Share[0].Value, 0.03)
	assert.InDelta(t, .8, r.Profile[0][5][1].Value, 0.04)
	complete := make([][]int8, 6)
	for i := range n {
		if columns[5][i] >= 0 {
			for j := range columns {
				complete[j] = append(complete[j], columns[j][i])
			}
		}
	}
	listwise := fitTwo(t, ticks(t, complete), nil, &LatentClassSettings{MinStarts: 10})
	first := 0
	if listwise.Profile[1][1][1].Value > listwise.Profile[0][1][1].Value {
		first = 1
	}
	// Of class 1, 1 - .9*.7 of the rows are complete, of class 2 1 - .15*.7.
	assert.InDelta(t, .6*.37/(.6*.37+.4*.895), listwise.Share[first].Value, 0.03, "dropping rows is biased")
}

func TestOneClassIsTheMarginal(t *testing.T) {
	columns := answers(t)
	r, err := LatentClass(context.Background(), ticks(t, columns), 1, nil, noPrior)
	require.NoError(t, err)
	sum := 0.0
	for _, c := range columns[0] {
		sum += float64(c)
	}
	p := sum / 400
	assert.InEpsilon(t, p, r.Profile[0][0][1].Value, 1e-12)
	assert.InEpsilon(t, math.Sqrt(p*(1-p)/400), r.Profile[0][0][1].StdErr, 1e-9) // binomial
	assert.Equal(t, 1.0, r.Share[0].Value)
}

func TestAdjustedRand(t *testing.T) {
	// Hubert and Arabie (1985): pairs together in both 2, in each 4 and 3 of
	// 15: (2 - 12/15) / (3.5 - 12/15).
	v, err := AdjustedRand([]int{0, 0, 0, 1, 1, 2}, []int{0, 0, 1, 1, 1, 1})
	require.NoError(t, err)
	cells := 1.0 + 0 + 1.0 // {0,1}, {3,4}
	first, second := 3.0+1, 1.0+6
	expected := first * second / 15
	assert.InEpsilon(t, (cells-expected)/((first+second)/2-expected), v, 1e-12)
	v, err = AdjustedRand([]int{0, 0, 1, 1}, []int{5, 5, 2, 2})
	require.NoError(t, err)
	assert.Equal(t, 1.0, v)
	_, err = AdjustedRand([]int{1}, []int{1})
	assert.ErrorIs(t, err, errPartition)
	assert.Panics(t, func() { _, _ = AdjustedRand([]int{1}, nil) })
}

// One start proves nothing, and a start that is cut short has not converged.
func TestSearchWarns(t *testing.T) {
	x := ticks(t, answers(t))
	r, err := LatentClass(context.Background(), x, 3, nil, &LatentClassSettings{MinStarts: 1, MaxStarts: 1})
	require.NoError(t, err)
	assert.Contains(t, codes(r.Warnings), "found-once")
	assert.Equal(t, r.Starts, r.Hits)
	assert.True(t, math.IsNaN(r.RunnerUpAgreement), "there is no runner-up")

	r, err = LatentClass(context.Background(), x, 3, nil, &LatentClassSettings{MaxIterations: 14, MaxStarts: 60})
	require.NoError(t, err)
	assert.False(t, r.Converged)
	assert.Contains(t, codes(r.Warnings), "not-converged")
	assert.Greater(t, r.Distinct, 1)
	assert.Less(t, r.RunnerUpAgreement, 1.0)

	r, err = LatentClass(context.Background(), x, 4, nil, &LatentClassSettings{Seed: 1})
	require.NoError(t, err)
	best := math.Inf(-1)
	hits := 0
	for _, o := range r.Objectives {
		best = max(best, o)
	}
	for _, o := range r.Objectives {
		if best-o < 1e-3 {
			hits++
		}
	}
	assert.Equal(t, r.Objective, best)
	assert.Equal(t, hits, r.Hits)
	assert.Len(t, r.Objectives, r.Starts)
	assert.GreaterOrEqual(t, r.Starts, 50)
	assert.True(t, r.Hits >= 5 || r.Starts == 1000)
}
