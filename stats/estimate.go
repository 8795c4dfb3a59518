package stats

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/level"
	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
)

// Estimate is a number computed from a sample, with its error. Undefined
// numbers are NaN (null in JSON).
type Estimate struct {
	// Value is the estimate in its own unit (shares as fractions 0 to 1).
	Value float64 `json:"estimate"`
	// StdErr is its standard error.
	StdErr float64 `json:"std_error"`
	// Low and High bound the confidence interval.
	Low  float64 `json:"conf_low"`
	High float64 `json:"conf_high"`
	// Level is the interval's confidence level, 0.95 unless set.
	Level float64 `json:"level"`
	// DF is the degrees of freedom of the standard error: first-stage units
	// less strata among the respondents that the estimate rests on.
	DF float64 `json:"df"`
	// N is the number of respondents the estimate rests on: rows, or their
	// copies under frequency weights.
	N int `json:"n"`
	// WeightedN is their total weight and EffectiveN Kish's effective
	// number, (sum w)^2 / sum w^2 (N under frequency weights).
	WeightedN  float64 `json:"weighted_n"`
	EffectiveN float64 `json:"effective_n"`
	// DesignEffect is the variance over that of a simple random sample of N
	// drawn with replacement (Kish 1965); NaN for what is no mean or share.
	DesignEffect float64   `json:"design_effect"`
	Warnings     []Warning `json:"warnings,omitempty"`
}

// EstimateSettings set the confidence level.
type EstimateSettings struct {
	// Level is the confidence level in (0, 1); if zero, 0.95.
	Level float64
}

// Linearized is an estimate together with the influence of each respondent on
// it, so that smooth functions of several estimates, whatever subpopulations
// they are of, keep their joint errors (Taylor linearisation: Binder 1983;
// Deville 1999). Its variance is that of the total of the influences, see
// [Design.Covariance].
type Linearized struct {
	Value      float64
	Influence  []float64 // one per respondent of the whole sample, already weighted
	N          int       // respondents with a positive weight in the estimate
	WeightedN  float64
	EffectiveN float64
	// DF is the degrees of freedom of those respondents, negative where they
	// have none; 0 where it is not known, and then the whole design's.
	DF float64

	simple float64 // variance in a simple random sample of N over 4^power; 0: not known
	power  int
	used   []bool  // who is in the estimate; nil: those with an influence
	terms  float64 // sum of the sizes of the terms that influences are differences of
}

// LinearMean returns the weighted mean of x over the respondents with a
// positive mask and an x that is not NaN:
//
//	m = sum w_i a_i x_i / sum w_i a_i,   e_i = w_i a_i (x_i - m) / sum w_i a_i
//
// The mask a (0 to 1; nil for all ones) marks a subpopulation, or holds the
// chances of belonging to it. The value is NaN when no respondent is left. It
// panics when lengths differ.
func LinearMean(x, mask []float64, d *Design) *Linearized {
	out, w, total := newLinearized(x, mask, d)
	if out.N == 0 {
		out.Value = math.NaN()
		return out
	}
	sum, largest := 0.0, 0.0
	for i, wi := range w {
		if wi > 0 {
			sum += wi * x[i]
			largest = math.Max(largest, math.Abs(x[i]))
		}
	}
	out.Value = sum / total

	out.power = power(largest)
	unit, squares := math.Ldexp(1, -out.power), 0.0
	for i, wi := range w {
		if wi > 0 {
			e := wi * (x[i] - out.Value)
			out.Influence[i] = e / total
			squares += e * unit * ((x[i] - out.Value) * unit)
			out.terms += wi / total * (math.Abs(x[i]) + math.Abs(out.Value))
		}
	}
	if out.N > 1 {
		out.simple = squares / total / float64(out.N-1)
	}
	return out
}

