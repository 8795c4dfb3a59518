package stats

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
)

// OLSSettings choose the standard errors.
type OLSSettings struct {
	// Covariance of the coefficients; if zero, HC3, or Survey under a design
	// with strata, clusters, a finite population or raking.
	Covariance CovarianceKind `json:"covariance"`
	// Level of the confidence intervals, in (0, 1); if zero, 0.95.
	Level float64 `json:"level"`
}

func (s *OLSSettings) resolved(d *Design) (OLSSettings, error) {
	var out OLSSettings
	if s != nil {
		out = *s
	}
	var err error
	if out.Level, err = resolvedLevel(out.Level); err != nil {
		return out, err
	}
	return out, out.Covariance.check(d, &out.Covariance)
}

// Coefficient is a line of a regression table.
type Coefficient struct {
	// Term is the column's name, or that of a linear combination.
	Term     string  `json:"term"`
	Estimate float64 `json:"estimate"`
	StdErr   float64 `json:"std_error"`
	// Statistic is t, the estimate over its error, and PValue two-sided, on the
	// fit's TestDF.
	Statistic float64 `json:"statistic"`
	PValue    float64 `json:"p_value"`
	// Low and High bound the interval at the fit's level.
	Low  float64 `json:"conf_low"`
	High float64 `json:"conf_high"`
	// VIF is the variance inflation factor, 1/(1 - R2) of the column on the
	// constant and the other columns: the variance is that many times what it
	// would be if the column went with none of them. It is with the constant
	// in a model without one too: +Inf for columns that add up to the constant,
	// as those of a factor with a column for each level do; NaN for the
	// constant itself, also if it is a column of the matrix.
	VIF float64 `json:"vif"`
}

// OLSResult is a fitted regression. Undefined numbers are NaN.
type OLSResult struct {
	Coefficients []Coefficient `json:"coefficients"`
	// N is the number of complete rows with a positive weight; frequency
	// weights count their copies. WeightedN is their total weight and
	// EffectiveN Kish's (sum w)^2 / sum w^2.
	N          int     `json:"n"`
	WeightedN  float64 `json:"weighted_n"`
	EffectiveN float64 `json:"effective_n"`
	// DF is the residual degrees of freedom N - p. TestDF is what t and F
	// use: DF; under Cluster, clusters less 1; under Survey, those of the
	// design less p - 1.
	DF     float64 `json:"df"`
	TestDF float64 `json:"test_df"`
	// R2 and AdjustedR2 are shares of the (weighted) squares about the mean,
	// or about 0 in a model without a constant.
	R2         float64 `json:"r_squared"`
	AdjustedR2 float64 `json:"adj_r_squared"`
	// RMSE is the residual standard error with weights of mean 1:
	// sqrt(sum w e^2 / sum w * N / DF).
	RMSE float64 `json:"sigma"`
	// LogLikelihood is that of normal errors at its maximum, AIC and BIC count
	// p + 1 parameters. NaN where sampling weights differ and under strata,
	// clusters or a finite population, which have no likelihood.
	LogLikelihood float64 `json:"log_lik"`
	AIC           float64 `json:"aic"`
	BIC           float64 `json:"bic"`
	// F tests all coefficients but the constant under equal error variances,
	// Wald under the chosen covariance; its statistic is NaN, with the warning
	// "wald-undefined", where the covariance has too few dimensions, as with
	// fewer clusters than coefficients.
	F    WaldTest `json:"f"`
	Wald WaldTest `json:"wald"`
	// ConditionNumber is that of X with columns of length 1, the constant
	// among them (Belsley, Kuh and Welsch 1980): above 30 estimates are shaky.
	ConditionNumber float64 `json:"condition_number"`
	// Residuals are y - Xb and Leverage the diagonal of the hat matrix (0 to
	// 1; of one copy under frequency weights), one per complete row.
	Residuals []float64 `json:"-"`
	Leverage  []float64 `json:"-"`
	// Vcov is the covariance of the coefficients.
	Vcov     *mat.SymDense `json:"-"`
	Settings OLSSettings   `json:"settings"`
	Warnings []Warning     `json:"warnings,omitempty"`

	model  *Model
	design *Design
	solved *leastSquares
	total  float64 // of the relative weights
	exact  bool    // residuals are rounding
	sdY    float64 // standard deviation of y about its mean
}

