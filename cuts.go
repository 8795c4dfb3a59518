package ctostudy

import (
	"math"
	"math/big"

	"github.com/ctostudy/ctostudy/stats"
)

// column holds one number per respondent, NaN where there is none. Where all
// are short decimals, or means of some, exact holds the same numbers in whole
// units: value = exact / unit.
type column struct {
	value []float64
	exact []int64 // nil: not exact; 0 where value is NaN
	unit  int64
}

// newColumn looks for the power of ten, up to a million, that makes all
// numbers whole: exact / unit rounds to the very float64 given.
func newColumn(x []float64) *column {
	c := &column{value: x}
	for unit := int64(1); unit <= 1e6; unit *= 10 {
		if exact := wholes(x, unit); exact != nil {
			c.exact, c.unit = exact, unit
			return c
		}
	}
	return c
}

func wholes(x []float64, unit int64) []int64 {
	out := make([]int64, len(x))
	for i, v := range x {
		if math.IsNaN(v) {
			continue
		}
		r := math.RoundToEven(v * float64(unit))
		if math.Abs(r) >= 1<<40 || r/float64(unit) != v {
			return nil
		}
		out[i] = int64(r)
	}
	return out
}

func emptyColumn(n int) *column {
	c := &column{value: make([]float64, n), exact: make([]int64, n), unit: 1}
	for i := range c.value {
		c.value[i] = math.NaN()
	}
	return c
}

