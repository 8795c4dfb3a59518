package ctostudy

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// evaluateShare is a share with the interval of the tables.
func evaluateShare(m *Measure, c Claim, population string) (*evaluation, error) {
	construct, item, _ := strings.Cut(c.args[0], "/")
	e, err := m.shareEstimate(population, construct, item)
	if err != nil {
		return nil, err
	}
	return &evaluation{estimate: e, unit: UnitPercent, base: e.N}, nil
}

// setClassInterval gives the share of a class the interval of its table.
func setClassInterval(m *Measure, e *stats.Estimate, population string, args []string) {
	j, _ := strconv.Atoi(args[0])
	k, err := m.class(j)
	for _, s := range m.analysis.Archetypes.Shares {
		if err == nil && s.Population == population {
			*e = s.Class[k]
			return
		}
	}
	logitInterval(e) // of a population that has no row
}

// setGrowthInterval gives growth an interval that is symmetric for the logarithm of
// the ratio and so stays above -100%.
func setGrowthInterval(_ *Measure, e *stats.Estimate, _ string, _ []string) {
	ratio := e.Value + 1
	half := (e.High - e.Low) / 2 / ratio
	e.Low, e.High = ratio*math.Exp(-half)-1, ratio*math.Exp(half)-1
}

// exact returns a whole number without sampling error that rests on a base of
// respondents.
func exact(m *Measure, value, base int, err error) (*evaluation, error) {
	if err != nil {
		return nil, err
	}
	v := float64(value)
	return &evaluation{unit: UnitCount, base: base, estimate: &stats.Estimate{Value: v, Low: v, High: v,
		Level: m.analysis.Settings.Level, N: base, WeightedN: math.NaN(), EffectiveN: math.NaN()}}, nil
}

func evaluateCount(m *Measure, _ Claim, population string) (*evaluation, error) {
	mask, err := m.Mask(population)
	n := m.respondents(mask)
	return exact(m, n, n, err)
}

func evaluateLevels(m *Measure, c Claim, population string) (*evaluation, error) {
	different, answered, err := levelsOf(m, population, c.args[0])
	return exact(m, different, answered, err)
}

// levelsOf counts the different answers to an item, and who answered it.
func levelsOf(m *Measure, population, item string) (different, answered int, err error) {
	mask, err := m.Mask(population)
	if err != nil {
		return 0, 0, err
	}
	construct, name, _ := strings.Cut(item, "/")
	codes, text := m.analysis.Wave.Codes(construct, name), m.analysis.Wave.Text(construct, name)
	if codes == nil && text == nil {
		return 0, 0, notAvailable("the codebook has no item %q of %q with countable answers",
			name, construct)
	}
	seen, those := map[string]bool{}, slices.Clone(mask)
	for i := range those {
		answer := ""
		switch {
		case those[i] <= 0 || m.analysis.Design.Copies(i) == 0:
		case codes == nil:
			answer = text[i]
		case codes.At(i) >= 0:
			answer = strconv.Itoa(int(codes.At(i)))
		}
		if answer == "" {
			those[i] = 0
		} else {
			seen[answer] = true
		}
	}
	if len(seen) == 0 {
		return 0, 0, notAvailable("nobody in %q answered %q of %q", population, name, construct)
	}
	return len(seen), m.respondents(those), nil
}

func evaluateAsked(m *Measure, c Claim, population string) (*evaluation, error) {
	n, err := asked(m, population, c.args[0])
	return exact(m, n, n, err)
}

// asked counts the respondents to whom an item of the construct was put.
func asked(m *Measure, population, construct string) (int, error) {
	mask, err := m.Mask(population)
	if err != nil {
		return 0, err
	}
	items, err := itemsOf(m, construct)
	if err != nil {
		return 0, err
	}
	put := make([]bool, len(mask))
	for _, name := range items {
		x := m.analysis.Wave.Codes(construct, name)
		if x == nil {
			return 0, notAvailable("item %q of %q has no coded answers", name, construct)
		}
		for i := range put {
			put[i] = put[i] || x.At(i) != stats.NotAsked
		}
	}

	those := slices.Clone(mask)
	for i := range those {
		if !put[i] {
			those[i] = 0
		}
	}
	n := m.respondents(those)
	if n == 0 {
		return 0, notAvailable("%q was put to nobody in %q", construct, population)
	}
	return n, nil
}

