package segment

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// numbers reads a reference table without its header.
func numbers(t *testing.T, name string) [][]float64 {
	t.Helper()
	f, err := os.Open("../testdata/reference/" + name)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var out [][]float64
	for _, row := range rows[1:] {
		var values []float64
		for _, c := range row {
			v, err := strconv.ParseFloat(strings.TrimSpace(c), 64)
			require.NoError(t, err)
			values = append(values, v)
		}
		out = append(out, values)
	}
	return out
}

func irises(t *testing.T) (*mat.Dense, []float64) {
	rows := numbers(t, "kmeans/data.csv")
	x, w := mat.NewDense(len(rows), 4, nil), make([]float64, len(rows))
	for i, row := range rows {
		x.SetRow(i, row[:4])
		w[i] = row[4]
	}
	return x, w
}

// Against kmeans of R 4.2.2 and scikit-learn 1.2.1 (script.R, script.py). The
// optimum of every k is that of three programs, so that it is the best.
func TestKMeansAgainstOthers(t *testing.T) {
	x, w := irises(t)
	sampling, err := stats.NewDesign(len(w), &stats.Weights{Values: w}, nil)
	require.NoError(t, err)
	r, sklearn := numbers(t, "kmeans/output-r.csv"), numbers(t, "kmeans/output-sklearn.csv")
	for i := range r {
		k := int(r[i][0])
		plain, err := KMeans(context.Background(), x, k, nil, &KMeansSettings{Seed: 1})
		require.NoError(t, err)
		assert.InEpsilon(t, r[i][1], plain.Objective, 1e-9, "R, k = %d", k)
		assert.InEpsilon(t, sklearn[i][1], plain.Objective, 1e-9, "scikit-learn, k = %d", k)
		assert.InEpsilon(t, r[i][4], plain.Total, 1e-7) // printed with 7 digits
		assert.Equal(t, int(r[i][3]), int(math.Round(150*plain.Share[0].Value)))
		weighted, err := KMeans(context.Background(), x, k, sampling, &KMeansSettings{Seed: 1})
		require.NoError(t, err)
		assert.InEpsilon(t, sklearn[i][2], weighted.Objective, 1e-9, "weighted, k = %d", k)
		assert.InEpsilon(t, plain.Objective, sum(plain.Within), 1e-12)
	}
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

func blobs(n int) *mat.Dense {
	g := random.Stream(5, random.Simulation, 1)
	x := mat.NewDense(n, 5, nil)
	for i := range n {
		for j := range 5 {
			x.Set(i, j, g.NormFloat64()+1.5*float64((i*7+j*i)%4))
		}
	}
	return x
}

// Bounds give what Lloyd's algorithm without any gives, step by step, weighted
// and not, and the objective never rises.
func TestBoundsAreLloyd(t *testing.T) {
	n, starts := 3000, uint64(4)
	if testing.Short() {
		n, starts = 600, 2
	}
	x, w := blobs(n), make([]float64, n)
	for i := range w {
		w[i] = float64(i % 4)
	}
	weighted, err := stats.NewDesign(len(w), &stats.Weights{Values: w}, nil)
	require.NoError(t, err)
	for _, d := range []*stats.Design{nil, weighted} {
		p, err := newPoints(x, d)
		require.NoError(t, err)
		for start := range starts {
			centre := newSeeds(p, 6, random.Stream(2, random.KMeansStart, start)).centre
			last := math.Inf(1)
			for steps := 1; steps < 400; steps++ {
				label, _ := p.assign(centre, 6)
				centre = p.means(label, 6)
				got := newLloyd(p, 6).run(context.Background(), random.Stream(2, random.KMeansStart, start), steps)
				require.InDeltaSlice(t, centre, got.centre, 1e-9, "start %d, step %d", start, steps)
				require.LessOrEqual(t, got.objective, last*(1+1e-12))
				last = got.objective
				if got.converged {
					again, _ := p.assign(got.centre, 6)
					require.InDeltaSlice(t, p.means(again, 6), got.centre, 1e-9, "a fixed point")
					break
				}
			}
		}
	}
}

// Two seeds on one place leave a cluster empty; it takes the farthest row.
func TestEmptyClusterTakesTheFarthest(t *testing.T) {
	x := mat.NewDense(6, 1, []float64{0, 0.1, 0.2, 5, 5.1, 9})
	p, err := newPoints(x, nil)
	require.NoError(t, err)
	l := newLloyd(p, 3)
	copy(l.centre, []float64{0.1, 0.1, 5})
	for i := range l.label {
		a, first, second := nearest(l.row(i), l.centre, 3)
		l.label[i], l.until[i] = int32(a), gap(first, second)
		l.add(i, a, 1)
	}
	l.fillEmpty()
	assert.Equal(t, []int32{0, 0, 0, 2, 2, 1}, l.label)
	assert.Equal(t, 9.0, l.centre[1])
	assert.Equal(t, []float64{3, 1, 2}, l.size)
}

func TestKMeansInvariances(t *testing.T) {
	x, w := irises(t)
	base, err := KMeans(context.Background(), x, 3, nil, nil)
	require.NoError(t, err)
	n, p := x.Dims()
	turned, swapped := mat.NewDense(n, p, nil), mat.NewDense(n, p, nil)
	for i := range n {
		for j := range p {
			turned.Set(i, j, x.At((i*37+5)%n, j))
			swapped.Set(i, j, x.At(i, p-1-j))
		}
	}
	rows, err := KMeans(context.Background(), turned, 3, nil, nil)
	require.NoError(t, err)
	columns, err := KMeans(context.Background(), swapped, 3, nil, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, base.Objective, rows.Objective, 1e-12)
	assert.InEpsilon(t, base.Objective, columns.Objective, 1e-12)
	for i := range n {
		assert.Equal(t, base.Label[(i*37+5)%n], rows.Label[i])
		assert.Equal(t, base.Label[i], columns.Label[i])
	}

	frequency, err := stats.NewDesign(n, &stats.Weights{Kind: stats.FrequencyWeights, Values: w}, nil)
	require.NoError(t, err)
	repeated := mat.NewDense(int(sum(w)), p, nil)
	at := 0
	for i := range n {
		for range int(w[i]) {
			repeated.SetRow(at, x.RawRowView(i))
			at++
		}
	}
	counted, err := KMeans(context.Background(), x, 3, frequency, nil)
	require.NoError(t, err)
	long, err := KMeans(context.Background(), repeated, 3, nil, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, long.Objective, counted.Objective, 1e-12)
	assert.Equal(t, long.N, counted.N)
	for k := range 3 {
		assert.InEpsilon(t, long.Share[k].Value, counted.Share[k].Value, 1e-12)
		assert.InEpsilon(t, long.Share[k].StdErr, counted.Share[k].StdErr, 1e-9)
	}
}

// Seeds that share a group are put right: a swap never raises the objective,
// and after a few the seeds of separate groups are one in each.
func TestSwapsSpreadSeeds(t *testing.T) {
	x := mat.NewDense(400, 1, nil)
	for i := range 400 {
		x.Set(i, 0, 100*float64(i%4)+float64(i/4%10))
	}
	p, err := newPoints(x, nil)
	require.NoError(t, err)
	r := random.Stream(1, random.KMeansStart, 0)
	s := newSeeds(p, 4, r)
	copy(s.centre, []float64{0, 1, 2, 3})
	s.measure()
	for range 60 {
		before := sum(s.first)
		s.swap(s.row(s.draw(r)))
		require.LessOrEqual(t, sum(s.first), before)
	}
	groups := map[int]bool{}
	for _, v := range s.centre {
		groups[int(v/100)] = true
	}
	assert.Len(t, groups, 4)
}

// A cluster without members takes no other's only one.
func TestEmptyClusterLeavesLastMembers(t *testing.T) {
	p, err := newPoints(mat.NewDense(4, 1, []float64{0, .1, .2, 9}), nil)
	require.NoError(t, err)
	l := newLloyd(p, 3)
	copy(l.centre, []float64{5, .1, .1})
	for i, a := range []int32{1, 1, 1, 0} {
		l.label[i], l.until[i] = a, 1
		l.add(i, int(a), 1)
	}
	l.fillEmpty()
	assert.Equal(t, []float64{1, 2, 1}, l.size)
	l.move()
	for _, v := range l.centre {
		assert.False(t, math.IsNaN(v))
	}
}

// Values whose squared distances are not numbers are refused, or rows that
// differ by less are taken as one; every number of a result is finite, no
// cluster is empty, and the objective is that of the labels, whatever the rows.
func TestKMeansExtremes(t *testing.T) {
	for _, x := range [][]float64{{1e200, -1e200, 3}, {1e155, -1e155, 0, 1}, {0, 1e-200}, {0, 1e-155, 2e-155}} {
		_, err := KMeans(context.Background(), mat.NewDense(len(x), 1, x), 2, nil, nil)
		assert.ErrorIs(t, err, errValue, "%v", x)
	}
	_, err := KMeans(context.Background(), mat.NewDense(3, 1, []float64{0, 1e-200, 1}), 3, nil, nil)
	assert.ErrorIs(t, err, ErrClasses)
	runs := 3000
	if testing.Short() {
		runs = 300
	}
	for seed := range runs {
		g := random.Stream(uint64(seed), random.Simulation, 9)
		rows, cols := 3+g.IntN(12), 1+g.IntN(2)
		x, w := mat.NewDense(rows, cols, nil), make([]float64, rows)
		for i := range rows {
			for j := range cols {
				x.Set(i, j, float64(g.IntN(6)))
			}
			w[i] = float64(1 + g.IntN(4))
		}
		var d *stats.Design
		if seed%2 == 1 {
			d = weighting(t, stats.SamplingWeights, w)
		}
		r, err := KMeans(context.Background(), x, 1+g.IntN(3), d, &KMeansSettings{MinStarts: 3, MaxStarts: 3})
		if err != nil {
			require.ErrorIs(t, err, ErrClasses)
			continue
		}
		numbers := slices.Concat(r.Centre.RawMatrix().Data, r.Distance, r.Within, []float64{r.Objective, r.Total})
		for _, v := range numbers {
			require.False(t, math.IsNaN(v) || math.IsInf(v, 0), "seed %d", seed)
		}
		require.InDelta(t, r.Objective, sum(r.Within), 1e-9, "seed %d", seed)
		for _, e := range r.Share {
			require.Positive(t, e.Value, "seed %d", seed)
		}
	}
}

func TestKMeansStoppedEarly(t *testing.T) {
	x := blobs(600)
	r, err := KMeans(context.Background(), x, 6, nil, &KMeansSettings{MaxIterations: 1, MinStarts: 1, MaxStarts: 1})
	require.NoError(t, err)
	assert.False(t, r.Converged)
	assert.InEpsilon(t, sum(r.Within), r.Objective, 1e-12)
}

func TestKMeansCancelled(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	r, err := KMeans(ctx, blobs(600), 6, nil, &KMeansSettings{Progress: func(done, _ int) {
		if done == 3 {
			stop()
		}
	}})
	assert.ErrorIs(t, err, context.Canceled)
	require.NotNil(t, r)
	assert.Contains(t, codes(r.Warnings), "cancelled")
	assert.GreaterOrEqual(t, r.Starts, 3)
	assert.Less(t, r.Starts, 50)
	assert.InEpsilon(t, sum(r.Within), r.Objective, 1e-12)
}
