package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is a number computed from a sample, with its error. Undefined
// numbers are NaN (null in JSON).
type Estimate struct {
	// Value is the estimate in its own unit (shares as fractions 0 to 1).
	Value float64
	// StdErr is its standard error.
	StdErr float64
	// Low and High bound the confidence interval.
	Low, High float64
	// Level is the interval's confidence level, 0.95 unless set.
	Level float64
	// N is the number of rows the estimate rests on, unweighted.
	N int
	// WeightedN is their total weight and EffectiveN Kish's effective
	// number, (sum w)^2 / sum w^2.
	WeightedN, EffectiveN float64
	Warnings              []Warning
}

// EstimateSettings set the confidence level.
type EstimateSettings struct {
	// Level is the confidence level in (0, 1); if zero, 0.95.
	Level float64
}

// Linearized is an estimate together with the influence of each respondent on
// it, so that smooth functions of several estimates, whatever subpopulations
// they are of, keep their joint errors (Taylor linearisation: Binder 1983;
// Deville 1999). Its standard error under a design d is
//
//	se^2 = n/(n-1) sum_i (e_i - mean(e))^2
//
// with e the influences, n the rows of the whole sample.
type Linearized struct {
	Value      float64
	Influence  []float64 // one per respondent of the whole sample, already weighted
	N          int       // rows with a positive weight in the estimate
	WeightedN  float64
	EffectiveN float64
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
	d.Check(len(x))
	if mask != nil && len(mask) != len(x) {
		panic("stats: number of mask values differs from number of respondents")
	}
	out := &Linearized{Influence: make([]float64, len(x))}
	total, sum, squares := 0.0, 0.0, 0.0
	for i, v := range x {
		w := maskedWeight(mask, d, i)
		if w <= 0 || math.IsNaN(v) {
			continue
		}
		out.N++
		total += w
		squares += w * w
		sum += w * v
	}
	out.Value = sum / total
	out.WeightedN, out.EffectiveN = total, total*total/squares
	for i, v := range x {
		w := maskedWeight(mask, d, i)
		if w > 0 && !math.IsNaN(v) {
			out.Influence[i] = w * (v - out.Value) / total
		}
	}
	return out
}

func maskedWeight(mask []float64, d *Design, i int) float64 {
	if mask == nil {
		return d.Weight(i)
	}
	return mask[i] * d.Weight(i)
}

// Combine returns a smooth function of several estimates: its value, and its
// gradient with respect to them. N, weighted and effective n are the smallest
// of the parts. It panics when lengths differ or there are no parts.
func Combine(value float64, gradient []float64, parts []*Linearized) *Linearized {
	if len(gradient) != len(parts) || len(parts) == 0 {
		panic("stats: gradient and parts differ in length or are empty")
	}
	out := &Linearized{Value: value, Influence: make([]float64, len(parts[0].Influence)),
		N: parts[0].N, WeightedN: parts[0].WeightedN, EffectiveN: parts[0].EffectiveN}
	for j, p := range parts {
		for i, e := range p.Influence {
			out.Influence[i] += gradient[j] * e
		}
		out.N = min(out.N, p.N)
		out.WeightedN = math.Min(out.WeightedN, p.WeightedN)
		out.EffectiveN = math.Min(out.EffectiveN, p.EffectiveN)
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

// Estimate returns the estimate with its standard error and a symmetric
// interval on the normal distribution, under a design of simple random or
// weighted sampling. Designs with strata, clusters or a finite population, and
// frequency weights, are refused (ErrDesign, ErrWeightKind).
func (l *Linearized) Estimate(d *Design, s *EstimateSettings) (*Estimate, error) {
	d.Check(len(l.Influence))
	if !d.Simple() {
		return nil, ErrDesign
	}
	if d.Weighted() && d.Kind() != SamplingWeights {
		return nil, ErrWeightKind
	}
	level := 0.95
	if s != nil && s.Level != 0 {
		level = s.Level
	}
	n := float64(len(l.Influence))
	mean := 0.0
	for _, e := range l.Influence {
		mean += e / n
	}
	variance := 0.0
	for _, e := range l.Influence {
		variance += (e - mean) * (e - mean)
	}
	out := &Estimate{Value: l.Value, StdErr: math.Sqrt(variance * n / (n - 1)), Level: level,
		N: l.N, WeightedN: l.WeightedN, EffectiveN: l.EffectiveN}
	z := distuv.UnitNormal.Quantile(0.5 + level/2)
	out.Low, out.High = out.Value-z*out.StdErr, out.Value+z*out.StdErr
	return out, nil
}
