package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy/stats"
)

// ScoreName names one of the ten scores of the study.
type ScoreName string

// The three technology metrics, the six value drivers and the index of
// CTO-CIO collaboration.
const (
	Maturity      ScoreName = "maturity"
	Effectiveness ScoreName = "effectiveness"
	ROI           ScoreName = "roi"

	Mission    ScoreName = "mission"
	People     ScoreName = "people"
	Partners   ScoreName = "partners"
	Process    ScoreName = "process"
	Innovation ScoreName = "innovation"
	Technology ScoreName = "technology"

	Collaboration ScoreName = "collaboration"

	// AllMetrics stands for the mean over the three metrics.
	AllMetrics ScoreName = "all metrics"
)

// Metrics returns the three technology metrics in the order of the report.
func Metrics() []ScoreName { return []ScoreName{Maturity, Effectiveness, ROI} }

// Drivers returns the six value drivers in the order of the report.
func Drivers() []ScoreName {
	return []ScoreName{Mission, People, Partners, Process, Innovation, Technology}
}

// Norms are the fitted standardisers behind a wave's scores, by name: a score's
// own name, or "roi.industry", "collaboration.frequency" and
// "collaboration.importance" for the steps within groups. Saved as JSON and
// given to a later wave, they put its scores on this wave's scale.
type Norms map[string]*stats.Standardizer

// ScoreSettings say how scores are computed.
type ScoreSettings struct {
	// Norms of an earlier wave; if nil, the wave is its own norm.
	Norms Norms
	// MinGroup is the number of respondents from which an industry has its
	// own norm of ROI, smaller ones being pooled; if zero, 30.
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
	Name  ScoreName
	Title string
	// Raw is the mean of the items on their own scale, for Collaboration the
	// index; NaN where fewer than half were answered.
	Raw []float64
	// Z is the standardised score: weighted mean 0 and variance 1 over the
	// respondents that have one, or on the scale of the norms given.
	// For Collaboration it is the index itself, whose parts are standardised.
	Z []float64
	// Exact is Raw x Unit in integers, 0 where Raw is NaN; nil where the items
	// are no short decimals, and for Collaboration.
	Exact []int64
	Unit  int64
	// N counts the respondents with a score.
	N        int
	Warnings []stats.Warning

	cut *cut
	// shown are the counts that a report may show; nil: all.
	shown *scoreCounts
}

// High returns who is above the cut z = 0 (1) and who is at it or below (0);
// respondents without a score are missing. The comparison is made on exact
// integers (see [NewScores]).
func (s *Score) High() *stats.Codes { return s.cut.high(string(s.Name)+" high", nil) }

// Tied returns who is tied at the cut (1) and who is not (0). Item means take
// few values, so that a cut decides on all who share one: tied are those
// exactly at the cut or, where nobody is, those at the value nearest to it, the
// upper one of two equally near.
func (s *Score) Tied() *stats.Codes {
	ties := s.cut.ties(s.Z)
	return s.cut.ticks(string(s.Name)+" tied", func(i int) bool { return ties[i] })
}

// HighOther is High with the tied put on the other side of the cut.
func (s *Score) HighOther() *stats.Codes {
	return s.cut.high(string(s.Name)+" high, ties on the other side", s.cut.ties(s.Z))
}

// ExactCut reports whether the cut was decided on integers, and not on
// floating-point numbers with a tie wherever the difference is rounding.
func (s *Score) ExactCut() bool { return s.cut.exact }

// Scores are the scores that a wave allows.
type Scores struct {
	// All holds them in the order metrics, drivers, collaboration.
	All []Score
	// Norms are the standardisers used, fitted or given.
	Norms Norms
	// LeftOut lists the scores that the wave does not allow.
	LeftOut  []LeftOut
	Settings ScoreSettings
}

