package ctostudy

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/internal/sums"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// The parts of a publishable analysis beside shares: scores, regression,
// premiums and classes.

// publishedScores returns the scores without small counts and norms.
func publishedScores(d *disclosure) *Scores {
	if d.analysis.Scores == nil {
		return nil
	}
	out := *d.analysis.Scores
	out.All = slices.Clone(out.All)
	everybody, _ := d.group("all")

	for i := range out.All {
		s := &out.All[i]
		s.Warnings = d.withoutFew(s.Warnings)
		high, tied := s.High(), s.Tied()
		q := d.newQuestion([]*stats.Codes{high, tied}, false)
		s.shown = &scoreCounts{}
		if q.tellMean(everybody, 0) {
			s.shown.n = &s.N
		}
		if n := s.ones(high); q.tellShare(everybody, 0, 1) {
			s.shown.high = &n
		}
		if n := s.ones(tied); q.tellShare(everybody, 1, 1) {
			s.shown.tied = &n
		}
	}

	out.Norms = Norms{}
	for name, norm := range d.analysis.Scores.Norms {
		out.Norms[name] = publishedNorm(norm)
	}
	return &out
}

// publishedNorm returns the norm without those of groups of fewer than 5, and,
// where one is left out, without the smallest other one: how many there are of
// all is printed.
func publishedNorm(norm *stats.Standardizer) *stats.Standardizer {
	out := *norm
	out.Groups = maps.Clone(norm.Groups)
	names := slices.SortedFunc(maps.Keys(norm.Groups), func(a, b string) int {
		return cmp.Or(norm.Groups[b].N-norm.Groups[a].N, cmp.Compare(a, b))
	})

	// A norm that nobody is normed by has its number alone, which counts here too.
	size := []float64{float64(norm.Pooled.N)}
	all := []int{0}
	for i, name := range names {
		size = append(size, float64(norm.Groups[name].N))
		all = append(all, i+1)
	}
	known := sums.New(size)
	known.Tell(all)
	for i, name := range names {
		if size[i+1] < sums.Most || !known.Tell([]int{i + 1}) {
			delete(out.Groups, name)
		}
	}
	if size[0] < sums.Most || !known.Tell([]int{0}) {
		out.Pooled = stats.Norm{}
	}
	return &out
}

// publishedRegression returns the regression without the coefficients of
// controls that 1 to 4 respondents share an answer to, and then without the
// constant: with both, residuals within the answer add up to zero, which tells
// the outcome of one respondent.
func publishedRegression(d *disclosure) *drivers.MultivariateResult {
	fit := d.analysis.Regression
	if fit == nil {
		return nil
	}
	out := *fit
	out.Warnings = d.withoutFew(fit.Warnings)
	out.Fits = make([]*stats.OLSResult, len(fit.Fits))
	for j, f := range fit.Fits {
		copied := *f
		copied.Warnings = d.withoutFew(f.Warnings)
		out.Fits[j] = &copied
	}

	m, err := newRegressionModel(d.wave, d.analysis.Scores, d.analysis.Design)
	if err != nil {
		return nil // there would be no fit
	}
	hidden := smallControls(d, m)
	if len(hidden) == 0 {
		return &out
	}
	for _, name := range hidden {
		out.Warnings = append(out.Warnings, stats.NewWarning(withheldCode,
			"control %q has answers that fewer than %d respondents gave: "+
				"its coefficients and the constant are withheld", name, LeastBase))
	}

	for _, f := range out.Fits {
		f.Coefficients = slices.Clone(f.Coefficients)
		for i := range f.Coefficients {
			c := &f.Coefficients[i]
			k := slices.Index(m.model.Names, c.Term)
			if k < 0 || m.model.Terms[k] == "" || slices.Contains(hidden, m.model.Terms[k]) {
				nan := math.NaN()
				*c = stats.Coefficient{Term: c.Term, Estimate: nan, StdErr: nan,
					Statistic: nan, PValue: nan, Low: nan, High: nan, VIF: nan}
			}
		}
	}
	return &out
}

