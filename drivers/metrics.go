package drivers

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
)

// MultivariateSettings choose the standard errors and intervals.
type MultivariateSettings struct {
	// Covariance is that of the coefficients; if zero, HC3, or Survey under a
	// design with strata, clusters, a finite population or raking.
	Covariance stats.CovarianceKind
	// Level is the confidence level in (0, 1); if zero, 0.95.
	Level float64
}

func (s *MultivariateSettings) resolved() (MultivariateSettings, error) {
	var out MultivariateSettings
	if s != nil {
		out = *s
	}
	if out.Covariance < stats.HC3 || out.Covariance > stats.Survey {
		return out, fmt.Errorf("%w: there is no covariance of kind %d", ErrSettings,
			int(out.Covariance))
	}
	var err error
	out.Level, err = resolvedLevel(out.Level)
	return out, err
}

// MultivariateResult is one model fitted to several outcomes over the same
// respondents.
type MultivariateResult struct {
	// Outcomes are the names of the outcomes; Fits[j] is the regression of
	// Outcomes[j], R2 and the rest included.
	Outcomes []string
	Fits     []*stats.OLSResult
	// Fitted[j][i] is what the model says of outcome j for respondent Rows[i],
	// in the outcome's unit; with Fits[j].Residuals[i] it adds up to the answer.
	Fitted [][]float64
	// Terms are the names of the model's columns, in its order, and
	// Intercept says whether the first of them is the constant.
	Terms     []string
	Intercept bool
	// ResidualCorrelation[j][k] is the correlation (-1 to 1) of the residuals
	// of outcomes j and k: what they share beyond the model. NaN where the
	// model fits one of them exactly.
	ResidualCorrelation [][]float64
	Sample
	// Settings are those used: Settings.Covariance is never the default's zero
	// but the kind that the errors have, such as Survey under a design with
	// strata. A text that names the errors takes it from here.
	Settings MultivariateSettings
	Warnings []stats.Warning

	model  stats.Model // over the rows used
	design *stats.Design
}

type fitJSON struct {
	Outcome    string  `json:"outcome"`
	R2         float64 `json:"r_squared"`
	AdjustedR2 float64 `json:"adj_r_squared"`
	RMSE       float64 `json:"rmse"`
	DF         float64 `json:"df_residual"`
}

// MarshalJSON writes the tidy table, a line on each fit, the residual
// correlations and the sizes; residuals stay out, and undefined numbers are
// null.
func (r *MultivariateResult) MarshalJSON() ([]byte, error) {
	fits := make([]fitJSON, len(r.Fits))
	for j, f := range r.Fits {
		fits[j] = fitJSON{r.Outcomes[j], f.R2, f.AdjustedR2, f.RMSE, f.DF}
	}
	return nulls.Marshal(struct {
		Outcomes []string `json:"outcomes"`
		Sample
		Covariance   stats.CovarianceKind `json:"covariance"`
		Level        float64              `json:"level"`
		Fits         []fitJSON            `json:"fits"`
		Coefficients []CoefficientRow     `json:"coefficients"`
		Correlation  [][]float64          `json:"residual_correlation"`
		Warnings     []stats.Warning      `json:"warnings"`
	}{r.Outcomes, r.Sample, r.Settings.Covariance, r.Settings.Level, fits, r.Table(), r.ResidualCorrelation, r.Warnings})
}

// CoefficientRow is a line of the tidy table: the outcome, then as in
// [stats.Coefficient].
type CoefficientRow struct {
	Outcome string
	stats.Coefficient
}

// MarshalJSON writes the line under the names of tidy tables.
func (c CoefficientRow) MarshalJSON() ([]byte, error) {
	type plain stats.Coefficient
	return nulls.Marshal(struct {
		Outcome string `json:"outcome"`
		plain
	}{c.Outcome, plain(c.Coefficient)})
}