// ErrTooFew is returned where there are not more rows than columns.
var ErrTooFew = errors.New("stats: a regression needs more complete rows than columns")

// OLS regresses y (one value per complete row of the model) on the model by
// least squares, weighted where the design is:
//
//	b = (X'WX)^-1 X'Wy,   t_j = b_j / se_j
//
// with intervals from the t distribution. Rows of weight 0 take no part.
// Sampling weights enter estimates and standard errors, N stays the number of
// rows; frequency weights are in every number as repeated rows would be. The
// fit holds all digits that float64 columns can (the reference problems of
// NIST's StRD, Filip's among them) without a tolerance to set: an alias is a
// column less than 1e-12 of whose length is left beyond the columns before it.
//
// It panics when y has another length. Values that are not finite, or whose
// squares are not (a column or outcome beyond about 2^-500 or 2^500), are an
// error, too few rows an [ErrTooFew], dependent columns an
// [AliasError], covariances that the design does not allow an [ErrDesign], an
// outcome that does not vary beside a constant, or is 0, an [ErrConstant]. A fit
// whose residuals are rounding carries the warning "exact-fit".
func OLS(m *Model, y []float64, d *Design, s *OLSSettings) (*OLSResult, error) {
	n, p := m.X.Dims()
	if len(y) != n {
		panic("stats: outcome differs in length from the model's complete rows")
	}
	d.Check(m.N)
	set, err := s.resolved(d)
	if err != nil {
		return nil, err
	}
	if err := d.wholeCopies(); err != nil {
		return nil, err
	}
	out := &OLSResult{Settings: set, model: m, design: d}
	count, squares := float64(n), float64(n)
	var weights []float64
	if d.Weighted() {
		weights, count, squares = make([]float64, n), 0, 0
		for i, row := range m.Rows {
			w := d.relative(row)
			weights[i] = w
			out.total += w
			squares += d.squares(row, w)
			if w > 0 {
				count++
			}
		}
		if d.Kind() == FrequencyWeights {
			count = out.total
		}
	} else {
		out.total = count
	}
	out.N, out.DF = int(math.Round(count)), count-float64(p)
	out.EffectiveN = effective(out.total, squares)
	out.WeightedN = math.Ldexp(out.total, d.weightPower())
	if !(out.DF > 0) {
		return nil, fmt.Errorf("%w: %d rows, %d columns", ErrTooFew, out.N, p)
	}
	if out.solved, err = solveLeastSquares(m.X, y, weights, m.Names, out.factor(weights)); err != nil {
		return nil, err
	}
	out.Residuals, out.ConditionNumber = out.solved.e, out.solved.condition
	sums := out.outcomeSquares(y)
	if err := out.inRange(sums); err != nil {
		return nil, err
	}
	out.leverage()
	if err := out.fit(sums); err != nil {
		return nil, err
	}
	if err := out.covariance(); err != nil {
		return nil, err
	}
	out.table()
	return out, nil
}

// leverage fills the hat values, and warns of those that are 1.
func (o *OLSResult) leverage() {
	o.Leverage = o.solved.h
	if o.frequency() {
		for i, h := range o.Leverage {
			o.Leverage[i] = o.hat(o.solved.weights, i, h)
		}
	}
	ones := 0.0
	for i, h := range o.Leverage {
		if o.weight(i) > 0 && 1-h < leverageOne {
			ones += o.design.count(o.model.Rows[i])
		}
	}
	if ones == 0 {
		return
	}
	switch o.Settings.Covariance {
	case Classical:
	case HC2, HC3:
		o.Warnings = append(o.Warnings, NewWarning("leverage-one",
			"%.0f rows have leverage 1 and take HC1: their outcome is fitted exactly", ones))
	default:
		o.Warnings = append(o.Warnings, NewWarning("leverage-one",
			"%.0f rows have leverage 1: their outcome is fitted exactly and adds nothing to %v errors, "+
				"which are too small for what rests on them: leave such rows out, or combine levels",
			ones, o.Settings.Covariance))
	}
}

