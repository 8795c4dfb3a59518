package ctostudy

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/ctostudy/ctostudy/stats"
)

// Measure computes single quantities of an analysed wave. Estimates come
// linearised, with the influence of every respondent of the whole wave, so
// that differences and ratios between items, populations and scores keep
// their joint errors ([stats.Difference], [stats.RatioOf], [stats.Combine]).
//
// # Populations
//
// A population is "all" or names joined by points, of which a respondent must
// have each: the items of the codebook's construct "population" (in 2021 "cto", "cio" and "china")
// and "archetype1", "archetype2", ... for the named classes, or the word that the study has for
// them. Belonging to a class is uncertain: respondents enter with their posterior chance.
type Measure struct {
	analysis *Analysis
	classOf  []int

	mutex sync.Mutex
	masks map[string][]float64 // by population
}

// Measure returns the measuring of this analysis. classOf[j] is the class, by
// its index in Archetypes.Fit, that archetype j+1 names, or -1 for none; nil
// if the classes have no names, and then no population can hold a class.
func (a *Analysis) Measure(classOf []int) *Measure {
	return &Measure{analysis: a, classOf: slices.Clone(classOf), masks: map[string][]float64{}}
}

// Mask returns each respondent's membership of a population: 0 or 1, and
// between them for classes. A respondent whose membership is unknown has
// 0. A name that the codebook lacks is an [ErrPopulation]; a class that
// was not found, or not named, is an [ErrNotAvailable]. The slice is shared:
// treat it as read-only.
func (m *Measure) Mask(population string) ([]float64, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()

	if known := m.masks[population]; known != nil {
		return known, nil
	}
	mask, err := m.mask(population)
	if err == nil {
		m.masks[population] = mask
	}
	return mask, err
}

// mask computes what Mask keeps.
func (m *Measure) mask(population string) ([]float64, error) {
	for _, p := range m.analysis.populations {
		if p.name == population {
			return p.mask, nil
		}
	}

	out := make([]float64, m.analysis.Wave.Len())
	for i := range out {
		out[i] = 1
	}
	if population == "all" {
		return out, nil
	}
	for _, name := range strings.Split(population, ".") {
		part, err := m.member(name)
		if err != nil {
			return nil, fmt.Errorf("population %q: %w", population, err)
		}
		for i := range out {
			out[i] *= part[i]
		}
	}
	return out, nil
}

// respondents counts those whom a mask marks, by the rule of all bases
// ([stats.Design.Copies]): rows that weigh nothing are nobody. The chances of members
// of a class add up to their expected number, which is rounded.
func (m *Measure) respondents(mask []float64) int {
	n := 0.0
	for i, in := range mask {
		n += in * m.analysis.Design.Copies(i)
	}
	return int(math.Round(n))
}

// member returns the mask of a single name.
func (m *Measure) member(name string) ([]float64, error) {
	mask, err := memberMask(m.analysis.Wave, name)
	if mask != nil || err != nil {
		return mask, err
	}

	j, ok := classNumber(m.analysis.Study.Classes, name)
	if !ok {
		return nil, noPopulation(name)
	}
	k, err := m.class(j)
	if err != nil {
		return nil, err
	}
	return m.analysis.Archetypes.mask(k, m.analysis.Wave.Len()), nil
}

// class returns the class that archetype j names.
func (m *Measure) class(j int) (int, error) {
	a := m.analysis.Archetypes
	if a == nil {
		return 0, m.analysis.noClasses()
	}
	if j < 1 || j > len(m.classOf) || m.classOf[j-1] < 0 || m.classOf[j-1] >= a.Classes() {
		return 0, notAvailable("no class has the number %d", j)
	}
	return m.classOf[j-1], nil
}

// Share returns the share, 0 to 1, of a population that ticked an option, of
// those who were asked and answered:
//
//	p = sum w a x / sum w a
//
// with x 1 where ticked and 0 where not, and a the population's mask. An item
// that is no option, or that nobody of the population answered, is an
// [ErrNotAvailable].
func (m *Measure) Share(population, construct, item string) (*stats.Linearized, error) {
	x, mask, err := m.option(population, construct, item)
	if err != nil {
		return nil, err
	}
	return m.mean(ticks(x), mask), nil
}

