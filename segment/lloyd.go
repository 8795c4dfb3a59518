package segment

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/stats"
)

// points are the rows to be clustered, row-major, with their weights.
type points struct {
	x    []float64
	w    []float64 // nil: all one
	n, p int
}

func newPoints(x *mat.Dense, d *stats.Design) (*points, error) {
	raw := x.RawMatrix()
	out := &points{x: raw.Data, n: raw.Rows, p: raw.Cols}
	if raw.Stride != raw.Cols {
		out.x = mat.DenseCopyOf(x).RawMatrix().Data
	}
	for at, v := range out.x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%w: row %d, column %d: %v", errValue, at/out.p, at%out.p, v)
		}
	}
	if err := out.checkScale(d); err != nil {
		return nil, err
	}
	if d.Weighted() {
		out.w = make([]float64, out.n)
		for i := range out.w {
			out.w[i] = d.Weight(i)
		}
	}
	return out, nil
}

// Squared distances are sums of squares between the square of leastSpread and
// what a float64 can hold; smaller ones than leastSquare are taken as 0, which
// tells no rows apart.
const (
	leastSpread = 1e-140
	leastSquare = 1e-290
)

// checkScale refuses values whose squared distances, or the weighted sum of
// them, are too large or too small for a float64.
func (p *points) checkScale(d *stats.Design) error {
	largest, spread, total := 0.0, 0.0, 1.0
	for i := range p.n {
		total += d.Weight(i)
		for j, v := range p.row(i) {
			largest = max(largest, math.Abs(v))
			spread = max(spread, math.Abs(v-p.x[j]))
		}
	}
	if math.IsInf(largest*2*largest*2*float64(p.p)*total, 1) {
		return fmt.Errorf("%w: the squares of values up to %g are infinite: scale the columns down",
			errValue, largest)
	}
	if spread > 0 && spread < leastSpread {
		return fmt.Errorf("%w: the squares of differences up to %g are zero: scale the columns up",
			errValue, spread)
	}
	return nil
}

func (p *points) row(i int) []float64 { return p.x[i*p.p : (i+1)*p.p : (i+1)*p.p] }

func (p *points) weight(i int) float64 {
	if p.w == nil {
		return 1
	}
	return p.w[i]
}

// distinct returns the number of rows of positive weight that distances tell
// apart, counting no further than enough.
func (p *points) distinct(enough int) int {
	var seen [][]float64
	for i := 0; i < p.n && len(seen) < max(enough, 1); i++ {
		near := func(s []float64) bool { return squared(s, p.row(i)) < leastSquare }
		if p.weight(i) > 0 && !slices.ContainsFunc(seen, near) {
			seen = append(seen, p.row(i))
		}
	}
	return len(seen)
}

// assign returns the nearest of k centres and the squared distance to it.
func (p *points) assign(centre []float64, k int) ([]int, []float64) {
	label, square := make([]int, p.n), make([]float64, p.n)
	for i := range label {
		label[i], square[i], _ = nearest(p.row(i), centre, k)
	}
	return label, square
}

// means returns the weighted means of the members; a cluster without any is 0.
func (p *points) means(label []int, k int) []float64 {
	sum, size := make([]float64, k*p.p), make([]float64, k)
	for i, l := range label {
		w := p.weight(i)
		size[l] += w
		s := sum[l*p.p:][:p.p]
		for j, v := range p.row(i) {
			s[j] += w * v
		}
	}
	for l, n := range size {
		if n > 0 {
			floats.Scale(1/n, sum[l*p.p:(l+1)*p.p])
		}
	}
	return sum
}

// squared returns |x - c|^2.
func squared(x, c []float64) float64 {
	var s, t float64
	c = c[:len(x)]
	i := 0
	for ; i <= len(x)-4; i += 4 {
		a, b := x[i:i+4:i+4], c[i:i+4:i+4]
		d0, d1, d2, d3 := a[0]-b[0], a[1]-b[1], a[2]-b[2], a[3]-b[3]
		s += d0*d0 + d2*d2
		t += d1*d1 + d3*d3
	}
	for ; i < len(x); i++ {
		d := x[i] - c[i]
		s += d * d
	}
	return s + t
}

// nearest returns the nearest centre, ties to the lower number, and the squared
// distances to it and to the next.
func nearest(x, centre []float64, k int) (label int, first, second float64) {
	first, second = math.Inf(1), math.Inf(1)
	for c := range k {
		switch v := squared(x, centre[c*len(x):]); {
		case v < first:
			label, first, second = c, v, first
		case v < second:
			second = v
		}
	}
	return label, first, second
}

// clustering is one start from its seeds to convergence.
type clustering struct {
	centre     []float64
	objective  float64
	iterations int
	converged  bool
}

// lloyd runs starts on one set of points. A respondent whose nearest centre a
// is nearer than the next by gap keeps its label until a and the fastest other
// centre have together moved by gap (Hamerly 2010). The moves are summed per
// label in moved, so that one comparison with a number kept per respondent,
// moved at the last look + gap, tells who has to be looked at.
type lloyd struct {
	*points
	k            int
	label        []int32
	until        []float64
	sum, size    []float64
	centre, next []float64
	moved        []float64
	step         float64 // no label's move of the last step was larger
	near         []int32 // rows to look at while budget, the moves they cover, lasts
	budget       float64
}

func newLloyd(p *points, k int) *lloyd {
	return &lloyd{points: p, k: k, label: make([]int32, p.n), until: make([]float64, p.n),
		sum: make([]float64, k*p.p), size: make([]float64, k), centre: make([]float64, k*p.p),
		next: make([]float64, k*p.p), moved: make([]float64, k),
	}
}