// Multivariate regresses each of several outcomes on the same model by
// (weighted) least squares:
//
//	Y = X B + E,   B = (X'WX)^-1 X'WY,   cor(e_j, e_k) = e_j'We_k / sqrt(e_j'We_j e_k'We_k)
//
// Fitting the outcomes jointly or one by one gives the same coefficients, as
// they share X; what is joint is the sample, so that outcomes can be compared,
// and the residual correlations. Coefficients say how an outcome differs
// between respondents who differ in one term and agree in the others.
//
// A level of a factor that is left without a respondent by missing outcomes is refused as an alias:
// where that happens, set a term to missing for the same respondents before
// the model is made.
//
// Weights and designs are as in [stats.OLS]: a covariance that the design does
// not allow is a [stats.ErrDesign]. Too few respondents are a [stats.ErrTooFew], columns
// that combine others a [stats.AliasError] that names them, an outcome that
// does not vary an [ErrConstant], an infinite one an [ErrValue]. An outcome
// that a term repeats is fitted with a warning "exact-fit". It panics when the
// shape of y is not m.N by the number of outcomes, or an outcome's name comes
// twice.
func Multivariate(data *Data, s *MultivariateSettings) (*MultivariateResult, error) {
	data.check()
	m, d := data.Model, data.Design
	settings, err := s.resolved()
	if err != nil {
		return nil, err
	}
	out := &MultivariateResult{Outcomes: slices.Clone(data.Outcomes), Terms: slices.Clone(m.Names),
		Intercept: m.Intercept, Settings: settings}
	kept, err := out.keep(data)
	if err != nil {
		return nil, err
	}
	if out.N <= len(m.Names) {
		return nil, fmt.Errorf("%w: %d rows, %d columns", stats.ErrTooFew, out.N, len(m.Names))
	}
	model := *m
	model.X, model.Rows = selectRows(m.X, kept), out.Rows
	for j, name := range data.Outcomes {
		v := make([]float64, len(kept))
		for i, row := range out.Rows {
			v[i] = data.Y.At(row, j)
		}
		if constant(v) {
			return nil, fmt.Errorf("%w: %q is %v for everybody", ErrConstant, name, v[0])
		}
		fit, err := stats.OLS(&model, v, d,
			&stats.OLSSettings{Covariance: settings.Covariance, Level: settings.Level})
		if err != nil {
			return nil, fmt.Errorf("drivers: outcome %q: %w", name, err)
		}
		out.Fits, out.Settings.Covariance = append(out.Fits, fit), fit.Settings.Covariance
		out.Fitted = append(out.Fitted, fitted(&model, fit))
		out.warn(name, fit, repeats(&model, v))
	}
	out.model, out.design = model, d
	out.ResidualCorrelation = out.residualCorrelation(d)
	return out, nil
}

// fitted returns what a fit says of each row of its model.
func fitted(m *stats.Model, fit *stats.OLSResult) []float64 {
	out := make([]float64, len(m.Rows))
	for i := range out {
		for k, v := range m.X.RawRowView(i) {
			out[i] += v * fit.Coefficients[k].Estimate
		}
	}
	return out
}

func constant(v []float64) bool {
	for _, x := range v {
		if x != v[0] {
			return false
		}
	}
	return true
}

// repeats names the column that says what v does, if there is one.
func repeats(m *stats.Model, v []float64) string {
	for j, name := range m.Names {
		if m.Terms[j] != "" &&
			math.Abs(stat.Correlation(mat.Col(nil, j, m.X), v, nil)) > 1-exactFit {
			return name
		}
	}
	return ""
}

func (r *MultivariateResult) warn(outcome string, fit *stats.OLSResult, repeated string) {
	exact := fit.R2 > 1-exactFit
	for _, w := range fit.Warnings {
		if exact && w.Code == "exact-fit" {
			continue
		}
		r.Warnings = append(r.Warnings, w.Within("outcome %s", outcome))
	}
	if exact {
		why := words.NewPhrase("see whether terms together repeat it")
		if repeated != "" {
			why = words.NewPhrase("it is repeated by %s; leave it out", repeated)
		}
		r.Warnings = append(r.Warnings, stats.NewWarning("exact-fit",
			"outcome %s is fitted exactly, so that its standard errors are rounding errors; %s",
			outcome, why))
	}
}

