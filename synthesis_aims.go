package ctostudy

import (
	"fmt"
	"strings"
)

// aims are the published figures by what a synthesis does with them.
type aims struct {
	figures map[string]Figure // by id
	byClaim map[string]Figure // by "claim@population"
	assumed *assumed
	exceed  struct{ Core, Other float64 }
}

func newAims(figures []Figure, a *assumed) *aims {
	out := &aims{figures: map[string]Figure{}, byClaim: map[string]Figure{}, assumed: a}
	for _, f := range figures {
		out.figures[f.ID] = f
		if f.HasValue {
			out.byClaim[strings.Join(strings.Fields(f.Claim), " ")+"@"+f.Population] = f
		}
	}
	out.exceed = get[struct{ Core, Other float64 }](a, "aim.exceed")
	return out
}

// value returns what to aim at for a claim in a population. "More than x" is
// aimed above x by the assumed distance.
func (a *aims) value(claim, population string) (float64, bool) {
	f, ok := a.byClaim[claim+"@"+population]
	if !ok {
		return 0, false
	}
	if f.AtLeast {
		if strings.HasPrefix(f.ID, "core.") {
			return f.Value + a.exceed.Core, true
		}
		return f.Value + a.exceed.Other, true
	}
	return f.Value, true
}

// need is value for a claim that must be published.
func (a *aims) need(claim, population string) float64 {
	v, ok := a.value(claim, population)
	if !ok {
		a.assumed.fail(fmt.Errorf("ctostudy: no published figure for %q in %s", claim, population))
	}
	return v
}

// count returns a published number of respondents by its id.
func (a *aims) count(id string) int {
	f, ok := a.figures[id]
	if !ok || !f.HasValue {
		a.assumed.fail(fmt.Errorf("ctostudy: figure %q is missing", id))
		return 1
	}
	return int(f.Value)
}

// archetypes returns the published shares of the archetypes, everywhere and in
// Greater China.
func (a *aims) archetypes() (everywhere, china []float64) {
	for k := 1; k <= 3; k++ {
		claim := fmt.Sprintf("class %d", k)
		everywhere = append(everywhere, a.need(claim, "cto"))
		china = append(china, a.need(claim, "cto.china"))
	}
	return everywhere, china
}
