package drivers

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/internal/bases"
	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/stats"
)

// PremiumSettings set the level of the intervals and name the ties.
type PremiumSettings struct {
	// Level is the confidence level in (0, 1); if zero, 0.95.
	Level float64
	// Ties marks (code 1) the respondents whose metric is exactly at the
	// cut between high and low; if nil, nobody. With it the result tells
	// their share, and the premium with each of them in the other group.
	Ties *stats.Codes `json:"-"`
	// Resamples is the number of bootstrap resamples of the studentised
	// interval; if zero, there is none.
	Resamples int
	// Seed of the resamples.
	Seed uint64
}

func (s *PremiumSettings) resolved() (PremiumSettings, error) {
	var out PremiumSettings
	if s != nil {
		out = *s
	}
	var err error
	if out.Resamples < 0 {
		return out, fmt.Errorf("%w: %d resamples", ErrSettings, out.Resamples)
	}
	if err := fits("resamples", out.Resamples); err != nil {
		return out, err
	}
	out.Level, err = resolvedLevel(out.Level)
	return out, err
}

// PremiumResult is how much faster one group grows than another.
type PremiumResult struct {
	// Estimate is the premium as a fraction (0.36: growth is 36% higher,
	// not 36 points), with the standard error of the delta method and
	// Fieller's interval. Its N is NHigh + NLow. Where Defined is false, all
	// but N and the weights are NaN.
	stats.Estimate
	// Defined is false where the low group's mean growth is not clearly
	// positive, that is where Fieller's set is not an interval or the mean
	// is negative. A ratio to it then says nothing; Difference still does.
	Defined bool
	// Why says in words why the premium is not defined; empty where it is.
	Why string
	// Set is Fieller's confidence set, also where the premium is refused.
	Set FiellerSet
	// HighMean and LowMean are the groups' mean growth rates with t
	// intervals of NHigh - 1 and NLow - 1 degrees of freedom; Difference
	// is HighMean - LowMean (0.02: 2 points) with Welch's interval of
	// DifferenceDF degrees.
	HighMean, LowMean, Difference stats.Estimate
	DifferenceDF                  float64
	// NHigh and NLow count the respondents compared: in a group, with a
	// growth rate and a positive weight.
	NHigh, NLow int
	// TieShare is the weighted share (0 to 1) of those compared who are
	// exactly at the cut; NaN where Settings.Ties is nil.
	TieShare float64
	// TiesOther is the premium with ties in the other group: nil where
	// Settings.Ties is nil, or where a warning says why it is undefined.
	TiesOther *stats.Estimate
	// BootstrapLow and BootstrapHigh bound the studentised bootstrap interval;
	// NaN without resamples, or where it is not bounded.
	BootstrapLow, BootstrapHigh float64
	// Linearized is the premium with each respondent's influence on it, for
	// contrasts with other premiums of the same sample; nil where the
	// premium is not defined. Its standard error is StdErr but for a
	// relative difference of the order of 1/NHigh + 1/NLow.
	Linearized *stats.Linearized `json:"-"`
	Settings   PremiumSettings
}

// Premium returns by how much mean growth is higher in one group than in
// another:
//
//	premium = m_H / m_L - 1,   m_G = sum_G w g / sum_G w
//	se      = sqrt(v_H + (m_H/m_L)^2 v_L) / |m_L|                    (delta method)
//	v_G     = n_G/(n_G-1) sum_G w^2 (g - m_G)^2 / (sum_G w)^2
//	set     = {r - 1: (m_H - r m_L)^2 <= t^2 (v_H + r^2 v_L)}        (Fieller)
//
// with t Student's quantile at Satterthwaite's degrees of freedom for the
// estimated ratio. Without weights v_G is s^2/n_G and the difference in points
// has exactly Welch's interval. It says what goes with being high, not what
// being high brings about.
//
// growth holds one rate per respondent as a fraction, NaN for none (see
// [Growth]); high is 1 for the high group and 0 for the low, a missing state
// for those outside the comparison. Both of these leave a respondent out.
// Sampling weights count as in v_G, frequency weights as repeated rows. Under
// strata, clusters, finite populations or raking v_G is the design's (as is the
// covariance of the two means, which then enters se and set), on its degrees of
// freedom.
//
// The bootstrap interval resamples each group with replacement (Hwang 1995,
// Fieller's problems and resampling techniques): with r the estimated ratio,
// t* = (m_H* - r m_L*) / sqrt(v_H* + r^2 v_L*) takes the place of Student's t in
// the set, its lower quantile giving the upper limit. It is refused under a
// design by [stats.ErrDesign].
//
// A low mean that is not clearly positive is no error: see Defined and Why. A
// group of fewer than two, or within one cluster of each stratum, is an
// [ErrGroupSize], an infinite rate an
// [ErrValue], a column of more levels than two an [ErrSettings], a bad level an
// [ErrSettings]. It panics when lengths differ.
//
// Sources: Fieller (1954), J. R. Stat. Soc. B 16, 175-185; for unequal
// variances Tamhane and Logan (2004), J. Biopharm. Stat. 14, 843-856; Welch
// (1947), Biometrika 34, 28-35.
func Premium(growth []float64, high *stats.Codes, d *stats.Design,
	s *PremiumSettings) (*PremiumResult, error) {
	settings, err := premiumInput(growth, high, d, s)
	if err != nil {
		return nil, err
	}
	return withTies(rates{part: growth}, high.Data(), d, settings)
}

