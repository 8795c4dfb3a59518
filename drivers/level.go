package drivers

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/stats"
)

// resolvedLevel returns a confidence level, 0.95 if it is zero.
func resolvedLevel(level float64) (float64, error) {
	if level == 0 {
		return 0.95, nil
	}
	if !(level > 0 && level < 1) {
		return 0, fmt.Errorf("%w: the confidence level %v is not between 0 and 1", ErrSettings, level)
	}
	return level, nil
}

// studentQuantile is NaN where there are no degrees of freedom, such as in a
// group within one cluster.
func studentQuantile(p, df float64) float64 {
	if !(df > 0) {
		return math.NaN()
	}
	if math.IsInf(df, 1) {
		return distuv.UnitNormal.Quantile(p)
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(p)
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
	half := studentQuantile(0.5+level/2, df) * stdErr
	statistic := estimate / stdErr
	return Inference{
		Estimate: estimate, StdErr: stdErr,
		Statistic: statistic, PValue: stats.StudentTwoSided(statistic, df),
		Low: estimate - half, High: estimate + half,
	}
}
