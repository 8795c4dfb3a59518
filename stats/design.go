package stats

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/internal/words"
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

func (k WeightKind) String() string { return words.Of(k, "sampling", "frequency") }

// Errors of designs. They are wrapped with the detail.
var (
	// ErrWeightKind is returned by an estimator that cannot honour the
	// design's kind of weights.
	ErrWeightKind = errors.New("stats: this estimator does not support the design's kind of weights")
	// ErrDesign is returned by an estimator that cannot honour the design's
	// strata, clusters, finite population correction or raking.
	ErrDesign = errors.New("stats: this estimator does not support strata, clusters, finite " +
		"populations or raked weights")
)

// Weights are one number per respondent together with what the numbers mean.
type Weights struct {
	// Kind is SamplingWeights unless set.
	Kind WeightKind
	// Values are finite and not negative; 0 leaves a respondent out of
	// every estimate. Frequencies are whole numbers.
	Values []float64
}

// DesignSettings describe how the sample was drawn beyond its weights.
type DesignSettings struct {
	// Strata holds each respondent's stratum; nil for one stratum.
	Strata []int
	// StrataLabels names strata, by their number in Strata, in errors and
	// warnings; a stratum without a label is called by its number.
	StrataLabels map[int]string
	// Clusters holds each respondent's first-stage cluster, unique across
	// strata; nil where each respondent was drawn alone.
	Clusters []int
	// PopulationSize is the number of first-stage units in the population
	// of each respondent's stratum (+Inf: unlimited); nil for sampling without
	// a finite population correction.
	PopulationSize []float64
	// Lonely is what a stratum with one first-stage unit adds to a variance;
	// by default it is an error. Estimates from a single cluster have no
	// variance (NaN) under any other policy. See [Design.Warnings].
	Lonely LonelyPolicy
}

// Design is how a sample of n respondents was drawn. It is the only way for
// weights into an estimator. A nil *Design is a simple random sample of
// whatever length the data have, and every method works on it.
type Design struct {
	n        int
	kind     WeightKind
	weights  []float64 // over 2^power; nil: all one
	power    int       // 0 but for weights that cannot be squared as they are
	counts   []float64 // copies of each respondent (frequency weights); nil: one
	settings DesignSettings
	frame    *frame
	raked    *raking // nil: the weights were given
}

// NewDesign returns the design of n respondents. Nil weights are all one; nil
// settings mean neither strata nor clusters. It copies what it is given.
// Slices of another length than n panic. Weights that are negative or not
// finite, that are all zero, that add up to 1e300 or more, or that are less than
// 1e-150 of the largest, frequencies that are not whole, a cluster in two strata,
// and population sizes that differ within a stratum or are below its
// sampled units are errors.
func NewDesign(n int, w *Weights, s *DesignSettings) (*Design, error) {
	d := &Design{n: n}
	if w != nil {
		known(int(w.Kind), int(FrequencyWeights), "weight kind")
		if len(w.Values) != n {
			panic("stats: number of weights differs from number of respondents")
		}
		total := 0.0
		for i, v := range w.Values {
			if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
				return nil, fmt.Errorf("stats: row %d: weight %v is not a finite number >= 0", i, v)
			}
			if w.Kind == FrequencyWeights && v != math.Trunc(v) {
				return nil, fmt.Errorf("stats: row %d: frequency weight %v is not a whole number", i, v)
			}
			total += v
		}
		if n > 0 && total == 0 {
			return nil, errors.New("stats: all weights are zero")
		}
		if err := checkSizes(w, total); err != nil {
			return nil, err
		}
		d.kind, d.power = w.Kind, powerOf(w.Values)
		d.weights = slices.Clone(overPower(w.Values, d.power))
	}
	if s == nil {
		s = &DesignSettings{}
	}
	if s.Strata != nil && len(s.Strata) != n || s.Clusters != nil && len(s.Clusters) != n ||
		s.PopulationSize != nil && len(s.PopulationSize) != n {
		panic("stats: number of strata, clusters or population sizes differs from number of respondents")
	}
	d.settings = DesignSettings{
		Strata:         slices.Clone(s.Strata),
		StrataLabels:   maps.Clone(s.StrataLabels),
		Clusters:       slices.Clone(s.Clusters),
		PopulationSize: slices.Clone(s.PopulationSize),
		Lonely:         s.Lonely,
	}
	known(int(s.Lonely), int(LonelyAverage), "lonely policy")
	var err error
	if d.kind == FrequencyWeights {
		d.counts = d.weights
	}
	if d.frame, err = newFrame(n, d.counts, &d.settings); err != nil {
		return nil, err
	}
	for h, m := range d.frame.size {
		if m > d.frame.population[h] {
			return nil, fmt.Errorf("stats: stratum %s: %v units sampled of a population of %v",
				d.frame.name(h), m, d.frame.population[h])
		}
	}
	return d, nil
}

// checkSizes refuses weights that are too large to be added up, or too small to
// count beside the largest, and frequencies beyond whole numbers.
func checkSizes(w *Weights, total float64) error {
	const advice = "divide all weights by their mean"
	largest := largestOf(w.Values)
	if !(total < 1e300) {
		return fmt.Errorf("stats: the weights add up to %.3g, which is too large: %s", total, advice)
	}
	if w.Kind == FrequencyWeights && total > 1<<53 {
		return fmt.Errorf("stats: the frequencies add up to %.3g, more than 2^53", total)
	}
	if total > 0 && largest < 1e-300 {
		return fmt.Errorf("stats: the largest weight is %.3g, which is too small: %s", largest, advice)
	}
	for i, v := range w.Values {
		if v > 0 && v < largest*1e-150 {
			return fmt.Errorf("stats: row %d: weight %.3g is nothing beside the largest, %.3g: "+
				"leave the row out (weight 0)", i, v, largest)
		}
	}
	return nil
}