// premiumInput checks what every premium is given.
func premiumInput(growth []float64, high *stats.Codes, d *stats.Design,
	s *PremiumSettings) (PremiumSettings, error) {
	if len(growth) != high.Len() {
		panic(badHigh)
	}
	d.Check(len(growth))
	settings, err := s.resolved()
	if err != nil {
		return settings, err
	}
	if settings.Ties != nil && settings.Ties.Len() != high.Len() {
		panic(badTies)
	}
	for _, c := range []*stats.Codes{high, settings.Ties} {
		if c != nil && len(c.Levels()) != 2 {
			return settings, notYesOrNo(c)
		}
	}
	// Variances are squares, and their own squares give degrees of freedom.
	const greatest, least = 1e70, 1e-70
	largest := 0.0
	for i, g := range growth {
		if math.Abs(g) > greatest {
			return settings, fmt.Errorf("%w: row %d: growth %v is infinite or nearly so", ErrValue,
				i, g)
		}
		if !math.IsNaN(g) {
			largest = math.Max(largest, math.Abs(g))
		}
	}
	if largest > 0 && largest < least {
		return settings, fmt.Errorf("%w: no growth is above %.3g, whose squares vanish", ErrValue,
			largest)
	}
	return settings, nil
}

// rates are what a premium compares: each respondent's growth is part / base,
// and a group's the ratio of the sums, so that a base of 1 for all (nil) makes
// it a mean.
type rates struct{ part, base []float64 }

// at returns the part and the base of a respondent; NaN for the part where
// there is no growth.
func (r rates) at(i int) (part, base float64) {
	if r.base == nil {
		return r.part[i], 1
	}
	return r.part[i], r.base[i]
}

// premium compares the groups 1 and 0 of side; it does not look at ties.
func premium(r rates, side []int8, d *stats.Design, s PremiumSettings) (*PremiumResult, error) {
	if s.Resamples > 0 && !d.Simple() {
		return nil, fmt.Errorf("%w: the studentised bootstrap", stats.ErrDesign)
	}
	if s.Resamples > 0 {
		if err := fitCopies(d, compared(side), 2); err != nil {
			return nil, err
		}
	}
	linH, h, err := group(r, side, 1, d)
	if err != nil {
		return nil, fmt.Errorf("the high group: %w", err)
	}
	linL, l, err := group(r, side, 0, d)
	if err != nil {
		return nil, fmt.Errorf("the low group: %w", err)
	}
	c := comparison{linH: linH, linL: linL, h: h, l: l}
	c.dfH, c.dfL = float64(h.n-1), float64(l.n-1)
	c.dfDifference, c.dfRatio = satterthwaite(h.variance, l.variance, h.n, l.n), ratioDF(h, l)
	if !d.Simple() {
		v, err := d.Covariance(columnsOfInfluence(linH, linL))
		if err != nil {
			return nil, err
		}
		c.h.variance, c.l.variance, c.cov = v.At(0, 0), v.At(1, 1), v.At(0, 1)
		c.dfH, c.dfL = linH.DF, linL.DF
		both := make([]float64, len(side))
		for i, k := range side {
			if k >= 0 {
				both[i] = 1
			}
		}
		c.dfDifference = stats.LinearMean(r.part, both, d).DF
		c.dfRatio = c.dfDifference
	}
	out := c.result(s)
	if s.Resamples > 0 {
		out.bootstrap(r, side, d)
	}
	return out, nil
}

