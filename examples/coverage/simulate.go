package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/ctostudy/ctostudy/internal/parallel"
	"github.com/ctostudy/ctostudy/internal/random"
)

// seed of every simulation of rates; no other was tried.
const seed = 1

// figure is a rate that theory fixes: how often an interval holds the truth, or
// a test rejects a true null.
type figure struct {
	name     string
	expected float64
	// below and above are how far the rate may lie from what is expected beyond
	// 3.5 Monte-Carlo standard errors; why says what they were derived from,
	// before anything was simulated.
	below, above float64
	why          string
}

// experiment draws samples of one kind and looks at several figures in each.
type experiment struct {
	setting    string
	replicates int
	figures    []figure
	// draw returns whether each figure's event happened in a new sample.
	draw func(rng *rand.Rand) ([]bool, error)
}

// rate is a simulated figure.
type rate struct {
	setting string
	figure
	hits, replicates int
}

func (r rate) observed() float64 { return float64(r.hits) / float64(r.replicates) }

// mcError is the Monte-Carlo standard error where the expected rate is true.
func (r rate) mcError() float64 {
	return math.Sqrt(r.expected * (1 - r.expected) / float64(r.replicates))
}

func (r rate) inside() bool {
	d := r.observed() - r.expected
	return d >= -3.5*r.mcError()-r.below && d <= 3.5*r.mcError()+r.above
}

// simulated runs the experiments, with 1/thin of their replicates. The result
// does not depend on the number of processors: each replicate has its stream.
func simulated(ctx context.Context, list []experiment, thin int, progress func(done, total int)) ([]rate, error) {
	var out []rate
	for e, x := range list {
		n := x.replicates / thin
		hits, err := x.run(ctx, uint64(e), n)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", x.setting, err)
		}
		for k, f := range x.figures {
			out = append(out, rate{x.setting, f, hits[k], n})
		}
		progress(e+1, len(list))
	}
	return out, nil
}

// run counts the events of n replicates.
func (x *experiment) run(ctx context.Context, index uint64, n int) ([]int, error) {
	happened := make([][]bool, n)
	err := parallel.Try(ctx, n, func(r int) (err error) {
		if happened[r], err = x.draw(random.Stream(seed, random.Simulation, index<<32|uint64(r))); err != nil {
			return fmt.Errorf("replicate %d: %w", r, err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}

	hits := make([]int, len(x.figures))
	for _, events := range happened {
		for k, yes := range events {
			if yes {
				hits[k]++
			}
		}
	}
	return hits, nil
}

// tabulated returns the rates as rows of the CSV file.
func tabulated(rates []rate, date string) [][]string {
	rows := [][]string{{"sample", "figure", "replicates", "expected", "observed", "mc_error", "allowed_below", "allowed_above", "inside", "allowance_from", "date"}}
	for _, r := range rates {
		rows = append(rows, []string{r.setting, r.name, strconv.Itoa(r.replicates), format(r.expected), fmt.Sprintf("%.4f", r.observed()),
			fmt.Sprintf("%.4f", r.mcError()), fmt.Sprintf("%.4f", r.below), fmt.Sprintf("%.4f", r.above), strconv.FormatBool(r.inside()), r.why, date})
	}
	return rows
}
