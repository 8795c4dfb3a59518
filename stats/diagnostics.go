package stats

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// varianceInflation returns 1/(1 - R2_j), R2_j that of column j on the others
// and the constant: the squares of the column about its mean times the
// diagonal of the inverse. NaN for the constant.
func (o *OLSResult) varianceInflation() []float64 {
	l, shift := o.solved, 0
	out := make([]float64, l.p)
	if !o.model.Intercept {
		x := mat.NewDense(l.n, l.p+1, nil)
		for i := range l.n {
			x.Set(i, 0, 1)
			copy(x.RawRowView(i)[1:], l.row(i))
		}
		with, err := solveLeastSquares(x, o.Residuals, l.weights, append([]string{"(Intercept)"}, o.model.Names...))
		if err != nil {
			for j := range out {
				out[j] = math.Inf(1)
			}
			return out
		}
		l, shift = with, 1
	}
	for j := range out {
		squares, inverse := 0.0, 0.0
		for k := 1; k <= j+shift; k++ {
			squares += l.triangle[k][j+shift] * l.triangle[k][j+shift]
		}
		for k := j + shift; k < l.p; k++ {
			v := l.s[j+shift][k] * l.scale[j+shift]
			inverse += v * v
		}
		out[j] = squares * inverse
	}
	if o.model.Intercept {
		out[0] = math.NaN()
	}
	return out
}
