package report

import (
	"slices"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
)

// summarySection counts verdicts by evidence.
func (v *view) summarySection() document.Section {
	agreements := ctostudy.Agreements()
	t := &document.Table{Columns: []document.Column{
		{Title: v.say("evidence")}, {Title: v.say("what agreement shows"), Wrap: true}}}
	reproduced := slices.ContainsFunc(v.judgement.Verdicts, func(x ctostudy.Verdict) bool { return x.Figure.Evidence == ctostudy.Reproduced })
	shown := func(o ctostudy.Agreement) bool { return o != ctostudy.LastDigit || reproduced } // else it cannot come
	for _, o := range agreements {
		if shown(o) {
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
			if shown(agreements[i]) {
				cells = append(cells, document.Count(n))
			}
		}
		t.AddRow(cells...)
	}
	blocks := append([]document.Block{t}, v.agreementBlocks()...)
	if expected := v.judgement.ExpectedByChance; !v.analysis.Synthetic && expected > 0 {
		blocks = append(blocks, document.Paragraph(v.say("Up to %.1f verdicts are to be expected to differ by chance alone, were every published figure true of this wave's population.", expected)))
	}
	failures := v.judgement.Failures()
	if !slices.ContainsFunc(v.judgement.Verdicts, func(x ctostudy.Verdict) bool { return !x.Open }) {
		blocks = append(blocks, document.Paragraph(v.say("The published figures are those of another sample: a difference is a finding about this wave, not a fault.")))
	} else if len(failures) == 0 {
		blocks = append(blocks, document.Paragraph(v.say("Every verdict is what its evidence expects.")))
	} else {
		list := document.List{}
		for _, x := range failures {
			list = append(list, v.say(x.Figure.Item)+" ("+x.Figure.ID+"): "+v.say(x.Agreement.String())+" ("+x.Why+")")
		}
		blocks = append(blocks, document.Paragraph(v.say("%d verdicts are not what their evidence expects (marked !):", len(failures))), list)
	}
	return document.Section{Title: v.say("Verdicts by evidence"), Blocks: blocks}
}

// agreementBlocks say what the agreements mean and which figures miss the last digit.
func (v *view) agreementBlocks() []document.Block {
	reproduced, others := false, false
	var missed document.List
	for _, x := range v.judgement.Verdicts {
		reproduced = reproduced || x.Figure.Evidence == ctostudy.Reproduced
		others = others || x.Figure.Evidence != ctostudy.Reproduced
		if x.Agreement == ctostudy.LastDigit {
			estimate := document.Fixed(x.Estimate.Value, x.Figure.Decimals()+2)
			missed = append(missed, v.say("%s (%s): printed %s, estimate %s", v.say(x.Figure.Item), x.Figure.ID, x.Figure.Text(), estimate))
		}
	}

	var out []document.Block
	if others {
		out = append(out, document.Paragraph(v.say("match: the published value's rounding interval contains the estimate. consistent: the difference is within sampling error and the interval is narrow. inconclusive: within sampling error, but the interval is wide. differs: none of these.")))
	}
	if reproduced {
		out = append(out, document.Paragraph(v.say("Reproduced figures were printed from these very data, so that no sampling error excuses a difference. match: the published value's rounding interval contains the estimate. last digit: within 1.5 units of the last printed digit. differs: neither.")))
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