func (r *MultivariateResult) residualCorrelation(d *stats.Design) [][]float64 {
	q := len(r.Fits)
	cross := func(j, k int) float64 {
		sum := 0.0
		for i, row := range r.Rows {
			sum += d.Weight(row) * r.Fits[j].Residuals[i] * r.Fits[k].Residuals[i]
		}
		return sum
	}
	out := make([][]float64, q)
	for j := range q {
		out[j] = make([]float64, q)
		for k := range j + 1 {
			switch {
			case r.Fits[j].R2 > 1-exactFit || r.Fits[k].R2 > 1-exactFit:
				out[j][k] = math.NaN()
			case j == k:
				out[j][k] = 1
			default:
				out[j][k] = cross(j, k) / math.Sqrt(cross(j, j)*cross(k, k))
			}
			out[k][j] = out[j][k]
		}
	}
	return out
}

// Table returns all coefficients, a row each: outcome by outcome, the terms in
// the model's order.
func (r *MultivariateResult) Table() []CoefficientRow {
	var out []CoefficientRow
	for j, fit := range r.Fits {
		for _, c := range fit.Coefficients {
			out = append(out, CoefficientRow{Outcome: r.Outcomes[j], Coefficient: c})
		}
	}
	return out
}

// Coefficient returns one line of the table. A name that is not in it is an
// [ErrTerm].
func (r *MultivariateResult) Coefficient(outcome, term string) (*CoefficientRow, error) {
	for j, name := range r.Outcomes {
		if name != outcome {
			continue
		}
		for _, c := range r.Fits[j].Coefficients {
			if c.Term == term {
				return &CoefficientRow{Outcome: outcome, Coefficient: c}, nil
			}
		}
	}
	return nil, fmt.Errorf("%w: %q on %q", ErrTerm, term, outcome)
}

// String returns the result as text, in English.
func (r *MultivariateResult) String() string { return r.Text(English) }

// Text returns the sample, the coefficients of each outcome, and, of several
// outcomes, the correlations of the residuals.
func (r *MultivariateResult) Text(l Language) string {
	t := &text{Language: l}
	t.paragraph("n = %d; %d lack a term, %d an outcome.", r.N, r.MissingTerm, r.MissingOutcome)

	c := t.table(l.say("Coefficients, given the other terms"),
		l.say("Term"), l.say("Estimate"), l.say("Error"), t.interval(r.Settings.Level), "p")
	for j, fit := range r.Fits {
		c.AddHeading(fmt.Sprintf("%s (R2 %s)", r.Outcomes[j], thousandths(fit.R2)))
		for _, row := range fit.Coefficients {
			c.Add(row.Term, coefficient(row.Estimate), coefficient(row.StdErr),
				between(row.Low, row.High, coefficient), pValue(row.PValue))
		}
	}
	c.Notes = []string{errorsInWords(r.Settings.Covariance, l)}

	if len(r.Outcomes) > 1 {
		r.correlationTable(t)
	}
	t.warnings(r.Warnings)
	return t.String()
}

// errorsInWords says what kind of standard errors a regression has.
func errorsInWords(kind stats.CovarianceKind, l Language) string {
	switch kind {
	case stats.Survey:
		return l.say("Errors are those of the survey design.")
	case stats.HC1, stats.HC2, stats.HC3:
		return l.say("Errors are robust (%s).", kind)
	}
	return l.say("Errors are of the kind %s.", kind)
}

// correlationTable adds the lower triangle of the residuals' correlations.
func (r *MultivariateResult) correlationTable(t *text) {
	titles := append([]string{t.say("Outcome")}, r.Outcomes...)
	table := t.table(t.say("Correlations of what the model leaves of the outcomes"), titles...)
	for j, outcome := range r.Outcomes {
		cells := make([]string, len(titles))
		cells[0] = outcome
		for k := range j + 1 {
			cells[1+k] = hundredths(r.ResidualCorrelation[j][k])
		}
		table.Add(cells...)
	}
}
