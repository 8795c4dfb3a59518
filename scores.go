package ctostudy

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// AllMetrics stands for the mean over the metrics of a study, where a premium names a metric.
const AllMetrics = "all metrics"

// ScoreSettings say how scores are computed.
type ScoreSettings struct {
	// Norms of an earlier wave; if nil, the wave is its own norm.
	Norms Norms
	// MinGroup is the number of respondents from which a group has its own norm, if a score is
	// normed within groups, smaller ones being pooled; if zero, 30. Pooled ones with fewer than 5
	// answers together (or MinGroup, if less) have no norm.
	MinGroup int
}

func (s *ScoreSettings) resolved() (ScoreSettings, error) {
	out := ScoreSettings{}
	if s != nil {
		out = *s
	}
	if out.MinGroup == 0 {
		out.MinGroup = 30
	}
	if out.MinGroup < 2 {
		return out, errors.New("ctostudy: ScoreSettings.MinGroup must be at least 2")
	}
	return out, nil
}

// Score is one score of every respondent of a wave, higher meaning more.
type Score struct {
	Name  string
	Title string
	// Raw is the mean of the items on their own scale, for an index the index; NaN where fewer than
	// half were answered.
	Raw []float64
	// Z is the standardised score: weighted mean 0 and variance 1 over the
	// respondents that have one, or on the scale of the norms given.
	// For an index it is the index itself, whose parts are standardised.
	Z []float64
	// Exact is Raw x Unit in integers, 0 where Raw is NaN; nil where the items
	// are no short decimals, and for an index.
	Exact []int64
	Unit  int64
	// N counts the respondents with a score and a weight above 0.
	N        int
	Warnings []stats.Warning

	cut *cut
	// design says whom the counts count.
	design *stats.Design
	// shown are the counts that a report may show; nil: all.
	shown *scoreCounts
}

// High returns who is above the cut z = 0 (1) and who is at it or below (0);
// respondents without a score are missing. The comparison is made on exact
// integers (see [NewScores]).
func (s *Score) High() *stats.Codes { return s.cut.high(s.Name+" high", nil) }

// Tied returns who is tied at the cut (1) and who is not (0). Item means take
// few values, so that a cut decides on all who share one: tied are those
// exactly at the cut or, where nobody is, those at the value nearest to it, the
// upper one of two equally near.
func (s *Score) Tied() *stats.Codes {
	ties := s.cut.ties(s.Z)
	return s.cut.ticks(s.Name+" tied", func(i int) bool { return ties[i] })
}

// HighOther is High with the tied put on the other side of the cut.
func (s *Score) HighOther() *stats.Codes {
	return s.cut.high(s.Name+" high, ties on the other side", s.cut.ties(s.Z))
}

// ExactCut reports whether the cut was decided on integers, and not on
// floating-point numbers with a tie wherever the difference is rounding.
func (s *Score) ExactCut() bool { return s.cut.exact }

// scoreCounts are numbers of respondents with a score, above its cut and tied
// at it; nil where they may not be shown.
type scoreCounts struct{ n, high, tied *int }

// ones counts the respondents with code 1.
func (s *Score) ones(x *stats.Codes) int {
	n := 0.0
	for i := range x.Len() {
		if x.At(i) == 1 {
			n += s.design.Copies(i)
		}
	}
	return int(n)
}

// scored counts the respondents with a score.
func (s *Score) scored() int {
	n := 0.0
	for i, z := range s.Z {
		if !math.IsNaN(z) {
			n += s.design.Copies(i)
		}
	}
	return int(n)
}

// MarshalJSON writes what is said of the score, not the respondents' values.
func (s *Score) MarshalJSON() ([]byte, error) {
	counts := s.shown
	if counts == nil {
		high, tied := s.ones(s.High()), s.ones(s.Tied())
		counts = &scoreCounts{&s.N, &high, &tied}
	}
	return json.Marshal(struct {
		Name     string          `json:"name"`
		Title    string          `json:"title"`
		N        *int            `json:"n"`
		High     *int            `json:"n_high"`
		Tied     *int            `json:"n_tied"`
		Exact    bool            `json:"exact_cut"`
		Warnings []stats.Warning `json:"warnings,omitempty"`
	}{s.Name, s.Title, counts.n, counts.high, counts.tied, s.ExactCut(), s.Warnings})
}

