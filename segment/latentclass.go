package segment

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sort"
	"sync"

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
	// MaxIterations ends a start; if zero, 2,000.
	MaxIterations int
	// Tolerance is the absolute gain of the penalised log-likelihood below
	// which a start has converged; if zero, 1e-8.
	Tolerance float64
	// Prior is the weight of the prior, in respondents, that keeps estimates
	// off 0 and 1: each class is given Prior/K answers to every item, spread
	// as all respondents answered. If zero, 1.
	Prior float64
	// NoPrior turns the prior off (maximum likelihood).
	NoPrior bool
	// Level of the confidence intervals; if zero, 0.95.
	Level float64
	// Progress, where not nil, is told the number of starts done and the
	// number that is sure to be run.
	Progress func(done, total int) `json:"-"`
}

// batch is how many starts are run between looks at the stopping rule. It is
// fixed, so that the number of starts does not depend on the processors.
const batch = 10

// hitTolerance is the difference in log-likelihood below which two starts
// found the same solution.
const hitTolerance = 1e-3

// ErrClasses is returned for a number of classes that the data cannot have.
var ErrClasses = errors.New("segment: number of classes")

func (s *LatentClassSettings) resolved() (LatentClassSettings, error) {
	r := LatentClassSettings{}
	if s != nil {
		r = *s
	}
	for _, d := range []struct {
		value *int
		zero  int
	}{{&r.MinStarts, 50}, {&r.Hits, 5}, {&r.MaxStarts, 1000}, {&r.MaxIterations, 2000}} {
		if *d.value < 0 {
			return r, fmt.Errorf("segment: negative setting %d", *d.value)
		}
		if *d.value == 0 {
			*d.value = d.zero
		}
	}
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
	if r.Level <= 0 || r.Level >= 1 || r.Prior < 0 || r.Tolerance < 0 {
		return r, errors.New("segment: level, prior or tolerance out of range")
	}
	return r, nil
}

// LatentClassResult is a fitted model. Classes are in the order of falling
// share, ties by the first item's profile.
type LatentClassResult struct {
	// K is the number of classes, Items their items in order.
	K     int
	Items []string
	// Share[k] is the share of class k, 0 to 1.
	Share []stats.Estimate
	// Profile[k][j][c] is the probability of answer c of item j in class k,
	// with an interval on the logit scale.
	Profile [][][]stats.Estimate
	// Posterior holds P(class k | answers of respondent i) in row i, column k.
	Posterior *mat.Dense `json:"-"`
	// Modal[i] is the class of highest posterior, ties to the lower number.
	Modal []int `json:"-"`
	// LogLik is the (pseudo) log-likelihood, Objective the penalised one.
	LogLik, Objective float64
	// NPar is the number of free parameters.
	NPar int
	// AIC, BIC, SABIC, CAIC and AIC3: smaller is better. Under sampling
	// weights they are pseudo-criteria, of weights scaled to n.
	AIC, BIC, SABIC, CAIC, AIC3 float64
	Pseudo                      bool
	// RelativeEntropy = 1 - sum(-p log p)/(n log K); EntropyR2 = 1 - mean
	// posterior entropy / entropy of the shares. 0 to 1, 1 is crisp.
	RelativeEntropy, EntropyR2 float64
	// Starts were run, Hits of them found the best solution, Distinct is the
	// number of different optima.
	Starts, Hits, Distinct int
	// RunnerUpAgreement is the adjusted Rand index between the winner and the
	// best other optimum; NaN (null) where there is none.
	RunnerUpAgreement float64
	Iterations        int
	Converged         bool
	N                 int
	WeightedN         float64
	EffectiveN        float64
	Seed              uint64
	Settings          LatentClassSettings
	Warnings          []stats.Warning
}

