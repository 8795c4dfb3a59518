package drivers

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/stats"
)

// smallBase is the number of respondents under which a mean is flagged.
const smallBase = 30

// PremiumSettings set the level of the intervals and name the ties.
type PremiumSettings struct {
	// Level is the confidence level in (0, 1); if zero, 0.95.
	Level float64
	// Ties marks (code 1) the respondents whose metric is exactly at the
	// cut between high and low; if nil, nobody. With it the result tells
	// their share, and the premium with each of them in the other group.
	Ties *stats.Codes `json:"-"`
}

func (s *PremiumSettings) resolved() (PremiumSettings, error) {
	var out PremiumSettings
	if s != nil {
		out = *s
	}
	var err error
	out.Level, err = resolvedLevel(out.Level)
	return out, err
}

func resolvedLevel(level float64) (float64, error) {
	if level == 0 {
		return 0.95, nil
	}
	if !(level > 0 && level < 1) {
		return 0, fmt.Errorf("%w: %v", ErrLevel, level)
	}
	return level, nil
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
// Sampling weights count as in v_G; strata, clusters and finite populations
// are refused by [stats.ErrDesign], frequency weights by [stats.ErrWeightKind].
//
// A low mean that is not clearly positive is no error: see Defined and Why. A
// group of fewer than two is an [ErrGroupSize], an infinite rate an
// [ErrValue], a column of more levels than two an [ErrColumn], a bad level an
// [ErrLevel]. It panics when lengths differ.
//
// Sources: Fieller (1954), J. R. Stat. Soc. B 16, 175-185; for unequal
// variances Tamhane and Logan (2004), J. Biopharm. Stat. 14, 843-856; Welch
// (1947), Biometrika 34, 28-35.
func Premium(growth []float64, high *stats.Codes, d *stats.Design, s *PremiumSettings) (*PremiumResult, error) {
	if len(growth) != high.Len() {
		panic(badHigh)
	}
	d.Check(len(growth))
	settings, err := s.resolved()
	if err != nil {
		return nil, err
	}
	if settings.Ties != nil && settings.Ties.Len() != high.Len() {
		panic(badTies)
	}
	if err := checkPremium(growth, high, settings.Ties, d); err != nil {
		return nil, err
	}
	out, err := premium(growth, high.Data(), d, settings)
	if err != nil {
		return nil, err
	}
	if settings.Ties == nil {
		out.TieShare = math.NaN()
		return out, nil
	}
	out.addTies(growth, high.Data(), d)
	return out, nil
}

func checkPremium(growth []float64, high, ties *stats.Codes, d *stats.Design) error {
	if err := checkDesign(d); err != nil {
		return err
	}
	for _, c := range []*stats.Codes{high, ties} {
		if c != nil && len(c.Levels()) != 2 {
			return fmt.Errorf("%w: %q has %d levels", ErrColumn, c.Name(), len(c.Levels()))
		}
	}
	for i, g := range growth {
		if math.IsInf(g, 0) {
			return fmt.Errorf("%w: row %d: growth %v", ErrValue, i, g)
		}
	}
	return nil
}

// premium compares the groups 1 and 0 of side; it does not look at ties.
func premium(growth []float64, side []int8, d *stats.Design, s PremiumSettings) (*PremiumResult, error) {
	linH, h, err := group(growth, side, 1, d)
	if err != nil {
		return nil, fmt.Errorf("the high group: %w", err)
	}
	linL, l, err := group(growth, side, 0, d)
	if err != nil {
		return nil, fmt.Errorf("the low group: %w", err)
	}
	out := &PremiumResult{Settings: s, NHigh: h.n, NLow: l.n}
	out.HighMean = interval(linH, h.variance, float64(h.n-1), s.Level)
	out.LowMean = interval(linL, l.variance, float64(l.n-1), s.Level)
	out.DifferenceDF = satterthwaite(h.variance, l.variance, h.n, l.n)
	out.Difference = interval(pooled(stats.Difference(linH, linL), linH, linL),
		h.variance+l.variance, out.DifferenceDF, s.Level)
	out.Set = fieller(h, l, s.Level)
	out.Why = refusal(l, out.Set, s.Level)
	out.Defined = out.Why == ""

	lin := pooled(&stats.Linearized{Value: math.NaN()}, linH, linL)
	out.Estimate = stats.Estimate{Value: math.NaN(), StdErr: math.NaN(), Low: math.NaN(), High: math.NaN(),
		Level: s.Level, N: lin.N, WeightedN: lin.WeightedN, EffectiveN: lin.EffectiveN}
	if out.Defined {
		out.Linearized = pooled(stats.RatioOf(linH, linL), linH, linL)
		out.Linearized.Value--
		r := h.mean / l.mean
		out.Value, out.Low, out.High = out.Linearized.Value, out.Set.Low, out.Set.High
		out.StdErr = math.Sqrt(h.variance+r*r*l.variance) / l.mean
	}
	out.Warnings = premiumWarnings(out, h, l)
	return out, nil
}

// group returns the mean growth of the respondents on one side.
func group(growth []float64, side []int8, which int8, d *stats.Design) (*stats.Linearized, groupMean, error) {
	mask := make([]float64, len(side))
	for i, k := range side {
		if k == which {
			mask[i] = 1
		}
	}
	lin := stats.LinearMean(growth, mask, d)
	if lin.N < 2 {
		return nil, groupMean{}, fmt.Errorf("%w: it has %d", ErrGroupSize, lin.N)
	}
	sum := 0.0
	for _, e := range lin.Influence {
		sum += e * e
	}
	n := float64(lin.N)
	return lin, groupMean{mean: lin.Value, variance: n / (n - 1) * sum, n: lin.N}, nil
}

// pooled sets the sizes of a contrast of two disjoint groups to theirs together.
func pooled(out, a, b *stats.Linearized) *stats.Linearized {
	out.N = a.N + b.N
	out.WeightedN = a.WeightedN + b.WeightedN
	squares := a.WeightedN*a.WeightedN/a.EffectiveN + b.WeightedN*b.WeightedN/b.EffectiveN
	out.EffectiveN = out.WeightedN * out.WeightedN / squares
	return out
}

func interval(l *stats.Linearized, variance, df, level float64) stats.Estimate {
	out := stats.Estimate{Value: l.Value, StdErr: math.Sqrt(variance), Level: level,
		N: l.N, WeightedN: l.WeightedN, EffectiveN: l.EffectiveN}
	half := studentQuantile(0.5+level/2, df) * out.StdErr
	out.Low, out.High = out.Value-half, out.Value+half
	return out
}

// refusal says why no premium is given, or nothing.
func refusal(low groupMean, set FiellerSet, level float64) string {
	switch {
	case low.mean <= 0:
		return fmt.Sprintf("the low group's mean growth is %.3g%%, not positive, so a ratio to it says nothing; read the difference in points",
			100*low.mean)
	case set.Kind != FiellerBounded:
		return fmt.Sprintf("the low group's mean growth, %.3g%% with a standard error of %.2g points, is not clearly positive, so that no ratio to it is bounded at level %g (Fieller's set: %s); read the difference in points",
			100*low.mean, 100*math.Sqrt(low.variance), level, set.Kind)
	}
	return ""
}

func premiumWarnings(r *PremiumResult, h, l groupMean) []stats.Warning {
	var out []stats.Warning
	if !r.Defined {
		out = append(out, stats.Warning{Code: "premium-undefined", Text: r.Why})
	}
	if r.Defined && h.mean < 0 {
		out = append(out, stats.Warning{Code: "high-mean-negative",
			Text: "the high group's mean growth is negative, so that the premium is below -100%; read the difference in points"})
	}
	if h.n < smallBase || l.n < smallBase {
		out = append(out, stats.Warning{Code: "small-base",
			Text: fmt.Sprintf("the groups hold %d (high) and %d (low) respondents; read nothing into a group under %d", h.n, l.n, smallBase)})
	}
	if h.variance == 0 && l.variance == 0 {
		out = append(out, stats.Warning{Code: "no-variation",
			Text: "growth does not vary within either group, so that the intervals have no width; check where the rates come from"})
	}
	return out
}

// addTies fills TieShare and TiesOther.
func (r *PremiumResult) addTies(growth []float64, side []int8, d *stats.Design) {
	tied, total := 0.0, 0.0
	other := make([]int8, len(side))
	for i, k := range side {
		other[i] = k
		if k < 0 {
			continue
		}
		isTie := r.Settings.Ties.At(i) == 1
		if isTie {
			other[i] = 1 - k
		}
		if w := d.Weight(i); !math.IsNaN(growth[i]) {
			total += w
			if isTie {
				tied += w
			}
		}
	}
	r.TieShare = tied / total
	flipped, err := premium(growth, other, d, r.Settings)
	if err == nil && flipped.Defined {
		r.TiesOther = &flipped.Estimate
		return
	}
	why := "a group has fewer than two respondents"
	if err == nil {
		why = flipped.Why
	}
	r.Warnings = append(r.Warnings, stats.Warning{Code: "ties-other-undefined",
		Text: "no premium with the tied respondents on the other side of the cut: " + why})
}
