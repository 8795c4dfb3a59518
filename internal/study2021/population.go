package study2021

import (
	"context"
	"math"
	"strconv"
)

// observe writes into the truth the coefficients that an analysis should recover: those of the same
// regression, on scores observed with the same error, in a large population of the same generator.
// Item error attenuates the latent coefficients, so that these, and not the latent ones, are the
// truth.
func observe(ctx context.Context, truth *Truth, s *Settings) error {
	n := s.Population - s.Population%2 // half of them are CTOs
	apart := s.Seed + 1                // a population apart from the wave
	g, err := newGenerator(s, apart, n)
	if err != nil {
		return err
	}

	g.writeRespondents()
	traits, err := drawTraits(g)
	if err != nil {
		return err
	}
	if err := answerScores(g, traits, lastYear); err != nil {
		return err
	}
	g.wave.SetNumbers("revenue_2020", drawRevenue(g)) // a control
	if g.assumptions.err != nil {
		return g.assumptions.err
	}

	wave, err := g.wave.Wave()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	found, err := s.Regress(wave)
	if err != nil {
		return err
	}

	truth.Population = n
	truth.Observed = rounded(found.Estimate, 6)
	truth.ObservedStdErr = rounded(found.StdErr, 3)
	return nil
}

// rounded rounds all numbers to significant digits.
func rounded(table map[string][]float64, digits int) map[string][]float64 {
	out := map[string][]float64{}
	for name, row := range table {
		for _, x := range row {
			out[name] = append(out[name], significant(x, digits))
		}
	}
	return out
}

// significant rounds to the given number of significant digits.
func significant(x float64, digits int) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return x
	}
	out, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64)
	return out
}