// count returns the respondents with a value.
func (c *column) count() int {
	n := 0
	for _, v := range c.value {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}

// meanOf returns the mean of the parts that have a value where at least half
// have one. It is exact where they are: with unit the least common multiple of
// their units times that of the numbers of parts that may be answered.
func meanOf(parts []*column) *column {
	if len(parts) == 1 {
		return parts[0]
	}
	unit, counts := int64(1), int64(1)
	for _, p := range parts {
		if p.exact == nil {
			unit = 0
			break
		}
		unit = lcm(unit, p.unit)
	}
	for m := (len(parts) + 1) / 2; m <= len(parts); m++ {
		counts = lcm(counts, int64(m))
	}
	if counts == 0 || unit > math.MaxInt32/max(counts, 1) {
		unit = 0
	}
	out := &column{value: make([]float64, len(parts[0].value)), unit: unit * counts}
	if unit > 0 {
		out.exact = make([]int64, len(out.value))
	}
	for i := range out.value {
		m, sum, whole := 0, 0.0, int64(0)
		for _, p := range parts {
			if math.IsNaN(p.value[i]) {
				continue
			}
			m++
			sum += p.value[i]
			if unit > 0 {
				whole += p.exact[i] * (unit / p.unit)
			}
		}
		if 2*m < len(parts) {
			out.value[i] = math.NaN()
			continue
		}
		out.value[i] = sum / float64(m)
		if unit > 0 {
			out.exact[i] = whole * (counts / int64(m))
			out.value[i] = float64(out.exact[i]) / float64(out.unit)
		}
	}
	return out
}

// lcm returns the least common multiple, 0 where it is too large to be of use.
func lcm(a, b int64) int64 {
	if a == 0 || b == 0 {
		return 0
	}
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	if a/x > math.MaxInt32/b {
		return 0
	}
	return a / x * b
}

// integerWeights returns the design's weights as integers, all 1 where they
// are equal; nil where they are neither equal nor integers.
func integerWeights(d *stats.Design, n int) []int64 {
	out := make([]int64, n)
	equal, whole := true, true
	for i := range out {
		v := d.Weight(i)
		equal = equal && v == d.Weight(0)
		whole = whole && v == math.Trunc(v) && v < 1<<31
		out[i] = int64(v)
	}
	if equal {
		for i := range out {
			out[i] = 1
		}
	} else if !whole {
		return nil
	}
	return out
}

// cut says on which side of a score's cut each respondent is.
type cut struct {
	side  []int8 // -1 below, 0 at it, 1 above, noSide
	exact bool
}

const noSide int8 = -2

// codes returns 1 above the cut, 0 below it and level exactly at it.
func (c *cut) codes(name string, level int8) *stats.Codes {
	return c.ticks(name, [3]int8{0, level, 1})
}

func (c *cut) tied(name string) *stats.Codes { return c.ticks(name, [3]int8{0, 1, 0}) }

func (c *cut) ticks(name string, level [3]int8) *stats.Codes {
	data := make([]int8, len(c.side))
	for i, s := range c.side {
		data[i] = stats.Skipped
		if s != noSide {
			data[i] = level[s+1]
		}
	}
	out, err := stats.NewTicks(name, data)
	if err != nil {
		panic("ctostudy: a cut has the two sides only")
	}
	return out
}

// meanCut cuts at the mean, within groups where there are any: whether
// X sum w - sum w X is positive, on integers. Where that is not possible (no
// integers, saved norms, pooled groups) the sign of z decides.
func (b *scoring) meanCut(x *column, group *stats.Codes, z []float64) *cut {
	if x.exact == nil || b.weights == nil || b.settings.Norms != nil {
		return signCut(z)
	}
	sums := sumsOf(x, group, b.weights, false)
	if sums == nil || group != nil && b.pooled(sums) {
		return signCut(z)
	}
	out := &cut{side: make([]int8, len(z)), exact: true}
	for i := range out.side {
		if math.IsNaN(z[i]) {
			out.side[i] = noSide
			continue
		}
		s := sums.at(groupAt(group, i))
		out.side[i] = sign(x.exact[i]*s.w - s.wx)
	}
	return out
}

// signCut cuts floating-point scores at zero, with a tie where |z| <= 1e-12.
func signCut(z []float64) *cut {
	out := &cut{side: make([]int8, len(z))}
	for i, v := range z {
		switch {
		case math.IsNaN(v):
			out.side[i] = noSide
		case v > 1e-12:
			out.side[i] = 1
		case v < -1e-12:
			out.side[i] = -1
		}
	}
	return out
}

func sign(x int64) int8 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// groupSum holds sum w, sum w X and sum w X^2 of a group, and its answers.
type groupSum struct {
	n          int
	w, wx, wxx int64
}

// noGroup is the group of those whose group is missing.
const noGroup int8 = -1

func groupAt(group *stats.Codes, i int) int8 {
	if group == nil {
		return 0
	}
	return max(group.At(i), noGroup)
}

// groupSums holds the sums of each group, that of code k at k + 1.
type groupSums [math.MaxInt8 + 2]groupSum

func (g *groupSums) at(group int8) *groupSum { return &g[int(group)+1] }

// sumsOf returns the sums by group, those of squares where asked; nil where
// they, or a product |X| sum w, could leave the range of int64.
func sumsOf(x *column, group *stats.Codes, w []int64, squares bool) *groupSums {
	largest, total := 1.0, 0.0
	for i, v := range x.value {
		if !math.IsNaN(v) {
			largest = math.Max(largest, math.Abs(float64(x.exact[i])))
			total += float64(w[i])
		}
	}
	if largest*total >= 1<<61 || squares && largest*largest*total >= 1<<62 {
		return nil
	}
	out := &groupSums{}
	for i, v := range x.value {
		if math.IsNaN(v) || w[i] == 0 {
			continue
		}
		s := out.at(groupAt(group, i))
		s.n++
		s.w += w[i]
		s.wx += w[i] * x.exact[i]
		if squares {
			s.wxx += w[i] * x.exact[i] * x.exact[i]
		}
	}
	return out
}

// pooled reports whether a group is too small for a norm of its own, or
// somebody's group is missing.
func (b *scoring) pooled(sums *groupSums) bool {
	for j, s := range sums {
		if s.n > 0 && (int8(j-1) == noGroup || s.n < b.settings.MinGroup) {
			return true
		}
	}
	return false
}

// part is an item of the collaboration index within a role: z = a / sqrt(v)
// with a = X sum w - sum w X and v = sum w sum w X^2 - (sum w X)^2.
func (s groupSum) part(x int64) (a, v *big.Int) {
	a = big.NewInt(x*s.w - s.wx)
	v = new(big.Int).Mul(big.NewInt(s.w), big.NewInt(s.wxx))
	return a, v.Sub(v, new(big.Int).Mul(big.NewInt(s.wx), big.NewInt(s.wx)))
}

// signOfSum returns the sign of a/sqrt(u) + b/sqrt(v) for u, v > 0: that of
// the terms where they agree, else of the larger square.
func signOfSum(a, u, b, v *big.Int) int8 {
	if a.Sign()*b.Sign() >= 0 {
		return int8(max(-1, min(1, a.Sign()+b.Sign())))
	}
	left := new(big.Int).Mul(new(big.Int).Mul(a, a), v)
	right := new(big.Int).Mul(new(big.Int).Mul(b, b), u)
	return int8(left.Cmp(right) * a.Sign())
}
