package ctostudy

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// evaluation is what a claim comes to on a wave.
type evaluation struct {
	// estimate is in the claim's own unit, shares and growth as fractions.
	// For an order it is the smallest contrast, for a grouping the number of
	// items in place. Numbers without sampling error have StdErr 0.
	estimate *stats.Estimate
	unit     Unit
	// base is the smallest number of respondents behind any part of it.
	base int
	// contrasts are the inequalities of an order, or of a grouping the listed
	// option minus the most frequent other; all are claimed to be > 0.
	contrasts []contrast
}

// contrast is one stated inequality left > right.
type contrast struct {
	left, right     claimTerm // with their populations
	of              termPair
	*stats.Estimate // of one that is as stated value and base alone
}

func (c contrast) String() string { return c.left.String() + " > " + c.right.String() }

// Claim returns what a claim comes to in a population, in the unit of its kind
// (shares, growth and premiums in percent), with its interval at the analysis'
// level. What the wave does not allow is an [ErrNotAvailable]. Of an order it is
// the smallest contrast, of a grouping the number of items in place.
func (m *Measure) Claim(c Claim, population string) (*stats.Estimate, error) {
	e, err := m.evaluate(c, population)
	if err != nil {
		return nil, err
	}
	return inUnit(e.estimate, e.unit), nil
}

// evaluate computes a claim in a population. What the wave does not allow is
// an ErrNotAvailable.
func (m *Measure) evaluate(c Claim, population string) (*evaluation, error) {
	switch c.Kind {
	case ClaimNone:
		return nil, notAvailable("the claim is not computed from this survey's answers")
	case ClaimShare:
		construct, item, _ := strings.Cut(c.term.args[0], "/")
		e, err := m.shareEstimate(population, construct, item)
		if err != nil {
			return nil, err
		}
		return &evaluation{estimate: e, unit: UnitPercent, base: e.N}, nil
	case ClaimCount:
		n, err := m.count(population)
		return m.exact(n, n, err)
	case ClaimLevels:
		return m.exact(m.levels(population, c.term.args[0]))
	case ClaimAsked:
		n, err := m.asked(population, c.term.args[0])
		return m.exact(n, n, err)
	case ClaimProfile:
		return m.profile(population, c.term.args[0])
	case ClaimHighPremium, ClaimClosePremium, ClaimBothPremium:
		return m.premium(c.term, population)
	case ClaimOrder:
		return m.order(c, population)
	case ClaimGrouping:
		return m.grouping(c, population)
	}
	l, err := m.linear(c.term, population)
	if err != nil {
		return nil, err
	}
	e, err := m.Estimate(l)
	if err != nil {
		return nil, err
	}
	m.setInterval(e, c, population)
	return &evaluation{estimate: e, unit: c.Kind.unit(), base: e.N}, nil
}

// setInterval gives the share of a class the interval of its table, and growth
// one that is symmetric for the logarithm of the ratio and so stays above -100%. Other
// quantities keep their symmetric interval.
func (m *Measure) setInterval(e *stats.Estimate, c Claim, population string) {
	switch c.Kind {
	case ClaimClass:
		j, _ := strconv.Atoi(c.term.args[0])
		k, err := m.class(j)
		for _, s := range m.analysis.Archetypes.Shares {
			if err == nil && s.Population == population {
				*e = s.Class[k]
				return
			}
		}
		logitInterval(e) // of a population that has no row
	case ClaimGrowth:
		ratio := e.Value + 1
		half := (e.High - e.Low) / 2 / ratio
		e.Low, e.High = ratio*math.Exp(-half)-1, ratio*math.Exp(half)-1
	}
}

// exact returns a whole number without sampling error that rests on a base of
// respondents.
func (m *Measure) exact(value, base int, err error) (*evaluation, error) {
	if err != nil {
		return nil, err
	}
	v := float64(value)
	return &evaluation{unit: UnitCount, base: base, estimate: &stats.Estimate{Value: v, Low: v, High: v,
		Level: m.analysis.Settings.Level, N: base, WeightedN: math.NaN(), EffectiveN: math.NaN()}}, nil
}

func (m *Measure) count(population string) (int, error) {
	mask, err := m.Mask(population)
	sum := 0.0
	for _, a := range mask {
		sum += a
	}
	return int(math.Round(sum)), err
}

// levels counts the different answers to an item, and who answered it.
func (m *Measure) levels(population, item string) (different, answered int, err error) {
	mask, err := m.Mask(population)
	if err != nil {
		return 0, 0, err
	}
	construct, name, _ := strings.Cut(item, "/")
	codes, text := m.analysis.Wave.Codes(construct, name), m.analysis.Wave.Text(construct, name)
	if codes == nil && text == nil {
		return 0, 0, notAvailable("the codebook has no item %q of %q with countable answers", name, construct)
	}
	seen := map[string]bool{}
	for i, a := range mask {
		answer := ""
		switch {
		case a <= 0:
		case codes == nil:
			answer = text[i]
		case codes.At(i) >= 0:
			answer = strconv.Itoa(int(codes.At(i)))
		}
		if answer != "" {
			seen[answer] = true
			answered++
		}
	}
	if answered == 0 {
		return 0, 0, notAvailable("nobody in %q answered %q of %q", population, name, construct)
	}
	return len(seen), answered, nil
}

// asked counts the respondents to whom an item of the construct was put.
func (m *Measure) asked(population, construct string) (int, error) {
	mask, err := m.Mask(population)
	if err != nil {
		return 0, err
	}
	items, err := m.items(construct)
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
			put[i] = put[i] || mask[i] > 0 && x.At(i) != stats.NotAsked
		}
	}
	n := 0
	for _, p := range put {
		if p {
			n++
		}
	}
	if n == 0 {
		return 0, notAvailable("%q was put to nobody in %q", construct, population)
	}
	return n, nil
}

