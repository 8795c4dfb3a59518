package drivers

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// pivotTolerance is the part of a column's sum of squares under which what
// earlier columns leave of it is rounding error of the cross products. Columns
// have a mean square of 1, so that one that a resample leaves constant is known
// by the same part of the total weight.
const pivotTolerance = 1e-11

// layout is the order of the columns of cross products: controls, then the
// drivers' columns group by group, then the outcomes.
type layout struct {
	controls int
	ends     []int // ends[g] is one past the last column of group g
	outcomes int
}

func (l *layout) drivers() int { return len(l.ends) }

func (l *layout) predictors() int { return l.ends[len(l.ends)-1] }

func (l *layout) columns() int { return l.predictors() + l.outcomes }

func (l *layout) start(g int) int {
	if g == 0 {
		return l.controls
	}
	return l.ends[g-1]
}

// decomposer turns cross products into shares. It holds scratch space and is
// not to be shared between goroutines.
type decomposer struct {
	layout
	method    ImportanceMethod
	orderings [][]int // of groups, in pairs of one and its reverse; nil: exact
	with, not []float64
	total     []float64   // sums of squares of the outcomes
	work      [][]float64 // work[g]: what is left after the groups before g
	r2        [][]float64
	sums      [][]float64 // per depth: weighted sums of R2 with and without
	share     []float64   // group by outcome
	errors    []float64   // Monte Carlo standard errors of share
	controlR2 []float64
	limit     []float64 // of each predictor: no more is left than rounding error
	dropped   int       // steps in which a column added nothing
	constant  []bool    // outcomes that do not vary: their shares are NaN
}

func newDecomposer(l layout, method ImportanceMethod, orderings [][]int) *decomposer {
	g, p, q := l.drivers(), l.predictors()-l.controls, l.outcomes
	d := &decomposer{layout: l, method: method, orderings: orderings, total: make([]float64, q),
		share: make([]float64, g*q), errors: make([]float64, g*q), controlR2: make([]float64, q),
		limit: make([]float64, p+l.controls), constant: make([]bool, q)}
	for range g + 1 {
		d.work = append(d.work, make([]float64, p*(p+q)))
		d.r2 = append(d.r2, make([]float64, q))
		d.sums = append(d.sums, make([]float64, 4*q))
	}
	// The weights (s-1)!(g-s)!/g! and s!(g-s-1)!/g! of R2 of a set of s drivers
	// in the share of a driver in it, or not in it.
	d.with, d.not = make([]float64, g+1), make([]float64, g+1)
	d.with[g] = 1 / float64(g)
	for s := g - 1; s >= 0; s-- {
		// with[s] = not[s-1]; not[s] = with[s+1]
		d.not[s] = d.with[s+1]
		if s > 0 {
			d.with[s] = d.with[s+1] * float64(g-s) / float64(s)
		}
	}
	return d
}

// shares fills share and controlR2 from the cross products c, a matrix by rows
// of which the upper triangle is read and, for the controls, overwritten. weight
// is the total weight of the rows.
func (d *decomposer) shares(c []float64, weight float64) {
	n, p := d.columns(), d.predictors()
	for o := range d.outcomes {
		d.total[o] = c[(p+o)*n+p+o]
		if d.constant[o] = !(d.total[o] > pivotTolerance*weight); d.constant[o] {
			d.total[o] = 1
		}
	}
	for j := range d.limit {
		d.limit[j] = pivotTolerance * math.Max(weight, c[j*n+j])
	}
	d.dropped = 0
	for k := range d.controls {
		d.sweep(c, k, n, n, d.limit[k])
	}
	for o := range d.outcomes {
		d.controlR2[o] = 1 - c[(p+o)*n+p+o]/d.total[o]
	}
	// What is left of the drivers, in units in which R2 is a plain sum.
	width := n - d.controls
	a := d.work[0]
	for i := d.controls; i < p; i++ {
		row := a[(i-d.controls)*width:]
		for j := i; j < p; j++ {
			row[j-d.controls] = c[i*n+j]
		}
		if row[i-d.controls] <= d.limit[i] {
			row[i-d.controls] = 0
			d.dropped++
		}
		for o := range d.outcomes {
			row[p-d.controls+o] = c[i*n+p+o] / math.Sqrt(d.total[o])
		}
	}
	clear(d.share)
	switch {
	case d.method == RelativeWeights:
		d.relativeWeights(a)
	case d.orderings != nil:
		d.sampled(a)
	default:
		clear(d.r2[0])
		d.visit(0, 0, a, d.r2[0])
	}
	for o, constant := range d.constant {
		for g := 0; constant && g < d.drivers(); g++ {
			d.share[g*d.outcomes+o] = math.NaN()
		}
	}
}

