package ctostudy

import (
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/survey"
)

// ClassUncertainty is said beside everything that rests on the chances of belonging to
// a class.
const ClassUncertainty = "It is uncertain who belongs to which class, so that differences between classes, and between populations in the shares of classes, are understated."

// uncertain reports whether what a claim comes to rests on the chances of
// belonging to a class. The model's own estimates do not: the shares of the
// classes among all CTOs, and answers to the items that they were found from.
func (m *Measure) uncertain(c Claim, population string) bool {
	if c.Kind != ClaimOrder {
		return m.uncertainTerm(c.term, population)
	}
	for _, chain := range c.comparisons {
		for _, term := range slices.Concat(chain...) {
			if m.uncertainTerm(term, population) {
				return true
			}
		}
	}
	return false
}

func (m *Measure) uncertainTerm(t claimTerm, population string) bool {
	if t.population != "" {
		population = t.population
	}
	_, ofClass := archetypeOf(population)

	switch t.kind {
	case ClaimClass:
		return population != "cto"
	case ClaimMeanScore:
		return ofClass
	case ClaimShare, ClaimAverage, ClaimGrowth, ClaimGrouping:
		return ofClass && !m.foundFrom(t.args)
	case ClaimDispersion, ClaimDisagreement:
		return ofClass && !m.foundFrom([]string{t.args[0] + "/*"})
	}
	return false
}

// foundFrom reports whether the classes were found from the items, each
// "construct/name" or "construct/*".
func (m *Measure) foundFrom(items []string) bool {
	w := m.analysis.Wave
	archetype := w.Construct("archetype")
	if archetype == nil || m.analysis.Archetypes == nil {
		return false
	}
	used := func(item survey.Item) bool {
		return slices.ContainsFunc(archetype.Items, func(a survey.Item) bool {
			return slices.Contains(m.analysis.Archetypes.Items, a.Name) && a.Field == item.Field && slices.Equal(a.Values, item.Values)
		})
	}

	for _, text := range items {
		construct, name, _ := strings.Cut(text, "/")
		c := w.Construct(construct)
		if c == nil {
			return false
		}
		for _, item := range c.Items {
			if (name == "*" || item.Name == name) && !used(item) {
				return false
			}
		}
	}
	return true
}
