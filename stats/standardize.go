package stats

import (
	"errors"
	"fmt"
	"math"
)

// StandardizeMethod is how scores are normed.
type StandardizeMethod int

const (
	// ZScores have mean 0 and variance 1:
	//	z = (x - m) / s,   m = sum w x / sum w,   s^2 = sum w (x-m)^2 / sum w
	ZScores StandardizeMethod = iota
	// RobustScores replace mean and deviation by the median and 1/Phi^-1(3/4) =
	// 1.4826 times the median absolute deviation (Hampel 1974), so that a few
	// extreme scores do not set the scale.
	RobustScores
	// NormalScores are normal quantiles of mid-ranks: with p the weight of the
	// scores below x and half the weight of those equal to it, over the total,
	//	z = Phi^-1(p),   1/2n <= p <= 1 - 1/2n
	// In a later wave, scores that the norm never saw take the p of their
	// place, within the same bounds.
	NormalScores
	// PercentOfMaximum is 100 (x - low) / (high - low) (Cohen, Cohen, Aiken and
	// West 1999): 0 to 100 on the scale of the answers, comparable between
	// scales of different lengths.
	PercentOfMaximum
)

func (m StandardizeMethod) String() string {
	if m < ZScores || m > PercentOfMaximum {
		return fmt.Sprintf("StandardizeMethod(%d)", int(m))
	}
	return [...]string{"z", "robust", "normal", "percent of maximum"}[m]
}

// MarshalText writes the method's name.
func (m StandardizeMethod) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads a method's name.
func (m *StandardizeMethod) UnmarshalText(text []byte) error {
	for k := ZScores; k <= PercentOfMaximum; k++ {
		if k.String() == string(text) {
			*m = k
			return nil
		}
	}
	return fmt.Errorf("stats: there is no method %q to standardise by", text)
}

// StandardizerSettings say how scores are normed.
type StandardizerSettings struct {
	// Method is ZScores unless set.
	Method StandardizeMethod
	// MinGroup is the least number of scores in a group that is normed by
	// itself; smaller groups are normed together, however few they are (the N of
	// the pooled norm). If zero, 30.
	MinGroup int
	// Low and High are the ends of the scale for PercentOfMaximum; if both are
	// zero, the least and the greatest score.
	Low, High float64
}

// Standardizer holds fitted norms, to be saved as JSON and applied to a later
// wave.
type Standardizer struct {
	// Method is left out of JSON where it is ZScores.
	Method StandardizeMethod `json:"method,omitzero"`
	// Groups holds the norms of the groups by label; nil without groups.
	Groups map[string]Norm `json:"groups,omitempty"`
	// Pooled is the norm of all scores, or of those in small groups.
	Pooled Norm `json:"pooled"`
}

// check panics on an unknown method and refuses numbers that are no settings.
func (s *StandardizerSettings) check() error {
	known(int(s.Method), int(PercentOfMaximum), "method to standardise by")
	ends := s.Low != 0 || s.High != 0
	if s.MinGroup < 0 || math.IsInf(s.High-s.Low, 0) || ends && !(s.High > s.Low) {
		return fmt.Errorf("stats: groups of %d at least, scale from %v to %v", s.MinGroup, s.Low, s.High)
	}
	return nil
}

// NewStandardizer fits norms, of all scores together or, given groups, within
// each. NaN scores, rows without a group and rows of weight zero are left out
// of the fit; strata and clusters do not matter to it. Lengths that differ
// panic; infinite scores, and scores that do not vary within a norm
// (ErrConstant, with its name), are errors. So are a median absolute deviation
// of 0 under RobustScores, where more than half of the scores are equal, scores
// whose squares overflow, and ends of a scale that are not
// finite or in the wrong order.
func NewStandardizer(x []float64, group *Codes, d *Design,
	s *StandardizerSettings) (*Standardizer, error) {
	d.Check(len(x))
	set := StandardizerSettings{}
	if s != nil {
		set = *s
	}
	if err := set.check(); err != nil {
		return nil, err
	}
	if set.MinGroup == 0 {
		set.MinGroup = 30
	}
	for i, v := range x {
		if math.IsInf(v, 0) {
			return nil, fmt.Errorf("%w: row %d: a score of %v cannot be standardised", errNotFinite, i, v)
		}
	}
	z := &Standardizer{Method: set.Method}
	if group == nil {
		norm, err := fitNorm(x, d, func(int) bool { return true }, "all", set)
		z.Pooled = norm
		return z, err
	}
	if group.Len() != len(x) {
		panic("stats: number of groups differs from number of scores")
	}
	count := make([]float64, len(group.Levels()))
	for i, v := range x {
		if k := group.At(i); k >= 0 && !math.IsNaN(v) {
			count[k] += rowsOf(d, i)
		}
	}
	small := func(k int8) bool { return count[k] < float64(set.MinGroup) }
	z.Groups = map[string]Norm{}
	pooled := 0.0
	for k, n := range count {
		if small(int8(k)) {
			pooled += n
			continue
		}
		label := group.Levels()[k].Label
		norm, err := fitNorm(x, d, func(i int) bool { return group.At(i) == int8(k) }, label, set)
		if err != nil {
			return nil, err
		}
		z.Groups[label] = norm
	}
	if pooled > 0 {
		var err error
		z.Pooled, err = fitNorm(x, d, func(i int) bool { k := group.At(i); return k >= 0 && small(k) },
			"small groups", set)
		return z, err
	}
	return z, nil
}

// rowsOf returns how many rows of data row i stands for.
func rowsOf(d *Design, i int) float64 {
	if d.Weight(i) > 0 {
		return d.count(i)
	}
	return 0
}

// Apply returns the standardised scores: NaN stays NaN, and so does a row
// without a group where there are groups. A group without a norm of its own
// takes the pooled one; where there is none, where its own has no
// spread, and where groups are given or missing against the norms, it is an error.
// Infinite scores are an error.
func (z *Standardizer) Apply(x []float64, group *Codes) ([]float64, error) {
	if group != nil && group.Len() != len(x) {
		panic("stats: number of groups differs from number of scores")
	}
	if (group == nil) != (z.Groups == nil) {
		return nil, errors.New("stats: norms by group need groups, and norms of all take none")
	}
	out := make([]float64, len(x))
	for i, v := range x {
		if math.IsInf(v, 0) {
			return nil, fmt.Errorf("%w: row %d: a score of %v cannot be standardised", errNotFinite, i, v)
		}
		norm := z.Pooled
		if group != nil {
			k := group.At(i)
			if k < 0 {
				out[i] = math.NaN()
				continue
			}
			if own, ok := z.Groups[group.Levels()[k].Label]; ok {
				norm = own
			}
		}
		if !norm.fitted(z.Method) {
			return nil, fmt.Errorf("stats: row %d: there are no norms for its group", i)
		}
		out[i] = norm.apply(z.Method, v)
	}
	return out, nil
}
