package drivers

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/internal/waldtest"
	"github.com/ctostudy/ctostudy/stats"
)

// The names of the statistics of tests over several outcomes or terms.
const (
	wald            = "Wald"
	wilks           = "Wilks"
	pillai          = "Pillai"
	hotellingLawley = "Hotelling-Lawley"
	roy             = "Roy"
)

// TestRow is a line of a table of tests.
type TestRow struct {
	// Term is what is tested.
	Term string `json:"term"`
	// Statistic is "Wald": (Cb)'(C V C')^-1 (Cb) / k with V the fit's covariance,
	// which holds under any kind of covariance and any design; or "Wilks",
	// "Pillai", "Hotelling-Lawley" or "Roy", which compare the eigenvalues of the
	// hypothesis's squares with the residuals', for errors that are independent
	// and equally spread.
	Statistic string `json:"statistic"`
	// Value is the statistic itself (Wald: the same as F), F its approximation
	// on DF1 and DF2 degrees of freedom, and PValue that of F. Roy's F is an upper
	// bound, so that its p value is a lower one, unless the term has one column.
	Value  float64 `json:"value"`
	F      float64 `json:"f"`
	DF1    float64 `json:"df1"`
	DF2    float64 `json:"df2"`
	PValue float64 `json:"p_value"`
}

// TestTable has a row per term and statistic.
type TestTable []TestRow

// String returns the table as text, in English.
func (t TestTable) String() string { return t.Text(English) }

// Text returns the tests, a line each.
func (t TestTable) Text(l Language) string {
	out := &text{Language: l}
	c := out.table("", l.say("Term"), l.say("Statistic"), "F", "df1", "df2", "p")
	for _, row := range t {
		c.Add(row.Term, row.Statistic, hundredths(row.F),
			written(row.DF1, 0), written(row.DF2, 1), pValue(row.PValue))
	}
	return out.String()
}

// JointTests tests for each term whether it goes with any of the outcomes,
// given the other terms. With classical covariances, and no weights or frequencies,
// these are the tests of multivariate analysis of variance, four rows per term, on
//
//	H = B_j' ((X'WX)^-1_jj)^-1 B_j   and   E = residual squares and products
//
// with the F approximations of Rao (1951) for Wilks and Pillai (1954) for the
// others. Sampling weights, robust covariances and designs get a Wald test in
// their place, one row per term. An outcome that is fitted exactly is an [ErrConstant].
func (r *MultivariateResult) JointTests() (TestTable, error) {
	var out TestTable
	for _, term := range r.termNames() {
		columns := r.columnsOf(term)
		if r.Settings.Covariance == stats.Classical &&
			(!r.design.Weighted() || r.design.Kind() == stats.FrequencyWeights) {
			rows, err := r.manova(term, columns)
			if err != nil {
				return nil, err
			}
			out = append(out, rows...)
			continue
		}
		row, err := r.wald(term, r.contrast(columns, false))
		if err != nil {
			return nil, err
		}
		out = append(out, *row)
	}
	return out, nil
}

// EqualityTests tests for each term whether it goes with all outcomes alike,
// by a Wald test of equal coefficients. Coefficients of outcomes in different
// units are not comparable: standardise them first.
func (r *MultivariateResult) EqualityTests() (TestTable, error) {
	if len(r.Outcomes) < 2 {
		return nil, fmt.Errorf("%w: one outcome", ErrSettings)
	}
	var out TestTable
	for _, term := range r.termNames() {
		row, err := r.wald(term, r.contrast(r.columnsOf(term), true))
		if err != nil {
			return nil, err
		}
		out = append(out, *row)
	}
	return out, nil
}

// EqualityRow is the difference of a coefficient between outcomes A and B.
type EqualityRow struct {
	Term string `json:"term"`
	A    string `json:"a"`
	B    string `json:"b"`
	Inference
}

// EqualityDifferences returns, for each coefficient but the constant and each
// pair of outcomes, their difference with the error that the common
// respondents give it.
func (r *MultivariateResult) EqualityDifferences() ([]EqualityRow, error) {
	v, err := r.Vcov()
	if err != nil {
		return nil, err
	}
	var out []EqualityRow
	p := len(r.Terms)
	df := r.Fits[0].TestDF
	for k, term := range r.Terms {
		if k == 0 && r.Intercept {
			continue
		}
		for a := range r.Fits {
			for b := a + 1; b < len(r.Fits); b++ {
				i, j := a*p+k, b*p+k
				difference := r.Fits[a].Coefficients[k].Estimate - r.Fits[b].Coefficients[k].Estimate
				stdErr := math.Sqrt(v.At(i, i) + v.At(j, j) - 2*v.At(i, j))
				out = append(out, EqualityRow{Term: term, A: r.Outcomes[a], B: r.Outcomes[b],
					Inference: inference(difference, stdErr, df, r.Settings.Level)})
			}
		}
	}
	return out, nil
}

// termNames are the names of the terms but for the constant, each once.
func (r *MultivariateResult) termNames() []string {
	var out []string
	for j, term := range r.model.Terms {
		if term != "" && (j == 0 || r.model.Terms[j-1] != term) {
			out = append(out, term)
		}
	}
	return out
}

func (r *MultivariateResult) columnsOf(term string) []int {
	var out []int
	for j, t := range r.model.Terms {
		if t == term {
			out = append(out, j)
		}
	}
	return out
}

