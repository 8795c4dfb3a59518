package segment

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// LatentClassSettings say how a model is fitted. The zero value is the default.
type LatentClassSettings struct {
	// Seed of the random starts.
	Seed uint64
	// MinStarts is the least number of starts; if zero, 50.
	MinStarts int
	// Hits is how often the best solution has to be found; if zero, 5.
	Hits int
	// MaxStarts ends the search; if zero, 1,000.
	MaxStarts int
	// MaxIterations ends a start, in passes through the data; if zero, 2,000.
	MaxIterations int
	// Tolerance is the absolute gain of the penalised log-likelihood by one
	// EM step below which a start has converged; if zero, 1e-8.
	Tolerance float64
	// Prior is the weight of the prior, in respondents, that keeps estimates
	// off 0 and 1: each class is given Prior/K respondents, in its share, and
	// Prior/K answers to every item, spread as all respondents answered. If
	// zero, 1.
	Prior float64
	// NoPrior turns the prior off (maximum likelihood).
	NoPrior bool
	// Level of the confidence intervals; if zero, 0.95.
	Level float64
	// Progress, where not nil, is told the number of starts done and the
	// number that is sure to be run. It is called on the goroutine that called
	// the function.
	Progress func(done, total int) `json:"-"`
}

// hitTolerance is the difference in log-likelihood below which two starts
// found the same solution.
const hitTolerance = 1e-3

func (s *LatentClassSettings) resolved() (LatentClassSettings, error) {
	r := LatentClassSettings{}
	if s != nil {
		r = *s
	}
	if r.MinStarts < 0 || r.Hits < 0 || r.MaxStarts < 0 || r.MaxIterations < 0 ||
		!(r.Level >= 0 && r.Level < 1) || !(r.Prior >= 0) || !(r.Tolerance >= 0) || math.IsInf(r.Prior+r.Tolerance, 0) {
		return r, fmt.Errorf("%w: %+v", ErrSettings, r)
	}
	defaults(&r.MinStarts, 50, &r.Hits, 5, &r.MaxStarts, 1000, &r.MaxIterations, 2000)
	r.MinStarts = min(r.MinStarts, r.MaxStarts)
	if r.Tolerance == 0 {
		r.Tolerance = 1e-8
	}
	if r.Prior == 0 {
		r.Prior = 1
	}
	if r.NoPrior {
		r.Prior = 0
	}
	if r.Level == 0 {
		r.Level = 0.95
	}
	return r, nil
}

// defaults replaces zeros: it takes pairs of a field and its default.
func defaults(pairs ...any) {
	for i := 0; i < len(pairs); i += 2 {
		if field := pairs[i].(*int); *field == 0 {
			*field = pairs[i+1].(int)
		}
	}
}

// Criteria compare models of the same data; smaller is better in all of them.
// With n respondents, p parameters and the log-likelihood L,
//
//	AIC = -2L + 2p    AIC3 = -2L + 3p    BIC = -2L + p log n
//	CAIC = -2L + p (log n + 1)    SABIC = -2L + p log((n+2)/24)
//	ICL = BIC - 2 sum_ik r_ik log r_ik
//
// (Akaike 1974; Bozdogan 1987, 1993; Schwarz 1978; Sclove 1987; Biernacki,
// Celeux and Govaert 2000).
type Criteria struct {
	AIC, AIC3, BIC, CAIC, SABIC, ICL float64
}

func newCriteria(logLik, entropy, n float64, parameters int) Criteria {
	p := float64(parameters)
	bic := -2*logLik + p*math.Log(n)
	return Criteria{AIC: -2*logLik + 2*p, AIC3: -2*logLik + 3*p, BIC: bic, CAIC: bic + p,
		SABIC: -2*logLik + p*math.Log((n+2)/24), ICL: bic + 2*entropy}
}

// LatentClassResult is a fitted model. Classes are in the order of falling
// share, ties by the first item's profile.
type LatentClassResult struct {
	// K is the number of classes, Items their items in order.
	K     int
	Items []string
	// Share[k] is the share of class k, 0 to 1, with an interval on the logit
	// scale.
	Share []stats.Estimate
	// Profile[k][j][c] is the probability of answer c of item j in class k,
	// with an interval on the logit scale. An answer that nobody gave has
	// probability 0. N is the sum of the class's posteriors r over the
	// respondents who answered the item, WeightedN that of w r, EffectiveN
	// Kish's (sum w r)^2 / sum w^2 r (N under frequency weights).
	Profile [][][]stats.Estimate
	// Posterior holds P(class k | answers of respondent i) in row i, column k.
	Posterior *mat.Dense `json:"-"`
	// Modal[i] is the class of highest posterior, ties to the lower number.
	Modal []int `json:"-"`
	// LogLik is the log-likelihood (pseudo where Pseudo), Objective the
	// penalised one.
	LogLik, Objective float64
	// NPar is the number of free parameters.
	NPar int
	// Criteria are those at N. Where Pseudo they are pseudo-criteria, of
	// weights scaled to sum to N, and Kish are those of weights scaled to sum
	// to EffectiveN; elsewhere Kish is the same.
	Criteria
	Kish Criteria
	// Pseudo says that sampling weights make the likelihood a pseudo one: no
	// likelihood-ratio test may be built on it.
	Pseudo bool
	// RelativeEntropy = 1 - sum(-p log p)/(n log K); EntropyR2 = 1 - mean
	// posterior entropy / entropy of the shares. 0 to 1, 1 is crisp.
	RelativeEntropy, EntropyR2 float64
	Search
	// N is the number of respondents of positive weight (the sum of frequency
	// weights), WeightedN the sum of weights, EffectiveN Kish's (sum w)^2 / sum w^2 (N
	// under frequency weights).
	N                     int
	WeightedN, EffectiveN float64
	Settings              LatentClassSettings
	Warnings              []stats.Warning

	fitted *fitted // what further questions to the model need
}

