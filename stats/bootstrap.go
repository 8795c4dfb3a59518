package stats

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sort"
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/parallel"
	"github.com/ctostudy/ctostudy/internal/random"
)

// BootstrapSettings set number and seed of the replicates.
type BootstrapSettings struct {
	// Replicates is the number of resamples; if zero, 200, enough for a
	// standard error within 5%. Intervals by percentile need 1,000 or more.
	Replicates int `json:"replicates"`
	// Seed names the resamples: the same seed and design give the same ones.
	Seed uint64 `json:"seed"`
	// Progress, if not nil, is called after each replicate, one call at a
	// time, with the number done of all.
	Progress func(done, total int) `json:"-"`
}

// Replicates are resamples of a design, each a design of the same respondents
// with other weights. They are drawn when they are used.
type Replicates struct {
	design   *Design
	n        int
	settings BootstrapSettings
	members  [][]int     // units of a stratum
	through  [][]float64 // their copies up to and with each
}

// mostNumbers is how many numbers replicates may keep: a gigabyte of float64.
// More is a mistake in the settings, and would end the program before its
// context could.
const mostNumbers = 1 << 27

// errReplicates is returned where too few replicates could be computed, or more
// are asked for than can be kept.
var errReplicates = errors.New("stats: replicates cannot be computed")

// Bootstrap returns resamples of the n respondents of the design: in each
// stratum n_h-1 of the n_h first-stage units are drawn with replacement, and
// the weight of a unit drawn m times becomes
//
//	w* = w [1 + (1 - n_h/N_h)^(1/2) (m n_h/(n_h-1) - 1)]
//
// so that the variance of a total over resamples has the expectation of
// [Design.Covariance] (Rao and Wu 1988; Rao, Wu and Yue 1992). Raked designs
// are raked again in each. Under frequency weights the copies of a row are drawn
// one by one. n tells the length of a nil design; it panics where another
// design's differs.
//
// A lonely unit keeps its weight under LonelyRemove. Under LonelyAdjust its
// weight becomes w [1 + (1 - 1/N_h)^(1/2)] or w [1 - (1 - 1/N_h)^(1/2)] with even
// chances, whose variance is that of the policy. Under any other policy, and in a
// design of one unit, it is [ErrLonely].
func (d *Design) Bootstrap(n int, s *BootstrapSettings) (*Replicates, error) {
	d.Check(n)
	r := &Replicates{design: d, n: n}
	if s != nil {
		r.settings = *s
	}
	if r.settings.Replicates == 0 {
		r.settings.Replicates = 200
	}
	if r.settings.Replicates < 2 {
		return nil, fmt.Errorf("%w: %d asked for", errReplicates, r.settings.Replicates)
	}
	if r.settings.Replicates > mostNumbers {
		return nil, fmt.Errorf("%w: %d asked for, at most %d",
			errReplicates, r.settings.Replicates, mostNumbers)
	}
	f := d.frameOf(n)
	policy := d.lonelyPolicy()
	if policy == LonelyFail || policy == LonelyAverage || len(f.size) == 1 {
		if names := f.lonelyAmong(func(int) bool { return true }); names != nil {
			return nil, fmt.Errorf("%w: %s one", ErrLonely, listed(names, "stratum", "strata"))
		}
	}
	r.members = make([][]int, len(f.size))
	r.through = make([][]float64, len(f.size))
	for u := range f.units {
		h := f.stratumOf(u)
		if copies := f.count(u); copies > 0 {
			before := 0.0
			if k := len(r.through[h]); k > 0 {
				before = r.through[h][k-1]
			}
			r.members[h] = append(r.members[h], u)
			r.through[h] = append(r.through[h], before+copies)
		}
	}
	return r, nil
}

// Len returns the number of replicates.
func (r *Replicates) Len() int { return r.settings.Replicates }