// weight returns the relative weight of complete row i.
func (o *OLSResult) weight(i int) float64 {
	if o.solved.weights == nil {
		return 1
	}
	return o.solved.weights[i]
}

// sampled reports whether sampling weights differ or the design is more than
// weights, so that there is no likelihood.
func (o *OLSResult) sampled() bool {
	return !o.design.Simple() || o.EffectiveN < float64(o.N)*(1-1e-12)
}

// squares are sums over the rows of positive weight, over 4^power.
type squares struct {
	power         int
	largest       float64 // outcome, in its own unit
	low, high     float64 // outcome, in its own unit
	centred, raw  float64 // of the outcome about its mean, and about 0
	residual      float64
	exact, varies bool
}

// outcomeSquares returns the squares of the outcome and of the residuals.
func (o *OLSResult) outcomeSquares(y []float64) squares {
	s := squares{low: math.Inf(1), high: math.Inf(-1)}
	for i, v := range y {
		if o.weight(i) > 0 {
			s.low, s.high = math.Min(s.low, v), math.Max(s.high, v)
		}
	}
	s.largest = math.Max(-s.low, s.high)
	s.power = power(s.largest)
	unit := math.Ldexp(1, -s.power)

	mean := 0.0
	for i, v := range y {
		if w := o.weight(i); w > 0 {
			mean += w * (v * unit) / o.total
		}
	}
	for i, v := range y {
		w := o.weight(i)
		if w == 0 {
			continue
		}
		v *= unit
		e := o.Residuals[i] * unit
		s.centred += w * (v - mean) * (v - mean)
		s.raw += w * v * v
		s.residual += w * e * e
	}

	last := 1e-14 * s.largest * unit
	s.varies = s.low != s.high && !rounding(s.centred, o.total, last)
	s.exact = rounding(s.residual, o.total, last)
	return s
}

// fit fills the measures of fit.
func (o *OLSResult) fit(s squares) error {
	if !s.varies {
		if o.model.Intercept || s.raw == 0 {
			return fmt.Errorf("%w: the outcome is %v in every row", ErrConstant, s.low)
		}
		s.centred = math.NaN()
	} else if o.exact = s.exact; o.exact {
		o.Warnings = append(o.Warnings, NewWarning("exact-fit",
			"the model fits the outcome exactly: what is left is rounding, "+
				"and errors and tests say nothing"))
	}

	p := float64(len(o.model.Names))
	n, dfTotal := float64(o.N), float64(o.N)
	df1, tss := p, s.raw
	if o.model.Intercept {
		dfTotal--
		df1--
		tss = s.centred
	}
	o.R2 = 1 - s.residual/tss
	o.AdjustedR2 = 1 - (1-o.R2)*dfTotal/o.DF
	o.sdY = math.Ldexp(math.Sqrt(s.centred/o.total*n/(n-1)), s.power)
	o.RMSE = math.Ldexp(math.Sqrt(s.residual/o.total*n/o.DF), s.power)

	logVariance := math.Log(2*math.Pi*s.residual/o.total) + 2*float64(s.power)*math.Ln2
	o.LogLikelihood = -n / 2 * (logVariance + 1)
	if o.sampled() {
		o.LogLikelihood = math.NaN()
	}
	o.AIC, o.BIC = -2*o.LogLikelihood+2*(p+1), -2*o.LogLikelihood+math.Log(n)*(p+1)
	o.F = newWaldTest((tss-s.residual)/df1/(s.residual/o.DF), df1, o.DF)
	return nil
}

