package drivers

import (
	"fmt"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/stats"
)

// PremiumOfSums is [Premium] with each group's growth that of its sums,
//
//	m_G = sum_G w to / sum_G w from - 1
//
// so that large respondents count more and bases of zero or less are no reason
// to leave a respondent out. The variance is the linearised one of a ratio,
// v_G = n_G/(n_G-1) sum_G w^2 (to - (1+m_G) from)^2 / (sum_G w from)^2. A group
// whose bases are not positive in sum is an [ErrGroupSize]; all else is as there.
func PremiumOfSums(from, to []float64, high *stats.Codes, d *stats.Design,
	s *PremiumSettings) (*PremiumResult, error) {
	if len(from) != len(to) {
		panic(badGrowth)
	}
	part := make([]float64, len(from))
	for i := range part {
		if math.IsInf(from[i], 0) || math.IsInf(to[i], 0) {
			return nil, fmt.Errorf("%w: row %d: growth from %v to %v", ErrValue, i, from[i], to[i])
		}
		part[i] = to[i] - from[i]
	}
	settings, err := premiumInput(part, high, d, s)
	if err != nil {
		return nil, err
	}
	return withTies(rates{part, from}, high.Data(), d, settings)
}

// AdjustedPremium is [Premium] between respondents who agree in the controls:
//
//	g = m_L + b high + controls' c + e,   m_H = m_L + b,   premium = b / m_L
//
// with the controls about their weighted means over those compared, so that m_L
// and m_H are the growth of either group if both had the average controls. The
// fit has HC3 errors (or the design's), Fieller's set the covariance of the
// two. Controls count as fixed. There is no bootstrap interval; Ties and
// Resamples are ignored. Respondents who lack a control are left out. A control
// that repeats others, or the groups, is a [stats.AliasError], a control called
// "high" an [ErrTerm]; all else is as in [Premium] and [Multivariate].
func AdjustedPremium(growth []float64, high *stats.Codes, controls []stats.Term, d *stats.Design,
	s *PremiumSettings) (*PremiumResult, error) {
	settings, err := premiumInput(growth, high, d, s)
	if err != nil {
		return nil, err
	}
	settings.Ties, settings.Resamples = nil, 0
	m, err := highModel(growth, high, controls)
	if err != nil {
		return nil, err
	}
	centre(m, 2, d)
	fit, err := Multivariate(growthData(m, growth, d), &MultivariateSettings{Level: settings.Level})
	if err != nil {
		return nil, err
	}
	v, err := fit.Vcov()
	if err != nil {
		return nil, err
	}
	c, z := fit.Fits[0].Coefficients, fit.influences()
	lin := func(value float64, weight func(row int) float64, masked bool) *stats.Linearized {
		out := &stats.Linearized{Value: value, Influence: make([]float64, len(growth))}
		for i := range growth {
			out.Influence[i] = weight(i)
		}
		var weights []float64
		for _, i := range fit.Rows {
			if (high.At(i) == 1) == masked {
				weights = append(weights, d.Weight(i))
				out.WeightedN += d.Weight(i)
			}
		}
		out.N, out.EffectiveN = len(weights), effectiveN(slices.Values(weights))
		if d.Kind() == stats.FrequencyWeights {
			out.N, out.EffectiveN = int(out.WeightedN), out.WeightedN
		}
		return out
	}
	df := fit.Fits[0].TestDF
	low, b := c[0].Estimate, c[1].Estimate
	x := comparison{cov: v.At(0, 0) + v.At(0, 1), dfH: df, dfL: df, dfDifference: df, dfRatio: df,
		linL: lin(low, func(i int) float64 { return z.At(i, 0) }, false),
		linH: lin(low+b, func(i int) float64 { return z.At(i, 0) + z.At(i, 1) }, true)}
	x.l = groupMean{low, v.At(0, 0), x.linL.N}
	x.h = groupMean{low + b, v.At(0, 0) + 2*v.At(0, 1) + v.At(1, 1), x.linH.N}
	for code, name := range []string{"low", "high"} {
		mask := make([]float64, len(growth))
		for _, i := range fit.Rows {
			if int(high.At(i)) == code {
				mask[i] = 1
			}
		}
		if err := enough(stats.LinearMean(growth, mask, d), d); err != nil {
			return nil, fmt.Errorf("the %s group, with all controls: %w", name, err)
		}
	}
	return x.result(settings), nil
}

// highModel returns the model of an adjusted premium over the respondents who
// have growth, a group and all controls.
func highModel(growth []float64, high *stats.Codes, controls []stats.Term) (*stats.Model, error) {
	side := make([]float64, len(growth))
	for i := range side {
		if side[i] = float64(high.At(i)); side[i] < 0 || math.IsNaN(growth[i]) {
			side[i] = math.NaN()
		}
	}
	for _, t := range controls {
		if t.Name == "high" {
			return nil, fmt.Errorf("%w: a control may not be called %q", ErrTerm, t.Name)
		}
	}
	m, err := stats.ModelMatrix(append([]stats.Term{{Name: "high", Numeric: side}}, controls...),
		nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrGroupSize, err)
	}
	return m, nil
}
