package drivers

import (
	"fmt"

	"github.com/ctostudy/ctostudy/internal/level"
	"github.com/ctostudy/ctostudy/internal/tails"
)

// resolvedLevel returns a confidence level, 0.95 if it is zero.
func resolvedLevel(given float64) (float64, error) {
	out, ok := level.Resolved(given)
	if !ok {
		return 0, fmt.Errorf("%w: the confidence level %v is not between 0 and 1", ErrSettings,
			given)
	}
	return out, nil
}

// Inference is an estimate with its standard error, its test against zero and its
// interval at the level of the settings.
type Inference struct {
	Estimate  float64 `json:"estimate"`
	StdErr    float64 `json:"std_error"`
	Statistic float64 `json:"statistic"`
	PValue    float64 `json:"p_value"`
	Low       float64 `json:"conf_low"`
	High      float64 `json:"conf_high"`
}

// inference returns Student's test and interval of an estimate; both are NaN where
// there are no degrees of freedom.
func inference(estimate, stdErr, df, level float64) Inference {
	half := tails.Critical(level, df) * stdErr
	statistic := estimate / stdErr
	return Inference{
		Estimate: estimate, StdErr: stdErr,
		Statistic: statistic, PValue: tails.StudentTwoSided(statistic, df),
		Low: estimate - half, High: estimate + half,
	}
}