// influences returns what each respondent of the data adds to each coefficient,
// outcome by outcome, with the square root of what an HC covariance corrects
// squares by.
func (r *MultivariateResult) influences() *mat.Dense {
	p := len(r.Terms)
	out := mat.NewDense(r.model.N, p*len(r.Fits), nil)
	frequency := r.design.Weighted() && r.design.Kind() == stats.FrequencyWeights
	for o, fit := range r.Fits {
		z, inflate, scale := fit.Influence(), float64(fit.N)/fit.DF, 1.0
		if fit.Settings.Covariance == stats.Cluster { // G/(G-1) (N-1)/DF of the fit
			scale = math.Sqrt((fit.TestDF + 1) / fit.TestDF * float64(fit.N-1) / fit.DF)
		}
		for i, row := range r.Rows {
			f := scale * correction(fit.Settings.Covariance, fit.Leverage[i], inflate)
			if frequency && fit.Settings.Covariance != stats.Survey {
				f /= math.Sqrt(r.design.Weight(row)) // w copies of 1/w each
			}
			to := out.RawRowView(row)[o*p : (o+1)*p]
			for k, v := range z.RawRowView(row) {
				to[k] = f * v
			}
		}
	}
	return out
}

// correction is what an HC covariance multiplies residuals by.
func correction(kind stats.CovarianceKind, leverage, inflate float64) float64 {
	h := 1 - leverage
	hc := kind == stats.HC1 || kind == stats.HC2 || kind == stats.HC3
	switch {
	case hc && (h < 1e-12 || kind == stats.HC1):
		return math.Sqrt(inflate)
	case kind == stats.HC3:
		return 1 / h
	case kind == stats.HC2:
		return 1 / math.Sqrt(h)
	}
	return 1
}

// Vcov returns the covariance of all coefficients: outcome by outcome, the
// terms in the model's order. Its diagonal blocks are those of the fits.
func (r *MultivariateResult) Vcov() (*mat.SymDense, error) {
	p, fit := len(r.Terms), r.Fits[0]
	out := mat.NewSymDense(p*len(r.Fits), nil)
	switch r.Settings.Covariance {
	case stats.Survey:
		return r.design.Covariance(r.influences())
	case stats.Cluster:
		return clusterCovariance(r.design, r.influences(), r.Rows)
	case stats.Classical:
		unit, e := r.bread(), r.residualProducts()
		for a := range out.SymmetricDim() {
			for b := a; b < out.SymmetricDim(); b++ {
				out.SetSym(a, b, e.At(a/p, b/p)/fit.DF*unit.At(a%p, b%p))
			}
		}
	default:
		out.SymOuterK(1, r.influences().T())
	}
	return out, nil
}

// clusterCovariance sums influences within clusters and returns the squares and
// products of the sums, without what a design multiplies them by. There are no
// strata: with these stats.OLS refuses cluster covariances.
func clusterCovariance(d *stats.Design, z *mat.Dense, rows []int) (*mat.SymDense, error) {
	sub := d.Select(rows)
	v, err := sub.Covariance(selectRows(z, rows))
	if err == nil {
		v.ScaleSym(sub.DF()/(sub.DF()+1), v)
	}
	return v, err
}

// bread is (X'WX)^-1, from a fit with classical covariance.
func (r *MultivariateResult) bread() *mat.SymDense {
	fit := r.Fits[0]
	out := mat.NewSymDense(len(r.Terms), nil)
	out.ScaleSym(fit.DF/r.residualProducts().At(0, 0), fit.Vcov)
	return out
}

// residualProducts returns E'WE.
func (r *MultivariateResult) residualProducts() *mat.SymDense {
	e := mat.NewDense(len(r.Rows), len(r.Fits), nil)
	for i, row := range r.Rows {
		root := math.Sqrt(r.design.Weight(row))
		for o, fit := range r.Fits {
			e.Set(i, o, root*fit.Residuals[i])
		}
	}
	out := mat.NewSymDense(len(r.Fits), nil)
	out.SymOuterK(1, e.T())
	return out
}

// contrast returns the rows that pick the columns in each outcome, or, where
// equal, that subtract the first outcome's from the others'.
func (r *MultivariateResult) contrast(columns []int, equal bool) *mat.Dense {
	p, q := len(r.Terms), len(r.Fits)
	first := 0
	if equal {
		first = 1
	}
	out := mat.NewDense((q-first)*len(columns), p*q, nil)
	row := 0
	for o := first; o < q; o++ {
		for _, k := range columns {
			out.Set(row, o*p+k, 1)
			if equal {
				out.Set(row, k, -1)
			}
			row++
		}
	}
	return out
}

// wald tests that a contrast of all coefficients is zero.
func (r *MultivariateResult) wald(term string, c *mat.Dense) (*TestRow, error) {
	v, err := r.Vcov()
	if err != nil {
		return nil, err
	}
	var b []float64
	for _, fit := range r.Fits {
		for _, k := range fit.Coefficients {
			b = append(b, k.Estimate)
		}
	}
	return waldTest(term, c, b, v, r.Fits[0].TestDF)
}

// waldTest returns the test of Cb = 0 on F with the given denominator.
func waldTest(term string, c *mat.Dense, b []float64, v *mat.SymDense,
	df float64) (*TestRow, error) {
	k, _ := c.Dims()
	statistic, ok := waldtest.Of(c, b, nil, v)
	if !ok {
		return nil, fmt.Errorf("%w: the covariance of the test of %q, %d contrasts, has no inverse",
			ErrConstant, term, k)
	}

	out := &TestRow{Term: term, Statistic: wald, F: statistic / float64(k), DF1: float64(k),
		DF2: df}
	out.Value, out.PValue = out.F, tails.F(out.F, out.DF1, df)
	return out, nil
}