// itemsOf returns the names of a construct's items.
func itemsOf(m *Measure, construct string) ([]string, error) {
	c := m.analysis.Wave.Construct(construct)
	if c == nil {
		return nil, notAvailable("the codebook has no construct %q", construct)
	}
	out := make([]string, len(c.Items))
	for i, item := range c.Items {
		out[i] = item.Name
	}
	return out, nil
}

// evaluateProfile is the chance of an answer in the archetype that the population
// names.
func evaluateProfile(m *Measure, c Claim, population string) (*evaluation, error) {
	j, ok := classIn(m.analysis.classes(), population)
	if !ok {
		return nil, notAvailable("population %q names no archetype", population)
	}
	e, err := m.Profile(j, c.args[0])
	if err != nil {
		return nil, err
	}
	return &evaluation{estimate: e, unit: UnitPercent, base: e.N}, nil
}

// evaluatePremium returns a premium of the analysis with its own interval.
func evaluatePremium(kind PremiumKind) func(*Measure, Claim, string) (*evaluation, error) {
	return func(m *Measure, c Claim, population string) (*evaluation, error) {
		row, err := claimedPremium(m, kind, population, c.args)
		if err != nil {
			return nil, err
		}
		if !row.Result.Defined {
			return nil, notAvailable("the premium is undefined: %s", row.Result.Why)
		}
		e := row.Result.Estimate
		base := min(row.Result.NHigh, row.Result.NLow)
		return &evaluation{estimate: &e, unit: UnitPercent, base: base}, nil
	}
}

// premiumOf returns a premium with everybody's influence on it.
func premiumOf(kind PremiumKind) func(*Measure, string, []string) (*stats.Linearized, error) {
	return func(m *Measure, population string, args []string) (*stats.Linearized, error) {
		row, err := claimedPremium(m, kind, population, args)
		if err != nil {
			return nil, err
		}
		if row.Result.Linearized == nil {
			return nil, notAvailable("the premium is undefined: %s", row.Result.Why)
		}
		return row.Result.Linearized, nil
	}
}

func claimedPremium(
	m *Measure, kind PremiumKind, population string, args []string,
) (*PremiumRow, error) {
	if population != "all" {
		return nil, notAvailable("premiums are computed for all respondents, not for %q", population)
	}
	return m.Premium(args[0], premiumMetric(args), kind)
}

// premiumMetric is the metric among a premium's arguments: all of them if there is none.
func premiumMetric(args []string) string {
	if len(args) < 2 {
		return AllMetrics
	}
	return args[1]
}

func scoreMean(m *Measure, population string, args []string) (*stats.Linearized, error) {
	return m.ScoreMean(population, args[0])
}

// average is the mean of shares.
func average(m *Measure, population string, items []string) (*stats.Linearized, error) {
	parts, gradient, sum := make([]*stats.Linearized, len(items)), make([]float64, len(items)), 0.0
	for j, item := range items {
		construct, name, _ := strings.Cut(item, "/")
		var err error
		if parts[j], err = m.Share(population, construct, name); err != nil {
			return nil, err
		}
		gradient[j] = 1 / float64(len(items))
		sum += parts[j].Value
	}
	return stats.Combine(sum/float64(len(items)), gradient, parts), nil
}

// growth is the second share over the first, minus 1.
func growth(m *Measure, population string, args []string) (*stats.Linearized, error) {
	a, err := average(m, population, args[:1])
	if err != nil {
		return nil, err
	}
	b, err := average(m, population, args[1:])
	if err != nil {
		return nil, err
	}
	if a.Value <= 0 {
		return nil, notAvailable("nobody in %q has %s, so growth from it is undefined",
			population, args[0])
	}
	out := stats.RatioOf(b, a)
	out.Value--
	return out, nil
}

