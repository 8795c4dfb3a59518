package segment

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// KMeansSettings say how clusters are found. The zero value is the default.
type KMeansSettings struct {
	// Seed of the random starts.
	Seed uint64
	// MinStarts is the least number of starts; if zero, 50.
	MinStarts int
	// Hits is how often the best solution has to be found; if zero, 5.
	Hits int
	// MaxStarts ends the search; if zero, 1,000.
	MaxStarts int
	// MaxIterations ends a start; if zero, 300.
	MaxIterations int
	// Level of the confidence intervals of shares; if zero, 0.95.
	Level float64
	// Progress is told as in [LatentClassSettings].
	Progress func(done, total int) `json:"-"`
}

// sameWithin is the relative difference of the objective within which two
// starts are taken to have found the same clusters.
const sameWithin = 1e-6

func (s *KMeansSettings) resolved() (KMeansSettings, error) {
	r := KMeansSettings{}
	if s != nil {
		r = *s
	}
	if r.MinStarts < 0 || r.Hits < 0 || r.MaxStarts < 0 || r.MaxIterations < 0 {
		return r, fmt.Errorf("%w: %+v", errSettings, r)
	}
	if err := confidence(&r.Level); err != nil {
		return r, err
	}

	r.MinStarts = cmp.Or(r.MinStarts, 50)
	r.Hits = cmp.Or(r.Hits, 5)
	r.MaxStarts = cmp.Or(r.MaxStarts, 1000)
	r.MaxIterations = cmp.Or(r.MaxIterations, 300)
	r.MinStarts = min(r.MinStarts, r.MaxStarts)
	return r, nil
}

// KMeansResult is a partition into clusters, in the order of falling share,
// ties by the centres' first coordinates.
type KMeansResult struct {
	K int
	// Share[k] is the weighted share of cluster k, 0 to 1, with the error of
	// a share whose clusters are known; the clusters' own uncertainty is not
	// in it.
	Share []stats.Estimate
	// Centre holds the weighted mean of cluster k in row k.
	Centre *mat.Dense `json:"-"`
	// Label[i] is the cluster of respondent i, Distance[i] the Euclidean
	// distance to its centre.
	Label    []int     `json:"-"`
	Distance []float64 `json:"-"`
	// Objective is the weighted sum of squared distances within clusters,
	// Within[k] that of cluster k, Total that about the mean of all; 1 -
	// Objective/Total is the share explained.
	Objective, Total float64
	Within           []float64
	Search
	N                     int
	WeightedN, EffectiveN float64
	Settings              KMeansSettings
	Warnings              []stats.Warning
}

// KMeans returns the partition of the rows of x into k clusters that the best
// of many starts found for
//
//	sum_i w_i |x_i - centre(label_i)|^2
//
// by Lloyd's (1982) algorithm from k-means++ seeds (Arthur and Vassilvitskii
// 2007). Bounds in the manner of Hamerly (2010) skip distances that cannot
// change a label; labels are those of Lloyd's algorithm, ties to the lower
// number. A cluster that loses all its members takes the respondent with the
// largest w_i |x_i - centre|^2, ties to the lower row, from a cluster that keeps
// another. Where the best start did not converge, centres are the means of the
// labels before the last. Starts, hits and
// agreement are as for latent classes; frequency and sampling weights enter
// alike, and respondents of weight 0 are labelled and count for nothing.
//
// Put columns on one scale first: a column of larger spread counts for more.
// A NaN or infinite value is an error that names the first such cell, as
// are values so large, or all so near each other, that their squared distances
// overflow or vanish; a k below 1 or above the number of rows that distances tell
// apart is an [ErrClasses]. A cancelled
// context ends with the context's error and, where a start was completed, the
// best result so far.
func KMeans(
	ctx context.Context, x *mat.Dense, k int, d *stats.Design, s *KMeansSettings,
) (*KMeansResult, error) {
	set, err := s.resolved()
	if err != nil {
		return nil, err
	}
	n, _ := x.Dims()
	d.Check(n)
	p, err := newPoints(x, d)
	if err != nil {
		return nil, err
	}
	if distinct := p.distinct(k); k < 1 || k > distinct {
		return nil, fmt.Errorf("%w: %d clusters asked for, 1 to %d rows can be told apart",
			ErrClasses, k, distinct)
	}

	search := plan{
		least: set.MinStarts, hits: set.Hits, most: set.MaxStarts,
		sign: -1, tolerance: -sameWithin, progress: set.Progress,
	}.of(k)
	engines := newWorkers(func() *lloyd { return newLloyd(p, k) })
	starts := run(ctx, search, func(worker, q int) clustering {
		stream := random.Stream(set.Seed, random.KMeansStart, uint64(q))
		return engines(worker).run(ctx, stream, set.MaxIterations)
	}, func(c clustering) float64 { return c.objective })

	err = ctx.Err()
	if len(starts) == 0 {
		return nil, err
	}
	r, failed := p.result(starts, k, search, d, set, err != nil)
	if failed != nil {
		return nil, failed
	}
	return r, err
}