// smallControls returns the controls with an answer that 1 to 4 respondents of
// the regression gave.
func smallControls(d *disclosure, m *regressionModel) []string {
	used := make([]bool, len(d.heads))
	for _, i := range d.analysis.Regression.Rows {
		used[i] = true
	}

	var out []string
	for _, name := range m.controls {
		x := d.wave.Codes("control", name)
		if x == nil {
			continue // a number
		}
		size := make([]float64, len(x.Levels()))
		for i, heads := range d.heads {
			if k := x.At(i); used[i] && k >= 0 {
				size[k] += heads
			}
		}
		if slices.ContainsFunc(size, sums.IsSmall) {
			out = append(out, name)
		}
	}
	return out
}

// publishedPremiums returns the premiums, blanked where they may not be shown,
// and the metrics whose panel in the picture of growth by collaboration may
// not. A premium and its difference tell the sums of growth of two groups; the
// ties, of those who change sides.
func publishedPremiums(d *disclosure) (out []PremiumRow, hidden map[string]bool) {
	out, hidden = slices.Clone(d.analysis.Premiums), map[string]bool{}
	for _, outcome := range outcomeNames(d.study) {
		growth, _, err := growthOf(d.wave, d.analysis.Design, d.study, outcome)
		if err != nil {
			continue
		}
		sums := newGrowthSums(d.crowd, d.study, d.analysis.Scores, growth)
		publishOutcome(d, sums, outcome, out, hidden)
	}
	return out, hidden
}

// publishOutcome is publishedPremiums for one outcome.
func publishOutcome(d *disclosure, sums *growthSums, outcome string,
	rows []PremiumRow, hidden map[string]bool) {

	everyPart := true
	for i, row := range rows {
		if row.Outcome != outcome || row.Metric == AllMetrics {
			continue
		}
		result := *row.Result
		result.Warnings = d.withoutFew(result.Warnings)
		rows[i].Result = &result
		if !sums.tell(comparisonKey{row.Metric, row.Kind, false}) {
			rows[i].Result = withheldPremium(row.Result)
			everyPart = everyPart && row.Kind != BothNeither
		}
	}

	for i, row := range rows {
		if row.Outcome == outcome && row.Metric == AllMetrics && !everyPart {
			rows[i].Result = withheldPremium(row.Result)
		}
	}
	if outcome == slopesOutcome(d.study) {
		for _, metric := range metricsOf(d.study) {
			hidden[metric] = !sums.tell(comparisonKey{metric, CloseDistant, false}) ||
				!sums.tell(comparisonKey{metric, closeAmongLow, false})
		}
	}

	// What the ties would change comes last: it is the least that is lost.
	for _, row := range rows {
		r := row.Result
		if row.Outcome != outcome || row.Metric == AllMetrics || Withheld(&r.Estimate) {
			continue
		}
		if !sums.tellChange(row.Metric, row.Kind) {
			r.TieShare, r.TiesOther = math.NaN(), nil
		} else if !sums.tell(comparisonKey{row.Metric, row.Kind, true}) {
			r.TiesOther = nil
		}
	}
}

// withheldPremium stands in the place of a premium that may not be shown.
func withheldPremium(p *drivers.PremiumResult) *drivers.PremiumResult {
	nan, none := math.NaN(), withheldEstimate(p.Level)
	return &drivers.PremiumResult{Estimate: none, HighMean: none, LowMean: none, Difference: none,
		DifferenceDF: nan, TieShare: nan, BootstrapLow: nan, BootstrapHigh: nan,
		Set: drivers.FiellerSet{Low: nan, High: nan, DF: nan}, Why: withheldWhy, Settings: p.Settings}
}

// closeAmongLow compares close with distant collaboration among those with a
// low metric; only a picture shows it.
const closeAmongLow = BothNeither + 1

// comparisonKey names two groups whose growth is compared; other: with the tied on
// the other side of the cuts.
type comparisonKey struct {
	metric string
	kind   PremiumKind
	other  bool
}

// growthSums are the sums of growth that readers know: a column for each
// comparison.
type growthSums struct {
	*question
	column   map[comparisonKey]int
	everyone group
}