// classShare is the mean chance of belonging to an archetype among those whom
// the classes were found from. The classes' profiles are taken as known.
func classShare(m *Measure, population string, args []string) (*stats.Linearized, error) {
	j, _ := strconv.Atoi(args[0]) // the grammar admits numbers only
	k, err := m.class(j)
	if err != nil {
		return nil, err
	}
	mask, err := m.Mask(population)
	if err != nil {
		return nil, err
	}
	a := m.analysis.Archetypes
	chance := make([]float64, len(mask))
	for i := range chance {
		chance[i] = math.NaN()
	}
	posterior := a.mask(k, len(mask))
	for _, i := range a.Rows {
		chance[i] = posterior[i]
	}
	out := m.mean(chance, mask)
	if out.N == 0 {
		return nil, notAvailable("nobody in %q was classified", population)
	}
	return out, nil
}

// optionsOf returns the shares of a construct's options in a population,
// without those that were not put to it.
func optionsOf(m *Measure, population, construct string) ([]*stats.Linearized, error) {
	items, err := itemsOf(m, construct)
	if err != nil {
		return nil, err
	}
	var out []*stats.Linearized
	for _, name := range items {
		p, err := m.Share(population, construct, name)
		if errors.Is(err, ErrNotAvailable) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if len(out) < 2 {
		return nil, notAvailable("fewer than two options of %q were answered in %q",
			construct, population)
	}
	return out, nil
}

// dispersion is the Gini-Simpson index of a construct's ticks,
// D = 1 - Q/P^2 with P = sum p and Q = sum p^2, so dD/dp = 2 (Q/P - p) / P^2.
func dispersion(m *Measure, population string, args []string) (*stats.Linearized, error) {
	parts, err := optionsOf(m, population, args[0])
	if err != nil {
		return nil, err
	}
	sum, squares := 0.0, 0.0
	for _, p := range parts {
		sum += p.Value
		squares += p.Value * p.Value
	}
	if sum == 0 {
		return nil, notAvailable("nobody in %q ticked an option of %q", population, args[0])
	}
	gradient := make([]float64, len(parts))
	for j, p := range parts {
		gradient[j] = 2 * (squares/sum - p.Value) / (sum * sum)
	}
	return stats.Combine(1-squares/(sum*sum), gradient, parts), nil
}

// disagreement is the mean of p (1 - p) over a construct's options.
func disagreement(m *Measure, population string, args []string) (*stats.Linearized, error) {
	parts, err := optionsOf(m, population, args[0])
	if err != nil {
		return nil, err
	}
	k := float64(len(parts))
	value, gradient := 0.0, make([]float64, len(parts))
	for j, p := range parts {
		value += p.Value * (1 - p.Value) / k
		gradient[j] = (1 - 2*p.Value) / k
	}
	return stats.Combine(value, gradient, parts), nil
}

// uncertainClass is for the share of a class: those of all who were classified are the
// model's own.
func uncertainClass(m *Measure, population string, _ []string) bool {
	classes := m.analysis.classes()
	return classes == nil || population != classes.Population
}

func uncertainScore(m *Measure, population string, _ []string) bool {
	_, ofClass := classIn(m.analysis.classes(), population)
	return ofClass
}

// uncertainItems is for what is computed from answers to items.
func uncertainItems(m *Measure, population string, items []string) bool {
	_, ofClass := classIn(m.analysis.classes(), population)
	return ofClass && !foundFrom(m, items)
}

// uncertainOptions is for what is computed from all of a construct's options.
func uncertainOptions(m *Measure, population string, args []string) bool {
	return uncertainItems(m, population, []string{args[0] + "/*"})
}

// foundFrom reports whether the classes were found from the items, each
// "construct/name" or "construct/*".
func foundFrom(m *Measure, items []string) bool {
	w := m.analysis.Wave
	classes := m.analysis.classes()
	if classes == nil {
		return false
	}
	archetype := w.Construct(classes.Items)
	if archetype == nil || m.analysis.Archetypes == nil {
		return false
	}
	used := func(item survey.Item) bool {
		return slices.ContainsFunc(archetype.Items, func(a survey.Item) bool {
			return slices.Contains(m.analysis.Archetypes.Items, a.Name) &&
				a.Field == item.Field && slices.Equal(a.Values, item.Values)
		})
	}

	for _, text := range items {
		construct, name, _ := strings.Cut(text, "/")
		c := w.Construct(construct)
		if c == nil {
			return false
		}
		for _, item := range c.Items {
			if (name == "*" || item.Name == name) && !used(item) {
				return false
			}
		}
	}
	return true
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
