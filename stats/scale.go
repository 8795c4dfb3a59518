package stats

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// ScaleItem is one item of a scale: an answer per respondent, NaN for missing.
type ScaleItem struct {
	Name   string
	Values []float64
	// Reversed marks an item that is worded against the others: x becomes
	// Low + High - x.
	Reversed bool
	// Low and High are the ends of the answer scale; only reversal needs them.
	Low, High float64
}

// RatedItem returns a column of answers as an item. The ends are the smallest
// and the largest value of its levels.
func RatedItem(c *Codes) ScaleItem {
	out := ScaleItem{Name: c.Name(), Values: c.Values(), Low: math.Inf(1), High: math.Inf(-1)}
	for _, l := range c.Levels() {
		out.Low, out.High = math.Min(out.Low, l.Value), math.Max(out.High, l.Value)
	}
	return out
}

// Scale is a set of items that are meant to measure one thing.
type Scale struct {
	Name  string
	Items []ScaleItem
}

// errScale is returned for a scale that cannot be computed with: too few items,
// an infinite answer, or a reversed item without finite ends or with an answer
// beyond them.
var errScale = errors.New("stats: the scale cannot be used")

// scored returns the items with reversals applied, one slice per item. Items
// of different lengths panic.
func (s *Scale) scored(least int) ([][]float64, error) {
	if len(s.Items) < least {
		return nil, fmt.Errorf("%w: %q has %d items and needs %d", errScale, s.Name, len(s.Items), least)
	}
	out := make([][]float64, len(s.Items))
	for j, item := range s.Items {
		if len(item.Values) != len(s.Items[0].Values) {
			panic("stats: items of a scale differ in length")
		}
		if item.Reversed && (!(item.High > item.Low) || math.IsInf(item.High-item.Low, 0)) {
			return nil, fmt.Errorf("%w: reversed item %q has no ends (%v, %v)", errScale, item.Name,
				item.Low, item.High)
		}
		out[j] = make([]float64, len(item.Values))
		for i, v := range item.Values {
			if math.IsInf(v, 0) {
				return nil, fmt.Errorf("%w: item %q, row %d: %v", errScale, item.Name, i, v)
			}
			if item.Reversed {
				if v < item.Low || v > item.High {
					return nil, fmt.Errorf("%w: reversed item %q, row %d: %v is outside of %v to %v", errScale,
						item.Name, i, v, item.Low, item.High)
				}
				v = item.Low + item.High - v
			}
			out[j][i] = v
		}
	}
	return out, nil
}

// ScaleScores returns each respondent's mean of the items that were answered,
// reversed ones turned round, where at least half were answered, else NaN.
// Items of different lengths panic; a scale without items, an infinite answer
// and a reversed item without ends, or with an answer beyond them, are
// errors.
func ScaleScores(s *Scale) ([]float64, error) {
	items, err := s.scored(1)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(items[0]))
	for i := range out {
		sum, n := 0.0, 0
		for _, x := range items {
			if !math.IsNaN(x[i]) {
				sum += x[i]
				n++
			}
		}
		out[i] = math.NaN()
		if 2*n >= len(items) {
			out[i] = sum / float64(n)
		}
	}
	return out, nil
}

// itemMoments are the weighted moments of the rows that answered every item.
type itemMoments struct {
	rows   []int       // complete rows with a positive weight
	power  int         // of the largest answer
	dev    [][]float64 // deviations from the mean over 2^power, item by item along rows
	weight []float64   // along rows, over 2^[Design.weightPower]
	total  float64     // sum of weight
	n      float64     // rows, or their sum under frequency weights
	kish   float64     // effective number of rows
	mean   []float64
	cov    *mat.SymDense // over 4^power; divisor: sum of weight
	left   float64       // respondents with a positive weight and an answer who are incomplete
}

