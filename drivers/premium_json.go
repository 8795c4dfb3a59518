package drivers

import (
	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/stats"
)

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
	return nulls.Marshal(struct {
		Premium      *estimateJSON   `json:"premium"`
		Defined      bool            `json:"defined"`
		Why          string          `json:"why,omitempty"`
		Fieller      *FiellerSet     `json:"fieller"`
		HighMean     *estimateJSON   `json:"high_mean"`
		LowMean      *estimateJSON   `json:"low_mean"`
		Difference   *estimateJSON   `json:"difference"`
		DifferenceDF float64         `json:"difference_df"`
		NHigh        int             `json:"n_high"`
		NLow         int             `json:"n_low"`
		BootLow      float64         `json:"bootstrap_low"`
		BootHigh     float64         `json:"bootstrap_high"`
		TieShare     float64         `json:"tie_share"`
		TiesOther    *estimateJSON   `json:"ties_other"`
		Warnings     []stats.Warning `json:"warnings"`
	}{newEstimateJSON(r.Estimate), r.Defined, r.Why, set,
		newEstimateJSON(r.HighMean), newEstimateJSON(r.LowMean), newEstimateJSON(r.Difference),
		r.DifferenceDF, r.NHigh, r.NLow, r.BootstrapLow, r.BootstrapHigh, r.TieShare, other,
		r.Warnings})
}

// estimateJSON is the written form of an estimate, named as in tidy tables.
type estimateJSON struct {
	Estimate   float64 `json:"estimate"`
	StdError   float64 `json:"std_error"`
	ConfLow    float64 `json:"conf_low"`
	ConfHigh   float64 `json:"conf_high"`
	Level      float64 `json:"level"`
	N          int     `json:"n"`
	WeightedN  float64 `json:"weighted_n"`
	EffectiveN float64 `json:"effective_n"`
}

// newEstimateJSON returns nil, written as null, for an estimate never made.
func newEstimateJSON(e stats.Estimate) *estimateJSON {
	if e.Level == 0 {
		return nil
	}
	return &estimateJSON{e.Value, e.StdErr, e.Low, e.High, e.Level, e.N, e.WeightedN, e.EffectiveN}
}
