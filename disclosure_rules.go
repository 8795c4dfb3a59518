package ctostudy

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/sums"

	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

const (
	// withheldCode is the warning of an estimate that may not be shown.
	withheldCode = "withheld"
	// withheldWhy is what is said in its place.
	withheldWhy = "a small group could be recognised"
)

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

// newDisclosure makes the rules for an analysis in which archetype j+1 is class
// classOf[j]. byClass: claims are made of the answers of classes.
func newDisclosure(a *Analysis, classOf []int, byClass bool) *disclosure {
	study := a.Study
	if study == nil { // the analysis was not made by Analyze
		study = defaultStudy()
	}
	d := &disclosure{
		analysis: a,
		crowd:    newCrowd(a, classOf),
		study:    study,
		few:      fewRespondents(study),
	}
	if study.Classes != nil {
		d.classified = study.Classes.Population
	}
	d.items = map[[2]string]itemQuestion{}
	d.byClass = byClass && d.chance != nil
	d.sizes = d.newQuestion(nil, false)
	return d
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
		byClass = byClass || d.chance != nil && (name[0] == d.plan.Items || name[0] == d.plan.HeldOut)
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
	if q.Respondents(q.base(whole, column)) != d.sizes.Respondents(d.sizes.base(whole, 0)) {
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
	q, sets, ok := d.setsOfShare(population, construct, item, code)
	return ok && q.Tell(sets...)
}

// setsOfShare returns the question of the share of an answer in a population, and the
// sets that it tells the sums over; not ok if one is small by itself.
func (d *disclosure) setsOfShare(population, construct, item string, code int) (
	q *question, sets [][]int, ok bool) {
	of, coded := d.question(construct, item)
	g, shown := d.shownGroup(population)
	if !coded || !shown {
		return nil, nil, false
	}
	sets, ok = of.setsOfShare(g, of.column, code, d.implied(of.question, g, of.column)...)
	return of.question, sets, ok
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

// tellClass says whether the share of class k in a population may be shown
// besides all that is, and notes that it is.
func (d *disclosure) tellClass(population string, k int) bool {
	g, ok := d.shownGroup(population)
	g.class = k
	return ok && d.tellMembers(g)
}

// tellMembers is tellClass for a class within a population.
func (d *disclosure) tellMembers(g group) bool {
	of := g
	of.class = anybody
	base, members := d.classes.base(of, 0), d.classes.base(g, 0)
	n, in := d.classes.Respondents(base), d.classes.Respondents(members)
	if n < sums.Most || sums.IsSmall(in) || sums.IsSmall(n-in) || !d.classes.Tell(base, members) {
		return false
	}
	d.shares = append(d.shares, g)
	return true
}

// identifies reports whether a share is of fewer than 5 respondents, or leaves
// 1 to 4 on one side.
func identifies(e *stats.Estimate) bool {
	n := float64(e.N)
	return n < LeastBase || sums.IsSmall(e.Value*n) || sums.IsSmall(n-e.Value*n)
}