// result turns the best start into the reported clusters.
func (p *points) result(
	starts []clustering, k int, search plan, d *stats.Design, s KMeansSettings, cancelled bool,
) (*KMeansResult, error) {
	values := make([]float64, len(starts))
	for q, c := range starts {
		values[q] = c.objective
	}
	labels := func(q int) []int {
		label, _ := p.assign(starts[q].centre, k)
		return label
	}
	found, best := search.summary(values, s.Seed, labels, counted(d, p.n))
	win := starts[best]
	found.Iterations, found.Converged = win.iterations, win.converged

	r := &KMeansResult{
		K: k, N: p.n, Settings: s, Search: found, Objective: win.objective,
		Within: make([]float64, k), Distance: make([]float64, p.n),
	}
	var squares []float64
	r.Label, squares = p.assign(win.centre, k)
	r.Centre = mat.NewDense(k, p.p, p.canonical(win.centre, r.Label, k))
	for i, v := range squares {
		r.Distance[i] = math.Sqrt(v)
		r.Within[r.Label[i]] += p.weight(i) * v
		r.WeightedN += p.weight(i)
	}

	mean := p.means(make([]int, p.n), 1)
	_, about := p.assign(mean, 1)
	for i, v := range about {
		r.Total += p.weight(i) * v
	}

	for c := range k {
		member := make([]float64, p.n)
		for i, l := range r.Label {
			member[i] = is(l, c)
		}
		e, err := stats.LinearMean(member, nil, d).Estimate(d, &stats.EstimateSettings{Level: s.Level})
		if err != nil {
			return nil, err
		}
		r.Share = append(r.Share, *e)
		r.N, r.EffectiveN = e.N, e.EffectiveN
	}
	r.Warnings = r.warnings(k, cancelled)
	return r, nil
}

// canonical orders centres by the falling share of their members, whose labels
// it changes accordingly.
func (p *points) canonical(centre []float64, label []int, k int) []float64 {
	size := make([]float64, k)
	for i, l := range label {
		size[l] += p.weight(i)
	}
	clusters := order(k, func(i, j int) bool {
		if size[i] != size[j] {
			return size[i] > size[j]
		}
		return centre[i*p.p] < centre[j*p.p]
	})

	var out []float64
	number := make([]int, k)
	for c, old := range clusters {
		out = append(out, centre[old*p.p:(old+1)*p.p]...)
		number[old] = c
	}
	for i, l := range label {
		label[i] = number[l]
	}
	return out
}

// MarshalJSON writes the result with its centres and without what is said of
// single respondents; undefined numbers are null.
func (r *KMeansResult) MarshalJSON() ([]byte, error) {
	type plain KMeansResult
	centre := make([][]float64, r.K)
	for k := range centre {
		centre[k] = r.Centre.RawRowView(k)
	}
	return nulls.Marshal(struct {
		plain
		Centre [][]float64
	}{plain(*r), centre})
}

// counted returns how many respondents each of n rows is.
func counted(d *stats.Design, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = d.Copies(i)
	}
	return out
}
