package study2021

import (
	"fmt"
	"strings"
)

// Aim is a published number that a synthesis aims at.
type Aim struct {
	ID         string
	Claim      string // how it is computed, such as "share invest/ai"
	Population string // such as "cto.china"
	Value      float64
	AtLeast    bool // the report says "more than" the value
}

// aims find the aim of a claim in a population, or of an id.
type aims struct {
	byID        map[string]Aim
	byClaim     map[string]Aim // by "claim@population"
	assumptions *assumptions

	// exceed says by how much "more than x" is exceeded: the core responsibilities by less than
	// the others.
	exceed struct{ Core, Other float64 }
}

func newAims(list []Aim, a *assumptions) *aims {
	out := &aims{byID: map[string]Aim{}, byClaim: map[string]Aim{}, assumptions: a}
	out.exceed = assumed[struct{ Core, Other float64 }](a, "aim.exceed")

	for _, aim := range list {
		claim := strings.Join(strings.Fields(aim.Claim), " ")
		out.byID[aim.ID] = aim
		out.byClaim[claim+"@"+aim.Population] = aim
	}
	return out
}

// find returns what to aim at for a claim in a population, false if it is not published.
func (a *aims) find(claim, population string) (float64, bool) {
	aim, ok := a.byClaim[claim+"@"+population]
	switch {
	case !ok:
		return 0, false
	case aim.AtLeast && strings.HasPrefix(aim.ID, "core."):
		return aim.Value + a.exceed.Core, true
	case aim.AtLeast:
		return aim.Value + a.exceed.Other, true
	}
	return aim.Value, true
}

// required is find for a claim without which there is no synthesis.
func (a *aims) required(claim, population string) float64 {
	value, ok := a.find(claim, population)
	if !ok {
		a.assumptions.fail(fmt.Errorf("study2021: no published figure for %q in %s", claim, population))
	}
	return value
}

// count returns a published number of respondents by its id.
func (a *aims) count(id string) int {
	aim, ok := a.byID[id]
	if !ok {
		a.assumptions.fail(fmt.Errorf("study2021: figure %q is missing", id))
		return 1
	}
	return int(aim.Value)
}

// archetypes returns the published shares of the archetypes, everywhere and in Greater China.
func (a *aims) archetypes() (everywhere, china []float64) {
	for k := range archetypeCount {
		claim := fmt.Sprintf("class %d", k+1)
		everywhere = append(everywhere, a.required(claim, "cto"))
		china = append(china, a.required(claim, "cto.china"))
	}
	return everywhere, china
}
