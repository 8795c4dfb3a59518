package ctostudy

import (
	"math"
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