// Design returns replicate b, a design with sampling weights, or an error where
// the replicate cannot be raked. Its weights are made anew at each call.
func (r *Replicates) Design(ctx context.Context, b int) (*Design, error) {
	f := r.design.frameOf(r.n)
	rng := random.Stream(r.settings.Seed, random.BootstrapResample, uint64(b))
	drawn := make([]float64, f.units)
	for h, units := range r.members {
		copies := int(f.size[h])
		for k := range copies - 1 {
			if k%(1<<20) == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			drawn[units[r.member(h, rng.IntN(copies))]]++
		}
	}
	factor := make([]float64, f.units)
	for u := range factor {
		h, copies := f.stratumOf(u), f.count(u)
		factor[u] = 1
		switch m := f.size[h]; {
		case copies == 0:
		case m > 1:
			factor[u] += math.Sqrt(f.open(h)) * (drawn[u]/copies*m/(m-1) - 1)
		case f.lonely(h) && r.design.lonelyPolicy() == LonelyAdjust:
			side := float64(2*rng.IntN(2) - 1)
			factor[u] += math.Sqrt(f.open(h)) * side
		}
	}
	base := r.design
	out := &Design{n: r.n, weights: make([]float64, r.n), power: base.weightPower(), frame: f}
	if base != nil {
		out.settings = base.settings
	}
	if base == nil || base.raked == nil {
		for i := range out.weights {
			out.weights[i] = base.relative(i) * factor[f.of(i)]
		}
		return out, nil
	}
	start := make([]float64, r.n)
	for i := range start {
		start[i] = base.raked.base[i] * factor[f.of(i)]
	}
	raked, err := base.raked.fit(ctx, start, &RakeResult{})
	if err != nil {
		return nil, err
	}
	for i := range raked { // a subpopulation of the raked design keeps its part
		if whole := base.raked.final[i]; whole > 0 {
			out.weights[i] = raked[i] * base.weights[i] / whole
		}
	}
	return out, nil
}

// member returns which member of a stratum a copy is of.
func (r *Replicates) member(h, copyOf int) int {
	if len(r.members[h]) == int(r.through[h][len(r.through[h])-1]) {
		return copyOf // one copy each
	}
	return sort.Search(len(r.through[h]), func(k int) bool {
		return r.through[h][k] > float64(copyOf)
	})
}

// BootstrapResult is what a statistic is in the replicates.
type BootstrapResult struct {
	// Value holds the statistic in the sample itself, StdErr its replicate
	// standard error.
	Value  []float64 `json:"estimate"`
	StdErr []float64 `json:"std_error"`
	// Values[b] is replicate b's, nil where it could not be computed.
	Values [][]float64 `json:"-"`
	// Covariance is that of the replicates about their mean, divided by their
	// number less one.
	Covariance *mat.SymDense `json:"-"`
	// Failed is the number of replicates that could not be computed.
	Failed   int               `json:"failed"`
	DF       float64           `json:"df"` // of the design
	N        int               `json:"n"`  // respondents, or their copies
	Settings BootstrapSettings `json:"settings"`
	Warnings []Warning         `json:"warnings,omitempty"`
}