// sweep removes column k from the later ones up to rows of a matrix of the
// given width.
func (d *decomposer) sweep(c []float64, k, rows, width int, limit float64) {
	pivot := c[k*width+k]
	if pivot <= limit {
		d.dropped++
		return
	}
	from := c[k*width : (k+1)*width]
	for i := k + 1; i < rows; i++ {
		f := from[i] / pivot
		row := c[i*width : (i+1)*width]
		for j := i; j < width; j++ {
			row[j] -= f * from[j]
		}
	}
}

// visit walks all sets of the groups from g on, given the set of size drivers
// that led here with its R2, and adds to each of those groups' shares:
//
//	share_j = sum_{S with j} with(|S|) R2(S) - sum_{S without j} not(|S|) R2(S)
//
// A set is the path of a binary tree whose branches take or leave a group, so
// that each set costs one elimination step on what is left of the drivers
// after it, most often of one or two, and the tree's sums are shared by all
// that lead to it. sums[g] receives the weighted sums over all these sets.
func (d *decomposer) visit(g, size int, a, r2 []float64) {
	q := d.outcomes
	out := d.sums[g]
	if g == d.drivers() {
		with, not := d.with[size], d.not[size]
		for o, r := range r2 {
			out[o], out[q+o] = with*r, not*r
		}
		return
	}
	below := d.sums[g+1]
	d.visit(g+1, size, a, r2)
	copy(out[:2*q], below[:2*q])
	next, nextR2 := d.work[g+1], d.r2[g+1]
	copy(nextR2, r2)
	d.include(g, a, next, nextR2)
	d.visit(g+1, size+1, next, nextR2)
	for o := range q {
		d.share[g*q+o] += below[o] - out[q+o]
		out[o] += below[o]
		out[q+o] += below[q+o]
	}
}

// include adds group g to the set: next receives what is left of the groups
// after it, r2 the gain.
func (d *decomposer) include(g int, a, next, r2 []float64) {
	p, q := d.predictors()-d.controls, d.outcomes
	width := p + q
	first, last := d.start(g)-d.controls, d.ends[g]-d.controls
	if last-first > 1 {
		copy(next[first*width:p*width], a[first*width:p*width])
		a = next
	}
	for k := first; k < last; k++ {
		from := a[k*width : (k+1)*width]
		pivot := from[k]
		if pivot <= d.limit[d.controls+k] {
			d.dropped++
			copy(next[(k+1)*width:p*width], a[(k+1)*width:p*width])
			continue
		}
		inverse := 1 / pivot
		for o := range q {
			r2[o] += from[p+o] * from[p+o] * inverse
		}
		for i := k + 1; i < p; i++ {
			f := from[i] * inverse
			row, to := a[i*width+i:(i+1)*width], next[i*width+i:(i+1)*width]
			tail := from[i:]
			for j, v := range row {
				to[j] = v - f*tail[j]
			}
		}
		a = next
	}
}

