package segment

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// LatentClass fits k latent classes by EM from many random starts
// (Lazarsfeld and Henry 1968; Goodman 1974):
//
//	P(answers of i) = sum_k share_k prod_j profile_kj(answer of i to j)
//
// over the items that i answered (full information: right where answers are
// missing at random given the others). Ordered answers are taken as nominal.
// It runs at least 50 starts and goes on until the best solution was found 5
// times, at most 1,000; k = 1 takes one.
//
// A small prior keeps estimates off 0 and 1 (LatentClassSettings.Prior); the
// criteria use the likelihood without it. Sampling weights are scaled to sum
// to n (pseudo-likelihood); frequency weights count respondents; respondents of
// weight 0 are classified and count for nothing. Standard errors come from the
// observed information of the logits, in a sandwich under sampling weights,
// strata, clusters, raking and finite populations; intervals use the t
// distribution with the design's degrees of freedom there. A model of some of the
// sample's respondents (rows of [NewItems]) takes the design of all: the others
// add nothing to the estimates and stay units of their strata and clusters.
//
// A number of classes below 1 or above the number of distinct answer patterns
// is an [ErrClasses]. A cancelled context ends with the context's error and,
// where a start was completed, the best result so far.
func LatentClass(
	ctx context.Context, x *Items, k int, d *stats.Design, s *LatentClassSettings,
) (*LatentClassResult, error) {
	set, err := s.resolved()
	if err != nil {
		return nil, err
	}
	d.Check(x.sample)

	r, err := newData(x, d).search(ctx, k, d, set)
	if r == nil {
		return nil, err
	}
	if failed := r.standardErrors(); failed != nil {
		return nil, failed
	}
	return r, err
}

// search is LatentClass without standard errors.
func (d *data) search(
	ctx context.Context, k int, design *stats.Design, s LatentClassSettings,
) (*LatentClassResult, error) {
	if n := d.distinct(); k < 1 || k > n {
		return nil, fmt.Errorf("%w: %d classes asked for, 1 to %d answer patterns can be told apart",
			ErrClasses, k, n)
	}

	p := plan{
		least: s.MinStarts, hits: s.Hits, most: s.MaxStarts,
		sign: 1, tolerance: hitTolerance, progress: s.Progress,
	}.of(k)
	engines := newWorkers(func() *expectation { return newExpectation(d, k) })
	few := d.thin(thinPatterns)
	starters := newWorkers(func() *expectation { return newExpectation(few, k) })
	fits := run(ctx, p, func(worker, q int) fit {
		e := engines(worker)
		stream := random.Stream(s.Seed, random.LatentClassStart, uint64(q))
		first := starters(worker).start(stream, s.Prior)
		return e.em(ctx, first, s.Prior, s.Tolerance, s.MaxIterations)
	}, func(f fit) float64 { return f.objective })

	err := ctx.Err()
	if len(fits) == 0 {
		return nil, err
	}
	return d.result(fits, p, design, s, err != nil), err
}

// result turns the winner of the starts into the reported model.
func (d *data) result(
	fits []fit, p plan, design *stats.Design, s LatentClassSettings, cancelled bool,
) *LatentClassResult {
	values := make([]float64, len(fits))
	for q, f := range fits {
		values[q] = f.objective
	}
	k := len(fits[0].model) / (1 + d.width)
	modal := func(q int) []int {
		_, class := d.classify(fits[q].model, k)
		return class
	}
	search, best := p.summary(values, s.Seed, modal, d.x.copies(design))
	win := fits[best]
	search.Iterations, search.Converged = win.iterations, win.converged

	r := &LatentClassResult{
		K: k, Items: d.x.Names(), Settings: s, Search: search,
		Pseudo: design.Weighted() && design.Kind() == stats.SamplingWeights,
		LogLik: win.logLik, Objective: win.objective,
	}
	m := d.canonical(win.model, k)
	r.fitted = &fitted{data: d, m: m, design: design, df: d.x.degrees(design)}
	r.Posterior, r.Modal = d.classify(m, k)
	d.describe(r, m)
	r.Warnings = append(r.warnings(k, cancelled), r.doubts()...)
	return r
}

// canonical orders classes by falling share.
func (d *data) canonical(m model, k int) model {
	classes := order(k, func(i, j int) bool {
		if m[i] != m[j] {
			return m[i] > m[j]
		}
		return m[k+i*d.width] > m[k+j*d.width]
	})

	var out model
	for _, c := range classes {
		out = append(out, m[c])
	}
	for _, c := range classes {
		out = append(out, m[k+c*d.width:][:d.width]...)
	}
	return out
}

// classify returns the posterior and modal class of every respondent.
func (d *data) classify(m model, k int) (*mat.Dense, []int) {
	rows := newExpectation(d, k).posteriors(m)
	post, modal := mat.NewDense(d.x.n, k, nil), make([]int, d.x.n)
	for i, u := range d.of {
		row := rows.RawRowView(u)
		post.SetRow(i, row)
		for c, p := range row {
			if p > row[modal[i]] {
				modal[i] = c
			}
		}
	}
	return post, modal
}

// describe fills sizes, criteria and entropies.
func (d *data) describe(r *LatentClassResult, m model) {
	r.NPar = r.K - 1
	for j, n := range d.x.categories {
		seen := 0
		for _, v := range d.answered[d.offset[j]:][:n] {
			if v > 0 {
				seen++
			}
		}
		r.NPar += r.K * max(seen-1, 0)
	}
	squares := 0.0
	for i := range d.x.n {
		w := r.fitted.design.Weight(d.x.row(i))
		r.WeightedN += w
		squares += w * w
	}
	r.N, r.EffectiveN = d.rows, r.WeightedN*r.WeightedN/squares
	if design := r.fitted.design; design.Weighted() && design.Kind() == stats.FrequencyWeights {
		r.N, r.EffectiveN = int(math.Round(d.total)), d.total
	}
	entropy := 0.0
	for u, i := range d.first {
		for _, p := range r.Posterior.RawRowView(i) {
			if p > 0 {
				entropy -= d.weight[u] * p * math.Log(p)
			}
		}
	}
	shares := 0.0
	for _, p := range m[:r.K] {
		shares -= p * math.Log(p)
	}
	r.RelativeEntropy, r.EntropyR2 = 1, 1
	if r.K > 1 {
		r.RelativeEntropy = 1 - entropy/(d.total*math.Log(float64(r.K)))
		r.EntropyR2 = max(0, 1-entropy/d.total/shares)
	}
	r.Criteria = newCriteria(r.LogLik, entropy, d.total, r.NPar)
	ratio := r.EffectiveN / d.total
	r.Kish = newCriteria(r.LogLik*ratio, entropy*ratio, r.EffectiveN, r.NPar)
}

// hitTolerance is the difference in log-likelihood below which two starts
// found the same solution.
const hitTolerance = 1e-3
