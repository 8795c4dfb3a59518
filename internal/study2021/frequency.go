package study2021

// often is the least code, 4 on the scale from 1 to 5, at which the other role counts as one of
// those whom a respondent interacts with most.
const often = 3

// answerFrequency answers how often CTO and CIO meet. The other role is ticked in figure 5's list
// exactly if they meet often.
func answerFrequency(g *generator, trait []float64, loading float64) error {
	split := assumed[struct{ Rare, Often []float64 }](g.assumptions, "collaboration.levels")
	g.assumptions.checkShares("collaboration.levels", split.Rare, often)
	g.assumptions.checkShares("collaboration.levels", split.Often, ratingLevels-often)
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
