package drivers

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// resolvedLevel returns a confidence level, 0.95 if it is zero.
func resolvedLevel(level float64) (float64, error) {
	if level == 0 {
		return 0.95, nil
	}
	if !(level > 0 && level < 1) {
		return 0, fmt.Errorf("%w: %v", ErrLevel, level)
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
