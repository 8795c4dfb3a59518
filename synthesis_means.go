package ctostudy

import (
	"errors"
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/internal/study2021"
)

// cellMeans returns the relative mean growth g of each cell, overall mean 1.
// Among all that meet the published premiums it is the one with the least
// sum of n_c (g_c - 1)^2, that is, the one that adds least to what was
// published. For operating profit the three ratios of high and close to low
// and distant average the published 39%.
func (s *synthesis) cellMeans(outcome string, cell []int) (study2021.Cells, error) {
	var n study2021.Cells
	for _, c := range cell {
		if c >= 0 {
			n[c]++
		}
	}
	var premium, close [3]float64
	for j, m := range metricNames {
		premium[j] = 1 + s.aims.need("premium "+outcome+" "+m, "all")/100
		if v, ok := s.aims.value("close "+outcome+" "+m, "all"); ok {
			close[j] = 1 + v/100
		} else {
			close[j] = 1 + get[float64](s.assumed, "finance.roi.collaboration")/100
		}
	}
	both, ok := s.aims.value("both "+outcome, "all")
	if !ok {
		g := study2021.Solve(n, premium, close, 0)
		return g, positive(g, outcome)
	}
	// For a given Q = growth of close over growth of distant, everything is
	// linear in the cells, and the three ratios follow; Q is bisected until
	// their mean is the published one.
	low, high := 0.5, 2.0
	for range 60 {
		q := (low + high) / 2
		ratio := study2021.BothRatios(n, study2021.Solve(n, premium, close, q))
		if (ratio[0]+ratio[1]+ratio[2])/3 < 1+both/100 {
			low = q
		} else {
			high = q
		}
	}
	g := study2021.Solve(n, premium, close, low)
	ratio := study2021.BothRatios(n, g)
	if math.Abs((ratio[0]+ratio[1]+ratio[2])/3-1-both/100) > 1e-6 {
		return g, fmt.Errorf("ctostudy: no growth of close collaboration over distant gives %g%% for high and close over low and distant in %s", both, outcome)
	}
	s.truth.Both, s.truth.Q = ratio[:], low
	return g, positive(g, outcome)
}

func positive(g study2021.Cells, outcome string) error {
	for _, v := range g {
		if math.IsNaN(v) || v < 0.05 {
			return errors.New("ctostudy: no positive cell means satisfy the published premiums of " + outcome)
		}
	}
	return nil
}
