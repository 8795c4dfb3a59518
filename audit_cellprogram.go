package ctostudy

import (
	"errors"
	"math"
)

// dither loosens inequality i by i+1 times itself. All right sides but one
// would be 0, every vertex would lie on many faces, and a choice among them
// would be one among rounding errors. Bounds move by less than 1e-6.
const dither = 3e-9

// cellProgram is a set of homogeneous linear constraints on the growth of the
// cells that have members, each of which is at least 0.
type cellProgram struct {
	cells   []int
	atLeast [][cellCount]float64 // each times g is >= 0
	zero    [][cellCount]float64 // each times g is 0
}

func newCellProgram(n [cellCount]float64) *cellProgram {
	p := &cellProgram{}
	for c, x := range n {
		if x > 0 {
			p.cells = append(p.cells, c)
		}
	}
	return p
}

// minus returns upper - ratio lower.
func minus(upper, lower [cellCount]float64, ratio float64) [cellCount]float64 {
	for c := range upper {
		upper[c] -= ratio * lower[c]
	}
	return upper
}

// between bounds the ratio of two sums. A range too narrow for the digits of
// two inequalities is a point.
func (p *cellProgram) between(upper, lower [cellCount]float64, r interval) {
	if r[1]-r[0] < 1e-6 {
		p.equal(upper, lower, (r[0]+r[1])/2)
		return
	}
	most := minus(upper, lower, r[1])
	for c := range most {
		most[c] = -most[c]
	}
	p.atLeast = append(p.atLeast, minus(upper, lower, r[0]), most)
}

// equal fixes the ratio of two sums.
func (p *cellProgram) equal(upper, lower [cellCount]float64, ratio float64) {
	p.zero = append(p.zero, minus(upper, lower, ratio))
}

// extreme returns the least ratio of two sums, or the greatest, and cells that
// attain it. The constraints being homogeneous, g is scaled such that the
// lower sum is 1 (Charnes and Cooper 1962), and the ratio is linear.
func (p *cellProgram) extreme(upper, lower [cellCount]float64, greatest bool) (float64, [cellCount]float64, error) {
	var g [cellCount]float64
	sign := 1.0
	if greatest {
		sign = -1
	}
	t := p.tableau(lower)
	cost := make([]float64, t.real)
	for j, c := range p.cells {
		cost[j] = sign * upper[c]
	}
	switch err := t.minimise(cost); {
	case errors.Is(err, errUnbounded):
		return math.Inf(int(-sign)), g, nil
	case err != nil:
		return math.NaN(), g, err
	}
	value := 0.0
	for i, j := range t.basis {
		if j < len(p.cells) {
			c := p.cells[j]
			g[c] = t.rows[i][t.columns]
			value += upper[c] * g[c]
		}
	}
	if p.violation(g) > 100*feasible {
		return math.NaN(), g, errPivots
	}
	return value, g, nil
}

