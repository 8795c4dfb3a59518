package report

import (
	"slices"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
)

// summarySections count verdicts by evidence; there is none if nothing was judged.
func (v *view) summarySections() []document.Section {
	if len(v.judgement.Verdicts) == 0 {
		return nil
	}

	blocks := []document.Block{v.summaryTable()}
	blocks = append(blocks, v.agreementBlocks()...)

	if expected := v.judgement.ExpectedByChance; !v.analysis.Synthetic && expected > 0 {
		blocks = append(blocks, document.Paragraph(v.say(
			"Up to %.1f verdicts are to be expected to differ by chance alone, "+
				"were every published figure true of this wave's population.", expected)))
	}
	blocks = append(blocks, v.failureBlocks()...)
	return []document.Section{{Title: v.say("Verdicts by evidence"), Blocks: blocks}}
}

// summaryTable has a row for each evidence, a column for each agreement.
func (v *view) summaryTable() *document.Table {
	t := &document.Table{Columns: []document.Column{
		{Title: v.say("evidence")}, {Title: v.say("what agreement shows"), Wrap: true},
	}}
	agreements := ctostudy.Agreements()
	reproduced := v.hasEvidence(ctostudy.Reproduced)
	can := func(o ctostudy.Agreement) bool { return o != ctostudy.LastDigit || reproduced }
	for _, o := range agreements {
		if can(o) {
			t.Columns = append(t.Columns, document.Column{Title: v.say(o.String()), Right: true})
		}
	}

	for _, row := range v.judgement.Summary() {
		if row.N == 0 {
			continue
		}
		cells := []document.Cell{
			document.Named(row.Evidence.String(), v.say(row.Evidence.String())),
			document.Word(v.say(evidenceMeaning(row.Evidence))),
		}
		for i, n := range row.Counts {
			if can(agreements[i]) {
				cells = append(cells, document.Count(n))
			}
		}
		t.AddRow(cells...)
	}
	return t
}

// hasEvidence reports whether a figure has such evidence.
func (v *view) hasEvidence(e ctostudy.Evidence) bool {
	return slices.ContainsFunc(v.judgement.Verdicts, func(x ctostudy.Verdict) bool {
		return x.Figure.Evidence == e
	})
}

// failureBlocks list the verdicts that are not what their evidence expects.
func (v *view) failureBlocks() []document.Block {
	closed := func(x ctostudy.Verdict) bool { return !x.Open }
	failures := v.judgement.Failures()
	switch {
	case !slices.ContainsFunc(v.judgement.Verdicts, closed):
		return []document.Block{document.Paragraph(v.say(
			"The published figures are those of another sample: " +
				"a difference is a finding about this wave, not a fault."))}
	case len(failures) == 0:
		return []document.Block{document.Paragraph(v.say("Every verdict is what its evidence expects."))}
	}

	var list document.List
	for _, x := range failures {
		what := v.say(x.Figure.Item) + " (" + x.Figure.ID + ")"
		list = append(list, what+": "+v.say(x.Agreement.String())+" ("+x.Why+")")
	}
	intro := v.say("%d verdicts are not what their evidence expects (marked !):", len(failures))
	return []document.Block{document.Paragraph(intro), list}
}

// agreementBlocks say what each agreement means and which figures miss the last digit.
func (v *view) agreementBlocks() []document.Block {
	others := false
	var missed document.List
	for _, x := range v.judgement.Verdicts {
		others = others || x.Figure.Evidence != ctostudy.Reproduced
		if x.Agreement == ctostudy.LastDigit {
			estimate := document.Fixed(x.Estimate.Value, x.Figure.Decimals()+2)
			missed = append(missed, v.say("%s (%s): printed %s, estimate %s",
				v.say(x.Figure.Item), x.Figure.ID, x.Figure.Text(), estimate))
		}
	}

	var out []document.Block
	if others {
		out = append(out, document.Paragraph(v.say(
			"match: the published value's rounding interval contains the estimate. "+
				"consistent: the difference is within sampling error and the interval is narrow. "+
				"inconclusive: within sampling error, but the interval is wide. "+
				"differs: none of these.")))
	}
	if v.hasEvidence(ctostudy.Reproduced) {
		out = append(out, document.Paragraph(v.say(
			"Reproduced figures were printed from these very data, "+
				"so that no sampling error excuses a difference. "+
				"match: the published value's rounding interval contains the estimate. "+
				"last digit: within 1.5 units of the last printed digit. differs: neither.")))
	}
	if missed != nil {
		out = append(out, document.Paragraph(v.say("Figures that miss the last printed digit:")), missed)
	}
	return out
}

// evidenceMeaning says how agreement is to be read.
func evidenceMeaning(e ctostudy.Evidence) string {
	switch e {
	case ctostudy.Calibrated:
		return "the computation is right: the wave was made from it"
	case ctostudy.Recovered:
		return "planted, and found again unaided"
	case ctostudy.Contradicted:
		return "the report excludes it elsewhere: expected to differ"
	case ctostudy.AmbiguousEvidence:
		return "computed under one reading; never counts"
	case ctostudy.External:
		return "from another survey"
	case ctostudy.Reproduced:
		return "printed from these very data: nothing but rounding lies between"
	case ctostudy.Compared:
		return "printed from another sample: it holds here within sampling error"
	}
	return e.String()
}