// Evaluate computes a statistic in the sample and in each replicate, several at
// a time; results do not depend on how many. The statistic is called from
// several goroutines with designs of all respondents: it must not change what it
// shares. A replicate where it returns an error or a number that is not finite
// counts as failed and is left out, with a warning; an error in the sample itself,
// statistics of different lengths, fewer than two replicates left and more
// numbers than a gigabyte holds are errors. A panic of the
// statistic or of Progress comes up on the caller's goroutine.
func (r *Replicates) Evaluate(ctx context.Context,
	statistic func(d *Design) ([]float64, error)) (*BootstrapResult, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	value, err := statistic(r.design)
	if err != nil {
		return nil, err
	}
	if !allFinite(value) {
		return nil, fmt.Errorf("%w: the statistic of the sample is %v", errReplicates, value)
	}
	// Each replicate's slice takes three words beside its numbers.
	if float64(r.Len())*float64(len(value)+3) > mostNumbers {
		return nil, fmt.Errorf("%w: %d replicates of %d numbers do not fit into memory",
			errReplicates, r.Len(), len(value))
	}

	respondents := 0.0
	for i := range r.n {
		respondents += r.design.count(i)
	}
	out := &BootstrapResult{Value: value, Values: make([][]float64, r.Len()),
		N: int(respondents), Settings: r.settings,
		DF: r.design.df(r.n, func(int) bool { return true })}
	var mu sync.Mutex
	done, broken := 0, false // broken: Progress has panicked
	parallel.Each(ctx, r.Len(), func(b int) {
		if d, err := r.Design(ctx, b); err == nil {
			if v, err := statistic(d); err == nil && allFinite(v) {
				out.Values[b] = v
			}
		}

		mu.Lock()
		defer mu.Unlock() // also after a panic
		done++
		if r.settings.Progress != nil && !broken {
			broken = true
			r.settings.Progress(done, r.Len())
			broken = false
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := out.covariance(); err != nil {
		return nil, err
	}
	return out, nil
}

func (b *BootstrapResult) covariance() error {
	q, used := len(b.Value), 0
	mean := make([]float64, q)
	for _, v := range b.Values {
		if v == nil {
			b.Failed++
			continue
		}
		if len(v) != q {
			return fmt.Errorf("stats: a statistic has %d numbers in the sample and %d in a replicate",
				q, len(v))
		}
		used++
		for j := range v {
			mean[j] += v[j]
		}
	}
	if used < 2 {
		return fmt.Errorf("%w: %d of %d could, fewer than two", errReplicates, used, len(b.Values))
	}
	if err := b.haveSquares(mean, used); err != nil {
		return err
	}
	b.Covariance = mat.NewSymDense(q, nil)
	row := mat.NewVecDense(q, nil)
	for _, v := range b.Values {
		if v != nil {
			for j := range v {
				row.SetVec(j, v[j]-mean[j]/float64(used))
			}
			b.Covariance.SymRankOne(b.Covariance, 1/float64(used-1), row)
		}
	}
	for j := range q {
		b.StdErr = append(b.StdErr, math.Sqrt(b.Covariance.At(j, j)))
	}
	if b.Failed > 0 {
		b.Warnings = append(b.Warnings, NewWarning("failed-replicates",
			"%d of %d replicates could not be computed and are left out: the error may be too small",
			b.Failed, len(b.Values)))
	}
	return nil
}

// haveSquares refuses replicates whose distances from their mean, given as its
// multiple by used, have no squares.
func (b *BootstrapResult) haveSquares(sum []float64, used int) error {
	for j := range b.Value {
		largest := 0.0
		for _, v := range b.Values {
			if v != nil {
				largest = math.Max(largest, math.Abs(v[j]-sum[j]/float64(used)))
			}
		}
		if !hasSquare(largest) {
			return beyondSquares(fmt.Sprintf("the spread of number %d of the statistic", j), largest)
		}
	}
	return nil
}

// Estimate returns number j of the statistic with its replicate standard error
// and an interval on the t distribution with the design's degrees of freedom. It
// panics when there is no such number.
func (b *BootstrapResult) Estimate(j int, s *EstimateSettings) (*Estimate, error) {
	level, err := s.level()
	if err != nil {
		return nil, err
	}
	out := &Estimate{Value: b.Value[j], StdErr: b.StdErr[j], Level: level, DF: b.DF, N: b.N,
		WeightedN: math.NaN(), EffectiveN: math.NaN(), DesignEffect: math.NaN(), Warnings: b.Warnings}
	return out.bounded(), nil
}

// Percentile returns the interval of number j between the quantiles of its
// replicates (Efron 1979), for statistics with a skew distribution. It panics
// when there is no such number or the level is outside of 0 to 1.
func (b *BootstrapResult) Percentile(j int, level float64) (low, high float64) {
	if !(level > 0 && level < 1) {
		panic(fmt.Sprintf("stats: confidence level %v is not between 0 and 1", level))
	}
	var x []float64
	for _, v := range b.Values {
		if v != nil {
			x = append(x, v[j])
		}
	}
	c := newCumulative(x, nil)
	return c.quantile(0.5-level/2, false), c.quantile(0.5+level/2, false)
}

// MarshalJSON writes the replicates without their values.
func (r BootstrapResult) MarshalJSON() ([]byte, error) {
	type plain BootstrapResult
	return nulls.Marshal(plain(r))
}
