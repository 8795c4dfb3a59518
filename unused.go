package ctostudy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy/stats"
)

// respondentItems are the items of the construct "respondent" that the analysis
// or the published claims read.
var respondentItems = []string{"id", "country", "industry", "region", "size"}

// unusedItems warns of items and constructs that have the names that the
// analysis looks for, or nearly, and yet enter nothing: a driver beyond the
// six, amounts that are neither revenue nor profit of a year, a population
// that is not an option. Design items and items that a stage of the analysis
// cannot use are refused or left out by name elsewhere.
func unusedItems(c *survey.Codebook) []stats.Warning {
	var out []stats.Warning

	for i := range c.Constructs {
		construct := &c.Constructs[i]
		var unused words.Phrase

		switch {
		case strings.HasPrefix(construct.Name, "driver."):
			unused = unusedDriver(construct)
		case construct.Name == "finance":
			unused = unusedAmounts(construct)
		case construct.Name == "respondent":
			unused = unusedOfRespondent(construct)
		case construct.Name == "population":
			unused = unusedPopulations(c, construct)
		case strings.HasPrefix(construct.Name, "stage."):
			unused = unusedStages(c, construct)
		}

		if unused.String() != "" {
			out = append(out, stats.NewWarning("unused-item", "%s", unused))
		}
	}
	return out
}

// unusedDriver says that a driver is none of the six, or nothing.
func unusedDriver(c *survey.Construct) words.Phrase {
	name := ScoreName(strings.TrimPrefix(c.Name, "driver."))
	if slices.Contains(Drivers(), name) {
		return words.Phrase{}
	}

	var known []string
	for _, d := range Drivers() {
		known = append(known, string(d))
	}
	return words.NewPhrase("%q is not in the regression, whose drivers are %s: rename it if it is one of them",
		c.Name, strings.Join(known, ", "))
}

// unusedAmounts names the finance items that no growth is computed from.
func unusedAmounts(c *survey.Construct) words.Phrase {
	var unused []string
	for _, item := range c.Items {
		if !isAmount(item.Name) {
			unused = append(unused, item.Name)
		}
	}
	if unused == nil {
		return words.Phrase{}
	}
	return words.NewPhrase("nothing uses %s of construct \"finance\": growth needs items called revenue or profit, "+
		"a point and a year, such as revenue.2020 and revenue.2021", words.Quoted(unused))
}

// isAmount reports whether the name is an outcome, a point and a year.
func isAmount(name string) bool {
	outcome, year, _ := strings.Cut(name, ".")
	digits := strings.Trim(year, "0123456789") == ""
	return slices.Contains(outcomes(), outcome) && len(year) == len("2021") && digits
}

// unusedOfRespondent names the items of "respondent" that nothing reads.
func unusedOfRespondent(c *survey.Construct) words.Phrase {
	var unused []string
	for _, item := range c.Items {
		if !slices.Contains(respondentItems, item.Name) {
			unused = append(unused, item.Name)
		}
	}
	if unused == nil {
		return words.Phrase{}
	}
	return words.NewPhrase("nothing but a claim that names it uses %s of construct \"respondent\", of which the analysis knows %s; "+
		"the role of a respondent and what the regression holds equal belong to \"control\", options to a construct of their own",
		words.Quoted(unused), strings.Join(respondentItems, ", "))
}

// unusedPopulations names the populations that nobody belongs to, as their items
// have not two answers, and those of which the second of two answers is taken to
// say who belongs, unless it says 1, yes or true.
func unusedPopulations(c *survey.Codebook, construct *survey.Construct) words.Phrase {
	var unused, taken []string
	for _, item := range construct.Items {
		if isOption(c, item) {
			continue
		}
		switch answers := answersOf(c, item); {
		case len(answers) != 2:
			unused = append(unused, item.Name)
		case !slices.Contains([]string{"1", "yes", "true", "y"}, strings.ToLower(answers[1])):
			taken = append(taken, fmt.Sprintf("%q (%s)", item.Name, answers[1]))
		}
	}

	var nobody, second words.Phrase
	if unused != nil {
		nobody = words.NewPhrase("%s of construct \"population\" does not say who belongs to it: "+
			"give the item the values of its field that do, or a boolean field", words.Quoted(unused))
	}
	if taken != nil {
		second = words.NewPhrase("populations are taken to be those who gave the second of two answers: %s; "+
			"give the items the values that say who belongs", strings.Join(taken, ", "))
	}

	switch {
	case unused == nil:
		return second
	case taken == nil:
		return nobody
	}
	return words.NewPhrase("%s; %s", nobody, second)
}

// unusedStages names the rated items of a construct stage.* whose field no other
// construct uses.
func unusedStages(c *survey.Codebook, construct *survey.Construct) words.Phrase {
	var unused []string
	for _, item := range construct.Items {
		if !isOption(c, item) && !usedElsewhere(c, construct, item.Field) {
			unused = append(unused, item.Name)
		}
	}
	if unused == nil {
		return words.Phrase{}
	}
	return words.NewPhrase("nothing uses %s of construct %q: stages enter by other constructs of the same fields, "+
		"such as maturity.cloud, or options of them", words.Quoted(unused), construct.Name)
}

// usedElsewhere reports whether a construct other than this one and other stages
// has an item of the field.
func usedElsewhere(c *survey.Codebook, construct *survey.Construct, field string) bool {
	for i := range c.Constructs {
		other := &c.Constructs[i]
		if other.Name == construct.Name || strings.HasPrefix(other.Name, "stage.") {
			continue
		}
		if slices.ContainsFunc(other.Items, func(it survey.Item) bool { return it.Field == field }) {
			return true
		}
	}
	return false
}

// answersOf returns the texts of an item's answers, nil for numbers and free text.
func answersOf(c *survey.Codebook, item survey.Item) []string {
	for i := range c.Fields {
		if c.Fields[i].Name == item.Field {
			return c.Fields[i].Answers()
		}
	}
	return nil
}
