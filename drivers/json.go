package drivers

import (
	"encoding/json"
	"math"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/stats"
)

// MarshalJSON writes the result but for the draws; undefined numbers are null.
func (r *ImportanceResult) MarshalJSON() ([]byte, error) {
	type plain ImportanceResult
	return nulls.Marshal((*plain)(r))
}

// MarshalJSON writes the result; undefined numbers are null.
func (r *CurveResult) MarshalJSON() ([]byte, error) {
	type plain CurveResult
	return nulls.Marshal((*plain)(r))
}

// MarshalJSON writes the result; undefined numbers are null.
func (r *HierarchicalResult) MarshalJSON() ([]byte, error) {
	type plain HierarchicalResult
	return nulls.Marshal((*plain)(r))
}

// MarshalJSON writes the result; undefined numbers are null.
func (r *GroupDifferencesResult) MarshalJSON() ([]byte, error) {
	type plain GroupDifferencesResult
	return nulls.Marshal((*plain)(r))
}

// MarshalJSON writes the result; undefined numbers are null.
func (r *SlopesResult) MarshalJSON() ([]byte, error) {
	type plain SlopesResult
	return nulls.Marshal((*plain)(r))
}

// MarshalJSON writes the cut points; who is where is left out.
func (r *CutResult) MarshalJSON() ([]byte, error) {
	type plain CutResult
	return nulls.Marshal((*plain)(r))
}

// MarshalJSON writes the line; undefined numbers are null.
func (r CorrectedRow) MarshalJSON() ([]byte, error) {
	type plain CorrectedRow
	return nulls.Marshal(plain(r))
}

// number is a float64 whose JSON is null where it is not finite.
type number float64

func (x number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(x))
}

// estimateJSON is the written form of an estimate, named as in tidy tables.
type estimateJSON struct {
	Estimate   number `json:"estimate"`
	StdError   number `json:"std_error"`
	ConfLow    number `json:"conf_low"`
	ConfHigh   number `json:"conf_high"`
	Level      number `json:"level"`
	N          int    `json:"n"`
	WeightedN  number `json:"weighted_n"`
	EffectiveN number `json:"effective_n"`
}

// newEstimateJSON returns nil, written as null, for an estimate never made.
func newEstimateJSON(e stats.Estimate) *estimateJSON {
	if e.Level == 0 {
		return nil
	}
	return &estimateJSON{number(e.Value), number(e.StdErr), number(e.Low), number(e.High),
		number(e.Level), e.N, number(e.WeightedN), number(e.EffectiveN)}
}

// MarshalJSON writes the kind, the ends (null where infinite) and the degrees
// of freedom.
func (s FiellerSet) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Kind FiellerKind `json:"kind"`
		Low  number      `json:"low"`
		High number      `json:"high"`
		DF   number      `json:"df"`
	}{s.Kind, number(s.Low), number(s.High), number(s.DF)})
}

// MarshalJSON writes the whole result but for the influences; undefined
// numbers are null, and so is Fieller's set of a premium that is refused or
// withheld, or that has none.
func (r *PremiumResult) MarshalJSON() ([]byte, error) {
	var set *FiellerSet
	if r.Defined && r.Set.DF > 0 {
		set = &r.Set
	}
	var other *estimateJSON
	if r.TiesOther != nil {
		other = newEstimateJSON(*r.TiesOther)
	}
	return json.Marshal(struct {
		Premium      *estimateJSON   `json:"premium"`
		Defined      bool            `json:"defined"`
		Why          string          `json:"why,omitempty"`
		Fieller      *FiellerSet     `json:"fieller"`
		HighMean     *estimateJSON   `json:"high_mean"`
		LowMean      *estimateJSON   `json:"low_mean"`
		Difference   *estimateJSON   `json:"difference"`
		DifferenceDF number          `json:"difference_df"`
		NHigh        int             `json:"n_high"`
		NLow         int             `json:"n_low"`
		BootLow      number          `json:"bootstrap_low"`
		BootHigh     number          `json:"bootstrap_high"`
		TieShare     number          `json:"tie_share"`
		TiesOther    *estimateJSON   `json:"ties_other"`
		Warnings     []stats.Warning `json:"warnings"`
	}{newEstimateJSON(r.Estimate), r.Defined, r.Why, set,
		newEstimateJSON(r.HighMean), newEstimateJSON(r.LowMean), newEstimateJSON(r.Difference),
		number(r.DifferenceDF), r.NHigh, r.NLow, number(r.BootstrapLow), number(r.BootstrapHigh), number(r.TieShare), other, r.Warnings})
}

// MarshalJSON writes the line under the names of tidy tables.
func (c CoefficientRow) MarshalJSON() ([]byte, error) {
	type plain stats.Coefficient
	return nulls.Marshal(struct {
		Outcome string `json:"outcome"`
		plain
	}{c.Outcome, plain(c.Coefficient)})
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
