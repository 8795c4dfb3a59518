package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// Norm is what a group of scores is standardised by; only the numbers of the
// method are filled.
type Norm struct {
	// N is the number of scores (their weight under frequency weights).
	N int `json:"n"`
	// Mean and SD are those of ZScores.
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

func fitNorm(x []float64, d *Design, in func(i int) bool, name string, set StandardizerSettings) (Norm, error) {
	var values, weights []float64
	rows, total := 0.0, 0.0
	for i, v := range x {
		if in(i) && !math.IsNaN(v) && d.Weight(i) > 0 {
			values, weights = append(values, v), append(weights, d.Weight(i))
			rows += rowsOf(d, i)
			total += d.Weight(i)
		}
	}
	n := Norm{N: int(math.Round(rows))}
	varies := len(values) > 1
	if varies {
		varies = n.fit(values, weights, total, set)
	}
	if !varies {
		return Norm{}, fmt.Errorf("%w (%s, n = %d)", ErrConstant, name, n.N)
	}
	return n, nil
}

// fit fills the numbers of the method and reports whether the scores vary.
func (n *Norm) fit(x, w []float64, total float64, set StandardizerSettings) bool {
	switch set.Method {
	case RobustScores:
		n.Median = weightedMedian(x, w)
		away := make([]float64, len(x))
		for i, v := range x {
			away[i] = math.Abs(v - n.Median)
		}
		n.MAD = weightedMedian(away, w)
		return n.MAD > 1e-12*math.Abs(n.Median)
	case NormalScores:
		n.Values, n.Through = distribution(x, w)
		return len(n.Values) > 1
	case PercentOfMaximum:
		n.Low, n.High = set.Low, set.High
		if n.Low == 0 && n.High == 0 {
			n.Low, n.High = slices.Min(x), slices.Max(x)
		}
		return n.High > n.Low
	}
	sum, ss := 0.0, 0.0
	for i, v := range x {
		sum += w[i] * v
	}
	n.Mean = sum / total
	for i, v := range x {
		ss += w[i] * (v - n.Mean) * (v - n.Mean)
	}
	n.SD = math.Sqrt(ss / total)
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

// distribution returns the distinct values, ascending, and the share of the
// weight up to and with each.
func distribution(x, w []float64) (values, through []float64) {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	sum := 0.0
	for k, i := range order {
		sum += w[i]
		if k > 0 && x[i] == x[order[k-1]] {
			through[len(through)-1] = sum
			continue
		}
		values, through = append(values, x[i]), append(through, sum)
	}
	for k := range through {
		through[k] /= sum
	}
	return values, through
}

// weightedMedian returns the least value with more than half of the weight up
// to it, or the middle between two where the first has exactly half.
func weightedMedian(x, w []float64) float64 {
	values, through := distribution(x, w)
	for k, p := range through {
		if math.Abs(p-0.5) <= 1e-12 {
			return values[k]/2 + values[k+1]/2
		}
		if p > 0.5 {
			return values[k]
		}
	}
	return values[len(values)-1]
}
