package stats

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
)

// CooksDistance returns how far each complete row moves the fitted values of
// all (Cook 1977),
//
//	D_i = w_i e_i^2 h_i / (p s^2 (1-h_i)^2),   s^2 = sum w e^2 / DF
//
// of one copy under frequency weights; NaN at leverage 1.
func (o *OLSResult) CooksDistance() []float64 {
	out := make([]float64, len(o.Residuals))
	_, power := math.Frexp(o.RMSE)
	unit, rss := math.Ldexp(1, -power), o.residualSquares(power)
	p := float64(len(o.model.Names))
	for i, e := range o.Residuals {
		e *= unit
		w, h := o.weight(i), o.Leverage[i]
		if o.frequency() {
			w = 1
		}
		if out[i] = w * e * e * h / (p * rss / o.DF * (1 - h) * (1 - h)); 1-h < leverageOne {
			out[i] = math.NaN()
		}
	}
	return out
}

// BreuschPagan tests whether the error variance goes with the columns: N times
// the R2 of the squared residuals on the model is chi-square with p - 1 degrees
// of freedom (Breusch and Pagan 1979, studentised by Koenker 1981). A model
// without a constant or without slopes has no such test; nor have
// designs without a likelihood ([ErrWeightKind]).
func (o *OLSResult) BreuschPagan() (*ChiSquareTest, error) {
	if !o.model.Intercept || len(o.model.Names) < 2 {
		return nil, fmt.Errorf("%w: Breusch-Pagan needs the constant and a slope", errTerm)
	}
	if o.sampled() {
		return nil, ErrWeightKind
	}
	// The unit of the squares does not matter to R2.
	_, power := math.Frexp(o.RMSE)
	unit, squares := math.Ldexp(1, -power), make([]float64, len(o.Residuals))
	for i, e := range o.Residuals {
		squares[i] = (e * unit) * (e * unit)
	}
	fit, err := OLS(o.model, squares, o.design, &OLSSettings{Covariance: Classical})
	if err != nil {
		return nil, err
	}
	x, df := float64(o.N)*fit.R2, float64(len(o.model.Names)-1)
	return &ChiSquareTest{ChiSquare: x, DF: df, PValue: tails.ChiSquare(x, df)}, nil
}

// ChiSquareTest is a test on the chi-square distribution.
type ChiSquareTest struct {
	// ChiSquare is the statistic, DF its degrees of freedom.
	ChiSquare float64 `json:"statistic"`
	DF        float64 `json:"df"`
	// PValue is the chance of a larger one under the null.
	PValue float64 `json:"p_value"`
}

// Standardized returns the coefficients in standard deviations,
//
//	beta_j = b_j sd(x_j) / sd(y)
//
// with (weighted) standard deviations about the mean; NaN for the constant.
func (o *OLSResult) Standardized() []float64 {
	out := make([]float64, len(o.model.Names))
	sy := o.sdY
	for j := range out {
		_, sx := o.moments(j)
		if out[j] = o.solved.b[j] * sx / sy; o.model.Intercept && j == 0 {
			out[j] = math.NaN()
		}
	}
	return out
}

// MarshalJSON writes the test.
func (r ChiSquareTest) MarshalJSON() ([]byte, error) {
	type plain ChiSquareTest
	return nulls.Marshal(plain(r))
}
