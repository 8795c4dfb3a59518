package report

import (
	"slices"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
)

// claimsTable holds the verdict on each figure.
func (v *view) claimsTable() *document.Table {
	t := &document.Table{SmallBase: v.smallBase()}
	t.Columns = slices.Concat(
		wordColumns("id", "source", "population", "item", "published", "unit"),
		estimateColumns("", 1), // a row says its unit
		wordColumns("reading", "evidence", "verdict"),
		[]document.Column{{Key: "group", Aside: true}})
	for _, verdict := range v.judgement.Verdicts {
		t.AddRow(v.verdictCells(verdict)...)
	}
	return t
}

func (v *view) verdictCells(verdict ctostudy.Verdict) []document.Cell {
	f := verdict.Figure
	published, text := f.Printed, f.Text()
	if f.AtLeast {
		published = ">" + published
	}
	if !f.HasValue {
		text = v.say(text)
	}
	word := v.say(verdict.Agreement.String())
	if !verdict.Expected() {
		word += " !"
	}

	return slices.Concat(
		[]document.Cell{document.Word(f.ID), document.Word(f.Source), document.Word(f.Population),
			document.Named(f.Item, v.say(f.Item)), document.Named(published, text),
			document.Word(verdict.Unit.String())},
		v.verdictEstimate(verdict),
		[]document.Cell{document.Word(f.Reading.String()),
			document.Named(f.Evidence.String(), v.say(f.Evidence.String())),
			document.Named(verdict.Agreement.String(), word),
			document.Word(v.groupHeading(verdict))})
}

// verdictEstimate returns the estimate's cells in the verdict's unit.
func (v *view) verdictEstimate(verdict ctostudy.Verdict) []document.Cell {
	cells := estimateCells(verdict.Estimate)
	if verdict.Agreement == ctostudy.Suppressed {
		cells = emptyCells(document.NotKnown, len(cells))
		cells[0] = document.Empty(document.Withheld)
		return cells
	}

	for i := range cells {
		cells[i] = cells[i].To(decimalsOf(verdict.Unit))
	}
	switch verdict.Unit {
	case ctostudy.UnitCount, ctostudy.UnitGrouping: // exact, and the interval is one number
		cells[2] = cells[2].FileOnly()
		cells[3] = cells[3].FileOnly()
	case ctostudy.UnitPoints, ctostudy.UnitSD:
		cells[0] = cells[0].In(v.say(verdict.Unit.String()))
	}
	return cells
}

// decimalsOf returns how many decimals a unit is written with.
func decimalsOf(u ctostudy.Unit) int {
	switch u {
	case ctostudy.UnitCount, ctostudy.UnitGrouping:
		return 0
	case ctostudy.UnitSD, ctostudy.UnitTimes:
		return 2
	case ctostudy.UnitIndex:
		return 3
	}
	return 1
}

// groupHeading says what is measured, if the figure says so, and in which population.
func (v *view) groupHeading(verdict ctostudy.Verdict) string {
	f := verdict.Figure
	if f.Measure == "" {
		return v.say(f.Population)
	}
	return v.say(f.Measure) + " · " + v.say(f.Population)
}

// claimSections shows a table for each figure or chapter of the published report, in the figures'
// order, what is measured in one population together. Of a wave of real answers, another survey,
// the figures that it cannot answer are left out.
func (v *view) claimSections(t *document.Table) []document.Section {
	var out []document.Section
	listed := slices.Clone(v.judgement.Verdicts)
	if !v.analysis.Synthetic {
		listed = slices.DeleteFunc(listed, func(x ctostudy.Verdict) bool {
			return x.Agreement == ctostudy.NotComputable
		})
	}

	bySource := grouped(listed, func(x ctostudy.Verdict) string { return x.Figure.Source })
	for _, source := range bySource {
		name := source[0].Figure.Source
		seen := t.Arrange(document.Arrangement{
			Only: func(r document.Record) bool {
				return r.Word("source") == name &&
					(v.analysis.Synthetic || r.Word("verdict") != ctostudy.NotComputable.String())
			},
			Heading: "group", Gather: true,
			Columns: []document.Shown{
				shownText(v.say("what"), document.Value("item")),
				shownNumber(v.say("published"), document.Value("published")),
				shownNumber(v.say("estimate"), document.Value("estimate")),
				shownNumber(v.say("interval"), document.Interval("conf_low", "conf_high")),
				shownNumber(v.say("n"), document.Value("n")),
				shown(v.say("evidence"), document.Value("evidence")),
				shown(v.say("verdict"), document.Value("verdict")),
			},
			Notes: v.claimNotes(source),
		})
		out = append(out, document.Section{
			Title: v.say("Verdicts: %s", v.say(name)), Blocks: []document.Block{seen}})
	}
	return out
}

// claimNotes says what has to be known of some verdicts.
func (v *view) claimNotes(verdicts []ctostudy.Verdict) (notes []string) {
	if slices.ContainsFunc(verdicts, func(x ctostudy.Verdict) bool { return x.Uncertain }) {
		notes = append(notes, v.say(ctostudy.ClassUncertainty))
	}
	isOrder := func(x ctostudy.Verdict) bool {
		return !x.Figure.HasValue && x.Figure.Text() == ctostudy.UnitOrder.String()
	}
	if slices.ContainsFunc(verdicts, isOrder) {
		notes = append(notes, v.say("An order's estimate is its smallest contrast: "+
			"above 0, every stated inequality holds."))
	}
	return notes
}

// grouped returns the verdicts of each key together, keys and verdicts in the
// order in which they first come.
func grouped(verdicts []ctostudy.Verdict, key func(ctostudy.Verdict) string) [][]ctostudy.Verdict {
	var out [][]ctostudy.Verdict
	at := map[string]int{}
	for _, v := range verdicts {
		k := key(v)
		if _, ok := at[k]; !ok {
			at[k] = len(out)
			out = append(out, nil)
		}
		out[at[k]] = append(out[at[k]], v)
	}
	return out
}