// newItemMoments returns the moments of k items under a design. An item that
// does not vary is ErrConstant, no complete row ErrEmpty.
func newItemMoments(items [][]float64, names []string, d *Design) (*itemMoments, error) {
	k := len(items)
	d.Check(len(items[0]))
	if err := d.wholeCopies(); err != nil {
		return nil, err
	}
	m := &itemMoments{mean: make([]float64, k), cov: mat.NewSymDense(k, nil),
		dev: make([][]float64, k)}
	squares := 0.0
	for i := range items[0] {
		answered := 0
		for _, x := range items {
			if !math.IsNaN(x[i]) {
				answered++
			}
		}
		w := d.relative(i)
		if w <= 0 || answered == 0 {
			continue
		}
		if answered < k {
			m.left += d.count(i)
			continue
		}
		m.rows = append(m.rows, i)
		m.weight = append(m.weight, w)
		m.total += w
		squares += d.squares(i, w)
	}
	m.kish = effective(m.total, squares)
	if len(m.rows) == 0 {
		return nil, fmt.Errorf("%w every item of the scale", ErrEmpty)
	}
	m.n = float64(len(m.rows))
	if d.Weighted() && d.Kind() == FrequencyWeights {
		m.n = m.total
	}
	largest, first := 0.0, 0
	for j, x := range items {
		if size := largestOf(selected(x, m.rows)); size > largest {
			largest, first = size, j
		}
	}
	m.power = power(largest)
	unit := math.Ldexp(1, -m.power)
	for j, x := range items {
		for r, i := range m.rows {
			m.mean[j] += m.weight[r] / m.total * x[i]
		}
		m.dev[j] = make([]float64, len(m.rows))
		for r, i := range m.rows {
			m.dev[j][r] = (x[i] - m.mean[j]) * unit
		}
	}
	for a := range k {
		for b := a; b < k; b++ {
			c := 0.0
			for r, w := range m.weight {
				c += w * m.dev[a][r] * m.dev[b][r]
			}
			m.cov.SetSym(a, b, c/m.total)
		}
		if math.IsInf(m.cov.At(a, a), 0) || math.IsNaN(m.cov.At(a, a)) {
			return nil, fmt.Errorf("%w: item %q is too large", errNotFinite, names[a])
		}
		// Correlations divide by products of two variances.
		if size := largestOf(m.dev[a]); size > 0 && size < math.Ldexp(1, -squarePower/2) {
			return nil, fmt.Errorf("%w, and so must their squares: "+
				"item %q is too small beside item %q, whose largest answer is %.3g",
				errNotFinite, names[a], names[first], largest)
		}
		if !(math.Sqrt(m.cov.At(a, a)) > 1e-12*math.Abs(m.mean[a]*unit)) {
			return nil, fmt.Errorf("%w (item %q, %.0f complete rows)", ErrConstant, names[a], m.n)
		}
	}
	return m, nil
}

// correlation returns the correlation matrix.
func (m *itemMoments) correlation() *mat.SymDense {
	k := m.cov.SymmetricDim()
	out := mat.NewSymDense(k, nil)
	for a := range k {
		out.SetSym(a, a, 1)
		for b := a + 1; b < k; b++ {
			out.SetSym(a, b, m.cov.At(a, b)/math.Sqrt(m.cov.At(a, a)*m.cov.At(b, b)))
		}
	}
	return out
}

// linearized returns an estimate with the influences that f gives for the
// complete rows, before division by the total weight.
func (m *itemMoments) linearized(value float64, rows int, d *Design,
	f func(r int) float64) *Linearized {
	out := &Linearized{Value: value, Influence: make([]float64, rows), N: int(math.Round(m.n)),
		WeightedN: math.Ldexp(m.total, d.weightPower()), EffectiveN: m.kish}
	used := make([]bool, rows)
	for r, i := range m.rows {
		out.Influence[i] = m.weight[r] / m.total * f(r)
		used[i] = true
	}
	if out.DF = d.df(rows, func(i int) bool { return used[i] }); out.DF <= 0 {
		out.DF = -1
	}
	return out
}

// names returns the items' names.
func (s *Scale) names() []string {
	out := make([]string, len(s.Items))
	for j, item := range s.Items {
		out[j] = item.Name
	}
	return out
}
