package study2021

import (
	"context"

	"github.com/ctostudy/ctostudy/survey"
)

// Synthesize makes a wave whose raw answers agree with the aims, and the truth behind it. It fails
// if whole respondents cannot meet an aim, or if an assumption is missing.
//
// The order is: who is asked, latent scores, items, cuts, growth of the sixteen cells, finances. A
// share is hit exactly: within each stratum the respondents with the highest propensity tick, as
// many as make both the 2,500 and the 216 print the published integer. Items that enter a score
// come before the cuts and stay as they are afterwards.
func Synthesize(ctx context.Context, s *Settings) (*survey.Wave, *Truth, error) {
	g, err := newGenerator(s, s.Seed, sampleSize)
	if err != nil {
		return nil, nil, err
	}

	g.writeRespondents()
	traits, err := drawTraits(g)
	if err != nil {
		return nil, nil, err
	}

	steps := []func() error{
		func() error { return answerScores(g, traits, allYears) },
		func() error { return answerShares(g) },
		func() error { return answerProfiles(g) },
		func() error { return answerChoices(g) },
		func() error { return writeFinances(g, s.Above) },
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		// A missing assumption is often why a step fails, and says more.
		err := step()
		if g.assumptions.err != nil {
			return nil, nil, g.assumptions.err
		}
		if err != nil {
			return nil, nil, err
		}
	}

	wave, err := g.wave.Wave()
	if err != nil {
		return nil, nil, err
	}
	if s.Population > 0 {
		if err := observe(ctx, g.truth, s); err != nil {
			return nil, nil, err
		}
	}
	return wave, g.truth, nil
}
