package stats

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
)

// Margin is a known distribution of the population.
type Margin struct {
	// Column holds each respondent's level. All who weigh anything have one:
	// code the missing as a level, or impute them.
	Column *Codes
	// Target holds the population's share of each level, by code; it is
	// scaled to add up to 1, so that counts do as well.
	Target []float64
}

// RakeSettings bound the weights and end the iterations.
type RakeSettings struct {
	// Total is what the weights add up to; if zero, what they did before.
	Total float64
	// Lowest and Highest bound the weights as multiples of their mean, such as
	// 0.2 and 5; if zero, they are not bounded.
	Lowest, Highest float64
	// MaxIterations is the number of passes over the margins; if zero, 1000.
	MaxIterations int
	// Tolerance is the largest difference of a weighted share from its target
	// that ends the iterations; if zero, 1e-10.
	Tolerance float64
}

// RakedLevel is one level of a margin before and after raking.
type RakedLevel struct {
	Margin string `json:"margin"`
	Level  string `json:"level"`
	// N is the number of respondents; the shares are of the total weight.
	N      int     `json:"n"`
	Before float64 `json:"before"`
	Target float64 `json:"target"`
	After  float64 `json:"after"`
}

// RakeResult is a raked design and how it was reached.
type RakeResult struct {
	// Design has the raked weights; its variances know of them.
	Design *Design `json:"-"`
	// Levels are in the order of the margins and codes.
	Levels     []RakedLevel `json:"levels"`
	Iterations int          `json:"iterations"`
	Converged  bool         `json:"converged"`
	// Difference[t] is the largest distance of a share from its target after
	// pass t, with the weights bounded.
	Difference []float64 `json:"difference"`
	// Smallest and Largest positive weight, as multiples of the mean.
	Smallest float64 `json:"smallest"`
	Largest  float64 `json:"largest"`
	// Trimmed is the number of respondents whose weight is at a bound.
	Trimmed int `json:"trimmed"`
	// EffectiveN is Kish's effective number of respondents, and WeightingLoss
	// n/EffectiveN, his design effect of unequal weights.
	EffectiveN    float64   `json:"effective_n"`
	WeightingLoss float64   `json:"weighting_loss"`
	Warnings      []Warning `json:"warnings,omitempty"`
}

// errMargin is returned for margins that cannot be met, with the reason.
var errMargin = errors.New("stats: margin cannot be met")

// Rake returns the design with its weights multiplied, margin after margin,
// until each weighted distribution is the population's (iterative proportional
// fitting: Deming and Stephan 1940). Where Lowest or Highest are set the weights
// are cut there after each pass over the margins.
//
// The variances of the raked design take the residuals of influences from their
// regression on the margins, weighted by the weights before raking (Deville,
// Sarndal and Sautory 1993): what the margins fix has no error. R's calibrate
// with calfun = "raking" does the same; its rake weights that regression
// equally, which agrees for equal weights before raking. Trimming is not known
// to the variance, and a bias that it brings is not part of it. Bootstrap
// replicates are raked again.
//
// A margin of another length than its column's levels panics, as do lengths
// that differ from the design's. Targets that are negative or not finite, a
// respondent without a level, a level in the sample with target 0 and a level
// with a target that nobody has are errors, and so are settings out of their
// ranges; frequency weights are [ErrWeightKind]. No convergence is a warning,
// with the differences left.
func Rake(ctx context.Context, margins []Margin, d *Design, s *RakeSettings) (*RakeResult, error) {
	r, err := newRaking(margins, d, s)
	if err != nil {
		return nil, err
	}
	if d != nil && d.raked != nil {
		return nil, fmt.Errorf("%w: the design is raked already, rake to all margins at once", ErrDesign)
	}
	out := &RakeResult{}
	weights, err := r.fit(ctx, r.base, out)
	if err != nil {
		return nil, err
	}
	r.factor()
	r.final = weights
	design := &Design{n: len(weights), frame: d.frameOf(len(weights)), raked: r}
	design.power = powerOf(weights)
	design.weights = overPower(weights, design.power)
	if d != nil {
		design.settings = d.settings
	}
	out.Design = design
	r.report(d, out)
	return out, nil
}

