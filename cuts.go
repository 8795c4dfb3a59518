package ctostudy

import (
	"math"
	"math/big"

	"github.com/ctostudy/ctostudy/stats"
)

// series holds one number per respondent, NaN where there is none. Where all
// are short decimals, or means of some, exact holds the same numbers in whole
// units: value = exact / unit.
type series struct {
	value []float64
	exact []int64 // nil: not exact; 0 where value is NaN
	unit  int64
}

// newSeries looks for the power of ten, up to a million, that makes all
// numbers whole: exact / unit rounds to the very float64 given.
func newSeries(x []float64) *series {
	c := &series{value: x}
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

func emptySeries(n int) *series {
	c := &series{value: make([]float64, n), exact: make([]int64, n), unit: 1}
	for i := range c.value {
		c.value[i] = math.NaN()
	}
	return c
}

// count returns the rows with a value, of whatever weight.
func (c *series) count() int {
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
func meanOf(parts []*series) *series {
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
	out := &series{value: make([]float64, len(parts[0].value)), unit: unit * counts}
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

// cutter decides on which side of a score's cut respondents are: on integers if it can.
type cutter struct {
	design   *stats.Design
	weights  []int64 // nil: not integers
	minGroup int     // as in norming
	// given says that the cut is that of an earlier wave, whose sums are not known.
	given bool
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

// high returns 1 above the cut and 0 below it or exactly at it; respondents
// that other marks are put on the other side.
func (c *cut) high(name string, other []bool) *stats.Codes {
	return c.ticks(name, func(i int) bool { return (c.side[i] > 0) != (other != nil && other[i]) })
}

func (c *cut) ticks(name string, ticked func(i int) bool) *stats.Codes {
	data := make([]int8, len(c.side))
	for i, s := range c.side {
		switch {
		case s == noSide:
			data[i] = stats.Skipped
		case ticked(i):
			data[i] = 1
		}
	}
	out, err := stats.NewTicks(name, data)
	if err != nil {
		panic("ctostudy: a cut has two sides")
	}
	return out
}

// ties marks those exactly at the cut or, where nobody is, those whose score is
// the nearest to it, of two equally near ones the upper.
func (c *cut) ties(z []float64) []bool {
	out, nearest := make([]bool, len(z)), math.Inf(1)
	atCut, above := false, false
	for i, s := range c.side {
		if s != noSide {
			atCut = atCut || s == 0
			nearest = math.Min(nearest, math.Abs(z[i]))
		}
	}
	near := func(i int) bool { return math.Abs(z[i]) <= nearest+1e-12 }
	for i, s := range c.side {
		above = above || s == 1 && near(i)
	}
	for i, s := range c.side {
		switch {
		case s == noSide:
		case atCut:
			out[i] = s == 0
		default:
			out[i] = near(i) && (s == 1) == above
		}
	}
	return out
}

// meanCut cuts at the mean, within groups where there are any: whether
// X sum w - sum w X is positive, on integers. Where that is not possible (no
// integers, saved norms) the sign of z decides.
func (b *cutter) meanCut(x *series, group *stats.Codes, z []float64) *cut {
	if x.exact == nil || b.weights == nil || b.given {
		return signCut(z)
	}
	of := b.groups(x, group)
	sums := b.sums(x, of, false)
	if sums == nil {
		return signCut(z)
	}
	out := &cut{side: make([]int8, len(z)), exact: true}
	for i := range out.side {
		if math.IsNaN(z[i]) {
			out.side[i] = noSide
			continue
		}
		s := &sums[of[i]]
		out.side[i] = sign(x.exact[i]*s.w - s.wx)
	}
	return out
}

// sumCut cuts the sum of two standardised items at zero, on integers; nil
// where that is not possible. parts are the items as standardised, without the
// answers of groups that have no norm.
func (b *cutter) sumCut(items, parts []*series, group *stats.Codes, z []float64) *cut {
	if len(items) != 2 || b.weights == nil || b.given {
		return nil
	}
	var sums [2]*[noGroup + 1]groupSum
	var of [2][]uint8
	for j, x := range items {
		of[j] = b.groups(x, group)
		if x.exact != nil {
			sums[j] = b.sums(x, of[j], true)
		}
		if sums[j] == nil {
			return nil
		}
	}
	type pattern struct {
		group [2]uint8
		has   [2]bool
		x     [2]int64
	}
	known := map[pattern]int8{} // a few ratings make few patterns
	out := &cut{side: make([]int8, len(z)), exact: true}
	for i := range out.side {
		if math.IsNaN(z[i]) {
			out.side[i] = noSide
			continue
		}
		p := pattern{group: [2]uint8{of[0][i], of[1][i]}}
		for j, x := range items {
			if p.has[j] = !math.IsNaN(parts[j].value[i]); p.has[j] {
				p.x[j] = x.exact[i]
			}
		}
		side, ok := known[p]
		if !ok {
			a, v := [2]*big.Int{{}, {}}, [2]*big.Int{{}, {}}
			for j := range items {
				if p.has[j] {
					a[j], v[j] = sums[j][p.group[j]].part(p.x[j])
				}
			}
			side = signOfSum(a[0], v[0], a[1], v[1])
			known[p] = side
		}
		out.side[i] = side
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

// groupSum holds sum w, sum w X and sum w X^2 of a group.
type groupSum struct {
	w, wx, wxx int64
}

// groups returns the group that each respondent is normed in, the same for
// everybody where there are none.
func (b *cutter) groups(x *series, group *stats.Codes) []uint8 {
	if group == nil {
		return make([]uint8, len(x.value))
	}
	return normGroups(x.value, group, b.design, b.minGroup)
}

// sums returns the sums by group, those of squares where asked; nil where
// they, or a product |X| sum w, could leave the range of int64.
func (b *cutter) sums(x *series, of []uint8, squares bool) *[noGroup + 1]groupSum {
	largest, total := 1.0, 0.0
	for i, v := range x.value {
		if !math.IsNaN(v) {
			largest = math.Max(largest, math.Abs(float64(x.exact[i])))
			total += float64(b.weights[i])
		}
	}
	if largest*total >= 1<<61 || squares && largest*largest*total >= 1<<62 {
		return nil
	}
	out := new([noGroup + 1]groupSum)
	for i, v := range x.value {
		if math.IsNaN(v) {
			continue
		}
		s, w := &out[of[i]], b.weights[i]
		s.w += w
		s.wx += w * x.exact[i]
		if squares {
			s.wxx += w * x.exact[i] * x.exact[i]
		}
	}
	return out
}

// part is an item of the index within a group: z = a / sqrt(v)
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
