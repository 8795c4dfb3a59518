package ctostudy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// codebookWarnings reports likely mistakes in a valid codebook: constructs and items that nothing
// uses, and real answers called synthetic.
func codebookWarnings(c *survey.Codebook, study *survey.Study) []stats.Warning {
	uses := newStudyUses(c, study)
	out := append(unusedConstructs(c, uses), unusedItems(c, study, uses)...)

	called := strings.Contains(strings.ToLower(c.Title+" "+c.Source), "synthetic")
	if called && !c.Synthetic {
		out = append(out, stats.NewWarning("called-synthetic",
			"the codebook's title or source says synthetic, but its flag does not: set one of them right"))
	}
	return out
}

// studyUses is what a study does with a codebook's constructs.
type studyUses struct {
	// known are the constructs that it looks for; one that ends in ".*" stands for all that begin
	// so.
	known []string
	// drivers are the constructs of its drivers, and stem what all of them begin with, up to a
	// point; "" if they have nothing of the kind in common.
	drivers []string
	stem    string
	// scored is a construct that scores enter by, as an example.
	scored string
}

func newStudyUses(c *survey.Codebook, study *survey.Study) *studyUses {
	out := &studyUses{}
	for _, scale := range study.Drivers {
		out.drivers = append(out.drivers, partsOf(&scale)...)
	}
	out.known = slices.Concat(out.drivers, study.Controls, study.Sources, []string{study.Amounts})
	for _, scale := range study.Metrics {
		out.known = append(out.known, partsOf(&scale)...)
	}
	if study.Index != nil {
		out.known = append(out.known, partsOf(study.Index)...)
	}
	if study.Classes != nil {
		out.known = append(out.known, study.Classes.Items, study.Classes.HeldOut)
	}
	for _, con := range c.Constructs {
		if con.Is("respondent") || con.Is("population") || con.Is("design") || con.Role == "options" {
			out.known = append(out.known, con.Name)
		}
	}

	for i, name := range out.drivers {
		stem := ""
		if before, _, ok := strings.Cut(name, "."); ok {
			stem = before + "."
		}
		if i > 0 && stem != out.stem {
			out.stem = ""
			break
		}
		out.stem = stem
	}
	for _, scale := range slices.Concat(study.Metrics, study.Drivers) {
		if out.scored == "" {
			out.scored = partsOf(&scale)[0]
		}
	}
	return out
}

// partsOf returns the constructs of a score.
func partsOf(scale *survey.Scale) []string {
	if len(scale.Parts) > 0 {
		return scale.Parts
	}
	return []string{scale.Name}
}

// isDriver reports whether a construct is called as drivers are.
func (u *studyUses) isDriver(construct string) bool {
	return u.stem != "" && strings.HasPrefix(construct, u.stem)
}

// unusedConstructs warns of constructs that the study does not know and whose items are no options,
// of which the share could be estimated.
func unusedConstructs(c *survey.Codebook, uses *studyUses) []stats.Warning {
	unknown := words.NewPhrase(
		"the analysis knows no construct of that name (the package comment lists them)")
	if c.OwnStudy() != nil {
		unknown = words.NewPhrase("the codebook's study does not name it, and it has no role")
	}

	var out []stats.Warning
	for _, construct := range c.Constructs {
		if survey.InList(uses.known, construct.Name) || uses.isDriver(construct.Name) {
			continue
		}
		var unused []string
		for _, item := range construct.Items {
			if !isOption(c, item) {
				unused = append(unused, item.Name)
			}
		}
		if unused != nil {
			out = append(out, stats.NewWarning("unused-construct", "nothing uses %s of construct %q: %s, "+
				"and only options have shares", strings.Join(unused, ", "), construct.Name, unknown))
		}
	}
	return out
}

// respondentItems are the items of the construct "respondent" that the analysis
// or the published claims read.
var respondentItems = []string{"id", "country", "industry", "region", "size"}

// unusedItems warns of items and constructs that have the names that the
// analysis looks for, or nearly, and yet enter nothing: a driver beyond the
// study's, amounts that are no outcome of a year, a population that is not an
// option. Design items and items that a stage of the analysis cannot use are
// refused or left out by name elsewhere.
func unusedItems(c *survey.Codebook, study *survey.Study, uses *studyUses) []stats.Warning {
	var out []stats.Warning

	for i := range c.Constructs {
		construct := &c.Constructs[i]
		var unused words.Phrase

		switch {
		case uses.isDriver(construct.Name):
			unused = unusedDriver(construct, study, uses)
		case construct.Name == study.Amounts:
			unused = unusedAmounts(construct, study)
		case construct.Is("respondent"):
			unused = unusedOfRespondent(construct, study)
		case construct.Is("population"):
			unused = unusedPopulations(c, construct)
		case survey.InList(study.Sources, construct.Name):
			unused = unusedSources(c, construct, study, uses)
		}

		if unused.String() != "" {
			out = append(out, stats.NewWarning("unused-item", "%s", unused))
		}
	}
	return out
}

