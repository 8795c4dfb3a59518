package study2021

import (
	"errors"
	"fmt"
	"math"
)

// plantedGrowth returns the relative mean growth g of each cell, overall mean 1. Among all that
// meet the published premiums it is the one with the least sum of n_c (g_c - 1)^2, that is, the one
// that adds least to what was published. For operating profit the three ratios of high and close to
// low and distant average the published 39%.
func plantedGrowth(g *generator, outcome string, cell []int) (Cells, error) {
	var n Cells
	for _, c := range cell {
		if c != noCell {
			n[c]++
		}
	}

	p := publishedPremiums(g, outcome)
	both, ok := g.aims.find("both "+outcome, "all")
	if !ok {
		means := leastChange(n, p, 0)
		return means, checkGrowth(means, outcome)
	}

	q := closeRatio(n, p, 1+both/100)
	means := leastChange(n, p, q)
	ratios := bothRatios(n, means)
	if off := meanOf(ratios) - 1 - both/100; math.Abs(off) > 1e-6 {
		const text = "study2021: no growth of close collaboration over distant gives %g%% " +
			"for high and close over low and distant in %s"
		return means, fmt.Errorf(text, both, outcome)
	}
	g.truth.Both = ratios[:]
	g.truth.Q = q
	return means, checkGrowth(means, outcome)
}

func publishedPremiums(g *generator, outcome string) (p premiums) {
	for j, metric := range Metrics {
		p.high[j] = 1 + g.aims.required("premium "+outcome+" "+metric, "all")/100

		percent, ok := g.aims.find("close "+outcome+" "+metric, "all")
		if !ok {
			percent = assumed[float64](g.assumptions, "finance.roi.collaboration")
		}
		p.close[j] = 1 + percent/100
	}
	return p
}

// closeRatio returns Q, growth of close over growth of distant collaboration, at which the mean of
// the three ratios is the given one. For a given Q everything is linear in the cells, and the
// ratios follow; they rise with Q.
func closeRatio(n Cells, p premiums, mean float64) float64 {
	// Nobody grows twice as fast by collaboration alone. 60 halvings leave 1e-18 of the range, less
	// than two float64 differ by.
	low, high := 0.5, 2.0
	for range 60 {
		q := (low + high) / 2
		if meanOf(bothRatios(n, leastChange(n, p, q))) < mean {
			low = q
		} else {
			high = q
		}
	}
	return low
}

func meanOf(x [3]float64) float64 { return (x[0] + x[1] + x[2]) / 3 }

// leastGrowth is the least relative growth that a cell is planted with: less could not be told from
// none.
const leastGrowth = 0.05

func checkGrowth(means Cells, outcome string) error {
	for _, x := range means {
		if math.IsNaN(x) || x < leastGrowth {
			const text = "study2021: no positive cell means satisfy the published premiums of "
			return errors.New(text + outcome)
		}
	}
	return nil
}
