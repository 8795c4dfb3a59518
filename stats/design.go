package stats

import (
	"errors"
	"fmt"
	"math"
)

// WeightKind says what a weight means; the two kinds agree in estimates and
// differ in what they say of the sample's size.
type WeightKind int

const (
	// SamplingWeights are proportional to 1 over the chance of selection
	// (or raked to margins): a row stays one respondent however large its
	// weight.
	SamplingWeights WeightKind = iota
	// FrequencyWeights count identical respondents: weight 3 is three rows.
	FrequencyWeights
)

func (k WeightKind) String() string {
	switch k {
	case SamplingWeights:
		return "sampling"
	case FrequencyWeights:
		return "frequency"
	}
	return fmt.Sprintf("WeightKind(%d)", int(k))
}

// Errors of designs. They are wrapped with the detail.
var (
	// ErrWeightKind is returned by an estimator that cannot honour the
	// design's kind of weights.
	ErrWeightKind = errors.New("stats: this estimator does not support the design's kind of weights")
	// ErrDesign is returned by an estimator that cannot honour the design's
	// strata, clusters or finite population correction.
	ErrDesign = errors.New("stats: this estimator does not support strata, clusters or finite populations yet")
)

// Weights are one number per respondent together with what the numbers mean.
type Weights struct {
	Kind WeightKind
	// Values are finite and not negative; 0 leaves a respondent out of
	// every estimate.
	Values []float64
}

// DesignSettings describe how the sample was drawn beyond its weights.
type DesignSettings struct {
	// Strata holds each respondent's stratum; nil for one stratum.
	Strata []int
	// Clusters holds each respondent's first-stage cluster, unique across
	// strata; nil where each respondent was drawn alone.
	Clusters []int
	// PopulationSize is the number of first-stage units in the population
	// of each respondent's stratum; nil for sampling without a finite
	// population correction.
	PopulationSize []float64
}

// Design is how a sample of n respondents was drawn. It is the only way for
// weights into an estimator. A nil *Design is a simple random sample of
// whatever length the data have, and every method works on it.
type Design struct {
	n        int
	kind     WeightKind
	weights  []float64 // nil: all one
	strata   []int
	clusters []int
	fpc      []float64
}

// NewDesign returns the design of n respondents. Nil weights are all one; nil
// settings mean neither strata nor clusters. It copies what it is given.
// Slices of another length than n panic. Weights that are negative or not
// finite, or that are all zero, are an error.
func NewDesign(n int, w *Weights, s *DesignSettings) (*Design, error) {
	d := &Design{n: n}
	if w != nil {
		if len(w.Values) != n {
			panic("stats: number of weights differs from number of respondents")
		}
		total := 0.0
		for i, v := range w.Values {
			if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
				return nil, fmt.Errorf("stats: row %d: weight %v is not a finite number >= 0", i, v)
			}
			total += v
		}
		if n > 0 && total == 0 {
			return nil, errors.New("stats: all weights are zero")
		}
		d.kind = w.Kind
		d.weights = append([]float64(nil), w.Values...)
	}
	if s == nil {
		return d, nil
	}
	if s.Strata != nil && len(s.Strata) != n || s.Clusters != nil && len(s.Clusters) != n || s.PopulationSize != nil && len(s.PopulationSize) != n {
		panic("stats: number of strata, clusters or population sizes differs from number of respondents")
	}
	d.strata = append([]int(nil), s.Strata...)
	d.clusters = append([]int(nil), s.Clusters...)
	d.fpc = append([]float64(nil), s.PopulationSize...)
	return d, nil
}

// Weight returns the weight of respondent i, 1 under a nil design.
func (d *Design) Weight(i int) float64 {
	if d == nil || d.weights == nil {
		return 1
	}
	return d.weights[i]
}

// Weighted reports whether the design has weights.
func (d *Design) Weighted() bool { return d != nil && d.weights != nil }

// Kind returns what the weights mean.
func (d *Design) Kind() WeightKind {
	if d == nil {
		return SamplingWeights
	}
	return d.kind
}

// Simple reports whether the design has neither strata, clusters nor a finite
// population correction.
func (d *Design) Simple() bool {
	return d == nil || d.strata == nil && d.clusters == nil && d.fpc == nil
}

// Select returns the design of the given rows, in that order. For estimates of
// a subpopulation prefer a mask over the whole design (see [LinearMean]): it
// keeps the strata and clusters that the subpopulation does not reach.
func (d *Design) Select(rows []int) *Design {
	if d == nil {
		return nil
	}
	out := &Design{n: len(rows), kind: d.kind}
	out.weights = selected(d.weights, rows)
	out.strata = selected(d.strata, rows)
	out.clusters = selected(d.clusters, rows)
	out.fpc = selected(d.fpc, rows)
	return out
}

func selected[T any](x []T, rows []int) []T {
	if x == nil {
		return nil
	}
	out := make([]T, len(rows))
	for j, i := range rows {
		out[j] = x[i]
	}
	return out
}

// Check panics when the design is for another number of respondents than n.
func (d *Design) Check(n int) {
	if d != nil && d.n != n {
		panic(fmt.Sprintf("stats: design of %d respondents used with %d", d.n, n))
	}
}