// unusedDriver says that a driver is none of the study's, or nothing.
func unusedDriver(c *survey.Construct, study *survey.Study, uses *studyUses) words.Phrase {
	if survey.InList(uses.drivers, c.Name) {
		return words.Phrase{}
	}

	var known []string
	for _, d := range study.Drivers {
		known = append(known, d.Name)
	}
	return words.NewPhrase(
		"%q is not in the regression, whose drivers are %s: rename it if it is one of them",
		c.Name, strings.Join(known, ", "))
}

// unusedAmounts names the amounts that no growth is computed from.
func unusedAmounts(c *survey.Construct, study *survey.Study) words.Phrase {
	var unused []string
	for _, item := range c.Items {
		if !isAmount(study, item.Name) {
			unused = append(unused, item.Name)
		}
	}
	if unused == nil {
		return words.Phrase{}
	}

	var names, items []string
	byYear := true
	for _, o := range study.Outcomes {
		_, _, ok := survey.AmountYear(o.From)
		byYear = byYear && ok
		names, items = append(names, o.Name), append(items, o.From, o.To)
	}
	switch {
	case items == nil:
		return words.NewPhrase("nothing uses %s of construct %q: growth needs an amount of two years, "+
			"in items called by a name, a point and a year", words.Quoted(unused), c.Name)
	case !byYear:
		return words.NewPhrase("nothing uses %s of construct %q: growth is computed from %s",
			words.Quoted(unused), c.Name, strings.Join(items, ", "))
	}
	return words.NewPhrase("nothing uses %s of construct %q: growth needs items called %s, "+
		"a point and a year, such as %s and %s",
		words.Quoted(unused), c.Name, strings.Join(names, " or "), items[0], items[1])
}

// isAmount reports whether an item is that of an outcome, or one of its amounts of another year.
func isAmount(study *survey.Study, item string) bool {
	name, _, byYear := survey.AmountYear(item)
	return slices.ContainsFunc(study.Outcomes, func(o survey.Outcome) bool {
		return item == o.From || item == o.To || byYear && name == o.Name
	})
}

// unusedOfRespondent names the items of "respondent" that nothing reads.
func unusedOfRespondent(c *survey.Construct, study *survey.Study) words.Phrase {
	var unused []string
	for _, item := range c.Items {
		if !slices.Contains(respondentItems, item.Name) {
			unused = append(unused, item.Name)
		}
	}
	if unused == nil {
		return words.Phrase{}
	}
	controls := "control"
	if len(study.Controls) > 0 {
		controls = study.Controls[0]
	}
	return words.NewPhrase("nothing but a claim that names it uses %s of construct %q, "+
		"of which the analysis knows %s; the role of a respondent and what the regression "+
		"holds equal belong to %q, options to a construct of their own",
		words.Quoted(unused), c.Name, strings.Join(respondentItems, ", "), controls)
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
		second = words.NewPhrase("populations are taken to be those who gave the second of two "+
			"answers: %s; give the items the values that say who belongs", strings.Join(taken, ", "))
	}

	switch {
	case unused == nil:
		return second
	case taken == nil:
		return nobody
	}
	return words.NewPhrase("%s; %s", nobody, second)
}

// unusedSources names the rated items of a source whose field no construct uses that is no source.
func unusedSources(c *survey.Codebook, construct *survey.Construct, study *survey.Study,
	uses *studyUses) words.Phrase {
	var unused []string
	for _, item := range construct.Items {
		if !isOption(c, item) && !usedElsewhere(c, study.Sources, item.Field) {
			unused = append(unused, item.Name)
		}
	}
	if unused == nil {
		return words.Phrase{}
	}
	return words.NewPhrase("nothing uses %s of construct %q: it enters by other constructs of the "+
		"same fields, such as %s, or options of them", words.Quoted(unused), construct.Name, uses.scored)
}

// usedElsewhere reports whether a construct that is none of the sources has an item of the field.
func usedElsewhere(c *survey.Codebook, sources []string, field string) bool {
	for i := range c.Constructs {
		other := &c.Constructs[i]
		if survey.InList(sources, other.Name) {
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