// Get returns the score of that name, nil where the wave does not allow it.
func (s *Scores) Get(name ScoreName) *Score {
	for i := range s.All {
		if s.All[i].Name == name {
			return &s.All[i]
		}
	}
	return nil
}

// NewScores computes the scores of a wave from its raw answers.
//
//	score          x = mean of the items answered, at least half of them
//	standardised   z = (x - m) / s,  m = sum w x / sum w,  s^2 = sum w (x-m)^2 / sum w
//
// over all respondents, CTOs and CIOs together. Three scores differ:
//
//   - Maturity is the mean of its parts, which are all the constructs maturity.*
//     of the codebook, each the mean of its items (in the study four parts, of
//     which cloud has five items); at least half of the items and half of the
//     parts.
//   - ROI is standardised within industry and then over all. Industries with
//     fewer than MinGroup answers are pooled.
//   - Collaboration is the mean of its two items standardised within role. Its
//     z is that mean: 0 is the average of the respondent's role.
//
// Cuts at z = 0 are decided on integers: item means are multiplied by the
// least common multiple of the numbers of items that may have been answered
// (720 for maturity), ROI by the power of ten that makes it whole, and the sum
// of two standardised parts by squaring. Where weights are no integers (nor
// all equal) or a saved norm is the cut, floating-point numbers decide, and a
// difference below 1e-12 of the scale is a tie.
//
// Weights of the design enter m and s; strata and clusters do not matter. A
// score that the codebook or the answers do not allow is listed in LeftOut.
// Norms that lack an entry are an error.
func NewScores(w *survey.Wave, d *stats.Design, s *ScoreSettings) (*Scores, error) {
	d.Check(w.Len())
	settings, err := s.resolved()
	if err != nil {
		return nil, err
	}
	b := &scoring{wave: w, design: d, settings: settings, norms: Norms{}, weights: integerWeights(d, w.Len())}
	out := &Scores{Settings: settings}
	for _, name := range append(append(Metrics(), Drivers()...), Collaboration) {
		score, err := b.score(name)
		switch {
		case errors.Is(err, ErrNotAvailable):
			out.LeftOut = append(out.LeftOut, LeftOut{What: "score " + string(name), Why: reason(err)})
		case err != nil:
			return nil, err
		default:
			out.All = append(out.All, *score)
		}
	}
	out.Norms = b.norms
	return out, nil
}

// scoring carries what the scores of one wave share.
type scoring struct {
	wave     *survey.Wave
	design   *stats.Design
	settings ScoreSettings
	norms    Norms
	weights  []int64 // nil: not integers
}

func (b *scoring) score(name ScoreName) (*Score, error) {
	out := &Score{Name: name, Title: string(name)}
	if name == Collaboration {
		return out, b.collaboration(out)
	}
	x, warnings, err := b.raw(name)
	if err != nil {
		return nil, err
	}
	if c := b.wave.Construct(constructOf(name)); name == Maturity {
		out.Title = "technology maturity" // it has four constructs
	} else if c.Title != "" {
		out.Title = c.Title
	}
	out.Raw, out.Exact, out.Unit, out.Warnings = x.value, x.exact, x.unit, warnings
	out.N = x.count()
	if name == ROI {
		return out, b.roi(out, x)
	}
	out.Z, _, err = b.standardized(string(name), x.value, nil)
	if err != nil {
		return nil, err
	}
	out.cut = b.meanCut(x, nil, out.Z)
	return out, nil
}

// constructOf returns the construct that holds a score's items.
func constructOf(name ScoreName) string {
	switch name {
	case Effectiveness, ROI, Collaboration:
		return string(name)
	case Maturity:
		return "maturity.cloud"
	}
	return "driver." + string(name)
}

// raw returns a score before it is standardised.
func (b *scoring) raw(name ScoreName) (x *series, warnings []stats.Warning, err error) {
	if name != Maturity {
		x, err = b.itemMean(constructOf(name))
		return x, nil, err
	}
	return b.maturity()
}

