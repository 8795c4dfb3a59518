package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
)

// Agreement is how far a wave bears out a published figure.
type Agreement int

// The agreements. Numbers:
//
//	match         low <= estimate <= high, the printed value's rounding interval
//	consistent    |estimate - printed| <= 1.96 sqrt(se^2 + se_published^2), and
//	              the confidence interval is no wider than +-5 points (growth
//	              and premiums: +-10)
//	inconclusive  the same, but the interval is wider
//	differs       else
//
// where se_published is sqrt(p (1 - p) / base) of a printed share p whose base
// is published, and else (growth, premiums, unknown bases) the estimate's own.
// For a share, se is at least what the printed one would have in this wave,
// sqrt(p (1 - p) / n) with the effective n: an estimate of 0% has no error of
// its own, and would otherwise differ from any other. Numbers of respondents
// match when equal and differ otherwise; those of the 2021 sample say nothing
// of another wave, where they are not computable. "More than x"
// is a match above x and consistent where the interval's upper limit is above
// x, else it differs.
//
// An order matches when every stated contrast is above 0; it is consistent
// when none is significantly below (one-sided z tests, Holm at 5%), else it
// differs. It also differs when a contrast is below 0 that figures of the same
// list exclude as printed: sampling error is no excuse for a sentence that
// the report itself contradicts. A grouping is an order in which each listed
// option exceeds the others of its construct.
//
// A figure that was printed from these very data ([Reproduced]) has no sampling
// error against them. With u the unit of its last printed digit (1 for "41", 0.1
// for "41.0"), the agreements of a number are
//
//	match       |estimate - printed| <= u/2, the same rounding interval
//	last digit  |estimate - printed| <= 3u/2
//	differs     else
//
// "More than x" matches above x and else differs; numbers of respondents match
// when equal and else differ; an order or a grouping matches when every contrast
// is above 0 and else differs.
const (
	// NotComputable: the wave does not hold what the figure needs.
	NotComputable Agreement = iota
	// Suppressed: fewer than 5 respondents stand behind the estimate.
	Suppressed
	Match
	Consistent
	Inconclusive
	Differs
	// LastDigit: a reproduced figure is missed by little more than its rounding.
	LastDigit
)

// Agreements returns all of them in the order of summaries.
func Agreements() []Agreement {
	return []Agreement{Match, LastDigit, Consistent, Inconclusive, Differs, Suppressed, NotComputable}
}

var agreementTexts = []string{
	"not computable", "suppressed", "match", "consistent", "inconclusive", "differs", "last digit",
}

func (o Agreement) String() string { return words.Of(o, agreementTexts...) }

// MarshalText returns the agreement's words.
func (o Agreement) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

const (
	// verdictZ bounds differences: the 97.5% point of the normal
	// distribution as the design of the study's checks rounds it.
	verdictZ = 1.96
	// verdictLevel is the family-wise level at which orders are tested.
	verdictLevel = 0.05
	// shareWidth and growthWidth are the half-widths, in points, above which
	// an interval says too little.
	shareWidth, growthWidth = 5.0, 10.0
)

// Verdict says how far a wave agrees with one figure.
type Verdict struct {
	Figure    Figure
	Agreement Agreement
	// Estimate is in Unit: shares, growth and premiums in percent. For an
	// order it is the smallest contrast, in points or standard deviations;
	// for a grouping the number of items in place. Nil where suppressed or
	// not computable.
	Estimate *stats.Estimate
	Unit     Unit
	// Why says in one sentence what decided and, if the estimate rests on the
	// chances of belonging to a class, in another what that does to it.
	Why string

	Open      bool // no agreement is expected of it
	Uncertain bool // it rests on the chances of belonging to a class
}

// Expected reports whether the agreement is what the figure's evidence expects.
func (v Verdict) Expected() bool {
	if v.Open || v.Agreement == Suppressed {
		return true
	}
	switch v.Figure.Evidence {
	case Calibrated:
		return v.Agreement == Match
	case Recovered, Compared:
		return v.Agreement == Match || v.Agreement == Consistent
	case Reproduced:
		return v.Agreement == Match || v.Agreement == LastDigit
	case Contradicted:
		return v.Agreement == Differs
	}
	return true
}

// evidenceOn returns what agreement with a figure shows on a wave: nobody planted
// anything in real answers.
func evidenceOn(synthetic bool, e Evidence) Evidence {
	if synthetic || e == Reproduced {
		return e
	}
	return Compared
}