// shareEstimate returns the share of [Measure.Share] with the interval of the
// tables.
func (m *Measure) shareEstimate(population, construct, item string) (*stats.Estimate, error) {
	x, mask, err := m.option(population, construct, item)
	if err != nil {
		return nil, err
	}
	if _, ofClass := classIn(m.analysis.classes(), population); ofClass {
		return shareOfClass(ticks(x), mask, m.analysis.Design, m.analysis.Settings.Level)
	}

	e, err := shareOf(x, mask, m.analysis.Design, m.analysis.Settings.Level)
	if err != nil {
		return nil, err
	}
	e.N = m.base(ticks(x), mask)
	return e, nil
}

// option returns an option that some of a population answered, and the
// population's mask.
func (m *Measure) option(population, construct, item string) (*stats.Codes, []float64, error) {
	mask, err := m.Mask(population)
	if err != nil {
		return nil, nil, err
	}
	x := m.analysis.Wave.Codes(construct, item)
	if x == nil {
		return nil, nil, notAvailable("the codebook has no item %q of %q", item, construct)
	}
	if len(x.Levels()) != 2 {
		return nil, nil, notAvailable("item %q of %q is no option but has %d answers",
			item, construct, len(x.Levels()))
	}
	if m.base(ticks(x), mask) == 0 {
		return nil, nil, notAvailable("nobody in %q answered %q of %q", population, item, construct)
	}
	return x, mask, nil
}

// mean is the mean of x over a population, with the base for its N.
func (m *Measure) mean(x, mask []float64) *stats.Linearized {
	out := stats.LinearMean(x, mask, m.analysis.Design)
	out.N = m.base(x, mask)
	return out
}

// base is the unweighted number of respondents of a population behind a mean of
// x; for an archetype, to which everybody belongs with some chance, the sum of
// the chances.
func (m *Measure) base(x, mask []float64) int {
	sum := 0.0
	for i, a := range mask {
		if !math.IsNaN(x[i]) && m.analysis.Design.Weight(i) > 0 {
			sum += a
		}
	}
	return int(math.Round(sum))
}

// ScoreMean returns the mean z of a score in a population, in standard
// deviations of all respondents (for an index, of the respondent's group). The
// norms behind z are taken as known.
func (m *Measure) ScoreMean(population string, name string) (*stats.Linearized, error) {
	mask, err := m.Mask(population)
	if err != nil {
		return nil, err
	}
	if m.analysis.Scores == nil {
		return nil, notAvailable("scores: %s", m.analysis.whyNot("scores"))
	}
	score := m.analysis.Scores.Get(name)
	if score == nil {
		return nil, notAvailable("score %s: %s", name, m.analysis.whyNot("score "+name))
	}
	out := m.mean(score.Z, mask)
	if out.N == 0 {
		return nil, notAvailable("nobody in %q has a score of %s", population, name)
	}
	return out, nil
}

// Estimate returns a linearised estimate with its standard error and interval
// under the wave's design, at the analysis' level. If the design says nothing
// of its spread, as in a population within a single cluster, error and interval
// are NaN and a warning says so.
func (m *Measure) Estimate(l *stats.Linearized) (*stats.Estimate, error) {
	return estimateOf(l, m.analysis.Design, m.analysis.Settings.Level)
}

// Profile returns the chance, 0 to 1, that a member of an archetype ticks one
// of the items the classes were found from, with the latent class model's own
// standard error.
func (m *Measure) Profile(archetype int, item string) (*stats.Estimate, error) {
	k, err := m.class(archetype)
	if err != nil {
		return nil, err
	}
	return m.analysis.Archetypes.Ticked(k, item)
}

// Premium returns a premium of the analysis.
func (m *Measure) Premium(outcome string, metric string, kind PremiumKind) (*PremiumRow, error) {
	for i := range m.analysis.Premiums {
		if p := &m.analysis.Premiums[i]; p.Outcome == outcome && p.Metric == metric && p.Kind == kind {
			return p, nil
		}
	}
	what := premiumName(outcome, metric, kind)
	return nil, notAvailable("%s: %s", what, m.analysis.whyNot(what))
}

// ticks returns an option as numbers: 1 ticked, 0 not ticked, NaN missing.
func ticks(x *stats.Codes) []float64 {
	out := make([]float64, x.Len())
	for i := range out {
		out[i] = math.NaN()
		if k := x.At(i); k >= 0 {
			out[i] = float64(k)
		}
	}
	return out
}

// mustCodes is for columns made from valid ones.
func mustCodes(c *stats.Codes, err error) *stats.Codes {
	if err != nil {
		panic("ctostudy: a column made from a valid one is valid: " + err.Error())
	}
	return c
}