// studyParts are the parts of maturity in the study.
var studyParts = []string{"maturity.cloud", "maturity.ai", "maturity.automation", "maturity.security"}

// maturity returns the mean of all parts that the codebook has, and warns of
// the study's parts that are not among them and of parts that have no score.
func (b *scoring) maturity() (*series, []stats.Warning, error) {
	var names []string
	for _, c := range b.wave.Codebook().Constructs {
		if strings.HasPrefix(c.Name, "maturity.") {
			names = append(names, c.Name)
		}
	}
	if names == nil {
		return nil, nil, notAvailable("the codebook has no construct \"maturity.*\"")
	}

	var warnings []stats.Warning
	for _, part := range studyParts {
		if !slices.Contains(names, part) {
			warnings = append(warnings, stats.NewWarning("part-missing",
				"the codebook has no construct %q; maturity is the mean of %s", part, strings.Join(names, ", ")))
		}
	}

	parts := make([]*series, 0, len(names))
	for _, part := range names {
		p, err := b.itemMean(part)
		if err != nil {
			p = emptySeries(b.wave.Len())
			warnings = append(warnings, stats.NewWarning("part-missing",
				"%s; maturity is the mean of the other parts", reason(err)))
		}
		parts = append(parts, p)
	}

	x := meanOf(parts)
	if x.count() == 0 {
		return nil, nil, notAvailable("nobody answered half of the parts of maturity, which are %s", strings.Join(names, ", "))
	}
	return x, warnings, nil
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

// standardized applies the norm of that name, which is fitted unless one was
// given, and keeps it. Respondents of groups without a norm stay without z, and
// a warning names the groups.
func (b *scoring) standardized(name string, x []float64, group *stats.Codes) ([]float64, []stats.Warning, error) {
	norm := b.settings.Norms[name]
	if b.settings.Norms != nil && norm == nil {
		return nil, nil, fmt.Errorf("ctostudy: the saved norms have no %q", name)
	}

	if norm == nil {
		fitted, err := b.fitNorm(x, group)
		if err != nil {
			return nil, nil, notAvailable("%s cannot be standardised: %v", name, err)
		}
		norm = fitted
	}
	if group != nil && norm.Groups == nil {
		// A norm in which every group was small has no groups in JSON: all take the
		// pooled norm.
		pooled := *norm
		pooled.Groups = map[string]stats.Norm{}
		norm = &pooled
	}
	b.norms[name] = norm

	of, without := normed(norm, x, group, b.design)
	z, err := norm.Apply(x, of)
	if err != nil {
		return nil, nil, notAvailable("%s cannot be standardised: %v", name, err)
	}
	if without == nil {
		return z, nil, nil
	}
	return z, []stats.Warning{b.withoutNorm(name, group.Name(), without)}, nil
}

// fitNorm fits a norm, within groups where there are any. A group whose scores
// do not vary, or whose few scores do not vary together with those of the other
// small groups, has no norm: one respondent alone in an industry must not take
// the scores of all others with him.
func (b *scoring) fitNorm(x []float64, group *stats.Codes) (*stats.Standardizer, error) {
	settings := &stats.StandardizerSettings{MinGroup: b.settings.MinGroup}
	if group == nil {
		return stats.NewStandardizer(x, nil, b.design, settings)
	}

	of := normGroups(x, group, b.design, b.settings.MinGroup)
	some := false
	data := append([]int8(nil), group.Data()...)
	for _, g := range distinct(of) {
		part := make([]float64, len(x))
		for i, v := range x {
			if part[i] = v; of[i] != g {
				part[i] = math.NaN()
			}
		}

		_, err := stats.NewStandardizer(part, nil, b.design, settings)
		switch {
		case err == nil:
			some = true
		case errors.Is(err, stats.ErrConstant):
			for i := range data {
				if of[i] == g {
					data[i] = stats.Skipped
				}
			}
		default:
			return nil, err
		}
	}
	if !some {
		return nil, fmt.Errorf("%w within any %s", stats.ErrConstant, group.Name())
	}
	return stats.NewStandardizer(x, mustCodes(stats.NewCodes(group.Name(), group.Levels(), data)), b.design, settings)
}

// noGroups warns that a score is not normed within groups, as an item of one of the
// constructs that could name them is absent, or holds no listed answers.
func (b *scoring) noGroups(code, item, so string, constructs ...string) stats.Warning {
	for _, construct := range constructs {
		if b.wave.Has(construct, item) {
			return stats.NewWarning(code,
				"%s: item %q of %q is a number or free text; give its field the answers that there are (enum)", so, item, construct)
		}
	}
	return stats.NewWarning(code, "the codebook has no item %q of %q, so %s", item, constructs[0], so)
}

// distinct returns the groups of [normGroups] that there are, in order.
func distinct(of []uint8) []uint8 {
	out := slices.Clone(of)
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(g uint8) bool { return g == noGroup })
}