// relative returns the weight of respondent i over 2^[Design.weightPower]: its
// squares neither vanish nor overflow.
func (d *Design) relative(i int) float64 {
	if d == nil || d.weights == nil {
		return 1
	}
	return d.weights[i]
}

// weightPower is the exponent of the power of two that relative weights are in
// units of.
func (d *Design) weightPower() int {
	if d == nil {
		return 0
	}
	return d.power
}

// count returns how many respondents row i is, whatever subpopulation the
// design is of.
func (d *Design) count(i int) float64 {
	if d == nil || d.counts == nil {
		return 1
	}
	return d.counts[i]
}

// Weight returns the weight of respondent i, 1 under a nil design.
func (d *Design) Weight(i int) float64 {
	if d == nil || d.weights == nil {
		return 1
	}
	if d.power != 0 {
		return math.Ldexp(d.weights[i], d.power)
	}
	return d.weights[i]
}

// Copies returns how many respondents row i stands for: its weight under
// frequency weights, else 1, and 0 if it weighs nothing.
func (d *Design) Copies(i int) float64 {
	w := d.Weight(i)
	switch {
	case !(w > 0):
		return 0
	case d.Kind() == FrequencyWeights:
		return w
	}
	return 1
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
// population correction, and was not raked.
func (d *Design) Simple() bool {
	return d == nil || d.settings.Strata == nil && d.settings.Clusters == nil &&
		d.settings.PopulationSize == nil && d.raked == nil
}

// Domain returns the design for estimates of a subpopulation: its weights are
// multiplied by the mask (one value from 0 to 1 per respondent), while strata,
// clusters and their numbers of sampled units stay those of the whole sample,
// as they must for an honest error (Lumley 2010, section 2.2.1). Frequency
// weights keep counting the copies of a row. It panics when lengths differ or a
// mask value is outside of 0 to 1. A nil design needs the mask's length and
// becomes one of unit weights.
func (d *Design) Domain(mask []float64) *Design {
	d.Check(len(mask))
	out := &Design{n: len(mask), weights: make([]float64, len(mask)), frame: d.frameOf(len(mask))}
	if d != nil {
		out.kind, out.power, out.counts = d.kind, d.power, d.counts
		out.settings, out.raked = d.settings, d.raked
	}
	for i, a := range mask {
		if !(a >= 0 && a <= 1) {
			panic(fmt.Sprintf("stats: mask value %v of row %d is outside of 0 to 1", a, i))
		}
		out.weights[i] = a * d.relative(i)
	}
	return out
}

// EffectiveN returns Kish's effective number of respondents, (sum w)^2 /
// sum w^2 (Kish 1965), each copy under frequency weights having its own; NaN for a nil design,
// which does not know its length.
func (d *Design) EffectiveN() float64 {
	if d == nil {
		return math.NaN()
	}
	total, squares := 0.0, 0.0
	for i := range d.n {
		w := d.relative(i)
		total += w
		squares += d.squares(i, w)
	}
	return effective(total, squares)
}

// squares returns the sum of the squared weights of the respondents that row i
// is, whose weights in an estimate add up to w.
func (d *Design) squares(i int, w float64) float64 {
	if c := d.count(i); c > 1 {
		return w * w / c
	}
	return w * w
}

// effective is Kish's n from the sum of weights and of their squares.
func effective(total, squares float64) float64 { return total * total / squares }

// wholeCopies refuses a frequency design of which a part of a copy weighs
// something, as under a mask between 0 and 1.
func (d *Design) wholeCopies() error {
	if d.Kind() != FrequencyWeights {
		return nil
	}
	for i := range d.n {
		if w := d.Weight(i); w > 0 && w != d.count(i) {
			return fmt.Errorf("%w: row %d has a part of a copy", ErrWeightKind, i)
		}
	}
	return nil
}

// Select returns the design of the given rows, in that order, as if no other
// had been drawn; it forgets raking. For estimates of a subpopulation use
// [Design.Domain] or a mask (see [LinearMean]): they keep the strata and
// clusters that the subpopulation does not reach.
func (d *Design) Select(rows []int) *Design {
	if d == nil {
		return nil
	}
	out := &Design{n: len(rows), kind: d.kind, power: d.power,
		weights: selected(d.weights, rows), counts: selected(d.counts, rows)}
	out.settings = DesignSettings{
		Strata:         selected(d.settings.Strata, rows),
		StrataLabels:   d.settings.StrataLabels,
		Clusters:       selected(d.settings.Clusters, rows),
		PopulationSize: selected(d.settings.PopulationSize, rows),
		Lonely:         d.settings.Lonely,
	}
	var err error
	if out.frame, err = newFrame(out.n, out.counts, &out.settings); err != nil {
		panic("stats: rows of a valid design are one: " + err.Error())
	}
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

// simpleCopies returns how many respondents each row is under a simple sample whose
// positive weights are equal or whole frequencies.
func (d *Design) simpleCopies(n int) ([]float64, error) {
	d.Check(n)
	if !d.Simple() {
		return nil, ErrDesign
	}
	out, unit := make([]float64, n), 0.0
	for i := range out {
		w := d.Weight(i)
		if d.Kind() == FrequencyWeights {
			if w != math.Trunc(w) {
				return nil, fmt.Errorf("%w: row %d has a part of a copy", ErrWeightKind, i)
			}
			out[i] = w
			continue
		}
		if w == 0 {
			continue
		}
		if unit == 0 {
			unit = w
		}
		if w != unit {
			return nil, fmt.Errorf("%w: sampling weights differ", ErrWeightKind)
		}
		out[i] = 1
	}
	return out, nil
}
