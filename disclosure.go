package ctostudy

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
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
// 1 to 4 respondents ([knownSums]). Of a class, a number is small by the estimate that
// would be printed or by the sum of its members' chances, and is then guarded too.
// Respondents are those with a weight above 0; frequencies count as so many.
//
// What is not promised: bounds (that all of a group gave an answer, or that an
// interval leaves few possibilities), combinations of several questions, what
// standard errors, deviations and intervals give away, how many did not answer a
// question, and what readers know from elsewhere, such as another report of the
// wave. If more than 100 kinds of respondents are small, no more than two of them
// are tried together.

const (
	// withheldCode is the warning of an estimate that may not be shown.
	withheldCode = "withheld"
	// withheldWhy is what is said in its place.
	withheldWhy = "a small group could be recognised"
)

// cellKey names a share: which option, in which population.
type cellKey struct{ population, construct, item string }

// withheldEstimate stands in the place of one that may not be shown.
func withheldEstimate(level float64) stats.Estimate {
	nan := math.NaN()
	return stats.Estimate{Value: nan, StdErr: nan, Low: nan, High: nan, Level: level, DF: nan,
		WeightedN: nan, EffectiveN: nan, DesignEffect: nan,
		Warnings: []stats.Warning{stats.NewWarning(withheldCode, withheldWhy)}}
}

// Withheld reports whether an estimate stands in the place of another.
func Withheld(e *stats.Estimate) bool {
	return e != nil && slices.ContainsFunc(e.Warnings, func(w stats.Warning) bool {
		return w.Code == withheldCode
	})
}

// disclosure decides what may be shown of an analysis.
type disclosure struct {
	*crowd
	analysis *Analysis
	// sizes is the question who is in which population, classes who is in
	// which class of those whom the classes were found from.
	sizes, classes *question
	// items holds, by construct and item, the question and the column in it.
	items map[[2]string]itemQuestion
	// few finds small numbers of respondents in sentences.
	few   *regexp.Regexp
	study *survey.Study
	// classified is the population that was divided into classes, "" if none was.
	classified string
	// byClass: claims are made of the answers of classes.
	byClass bool
	// groups holds the populations whose sizes are printed, the largest first,
	// shares the classes in populations whose shares are.
	groups, shares []group
}

type itemQuestion struct {
	*question
	column int
}

// Publishable returns the analysis and the judgement as others may read them.
// Synthetic waves are exempt. A copy is returned as it is.
func Publishable(a *Analysis, j *Judgement) (*Analysis, *Judgement) {
	if a.Synthetic || a.blanked {
		return a, j
	}

	d := newDisclosure(a, j)
	out := *a
	out.blanked = true
	if isSmall(float64(a.N)) {
		out.N = 0
	}
	out.Populations = d.publishedSizes()
	out.Archetypes = d.publishedClasses()
	out.Shares = d.publishedShares()
	d.publishProfiles(out.Archetypes)
	out.Scores = d.publishedScores()
	out.Regression = d.publishedRegression()
	var hidden map[string]bool
	out.Premiums, hidden = d.publishedPremiums()
	out.Slopes = nil
	for _, row := range a.Slopes {
		if !hidden[row.Metric] {
			out.Slopes = append(out.Slopes, row)
		}
	}
	d.publishTexts(&out)
	return &out, d.publishedJudgement(&out, j)
}

func newDisclosure(a *Analysis, j *Judgement) *disclosure {
	study := a.Study
	if study == nil { // the analysis was not made by Analyze
		study = defaultStudy()
	}
	d := &disclosure{analysis: a, crowd: newCrowd(a, j.ClassOf), study: study, few: fewRespondents(study)}
	if study.Classes != nil {
		d.classified = study.Classes.Population
	}
	d.items = map[[2]string]itemQuestion{}
	for _, v := range j.Verdicts {
		// A term of another population than the claim's is written "x@archetype1".
		d.byClass = d.byClass || strings.Contains(v.Figure.Population+v.Figure.Claim, "archetype")
	}
	d.byClass = d.byClass && d.chance != nil
	d.sizes = d.newQuestion(nil, false)
	return d
}

// publishedSizes returns the populations, without the sizes that may not be
// shown. A population whose size is withheld is shown nowhere.
func (d *disclosure) publishedSizes() []PopulationSize {
	out := slices.Clone(d.analysis.Populations)
	groups, size := make([]group, len(out)), make([]float64, len(out))
	for i, p := range out {
		groups[i], _ = d.group(p.Name)
		size[i] = d.sizes.respondents(d.sizes.base(groups[i], 0))
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

// falling returns the places of the numbers, the largest first, equal ones in
// their order.
func falling(x []float64) []int {
	out := make([]int, len(x))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(x[b], x[a]) })
	return out
}

