package study2021

import (
	"fmt"
	"maps"
	"slices"
)

// dutyGroup is a group of duties whose responsibility is shared alike, in percent. What is left of
// 100 says that nobody is responsible.
type dutyGroup struct {
	Items          []string
	CTO, CIO, Both float64
}

// shares returns the shares of the four answers. If the CIO's is published, the others keep their
// proportions in what it leaves.
func (d dutyGroup) shares(published float64, ok bool) []float64 {
	nobody := 100 - d.CTO - d.CIO - d.Both
	if !ok {
		return []float64{d.CTO, d.CIO, d.Both, nobody}
	}

	left := 100 - published
	others := d.CTO + d.Both + nobody
	return []float64{
		float64(d.CTO*left) / others,
		published,
		float64(d.Both*left) / others,
		float64(nobody*left) / others,
	}
}

// answerDuties answers who is responsible for each of the sixteen duties, for both roles alike.
func answerDuties(g *generator) {
	groups := assumed[map[string]dutyGroup](g.assumptions, "duty")

	for _, name := range slices.Sorted(maps.Keys(groups)) {
		for _, item := range groups[name].Items {
			shares := groups[name].shares(g.aims.find("share duty."+item+"/cio", "all"))

			data := make([]int8, g.frame.n)
			for role := range g.frame.strata {
				for place, rows := range g.frame.strata[role] {
					propensity := g.normal(fmt.Sprintf("duty %s %d %d", item, role, place))
					levelByRank(data, rows, apportion(shares, len(rows)), propensity)
				}
			}
			g.wave.SetCodes("duty_"+item, data)
		}
	}
}
