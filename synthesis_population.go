package ctostudy

import (
	"context"
	"math"
	"strconv"
)

// population computes the coefficients that an analysis should recover: those
// of the same regression, on scores observed with the same error, in a large
// population of the same generator. Item error attenuates the latent
// coefficients, so that these, and not the latent ones, are the truth.
func (s *synthesis) population(ctx context.Context, settings *SynthesisSettings) error {
	n := settings.Population - settings.Population%2
	large := *settings
	large.Seed = s.seed + 1 // a population apart from the wave
	pop, err := newSynthesis(&large, n)
	if err != nil {
		return err
	}
	latent := pop.latents()
	if err := pop.respondents(); err != nil {
		return err
	}
	if err := pop.scoreItems(latent, false); err != nil {
		return err
	}
	pop.wave.SetNumbers("revenue_2020", pop.revenue2020())
	if err := pop.assumed.err; err != nil {
		return err
	}
	w, err := pop.wave.Wave()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	scores, err := NewScores(w, nil, nil)
	if err != nil {
		return err
	}
	m, err := newRegressionModel(w, scores, nil)
	if err != nil {
		return err
	}
	fit, err := m.fit(nil, nil)
	if err != nil {
		return err
	}
	s.truth.Population = n
	s.truth.Observed, s.truth.ObservedStdErr = map[string][]float64{}, map[string][]float64{}
	for _, metric := range metricNames {
		for _, driver := range driverNames {
			row, err := fit.Coefficient(metric, driver)
			if err != nil {
				return err
			}
			s.truth.Observed[metric] = append(s.truth.Observed[metric], significant(row.Estimate, 6))
			s.truth.ObservedStdErr[metric] = append(s.truth.ObservedStdErr[metric], significant(row.StdErr, 3))
		}
	}
	return nil
}

// significant rounds to the given number of significant digits.
func significant(x float64, digits int) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return x
	}
	out, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64)
	return out
}
