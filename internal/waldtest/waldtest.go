// Package waldtest holds the statistic of Wald's joint test.
package waldtest

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// mostCondition is the condition number of the scaled covariance above which
// hypotheses count as redundant: four digits of the statistic are left there.
const mostCondition = 1e12

// Statistic returns d' V^-1 d, which is chi-square on len(d) degrees of freedom
// if d has mean 0 and covariance V. It reports whether V tells all entries of d
// apart: not if one has no variance, or follows from the others.
func Statistic(d []float64, v *mat.SymDense) (statistic float64, ok bool) {
	n := v.SymmetricDim()
	unit, scaled := make([]float64, n), mat.NewVecDense(n, nil)
	for i := range n {
		unit[i] = math.Sqrt(v.At(i, i))
		scaled.SetVec(i, d[i]/unit[i])
	}

	// Scaled to a unit diagonal, so that the units of columns do not matter.
	correlation := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			correlation.SetSym(i, j, v.At(i, j)/unit[i]/unit[j])
		}
	}

	var chol mat.Cholesky
	if !chol.Factorize(correlation) || !(chol.Cond() <= mostCondition) {
		return 0, false
	}
	var solved mat.VecDense
	if err := chol.SolveVecTo(&solved, scaled); err != nil {
		return 0, false
	}
	return mat.Dot(scaled, &solved), true
}

// Of returns the statistic of the hypotheses Rb = q, a row each, for estimates b
// of covariance V; nil q is 0.
func Of(r mat.Matrix, b, q []float64, v mat.Symmetric) (statistic float64, ok bool) {
	rows, _ := r.Dims()
	d := mat.NewVecDense(rows, nil)
	d.MulVec(r, mat.NewVecDense(len(b), b))
	if q != nil {
		d.SubVec(d, mat.NewVecDense(rows, q))
	}

	var half, full mat.Dense
	half.Mul(r, v)
	full.Mul(&half, r.T())
	cov := mat.NewSymDense(rows, nil)
	for i := range rows {
		for j := i; j < rows; j++ {
			cov.SetSym(i, j, full.At(i, j))
		}
	}
	return Statistic(d.RawVector().Data, cov)
}

// Generalized returns d' V^- d and the rank of V, for entries of d of which some
// follow from others by design, such as the residuals of a table whose margins
// are fitted. Entries are on one scale: what has no more than 1e-12 of variance,
// or 1e-10 of the largest, is rounding.
func Generalized(d []float64, v *mat.SymDense) (statistic float64, rank int) {
	var eigen mat.EigenSym
	if !eigen.Factorize(v, true) {
		return 0, 0
	}

	values := eigen.Values(nil)
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for j, value := range values {
		if value <= 1e-10*values[len(values)-1] || value <= 1e-12 {
			continue
		}
		along := mat.Dot(vectors.ColView(j), mat.NewVecDense(len(d), d))
		statistic += along * along / value
		rank++
	}
	return statistic, rank
}
