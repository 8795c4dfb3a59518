package stats

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ctostudy/ctostudy/internal/words"
)

// LonelyPolicy says what a stratum with a single first-stage unit, which says
// nothing of its own spread, adds to a variance. The policies are those of
// Lumley's R package survey (2010, section 8.3). A stratum that was taken
// whole (population size 1) is never lonely: it adds nothing. A stratum that an
// estimate has no respondent in does not matter to it.
type LonelyPolicy int

const (
	// LonelyFail refuses the design with [ErrLonely], naming the strata.
	LonelyFail LonelyPolicy = iota
	// LonelyRemove lets the stratum add nothing, as if it was taken whole.
	LonelyRemove
	// LonelyAdjust takes the unit's squared distance from 0, the mean
	// influence of the whole sample; conservative.
	LonelyAdjust
	// LonelyAverage gives the stratum the mean of the other strata's
	// variances, of those that the estimate has respondents in.
	LonelyAverage
)

func (p LonelyPolicy) String() string { return words.Of(p, "fail", "remove", "adjust", "average") }

// MarshalText writes the policy's name.
func (p LonelyPolicy) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a policy's name: fail, remove, adjust or average.
func (p *LonelyPolicy) UnmarshalText(text []byte) error {
	for k := LonelyFail; k <= LonelyAverage; k++ {
		if k.String() == string(text) {
			*p = k
			return nil
		}
	}
	return fmt.Errorf("stats: there is no policy %q for lonely strata", text)
}

// ErrLonely is wrapped with the strata that have one first-stage unit only.
var ErrLonely = errors.New(
	"stats: strata with one first-stage unit have no variance (see DesignSettings.Lonely)")

// fullyTaken is the share of a stratum's population not sampled below which the
// stratum counts as taken whole, as in R's survey.
const fullyTaken = 1e-7

// lonely reports whether a stratum has one first-stage unit and was not taken
// whole.
func (f *frame) lonely(h int) bool { return f.size[h] == 1 && f.open(h) >= fullyTaken }

// lonelyAmong returns the names of the lonely strata that admit admits.
func (f *frame) lonelyAmong(admit func(h int) bool) []string {
	var out []string
	for h := range f.size {
		if f.lonely(h) && admit(h) {
			out = append(out, f.name(h))
		}
	}
	return out
}

// lonelyPolicy returns the policy, LonelyFail of a nil design.
func (d *Design) lonelyPolicy() LonelyPolicy {
	if d == nil {
		return LonelyFail
	}
	return d.settings.Lonely
}

// Lonely returns the strata that have a single first-stage unit and were not
// taken whole, each by its label in quotes or, without a label, by its number,
// in the order of the respondents. It is nil for a design without strata.
func (d *Design) Lonely() []string {
	if d == nil || d.settings.Strata == nil {
		return nil
	}
	return d.frame.lonelyAmong(func(int) bool { return true })
}

// Warnings returns what readers of every estimate under the design should know:
// the lonely strata ("lonely-strata"), by name, and what they add to variances
// under the design's policy.
func (d *Design) Warnings() []Warning {
	names := d.Lonely()
	if names == nil {
		return nil
	}

	what := map[LonelyPolicy]words.Phrase{
		LonelyFail: words.NewPhrase("an estimate with respondents there is refused"),
		LonelyRemove: words.NewPhrase("nothing is added to variances there, " +
			"so that errors are too small"),
		LonelyAdjust: words.NewPhrase("the unit's distance from the mean of the whole sample " +
			"stands for its variance, so that errors are rather too large"),
		LonelyAverage: words.NewPhrase("the mean of the other strata's variances stands for the " +
			"missing one"),
	}[d.settings.Lonely]
	return []Warning{NewWarning("lonely-strata",
		"%s a single first-stage unit: %s (policy %q); join it with a similar stratum",
		listed(names, "stratum", "strata"), what, d.settings.Lonely)}
}

// listed writes `stratum "a" has` or `strata "a", "b" have`, twenty names at
// most.
func listed(names []string, one, many string) string {
	if len(names) == 1 {
		return one + " " + names[0] + " has"
	}
	more := ""
	if len(names) > 20 {
		more = fmt.Sprintf(" and %d more", len(names)-20)
		names = names[:20]
	}
	return many + " " + strings.Join(names, ", ") + more + " have"
}