func newGrowthSums(c *crowd, study *survey.Study, scores *Scores, growth []float64) *growthSums {
	out := &growthSums{column: map[comparisonKey]int{}}
	out.everyone, _ = c.group("all")
	var columns []*stats.Codes
	add := func(key comparisonKey, groups *stats.Codes) {
		out.column[key] = len(columns)
		columns = append(columns, withNumber(groups, growth))
	}

	index := indexOf(study, scores)
	for _, metric := range metricsOf(study) {
		if scores == nil || scores.Get(metric) == nil {
			continue
		}
		score := scores.Get(metric)
		for _, kind := range []PremiumKind{HighLow, CloseDistant, BothNeither} {
			if kind == HighLow || index != nil {
				add(comparisonKey{metric, kind, false}, groupsOf(score, index, kind, (*Score).High))
				add(comparisonKey{metric, kind, true}, groupsOf(score, index, kind, (*Score).HighOther))
			}
		}
		if index != nil {
			add(comparisonKey{metric, closeAmongLow, false}, closenessAt(score, index, 0))
		}
	}

	// Populations do not matter to growth: everybody is of one pattern.
	alone := *c
	alone.pattern, alone.member = make([]int, len(c.heads)), [][]bool{nil}
	out.question = alone.newQuestion(columns, false)
	out.everyone = group{patterns: []bool{true}, class: anybody}
	return out
}

// withNumber keeps the groups of those with a number.
func withNumber(groups *stats.Codes, x []float64) *stats.Codes {
	data := slices.Clone(groups.Data())
	for i, v := range x {
		if math.IsNaN(v) {
			data[i] = stats.NotAsked
		}
	}
	return mustCodes(stats.NewTicks(groups.Name(), data))
}

// side returns the kinds in the upper (1) or lower (0) group of a comparison.
func (s *growthSums) side(key comparisonKey, code int) []int {
	column := s.column[key]
	return s.where(s.everyone, func(answer []int) bool { return answer[column] == code })
}

// tell adds what the mean growth of a comparison's groups tells.
func (s *growthSums) tell(key comparisonKey) bool {
	if _, ok := s.column[key]; !ok {
		return false // a comparison that this rule does not know
	}
	upper, lower := s.side(key, 1), s.side(key, 0)
	if s.Respondents(upper) < sums.Most || s.Respondents(lower) < sums.Most {
		return false
	}
	return s.question.Tell(upper, lower)
}

// tellChange adds what the share of those tells who change sides with the ties.
func (s *growthSums) tellChange(metric string, kind PremiumKind) bool {
	a := s.column[comparisonKey{metric, kind, false}]
	b := s.column[comparisonKey{metric, kind, true}]
	compared := s.where(s.everyone, func(answer []int) bool {
		return answer[a] >= 0 || answer[b] >= 0
	})
	changed := s.where(s.everyone, func(answer []int) bool { return answer[a] != answer[b] })
	n, moved := s.Respondents(compared), s.Respondents(changed)
	return !sums.IsSmall(moved) && !sums.IsSmall(n-moved) && s.question.Tell(compared, changed)
}

// publishedClasses returns the classes with the shares of them that may be
// shown; nil where the CTOs may not be.
func publishedClasses(d *disclosure) *ArchetypeResult {
	a := d.analysis.Archetypes
	if a == nil {
		return nil
	}
	if _, ok := d.shownGroup(d.classified); !ok {
		return nil
	}
	fitted := make([]int8, len(d.heads))
	for i, in := range d.fitted {
		if !in {
			fitted[i] = stats.NotAsked
		}
	}
	d.classes = d.newQuestion([]*stats.Codes{mustCodes(stats.NewTicks("fitted", fitted))}, true)

	out, fit := *a, *a.Fit
	out.Fit = &fit
	out.Warnings, fit.Warnings = d.withoutFew(a.Warnings), d.withoutFew(a.Fit.Warnings)
	out.Shares = slices.Clone(a.Shares)
	fit.Share = slices.Clone(a.Fit.Share)
	for _, s := range out.Shares {
		for k := range s.Class {
			protectClass(d, s.Population, k, &s.Class[k])
		}
	}
	for i, s := range out.Shares {
		out.Shares[i].Class = slices.Clone(s.Class)
		for _, k := range largestFirst(s.Class) {
			if !identifies(&s.Class[k]) && d.tellClass(s.Population, k) {
				continue
			}
			out.Shares[i].Class[k] = withheldEstimate(s.Class[k].Level)
			if s.Population == d.classified {
				fit.Share[k] = withheldEstimate(s.Class[k].Level)
				out.Style = withoutClass(out.Style, k)
			}
		}
	}
	return &out
}

