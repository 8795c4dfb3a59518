package ctostudy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// knownConstructs are the names that the analysis looks for; those that end in
// a point stand for all that begin so.
var knownConstructs = []string{"respondent", "population", "design", "control", "maturity.", "effectiveness", "roi", "driver.mission", "driver.people",
	"driver.partners", "driver.process", "driver.innovation", "driver.technology", "collaboration", "finance", "archetype", "heldout", "stage."}

// codebookWarnings are what a codebook probably does not mean: a construct that
// nothing uses, as its name is none that the analysis knows and an item is no
// option whose share could be estimated; and real answers called synthetic.
func codebookWarnings(c *Codebook) []stats.Warning {
	boolean := map[string]bool{} // by field
	for _, f := range c.Fields {
		boolean[f.Name] = f.Type == "boolean"
	}

	var out []stats.Warning
	for _, construct := range c.Constructs {
		known := slices.ContainsFunc(knownConstructs, func(name string) bool {
			return name == construct.Name || strings.HasSuffix(name, ".") && strings.HasPrefix(construct.Name, name)
		})
		var unused []string
		for _, item := range construct.Items {
			option := len(item.Values) > 0 || boolean[item.Field]
			if !known && !strings.HasPrefix(construct.Name, "driver.") && !option {
				unused = append(unused, item.Name)
			}
		}
		if unused != nil {
			out = append(out, stats.NewWarning("unused-construct",
				"nothing uses %s of construct %q: the analysis knows no construct of that name (the package comment lists them), and only options have shares",
				strings.Join(unused, ", "), construct.Name))
		}
	}
	out = append(out, unusedItems(c)...)
	if !c.Synthetic && (strings.Contains(strings.ToLower(c.Title), "synthetic") || strings.Contains(strings.ToLower(c.Source), "synthetic")) {
		out = append(out, stats.NewWarning("called-synthetic", "the codebook's title or source says synthetic, but its flag does not: set one of them right"))
	}
	return out
}

// everybodyTicked warns of options that all who answered ticked while others
// have no answer: select-all questions are often exported with a blank where
// an option was not ticked.
func everybodyTicked(w *Wave) []stats.Warning {
	var questions []string
	for _, construct := range w.codebook.Constructs {
		switch construct.Name {
		case "respondent", "population", "design":
			continue
		}

		var ticked []string
		options := 0
		for _, item := range construct.Items {
			codes := w.singleOption(&item)
			if codes == nil {
				continue
			}
			options++
			if onlyTicks(codes.Data()) {
				ticked = append(ticked, item.Field)
			}
		}
		if ticked != nil {
			questions = append(questions, fmt.Sprintf("%d of the %d options of construct %q (columns %s)",
				len(ticked), options, construct.Name, listed(ticked)))
		}
	}

	if questions == nil {
		return nil
	}
	shown := strings.Join(questions[:min(len(questions), placesPerReason)], ", ")
	if more := len(questions) - placesPerReason; more > 0 {
		shown += fmt.Sprintf(" and options of %d more constructs", more)
	}
	return []stats.Warning{stats.NewWarning("everybody-ticked",
		"everybody who answered ticked %s, and others have no answer there: "+
			"probably the file has a blank where an option was not ticked, so that 100%% is a share of those who ticked; "+
			"write 0 (or one of the field's falseValues) for not ticked, and leave blank only who skipped the question",
		shown)}
}

// singleOption returns the answers to an item that is an option with a column
// of its own, in which a blank can mean "not ticked": a boolean, or a choice of
// one or two answers. It is nil for other items.
func (w *Wave) singleOption(item *Item) *stats.Codes {
	col := w.columns[item.Field]
	switch {
	case col == nil || len(col.levels) > 2:
		return nil
	case col.field.Type == "boolean":
		return col.codes
	case len(item.Values) == 0 || len(col.codesOf(item.Values)) == 2:
		return nil // a rating, or whoever answers ticks
	case col.kind == listColumn && len(col.levels) > 1:
		return nil // a list names what is ticked of both
	}
	return col.answers(item)
}

// onlyTicks reports whether some ticked, nobody answered without ticking, and
// some have no answer.
func onlyTicks(data []int8) bool {
	return slices.Contains(data, 1) && !slices.Contains(data, 0) && slices.Min(data) < 0
}