// table fills the coefficients and the overall Wald test.
func (o *OLSResult) table() {
	p := len(o.model.Names)
	vif := o.varianceInflation()
	first := 0
	if o.model.Intercept {
		first = 1
	}
	for j, name := range o.model.Names {
		c := o.line(name, o.solved.b[j], o.Vcov.At(j, j))
		c.VIF = vif[j]
		o.Coefficients = append(o.Coefficients, c)
	}
	slopes := mat.NewDense(max(p-first, 1), p, nil)
	for j := first; j < p; j++ {
		slopes.Set(j-first, j, 1)
	}
	o.Wald = newWaldTest(math.NaN(), float64(p-first), o.TestDF)
	if p == first {
		return
	}
	test, err := o.WaldTest(slopes, nil)
	switch {
	case err == nil:
		o.Wald = *test
	case !o.exact:
		o.Warnings = append(o.Warnings, NewWarning("wald-undefined",
			"the joint test of the %d coefficients is undefined: the %v covariance cannot tell "+
				"so many apart%s; test fewer at a time (WaldTest, TermTest)",
			p-first, o.Settings.Covariance, o.fewClusters()))
	}
}

// fewClusters says how many clusters there are, "" where none are used.
func (o *OLSResult) fewClusters() string {
	if o.Settings.Covariance != Cluster {
		return ""
	}
	return fmt.Sprintf(" with %.0f clusters", o.TestDF+1)
}

// line returns the line of one linear combination of coefficients.
func (o *OLSResult) line(name string, estimate, variance float64) Coefficient {
	c := Coefficient{Term: name, Estimate: estimate, StdErr: math.Sqrt(variance), VIF: math.NaN()}
	c.Statistic = c.Estimate / c.StdErr
	c.PValue = tails.StudentTwoSided(c.Statistic, o.TestDF)
	half := tails.Critical(o.Settings.Level, o.TestDF) * c.StdErr
	c.Low, c.High = c.Estimate-half, c.Estimate+half
	return c
}

// inRange refuses columns and outcomes so large or small that the squares and
// products of which errors are made lose digits or overflow.
func (o *OLSResult) inRange(s squares) error {
	if s.largest > 0 && !hasSquare(s.largest) {
		return beyondSquares("the outcome", s.largest)
	}

	l := o.solved
	sigma := math.Ldexp(math.Sqrt(s.residual/o.DF), s.power)
	for j, name := range o.model.Names {
		length := 0.0
		for i := range j + 1 {
			length = math.Hypot(length, l.triangle[i][j]*l.scale[j])
		}
		size := length / math.Sqrt(o.total)
		what := fmt.Sprintf("column %q", name)
		if !hasSquare(size) || !hasSquare(length) {
			return beyondSquares(what, size)
		}

		// Refinement adds up products of columns and residuals and their last
		// digits; variances are squares of an error's size.
		_, product := math.Frexp(length)
		_, outcome := math.Frexp(s.largest)
		product += outcome
		deviation := sigma * floats.Norm(l.s[j], 2)
		if s.largest > 0 && (product < -900 || product > 1000) ||
			!s.exact && !hasSquare(deviation) {
			return beyondSquares(what+" beside the outcome", size)
		}
	}
	if !s.exact && !hasSquare(sigma) {
		return beyondSquares("the outcome's residual", sigma)
	}
	if !allFinite(l.b) {
		return fmt.Errorf("%w: the columns are too large or too small to be solved", errNotFinite)
	}
	return nil
}

// MarshalJSON writes the table and the measures of fit; residuals, leverages and
// the covariance are left out.
func (o *OLSResult) MarshalJSON() ([]byte, error) {
	type plain OLSResult
	return nulls.Marshal((*plain)(o))
}

// MarshalJSON writes the line.
func (r Coefficient) MarshalJSON() ([]byte, error) {
	type plain Coefficient
	return nulls.Marshal(plain(r))
}