// withoutClass returns the test without what is said of one class.
func withoutClass(t *segment.ResponseStyleTest, k int) *segment.ResponseStyleTest {
	if t == nil || k >= len(t.OfClass) {
		return t
	}
	out := *t
	out.OfClass = slices.Clone(t.OfClass)
	out.OfClass[k] = math.NaN()
	return &out
}

// largestFirst orders classes by their shares.
func largestFirst(class []stats.Estimate) []int {
	x := make([]float64, len(class))
	for k, e := range class {
		x[k] = e.Value
	}
	return falling(x)
}

// protectClass keeps the share of class k in a population from following from others
// if it is withheld.
func protectClass(d *disclosure, population string, k int, e *stats.Estimate) {
	g, ok := d.group(population)
	if !ok || !identifies(e) {
		return
	}
	all, n := d.classes.base(g, 0), float64(e.N)
	g.class = k
	members := d.classes.base(g, 0)
	if n < sums.Most {
		d.classes.Protect(all)
	}
	if sums.IsSmall(e.Value * n) {
		d.classes.Protect(members)
	}
	if sums.IsSmall(n - e.Value*n) {
		d.classes.Protect(slices.DeleteFunc(all, func(i int) bool {
			return slices.Contains(members, i)
		}))
	}
}

// publishProfiles blanks what few members of a class answered. Where all but
// one class are shown, that one is known as well, since the shares of CTOs are.
func publishProfiles(d *disclosure, a *ArchetypeResult) {
	if a == nil {
		return
	}
	profile := a.Fit.Profile
	a.Fit.Profile = make([][][]stats.Estimate, len(profile))
	for k := range profile {
		a.Fit.Profile[k] = make([][]stats.Estimate, len(profile[k]))
		for j := range profile[k] {
			a.Fit.Profile[k][j] = slices.Clone(profile[k][j])
		}
	}

	for j, item := range a.Items {
		for code := range profile[0][j] {
			for k := range profile {
				protectProfile(d, d.plan.Items, item, k, code, &profile[k][j][code])
			}
		}
	}
	for _, h := range a.HeldOut {
		for k, e := range h.Class {
			if e != nil {
				protectProfile(d, d.plan.HeldOut, h.Item, k, h.code, e)
			}
		}
	}

	for j, item := range a.Items {
		for code := range profile[0][j] {
			for _, k := range largestFirst(a.Fit.Share) {
				if !tellProfile(d, d.plan.Items, item, k, code, &profile[k][j][code]) {
					a.Fit.Profile[k][j][code] = withheldEstimate(profile[k][j][code].Level)
				}
			}
		}
	}
	a.HeldOut = slices.Clone(a.HeldOut)
	for i, h := range a.HeldOut {
		a.HeldOut[i].Class = slices.Clone(h.Class)
		for _, k := range largestFirst(a.Fit.Share) {
			if e := h.Class[k]; e != nil && !tellProfile(d, d.plan.HeldOut, h.Item, k, h.code, e) {
				hidden := withheldEstimate(e.Level)
				a.HeldOut[i].Class[k] = &hidden
			}
		}
	}
}

// protectProfile keeps the share of a class that gave an answer from following from
// others if it is withheld.
func protectProfile(d *disclosure, construct, item string, k, code int, e *stats.Estimate) {
	q, ok := d.question(construct, item)
	g, known := d.group(d.classified)
	if ok && known && identifies(e) {
		g.class = k
		q.protectShare(g, q.column, code, e.Value, float64(e.N))
	}
}

// tellProfile says whether the share of a class that gave an answer may be shown
// besides all that is, and notes that it is.
func tellProfile(d *disclosure, construct, item string, k, code int, e *stats.Estimate) bool {
	q, ok := d.question(construct, item)
	if !ok || identifies(e) {
		return false
	}
	g, ok := d.shownGroup(d.classified)
	g.class = k
	return ok && q.tellShare(g, q.column, code, d.implied(q.question, g, q.column)...)
}
