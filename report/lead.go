package report

import (
	"cmp"
	"strings"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/internal/bases"
)

func (v *view) title() string {
	if v.analysis.Title == "" {
		return v.say(cmp.Or(v.analysis.Study.Untitled, "Survey wave"))
	}
	return v.say(v.analysis.Title)
}

// lead is what must be read before any number.
func (v *view) lead() []string {
	var out []string
	if v.analysis.Synthetic {
		made := v.say("This wave is synthetic: no answer in it was given by a person.")
		if v.hasEvidence(ctostudy.Calibrated) {
			made += " " + v.say("It was made from the published percentages, so that agreement with "+
				"a figure marked calibrated shows that the computation is right and no more.")
		}
		out = append(out, made)
	}

	cross := []string{v.say("The answers are a cross-section: results say what goes with what, " +
		"never what causes it.")}
	if sample := v.analysis.Wave.Codebook().Sample; sample != "" { // else nothing is known of it
		cross = append(cross, v.say(sample))
	}
	cross = append(cross, v.say("Intervals are at the %g%% level.", v.level()))
	out = append(out, strings.Join(cross, " "))

	base := v.say("n is the unweighted number of respondents behind an estimate.")
	return append(out, base+" "+v.smallText()+" "+v.weightText())
}

// smallText says what is shown of small groups.
func (v *view) smallText() string {
	if v.analysis.Synthetic {
		return v.say("Small groups are shown, since nobody can be recognised in a synthetic wave.")
	}
	return v.say("Estimates on fewer than %d respondents are marked *. "+
		"Withheld (s) are numbers on fewer than %d, counts or complements of 1 to 4, "+
		"and what would tell such a number by sums and differences of others about the same question. "+
		"Bounds, combinations of questions, numbers of missing answers and "+
		"what readers know from elsewhere are not guarded against.", bases.Small, ctostudy.LeastBase)
}

// weightText says whether the respondents are weighted. Counted rows are not: they are as many
// respondents.
func (v *view) weightText() string {
	if v.analysis.Design.Weighted() {
		return v.say("Estimates are weighted.")
	}
	return v.say("Estimates are unweighted.")
}
