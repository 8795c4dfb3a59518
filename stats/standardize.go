package stats

import (
	"errors"
	"fmt"
	"math"
)

// StandardizerSettings say how scores are normed.
type StandardizerSettings struct {
	// MinGroup is the least number of scores in a group that is normed by
	// itself; smaller groups are normed together. If zero, 30.
	MinGroup int
}

// Norm is the mean and standard deviation of a group of scores.
type Norm struct {
	N    int     `json:"n"`
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
}

// Standardizer holds fitted norms, to be saved as JSON and applied to a later
// wave:
//
//	z_i = (x_i - m_g) / s_g,   m = sum w x / sum w,   s^2 = sum w (x-m)^2 / sum w
type Standardizer struct {
	// Groups holds the norms of the groups by label; nil without groups.
	Groups map[string]Norm `json:"groups,omitempty"`
	// Pooled is the norm of all scores, or of those in small groups.
	Pooled Norm `json:"pooled"`
}

// ErrConstant is returned where scores do not vary.
var ErrConstant = errors.New("stats: the scores do not vary")

// NewStandardizer fits norms. NaN scores and rows without a group are left out
// of the fit. A nil group norms all together. Lengths that differ panic;
// scores that do not vary within a norm are an error that names it.
func NewStandardizer(x []float64, group *Codes, d *Design, s *StandardizerSettings) (*Standardizer, error) {
	d.Check(len(x))
	if group == nil {
		norm, err := fitNorm(x, d, func(int) bool { return true }, "all")
		return &Standardizer{Pooled: norm}, err
	}
	if group.Len() != len(x) {
		panic("stats: number of groups differs from number of scores")
	}
	smallest := 30
	if s != nil && s.MinGroup != 0 {
		smallest = s.MinGroup
	}
	count := make([]int, len(group.Levels()))
	for i, v := range x {
		if k := group.At(i); k >= 0 && !math.IsNaN(v) && d.Weight(i) > 0 {
			count[k]++
		}
	}
	z := &Standardizer{Groups: map[string]Norm{}}
	pooled := 0
	for k, n := range count {
		if n < smallest {
			pooled += n
			continue
		}
		norm, err := fitNorm(x, d, func(i int) bool { return group.At(i) == int8(k) }, group.Levels()[k].Label)
		if err != nil {
			return nil, err
		}
		z.Groups[group.Levels()[k].Label] = norm
	}
	if pooled > 0 {
		var err error
		z.Pooled, err = fitNorm(x, d, func(i int) bool { k := group.At(i); return k >= 0 && count[k] < smallest }, "small groups")
		return z, err
	}
	return z, nil
}

func fitNorm(x []float64, d *Design, in func(i int) bool, name string) (Norm, error) {
	n, total, sum := 0, 0.0, 0.0
	for i, v := range x {
		if in(i) && !math.IsNaN(v) && d.Weight(i) > 0 {
			n++
			total += d.Weight(i)
			sum += d.Weight(i) * v
		}
	}
	m, ss := sum/total, 0.0
	for i, v := range x {
		if in(i) && !math.IsNaN(v) && d.Weight(i) > 0 {
			ss += d.Weight(i) * (v - m) * (v - m)
		}
	}
	sd := math.Sqrt(ss / total)
	if !(sd > 1e-12*math.Abs(m)) || n < 2 {
		return Norm{}, fmt.Errorf("%w (%s, n = %d)", ErrConstant, name, n)
	}
	return Norm{N: n, Mean: m, SD: sd}, nil
}

// Apply returns the standardised scores: NaN stays NaN, and so does a row
// without a group where there are groups.
func (z *Standardizer) Apply(x []float64, group *Codes) ([]float64, error) {
	if group != nil && group.Len() != len(x) {
		panic("stats: number of groups differs from number of scores")
	}
	if (group == nil) != (z.Groups == nil) {
		return nil, errors.New("stats: norms by group need groups, and norms of all take none")
	}
	out := make([]float64, len(x))
	for i, v := range x {
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
		if norm.SD == 0 {
			return nil, fmt.Errorf("stats: row %d: there are no norms for its group", i)
		}
		out[i] = (v - norm.Mean) / norm.SD
	}
	return out, nil
}
