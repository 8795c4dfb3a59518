package study2021

import (
	"errors"
	"math"

	"github.com/ctostudy/ctostudy/internal/linear"
)

// dither loosens inequality i by i+1 times itself. All right sides but one would be 0, every vertex
// would lie on many faces, and a choice among them would be one among rounding errors. Bounds move
// by less than 1e-6.
const dither = 3e-9

// cellProgram is a set of homogeneous linear constraints on the growth of the cells that have
// members, each of which is at least 0.
type cellProgram struct {
	cells   []int
	atLeast []Cells // each times g is >= 0
	zero    []Cells // each times g is 0
}

func newCellProgram(n Cells) *cellProgram {
	p := &cellProgram{}
	for c, x := range n {
		if x > 0 {
			p.cells = append(p.cells, c)
		}
	}
	return p
}

// minus returns upper - ratio lower.
func minus(upper, lower Cells, ratio float64) Cells {
	for c := range upper {
		upper[c] -= ratio * lower[c]
	}
	return upper
}

// narrowest is the width below which a range of ratios is too narrow for the digits of two
// inequalities, and is taken as a point.
const narrowest = 1e-6

// between bounds the ratio of two sums.
func (p *cellProgram) between(upper, lower Cells, r Interval) {
	if r[1]-r[0] < narrowest {
		p.equal(upper, lower, (r[0]+r[1])/2)
		return
	}

	least, most := minus(upper, lower, r[0]), minus(upper, lower, r[1])
	for c := range most {
		most[c] = -most[c]
	}
	p.atLeast = append(p.atLeast, least, most)
}

// equal fixes the ratio of two sums.
func (p *cellProgram) equal(upper, lower Cells, ratio float64) {
	p.zero = append(p.zero, minus(upper, lower, ratio))
}

// extreme returns the least ratio of two sums, or the greatest, and cells that attain it. The
// constraints being homogeneous, g is scaled such that the lower sum is 1 (Charnes and Cooper
// 1962), and the ratio is linear.
func (p *cellProgram) extreme(upper, lower Cells, greatest bool) (float64, Cells, error) {
	sign := 1.0
	if greatest {
		sign = -1
	}

	t := p.tableau(lower)
	cost := make([]float64, t.Real)
	for j, c := range p.cells {
		cost[j] = sign * upper[c]
	}
	err := t.Minimise(cost)
	if errors.Is(err, linear.ErrUnbounded) {
		return math.Inf(int(-sign)), Cells{}, nil
	}
	if err != nil {
		return math.NaN(), Cells{}, err
	}

	var g Cells
	value := 0.0
	for i, j := range t.Basis {
		if j < len(p.cells) {
			c := p.cells[j]
			g[c] = t.Rows[i][t.Columns]
			value += upper[c] * g[c]
		}
	}

	// The tableau is within Feasible of its own equations; a hundred times that, in the constraints
	// as they were stated, means that the pivots lost digits.
	if p.violation(g) > 100*linear.Feasible {
		return math.NaN(), g, linear.ErrPivots
	}
	return value, g, nil
}

// violation returns by how much cells break the worst constraint.
func (p *cellProgram) violation(g Cells) (worst float64) {
	times := func(row Cells) (sum float64) {
		for c, x := range g {
			sum += row[c] * x
		}
		return sum
	}

	for _, row := range p.atLeast {
		worst = math.Max(worst, -times(row))
	}
	for _, row := range p.zero {
		worst = math.Max(worst, math.Abs(times(row)))
	}
	return worst
}

// tableau writes the program out: a slack for each inequality, to start from, and an artificial
// variable for each equation, the last of which sets the lower sum to 1.
func (p *cellProgram) tableau(lower Cells) *linear.Tableau {
	k, m := len(p.cells), len(p.atLeast)
	equations := len(p.zero) + 1
	t := &linear.Tableau{Real: k + m, Columns: k + m + equations}

	add := func(coefficients Cells, sign, right float64) {
		row := make([]float64, t.Columns+1)
		for j, c := range p.cells {
			row[j] = sign * coefficients[c]
		}
		own := k + len(t.Rows) // slack or artificial variable
		row[own] = 1
		row[t.Columns] = right

		t.Basis = append(t.Basis, own)
		t.Rows = append(t.Rows, row)
	}

	for i, row := range p.atLeast {
		add(row, -1, dither*float64(1+i))
	}
	for _, row := range p.zero {
		add(row, 1, 0)
	}
	add(lower, 1, 1)
	return t
}