// LinearTotal returns the weighted total of x over the respondents with a
// positive mask and an x that is not NaN, who count as 0: t = sum w_i a_i x_i,
// e_i = w_i a_i x_i. It panics when lengths differ.
func LinearTotal(x, mask []float64, d *Design) *Linearized {
	out, w, _ := newLinearized(x, mask, d)
	for i, wi := range w {
		if wi > 0 {
			wi = math.Ldexp(wi, d.weightPower())
			out.Influence[i] = wi * x[i]
			out.Value += wi * x[i]
			out.terms += math.Abs(wi * x[i])
		}
	}
	return out
}

// newLinearized counts the respondents of an estimate and returns their relative
// weights, 0 for whoever is not in it, and their sum.
func newLinearized(x, mask []float64, d *Design) (out *Linearized, w []float64, total float64) {
	d.Check(len(x))
	if mask != nil && len(mask) != len(x) {
		panic("stats: number of mask values differs from number of respondents")
	}
	out = &Linearized{Influence: make([]float64, len(x)), used: make([]bool, len(x))}
	w = make([]float64, len(x))
	squares, n := 0.0, 0.0
	for i, v := range x {
		wi := d.relative(i)
		if mask != nil {
			wi *= mask[i]
		}
		if wi > 0 && !math.IsNaN(v) {
			w[i], out.used[i] = wi, true
			n += d.count(i)
			total += wi
			squares += d.squares(i, wi)
		}
	}
	out.N = int(n)
	out.WeightedN, out.EffectiveN = math.Ldexp(total, d.weightPower()), effective(total, squares)
	if out.DF = d.df(len(x), func(i int) bool { return out.used[i] }); out.DF <= 0 {
		out.DF = -1
	}
	return out, w, total
}

// Combine returns a smooth function of several estimates: its value, and its
// gradient with respect to them. N, weighted and effective n and the degrees of
// freedom are the smallest of the parts. It panics when lengths differ or there
// are no parts.
func Combine(value float64, gradient []float64, parts []*Linearized) *Linearized {
	if len(gradient) != len(parts) || len(parts) == 0 {
		panic("stats: gradient and parts differ in length or are empty")
	}
	out := &Linearized{Value: value, Influence: make([]float64, len(parts[0].Influence)),
		N: parts[0].N, WeightedN: parts[0].WeightedN, EffectiveN: parts[0].EffectiveN}
	out.used = usedByAny(parts)
	for j, p := range parts {
		for i, e := range p.Influence {
			out.Influence[i] += gradient[j] * e
		}
		out.terms += math.Abs(gradient[j]) * p.terms
		out.N = min(out.N, p.N)
		out.WeightedN = math.Min(out.WeightedN, p.WeightedN)
		out.EffectiveN = math.Min(out.EffectiveN, p.EffectiveN)
		if p.DF != 0 && (out.DF == 0 || p.DF < out.DF) {
			out.DF = p.DF
		}
	}
	return out
}

// usedByAny returns who is in one of the estimates, nil if that is not known of
// all of them.
func usedByAny(parts []*Linearized) []bool {
	out := make([]bool, len(parts[0].Influence))
	for _, p := range parts {
		if p.used == nil {
			return nil
		}
		for i, yes := range p.used {
			out[i] = out[i] || yes
		}
	}
	return out
}

// Difference returns a - b with the error that their common respondents give.
func Difference(a, b *Linearized) *Linearized {
	return Combine(a.Value-b.Value, []float64{1, -1}, []*Linearized{a, b})
}

// RatioOf returns a / b.
func RatioOf(a, b *Linearized) *Linearized {
	r := a.Value / b.Value
	return Combine(r, []float64{1 / b.Value, -r / b.Value}, []*Linearized{a, b})
}

