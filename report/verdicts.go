package report

import (
	"fmt"
	"slices"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
)

// verdictSections returns a section for each figure or chapter of the report,
// in the figures' order, what is measured in one population together.
func (r *Report) verdictSections() []document.Section {
	var out []document.Section
	listed := r.judgement.Verdicts
	if !r.analysis.Synthetic { // another survey answers some of the figures only
		listed = slices.DeleteFunc(slices.Clone(listed), func(v ctostudy.Verdict) bool { return v.Outcome == ctostudy.NotComputable })
	}
	for _, source := range grouped(listed, func(v ctostudy.Verdict) string { return v.Figure.Source }) {
		t := r.verdictTable()
		if slices.ContainsFunc(source, func(v ctostudy.Verdict) bool { return v.Uncertain }) {
			t.Notes = append(t.Notes, r.say(ctostudy.ClassUncertainty))
		}
		for _, group := range grouped(source, r.groupHeading) {
			t.AddHeading(r.groupHeading(group[0]))
			for _, v := range group {
				t.Add(r.verdictCells(v)...)
			}
		}
		out = append(out, document.Section{Title: r.say("Verdicts: %s", r.say(source[0].Figure.Source)), Blocks: []document.Block{t}})
	}
	for _, s := range out {
		t := s.Blocks[0].(*document.Table)
		if slices.ContainsFunc(t.Rows, func(row document.Row) bool {
			return row.Cells != nil && row.Cells[1] == r.say(ctostudy.UnitOrder.String())
		}) {
			t.Notes = append(t.Notes, r.say("An order's estimate is its smallest contrast: above 0, every stated inequality holds."))
		}
	}
	return out
}

