package survey

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// everybodyTicked warns of options that all who answered ticked while others
// have no answer: select-all questions are often exported with a blank where
// an option was not ticked.
func everybodyTicked(w *Wave) []stats.Warning {
	var questions []string
	for _, construct := range w.codebook.Constructs {
		if slices.ContainsFunc(namedRoles, construct.Is) {
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