// LatentClass fits k latent classes by EM from many random starts
// (Lazarsfeld and Henry 1968; Goodman 1974):
//
//	P(answers of i) = sum_k share_k prod_j profile_kj(answer of i to j)
//
// over the items that i answered. It runs at least 50 starts and goes on until
// the best solution was found 5 times, at most 1,000. Sampling weights are
// scaled to sum to n (pseudo-likelihood), frequency weights count respondents.
// Standard errors come from the observed information, in a sandwich under
// sampling weights. A cancelled context ends with the context's error.
func LatentClass(ctx context.Context, x *Items, k int, d *stats.Design, s *LatentClassSettings) (*LatentClassResult, error) {
	set, err := s.resolved()
	if err != nil {
		return nil, err
	}
	d.Check(x.n)
	if !d.Simple() {
		return nil, stats.ErrDesign
	}
	dat := newData(x, d)
	if k < 1 || k > len(dat.patterns) {
		return nil, fmt.Errorf("%w: %d classes asked for, 1 to %d answer patterns can be told apart", ErrClasses, k, len(dat.patterns))
	}
	fits, err := dat.search(ctx, k, set)
	if err != nil {
		return nil, err
	}
	return dat.result(fits, d, set), nil
}

// newData counts equal patterns once.
func newData(x *Items, d *stats.Design) *data {
	dat := &data{x: x, of: make([]int, x.n)}
	total := 0.0
	for i := range x.n {
		total += d.Weight(i)
	}
	scale := 1.0
	if d.Weighted() && d.Kind() == stats.SamplingWeights {
		scale = float64(x.n) / total
	}
	seen := map[string]int{}
	key := make([]byte, len(x.groups))
	for i := range x.n {
		for g := range key {
			key[g] = x.codes[g][i]
		}
		u, ok := seen[string(key)]
		if !ok {
			u = len(dat.patterns)
			seen[string(key)] = u
			dat.patterns = append(dat.patterns, append([]uint8(nil), key...))
			dat.weight = append(dat.weight, 0)
		}
		dat.of[i] = u
		dat.weight[u] += scale * d.Weight(i)
		dat.total += scale * d.Weight(i)
	}
	dat.marginal = make([][]float64, len(x.categories))
	for j, n := range x.categories {
		dat.marginal[j] = make([]float64, n)
	}
	for u, p := range dat.patterns {
		for g, gr := range x.groups {
			for a, c := range gr.answer[p[g]] {
				if c >= 0 {
					dat.marginal[gr.first+a][c] += dat.weight[u]
				}
			}
		}
	}
	for _, row := range dat.marginal {
		sum := 0.0
		for _, v := range row {
			sum += v
		}
		for c := range row {
			row[c] /= sum
		}
	}
	return dat
}

// search runs the starts in fixed batches and returns them all.
func (d *data) search(ctx context.Context, k int, s LatentClassSettings) ([]fit, error) {
	var fits []fit
	for len(fits) < s.MaxStarts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		first := len(fits)
		fits = append(fits, make([]fit, min(batch, s.MaxStarts-first))...)
		var wait sync.WaitGroup
		queue := make(chan int)
		for range min(runtime.GOMAXPROCS(0), batch) {
			wait.Go(func() {
				for q := range queue {
					start := d.random(random.Stream(s.Seed, random.LatentClassStart, uint64(q)), k)
					fits[q] = d.em(start, s.Prior, s.Tolerance, s.MaxIterations)
				}
			})
		}
		for q := first; q < len(fits); q++ {
			queue <- q
		}
		close(queue)
		wait.Wait()
		if s.Progress != nil {
			s.Progress(len(fits), max(len(fits), s.MinStarts))
		}
		if len(fits) >= s.MinStarts && hits(fits) >= s.Hits || k == 1 {
			break
		}
	}
	return fits, nil
}

// hits counts the starts that found the best solution.
func hits(fits []fit) int {
	best, n := math.Inf(-1), 0
	for _, f := range fits {
		best = math.Max(best, f.objective)
	}
	for _, f := range fits {
		if best-f.objective < hitTolerance {
			n++
		}
	}
	return n
}

