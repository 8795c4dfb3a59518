package study2021

import (
	"fmt"

	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// placeCounts returns how many of a role tick an item in Greater China and elsewhere, such that
// both the role and its part in Greater China print their published percentages. If one of them is
// not published it is the other one; if neither is, it is the given percentage.
func placeCounts(
	g *generator, claim string, role int, otherwise float64,
) (counts [2]int, err error) {
	name := roleNames[role]
	china := len(g.frame.strata[role][inChina])
	rest := len(g.frame.strata[role][elsewhere])

	global, ok := g.aims.find(claim, name)
	if !ok {
		global, ok = g.aims.find(claim, "all")
	}
	if !ok {
		global = otherwise
	}
	local, ok := g.aims.find(claim, name+".china")
	if !ok {
		local = global
	}

	total, err := percentCount(global, china+rest)
	if err != nil {
		return counts, fmt.Errorf("%w (%s, %s)", err, claim, name)
	}
	here, err := percentCount(local, china)
	if err != nil {
		return counts, fmt.Errorf("%w (%s, %s in Greater China)", err, claim, name)
	}

	if there := total - here; there < 0 || there > rest {
		const text = "study2021: %s: %g%% of %s and %g%% in Greater China exclude each other"
		return counts, fmt.Errorf(text, claim, global, name, local)
	}
	return [2]int{inChina: here, elsewhere: total - here}, nil
}

// asked says which roles answer the items of a construct.
var asked = map[string][]int{
	"tech.near": {cto}, "tech.far": {cto}, "invest": {cto},
	"statement": {cto}, "challenge": {cto}, "partnergoal": {cto},
	"interact": {cto, cio}, "crucial": {cto, cio}, "impact": {cto, cio},
	"responsibility": {cto, cio}, "time": {cto, cio},
}

// answerShares answers every multi-select and statement whose share does not depend on the
// archetype.
func answerShares(g *generator) error {
	type table = map[string]map[string]float64 // by construct and item
	otherwise := [2]table{
		cto: assumed[table](g.assumptions, "shares.cto"),
		cio: assumed[table](g.assumptions, "shares.cio"),
	}
	ofArchetypes := archetypeFields(g.book)

	for _, construct := range g.book.Constructs {
		for _, item := range construct.Items {
			if asked[construct.Name] == nil || followsFrequency(construct.Name, item.Name) {
				continue
			}

			data := notAsked(g.frame.n)
			for _, role := range asked[construct.Name] {
				if role == cto && ofArchetypes[item.Field] {
					continue
				}
				claim := "share " + construct.Name + "/" + item.Name
				share := otherwise[role][construct.Name][item.Name]
				if err := tick(g, data, item.Field, claim, role, share); err != nil {
					return err
				}
			}

			if construct.Name == "crucial" {
				halve(g, data)
			}
			g.wave.SetCodes(item.Field, data)
		}
	}
	return nil
}

// followsFrequency reports whether an item was answered with the frequency of collaboration.
func followsFrequency(construct, item string) bool {
	return construct == "interact" && (item == "cio" || item == "cto")
}

// archetypeFields returns the fields that tell archetypes apart.
func archetypeFields(book *survey.Codebook) map[string]bool {
	out := map[string]bool{}
	for _, construct := range book.Constructs {
		if construct.Name == "archetype" {
			for _, item := range construct.Items {
				out[item.Field] = true
			}
		}
	}
	return out
}

// tick answers one option for a role. Within each place the ticks are spread over the archetypes in
// proportion, and within an archetype those of highest propensity tick.
func tick(
	g *generator, data []int8, field, claim string, role int, otherwise float64,
) error {
	counts, err := placeCounts(g, claim, role, otherwise)
	if err != nil {
		return err
	}

	propensity := g.normal("tick " + roleNames[role] + " " + field)
	for place, rows := range g.frame.strata[role] {
		parts := g.frame.byArchetype(rows)
		sizes := make([]float64, len(parts))
		for k, part := range parts {
			sizes[k] = float64(len(part))
		}

		for k, count := range apportion(sizes, counts[place]) {
			tickTop(data, parts[k], count, propensity)
		}
	}
	return nil
}

// halve leaves the question unasked for the half of each role that figure 1 did not put it to.
func halve(g *generator, data []int8) {
	part := assumedShare(g.assumptions, "sample.crucial")

	for role, purpose := range [...]string{cto: "asked CTO", cio: "asked CIO"} {
		rows := g.frame.rows(role)
		order := g.stream(purpose).Perm(len(rows))
		for _, j := range order[int(float64(part*float64(len(rows)))):] {
			data[rows[j]] = stats.NotAsked
		}
	}
}