// question returns the question that an item belongs to; not ok for an item
// without coded answers.
func (d *disclosure) question(construct, item string) (itemQuestion, bool) {
	key := [2]string{construct, item}
	if q, ok := d.items[key]; ok {
		return q, q.question != nil
	}
	if d.wave.Codes(construct, item) == nil {
		d.items[key] = itemQuestion{}
		return itemQuestion{}, false
	}

	names := dependent(d.wave, construct, item)
	byClass := d.byClass
	var columns []*stats.Codes
	for _, name := range names {
		columns = append(columns, d.wave.Codes(name[0], name[1]))
		byClass = byClass || d.chance != nil && (name[0] == "archetype" || name[0] == "heldout")
	}
	q := d.newQuestion(columns, byClass)
	for j, name := range names {
		d.items[name] = itemQuestion{q, j}
	}
	return d.items[key], true
}

// implied returns the bases that readers know with that of a group: if it is the
// group's size, all within it answered, and its parts have their sizes as well,
// which are printed.
func (d *disclosure) implied(q *question, g group, column int) (bases [][]int) {
	whole := g
	whole.class = anybody
	if q.respondents(q.base(whole, column)) != d.sizes.respondents(d.sizes.base(whole, 0)) {
		return nil
	}
	for _, part := range slices.Concat(d.groups, d.shares) {
		if part.within(whole) {
			bases = append(bases, q.base(part, column))
		}
	}
	return bases
}

// shownGroup returns a population; not ok if its size may not be shown, or if
// nobody knows who is in it.
func (d *disclosure) shownGroup(population string) (group, bool) {
	g, ok := d.group(population)
	if !ok {
		return g, false
	}
	whole := g
	whole.class = anybody
	return g, d.sizes.tellMean(whole, 0)
}

// tellShare says whether the share of an answer in a population may be shown
// besides all that is, and notes that it is.
func (d *disclosure) tellShare(population, construct, item string, code int) bool {
	q, coded := d.question(construct, item)
	g, ok := d.shownGroup(population)
	return coded && ok && q.tellShare(g, q.column, code, d.implied(q.question, g, q.column)...)
}

// publishedShares returns the shares, blanked where they may not be shown. Of
// equally large groups the answers given most often come first.
func (d *disclosure) publishedShares() []ShareRow {
	out := slices.Clone(d.analysis.Shares)
	size := make([]float64, len(out))
	for i, s := range out {
		if q, ok := d.question(s.Construct, s.Item); ok {
			g, _ := d.group(s.Population)
			base := q.respondents(q.base(g, q.column))
			ticked := q.respondents(q.where(g, func(answer []int) bool { return answer[q.column] == 1 }))
			size[i] = base + ticked/(base+1)
		}
	}

	for _, i := range falling(size) {
		s := &out[i]
		if !d.tellShare(s.Population, s.Construct, s.Item, 1) {
			e := withheldEstimate(s.Level)
			s.Estimate = &e
		}
	}
	return out
}

// publishTexts replaces small numbers in the sentences of an analysis.
func (d *disclosure) publishTexts(a *Analysis) {
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

// fewRespondents finds a number of respondents of 1 to 4 in a sentence: "2 of 60
// respondents", "3 (low) respondents", a group's "it has 1", and "3 CTOs" if that is what a study
// calls one of its populations.
func fewRespondents(s *survey.Study) *regexp.Regexp {
	words := "respondents?|rows?|members?|people|scores?|growth rates?"
	populations := slices.Concat(s.Parties, s.Banners)
	if s.Classes != nil {
		populations = append(populations, s.Classes.Population)
	}
	for _, population := range populations {
		words += "|" + regexp.QuoteMeta(strings.TrimSuffix(s.Word(population), "s")) + "s?"
	}
	return regexp.MustCompile(`\b(it has )?[1-4]\b(( of [\d,]+)?( \((high|low)\))? (` + words + `)\b)?`)
}

// fewInWords replaces a number of respondents of 1 to 4 in a sentence.
func (d *disclosure) fewInWords(text string) string {
	return d.few.ReplaceAllStringFunc(text, func(found string) string {
		parts := d.few.FindStringSubmatch(found)
		if parts[1] == "" && parts[2] == "" {
			return found // a number of something else
		}
		return parts[1] + "fewer than 5" + parts[2]
	})
}

func (d *disclosure) withoutFew(warnings []stats.Warning) []stats.Warning {
	out := slices.Clone(warnings)
	for i := range out {
		out[i].Text = d.fewInWords(out[i].Text)
	}
	return out
}