// raking is what later variances and replicates need to know.
type raking struct {
	margins  []Margin
	target   [][]float64 // shares that add up to 1
	settings RakeSettings
	base     []float64 // weights before raking, relative
	final    []float64 // weights after
	inverse  *mat.Dense
}

func newRaking(margins []Margin, d *Design, s *RakeSettings) (*raking, error) {
	if len(margins) == 0 {
		return nil, fmt.Errorf("%w: there is none", errMargin)
	}
	if d.Kind() == FrequencyWeights {
		return nil, fmt.Errorf("%w: raked weights are no frequencies", ErrWeightKind)
	}
	n := margins[0].Column.Len()
	d.Check(n)
	r := &raking{base: make([]float64, n)}
	if s != nil {
		r.settings = *s
	}
	if err := r.settings.check(); err != nil {
		return nil, err
	}
	if r.settings.MaxIterations == 0 {
		r.settings.MaxIterations = 1000
	}
	if r.settings.Tolerance == 0 {
		r.settings.Tolerance = 1e-10
	}
	total := 0.0
	for i := range n {
		r.base[i] = d.relative(i)
		total += r.base[i]
	}
	if r.settings.Total == 0 {
		r.settings.Total = math.Ldexp(total, d.weightPower())
	}
	if !(r.settings.Total < 1e300) {
		return nil, fmt.Errorf("%w: the total weight of %.3g is too large", errMargin, r.settings.Total)
	}
	for _, m := range margins {
		if m.Column.Len() != n || len(m.Target) != len(m.Column.Levels()) {
			panic("stats: margins differ in length, or from their levels")
		}
		target, err := r.check(m)
		if err != nil {
			return nil, err
		}
		r.margins, r.target = append(r.margins, m), append(r.target, target)
	}
	return r, nil
}

// check refuses numbers that are no settings.
func (s *RakeSettings) check() error {
	switch {
	case !(s.Total >= 0) || math.IsInf(s.Total, 0) || !(s.Lowest >= 0 && s.Lowest < 1) ||
		s.Highest != 0 && !(s.Highest > 1):
		return fmt.Errorf("%w: total %v, bounds %v and %v of the mean weight", errMargin, s.Total,
			s.Lowest, s.Highest)
	case s.MaxIterations < 0 || !(s.Tolerance >= 0) || math.IsInf(s.Tolerance, 0):
		return fmt.Errorf("%w: %d passes to a tolerance of %v", errMargin, s.MaxIterations, s.Tolerance)
	}
	return nil
}

// check returns the margin's shares.
func (r *raking) check(m Margin) ([]float64, error) {
	sum, held := 0.0, make([]float64, len(m.Target))
	for i, k := range m.Column.Data() {
		switch {
		case r.base[i] == 0:
		case k < 0:
			return nil, fmt.Errorf("%w: %q, row %d has no level", errMargin, m.Column.Name(), i)
		default:
			held[k] += r.base[i]
		}
	}
	for k, t := range m.Target {
		label := m.Column.Levels()[k].Label
		switch {
		case !(t >= 0) || math.IsInf(t, 0):
			return nil, fmt.Errorf("%w: %q, level %q: target %v", errMargin, m.Column.Name(), label, t)
		case t > 0 && held[k] == 0:
			return nil, fmt.Errorf("%w: %q, level %q: nobody has it", errMargin, m.Column.Name(), label)
		case t == 0 && held[k] > 0:
			return nil, fmt.Errorf("%w: %q, level %q: target 0, but respondents have it", errMargin,
				m.Column.Name(), label)
		}
		sum += t
	}
	out := make([]float64, len(m.Target))
	for k, t := range m.Target {
		out[k] = t / sum
	}
	return out, nil
}