// items returns the names of a construct's items.
func (m *Measure) items(construct string) ([]string, error) {
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

// profile is the chance of an answer in the archetype that the population
// names.
func (m *Measure) profile(population, item string) (*evaluation, error) {
	j, ok := archetypeOf(population)
	if !ok {
		return nil, notAvailable("population %q names no archetype", population)
	}
	e, err := m.Profile(j, item)
	if err != nil {
		return nil, err
	}
	return &evaluation{estimate: e, unit: UnitPercent, base: e.N}, nil
}

// Archetype returns the number of the archetype that the figure's population names,
// such as "cto.archetype2"; false if it names none.
func (f Figure) Archetype() (int, bool) { return archetypeOf(f.Population) }

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

// premium returns a premium of the analysis with its own interval.
func (m *Measure) premium(t claimTerm, population string) (*evaluation, error) {
	row, err := m.premiumRow(t, population)
	if err != nil {
		return nil, err
	}
	if !row.Result.Defined {
		return nil, notAvailable("the premium is undefined: %s", row.Result.Why)
	}
	e := row.Result.Estimate
	return &evaluation{estimate: &e, unit: UnitPercent, base: min(row.Result.NHigh, row.Result.NLow)}, nil
}

func (m *Measure) premiumRow(t claimTerm, population string) (*PremiumRow, error) {
	if population != "all" {
		return nil, notAvailable("premiums are computed for all respondents, not for %q", population)
	}
	switch t.kind {
	case ClaimHighPremium:
		return m.Premium(t.args[0], ScoreName(t.args[1]), HighLow)
	case ClaimClosePremium:
		return m.Premium(t.args[0], ScoreName(t.args[1]), CloseDistant)
	}
	return m.Premium(t.args[0], AllMetrics, BothNeither)
}

// linear computes a term without wildcard, with everybody's influence on it.
func (m *Measure) linear(t claimTerm, population string) (*stats.Linearized, error) {
	if t.population != "" {
		population = t.population
	}
	switch t.kind {
	case claimConstant:
		return &stats.Linearized{Value: t.number, Influence: make([]float64, m.analysis.Wave.Len()),
			N: math.MaxInt, WeightedN: math.Inf(1), EffectiveN: math.Inf(1)}, nil
	case ClaimShare, ClaimAverage:
		return m.average(population, t.args)
	case ClaimGrowth:
		return m.growth(population, t.args[0], t.args[1])
	case ClaimHighPremium, ClaimClosePremium, ClaimBothPremium:
		row, err := m.premiumRow(t, population)
		if err != nil {
			return nil, err
		}
		if row.Result.Linearized == nil {
			return nil, notAvailable("the premium is undefined: %s", row.Result.Why)
		}
		return row.Result.Linearized, nil
	case ClaimClass:
		j, _ := strconv.Atoi(t.args[0])
		return m.classShare(population, j)
	case ClaimMeanScore:
		return m.ScoreMean(population, ScoreName(t.args[0]))
	case ClaimDispersion:
		return m.dispersion(population, t.args[0])
	case ClaimDisagreement:
		return m.disagreement(population, t.args[0])
	}
	return nil, notAvailable("%s has no influence of respondents", t.kind)
}

// average is the mean of shares.
func (m *Measure) average(population string, items []string) (*stats.Linearized, error) {
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

func (m *Measure) growth(population, from, to string) (*stats.Linearized, error) {
	a, err := m.average(population, []string{from})
	if err != nil {
		return nil, err
	}
	b, err := m.average(population, []string{to})
	if err != nil {
		return nil, err
	}
	if a.Value <= 0 {
		return nil, notAvailable("nobody in %q has %s, so growth from it is undefined", population, from)
	}
	out := stats.RatioOf(b, a)
	out.Value--
	return out, nil
}

// classShare is the mean chance of belonging to an archetype among those whom
// the classes were found from. The classes' profiles are taken as known.
func (m *Measure) classShare(population string, j int) (*stats.Linearized, error) {
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

// options returns the shares of a construct's options in a population,
// without those that were not put to it.
func (m *Measure) options(population, construct string) ([]*stats.Linearized, error) {
	items, err := m.items(construct)
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
		return nil, notAvailable("fewer than two options of %q were answered in %q", construct, population)
	}
	return out, nil
}

// dispersion is the Gini-Simpson index of a construct's ticks,
// D = 1 - Q/P^2 with P = sum p and Q = sum p^2, so dD/dp = 2 (Q/P - p) / P^2.
func (m *Measure) dispersion(population, construct string) (*stats.Linearized, error) {
	parts, err := m.options(population, construct)
	if err != nil {
		return nil, err
	}
	sum, squares := 0.0, 0.0
	for _, p := range parts {
		sum += p.Value
		squares += p.Value * p.Value
	}
	if sum == 0 {
		return nil, notAvailable("nobody in %q ticked an option of %q", population, construct)
	}
	gradient := make([]float64, len(parts))
	for j, p := range parts {
		gradient[j] = 2 * (squares/sum - p.Value) / (sum * sum)
	}
	return stats.Combine(1-squares/(sum*sum), gradient, parts), nil
}

// disagreement is the mean of p (1 - p) over a construct's options.
func (m *Measure) disagreement(population, construct string) (*stats.Linearized, error) {
	parts, err := m.options(population, construct)
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
