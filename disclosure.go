package ctostudy

import (
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/sums"

	"github.com/ctostudy/ctostudy/survey"
)

// What a report may show of real respondents, in one place. Before anything is
// written, Publishable makes copies of the analysis and of the judgement in
// which everything is blanked that may not be shown; tables, files, pictures
// and exit codes are made from the copies alone.
//
// A share is withheld if it rests on fewer than 5 respondents, or if 1 to 4 of
// them gave the answer or did not give it; a mean if it rests on fewer than 5.
// So is whatever is computed from a withheld one. Beyond that, the numbers of
// each question are admitted one after the other, those of the largest groups
// first, and a number is withheld if a reader could combine it with those
// admitted before, by sums and differences with any coefficients, to one about
// 1 to 4 respondents ([sums.Known]). Of a class, a number is small by the estimate that
// would be printed or by the sum of its members' chances, and is then guarded too.
// Respondents are those with a weight above 0; frequencies count as so many.
//
// What is not promised: bounds (that all of a group gave an answer, or that an
// interval leaves few possibilities), combinations of several questions, what
// standard errors, deviations and intervals give away, how many did not answer a
// question, and what readers know from elsewhere, such as another report of the
// wave. If more than 100 kinds of respondents are small, no more than two of them
// are tried together. What a question with very many numbers tells is followed up to a
// fixed amount of work; the numbers of smaller groups after that are withheld.

// Publishable returns the analysis and the judgement as others may read them.
// Synthetic waves are exempt. A copy is returned as it is.
func Publishable(a *Analysis, j *Judgement) (*Analysis, *Judgement) {
	if a.Synthetic || a.blanked {
		return a, j
	}

	d := newDisclosure(a, j.ClassOf, slices.ContainsFunc(j.Verdicts, ofClasses(a.classes())))
	out := *a
	out.blanked = true
	if sums.IsSmall(float64(a.N)) {
		out.N = 0
	}
	out.Populations = publishedSizes(d)
	out.Archetypes = publishedClasses(d)
	out.Shares = publishedShares(d)
	publishProfiles(d, out.Archetypes)
	out.Scores = publishedScores(d)
	out.Regression = publishedRegression(d)
	var hidden map[string]bool
	out.Premiums, hidden = publishedPremiums(d)
	out.Slopes = nil
	for _, row := range a.Slopes {
		if !hidden[row.Metric] {
			out.Slopes = append(out.Slopes, row)
		}
	}
	publishTexts(d, &out)
	return &out, publishedJudgement(d, &out, j)
}

// ofClasses reports whether a claim is made of the answers of classes. A term of another
// population than the claim's is written "x@archetype1".
func ofClasses(plan *survey.Classes) func(v Verdict) bool {
	return func(v Verdict) bool {
		text := v.Figure.Population + " " + v.Figure.Claim
		if plan != nil && plan.Name != "" && strings.Contains(text, plan.Name) {
			return true
		}
		return strings.Contains(text, "archetype")
	}
}

// publishedJudgement returns the judgement as others may read it, beside the
// published analysis. A verdict that may not be shown is suppressed: it neither
// holds nor fails, and no count has it.
func publishedJudgement(d *disclosure, a *Analysis, j *Judgement) *Judgement {
	out := *j
	out.Warnings = d.withoutFew(j.Warnings)
	out.Verdicts = slices.Clone(j.Verdicts)
	out.ExpectedByChance = 0
	claims := &claimDisclosure{disclosure: d, published: a,
		asked: map[string]*question{}, scores: map[string]*question{}}

	for i := range out.Verdicts {
		v := &out.Verdicts[i]
		c, err := v.Figure.readClaim(nil)
		switch {
		case v.Agreement == NotComputable:
			v.Why = d.fewInWords(v.Why)
		case err != nil || !c.tell(claims, v.Figure.Population):
			v.Agreement, v.Estimate, v.Why = Suppressed, nil, withheldWhy
		}
		if err == nil {
			out.ExpectedByChance += chance(*v, c.row())
		}
	}
	return &out
}

// publishedSizes returns the populations, without the sizes that may not be
// shown. A population whose size is withheld is shown nowhere.
func publishedSizes(d *disclosure) []PopulationSize {
	out := slices.Clone(d.analysis.Populations)
	groups, size := make([]group, len(out)), make([]float64, len(out))
	for i, p := range out {
		groups[i], _ = d.group(p.Name)
		size[i] = d.sizes.Respondents(d.sizes.base(groups[i], 0))
	}

	for _, i := range falling(size) {
		switch {
		case out[i].N == 0: // nobody can be recognised
		case d.sizes.tellMean(groups[i], 0):
			d.groups = append(d.groups, groups[i])
		default:
			out[i] = PopulationSize{Name: out[i].Name, WeightedN: math.NaN()}
		}
	}
	return out
}

// publishedShares returns the shares, blanked where they may not be shown. Of
// equally large groups the answers given most often come first.
func publishedShares(d *disclosure) []ShareRow {
	out := slices.Clone(d.analysis.Shares)
	size := make([]float64, len(out))
	for i, s := range out {
		if q, ok := d.question(s.Construct, s.Item); ok {
			g, _ := d.group(s.Population)
			base := q.Respondents(q.base(g, q.column))
			ticked := q.Respondents(q.where(g, func(answer []int) bool { return answer[q.column] == 1 }))
			size[i] = base + ticked/(base+1)
		}
	}

	hide := func(i int) {
		e := withheldEstimate(out[i].Level)
		out[i].Estimate = &e
	}
	var questions []*question
	rows, requests := map[*question][]int{}, map[*question][][][]int{}
	for _, i := range falling(size) {
		q, sets, ok := d.setsOfShare(out[i].Population, out[i].Construct, out[i].Item, 1)
		if !ok {
			hide(i)
			continue
		}
		if rows[q] == nil {
			questions = append(questions, q)
		}
		rows[q], requests[q] = append(rows[q], i), append(requests[q], sets)
	}
	for _, q := range questions {
		for r, ok := range q.TellAll(requests[q]) {
			if !ok {
				hide(rows[q][r])
			}
		}
	}
	return out
}

// publishTexts replaces small numbers in the sentences of an analysis.
func publishTexts(d *disclosure, a *Analysis) {
	a.Warnings = d.withoutFew(a.Warnings)
	if a.Regression != nil {
		for _, w := range a.Regression.Warnings {
			if w.Code == withheldCode {
				a.Warnings = append(a.Warnings, w)
			}
		}
	}
	hidden := map[string]bool{}
	for _, p := range a.Premiums {
		hidden[premiumName(p.Outcome, p.Metric, p.Kind)] = Withheld(&p.Result.Estimate)
	}

	a.LeftOut = slices.Clone(a.LeftOut)
	for i := range a.LeftOut {
		l := &a.LeftOut[i]
		l.Why = d.fewInWords(l.Why)
		if hidden[l.What] {
			l.Why = withheldWhy
		}
	}
	if d.analysis.Archetypes != nil && a.Archetypes == nil {
		a.LeftOut = append(a.LeftOut, LeftOut{What: "archetypes", Why: withheldWhy})
	}

	if a.Importance != nil {
		importance := *a.Importance
		importance.Warnings = d.withoutFew(importance.Warnings)
		a.Importance = &importance
	}
}
