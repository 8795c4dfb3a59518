package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// Errors of measuring a wave. They are wrapped with the detail.
var (
	// ErrNotAvailable is returned for what a wave does not allow: a construct
	// that its codebook lacks, a question nobody answered, a part of the
	// analysis that was left out.
	ErrNotAvailable = errors.New("ctostudy: not available in this wave")
	// ErrPopulation is returned for a text that names no population.
	ErrPopulation = errors.New("ctostudy: not a population")
)

func notAvailable(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotAvailable, fmt.Sprintf(format, args...))
}

// reason returns why something is not available, in words.
func reason(err error) string {
	return strings.TrimPrefix(err.Error(), ErrNotAvailable.Error()+": ")
}

// Measure computes single quantities of an analysed wave. Estimates come
// linearised, with the influence of every respondent of the whole wave, so
// that differences and ratios between items, populations and scores keep
// their joint errors ([stats.Difference], [stats.RatioOf], [stats.Combine]).
//
// # Populations
//
// A population is "all" or names joined by points, of which a respondent must
// have each: the items of the codebook's construct "population", such as
// "cto", "cio" and "china", and "archetype1", "archetype2", ... for the named
// classes. Belonging to an archetype is uncertain: respondents enter with
// their posterior chance.
type Measure struct {
	analysis *Analysis
	classOf  []int
}

// Measure returns the measuring of this analysis. classOf[j] is the class, by
// its index in Archetypes.Fit, that archetype j+1 names, or -1 for none; nil
// where the classes have no names, and then no population can hold an
// archetype.
func (a *Analysis) Measure(classOf []int) *Measure {
	return &Measure{analysis: a, classOf: append([]int(nil), classOf...)}
}

// Mask returns each respondent's membership of a population: 0 or 1, and
// between them for archetypes. A respondent whose membership is unknown has
// 0. A name that the codebook lacks is an [ErrPopulation]; an archetype that
// was not found, or not named, is an [ErrNotAvailable].
func (m *Measure) Mask(population string) ([]float64, error) {
	n := m.analysis.Wave.Len()
	out := make([]float64, n)
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

// member returns the mask of a single name.
func (m *Measure) member(name string) ([]float64, error) {
	if in := m.analysis.Wave.Codes("population", name); in != nil {
		if n := len(in.Levels()); n != 2 {
			return nil, fmt.Errorf("%w: item %q of the codebook's construct \"population\" has %d answers, and nothing says which of them belong: give it values",
				ErrPopulation, name, n)
		}
		out := make([]float64, in.Len())
		for i := range out {
			if in.At(i) == 1 {
				out[i] = 1
			}
		}
		return out, nil
	}
	number, ok := strings.CutPrefix(name, "archetype")
	j, err := strconv.Atoi(number)
	if !ok || err != nil || j < 1 {
		return nil, fmt.Errorf("%w: the codebook's construct \"population\" has no item %q", ErrPopulation, name)
	}
	k, err := m.class(j)
	if err != nil {
		return nil, err
	}
	return m.analysis.Archetypes.mask(k, m.analysis.Wave.Len()), nil
}

// archetypeOf returns the archetype's number in a population such as
// "cto.archetype2".
func archetypeOf(population string) (int, bool) {
	for _, name := range strings.Split(population, ".") {
		if number, ok := strings.CutPrefix(name, "archetype"); ok {
			j, err := strconv.Atoi(number)
			return j, err == nil && 1 <= j && j <= 99
		}
	}
	return 0, false
}

// class returns the class that archetype j names.
func (m *Measure) class(j int) (int, error) {
	a := m.analysis.Archetypes
	if a == nil {
		return 0, notAvailable("archetypes: %s", m.analysis.whyNot("archetypes"))
	}
	if j < 1 || j > len(m.classOf) || m.classOf[j-1] < 0 || m.classOf[j-1] >= a.Classes() {
		return 0, notAvailable("no class is named archetype %d", j)
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
	if _, ofClass := archetypeOf(population); ofClass {
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
		return nil, nil, notAvailable("item %q of %q is no option but has %d answers", item, construct, len(x.Levels()))
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
// deviations of all respondents (for [Collaboration], of the respondent's
// role). The norms behind z are taken as known.
func (m *Measure) ScoreMean(population string, name ScoreName) (*stats.Linearized, error) {
	mask, err := m.Mask(population)
	if err != nil {
		return nil, err
	}
	if m.analysis.Scores == nil {
		return nil, notAvailable("scores: %s", m.analysis.whyNot("scores"))
	}
	score := m.analysis.Scores.Get(name)
	if score == nil {
		return nil, notAvailable("score %s: %s", name, m.analysis.whyNot("score "+string(name)))
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

// Claim returns what a claim comes to in a population, in the unit of its kind
// (shares, growth and premiums in percent), with its interval at the analysis'
// level. What the wave does not allow is an [ErrNotAvailable]. Of an order it is
// the smallest contrast, of a grouping the number of items in place.
func (m *Measure) Claim(c Claim, population string) (*stats.Estimate, error) {
	e, err := c.evaluate(m, population)
	if err != nil {
		return nil, err
	}
	return inUnit(e.estimate, e.unit), nil
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
func (m *Measure) Premium(outcome string, metric ScoreName, kind PremiumKind) (*PremiumRow, error) {
	for i := range m.analysis.Premiums {
		if p := &m.analysis.Premiums[i]; p.Outcome == outcome && p.Metric == metric && p.Kind == kind {
			return p, nil
		}
	}
	what := premiumName(outcome, metric, kind)
	return nil, notAvailable("%s: %s", what, m.analysis.whyNot(what))
}