// groupHeading says what is measured, if the figure says so, and in which population.
func (r *Report) groupHeading(v ctostudy.Verdict) string {
	if v.Figure.Measure == "" {
		return r.say(v.Figure.Population)
	}
	return r.say(v.Figure.Measure) + " · " + r.say(v.Figure.Population)
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

func (r *Report) verdictTable() *document.Table {
	return &document.Table{Columns: []document.Column{
		{Title: r.say("what"), Wrap: true},
		{Title: r.say("published"), Right: true},
		{Title: r.say("estimate"), Right: true},
		{Title: r.say("interval"), Right: true},
		{Title: r.say("n"), Right: true},
		{Title: r.say("evidence")},
		{Title: r.say("verdict")},
	}}
}

func (r *Report) verdictCells(v ctostudy.Verdict) []string {
	f := v.Figure
	published := f.Text()
	if !f.HasValue {
		published = r.say(published)
	}
	estimate, interval, n := document.Unknown, document.Unknown, document.Unknown
	switch {
	case v.Outcome == ctostudy.Suppressed:
		estimate = suppressedMark
	case v.Estimate != nil:
		d := decimalsOf(v.Unit)
		estimate = document.Fixed(v.Estimate.Value, d) + r.few(v.Estimate.N)
		if v.Unit != ctostudy.UnitCount && v.Unit != ctostudy.UnitGrouping {
			interval = document.Span(v.Estimate.Low, v.Estimate.High, d)
		}
		if v.Unit == ctostudy.UnitPoints || v.Unit == ctostudy.UnitSD {
			estimate += " " + r.say(v.Unit.String())
		}
		n = document.Thousands(v.Estimate.N)
	}
	word := r.say(v.Outcome.String())
	if !v.Expected() {
		word += " !"
	}
	return []string{r.say(f.Item), published, estimate, interval, n, r.say(f.Evidence.String()), word}
}

// summarySection counts verdicts by evidence.
func (r *Report) summarySection() document.Section {
	outcomes := ctostudy.Outcomes()
	t := &document.Table{Columns: []document.Column{{Title: r.say("evidence")}, {Title: r.say("what agreement shows"), Wrap: true}}}
	reproduced := slices.ContainsFunc(r.judgement.Verdicts, func(v ctostudy.Verdict) bool { return v.Figure.Evidence == ctostudy.Reproduced })
	shown := func(o ctostudy.Outcome) bool { return o != ctostudy.LastDigit || reproduced } // else it cannot come
	for _, o := range outcomes {
		if shown(o) {
			t.Columns = append(t.Columns, document.Column{Title: r.say(o.String()), Right: true})
		}
	}
	for _, row := range r.judgement.Summary() {
		if row.N == 0 {
			continue
		}
		cells := []string{r.say(row.Evidence.String()), r.say(evidenceMeaning(row.Evidence))}
		for i, n := range row.Counts {
			if shown(outcomes[i]) {
				cells = append(cells, document.Thousands(n))
			}
		}
		t.Add(cells...)
	}
	blocks := append([]document.Block{t}, r.outcomeBlocks()...)
	if expected := r.judgement.ExpectedByChance; !r.analysis.Synthetic && expected > 0 {
		blocks = append(blocks, document.Paragraph(r.say("Up to %.1f verdicts are to be expected to differ by chance alone, were every published figure true of this wave's population.", expected)))
	}
	failures := r.judgement.Failures()
	if !slices.ContainsFunc(r.judgement.Verdicts, func(v ctostudy.Verdict) bool { return !v.Open }) {
		blocks = append(blocks, document.Paragraph(r.say("The published figures are those of another sample: a difference is a finding about this wave, not a fault.")))
	} else if len(failures) == 0 {
		blocks = append(blocks, document.Paragraph(r.say("Every verdict is what its evidence expects.")))
	} else {
		list := document.List{}
		for _, v := range failures {
			list = append(list, r.say(v.Figure.Item)+" ("+v.Figure.ID+"): "+r.say(v.Outcome.String())+" ("+v.Why+")")
		}
		blocks = append(blocks, document.Paragraph(r.say("%d verdicts are not what their evidence expects (marked !):", len(failures))), list)
	}
	return document.Section{Title: r.say("Verdicts by evidence"), Blocks: blocks}
}

// outcomeBlocks say what the outcomes mean and which figures miss the last digit.
func (r *Report) outcomeBlocks() []document.Block {
	reproduced, others := false, false
	var missed document.List
	for _, v := range r.judgement.Verdicts {
		reproduced = reproduced || v.Figure.Evidence == ctostudy.Reproduced
		others = others || v.Figure.Evidence != ctostudy.Reproduced
		if v.Outcome == ctostudy.LastDigit {
			estimate := document.Fixed(v.Estimate.Value, v.Figure.Decimals()+2)
			missed = append(missed, r.say("%s (%s): printed %s, estimate %s", r.say(v.Figure.Item), v.Figure.ID, v.Figure.Text(), estimate))
		}
	}

	var out []document.Block
	if others {
		out = append(out, document.Paragraph(r.say("match: the published value's rounding interval contains the estimate. consistent: the difference is within sampling error and the interval is narrow. inconclusive: within sampling error, but the interval is wide. differs: none of these.")))
	}
	if reproduced {
		out = append(out, document.Paragraph(r.say("Reproduced figures were printed from these very data, so that no sampling error excuses a difference. match: the published value's rounding interval contains the estimate. last digit: within 1.5 units of the last printed digit. differs: neither.")))
	}
	if missed != nil {
		out = append(out, document.Paragraph(r.say("Figures that miss the last printed digit:")), missed)
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

// caveatSections list what was left out and what has to be known.
func (r *Report) caveatSections() []document.Section {
	var out []document.Section
	list := func(title string, items document.List) {
		if len(items) > 0 {
			out = append(out, document.Section{Title: r.say(title), Blocks: []document.Block{items}})
		}
	}
	var reasons document.List
	lacking := 0
	for _, group := range grouped(r.judgement.Verdicts, func(v ctostudy.Verdict) string {
		if v.Outcome != ctostudy.NotComputable || v.Figure.Evidence == ctostudy.External && r.analysis.Synthetic {
			return ""
		}
		return v.Why
	}) {
		v := group[0]
		if v.Outcome != ctostudy.NotComputable || v.Figure.Evidence == ctostudy.External && r.analysis.Synthetic {
			continue
		}
		lacking += len(group)
		ids := v.Figure.ID
		if len(group) > 1 {
			ids += fmt.Sprintf(" … (%d)", len(group))
		}
		reasons = append(reasons, v.Why+": "+ids)
	}
	if len(reasons) > 0 {
		out = append(out, document.Section{Title: r.say("Not computable"), Blocks: []document.Block{
			document.Paragraph(r.say("%d figures are not computable from this wave and are left out of the tables:", lacking)), reasons}})
	}
	var left document.List
	for _, l := range r.analysis.LeftOut {
		left = append(left, l.What+": "+l.Why)
	}
	list("Left out", left)
	var warnings document.List
	seen := map[string]bool{}
	translation := func(english string) string { return r.say(english) }
	for _, w := range slices.Concat(r.analysis.Warnings, r.judgement.Warnings, r.Warnings) {
		if s := w.Code + ": " + w.In(translation); !seen[s] {
			seen[s] = true
			warnings = append(warnings, s)
		}
	}
	list("Warnings", warnings)
	return out
}