// fitted is a model with the data it was fitted to.
type fitted struct {
	*data
	m      model
	design *stats.Design // of the sample, of which x may have some rows only
	df     float64
	short  int // parameters that no answers to the items fix
	space  *space
	// inverse is that of the information, cov the covariance of the logits;
	// nil where the information is singular.
	inverse, cov *mat.SymDense
}

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
// sample's respondents ([ItemsSettings].Rows) takes the design of all: the others
// add nothing to the estimates and stay units of their strata and clusters.
//
// A number of classes below 1 or above the number of distinct answer patterns
// is an [ErrClasses]. A cancelled context ends with the context's error and,
// where a start was completed, the best result so far.
func LatentClass(ctx context.Context, x *Items, k int, d *stats.Design, s *LatentClassSettings) (*LatentClassResult, error) {
	r, err := search(ctx, x, k, d, s)
	if r == nil {
		return nil, err
	}
	if failed := r.standardErrors(); failed != nil {
		return nil, failed
	}
	return r, err
}

// search is LatentClass without standard errors.
func search(ctx context.Context, x *Items, k int, d *stats.Design, s *LatentClassSettings) (*LatentClassResult, error) {
	set, err := s.resolved()
	if err != nil {
		return nil, err
	}
	d.Check(x.sample)
	return newData(x, d).search(ctx, k, d, set)
}

func (d *data) search(ctx context.Context, k int, design *stats.Design, s LatentClassSettings) (*LatentClassResult, error) {
	if n := d.distinct(); k < 1 || k > n {
		return nil, fmt.Errorf("%w: %d classes asked for, 1 to %d answer patterns can be told apart", ErrClasses, k, n)
	}
	p := plan{least: s.MinStarts, hits: s.Hits, most: s.MaxStarts, sign: 1, tolerance: hitTolerance, progress: s.Progress}
	if k == 1 {
		p.least, p.most, p.hits = 1, 1, 1
	}
	engines := newWorkers(func() *expectation { return newExpectation(d, k) })
	few := d.thin(thinPatterns)
	starters := newWorkers(func() *expectation { return newExpectation(few, k) })
	fits := run(ctx, p, func(worker, q int) fit {
		e := engines(worker)
		first := starters(worker).start(random.Stream(s.Seed, random.LatentClassStart, uint64(q)), s.Prior)
		return e.em(ctx, first, s.Prior, s.Tolerance, s.MaxIterations)
	}, func(f fit) float64 { return f.objective })
	err := ctx.Err()
	if len(fits) == 0 {
		return nil, err
	}
	return d.result(fits, p, design, s, err != nil), err
}

// result turns the winner of the starts into the reported model.
func (d *data) result(fits []fit, p plan, design *stats.Design, s LatentClassSettings, cancelled bool) *LatentClassResult {
	values := make([]float64, len(fits))
	for q, f := range fits {
		values[q] = f.objective
	}
	k := (len(fits[0].model)) / (1 + d.width)
	r := &LatentClassResult{K: k, Items: d.x.Names(), Settings: s,
		Pseudo: design.Weighted() && design.Kind() == stats.SamplingWeights}
	var best int
	r.Search, best = p.summary(values, s.Seed, func(q int) []int { _, modal := d.classify(fits[q].model, k); return modal }, d.x.copies(design))
	win := fits[best]
	r.LogLik, r.Objective, r.Iterations, r.Converged = win.logLik, win.objective, win.iterations, win.converged
	m := d.canonical(win.model, k)
	r.fitted = &fitted{data: d, m: m, design: design, df: d.x.degrees(design)}
	r.Posterior, r.Modal = d.classify(m, k)
	d.describe(r, m)
	r.Warnings = append(r.warnings(k, cancelled), r.doubts()...)
	return r
}

// copies returns how many respondents each row is.
func (x *Items) copies(d *stats.Design) []float64 {
	out := make([]float64, x.n)
	for i := range out {
		out[i] = d.Copies(x.row(i))
	}
	return out
}

// counted returns how many respondents each of n rows is.
func counted(d *stats.Design, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = d.Copies(i)
	}
	return out
}

// canonical orders classes by falling share.
func (d *data) canonical(m model, k int) model {
	order := make([]int, k)
	for c := range order {
		order[c] = c
	}
	sort.SliceStable(order, func(a, b int) bool {
		i, j := order[a], order[b]
		if m[i] != m[j] {
			return m[i] > m[j]
		}
		return m[k+i*d.width] > m[k+j*d.width]
	})
	var out model
	for _, c := range order {
		out = append(out, m[c])
	}
	for _, c := range order {
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

// MarshalJSON writes the result without what is said of single respondents;
// undefined numbers are null.
func (r *LatentClassResult) MarshalJSON() ([]byte, error) {
	type plain LatentClassResult
	return json.Marshal(struct {
		*plain
		RunnerUpAgreement number
	}{(*plain)(r), number(r.RunnerUpAgreement)})
}