// fit rakes base weights and records the passes.
func (r *raking) fit(ctx context.Context, base []float64, out *RakeResult) ([]float64, error) {
	w, positive := append([]float64(nil), base...), 0.0
	for _, v := range w {
		if v > 0 {
			positive++
		}
	}
	low, high := r.settings.Lowest*r.settings.Total/positive,
		r.settings.Highest*r.settings.Total/positive
	for out.Iterations < r.settings.MaxIterations && !out.Converged {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for j, m := range r.margins {
			share := r.shares(m, w)
			for k, t := range r.target[j] {
				if t > 0 && share[k] == 0 {
					return nil, fmt.Errorf("%w: %q, level %q: nobody has it", errMargin, m.Column.Name(),
						m.Column.Levels()[k].Label)
				}
			}
			for i, k := range m.Column.Data() {
				if w[i] > 0 {
					w[i] *= r.target[j][k] / share[k]
				}
			}
		}
		out.Trimmed = 0
		for i, v := range w {
			switch {
			case v > 0 && v < low:
				w[i] = low
				out.Trimmed++
			case high > 0 && v > high:
				w[i] = high
				out.Trimmed++
			}
		}
		out.Iterations++
		worst := 0.0
		for j, m := range r.margins {
			for k, share := range r.shares(m, w) {
				worst = math.Max(worst, math.Abs(share-r.target[j][k]))
			}
		}
		out.Difference = append(out.Difference, worst)
		out.Converged = worst <= r.settings.Tolerance
	}
	return w, nil
}

// shares returns each level's weight over the total to be reached.
func (r *raking) shares(m Margin, w []float64) []float64 {
	out := make([]float64, len(m.Target))
	for i, k := range m.Column.Data() {
		if w[i] > 0 {
			out[k] += w[i] / r.settings.Total
		}
	}
	return out
}

func (r *raking) report(before *Design, out *RakeResult) {
	total, n := 0.0, 0.0
	out.Smallest = math.Inf(1)
	for _, w := range r.final {
		if w > 0 {
			n++
			total += w
			out.Smallest, out.Largest = math.Min(out.Smallest, w), math.Max(out.Largest, w)
		}
	}
	out.Smallest, out.Largest = out.Smallest*n/total, out.Largest*n/total
	out.EffectiveN = out.Design.EffectiveN()
	out.WeightingLoss = n / out.EffectiveN
	for j, m := range r.margins {
		sum, count := 0.0, make([]int, len(m.Target))
		was, is := make([]float64, len(m.Target)), make([]float64, len(m.Target))
		for i, k := range m.Column.Data() {
			if w := before.Weight(i); w > 0 {
				count[k]++
				was[k] += w
				is[k] += r.final[i] / total
				sum += w
			}
		}
		for k, level := range m.Column.Levels() {
			out.Levels = append(out.Levels,
				RakedLevel{m.Column.Name(), level.Label, count[k], was[k] / sum, r.target[j][k], is[k]})
		}
	}
	if !out.Converged {
		out.Warnings = append(out.Warnings, NewWarning("not-converged",
			"after %d passes a share is still %.2g from its target: widen the bounds, combine levels or "+
				"drop a margin", out.Iterations, out.Difference[out.Iterations-1]))
	}
	if out.Trimmed > 0 {
		out.Warnings = append(out.Warnings, NewWarning("trimmed",
			"%d weights are at a bound: the variance does not know of it", out.Trimmed))
	}
}

// MarshalJSON writes the level.
func (r RakedLevel) MarshalJSON() ([]byte, error) {
	type plain RakedLevel
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the raking without its design.
func (r RakeResult) MarshalJSON() ([]byte, error) {
	type plain RakeResult
	return nulls.Marshal(plain(r))
}
