package segment

import (
	"context"
	"math"
	"sync"

	"github.com/ctostudy/ctostudy/internal/parallel"
	"github.com/ctostudy/ctostudy/stats"
)

// Search tells what many random starts found. One start proves nothing: how
// often the best solution was found, and how far the next best agrees with it,
// says how far the best can be trusted.
type Search struct {
	// Starts were run, Hits of them found the best solution.
	Starts, Hits int
	// Distinct is the number of different optima.
	Distinct int
	// RunnerUpAgreement is the adjusted Rand index between the winner and the
	// best other optimum, over the respondents of positive weight, as often as
	// their frequency; NaN (null) where there is none.
	RunnerUpAgreement float64
	// Objectives holds what each start reached, in order of the starts.
	Objectives []float64
	// Iterations of the winning start, and whether it converged.
	Iterations int
	Converged  bool
	Seed       uint64
}

// plan says how many starts are run.
type plan struct {
	least, hits, most int
	sign              float64 // 1 if a larger objective is better, -1 if a smaller
	// tolerance is the difference below which two starts found the same, relative
	// if below 0.
	tolerance float64
	progress  func(done, total int)
}

// of is the plan for k classes: every start finds the same one class.
func (p plan) of(k int) plan {
	if k == 1 {
		p.least, p.most, p.hits = 1, 1, 1
	}
	return p
}

// batch is how many starts are run between looks at the stopping rule, after
// the least number. It is fixed, so that the number of starts does not depend
// on the processors.
const batch = 10

// portion is how many starts are handed out at a time: whatever number is asked
// for, memory is taken for so many only, and the context is looked at between.
const portion = 1 << 10

// run calls start, with the numbers 0, 1, ... of the starts and of a worker
// that no two calls share at a time, until the best objective was found often
// enough. When the context is cancelled it returns the starts that were done.
// The progress callback runs on the caller's goroutine, so that its panic is the
// caller's to recover.
func run[T any](
	ctx context.Context, p plan, start func(worker, q int) T, objective func(T) float64,
) []T {
	var done []T
	var values []float64

	first := 0 // the number of the next start
	for first < p.most && ctx.Err() == nil {
		until := min(p.least, p.most)
		if first >= until {
			until = min(first+batch, p.most)
		}

		for first < until && ctx.Err() == nil {
			size := min(portion, until-first)
			for _, s := range some(ctx, p, first, size, until, start) {
				done, values = append(done, s), append(values, objective(s))
			}
			first += size
		}

		if len(done) >= p.least && p.found(values) >= p.hits {
			break
		}
	}
	return done
}

// some runs size starts from the given number on, on all processors, and returns
// those that were done before the context ended, in order.
func some[T any](
	ctx context.Context, p plan, first, size, until int, start func(worker, q int) T,
) []T {
	part, complete := make([]T, size), make([]bool, size)

	// Workers stop at the end of their start when the callback panics.
	working, stop := context.WithCancel(ctx)
	finished := make(chan struct{})
	var panicked any
	go func() {
		defer close(finished)
		defer func() { panicked = recover() }() // a worker's panic is the caller's too
		parallel.Workers(working, size, func(worker, q int) {
			part[q] = start(worker, first+q)
			complete[q] = ctx.Err() == nil
			finished <- struct{}{}
		})
	}()
	defer func() {
		stop()
		for range finished { // until no worker is left
		}
	}()

	count := 0
	for range finished {
		if count++; p.progress != nil {
			p.progress(first+count, until)
		}
	}
	if panicked != nil {
		panic(panicked)
	}

	out := part[:0]
	for q, ok := range complete {
		if ok {
			out = append(out, part[q])
		}
	}
	return out
}

// newWorkers returns one T for each worker, made when first asked for.
func newWorkers[T any](make func() *T) func(worker int) *T {
	var lock sync.Mutex
	made := map[int]*T{}
	return func(worker int) *T {
		lock.Lock()
		defer lock.Unlock()
		if made[worker] == nil {
			made[worker] = make()
		}
		return made[worker]
	}
}

// found counts the starts that found the best solution.
func (p plan) found(values []float64) int {
	best, n := math.Inf(-1), 0
	for _, v := range values {
		best = max(best, p.sign*v)
	}
	for _, v := range values {
		if p.same(best, p.sign*v) {
			n++
		}
	}
	return n
}

func (p plan) same(a, b float64) bool {
	if p.tolerance < 0 {
		return a-b <= -p.tolerance*math.Abs(a)
	}
	return a-b < p.tolerance
}

// summary describes the starts and returns the best of them, of equal ones the
// first. Labels returns the class of every row after a start, copies how many
// respondents a row is.
func (p plan) summary(
	values []float64, seed uint64, labels func(q int) []int, copies []float64,
) (s Search, best int) {
	s = Search{
		Starts: len(values), Hits: p.found(values), Distinct: 1, RunnerUpAgreement: math.NaN(),
		Objectives: values, Seed: seed,
	}

	ranks := order(len(values), func(i, j int) bool { return p.sign*values[i] > p.sign*values[j] })
	best = ranks[0]
	last := values[best]
	for _, q := range ranks[1:] {
		if p.same(p.sign*last, p.sign*values[q]) {
			continue
		}
		last = values[q]
		s.Distinct++
		if s.Distinct == 2 {
			s.RunnerUpAgreement = agreement(labels(best), labels(q), copies)
		}
	}
	return s, best
}

// warnings are those that every search may give.
func (s *Search) warnings(k int, cancelled bool) []stats.Warning {
	var out []stats.Warning
	add := func(code, format string, args ...any) {
		out = append(out, stats.NewWarning(code, format, args...))
	}
	if cancelled {
		add("cancelled", "the search was cancelled: this is the best of the starts that were done")
	}
	if !s.Converged {
		add("not-converged", "the best start did not converge: raise MaxIterations")
	}
	if k > 1 && s.Hits == 1 {
		add("found-once",
			"the best solution was found by one start only: raise MaxStarts or use fewer classes")
	}
	return out
}
