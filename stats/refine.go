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

// orthogonalize fills Q = W^(1/2) X S. Exact: each element in doubled precision,
// then rounded, and Q and S are divided by the Cholesky triangle of Q'Q, which
// takes from S the error that the condition of X made.
func (l *leastSquares) orthogonalize(exact bool) error {
	l.q = make([]float64, l.n*l.p)
	inChunks(l.n, func(_, lo, hi int) {
		columns := newColumns(l.p, rowBlock)
		for ; lo < hi; lo += rowBlock {
			q, rows := l.block(lo)
			for i := range rows {
				for j, v := range l.row(lo + i) {
					columns[j][i] = v
				}
			}
			for k := range l.p {
				l.column(q(k), columns, k, exact)
				for i := range q(k) {
					q(k)[i] *= l.weightRoot(lo + i)
				}
			}
		}
	})
	if !exact {
		return nil
	}
	var chol mat.Cholesky
	if !chol.Factorize(l.gram(nil)) {
		return ErrNotFinite
	}
	var u mat.TriDense
	chol.UTo(&u)
	divide := func(columns func(k int) []float64) {
		for k := range l.p {
			for j := range k {
				floats.AddScaled(columns(k), -u.At(j, k), columns(j))
			}
			floats.Scale(1/u.At(k, k), columns(k))
		}
	}
	for lo := 0; lo < l.n; lo += rowBlock {
		q, _ := l.block(lo)
		divide(q)
	}
	st := newColumns(l.p, l.p) // columns of S
	for j := range st {
		for k := range st {
			st[k][j] = l.s[j][k]
		}
	}
	divide(func(k int) []float64 { return st[k] })
	for j := range st {
		for k := range st {
			l.s[j][k] = st[k][j]
		}
	}
	return nil
}

// column fills dst with column k of X S.
func (l *leastSquares) column(dst []float64, x [][]float64, k int, exact bool) {
	if !exact {
		floats.ScaleTo(dst, l.s[k][k], x[k][:len(dst)])
		for j := range k {
			floats.AddScaled(dst, l.s[j][k], x[j][:len(dst)])
		}
		return
	}
	for i := range dst {
		high, low := 0.0, 0.0
		for j := range k + 1 {
			high, low = product2(high, low, x[j][i], l.s[j][k])
		}
		dst[i] = high + low
	}
}

// gram returns Q'FQ, where row i of Q is first multiplied by f_i; nil for ones.
func (l *leastSquares) gram(f []float64) *mat.SymDense {
	parts := make([]*mat.SymDense, chunksOf(l.n))
	inChunks(l.n, func(c, lo, hi int) {
		sum, columns := mat.NewSymDense(l.p, nil), newColumns(l.p, rowBlock)
		for ; lo < hi; lo += rowBlock {
			q, rows := l.block(lo)
			for k := range l.p {
				z := columns[k][:rows]
				copy(z, q(k))
				if f != nil {
					floats.Mul(z, f[lo:lo+rows])
				}
				for j := range k + 1 {
					sum.SetSym(j, k, sum.At(j, k)+floats.Dot(columns[j][:rows], z))
				}
			}
		}
		parts[c] = sum
	})
	for _, part := range parts[1:] {
		parts[0].AddSym(parts[0], part)
	}
	return parts[0]
}

// refine improves b, kept in two parts, with residuals in doubled precision:
// once, or three times where the columns may be nearly dependent.
func (l *leastSquares) refine(y []float64, exact bool) {
	l.e = make([]float64, l.n)
	step, times := make([]float64, l.p), 1
	if exact {
		times = 3
	}
	for range times {
		g := l.gradient(y, exact)
		for j, row := range l.s {
			step[j] = floats.Dot(row[j:], g[j:])
			sum, err := twoSum(l.b[j], step[j])
			l.b[j], l.low[j] = twoSum(sum, l.low[j]+err)
		}
	}
	inChunks(l.n, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			l.e[i] -= dotRow(l.row(i), step)
		}
	})
}

// gradient fills the residuals and returns Q'W^(1/2)e. Where residuals are large
// the rounding of Q would stay in b, so that the exact one is S'(X'We) with all
// of X'We in doubled precision.
func (l *leastSquares) gradient(y []float64, exact bool) []float64 {
	high, low := make([][]float64, chunksOf(l.n)), make([][]float64, chunksOf(l.n))
	inChunks(l.n, func(c, lo, hi int) {
		high[c], low[c] = make([]float64, l.p), make([]float64, l.p)
		weighted := make([]float64, rowBlock)
		for ; lo < hi; lo += rowBlock {
			q, rows := l.block(lo)
			for i := range rows {
				e, rest := l.residual(y, lo+i)
				l.e[lo+i] = e + rest
				if exact {
					l.accumulate(high[c], low[c], lo+i, e, rest)
				} else {
					weighted[i] = l.weightRoot(lo+i) * l.e[lo+i]
				}
			}
			for k := 0; k < l.p && !exact; k++ {
				high[c][k] += floats.Dot(q(k), weighted[:rows])
			}
		}
	})
	sum, rest := high[0], low[0]
	for c := 1; c < len(high); c++ {
		for k := range sum {
			s, err := twoSum(sum[k], high[c][k])
			sum[k], rest[k] = s, rest[k]+err+low[c][k]
		}
	}
	if !exact {
		return sum
	}
	g := make([]float64, l.p)
	for k := range g {
		for j := range k + 1 {
			g[k] += l.s[j][k] * (sum[j] + rest[j])
		}
	}
	return g
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

func dotRow(a, b []float64) float64 {
	sum := 0.0
	for j, v := range a {
		sum += v * b[j]
	}
	return sum
}

// leverages returns the squared lengths of the rows of Q.
func (l *leastSquares) leverages() []float64 {
	h := make([]float64, l.n)
	inChunks(l.n, func(_, lo, hi int) {
		for ; lo < hi; lo += rowBlock {
			q, _ := l.block(lo)
			for k := range l.p {
				for i, v := range q(k) {
					h[lo+i] += v * v
				}
			}
		}
	})
	return h
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