// Scores are the scores that a wave allows.
type Scores struct {
	// All holds them in the order metrics, drivers, index.
	All []Score
	// Norms are the standardisers used, fitted or given.
	Norms Norms
	// LeftOut lists the scores that the wave does not allow.
	LeftOut  []LeftOut
	Settings ScoreSettings

	study *survey.Study
}

// Get returns the score of that name, nil if the wave does not allow it.
func (s *Scores) Get(name string) *Score {
	for i := range s.All {
		if s.All[i].Name == name {
			return &s.All[i]
		}
	}
	return nil
}

// NewScores computes the scores of a wave from its raw answers, those that the codebook's study
// lists or, if it has none, the study of 2021.
//
//	score          x = mean of the items answered, at least half of them
//	standardised   z = (x - m) / s,  m = sum w x / sum w,  s^2 = sum w (x-m)^2 / sum w
//
// over all respondents together. There are three special kinds:
//
//   - A score of several constructs is the mean of its parts, each the mean of its items (as
//     technology maturity in 2021: four parts, of which cloud has five items); at least half of
//     the items and half of the parts.
//   - A score that is normed within groups (ROI in 2021, within industry) is standardised within
//     them and then over all. Groups with fewer than MinGroup answers are pooled. A group without
//     a norm is left out alone, with a warning: one whose answers do not vary, and the pooled ones
//     if their answers do not vary or, beside a group that is not pooled, are fewer than 5 (or
//     MinGroup, if less).
//   - The index is the mean of its items, each standardised within the groups if it has any
//     (collaboration in 2021: two items, within role), by the same rules. Its z is that mean: 0 is
//     the average of the respondent's group.
//
// Cuts at z = 0 are decided on integers: item means are multiplied by the least common multiple of
// the numbers of items that may have been answered (720 for maturity), decimals by the power of
// ten that makes them whole, and the sum of two standardised parts by squaring. If weights are not
// integers (nor all equal) or a saved norm is the cut, floating-point numbers decide, and a
// difference below 1e-12 of the scale is a tie.
//
// Weights of the design enter m and s; strata and clusters do not matter. A score that the
// codebook or the answers do not allow is listed in LeftOut. Norms that lack an entry are an
// error.
func NewScores(w *survey.Wave, d *stats.Design, s *ScoreSettings) (*Scores, error) {
	d.Check(w.Len())
	settings, err := s.resolved()
	if err != nil {
		return nil, err
	}

	study := studyOf(w.Codebook())
	norms := Norms{}
	b := &scoring{
		wave:    w,
		norming: &norming{design: d, minGroup: settings.MinGroup, given: settings.Norms, used: norms},
		cutter: &cutter{design: d, weights: integerWeights(d, w.Len()), minGroup: settings.MinGroup,
			given: settings.Norms != nil},
	}
	out := &Scores{Settings: settings, Norms: norms, study: study}
	add := func(scale survey.Scale, compute func(*survey.Scale) (*Score, error)) error {
		score, err := compute(&scale)
		switch {
		case errors.Is(err, ErrNotAvailable):
			out.LeftOut = append(out.LeftOut, LeftOut{What: "score " + scale.Name, Why: reason(err)})
		case err != nil:
			return err
		default:
			out.All = append(out.All, *score)
		}
		return nil
	}

	for _, scale := range slices.Concat(study.Metrics, study.Drivers) {
		if err := add(scale, b.score); err != nil {
			return nil, err
		}
	}
	if study.Index != nil {
		if err := add(*study.Index, b.index); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// scoring carries what the scores of one wave share.
type scoring struct {
	wave    *survey.Wave
	norming *norming
	cutter  *cutter
}

// score computes a metric or a driver.
func (b *scoring) score(scale *survey.Scale) (*Score, error) {
	x, warnings, err := b.raw(scale)
	if err != nil {
		return nil, err
	}
	out := &Score{Name: scale.Name, Title: b.title(scale), Raw: x.value, Exact: x.exact, Unit: x.unit,
		Warnings: warnings, design: b.norming.design}

	var group *stats.Codes
	within := x.value
	if scale.Within != nil {
		if group = b.groups(scale); group == nil {
			out.Warnings = append(out.Warnings, b.noGroups(scale, scale.Name+" is not normed within it"))
		} else {
			norm := scale.Name + "." + groupsItem(scale)
			within, warnings, err = b.norming.standardized(norm, scale.Name, x.value, group)
			if err != nil {
				return nil, err
			}
			out.Warnings = append(out.Warnings, warnings...)
		}
	}

	if out.Z, _, err = b.norming.standardized(scale.Name, scale.Name, within, nil); err != nil {
		return nil, err
	}
	out.N = out.scored()
	out.cut = b.cutter.meanCut(x, group, out.Z)
	return out, nil
}

// index computes the mean of the items, each standardised within groups, of those answered.
func (b *scoring) index(scale *survey.Scale) (*Score, error) {
	construct := onlyPart(scale)
	c := b.wave.Construct(construct)
	if c == nil || len(c.Items) == 0 {
		return nil, notAvailable("the codebook has no construct %q", construct)
	}
	out := &Score{Name: scale.Name, Title: b.title(scale), design: b.norming.design}
	group := b.groups(scale)
	if scale.Within != nil && group == nil {
		out.Warnings = append(out.Warnings, b.noGroups(scale, scale.Name+" is standardised over all"))
	}

	var items, parts []*series
	for _, item := range c.Items {
		x := b.wave.Numbers(construct, item.Name)
		if x == nil {
			return nil, notAvailable("item %q of %q is neither rated nor a number", item.Name, construct)
		}
		norm := scale.Name + "." + item.Name
		z, warnings, err := b.norming.standardized(norm, norm, x, group)
		if err != nil {
			return nil, err
		}
		out.Warnings = append(out.Warnings, warnings...)
		items = append(items, newSeries(x))
		parts = append(parts, &series{value: z})
	}

	index := meanOf(parts)
	out.Raw, out.Z = index.value, slices.Clone(index.value)
	if out.N = out.scored(); out.N == 0 {
		return nil, notAvailable("nobody answered half of the items of %q", construct)
	}
	if out.cut = b.cutter.sumCut(items, parts, group, out.Z); out.cut == nil {
		out.cut = signCut(out.Z)
	}
	return out, nil
}

// title returns what a score is called: by the study, by its only construct, or by its name.
func (b *scoring) title(scale *survey.Scale) string {
	if scale.Title != "" {
		return scale.Title
	}
	if c := b.wave.Construct(onlyPart(scale)); c != nil && c.Title != "" {
		return c.Title
	}
	return scale.Name
}

// onlyPart returns the construct that holds all items of a score, "" if there may be several.
func onlyPart(scale *survey.Scale) string {
	switch {
	case len(scale.Parts) == 0:
		return scale.Name
	case len(scale.Parts) == 1 && !strings.HasSuffix(scale.Parts[0], ".*"):
		return scale.Parts[0]
	}
	return ""
}

// raw returns a score before it is standardised.
func (b *scoring) raw(scale *survey.Scale) (*series, []stats.Warning, error) {
	if part := onlyPart(scale); part != "" {
		x, err := b.itemMean(part)
		return x, nil, err
	}
	return b.meanOfParts(scale)
}

// meanOfParts returns the mean of all parts that the codebook has, and warns of those that it
// should have and of those that have no score.
func (b *scoring) meanOfParts(scale *survey.Scale) (*series, []stats.Warning, error) {
	var names []string
	for _, c := range b.wave.Codebook().Constructs {
		if survey.InList(scale.Parts, c.Name) {
			names = append(names, c.Name)
		}
	}
	if names == nil {
		absent := words.Quoted(sought(scale.Parts))
		return nil, nil, notAvailable("the codebook has no construct %s", absent)
	}

	var warnings []stats.Warning
	for _, part := range scale.Parts {
		if !strings.HasSuffix(part, ".*") && !slices.Contains(names, part) {
			warnings = append(warnings, stats.NewWarning("part-missing",
				"the codebook has no construct %q; %s is the mean of %s",
				part, scale.Name, strings.Join(names, ", ")))
		}
	}

	parts := make([]*series, 0, len(names))
	for _, part := range names {
		p, err := b.itemMean(part)
		if err != nil {
			p = emptySeries(b.wave.Len())
			warnings = append(warnings, stats.NewWarning("part-missing",
				"%s; %s is the mean of the other parts", reason(err), scale.Name))
		}
		parts = append(parts, p)
	}

	x := meanOf(parts)
	if x.count() == 0 {
		return nil, nil, notAvailable("nobody answered half of the parts of %s, which are %s",
			scale.Name, strings.Join(names, ", "))
	}
	return x, warnings, nil
}

// sought returns the parts that stand for many, or all if none does.
func sought(parts []string) []string {
	var many []string
	for _, part := range parts {
		if strings.HasSuffix(part, ".*") {
			many = append(many, part)
		}
	}
	if many == nil {
		return parts
	}
	return many
}

// itemMean returns the mean of a construct's items.
func (b *scoring) itemMean(construct string) (*series, error) {
	c := b.wave.Construct(construct)
	if c == nil || len(c.Items) == 0 {
		return nil, notAvailable("the codebook has no construct %q", construct)
	}
	items := make([]*series, len(c.Items))
	for j, item := range c.Items {
		x := b.wave.Numbers(construct, item.Name)
		if x == nil {
			return nil, notAvailable("item %q of %q is neither rated nor a number", item.Name, construct)
		}
		items[j] = newSeries(x)
	}
	x := meanOf(items)
	if x.count() == 0 {
		return nil, notAvailable("nobody answered half of the items of %q", construct)
	}
	return x, nil
}

// groups returns the groups that a score is normed in, nil if the wave has none of them.
func (b *scoring) groups(scale *survey.Scale) *stats.Codes {
	for _, path := range scale.Within {
		construct, item, _ := strings.Cut(path, "/")
		if group := b.wave.Codes(construct, item); group != nil {
			return group
		}
	}
	return nil
}

// groupsItem is the item that groups are looked for in first; it names norms and warnings.
func groupsItem(scale *survey.Scale) string {
	_, item, _ := strings.Cut(scale.Within[0], "/")
	return item
}

// noGroups warns that a score is not normed within groups, as the items that could name them are
// absent, or hold no listed answers.
func (b *scoring) noGroups(scale *survey.Scale, so string) stats.Warning {
	code := "no-" + groupsItem(scale)
	for _, path := range scale.Within {
		construct, item, _ := strings.Cut(path, "/")
		if b.wave.Has(construct, item) {
			return stats.NewWarning(code, "%s: item %q of %q is a number or free text; "+
				"give its field the answers that there are (enum)", so, item, construct)
		}
	}
	construct, item, _ := strings.Cut(scale.Within[0], "/")
	return stats.NewWarning(code, "the codebook has no item %q of %q, so %s", item, construct, so)
}

// whyNoScore says why a score is not there.
func whyNoScore(s *Scores, name string) string {
	for _, l := range s.LeftOut {
		if l.What == "score "+name {
			return l.Why
		}
	}
	return "there is no score of " + name
}

// metricsOf returns the names of a study's metrics.
func metricsOf(s *survey.Study) (out []string) {
	for _, m := range s.Metrics {
		out = append(out, m.Name)
	}
	return out
}

// scoreNames returns the names of all scores of a study.
func scoreNames(s *survey.Study) []string {
	out := metricsOf(s)
	for _, d := range s.Drivers {
		out = append(out, d.Name)
	}
	if s.Index != nil {
		out = append(out, s.Index.Name)
	}
	return out
}
