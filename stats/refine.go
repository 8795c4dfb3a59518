package stats

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// twoSum returns a + b and its rounding error (Knuth 1969).
func twoSum(a, b float64) (sum, err float64) {
	sum = a + b
	c := sum - a
	return sum, (a - (sum - c)) + (b - c)
}

// product2 adds a b to the doubled sum (high, low). The fused product is exact
// on every processor.
func product2(high, low, a, b float64) (float64, float64) {
	ab := float64(a * b)
	rest := math.FMA(a, b, -ab)
	sum, err := twoSum(high, ab)
	return sum, low + (rest + err)
}

// orthogonalize keeps Q = W^(1/2) X S, each element in doubled precision and then
// rounded, and divides Q and S by the Cholesky triangle of Q'Q, which takes from S
// the error that the condition of X made.
func (l *leastSquares) orthogonalize() error {
	l.q = make([]float64, l.n*l.p)
	inChunks(l.n, func(_, lo, hi int) {
		buffer := l.buffer()
		for ; lo < hi; lo += rowBlock {
			q, rows := l.block(lo, buffer)
			for i := range rows {
				x, root := l.row(lo+i), l.weightRoot(lo+i)
				for k, column := range q {
					high, low := 0.0, 0.0
					for j := range k + 1 {
						high, low = product2(high, low, x[j], l.s[j][k])
					}
					column[i] = (high + low) * root
				}
			}
		}
	})
	var chol mat.Cholesky
	if !chol.Factorize(l.gram()) {
		return errNotFinite
	}
	var u mat.TriDense
	chol.UTo(&u)
	divide := func(columns [][]float64) {
		for k, z := range columns {
			for j := range k {
				floats.AddScaled(z, -u.At(j, k), columns[j])
			}
			floats.Scale(1/u.At(k, k), z)
		}
	}
	buffer := l.buffer()
	for lo := 0; lo < l.n; lo += rowBlock {
		q, _ := l.block(lo, buffer)
		divide(q)
	}
	st := transposed(l.s)
	divide(st)
	l.s = transposed(st)
	return nil
}

func transposed(a [][]float64) [][]float64 {
	out := newColumns(len(a), len(a))
	for i, row := range a {
		for j, v := range row {
			out[j][i] = v
		}
	}
	return out
}

// gram returns Q'Q.
func (l *leastSquares) gram() *mat.SymDense {
	parts := make([]*mat.SymDense, chunksOf(l.n))
	inChunks(l.n, func(c, lo, hi int) {
		parts[c] = mat.NewSymDense(l.p, nil)
		for buffer := l.buffer(); lo < hi; lo += rowBlock {
			q, _ := l.block(lo, buffer)
			addProducts(parts[c], q)
		}
	})
	return inSum(parts)
}

// addProducts adds the inner products of columns.
func addProducts(sum *mat.SymDense, columns [][]float64) {
	for k, z := range columns {
		for j := range k + 1 {
			sum.SetSym(j, k, sum.At(j, k)+floats.Dot(columns[j], z))
		}
	}
}

func inSum(parts []*mat.SymDense) *mat.SymDense {
	for _, part := range parts[1:] {
		parts[0].AddSym(parts[0], part)
	}
	return parts[0]
}

// refine improves b, kept in two parts, by three gradients.
func (l *leastSquares) refine(y []float64) {
	for range 3 {
		high, low := newColumns(chunksOf(l.n), l.p), newColumns(chunksOf(l.n), l.p)
		inChunks(l.n, func(c, lo, hi int) {
			for i := lo; i < hi; i++ {
				e, rest := l.residual(y, i)
				l.accumulate(high[c], low[c], i, e, rest)
			}
		})
		sum, rest := high[0], low[0]
		for c := range high[1:] {
			for k := range sum {
				s, err := twoSum(sum[k], high[c+1][k])
				sum[k], rest[k] = s, rest[k]+err+low[c+1][k]
			}
		}
		// Where residuals are large the rounding of Q would stay in b, so that
		// the gradient Q'W^(1/2)e is S'(X'We) with all of X'We in two parts.
		g := make([]float64, l.p)
		for k := range g {
			for j := range k + 1 {
				g[k] += l.s[j][k] * (sum[j] + rest[j])
			}
		}
		l.step(g)
	}
}

// step adds S g to b.
func (l *leastSquares) step(g []float64) {
	for j, row := range l.s {
		sum, err := twoSum(l.b[j], floats.Dot(row[j:], g[j:]))
		l.b[j], l.low[j] = twoSum(sum, l.low[j]+err)
	}
}

// sweep fills residuals, squared lengths of rows and the meat in one pass. A
// problem that was not refined takes its step here; its residuals, in doubled
// precision, are those before the last digit of b.
func (l *leastSquares) sweep(y []float64, factor rowFactor) {
	parts, gradients := make([]*mat.SymDense, chunksOf(l.n)), newColumns(chunksOf(l.n), l.p)
	inChunks(l.n, func(c, lo, hi int) {
		parts[c] = mat.NewSymDense(l.p, nil)
		scaled := newColumns(l.p, rowBlock)
		for buffer := l.buffer(); lo < hi; lo += rowBlock {
			q, rows := l.block(lo, buffer)
			f, h := buffer.f[:rows], l.h[lo:lo+rows]
			for i := range rows {
				e, rest := l.residual(y, lo+i)
				l.e[lo+i] = e + rest
				f[i] = l.weightRoot(lo+i) * l.e[lo+i]
			}
			for k, z := range q {
				for i, v := range z {
					h[i] += v * v
				}
				gradients[c][k] += floats.Dot(z, f)
			}
			if factor == nil {
				continue
			}
			for i := range f {
				f[i] = factor(lo+i, l.e[lo+i], h[i])
			}
			for k, z := range q {
				scaled[k] = scaled[k][:rows]
				floats.MulTo(scaled[k], z, f)
			}
			addProducts(parts[c], scaled)
		}
	})
	l.meat = inSum(parts)
	if !l.exact {
		for _, g := range gradients[1:] {
			floats.Add(gradients[0], g)
		}
		l.step(gradients[0])
	}
}

// residual returns y - xb of row i in two parts.
func (l *leastSquares) residual(y []float64, i int) (high, low float64) {
	high = y[i]
	for j, v := range l.row(i) {
		high, low = product2(high, low, -v, l.b[j])
		low -= v * l.low[j]
	}
	return high, low
}

// accumulate adds w x e of row i, the residual e in two parts.
func (l *leastSquares) accumulate(high, low []float64, i int, e, rest float64) {
	e, rest = twoSum(e, rest)
	if l.weights != nil {
		we := float64(l.weights[i] * e)
		e, rest = we, math.FMA(l.weights[i], e, -we)+l.weights[i]*rest
	}
	for j, v := range l.row(i) {
		high[j], low[j] = product2(high[j], low[j], v, e)
		low[j] += v * rest
	}
}

// sandwich returns S M S'.
func (l *leastSquares) sandwich(m mat.Symmetric) *mat.SymDense {
	out, left := mat.NewSymDense(l.p, nil), mat.NewDense(l.p, l.p, nil)
	s := mat.NewDense(l.p, l.p, nil)
	for j, row := range l.s {
		s.SetRow(j, row)
	}
	left.Mul(s, m)
	for i := range l.p {
		for j := i; j < l.p; j++ {
			out.SetSym(i, j, floats.Dot(left.RawRowView(i), s.RawRowView(j)))
		}
	}
	return out
}