// sampled averages the gains of R2 over orderings of the groups; the standard
// errors are those of means over independent pairs.
func (d *decomposer) sampled(a []float64) {
	p, q := d.predictors()-d.controls, d.outcomes
	width := p + q
	full, mate := make([]float64, p*width), make([]float64, len(d.share))
	squares, gain := make([]float64, len(d.share)), make([]float64, len(d.share))
	pairs := float64(len(d.orderings) / 2)
	for i := range p { // both triangles, since any column may come first
		for j := range p {
			full[i*width+j] = a[min(i, j)*width+max(i, j)]
		}
		copy(full[i*width+p:(i+1)*width], a[i*width+p:(i+1)*width])
	}
	work, done := make([]float64, len(full)), make([]bool, p)
	for m, order := range d.orderings {
		copy(work, full)
		clear(gain)
		clear(done)
		for _, g := range order {
			for k := d.start(g) - d.controls; k < d.ends[g]-d.controls; k++ {
				done[k] = true
				from := work[k*width : (k+1)*width]
				if from[k] <= d.limit[d.controls+k] {
					d.dropped++
					continue
				}
				for o := range q {
					gain[g*q+o] += from[p+o] * from[p+o] / from[k]
				}
				for i := range p {
					if done[i] {
						continue
					}
					f := from[i] / from[k]
					row := work[i*width : (i+1)*width]
					for j, v := range from {
						row[j] -= f * v
					}
				}
			}
		}
		if m%2 == 0 {
			copy(mate, gain)
			continue
		}
		for j := range gain {
			v := (gain[j] + mate[j]) / 2
			d.share[j] += v / pairs
			squares[j] += v * v
		}
	}
	for j := range squares {
		d.errors[j] = math.Sqrt(math.Max(0, squares[j]/pairs-d.share[j]*d.share[j]) / (pairs - 1))
	}
}

// orderingsOf draws pairs of an ordering of the groups and its reverse.
func orderingsOf(groups, pairs int, rng *rand.Rand) [][]int {
	out := make([][]int, 0, 2*pairs)
	for range pairs {
		order, reverse := rng.Perm(groups), make([]int, groups)
		for k, g := range order {
			reverse[groups-1-k] = g
		}
		out = append(out, order, reverse)
	}
	return out
}

// relativeWeights adds Johnson's weights of the columns to their groups.
func (d *decomposer) relativeWeights(a []float64) {
	p, q := d.predictors()-d.controls, d.outcomes
	width := p + q
	root := make([]float64, p)
	for j := range root {
		root[j] = math.Sqrt(a[j*width+j])
	}
	r := mat.NewSymDense(p, nil)
	for i := range p {
		for j := i; j < p; j++ {
			if root[i] > 0 && root[j] > 0 {
				r.SetSym(i, j, a[i*width+j]/(root[i]*root[j]))
			}
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(r, true) {
		for j := range d.share {
			d.share[j] = math.NaN()
		}
		return
	}
	var v mat.Dense
	eigen.VectorsTo(&v)
	values := eigen.Values(nil)
	for _, v := range values {
		if v <= pivotTolerance {
			d.dropped++
		}
	}
	// lambda = V sqrt(D) V' is the correlation of the columns with their nearest
	// orthogonal counterparts z, and beta = V D^-1/2 V'r that of z with an outcome.
	power := func(x float64) *mat.Dense {
		scaled := mat.DenseCopyOf(&v)
		scaled.Apply(func(_, j int, u float64) float64 {
			if values[j] <= pivotTolerance {
				return 0
			}
			return u * math.Pow(values[j], x)
		}, scaled)
		var out mat.Dense
		out.Mul(scaled, v.T())
		return &out
	}
	lambda, inverse := power(0.5), power(-0.5)
	for o := range q {
		beta := make([]float64, p)
		for k := range beta {
			for j := range p {
				if root[j] > 0 {
					beta[k] += inverse.At(k, j) * a[j*width+p+o] / root[j]
				}
			}
		}
		for g := range d.drivers() {
			for j := d.start(g) - d.controls; j < d.ends[g]-d.controls; j++ {
				for k, b := range beta {
					l := lambda.At(j, k)
					d.share[g*q+o] += l * l * b * b
				}
			}
		}
	}
}
