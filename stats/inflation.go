package stats

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// varianceInflation returns 1/(1 - R2_j), R2_j that of column j on the others
// and the constant: the squares of the column about its mean times the
// diagonal of the inverse. NaN for the constant.
func (o *OLSResult) varianceInflation() []float64 {
	if o.model.Intercept {
		out := inflation(o.solved)
		out[0] = math.NaN()
		return out
	}

	l := o.solved
	x := mat.NewDense(l.n, l.p+1, nil)
	for i := range l.n {
		x.Set(i, 0, 1)
		copy(x.RawRowView(i)[1:], l.row(i))
	}
	beside, err := triangulate(x, o.Residuals, l.weights,
		append([]string{"(Intercept)"}, o.model.Names...))
	var alias *AliasError
	switch {
	case errors.As(err, &alias):
		return o.inflationAroundConstant()
	case err != nil:
		return undefined(l.p)
	}
	return inflation(beside)[1:]
}

// undefined returns p NaN.
func undefined(p int) []float64 {
	out := make([]float64, p)
	for j := range out {
		out[j] = math.NaN()
	}
	return out
}

// inflation returns the squares of each column beyond the first, the constant,
// times the diagonal of the inverse.
func inflation(l *leastSquares) []float64 {
	out := make([]float64, l.p)
	for j := range out {
		squares, inverse := 0.0, 0.0
		for k := 1; k <= j; k++ {
			squares += l.triangle[k][j] * l.triangle[k][j]
		}
		for k := j; k < l.p; k++ {
			v := l.s[j][k] * l.scale[j]
			inverse += v * v
		}
		out[j] = squares * inverse
	}
	return out
}

// inPart is the share of the constant's length below which a column has no part
// in a combination of columns that is the constant.
const inPart = 1e-8

// inflationAroundConstant is varianceInflation of a model that holds the
// constant as a combination of its columns, 1 = X c, as those of a factor with a
// column for each level are. A column with a part in it is explained by the
// constant and the others (+Inf), unless it is the constant itself (NaN). The
// others have the constant among their fellow columns already.
func (o *OLSResult) inflationAroundConstant() []float64 {
	l := o.solved
	ones := make([]float64, l.n)
	for i := range ones {
		ones[i] = 1
	}
	constant, err := triangulate(l.x, ones, l.weights, o.model.Names)
	if err != nil {
		return undefined(l.p)
	}

	out := make([]float64, l.p)
	for j := range out {
		spread, length := o.columnSpread(j)
		part := math.Abs(constant.b[j]) * length / math.Sqrt(o.total)
		switch {
		case spread <= 1e-14*length:
			out[j] = math.NaN()
		case part > inPart:
			out[j] = math.Inf(1)
		default:
			out[j] = math.Pow(spread*floats.Norm(l.s[j], 2), 2)
		}
	}
	return out
}

// columnSpread returns the roots of sum w (x-m)^2 and of sum w x^2 of a column.
func (o *OLSResult) columnSpread(j int) (spread, length float64) {
	n := len(o.Residuals)
	mean := 0.0
	for i := range n {
		mean += o.weight(i) / o.total * o.model.X.At(i, j)
	}

	about, column := make([]float64, n), make([]float64, n)
	for i := range n {
		root, x := math.Sqrt(o.weight(i)), o.model.X.At(i, j)
		about[i], column[i] = root*(x-mean), root*x
	}
	return floats.Norm(about, 2), floats.Norm(column, 2)
}