// violation returns by how much cells break the worst constraint.
func (p *cellProgram) violation(g [cellCount]float64) (worst float64) {
	times := func(row [cellCount]float64) (sum float64) {
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

// tableau writes the program out: a slack for each inequality, to start from,
// and an artificial variable for each equation.
func (p *cellProgram) tableau(lower [cellCount]float64) *tableau {
	k, m := len(p.cells), len(p.atLeast)
	equations := len(p.zero) + 1
	t := &tableau{real: k + m, columns: k + m + equations}
	add := func(coefficients [cellCount]float64, sign, right float64) {
		row := make([]float64, t.columns+1)
		for j, c := range p.cells {
			row[j] = sign * coefficients[c]
		}
		row[k+len(t.rows)], row[t.columns] = 1, right
		t.basis, t.rows = append(t.basis, k+len(t.rows)), append(t.rows, row)
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

// fourGroups holds the shares of one metric's four groups of organisations.
type fourGroups struct{ highClose, highDistant, lowClose, lowDistant float64 }

func groupShares(n [cellCount]float64, j int) fourGroups {
	total := sumCells(n, func(int) bool { return true })
	share := func(in func(int) bool) float64 { return sumCells(n, in) / total }
	return fourGroups{share(inBoth(highCells(j), closeCells)), share(inBoth(highCells(j), distantCells)),
		share(inBoth(lowCells(j), closeCells)), share(inBoth(lowCells(j), distantCells))}
}

// groupMeans are the mean growths of a metric's four groups, relative to that
// of distant collaboration.
type groupMeans fourGroups

// means solves for the four means: two premiums and Q leave no freedom.
func (t fourGroups) means(premium, close, q float64, r CloseReading) (m groupMeans) {
	high, low := t.highClose+t.highDistant, t.lowClose+t.lowDistant
	total := (t.highClose+t.lowClose)*q + t.highDistant + t.lowDistant
	meanHigh := premium * total / (premium*high + low)
	if r == CloseAgainstHigh {
		m.highClose = close * meanHigh
		m.highDistant = (meanHigh*high - t.highClose*m.highClose) / t.highDistant
	} else {
		m.highDistant = meanHigh * high / (t.highClose*close + t.highDistant)
		m.highClose = close * m.highDistant
	}
	m.lowClose = ((t.highClose+t.lowClose)*q - t.highClose*m.highClose) / t.lowClose
	m.lowDistant = (t.highDistant + t.lowDistant - t.highDistant*m.highDistant) / t.lowDistant
	return m
}

// both returns the ratio of high and close to low and distant, which rises
// with Q until the latter's growth would no longer be positive.
func (m groupMeans) both() float64 {
	if m.lowDistant <= 0 {
		return math.Inf(1)
	}
	return m.highClose / m.lowDistant
}

func (m groupMeans) positive() bool {
	return math.Min(math.Min(m.highClose, m.highDistant), math.Min(m.lowClose, m.lowDistant)) > 0
}

// fixedPremiums are a metric's groups with one value of each premium.
type fixedPremiums struct {
	fourGroups
	premium, close float64
}

// solveQ returns the Q at which the mean of the ratios is the given one;
// false where some group would not grow.
func (o overlap) solveQ(metrics []fixedPremiums, mean float64) (float64, bool) {
	low, high := 0.01, 100.0
	for range 60 {
		q := math.Sqrt(low * high)
		sum := 0.0
		for _, m := range metrics {
			sum += m.means(m.premium, m.close, q, o.readClose).both()
		}
		if sum < mean*float64(len(metrics)) {
			low = q
		} else {
			high = q
		}
	}
	for _, m := range metrics {
		if !m.means(m.premium, m.close, low, o.readClose).positive() {
			return low, false
		}
	}
	return low, true
}

// cornerCount is the number of corners of the box of seven premiums.
const cornerCount = 1 << 7

// corner is where, over the rounding box, a target is extreme.
type corner struct{ value, q float64 }

// corners looks for the extremes of all targets among the corners of the box
// of seven rounding intervals, and counts those at which all groups grow.
func (o overlap) corners(n [cellCount]float64) (out [7][2]corner, reached int) {
	for i := range out {
		out[i] = [2]corner{{value: math.Inf(1)}, {value: math.Inf(-1)}}
	}
	for bits := range cornerCount {
		var metrics []fixedPremiums
		for j := range 3 {
			metrics = append(metrics, fixedPremiums{groupShares(n, j), o.premium[j][bits>>j&1], o.close[j][bits>>(3+j)&1]})
		}
		q, solved := o.solveQ(metrics, o.both[bits>>6])
		if !solved {
			continue
		}
		reached++
		values := [7]float64{targetQ: q}
		for j, m := range metrics {
			means := m.means(m.premium, m.close, q, o.readClose)
			values[j], values[targetQ+1+j] = means.both(), means.lowClose/means.lowDistant
		}
		for i, v := range values {
			if v < out[i][0].value {
				out[i][0] = corner{v, q}
			}
			if v > out[i][1].value {
				out[i][1] = corner{v, q}
			}
		}
	}
	return out, reached
}
