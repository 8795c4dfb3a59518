package segment

import (
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
	add := func(code, format string, args ...any) {
		out = append(out, stats.NewWarning(code, format, args...))
	}
	d := r.fitted.data
	var constant []string
	for j, answers := range d.givenAnswers() {
		if len(answers) < 2 {
			constant = append(constant, r.Items[j])
		}
	}

	if constant != nil {
		add("constant-item", "%s: all of positive weight who answered gave one answer, "+
			"which tells nobody apart: leave it out", strings.Join(constant, ", "))
	}
	if float64(r.NPar) > r.EffectiveN {
		add("parameters", "%d parameters from %.6g respondents (effective number): "+
			"use fewer classes or items", r.NPar, r.EffectiveN)
	}
	if w := r.unidentified(); w != nil {
		out = append(out, *w)
	}
	if r.K > 1 && r.EntropyR2 < indistinctR2 {
		add("indistinct", "the answers hardly tell the classes apart (entropy R2 %.2g): "+
			"use fewer classes", r.EntropyR2)
	}
	return out
}

// unidentified warns of a model whose parameters no answers to these items can
// fix, however many respondents give them; nil if they can.
func (r *LatentClassResult) unidentified() *stats.Warning {
	if r.K < 2 {
		return nil
	}
	rank, parameters := r.fitted.genericRank(r.K)
	r.fitted.short = parameters - rank
	if r.fitted.short == 0 {
		return nil
	}

	format := "%d classes are not identified from these items: answers to them, whatever they are, " +
		"fix %d of the %d parameters; other estimates fit as well, and the prior decides between them: " +
		"use fewer classes, or more items that are asked together"
	if r.Settings.Prior == 0 {
		format = "%d classes are not identified from these items: answers to them, whatever they are, " +
			"fix %d of the %d parameters; other estimates fit as well: " +
			"use fewer classes, or more items that are asked together, or turn the prior on"
	}
	warning := stats.NewWarning("identification", format, r.K, rank, parameters)
	return &warning
}

// decided reports whether the answers fix all parameters near the estimates. It
// warns if they do not fix what other answers to the same items would.
func (r *LatentClassResult) decided() bool {
	if r.K < 2 {
		return true
	}
	l := r.fitted.newLocal(r.K)
	directions := l.undecided(r.Settings.Prior)
	if directions <= r.fitted.short { // that has been said of the items
		return directions == 0
	}

	format := "near these estimates the answers fix %d of %d parameters, or combinations of them; " +
		"the prior decides the others: use fewer classes, or items that tell the classes apart"
	if r.Settings.Prior == 0 {
		format = "near these estimates the answers fix %d of %d parameters, or combinations of them: " +
			"use fewer classes, items that tell the classes apart, or turn the prior on"
	}
	r.Warnings = append(r.Warnings, stats.NewWarning("local-identification", format,
		len(l.free)-directions, len(l.free)))
	return false
}
