package study2021

import (
	"fmt"
	"maps"
	"slices"
)

// years say whether the stages of earlier years are answered, which no score uses.
type years bool

const (
	allYears years = true
	lastYear years = false
)

// An area is mature at stage 4 or 5.
const (
	immatureStages = 3
	matureStages   = 2
)

// answerStages answers the eight areas of figure 2. The counts at stage 4-5 in 2019 and 2021 print
// the published growth, for CTOs everywhere and in Greater China; CIOs take the CTOs' global
// shares.
func answerStages(g *generator, trait []float64, loading float64, y years) error {
	mature := assumed[map[string]float64](g.assumptions, "stage.mature.2021")
	way := assumedShare(g.assumptions, "stage.mature.2020")
	memory := assumedShare(g.assumptions, "stage.memory")
	split := assumed[struct{ Immature, Mature []float64 }](g.assumptions, "stage.levels")

	g.assumptions.checkShares("stage.levels", split.Immature, immatureStages)
	g.assumptions.checkShares("stage.levels", split.Mature, matureStages)

	for _, area := range slices.Sorted(maps.Keys(mature)) {
		counts, err := matureCounts(g, area, mature[area]/100, way)
		if err != nil {
			return err
		}

		now := g.propensity("stage "+area, trait, loading)
		answer := func(year int, propensity []float64) {
			levels := func(role, place int) []float64 {
				m := counts[role][place][year-2019]
				u := len(g.frame.strata[role][place]) - m
				return stageLevels(apportion(split.Immature, u), apportion(split.Mature, m))
			}
			g.rate(fmt.Sprintf("stage_%s_%d", area, year), propensity, levels, 0)
		}

		answer(2021, now)
		if y == lastYear {
			continue
		}
		for year := 2019; year <= 2020; year++ {
			noise := g.normal(fmt.Sprintf("stage %s %d", area, year))
			answer(year, correlated(memory, now, noise))
		}
	}
	return nil
}

// stageLevels returns the counts of all five stages, as shares.
func stageLevels(immature, mature []int) []float64 {
	var out []float64
	for _, count := range append(immature, mature...) {
		out = append(out, float64(count))
	}
	return out
}

// threeYears holds a count of 2019, 2020 and 2021.
type threeYears [3]int

// matureCounts returns how many are at stage 4-5, by role and place. The counts are found for the
// 2,500 and 216 of the study and scaled, so that a population has the shares of the wave.
func matureCounts(g *generator, area string, share, way float64) (out [2][2]threeYears, err error) {
	claim := "growth mature.2019/" + area + " mature.2021/" + area
	from, to, err := growthCounts(g.aims.required(claim, "cto"), share, roleSize)
	if err != nil {
		return out, fmt.Errorf("%w (%s)", err, area)
	}
	chinaFrom, chinaTo, err := growthCounts(g.aims.required(claim, "cto.china"), share, chinaSize)
	if err != nil {
		return out, fmt.Errorf("%w (%s, Greater China)", err, area)
	}

	scaled := func(role, place, from, to, base int) {
		n := len(g.frame.strata[role][place])
		first, last := proportional(from, n, base), proportional(to, n, base)
		between := first + int(float64(way*float64(last-first)))
		out[role][place] = threeYears{first, between, last}
	}

	scaled(cto, inChina, chinaFrom, chinaTo, chinaSize)
	scaled(cto, elsewhere, from-chinaFrom, to-chinaTo, roleSize-chinaSize)

	chinaFrom, chinaTo = proportional(from, chinaSize, roleSize), proportional(to, chinaSize, roleSize)
	scaled(cio, inChina, chinaFrom, chinaTo, chinaSize)
	scaled(cio, elsewhere, from-chinaFrom, to-chinaTo, roleSize-chinaSize)
	return out, nil
}
