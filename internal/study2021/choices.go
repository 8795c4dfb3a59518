package study2021

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/survey"
)

// answerChoices answers the single choices: reporting line, career goal, and who is responsible for
// each duty.
func answerChoices(g *generator) error {
	line := assumed[map[string]float64](g.assumptions, "choice.reporting_line")
	err := choose(g, "reporting_line", line, []levelSet{
		{claim: "share reporting/ceo", levels: []string{"CEO"}},
		{claim: "share reporting/csuite", levels: []string{"CEO", "COO", "CFO", "CIO"}},
	})
	if err != nil {
		return err
	}

	goal := assumed[map[string]float64](g.assumptions, "choice.career_goal")
	err = choose(g, "career_goal", goal, []levelSet{
		{claim: "share career/ceo", levels: []string{"CEO"}, otherwise: goal["CEO"]},
	})
	if err != nil {
		return err
	}

	answerDuties(g)
	return nil
}

// levelSet is a set of levels whose share is aimed at, or assumed if it is not published.
type levelSet struct {
	claim     string
	levels    []string
	otherwise float64
}

// choose answers a single choice of CTOs in random order. Each set contains the set before it and
// takes its share exactly; within what a set adds, and in the rest, the levels take the given
// proportions.
func choose(g *generator, field string, proportions map[string]float64, sets []levelSet) error {
	c := &choice{
		field:       field,
		data:        notAsked(g.frame.n),
		levels:      levelsOf(g.book, field),
		proportions: proportions,
	}
	for place, rows := range g.frame.strata[cto] {
		for _, j := range g.stream(fmt.Sprintf("choice %s %d", field, place)).Perm(len(rows)) {
			c.open[place] = append(c.open[place], rows[j])
		}
	}

	var done []string
	var answered [2]int
	for _, set := range sets {
		counts, err := placeCounts(g, set.claim, cto, set.otherwise)
		if err != nil {
			return err
		}

		added := without(set.levels, done)
		for place, count := range counts {
			if count < answered[place] {
				const text = "study2021: %s: %s is smaller than the part it contains"
				return fmt.Errorf(text, field, set.claim)
			}
			if err := c.answer(place, count-answered[place], added); err != nil {
				return err
			}
		}
		done = append(done, added...)
		answered = counts
	}

	for place, open := range c.open {
		if err := c.answer(place, len(open), without(c.levels, done)); err != nil {
			return err
		}
	}
	g.wave.SetCodes(field, c.data)
	return nil
}

// choice is a single choice that is being answered: open holds the rows that still have no answer,
// by place.
type choice struct {
	field       string
	data        []int8
	open        [2][]int
	levels      []string
	proportions map[string]float64
}

// answer gives the next count rows of a place the named levels, in proportion.
func (c *choice) answer(place, count int, names []string) error {
	shares := make([]float64, len(names))
	for k, name := range names {
		shares[k] = c.proportions[name]
	}
	if len(names) == 1 {
		shares[0] = 1 // a level by itself needs no proportion
	}
	if _, ok := totalShare(shares); !ok && count > 0 {
		const text = "study2021: assumption choice.%s gives no shares of %s"
		return fmt.Errorf(text, c.field, strings.Join(names, ", "))
	}

	for k, part := range apportion(shares, count) {
		for _, i := range c.open[place][:part] {
			c.data[i] = int8(slices.Index(c.levels, names[k]))
		}
		c.open[place] = c.open[place][part:]
	}
	return nil
}

// without returns what is not among remove.
func without(all, remove []string) (out []string) {
	for _, x := range all {
		if !slices.Contains(remove, x) {
			out = append(out, x)
		}
	}
	return out
}

// levelsOf returns the answers that a field of the codebook may have.
func levelsOf(book *survey.Codebook, field string) []string {
	for _, f := range book.Fields {
		if f.Name == field {
			return f.Constraints.Enum
		}
	}
	return nil
}
