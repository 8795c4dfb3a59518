package stats

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
)

// PredictSettings choose the interval.
type PredictSettings struct {
	// Respondent asks for the interval of one respondent's outcome, with an error
	// of standard deviation RMSE and of normal shape, instead of that of the mean
	// of respondents with such values.
	Respondent bool
}

// Prediction is a fitted value with its error; NaN where a value is missing.
type Prediction struct {
	Estimate float64 `json:"estimate"`
	StdErr   float64 `json:"std_error"`
	Low      float64 `json:"conf_low"` // at the level of the fit
	High     float64 `json:"conf_high"`
}

// Predict returns x'b for each row of x, whose columns are those of the model
// (see [Model.Encode]), with se^2 = x'Vx (+ RMSE^2 for a respondent). It
// panics when x has another number of columns.
func (o *OLSResult) Predict(x *mat.Dense, s *PredictSettings) []Prediction {
	n, _ := x.Dims()
	out := make([]Prediction, n)
	for i := range out {
		c := o.Contrast("", x.RawRowView(i))
		if s != nil && s.Respondent {
			c = o.line("", c.Estimate, c.StdErr*c.StdErr+o.RMSE*o.RMSE)
		}
		out[i] = Prediction{c.Estimate, c.StdErr, c.Low, c.High}
	}
	return out
}

// MarginalMeans returns, for each level of a factor in the model, the mean
// prediction over the respondents of the fit had all of them that level and
// otherwise their own values (predictive margins: Lane and Nelder 1982; Graubard
// and Korn 1999), weighted as the fit. Errors are those of the coefficients,
// given the respondents. A name that is no factor is an error.
func (o *OLSResult) MarginalMeans(factor string) ([]Coefficient, error) {
	c := o.model.term(factor)
	if c == nil || c.labels == nil {
		return nil, fmt.Errorf("%w: %q is no factor", errTerm, factor)
	}
	var out []Coefficient
	for k, label := range c.labels {
		out = append(out, o.Contrast(factor+": "+label,
			o.averageRow(func(row []float64) { c.fill(row, 0, k) })))
	}
	return out, nil
}

// SimpleSlopes returns the slope of a number x at values of a moderator that it
// is multiplied with: the given values of a number, by default its mean and one
// standard deviation below and above, or each level of a factor, for which at is
// nil. Where x is multiplied with further terms, these stay as they are and
// the slopes are means over the respondents (Aiken and West 1991). Terms that are
// not in the model, an x that is no number, and values for a factor are
// errors, as are values that are not finite.
func (o *OLSResult) SimpleSlopes(x, moderator string, at []float64) ([]Coefficient, error) {
	cx, cz := o.model.term(x), o.model.term(moderator)
	if cx == nil || cz == nil || x == moderator || cx.labels != nil || cz.labels != nil && at != nil {
		return nil, fmt.Errorf("%w: slopes of %q at values of %q", errTerm, x, moderator)
	}
	if !allFinite(at) {
		return nil, fmt.Errorf("%w: slopes at %v of %q", errNotFinite, at, moderator)
	}
	if cz.labels == nil && at == nil {
		mean, sd := o.moments(cz.first)
		at = []float64{mean - sd, mean, mean + sd}
	}
	var out []Coefficient
	slope := func(name string, v float64, level int) {
		// The model is linear in x, as no product has a term twice.
		set := func(one float64) []float64 {
			return o.averageRow(func(row []float64) {
				cx.fill(row, one, 0)
				cz.fill(row, v, level)
			})
		}
		l := set(1)
		floats.Sub(l, set(0))
		out = append(out, o.Contrast(x+" at "+name, l))
	}
	for _, v := range at {
		slope(moderator+" = "+strconv.FormatFloat(v, 'g', 6, 64), v, 0)
	}
	for k, label := range cz.labels {
		slope(moderator+": "+label, 0, k)
	}
	return out, nil
}

// averageRow returns the weighted mean of the model's rows after a change of
// their numbers and factors.
func (o *OLSResult) averageRow(change func(row []float64)) []float64 {
	out := make([]float64, len(o.model.Names))
	for i := range o.Residuals {
		row := slices.Clone(o.solved.row(i))
		change(row)
		o.model.multiply(row)
		floats.AddScaled(out, o.weight(i)/o.total, row)
	}
	return out
}

// moments returns the weighted mean of a column of the model and its standard
// deviation, sum w (x-m)^2 / sum w times N/(N-1).
func (o *OLSResult) moments(column int) (mean, sd float64) {
	x, largest := o.model.X, 0.0
	for i := range o.Residuals {
		if w := o.weight(i); w > 0 {
			mean += w * x.At(i, column) / o.total
			largest = math.Max(largest, math.Abs(x.At(i, column)))
		}
	}

	k := power(largest)
	unit, ss := math.Ldexp(1, -k), 0.0
	for i := range o.Residuals {
		if w := o.weight(i); w > 0 {
			e := (x.At(i, column) - mean) * unit
			ss += w * e * e
		}
	}
	return mean, math.Ldexp(math.Sqrt(ss/o.total*float64(o.N)/float64(o.N-1)), k)
}

// MarshalJSON writes the prediction.
func (r Prediction) MarshalJSON() ([]byte, error) {
	type plain Prediction
	return nulls.Marshal(plain(r))
}