// compared returns the rows in either group.
func compared(side []int8) []int {
	var out []int
	for i, k := range side {
		if k >= 0 {
			out = append(out, i)
		}
	}
	return out
}

// comparison is two growth rates with their joint error.
type comparison struct {
	linH, linL                      *stats.Linearized
	h, l                            groupMean
	cov                             float64
	dfH, dfL, dfDifference, dfRatio float64
}

func (c *comparison) result(s PremiumSettings) *PremiumResult {
	h, l := c.h, c.l
	out := &PremiumResult{Settings: s, NHigh: h.n, NLow: l.n, BootstrapLow: math.NaN(),
		BootstrapHigh: math.NaN(), TieShare: math.NaN()}
	out.HighMean = interval(c.linH, h.variance, c.dfH, s.Level)
	out.LowMean = interval(c.linL, l.variance, c.dfL, s.Level)
	out.DifferenceDF = c.dfDifference
	out.Difference = interval(pooled(stats.Difference(c.linH, c.linL), c.linH, c.linL),
		h.variance+l.variance-2*c.cov, out.DifferenceDF, s.Level)
	out.Set = fieller(h, l, c.cov, c.dfRatio, s.Level)
	out.Why = refusal(l, out.Set, s.Level)
	out.Defined = out.Why == ""

	lin := pooled(&stats.Linearized{Value: math.NaN()}, c.linH, c.linL)
	out.Estimate = stats.Estimate{Value: math.NaN(), StdErr: math.NaN(), Low: math.NaN(),
		High:  math.NaN(),
		Level: s.Level, N: lin.N, WeightedN: lin.WeightedN, EffectiveN: lin.EffectiveN}
	if out.Defined {
		out.Linearized = pooled(stats.RatioOf(c.linH, c.linL), c.linH, c.linL)
		out.Linearized.Value--
		r := h.mean / l.mean
		out.Value, out.Low, out.High = out.Linearized.Value, out.Set.Low, out.Set.High
		out.StdErr = math.Sqrt(h.variance+r*r*l.variance-2*r*c.cov) / l.mean
	}
	out.Warnings = premiumWarnings(out, h, l)
	return out
}

// group returns the growth of the respondents on one side.
func group(r rates, side []int8, which int8,
	d *stats.Design) (*stats.Linearized, groupMean, error) {
	mask := make([]float64, len(side))
	for i, k := range side {
		if k == which {
			mask[i] = 1
		}
	}
	lin := stats.LinearMean(r.part, mask, d)
	if err := enough(lin, d); err != nil {
		return nil, groupMean{}, err
	}
	if r.base != nil {
		base := make([]float64, len(r.base)) // over the same respondents
		for i, b := range r.base {
			if base[i] = b; math.IsNaN(r.part[i]) {
				base[i] = math.NaN()
			}
		}
		below := stats.LinearMean(base, mask, d)
		if !(below.Value > 0) {
			return nil, groupMean{}, fmt.Errorf("the bases are not positive in sum, their mean is %v: %w", below.Value, ErrGroupSize)
		}
		n := lin.N
		lin = stats.RatioOf(lin, below)
		lin.N = n
	}
	sum := 0.0
	for i, e := range lin.Influence {
		if e != 0 {
			sum += e * e / d.Copies(i)
		}
	}
	n := float64(lin.N)
	return lin, groupMean{mean: lin.Value, variance: n / (n - 1) * sum, n: lin.N}, nil
}

// enough returns an error where a group is too small for its mean to have an
// error: within one cluster what respondents add to the mean's variance cancels
// to rounding noise, which must not pass for certainty.
func enough(lin *stats.Linearized, d *stats.Design) error {
	switch {
	case lin.N < 2:
		return fmt.Errorf("%w: it has %d", ErrGroupSize, lin.N)
	case !d.Simple() && lin.DF <= 0:
		return fmt.Errorf("%w: its %d respondents are in one cluster of each stratum", ErrGroupSize,
			lin.N)
	}
	return nil
}

