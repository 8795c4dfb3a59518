package segment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// indistinctR2 is the EntropyR2 below which classes are said not to be told
// apart: respondents' answers then take less than a twentieth off the
// uncertainty of their class. It is a rule of thumb.
const indistinctR2 = 0.05

// doubts are the warnings of a model that the data cannot tell, as far as they
// are seen without its information matrix.
func (r *LatentClassResult) doubts() []stats.Warning {
	var out []stats.Warning
	add := func(code, text string, args ...any) {
		out = append(out, stats.Warning{Code: code, Text: fmt.Sprintf(text, args...)})
	}
	d := r.fitted.data
	var constant []string
	cells := 1.0
	for j, n := range d.x.categories {
		given := 0
		for _, v := range d.answered[d.offset[j]:][:n] {
			if v > 0 {
				given++
			}
		}
		if cells *= float64(max(given, 1)); given < 2 {
			constant = append(constant, r.Items[j])
		}
	}
	if constant != nil {
		add("constant-item", "%s: all of positive weight who answered gave one answer, which tells nobody apart: leave it out", strings.Join(constant, ", "))
	}
	if float64(r.NPar) > r.EffectiveN {
		add("parameters", "%d parameters from %.6g respondents (effective number): use fewer classes or items", r.NPar, r.EffectiveN)
	}
	if free := math.Min(cells, float64(d.distinct())) - 1; r.K > 1 && float64(r.NPar) > free {
		add("identification", "%d parameters from answer patterns with %.0f free frequencies: the answers may not fix the estimates, use fewer classes", r.NPar, free)
	}
	if r.K > 1 && r.EntropyR2 < indistinctR2 {
		add("indistinct", "the answers hardly tell the classes apart (entropy R2 %.2g): use fewer classes", r.EntropyR2)
	}
	return out
}

// unidentified warns once that the answers do not fix the estimates.
func (r *LatentClassResult) unidentified(text string) {
	if !slices.ContainsFunc(r.Warnings, func(w stats.Warning) bool { return w.Code == "identification" }) {
		r.Warnings = append(r.Warnings, stats.Warning{Code: "identification", Text: text + ": use fewer classes"})
	}
}
