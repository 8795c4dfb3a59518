package stats

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/parallel"
)

// AliasError names columns that are linear combinations of earlier ones.
type AliasError struct {
	// Columns are their names, in the model's order.
	Columns []string
}

func (e *AliasError) Error() string {
	return fmt.Sprintf("stats: columns are combinations of others: %s", strings.Join(e.Columns, ", "))
}

const (
	// rowBlock rows are reduced together, while they are in the processor's
	// cache; chunkRows is what one worker takes. Both are fixed, and chunks are
	// reduced in order, so that results do not depend on the processors.
	rowBlock  = 256
	chunkRows = 16 * rowBlock
	// aliasPivot is the share of a column's length, beyond the columns before
	// it, below which it is their combination.
	aliasPivot = 1e-12
	// Below safeCondition, float64 loses at most two of its 16 digits, and
	// large problems forgo the extended precision of Q.
	safeCondition = 100
	smallProblem  = 1 << 22
)

// leastSquares is a solved problem in the form that all that follows needs:
//
//	W^(1/2) X = Q S^-1,   Q'Q = I,   (X'WX)^-1 = S S',   b = S Q'W^(1/2) y
//
// A triangle comes from Householder reflections of blocks of rows whose
// triangles are merged (Golub and Van Loan 2013, 5.2; Demmel and others 2012).
// Its inverse S turns X into Q, row by row in doubled precision (Ogita, Rump
// and Oishi 2005), and Cholesky's triangle of Q'Q, which is nearly I, corrects
// both; then b is refined with residuals in doubled precision (Bjorck 1967).
// Columns whose squares might overflow or vanish are first scaled by powers of
// two, which changes no digit. A large problem that is far from dependent goes
// without doubled precision in Q, which it makes anew when it is needed.
type leastSquares struct {
	n, p      int
	x         *mat.Dense
	weights   []float64 // nil: all one
	root      []float64 // their roots
	exact     bool
	triangle  [][]float64
	scale     []float64 // of the columns of [X y], powers of two
	condition float64
	q         []float64   // rowBlock rows after another, each block by columns; nil: not kept
	s         [][]float64 // upper triangle, in the units of X
	b, low    []float64   // coefficients in two parts
	e         []float64   // y - Xb, not weighted
	h         []float64   // squared lengths of the rows of Q
	meat      *mat.SymDense
}

// rowFactor is what row i of Q is multiplied by in the meat of a sandwich, given
// its residual and the squared length of the row.
type rowFactor func(i int, e, h float64) float64

// solveLeastSquares solves it for n rows of x and y, with the meat Q'F^2 Q where
// a factor is given. Values that are not finite are errors that name the column,
// dependent columns an [AliasError].
func solveLeastSquares(x *mat.Dense, y, weights []float64, names []string,
	factor rowFactor) (*leastSquares, error) {
	l, err := triangulate(x, y, weights, names)
	if err != nil {
		return nil, err
	}
	l.exact = l.n*l.p*l.p <= smallProblem || l.condition > safeCondition
	l.e, l.h = make([]float64, l.n), make([]float64, l.n)
	if l.exact {
		if err := l.orthogonalize(); err != nil {
			return nil, err
		}
		l.refine(y)
	}
	l.sweep(y, factor)
	return l, nil
}

// triangulate fills the triangle, its inverse and a first b.
func triangulate(x *mat.Dense, y, weights []float64, names []string) (*leastSquares, error) {
	l := &leastSquares{x: x, weights: weights}
	l.n, l.p = x.Dims()
	if weights != nil {
		l.root = make([]float64, l.n)
		for i, w := range weights {
			l.root[i] = math.Sqrt(w)
		}
	}
	l.scale = make([]float64, l.p+1)
	for j := range l.scale {
		l.scale[j] = 1
	}
	if l.reduce(y); !l.safe() {
		if err := l.scales(y, names); err != nil {
			return nil, err
		}
		l.reduce(y)
	}
	if err := l.aliases(names); err != nil {
		return nil, err
	}
	return l, l.invert()
}