// result turns the winner of the starts into the reported model.
func (d *data) result(fits []fit, design *stats.Design, s LatentClassSettings) *LatentClassResult {
	order := make([]int, len(fits))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return fits[order[a]].objective > fits[order[b]].objective })
	win := fits[order[0]]
	win.model = canonical(win.model)
	r := &LatentClassResult{K: len(win.share), Items: d.x.Names(), LogLik: win.logLik, Objective: win.objective,
		Starts: len(fits), Hits: hits(fits), Iterations: win.iterations, Converged: win.converged, N: d.x.n, Seed: s.Seed, Settings: s,
		Pseudo: design.Weighted() && design.Kind() == stats.SamplingWeights, RunnerUpAgreement: math.NaN()}
	r.Posterior, r.Modal = d.classify(&win.model)
	r.Distinct = 1
	last := win.objective
	for _, q := range order[1:] {
		if last-fits[q].objective < hitTolerance {
			continue
		}
		last = fits[q].objective
		if r.Distinct++; r.Distinct == 2 {
			_, modal := d.classify(&fits[q].model)
			r.RunnerUpAgreement, _ = AdjustedRand(r.Modal, modal)
		}
	}
	d.criteria(r, design)
	d.errors(r, &win.model, design)
	r.warn()
	return r
}

// canonical orders classes by falling share.
func canonical(m model) model {
	order := make([]int, len(m.share))
	for c := range order {
		order[c] = c
	}
	sort.SliceStable(order, func(a, b int) bool {
		i, j := order[a], order[b]
		if m.share[i] != m.share[j] {
			return m.share[i] > m.share[j]
		}
		return m.profile[i][0][0] > m.profile[j][0][0]
	})
	out := model{}
	for _, c := range order {
		out.share = append(out.share, m.share[c])
		out.profile = append(out.profile, m.profile[c])
	}
	return out
}

// classify returns the posterior and modal class of every respondent.
func (d *data) classify(m *model) (*mat.Dense, []int) {
	k := len(m.share)
	t := newTables(d.x, k)
	t.load(d.x, m)
	logShare := make([]float64, k)
	for c := range logShare {
		logShare[c] = math.Log(m.share[c])
	}
	rows := mat.NewDense(len(d.patterns), k, nil)
	for u, p := range d.patterns {
		t.posterior(p, logShare, rows.RawRowView(u))
	}
	post, modal := mat.NewDense(d.x.n, k, nil), make([]int, d.x.n)
	for i, u := range d.of {
		post.SetRow(i, rows.RawRowView(u))
		for c := range k {
			if rows.At(u, c) > rows.At(u, modal[i]) {
				modal[i] = c
			}
		}
	}
	return post, modal
}

func (d *data) criteria(r *LatentClassResult, design *stats.Design) {
	r.NPar = r.K - 1
	for _, n := range d.x.categories {
		r.NPar += r.K * (n - 1)
	}
	squares := 0.0
	for i := range d.x.n {
		w := design.Weight(i)
		r.WeightedN += w
		squares += w * w
	}
	r.EffectiveN = r.WeightedN * r.WeightedN / squares
	n, p := d.total, float64(r.NPar)
	r.AIC = -2*r.LogLik + 2*p
	r.AIC3 = -2*r.LogLik + 3*p
	r.BIC = -2*r.LogLik + p*math.Log(n)
	r.SABIC = -2*r.LogLik + p*math.Log((n+2)/24)
	r.CAIC = -2*r.LogLik + p*(math.Log(n)+1)
}

func (r *LatentClassResult) warn() {
	add := func(code, text string) { r.Warnings = append(r.Warnings, stats.Warning{Code: code, Text: text}) }
	if !r.Converged {
		add("not-converged", fmt.Sprintf("the best start did not converge in %d steps: raise MaxIterations", r.Settings.MaxIterations))
	}
	if r.K > 1 && r.Hits == 1 {
		add("found-once", fmt.Sprintf("the best solution was found by one of %d starts only: raise MaxStarts or use fewer classes", r.Starts))
	}
	if r.NPar > r.N {
		add("parameters", fmt.Sprintf("%d parameters from %d respondents: use fewer classes or items", r.NPar, r.N))
	}
}
