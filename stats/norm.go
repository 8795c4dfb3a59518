package stats

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/internal/nulls"
)

// Norm is what a group of scores is standardised by; only the numbers of the
// method are filled.
type Norm struct {
	// N is the number of scores (their weight under frequency weights).
	N int `json:"n"`
	// Mean and SD are those of ZScores. Nobody can be standardised by an SD of 0.
	Mean float64 `json:"mean,omitempty"`
	SD   float64 `json:"sd,omitempty"`
	// Median and MAD, the median absolute deviation as it is, are those of
	// RobustScores.
	Median float64 `json:"median,omitempty"`
	MAD    float64 `json:"mad,omitempty"`
	// Low and High are the ends of PercentOfMaximum.
	Low  float64 `json:"low,omitempty"`
	High float64 `json:"high,omitempty"`
	// Values are the distinct scores, ascending, and Through the share of the
	// weight up to and with each, for NormalScores.
	Values  []float64 `json:"values,omitempty"`
	Through []float64 `json:"through,omitempty"`
}

// normalMAD makes the median absolute deviation of a normal sample its standard
// deviation: 1 / Phi^-1(3/4).
const normalMAD = 1.482602218505602

func fitNorm(x []float64, d *Design,
	in func(i int) bool, name string, set StandardizerSettings) (Norm, error) {
	scores, n, rows := make([]float64, len(x)), 0, 0.0
	for i, v := range x {
		scores[i] = math.NaN()
		if in(i) && !math.IsNaN(v) && d.Weight(i) > 0 {
			scores[i] = v
			n++
			rows += rowsOf(d, i)
		}
	}
	norm := Norm{N: int(math.Round(rows))}
	varies := n > 1 && norm.fit(scores, d, set)
	spread := norm.SD + normalMAD*norm.MAD + norm.High - norm.Low
	if math.IsInf(spread, 0) || math.IsNaN(spread) {
		return Norm{}, fmt.Errorf("%w: the scores of %q are too large", errNotFinite, name)
	}
	if !varies {
		return Norm{}, fmt.Errorf("%w (%s, n = %d)", ErrConstant, name, norm.N)
	}
	return norm, nil
}

// fit fills the numbers of the method from the scores that are not NaN and
// reports whether they vary.
func (n *Norm) fit(x []float64, d *Design, set StandardizerSettings) bool {
	all := newCumulative(x, d)
	last := len(all.value) - 1
	switch set.Method {
	case RobustScores:
		n.Median = all.quantile(0.5, false)
		away := make([]float64, len(x))
		for i, v := range x {
			away[i] = math.Abs(v - n.Median)
		}
		n.MAD = newCumulative(away, d).quantile(0.5, false)
		return n.MAD > 1e-12*math.Abs(n.Median)
	case NormalScores:
		n.Values = all.value
		for _, w := range all.through {
			n.Through = append(n.Through, w/all.through[last])
		}
		return last > 0
	case PercentOfMaximum:
		n.Low, n.High = set.Low, set.High
		if n.Low == 0 && n.High == 0 {
			n.Low, n.High = all.value[0], all.value[last]
		}
		return n.High > n.Low
	}
	l := LinearMean(x, nil, d)
	unit, ss := math.Ldexp(1, -l.power), 0.0
	for i, v := range x {
		if !math.IsNaN(v) {
			e := (v - l.Value) * unit
			ss += d.relative(i) * e * e
		}
	}
	total := math.Ldexp(l.WeightedN, -d.weightPower())
	n.Mean, n.SD = l.Value, math.Ldexp(math.Sqrt(ss/total), l.power)
	return n.SD > 1e-12*math.Abs(n.Mean)
}

// fitted reports whether the norm has what the method needs.
func (n *Norm) fitted(m StandardizeMethod) bool {
	switch m {
	case RobustScores:
		return n.MAD > 0
	case NormalScores:
		return n.N > 0 && len(n.Values) > 0 && len(n.Values) == len(n.Through)
	case PercentOfMaximum:
		return n.High > n.Low
	}
	return n.SD > 0
}

func (n *Norm) apply(m StandardizeMethod, x float64) float64 {
	switch m {
	case RobustScores:
		return (x - n.Median) / (normalMAD * n.MAD)
	case NormalScores:
		if math.IsNaN(x) {
			return x
		}
		k := sort.SearchFloat64s(n.Values, x)
		below, through := 0.0, 0.0
		if k > 0 {
			below = n.Through[k-1]
		}
		if through = below; k < len(n.Values) && n.Values[k] == x {
			through = n.Through[k]
		}
		edge := 1 / (2 * float64(n.N))
		return distuv.UnitNormal.Quantile(math.Max(edge, math.Min(1-edge, (below+through)/2)))
	case PercentOfMaximum:
		return 100 * (x - n.Low) / (n.High - n.Low)
	}
	return (x - n.Mean) / n.SD
}

// MarshalJSON writes the norm.
func (r Norm) MarshalJSON() ([]byte, error) {
	type plain Norm
	return nulls.Marshal(plain(r))
}