// inChunks calls work for each chunk of rows, on all processors.
func inChunks(n int, work func(chunk, lo, hi int)) {
	parallel.Each(context.Background(), chunksOf(n), func(c int) {
		work(c, c*chunkRows, min(n, (c+1)*chunkRows))
	})
}

func chunksOf(n int) int { return (n + chunkRows - 1) / chunkRows }

// weightRoot returns the root of the weight of row i.
func (l *leastSquares) weightRoot(i int) float64 {
	if l.root == nil {
		return 1
	}
	return l.root[i]
}

// row returns row i of X.
func (l *leastSquares) row(i int) []float64 { return l.x.RawRowView(i) }

// buffer holds a block of X and of Q by columns, and the rows' factors.
type buffer struct {
	x, q [][]float64
	f    [rowBlock]float64
}

func (l *leastSquares) buffer() *buffer {
	return &buffer{x: newColumns(l.p, rowBlock), q: make([][]float64, l.p)}
}

// block returns the columns of Q for the rows from lo, and how many rows. They
// are the buffer's until its next use.
func (l *leastSquares) block(lo int, b *buffer) (q [][]float64, rows int) {
	rows = min(rowBlock, l.n-lo)
	if l.q != nil {
		for k := range b.q {
			b.q[k] = l.q[lo*l.p+k*rows : lo*l.p+(k+1)*rows]
		}
		return b.q, rows
	}
	for i := range rows {
		for j, v := range l.row(lo + i) {
			b.x[j][i] = v
		}
	}
	// From the last column, so that each takes the place of its own.
	for k := l.p - 1; k >= 0; k-- {
		z := b.x[k][:rows]
		floats.Scale(l.s[k][k], z)
		for j := range k {
			floats.AddScaled(z, l.s[j][k], b.x[j][:rows])
		}
		if l.root != nil {
			floats.Mul(z, l.root[lo:lo+rows])
		}
		b.q[k] = z
	}
	return b.q, rows
}

// safe reports whether no square in the triangle came near to overflow or to
// nothing; it did where a value is not finite.
func (l *leastSquares) safe() bool {
	for j := range l.p + 1 {
		length := 0.0
		for i := range min(j+1, l.p) {
			length += math.Abs(l.triangle[i][j])
		}
		if !(length > 1e-100 && length < 1e100) {
			return false
		}
	}
	return true
}

// scales finds the power of two of each column's largest value. Values that are
// not finite, or have no squares, are errors that name the column.
func (l *leastSquares) scales(y []float64, names []string) error {
	largest := make([][]float64, chunksOf(l.n))
	inChunks(l.n, func(c, lo, hi int) {
		top := make([]float64, l.p+1)
		enter := func(i, j int, v float64) {
			v = math.Abs(v)
			if l.weightRoot(i) == 0 && v <= math.MaxFloat64 {
				return
			}
			// Nothing is above NaN, so that it is kept.
			if v > top[j] || math.IsNaN(v) {
				top[j] = v
			}
		}
		for i := lo; i < hi; i++ {
			for j, v := range l.row(i) {
				enter(i, j, v)
			}
			enter(i, l.p, y[i])
		}
		largest[c] = top
	})
	for j := range l.scale {
		name := "the outcome"
		if j < l.p {
			name = fmt.Sprintf("column %q", names[j])
		}
		top := 0.0
		for _, t := range largest {
			if top = math.Max(top, t[j]); math.IsNaN(top) || math.IsInf(top, 0) {
				return fmt.Errorf("%w: %s has a value that is missing or infinite", errNotFinite, name)
			}
		}
		if !hasSquare(top) {
			return beyondSquares(name, top)
		}
		_, exponent := math.Frexp(top)
		l.scale[j] = math.Ldexp(1, exponent)
	}
	return nil
}

