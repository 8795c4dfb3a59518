package stats

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/internal/waldtest"
)

// WaldTest is a joint test of linear hypotheses.
type WaldTest struct {
	// F is the statistic, Wald's chi-square over DF1.
	F float64 `json:"statistic"`
	// DF1 is the number of hypotheses, DF2 the degrees of freedom of the
	// denominator.
	DF1    float64 `json:"df1"`
	DF2    float64 `json:"df2"`
	PValue float64 `json:"p_value"`
}

func newWaldTest(f, df1, df2 float64) WaldTest {
	return WaldTest{F: f, DF1: df1, DF2: df2, PValue: tails.F(f, df1, df2)}
}

// errHypothesis is returned where hypotheses are redundant, or more than the
// covariance has dimensions.
var errHypothesis = errors.New("stats: hypotheses are redundant, or more than the covariance can " +
	"tell apart")

// WaldTest tests R b = q under the covariance of the fit:
//
//	F = (Rb-q)' (R V R')^-1 (Rb-q) / r ~ F(r, TestDF)
//
// R has a row per hypothesis and a column per coefficient; nil q is 0. It
// panics on other shapes. Hypotheses that depend on each other, or that the
// covariance cannot tell apart (more than there are clusters), are an
// error.
func (o *OLSResult) WaldTest(r *mat.Dense, q []float64) (*WaldTest, error) {
	rows, p := r.Dims()
	if p != len(o.solved.b) || q != nil && len(q) != rows {
		panic("stats: hypotheses differ in length from the coefficients")
	}
	statistic, ok := waldtest.Of(r, o.solved.b, q, o.Vcov)
	if !ok {
		return nil, errHypothesis
	}
	out := newWaldTest(statistic/float64(rows), float64(rows), o.TestDF)
	return &out, nil
}

// TermTest tests that all coefficients of a term are 0.
func (o *OLSResult) TermTest(term string) (*WaldTest, error) {
	var rows []float64
	p := len(o.model.Terms)
	for j, t := range o.model.Terms {
		if t == term && term != "" {
			rows = append(rows, make([]float64, p)...)
			rows[len(rows)-p+j] = 1
		}
	}
	if rows == nil {
		return nil, fmt.Errorf("%w: %q", errTerm, term)
	}
	return o.WaldTest(mat.NewDense(len(rows)/p, p, rows), nil)
}

// Contrast returns the linear combination l'b of the coefficients under the
// given name, with se^2 = l'Vl. It panics when l has another length.
func (o *OLSResult) Contrast(name string, l []float64) Coefficient {
	if len(l) != len(o.solved.b) {
		panic("stats: contrast differs in length from the coefficients")
	}
	v := mat.NewVecDense(len(l), l)
	return o.line(name, floats.Dot(l, o.solved.b), mat.Inner(v, o.Vcov, v))
}

// MarshalJSON writes the test.
func (r WaldTest) MarshalJSON() ([]byte, error) {
	type plain WaldTest
	return nulls.Marshal(plain(r))
}
