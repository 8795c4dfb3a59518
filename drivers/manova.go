package drivers

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/tails"
)

// manova returns the four classical tests of a term's columns.
func (r *MultivariateResult) manova(term string, columns []int) ([]TestRow, error) {
	p, bread := len(r.Fits), r.bread()
	k := len(columns)
	inner, b := mat.NewDense(k, k, nil), mat.NewDense(k, p, nil)
	for i, c := range columns {
		for j, c2 := range columns {
			inner.Set(i, j, bread.At(c, c2))
		}
		for o, fit := range r.Fits {
			b.Set(i, o, fit.Coefficients[c].Estimate)
		}
	}
	var solved, h, u, half, small mat.Dense
	var chol mat.Cholesky
	if err := solved.Solve(inner, b); err != nil {
		return nil, fmt.Errorf("%w: the covariance of the test of %q has no inverse", ErrConstant,
			term)
	}
	h.Mul(b.T(), &solved)
	e := r.residualProducts()
	unit := make([]float64, p) // so that the units of outcomes do not matter
	for o := range r.Fits {
		if r.Fits[o].R2 > 1-exactFit {
			return nil, fmt.Errorf("%w: %q is fitted exactly", ErrConstant, r.Outcomes[o])
		}
		unit[o] = math.Sqrt(e.At(o, o))
	}
	scaled := mat.NewSymDense(p, nil)
	for i := range p {
		for j := range p {
			h.Set(i, j, h.At(i, j)/(unit[i]*unit[j]))
			if j >= i {
				scaled.SetSym(i, j, e.At(i, j)/(unit[i]*unit[j]))
			}
		}
	}
	if !chol.Factorize(scaled) || chol.Cond() > 1e12 {
		return nil, fmt.Errorf("%w: the residuals of some outcomes say those of another",
			ErrConstant)
	}
	// The eigenvalues of E^-1 H are those of the symmetric L^-1 H L'^-1.
	var l mat.TriDense
	chol.LTo(&l)
	if err := u.Solve(&l, &h); err != nil {
		return nil, fmt.Errorf("%w: residuals of the outcomes", ErrConstant)
	}
	half.CloneFrom(u.T())
	if err := small.Solve(&l, &half); err != nil {
		return nil, fmt.Errorf("%w: residuals of the outcomes", ErrConstant)
	}
	sym := mat.NewSymDense(p, nil)
	for i := range p {
		for j := i; j < p; j++ {
			sym.SetSym(i, j, (small.At(i, j)+small.At(j, i))/2)
		}
	}
	var eigen mat.EigenSym
	eigen.Factorize(sym, false)
	return eigenTests(term, eigen.Values(nil), float64(p), float64(k), r.Fits[0].DF), nil
}

// eigenTests returns the four tests of a hypothesis of q degrees of freedom on
// p outcomes, from the eigenvalues of E^-1 H.
func eigenTests(term string, eigen []float64, p, q, df float64) []TestRow {
	lambda, trace, sum, largest := 1.0, 0.0, 0.0, 0.0
	for _, v := range eigen {
		v = math.Max(v, 0)
		lambda /= 1 + v
		trace += v / (1 + v)
		sum += v
		largest = math.Max(largest, v)
	}
	s, m, n := math.Min(p, q), (math.Abs(p-q)-1)/2, (df-p-1)/2
	row := func(statistic string, value, f, df1, df2 float64) TestRow {
		return TestRow{Term: term, Statistic: statistic, Value: value, F: f, DF1: df1, DF2: df2,
			PValue: tails.F(f, df1, df2)}
	}
	root := 1.0
	if p*p+q*q > 5 {
		root = math.Sqrt((p*p*q*q - 4) / (p*p + q*q - 5))
	}
	df2 := (df-(p-q+1)/2)*root - (p*q-2)/2
	most := math.Max(p, q)
	return []TestRow{
		row(wilks, lambda, (math.Pow(lambda, -1/root)-1)*df2/(p*q), p*q, df2),
		row(pillai, trace, (2*n+s+1)/(2*m+s+1)*trace/(s-trace), s*(2*m+s+1), s*(2*n+s+1)),
		row(hotellingLawley, sum, 2*(s*n+1)*sum/(s*s*(2*m+s+1)), s*(2*m+s+1), 2*(s*n+1)),
		row(roy, largest, (df-most+q)*largest/most, most, df-most+q),
	}
}
