package report

import (
	"fmt"
	"slices"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
)

// caveatSections list what was left out and what has to be known: warnings of the analysis, of the
// judgement, and more.
func (v *view) caveatSections(more []stats.Warning) []document.Section {
	var out []document.Section
	list := func(title string, items document.List) {
		if len(items) > 0 {
			out = append(out, document.Section{Title: v.say(title), Blocks: []document.Block{items}})
		}
	}

	lacking := slices.DeleteFunc(slices.Clone(v.judgement.Verdicts), func(x ctostudy.Verdict) bool {
		return !v.isLacking(x)
	})
	var reasons document.List
	for _, group := range grouped(lacking, func(x ctostudy.Verdict) string { return x.Why }) {
		ids := group[0].Figure.ID
		if len(group) > 1 {
			ids += fmt.Sprintf(" … (%d)", len(group))
		}
		reasons = append(reasons, group[0].Why+": "+ids)
	}
	if len(reasons) > 0 {
		intro := v.say("%d figures are not computable from this wave and are left out of the tables:",
			len(lacking))
		out = append(out, document.Section{
			Title: v.say("Not computable"), Blocks: []document.Block{document.Paragraph(intro), reasons}})
	}

	var left document.List
	for _, l := range v.analysis.LeftOut {
		left = append(left, l.What+": "+l.Why)
	}
	list("Left out", left)

	var warnings document.List
	seen := map[string]bool{}
	translation := func(english string) string { return v.say(english) }
	for _, w := range slices.Concat(v.analysis.Warnings, v.judgement.Warnings, more) {
		if s := w.Code + ": " + w.In(translation); !seen[s] {
			seen[s] = true
			warnings = append(warnings, s)
		}
	}
	list("Warnings", warnings)
	return out
}

// isLacking reports whether the wave cannot answer a figure. That a synthetic wave says nothing of
// other surveys goes without saying.
func (v *view) isLacking(x ctostudy.Verdict) bool {
	return x.Agreement == ctostudy.NotComputable &&
		!(x.Figure.Evidence == ctostudy.External && v.analysis.Synthetic)
}
