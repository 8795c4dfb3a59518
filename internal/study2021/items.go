package study2021

import "math"

// ratingLevels is the length of the scale of every rated item.
const ratingLevels = 5

// answerScores answers everything that enters a score: the stages of the eight areas,
// effectiveness, ROI, the drivers and collaboration.
func answerScores(g *generator, t *traits, y years) error {
	loading := assumed[map[string]float64](g.assumptions, "loading")
	skip := assumed[map[string]float64](g.assumptions, "missing")
	agree := assumed[[]float64](g.assumptions, "rating.levels")
	g.assumptions.checkShares("rating.levels", agree, ratingLevels)
	usual := func(role, place int) []float64 { return agree }

	for _, item := range []string{"agility", "data", "governance", "resilience"} {
		field := "eff_" + item
		propensity := g.propensity(field, t.metrics[effectiveness], loading["effectiveness"])
		g.rate(field, propensity, usual, skip["rating"])
	}

	for d, name := range Drivers {
		for _, item := range []string{"a", "b", "c", "d"} {
			field := "driver_" + name + "_" + item
			propensity := g.propensity(field, t.drivers[d], loading["driver"])
			g.rate(field, propensity, usual, skip["driver"])
		}
	}

	if err := answerStages(g, t.metrics[maturity], loading["stage"], y); err != nil {
		return err
	}
	writeROI(g, t.metrics[roi], loading["roi"])

	importance := g.propensity("collab_importance", t.collaboration, loading["collaboration"])
	g.rate("collab_importance", importance, usual, 0)
	return answerFrequency(g, t.collaboration, loading["collaboration"])
}

// writeROI writes the return on technology investment, in percent to one decimal: industry mean +
// industry standard deviation x noisy trait. Means and deviations rise evenly over the industries.
func writeROI(g *generator, trait []float64, loading float64) {
	norm := assumed[struct{ Mean, SD [2]float64 }](g.assumptions, "roi.norm")
	noisy := g.propensity("roi", trait, loading)

	out := make([]float64, len(noisy))
	for i := range out {
		at := float64(g.frame.industry[i]) / (industryCount - 1)
		mean := norm.Mean[0] + float64(at*(norm.Mean[1]-norm.Mean[0]))
		sd := norm.SD[0] + float64(at*(norm.SD[1]-norm.SD[0]))
		out[i] = math.Floor(float64(10*(mean+float64(sd*noisy[i])))+0.5) / 10
	}
	g.wave.SetNumbers("roi", out)
}