// pooled sets the sizes of a contrast of two disjoint groups to theirs together.
func pooled(out, a, b *stats.Linearized) *stats.Linearized {
	out.N = a.N + b.N
	out.WeightedN = a.WeightedN + b.WeightedN

	// Scaled by a power of two, which changes no digit, no square overflows.
	_, exponent := math.Frexp(out.WeightedN)
	wa, wb := math.Ldexp(a.WeightedN, -exponent), math.Ldexp(b.WeightedN, -exponent)
	squares := wa*wa/a.EffectiveN + wb*wb/b.EffectiveN
	out.EffectiveN = (wa + wb) * (wa + wb) / squares
	return out
}

func interval(l *stats.Linearized, variance, df, level float64) stats.Estimate {
	out := stats.Estimate{Value: l.Value, StdErr: math.Sqrt(variance), Level: level,
		N: l.N, WeightedN: l.WeightedN, EffectiveN: l.EffectiveN}
	half := tails.Critical(level, df) * out.StdErr
	out.Low, out.High = out.Value-half, out.Value+half
	return out
}

// refusal says why no premium is given, or nothing.
func refusal(low groupMean, set FiellerSet, level float64) string {
	switch {
	case low.mean <= 0:
		return fmt.Sprintf("the low group's mean growth is %.3g%%, not positive, so a ratio to it says nothing; read the difference in points",
			100*low.mean)
	case set.Kind != bounded:
		return fmt.Sprintf("the low group's mean growth, %.3g%% with a standard error of %.2g points, is not clearly positive, so that no ratio to it is bounded at level %g (Fieller's set: %s); read the difference in points",
			100*low.mean, 100*math.Sqrt(low.variance), level, set.Kind)
	}
	return ""
}

func premiumWarnings(r *PremiumResult, h, l groupMean) []stats.Warning {
	var out []stats.Warning
	if !r.Defined {
		out = append(out, stats.NewWarning("premium-undefined", "%s", r.Why))
	}
	if r.Defined && h.mean < 0 {
		out = append(out, stats.NewWarning("high-mean-negative",
			"the high group's mean growth is negative, so that the premium is below -100%%; read the difference in points"))
	}
	if h.n < bases.Small || l.n < bases.Small {
		out = append(out, stats.NewWarning("small-base",
			"the groups hold %d (high) and %d (low) respondents; read nothing into a group under %d", h.n, l.n, bases.Small))
	}
	still := func(m groupMean) bool { return m.variance <= 1e-28*m.mean*m.mean } // but for rounding
	if still(h) && still(l) {
		out = append(out, stats.NewWarning("no-variation",
			"growth does not vary within either group, so that the intervals have no width; check where the rates come from"))
	}
	return out
}

// String returns the result as text, in English.
func (r *PremiumResult) String() string { return r.Text(English) }

// Text returns the two groups, the premium with its intervals, the difference in
// points, and what the ties change.
func (r *PremiumResult) Text(l Language) string {
	t := &text{Language: l}
	level := 100 * r.Settings.Level
	c := t.table("", l.say("n high"), l.say("n low"), l.say("High"), l.say("Low"), l.say("Premium"),
		l.say("Fieller %g%%", level), l.say("Bootstrap %g%%", level), l.say("Points"),
		t.interval(r.Settings.Level))
	bootstrap := "-"
	if !math.IsNaN(r.BootstrapLow) {
		bootstrap = between(r.BootstrapLow, r.BootstrapHigh, percent)
	}
	c.Add(base(r.NHigh), base(r.NLow), percent(r.HighMean.Value), percent(r.LowMean.Value),
		percent(r.Value),
		between(r.Low, r.High, percent), bootstrap, points(r.Difference.Value),
		between(r.Difference.Low, r.Difference.High, points))
	t.flag(c, r.NHigh, r.NLow)

	if !math.IsNaN(r.TieShare) {
		premium, interval := "-", "-"
		if e := r.TiesOther; e != nil {
			premium, interval = percent(e.Value), between(e.Low, e.High, percent)
		}
		c.Notes = append(c.Notes,
			l.say("Ties: %s of those compared are exactly at the cut; with them on the other side the premium is %s (%s).",
				percent(r.TieShare), premium, interval))
	}
	t.warnings(r.Warnings)
	return t.String()
}