// chance is the probability that a true figure comes out as "differs".
func chance(v Verdict, k *claimKind) float64 {
	switch {
	case v.Figure.Evidence == Reproduced:
		return 0
	case v.Agreement == NotComputable || v.Agreement == Suppressed || k.unit == UnitCount:
		return 0
	case v.Figure.AtLeast:
		return verdictLevel / 2
	}
	return verdictLevel
}

// judged evaluates a claim and gives the verdict.
func judged(m *Measure, f Figure, l *ledger) (Verdict, error) {
	c := f.read.Claim
	v := Verdict{Figure: f, Unit: c.row().unit}
	if c.row() == noClaim {
		v.Why = "not asked in this survey"
		if f.Note != "" {
			v.Why = f.Note
		}
		return v, nil
	}
	e, err := c.evaluate(m, f.Population)
	if errors.Is(err, ErrNotAvailable) || errors.Is(err, ErrPopulation) {
		prefixes := strings.NewReplacer(ErrNotAvailable.Error()+": ", "", ErrPopulation.Error()+": ", "")
		v.Why = prefixes.Replace(err.Error())
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.judge(e, c.row(), l)
	if v.Uncertain = v.Estimate != nil && c.uncertain(m, f.Population); v.Uncertain {
		v.Why += ". " + ClassUncertainty
	}
	return v, nil
}

// judge fills the verdict from an evaluation.
func (v *Verdict) judge(e *evaluation, k *claimKind, l *ledger) {
	v.Unit = e.unit
	if k == orderClaim && v.Unit == UnitPercent {
		v.Unit = UnitPoints
	}
	switch {
	case k != countClaim && k != askedClaim && e.base < LeastBase:
		v.Agreement, v.Why = Suppressed, fmt.Sprintf("fewer than %d respondents", LeastBase)
		return
	case math.IsNaN(e.estimate.Value):
		v.Why = "the estimate is undefined"
		return
	}
	v.Estimate = inUnit(e.estimate, v.Unit)
	switch {
	case v.Figure.Evidence == Reproduced:
		v.Agreement, v.Why = judgeReproduced(v.Figure, v.Unit, v.Estimate, e.contrasts)
	case k == orderClaim || k == groupingClaim:
		v.Agreement, v.Why = judgeOrder(e.contrasts, l)
	case v.Unit == UnitCount:
		v.Agreement, v.Why = judgeCount(v.Figure, v.Estimate)
	case v.Figure.AtLeast:
		v.Agreement, v.Why = judgeAtLeast(v.Figure, v.Estimate)
	default:
		v.Agreement, v.Why = judgeNumber(v.Figure, v.Estimate, k)
	}
}

func judgeCount(f Figure, e *stats.Estimate) (Agreement, string) {
	if e.Value == f.Value {
		return Match, "equal"
	}
	return Differs, "numbers of respondents have to be equal"
}

func judgeAtLeast(f Figure, e *stats.Estimate) (Agreement, string) {
	switch {
	case e.Value > f.Value:
		return Match, "above the printed bound"
	case withoutError(e):
		return Inconclusive, noError
	case e.High > f.Value:
		return Consistent, "not above the printed bound, but the interval's upper limit is"
	}
	return Differs, "the whole interval is not above the printed bound"
}

func judgeNumber(f Figure, e *stats.Estimate, k *claimKind) (Agreement, string) {
	difference := e.Value - f.Value
	if f.within(e.Value, 0.5) {
		return Match, "within the rounding of the printed value"
	}
	if withoutError(e) {
		return Inconclusive, noError
	}
	own, published, width := e.StdErr, e.StdErr, growthWidth
	if !k.growth {
		width = shareWidth
	}
	if p := f.Value / 100; !k.growth && p >= 0 && p <= 1 {
		n := e.EffectiveN
		if !(n > 0) {
			n = float64(e.N)
		}
		own = math.Max(own, 100*math.Sqrt(p*(1-p)/n))
		published = own
		if f.Base > 0 {
			published = 100 * math.Sqrt(p*(1-p)/float64(f.Base))
		}
	}
	bound := verdictZ * math.Hypot(own, published)
	text := fmt.Sprintf("%.1f points apart; sampling error of both explains up to %.1f",
		math.Abs(difference), bound)
	switch {
	case math.Abs(difference) > bound:
		return Differs, text
	case (e.High-e.Low)/2 <= width:
		return Consistent, text
	}
	return Inconclusive, text + fmt.Sprintf(", and the interval is wider than +-%.0f", width)
}

// noError says why no sampling error can be held against a printed value.
const noError = "the estimate has no interval: " +
	"all it rests on are of one cluster, or of one in each stratum"

// withoutError reports whether the design leaves an estimate without an
// interval.
func withoutError(e *stats.Estimate) bool { return math.IsNaN(e.Low) || math.IsNaN(e.High) }

// judgeReproduced gives the verdict on a figure that was printed from the
// answers of this wave; contrasts are those of an order or a grouping.
func judgeReproduced(
	f Figure, u Unit, e *stats.Estimate, contrasts []contrast,
) (Agreement, string) {
	switch {
	case len(contrasts) > 0:
		return judgeSigns(contrasts)
	case u == UnitCount:
		return judgeCount(f, e)
	case f.AtLeast && e.Value > f.Value:
		return Match, "above the printed bound"
	case f.AtLeast:
		return Differs, "not above the printed bound, and the same answers have no sampling error"
	case f.within(e.Value, 0.5):
		return Match, "within the rounding of the printed value"
	}

	units := math.Abs(e.Value-f.Value) / f.lastDigit()
	text := fmt.Sprintf("%.1f units of the last printed digit apart", units)
	if f.within(e.Value, 1.5) {
		return LastDigit, text
	}
	return Differs, text + ", and the same answers have no sampling error"
}

// judgeSigns gives the verdict on stated inequalities by their signs alone.
func judgeSigns(contrasts []contrast) (Agreement, string) {
	// Shares that are equal as fractions may differ by the rounding of their sums.
	const equal = 1e-12

	for _, c := range contrasts {
		switch {
		case c.Value < -equal:
			return Differs, fmt.Sprintf("%s is reversed", c)
		case !(c.Value > equal):
			return Differs, fmt.Sprintf("%s is not so: both are equal", c)
		}
	}
	if len(contrasts) == 1 {
		return Match, "the contrast is as stated"
	}
	return Match, fmt.Sprintf("all %d contrasts as stated", len(contrasts))
}

// judgeOrder gives the verdict on stated inequalities, all claimed to be
// above 0. Holm's procedure rejects any of m hypotheses exactly when the
// smallest p-value is at most level/m, so that it needs no further steps here.
func judgeOrder(contrasts []contrast, l *ledger) (Agreement, string) {
	reversed, worst, smallest := 0, -1, math.Inf(1)
	for i, c := range contrasts {
		if !(c.Value > 0) {
			reversed++
		}
		if p := reversedP(c.Estimate); p < smallest {
			smallest, worst = p, i
		}
	}
	if reversed == 0 && len(contrasts) == 1 {
		return Match, "the contrast is as stated"
	}
	if reversed == 0 {
		return Match, fmt.Sprintf("all %d contrasts as stated", len(contrasts))
	}
	for _, c := range contrasts {
		if !(c.Value > 0) && withoutError(c.Estimate) {
			return Inconclusive, fmt.Sprintf("%s is reversed, and %s", c, noError)
		}
	}
	m := float64(len(contrasts))
	if smallest <= verdictLevel/m {
		p := math.Min(1, m*smallest)
		return Differs, fmt.Sprintf("%s is reversed, Holm p = %.2g", contrasts[worst], p)
	}
	for _, c := range contrasts {
		if c.Value < 0 && excluded(c, l) {
			return Differs, fmt.Sprintf("%s is reversed here and in the report's own figures", c)
		}
	}
	return Consistent, fmt.Sprintf("%d of %d contrasts reversed, none significantly (Holm)",
		reversed, len(contrasts))
}

// reversedP is the one-sided p-value against the contrast being 0 or above.
func reversedP(e *stats.Estimate) float64 {
	switch {
	case withoutError(e):
		return 1
	case e.StdErr > 0:
		return distuv.UnitNormal.CDF(e.Value / e.StdErr)
	case e.Value < 0:
		return 0
	}
	return 1
}

// excluded reports whether both sides are printed, in values whose rounding
// leaves no room for left >= right.
func excluded(c contrast, l *ledger) bool {
	left, ok := printedShare(c.left, l)
	right, both := printedShare(c.right, l)
	if !ok || !both {
		return false
	}
	_, most := left.rounding()
	least, _ := right.rounding()
	return most < least
}

// printedShare returns the figure that prints a term in percent.
func printedShare(t claimTerm, l *ledger) (Figure, bool) {
	return l.suchNumber(t.claim().String(), t.population, func(f Figure) bool {
		return f.Unit == UnitPercent && !f.AtLeast
	})
}