// Estimate returns the estimate with its standard error under the design and a
// symmetric interval on the t distribution with the estimate's degrees of
// freedom. A single first-stage unit per stratum leaves no interval (NaN). There
// is no standard error either (NaN) if all respondents are one, or of one
// first-stage unit whose influences cancel, or if they are of lonely strata only
// that have no others to take a variance from (see [LonelyPolicy]). All of these
// carry a warning. A value that is not finite has no error (NaN). Lonely units
// under LonelyFail ([ErrLonely]),
// influences that are not finite and a level outside of 0 to 1 are errors. It
// panics when the design has another length.
func (l *Linearized) Estimate(d *Design, s *EstimateSettings) (*Estimate, error) {
	d.Check(len(l.Influence))
	level, err := s.level()
	if err != nil {
		return nil, err
	}
	v, k := math.NaN(), powerOf(l.Influence) // the variance is v 4^k
	if !math.IsNaN(l.Value) && !math.IsInf(l.Value, 0) {
		if v, err = d.variance(overPower(l.Influence, k), l.used); err != nil {
			return nil, err
		}
	}
	if l.withinOneUnit(d) {
		v = math.NaN()
	}
	out := &Estimate{Value: l.Value, StdErr: math.Ldexp(math.Sqrt(v), k), Level: level, DF: l.DF,
		N: l.N, WeightedN: l.WeightedN, EffectiveN: l.EffectiveN, DesignEffect: math.NaN()}
	if out.DF == 0 {
		out.DF = d.df(len(l.Influence), func(int) bool { return true })
	}
	out.DF = math.Max(out.DF, 0)
	switch {
	case l.N == 0:
		out.StdErr = math.NaN()
	case l.N == 1:
		out.StdErr = math.NaN()
		out.Warnings = append(out.Warnings, NewWarning("one-respondent",
			"one respondent has no standard error: combine groups"))
	case out.DF <= 0:
		out.Warnings = append(out.Warnings, l.withoutFreedom(d, math.IsNaN(v)))
	}
	if l.simple > 0 {
		out.DesignEffect = math.Ldexp(v/l.simple, 2*(k-l.power))
	}
	return out.bounded(), nil
}

// withinOneUnit reports whether all respondents are of one first-stage unit and
// their influences cancel but for rounding, as those of a mean do: the variance
// would be 0, and says nothing. A total from one unit has a variance.
func (l *Linearized) withinOneUnit(d *Design) bool {
	if l.DF > 0 {
		return false
	}
	f, units := d.frameOf(len(l.Influence)), 0.0
	for u, in := range f.unitsIn(mat.NewDense(len(l.Influence), 1, l.Influence), l.used) {
		if in {
			units += f.count(u)
		}
	}

	sum, size := 0.0, l.terms
	for _, e := range l.Influence {
		sum += e
		size = math.Max(size, math.Abs(e))
	}
	return units == 1 && math.Abs(sum) <= 1e-9*size
}

// withoutFreedom is the warning of an estimate without degrees of freedom, which
// may have no standard error either.
func (l *Linearized) withoutFreedom(d *Design, noError bool) Warning {
	lonely, missing := l.lonely(d), "no interval"
	if noError {
		missing = "neither a standard error nor an interval"
	}
	if lonely == "" && noError {
		return NewWarning("no-degrees-of-freedom",
			"all respondents are of one first-stage unit, so that there is %s: combine groups or strata",
			missing)
	}
	return NewWarning("no-degrees-of-freedom",
		"every stratum has one first-stage unit here%s, so that there is %s: combine groups or strata",
		lonely, missing)
}

// lonely names the lonely strata of an estimate in brackets, "" for none.
func (l *Linearized) lonely(d *Design) string {
	f := d.frameOf(len(l.Influence))
	in := f.strataOf(f.unitsIn(mat.NewDense(len(l.Influence), 1, l.Influence), l.used))
	if names := f.lonelyAmong(func(h int) bool { return in[h] && f.stratum != nil }); names != nil {
		return " (" + listed(names, "stratum", "strata") + " one only)"
	}
	return ""
}

// bounded fills the symmetric interval on the t distribution.
func (e *Estimate) bounded() *Estimate {
	half := tails.Critical(e.Level, e.DF) * e.StdErr
	e.Low, e.High = e.Value-half, e.Value+half
	return e
}

func (s *EstimateSettings) level() (float64, error) {
	if s == nil {
		return level.Default, nil
	}
	return resolvedLevel(s.Level)
}

// MarshalJSON writes the estimate under the names of tidy tables.
func (r Estimate) MarshalJSON() ([]byte, error) {
	type plain Estimate
	return nulls.Marshal(plain(r))
}
