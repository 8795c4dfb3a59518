package drivers

import (
	"encoding/json"
	"math"

	"github.com/ctostudy/ctostudy/stats"
)

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

func newEstimateJSON(e stats.Estimate) estimateJSON {
	return estimateJSON{number(e.Value), number(e.StdErr), number(e.Low), number(e.High),
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
// numbers are null.
func (r *PremiumResult) MarshalJSON() ([]byte, error) {
	var other *estimateJSON
	if r.TiesOther != nil {
		e := newEstimateJSON(*r.TiesOther)
		other = &e
	}
	return json.Marshal(struct {
		Premium      estimateJSON    `json:"premium"`
		Defined      bool            `json:"defined"`
		Why          string          `json:"why,omitempty"`
		Fieller      FiellerSet      `json:"fieller"`
		HighMean     estimateJSON    `json:"high_mean"`
		LowMean      estimateJSON    `json:"low_mean"`
		Difference   estimateJSON    `json:"difference"`
		DifferenceDF number          `json:"difference_df"`
		NHigh        int             `json:"n_high"`
		NLow         int             `json:"n_low"`
		TieShare     number          `json:"tie_share"`
		TiesOther    *estimateJSON   `json:"ties_other"`
		Warnings     []stats.Warning `json:"warnings"`
	}{newEstimateJSON(r.Estimate), r.Defined, r.Why, r.Set,
		newEstimateJSON(r.HighMean), newEstimateJSON(r.LowMean), newEstimateJSON(r.Difference),
		number(r.DifferenceDF), r.NHigh, r.NLow, number(r.TieShare), other, r.Warnings})
}