// slack is the part of a gap that rounding may have made up; respondents within
// it are always looked at.
const slack = 1e-9

func (l *lloyd) run(ctx context.Context, r *rand.Rand, steps int) clustering {
	l.seed(r)
	out := clustering{}
	for out.iterations = 1; ctx.Err() == nil; out.iterations++ {
		l.fillEmpty()
		l.move()
		if out.iterations == steps || l.relabel() == 0 {
			out.converged = out.iterations < steps
			break
		}
	}
	l.recount()
	l.move()
	out.centre = append([]float64(nil), l.centre...)
	for i, a := range l.label {
		square := squared(l.row(i), l.centre[int(a)*l.p:][:l.p])
		if !out.converged { // the labels reported are those of the last centres
			_, square, _ = nearest(l.row(i), l.centre, l.k)
		}
		out.objective += l.weight(i) * square
	}
	return out
}

// gap is the difference of two distances, less the slack.
func gap(first, second float64) float64 {
	if math.IsInf(second, 1) {
		return second
	}
	a, b := math.Sqrt(first), math.Sqrt(second)
	return b - a - slack*b
}

// seed takes the seeds and labels every row.
func (l *lloyd) seed(r *rand.Rand) {
	copy(l.centre, newSeeds(l.points, l.k, r).centre)
	clear(l.sum)
	clear(l.size)
	clear(l.moved)
	l.budget = 0
	for i := range l.label {
		a, first, second := nearest(l.row(i), l.centre, l.k)
		l.label[i], l.until[i] = int32(a), gap(first, second)
		l.add(i, a, 1)
	}
}

func (l *lloyd) add(i, a int, sign float64) {
	w := sign * l.weight(i)
	l.size[a] += w
	s := l.sum[a*l.p:][:l.p]
	for j, v := range l.row(i) {
		s[j] += w * v
	}
}

// recount sums the members anew, without what rounding left of those who went.
func (l *lloyd) recount() {
	clear(l.sum)
	clear(l.size)
	for i, a := range l.label {
		l.add(i, int(a), 1)
	}
}

// move puts the centres at the means and sums how far they moved.
func (l *lloyd) move() {
	most, next, at := 0.0, 0.0, -1
	shift := make([]float64, l.k)
	for a := range l.k {
		c := l.next[a*l.p:][:l.p]
		copy(c, l.centre[a*l.p:][:l.p])
		if l.size[a] > 0 {
			for j, v := range l.sum[a*l.p:][:l.p] {
				c[j] = v / l.size[a]
			}
		}
		shift[a] = math.Sqrt(squared(c, l.centre[a*l.p:][:l.p]))
		if shift[a] > most {
			most, next, at = shift[a], most, a
		} else {
			next = max(next, shift[a])
		}
	}
	for a, v := range shift {
		if a == at {
			l.moved[a] += v + next
		} else {
			l.moved[a] += v + most
		}
	}
	l.step = most + next
	l.centre, l.next = l.next, l.centre
}

// looks is how many moves like the last one those who are not near may miss.
const looks = 5

// relabel looks at those whose label may have changed and returns how many did.
// Late in a start few may: the rows whose gap could be used up by the next
// moves are kept in near, and no others are looked at until it could be.
func (l *lloyd) relabel() int {
	if l.budget -= l.step; l.budget >= 0 {
		changed := 0
		for _, i := range l.near {
			if l.until[i] <= l.moved[l.label[i]] {
				changed += l.look(int(i))
			}
		}
		return changed
	}
	l.budget, l.near = looks*l.step, l.near[:0]
	changed := 0
	for i, a := range l.label {
		left := l.until[i] - l.moved[a]
		if left <= 0 {
			changed += l.look(i)
			left = l.until[i] - l.moved[l.label[i]]
		}
		if left <= l.budget {
			l.near = append(l.near, int32(i))
		}
	}
	return changed
}

// look finds the label of row i anew and returns 1 where it changed.
func (l *lloyd) look(i int) int {
	b, first, second := nearest(l.row(i), l.centre, l.k)
	l.until[i] = l.moved[b] + gap(first, second)
	a := int(l.label[i])
	if a == b {
		return 0
	}
	l.label[i] = int32(b)
	l.add(i, a, -1)
	l.add(i, b, 1)
	return 1
}

// fillEmpty gives a cluster without members the respondent who adds most to the
// objective, ties to the lower row, of those whose cluster has others. All are
// looked at afterwards.
func (l *lloyd) fillEmpty() {
	for c := range l.k {
		if l.hasMember(c) {
			continue
		}
		members := make([]int, l.k)
		for i, a := range l.label {
			if l.weight(i) > 0 {
				members[a]++
			}
		}
		far, worst := -1, 0.0
		for i, a := range l.label {
			if members[a] < 2 {
				continue
			}
			if v := l.weight(i) * squared(l.row(i), l.centre[int(a)*l.p:][:l.p]); v > worst {
				far, worst = i, v
			}
		}
		if far < 0 { // no product of weight and square is above 0
			continue
		}
		l.label[far] = int32(c)
		copy(l.centre[c*l.p:][:l.p], l.row(far))
		l.recount()
		for i := range l.until {
			l.until[i] = math.Inf(-1)
		}
		l.budget = 0
	}
}

// hasMember reports whether a cluster has a member of positive weight. The size
// alone may hold what rounding left.
func (l *lloyd) hasMember(c int) bool {
	if l.size[c] >= 0.5 && l.w == nil {
		return true
	}
	for i, a := range l.label {
		if int(a) == c && l.weight(i) > 0 {
			return true
		}
	}
	return false
}
