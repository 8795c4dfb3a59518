package drivers

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/stats"
)

// SlopesSettings say where slopes are taken and how surely.
type SlopesSettings struct {
	// At are the values of the moderator at which slopes are taken; if nil, its
	// weighted mean less, at and plus one standard deviation.
	At []float64
	// Covariance and Level are those of [MultivariateSettings].
	Covariance stats.CovarianceKind
	Level      float64
}

// SlopeRow is the slope of growth on a metric at one value of a moderator.
type SlopeRow struct {
	At float64 `json:"at"`
	Inference
	// Intercept is the predicted growth where the metric is zero and controls
	// have their means.
	Intercept float64 `json:"intercept"`
}

// SlopesResult is an interaction and what it means.
type SlopesResult struct {
	// Fit has the terms "metric", "moderator", "metric x moderator" and the
	// controls, these about their means; its one outcome is "growth".
	Fit *MultivariateResult `json:"fit"`
	// Interaction is the coefficient of the product.
	Interaction stats.Coefficient `json:"interaction"`
	Slopes      []SlopeRow        `json:"slopes"`
	// Region is the set of moderator values at which the slope does *not* differ
	// from zero at the level (Johnson and Neyman 1936); High and Low may lie
	// outside of the data. Where it is exclusive the slope differs from zero
	// strictly between Low and High only.
	Region FiellerSet `json:"region"`
	// MetricRange and ModeratorRange are the least and largest values.
	MetricRange    [2]float64 `json:"metric_range"`
	ModeratorRange [2]float64 `json:"moderator_range"`
}

// MarshalJSON writes the result; undefined numbers are null.
func (r *SlopesResult) MarshalJSON() ([]byte, error) {
	type plain SlopesResult
	return nulls.Marshal((*plain)(r))
}

// SimpleSlopes regresses growth on a metric, a moderator such as collaboration,
// their product and controls, and returns the slope on the metric at some values
// of the moderator:
//
//	g = a + b1 x + b2 z + b3 x z + controls + e,   slope(z) = b1 + b3 z
//	se^2 = v11 + 2 z v13 + z^2 v33
//
// (Aiken and West 1991). The product makes b1 the slope where z = 0: centre x
// and z, or read the slopes. Weights, missing values and errors are as in
// [Multivariate]; a control called as one of the three other terms is an
// [ErrTerm], a slope at a moderator that is no number an [ErrValue]. It panics when lengths differ.
func SimpleSlopes(growth, metric, moderator []float64, controls []stats.Term, d *stats.Design,
	s *SlopesSettings) (*SlopesResult, error) {
	if len(metric) != len(growth) || len(moderator) != len(growth) {
		panic(badHigh)
	}
	var set SlopesSettings
	if s != nil {
		set = *s
	}
	for _, z := range set.At {
		if math.IsNaN(z) || math.IsInf(z, 0) {
			return nil, fmt.Errorf("%w: a slope at %v", ErrValue, z)
		}
	}
	names := []string{"metric", "moderator", "metric x moderator"}
	var terms []stats.Term
	for k, x := range [][]float64{metric, moderator} {
		seen := make([]float64, len(x)) // over those with growth, so that controls are centred on them
		for i, v := range x {
			if seen[i] = v; math.IsNaN(growth[i]) {
				seen[i] = math.NaN()
			}
		}
		terms = append(terms, stats.Term{Name: names[k], Numeric: seen})
	}
	terms = append(terms, stats.Term{Name: names[2], Product: names[:2]})
	for _, t := range controls {
		for _, name := range names {
			if t.Name == name {
				return nil, fmt.Errorf("%w: a control may not be called %q", ErrTerm, name)
			}
		}
	}
	m, err := stats.ModelMatrix(append(terms, controls...), nil)
	if err != nil {
		return nil, err
	}
	centre(m, 4, d)
	fit, err := Multivariate(growthData(m, growth, d),
		&MultivariateSettings{Covariance: set.Covariance, Level: set.Level})
	if err != nil {
		return nil, err
	}
	out := &SlopesResult{Fit: fit, Interaction: fit.Fits[0].Coefficients[3],
		MetricRange: rangeOf(metric, fit.Rows), ModeratorRange: rangeOf(moderator, fit.Rows)}
	mean, sd := 0.0, 0.0
	for _, i := range fit.Rows {
		mean += d.Weight(i) / fit.WeightedN * moderator[i]
	}
	for _, i := range fit.Rows {
		sd += d.Weight(i) / fit.WeightedN * (moderator[i] - mean) * (moderator[i] - mean)
	}
	at := set.At
	if at == nil {
		at = []float64{mean - math.Sqrt(sd), mean, mean + math.Sqrt(sd)}
	}
	out.slopes(at)
	return out, nil
}

func rangeOf(x []float64, rows []int) [2]float64 {
	out := [2]float64{math.Inf(1), math.Inf(-1)}
	for _, i := range rows {
		out[0], out[1] = math.Min(out[0], x[i]), math.Max(out[1], x[i])
	}
	return out
}

// slopes fills the slopes and the region.
func (r *SlopesResult) slopes(at []float64) {
	fit := r.Fit.Fits[0]
	c, v := fit.Coefficients, fit.Vcov
	for _, z := range at {
		l := make([]float64, len(c))
		l[1], l[3] = 1, z
		line := fit.Contrast("slope", l)
		r.Slopes = append(r.Slopes, SlopeRow{
			At: z,
			Inference: Inference{Estimate: line.Estimate, StdErr: line.StdErr,
				Statistic: line.Statistic,
				PValue:    line.PValue, Low: line.Low, High: line.High},
			Intercept: c[0].Estimate + z*c[2].Estimate,
		})
	}
	// The slope is zero at the ratio of b1 to -b3, whose Fieller set it is.
	r.Region = fieller(groupMean{mean: c[1].Estimate, variance: v.At(1, 1)},
		groupMean{mean: -c[3].Estimate, variance: v.At(3, 3)},
		-v.At(1, 3), fit.TestDF, r.Fit.Settings.Level)
	r.Region.Low, r.Region.High = r.Region.Low+1, r.Region.High+1
}

// String returns the result as text, in English.
func (r *SlopesResult) String() string { return r.Text(English) }

// Text returns the slopes.
func (r *SlopesResult) Text(l Language) string {
	t := &text{Language: l}
	c := t.table(l.say("Slope of growth on the metric, in points per unit (n = %s)", base(r.Fit.N)),
		l.say("At the moderator's"), l.say("Slope"), t.interval(r.Fit.Settings.Level), "p")
	for _, row := range r.Slopes {
		c.Add(hundredths(row.At), hundredthPoints(row.Estimate),
			between(row.Low, row.High, hundredthPoints), pValue(row.PValue))
	}
	t.flag(c, r.Fit.N)
	t.warnings(r.Fit.Warnings)
	return t.String()
}