// reduce fills the triangle of the scaled and weighted [X y]; the row of y's own
// pivot is not needed.
func (l *leastSquares) reduce(y []float64) {
	inverse := make([]float64, l.p+1)
	for j, s := range l.scale {
		inverse[j] = 1 / s
	}
	parts := make([][][]float64, chunksOf(l.n))
	inChunks(l.n, func(c, lo, hi int) {
		t, columns := newTriangle(l.p), newColumns(l.p+1, rowBlock)
		for ; lo < hi; lo += rowBlock {
			rows := min(rowBlock, hi-lo)
			for i := range rows {
				root := l.weightRoot(lo + i)
				for j, v := range l.row(lo + i) {
					columns[j][i] = v * inverse[j] * root
				}
				columns[l.p][i] = y[lo+i] * inverse[l.p] * root
			}
			absorb(t, columns, rows)
		}
		parts[c] = t
	})
	l.triangle = parts[0]
	columns := newColumns(l.p+1, l.p)
	for _, t := range parts[1:] {
		for j := range columns {
			for i := range t {
				columns[j][i] = t[i][j]
			}
		}
		absorb(l.triangle, columns, l.p)
	}
}

func newTriangle(p int) [][]float64 { return newColumns(p, p+1) }

func newColumns(columns, rows int) [][]float64 {
	out, data := make([][]float64, columns), make([]float64, columns*rows)
	for j := range out {
		out[j] = data[j*rows : (j+1)*rows]
	}
	return out
}

// absorb reduces the rows below an upper triangle into it by Householder
// reflections, which touch one row of the triangle each. Columns are used up.
func absorb(t, columns [][]float64, rows int) {
	for k, top := range t {
		v := columns[k][:rows]
		ss := floats.Dot(v, v)
		if ss == 0 {
			continue
		}
		norm := math.Sqrt(top[k]*top[k] + ss)
		if top[k] > 0 {
			norm = -norm
		}
		first := top[k] - norm
		top[k] = norm
		for j := k + 1; j < len(columns); j++ {
			u := columns[j][:rows]
			f := (first*top[j] + floats.Dot(v, u)) / (norm * first)
			top[j] += f * first
			floats.AddScaled(u, f, v)
		}
	}
}

// aliases refuses columns whose pivot is below aliasPivot of their length.
func (l *leastSquares) aliases(names []string) error {
	var out []string
	unit := mat.NewDense(l.p, l.p, nil)
	for j, name := range names {
		length := 0.0
		for i := range j + 1 {
			length = math.Hypot(length, l.triangle[i][j])
		}
		if !(math.Abs(l.triangle[j][j]) > aliasPivot*length) {
			out = append(out, name)
			continue
		}
		for i := range j + 1 {
			unit.Set(i, j, l.triangle[i][j]/length)
		}
	}
	if out != nil {
		return &AliasError{Columns: out}
	}
	var svd mat.SVD
	if !svd.Factorize(unit, mat.SVDNone) {
		return errors.New("stats: the condition of the columns cannot be computed")
	}
	l.condition = svd.Cond()
	return nil
}

// invert fills S with the inverse of the triangle and b with its solution, in
// the units of the data.
func (l *leastSquares) invert() error {
	l.s, l.b, l.low = newColumns(l.p, l.p), make([]float64, l.p), make([]float64, l.p)
	for k := range l.p {
		l.s[k][k] = 1 / l.triangle[k][k]
		for i := k - 1; i >= 0; i-- {
			sum := 0.0
			for j := i + 1; j <= k; j++ {
				sum += l.triangle[i][j] * l.s[j][k]
			}
			l.s[i][k] = -sum / l.triangle[i][i]
		}
	}
	for j, row := range l.s {
		for k := j; k < l.p; k++ {
			row[k] /= l.scale[j]
			l.b[j] += row[k] * l.triangle[k][l.p] * l.scale[l.p]
		}
		if math.IsInf(floats.Sum(row), 0) || math.IsNaN(l.b[j]) {
			return fmt.Errorf("%w: the columns are too large or too small to be solved", errNotFinite)
		}
	}
	return nil
}