// normed returns the groups of those who have a score and whose group has a
// norm, others being missing, and the labels of the groups whose respondents
// have a score, and a weight, but no norm.
func normed(norm *stats.Standardizer, x []float64, group *stats.Codes, d *stats.Design) (*stats.Codes, []string) {
	if group == nil {
		return nil, nil
	}

	data := append([]int8(nil), group.Data()...)
	without := make([]bool, len(group.Levels()))
	for i, k := range data {
		if k < 0 {
			continue
		}
		_, own := norm.Groups[group.Levels()[k].Label]
		lacking := !own && norm.Pooled.SD == 0
		if math.IsNaN(x[i]) || lacking {
			data[i] = stats.Skipped
		}
		if !math.IsNaN(x[i]) && lacking && d.Weight(i) > 0 {
			without[k] = true
		}
	}

	var labels []string
	for k, yes := range without {
		if yes {
			labels = append(labels, group.Levels()[k].Label)
		}
	}
	return mustCodes(stats.NewCodes(group.Name(), group.Levels(), data)), labels
}

// withoutNorm warns of the groups whose respondents have no score of that name.
func (b *scoring) withoutNorm(name, group string, labels []string) stats.Warning {
	why := fmt.Sprintf("there the answers do not vary (groups of fewer than %d answers are taken together)", b.settings.MinGroup)
	if b.settings.Norms != nil {
		why = "the saved norms have none for them"
	}
	return stats.NewWarning("group-without-norm",
		"respondents with %s %s have no score of %s, which is normed within %s: %s; all others have theirs",
		group, quotedList(labels), strings.TrimSuffix(name, ".industry"), group, why)
}

// roi norms within industry and then over all.
func (b *scoring) roi(out *Score, x *series) error {
	industry := b.wave.Codes("respondent", "industry")
	if industry == nil {
		industry = b.wave.Codes("control", "industry")
	}
	within := x.value
	var warnings []stats.Warning
	var err error
	if industry == nil {
		out.Warnings = append(out.Warnings, b.noGroups("no-industry", "industry", "ROI is not normed within it", "respondent", "control"))
	} else if within, warnings, err = b.standardized("roi.industry", x.value, industry); err != nil {
		return err
	}
	out.Warnings = append(out.Warnings, warnings...)
	if out.Z, _, err = b.standardized("roi", within, nil); err != nil {
		return err
	}
	out.N = 0
	for _, z := range out.Z {
		if !math.IsNaN(z) {
			out.N++
		}
	}
	out.cut = b.meanCut(x, industry, out.Z)
	return nil
}

// whyNoScore says why a score is not there.
func whyNoScore(s *Scores, name ScoreName) string {
	for _, l := range s.LeftOut {
		if l.What == "score "+string(name) {
			return l.Why
		}
	}
	return "there is no score of " + string(name)
}
