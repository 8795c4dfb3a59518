package study2021

import (
	"fmt"
	"math"
	"strings"
)

// profileBlocks are the blocks of items that differ between archetypes, and the beginning of their
// fields' names. The last two are held out from the classes.
var profileBlocks = []struct{ name, field string }{
	{"resp", "resp_"},
	{"time", "time_"},
	{"success", "success_"},
	{"orientation", "orient_"},
	{"selfimage", "self_"},
}

// answerProfiles answers what tells the archetypes apart, for CTOs: within each archetype the
// published or assumed share ticks, chosen independently of everything else but an assumed tendency
// to tick.
func answerProfiles(g *generator) error {
	separation := assumed[float64](g.assumptions, "archetype.separation")
	tendency := assumed[float64](g.assumptions, "archetype.tick.tendency")
	habit := g.normal("tick tendency")

	for _, block := range profileBlocks {
		cells := assumed[map[string][archetypeCount]*float64](g.assumptions, "profile."+block.name)

		for _, item := range profileItems(g, block.name) {
			name := strings.TrimPrefix(item, block.name+".")
			target := profile(g, item, cells[name], separation)
			if g.assumptions.err != nil {
				return g.assumptions.err
			}

			propensity := g.normal("archetype " + item)
			addScaled(propensity, tendency, habit)
			tickProfile(g, block.field+name, item, target, propensity)
		}
	}
	return nil
}

// profileItems returns the names of a block's items in the codebook.
func profileItems(g *generator, block string) (out []string) {
	for _, construct := range g.book.Constructs {
		if construct.Name != "archetype" && construct.Name != "heldout" {
			continue
		}
		for _, item := range construct.Items {
			if strings.HasPrefix(item.Name, block+".") {
				out = append(out, item.Name)
			}
		}
	}
	return out
}

// profile returns an item's share in each archetype, in percent: as published, or else as assumed
// and drawn towards the item's mean by separation.
func profile(
	g *generator, item string, cells [archetypeCount]*float64, separation float64,
) (target [archetypeCount]float64) {
	var published [archetypeCount]bool
	for k := range target {
		value, ok := g.aims.find("profile "+item, fmt.Sprintf("cto.archetype%d", k+1))
		switch {
		case ok:
			target[k] = value
			published[k] = true
		case cells[k] != nil:
			target[k] = *cells[k]
		default:
			const text = "study2021: no share of %s in archetype %d is published or assumed"
			g.assumptions.fail(fmt.Errorf(text, item, k+1))
		}
	}

	mean := (target[0] + target[1] + target[2]) / archetypeCount
	for k := range target {
		if !published[k] {
			target[k] = mean + float64(separation*(target[k]-mean))
		}
	}
	return target
}

// tickProfile ticks target percent of each archetype, in Greater China and elsewhere alike, and
// writes the shares into the truth. What CIOs answered already stays.
func tickProfile(
	g *generator, field, item string, target [archetypeCount]float64, propensity []float64,
) {
	data := g.wave.CodesOf(field)
	if data == nil {
		data = notAsked(g.frame.n)
	}

	var planted [archetypeCount]float64
	for k := range planted {
		here := g.frame.byArchetype(g.frame.strata[cto][inChina])[k]
		there := g.frame.byArchetype(g.frame.strata[cto][elsewhere])[k]

		n := len(here) + len(there)
		total := int(math.Floor(float64(target[k]*float64(n))/100 + 0.5))
		count := proportional(total, len(here), n)
		tickTop(data, here, count, propensity)
		tickTop(data, there, total-count, propensity)
		planted[k] = float64(total) / float64(n)
	}

	g.truth.Profiles[item] = planted
	g.wave.SetCodes(field, data)
}
