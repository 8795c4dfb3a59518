package study2021

import "math"

// answerScores answers everything that enters a score: the stages of the eight areas,
// effectiveness, ROI, the drivers and collaboration.
func answerScores(g *generator, t *traits, y years) error {
	loading := assumed[map[string]float64](g.assumptions, "loading")
	skip := assumed[map[string]float64](g.assumptions, "missing")
	agree := assumed[[]float64](g.assumptions, "rating.levels")
	g.assumptions.checkShares("rating.levels", agree, 5)
	usual := func(role, place int) []float64 { return agree }

	for _, item := range []string{"agility", "data", "governance", "resilience"} {
		field := "eff_" + item
		propensity := g.propensity(field, t.metrics[1], loading["effectiveness"])
		g.rate(field, propensity, usual, skip["rating"])
	}

	for d, name := range Drivers {
		for _, item := range []string{"a", "b", "c", "d"} {
			field := "driver_" + name + "_" + item
			propensity := g.propensity(field, t.drivers[d], loading["driver"])
			g.rate(field, propensity, usual, skip["driver"])
		}
	}

	if err := answerStages(g, t.metrics[0], loading["stage"], y); err != nil {
		return err
	}
	writeROI(g, t.metrics[2], loading["roi"])

	if err := answerFrequency(g, t.collaboration, loading["collaboration"]); err != nil {
		return err
	}
	importance := g.propensity("collab_importance", t.collaboration, loading["collaboration"])
	g.rate("collab_importance", importance, usual, 0)
	return nil
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

// often is the least code, 4 on the scale from 1 to 5, at which the other role counts as one of
// those whom a respondent interacts with most.
const often = 3

// answerFrequency answers how often CTO and CIO meet. The other role is ticked in figure 5's list
// exactly if they meet often.
func answerFrequency(g *generator, trait []float64, loading float64) error {
	split := assumed[struct{ Rare, Often []float64 }](g.assumptions, "collaboration.levels")
	g.assumptions.checkShares("collaboration.levels", split.Rare, often)
	g.assumptions.checkShares("collaboration.levels", split.Often, 5-often)
	propensity := g.propensity("collab_frequency", trait, loading)

	frequency := make([]int8, g.frame.n)
	for role, other := range [...]string{cto: "cio", cio: "cto"} {
		counts, err := placeCounts(g, "share interact/"+other, role, 0)
		if err != nil {
			return err
		}

		ticks := notAsked(g.frame.n)
		for place, rows := range g.frame.strata[role] {
			rare := apportion(split.Rare, len(rows)-counts[place])
			levels := append(rare, apportion(split.Often, counts[place])...)
			levelByRank(frequency, rows, levels, propensity)

			for _, i := range rows {
				ticks[i] = 0
				if frequency[i] >= often {
					ticks[i] = 1
				}
			}
		}
		g.wave.SetCodes("interact_"+other, ticks)
	}

	g.wave.SetCodes("collab_frequency", frequency)
	return nil
}
