package ctostudy

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/study2021"
	"github.com/ctostudy/ctostudy/stats"
)

// number is an estimate with the interval value +- 1.96 se, in fractions.
func number(value, se float64, n int) *evaluation {
	return &evaluation{unit: UnitPercent, base: n, estimate: &stats.Estimate{Value: value, StdErr: se,
		Low: value - 1.96*se, High: value + 1.96*se, Level: 0.95, N: n}}
}

// Expected outcomes follow from the rules in Outcome's comment by hand.
func TestJudgeNumber(t *testing.T) {
	share := Figure{Printed: "40", Value: 40, HasValue: true, Base: 2500} // se_published = 0.980
	china := Figure{Printed: "40", Value: 40, HasValue: true, Base: 216}  // se_published = 3.333
	decimal := Figure{Printed: "40.0", Value: 40, HasValue: true, Base: 2500}
	bare := Figure{Printed: "40", Value: 40, HasValue: true}
	for _, c := range []struct {
		name   string
		figure Figure
		kind   *claimKind
		e      *evaluation
		want   Agreement
	}{
		{"in the rounding interval", share, shareClaim, number(0.4049, 0.01, 2500), Match},
		{"on its lower bound", share, shareClaim, number(0.395, 0.01, 2500), Match},
		{"on its upper bound", share, shareClaim, number(0.405, 0.01, 2500), Match},
		{"just outside", share, shareClaim, number(0.40501, 0.01, 2500), Consistent},
		{"a decimal is printed", decimal, shareClaim, number(0.4049, 0.01, 2500), Consistent},
		{"on a decimal's bound", decimal, shareClaim, number(0.4005, 0.01, 2500), Match},
		// 1.96 sqrt(0.980^2 + 1^2) = 2.744
		{"within sampling error", share, shareClaim, number(0.4274, 0.01, 2500), Consistent},
		{"beyond sampling error", share, shareClaim, number(0.4275, 0.01, 2500), Differs},
		{"beyond it below", share, shareClaim, number(0.3725, 0.01, 2500), Differs},
		{"six points", share, shareClaim, number(0.46, 0.01, 2500), Differs},
		// 1.96 x 2.55 = 5.0; 1.96 x 2.56 > 5
		{"interval of 5 points", china, shareClaim, number(0.45, 0.0255, 216), Consistent},
		{"interval above 5 points", china, shareClaim, number(0.45, 0.0256, 216), Inconclusive},
		{"wide but far", china, shareClaim, number(0.60, 0.034, 216), Differs},
		{"wide and matching", china, shareClaim, number(0.40, 0.2, 10), Match},
		// without a base the estimate's own error counts twice: 1.96 sqrt(2) 1 = 2.772
		{"no base, within", bare, shareClaim, number(0.4277, 0.01, 2500), Consistent},
		{"no base, beyond", bare, shareClaim, number(0.4278, 0.01, 2500), Differs},
		// growth: own error twice, 10 points: 1.96 x 5.1 = 9.996
		{"growth, within", share, growthClaim, number(0.53, 0.051, 2500), Consistent},
		{"growth, wide", share, growthClaim, number(0.53, 0.0511, 2500), Inconclusive},
		{"premium moved by 15", share, premiumClaim, number(0.55, 0.05, 2500), Differs},
		{"unbounded interval", share, premiumClaim, &evaluation{unit: UnitPercent, base: 50,
			estimate: &stats.Estimate{Value: 0.5, StdErr: 0.2, Low: math.Inf(-1), High: math.Inf(1), N: 50}}, Inconclusive},
		{"four respondents", share, shareClaim, number(0.4, 0.2, 4), Suppressed},
		{"five respondents", share, shareClaim, number(0.4, 0.2, 5), Match},
		{"undefined", share, shareClaim, number(math.NaN(), 0.2, 50), NotComputable},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Verdict{Figure: c.figure}
			before := *c.e.estimate
			v.judge(c.e, c.kind, nil)
			assert.Equal(t, c.want.String(), v.Agreement.String(), v.Why)
			assert.NotEmpty(t, v.Why)
			hidden := c.want == Suppressed || c.want == NotComputable
			assert.Equal(t, hidden, v.Estimate == nil)
			if !hidden {
				assert.InEpsilon(t, 100*before.Value, v.Estimate.Value, 1e-15, "in percent")
				assert.Equal(t, before, *c.e.estimate, "inputs are not changed")
			}
		})
	}
}

func TestJudgeAtLeast(t *testing.T) {
	f := Figure{Printed: "90", Value: 90, HasValue: true, AtLeast: true, Base: 2500}
	for _, c := range []struct {
		value, se float64
		want      Agreement
	}{
		{0.9028, 0.006, Match},
		{0.97, 0.004, Match},
		{0.90, 0.006, Consistent},     // not above, upper limit 91.2
		{0.8896, 0.006, Consistent},   // upper limit 90.14
		{0.88, 0.006, Differs},        // upper limit 89.2
		{0.88, 0.0102040816, Differs}, // upper limit 90.0 - 1e-8
	} {
		v := Verdict{Figure: f}
		v.judge(number(c.value, c.se, 2500), shareClaim, nil)
		assert.Equal(t, c.want.String(), v.Agreement.String(), "%v: %s", c.value, v.Why)
	}
}

func TestJudgeCount(t *testing.T) {
	f := Figure{Printed: "2500", Value: 2500, HasValue: true, Unit: UnitCount}
	for value, want := range map[float64]Agreement{2500: Match, 2499: Differs, 3: Differs} {
		e := &evaluation{unit: UnitCount, base: int(value), estimate: &stats.Estimate{Value: value, Low: value, High: value}}
		v := Verdict{Figure: f}
		v.judge(e, countClaim, nil)
		assert.Equal(t, want.String(), v.Agreement.String())
		assert.Equal(t, value, v.Estimate.Value)
	}
}

// inequality is a contrast of two shares of the population cto.
func inequality(left, right string, value, se float64) contrast {
	term := func(item string) claimTerm {
		return claimTerm{kind: shareClaim, args: []string{item}, population: "cto"}
	}
	return contrast{left: term(left), right: term(right), Estimate: &stats.Estimate{Value: value, StdErr: se, N: 100}}
}

func ledgerOf(t *testing.T, figures []Figure) *ledger {
	t.Helper()
	l, err := newLedger(figures, study2021.Study())
	require.NoError(t, err)
	return l
}

func TestJudgeOrder(t *testing.T) {
	figures := []Figure{
		{Printed: "48", Value: 48, HasValue: true, Population: "cto", Claim: "share t/a"},
		{Printed: "51", Value: 51, HasValue: true, Population: "cto", Claim: "share t/b"},
		{Printed: "49", Value: 49, HasValue: true, Population: "cto", Claim: "share t/c"}, // 48.5 = 49 - 0.5: not excluded
		{Printed: "60", Value: 60, HasValue: true, Population: "cio", Claim: "share t/d"},
	}
	printed := ledgerOf(t, figures)
	for _, c := range []struct {
		name      string
		contrasts []contrast
		want      Agreement
	}{
		{"all as stated", []contrast{inequality("t/x", "t/y", 0.1, 0.01), inequality("t/x", "t/z", 1e-9, 0.01)}, Match},
		{"a tie", []contrast{inequality("t/x", "t/y", 0, 0.01)}, Consistent},
		{"a tie without error", []contrast{inequality("t/x", "t/y", 0, 0)}, Consistent},
		{"reversed without error", []contrast{inequality("t/x", "t/y", -1e-9, 0)}, Differs},
		// one-sided 5%: z = -1.645
		{"reversed a little", []contrast{inequality("t/x", "t/y", -0.0164, 0.01)}, Consistent},
		{"reversed significantly", []contrast{inequality("t/x", "t/y", -0.0165, 0.01)}, Differs},
		// Holm of two: 2.5%, z = -1.960
		{"one of two, z -1.95", []contrast{inequality("t/x", "t/y", -0.0195, 0.01), inequality("t/x", "t/z", 0.1, 0.01)}, Consistent},
		{"one of two, z -1.97", []contrast{inequality("t/x", "t/y", -0.0197, 0.01), inequality("t/x", "t/z", 0.1, 0.01)}, Differs},
		{"reversed in print too", []contrast{inequality("t/a", "t/b", -0.01, 0.05)}, Differs},
		{"reversed in print but not here", []contrast{inequality("t/a", "t/b", 0.01, 0.05)}, Match},
		{"print leaves room", []contrast{inequality("t/a", "t/c", -0.01, 0.05)}, Consistent},
		{"printed of others", []contrast{inequality("t/a", "t/d", -0.01, 0.05)}, Consistent},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := number(-0.01, 0.01, 100)
			e.contrasts = c.contrasts
			for kind, unit := range map[*claimKind]Unit{orderClaim: UnitPoints, groupingClaim: UnitPercent} {
				v := Verdict{}
				v.judge(e, kind, printed)
				assert.Equal(t, c.want.String(), v.Agreement.String(), v.Why)
				assert.Equal(t, unit, v.Unit)
			}
		})
	}
}

func TestJudgement(t *testing.T) {
	verdict := func(e Evidence, o Agreement) Verdict { return Verdict{Figure: Figure{Evidence: e}, Agreement: o} }
	// which outcomes an evidence allows, from design: calibrated must match,
	// recovered match or be consistent, contradicted differ, others anything;
	// compared as recovered, reproduced match but for the last digit; what is
	// suppressed neither holds nor fails
	allowed := map[Evidence][]Agreement{Calibrated: {Match, Suppressed},
		Recovered: {Match, Consistent, Suppressed}, Contradicted: {Differs, Suppressed},
		AmbiguousEvidence: Agreements(), External: Agreements(),
		Compared: {Match, Consistent, Suppressed}, Reproduced: {Match, LastDigit, Suppressed}}
	for e, ok := range allowed {
		for _, o := range Agreements() {
			j := &Judgement{Verdicts: []Verdict{verdict(Calibrated, Match), verdict(e, o)}}
			want := false
			for _, x := range ok {
				want = want || x == o
			}
			assert.Equal(t, want, j.OK(), "%s %s", e, o)
			if !want {
				assert.Equal(t, []Verdict{verdict(e, o)}, j.Failures())
			}
		}
	}
	j := &Judgement{Verdicts: []Verdict{verdict(Calibrated, Match), verdict(Calibrated, Match), verdict(Calibrated, Differs), verdict(External, NotComputable)}}
	rows := j.Summary()
	require.Len(t, rows, len(evidenceTexts))
	assert.Equal(t, summaryRow{Evidence: Calibrated, Counts: []int{2, 0, 0, 0, 1, 0, 0}, N: 3}, rows[Calibrated])
	assert.Equal(t, summaryRow{Evidence: External, Counts: []int{0, 0, 0, 0, 0, 0, 1}, N: 1}, rows[External])
}

// Right outcomes follow by hand from the rule: half a unit of the last printed
// digit, one and a half, or more; no sampling error.
func TestJudgeReproduced(t *testing.T) {
	figure := func(printed string, value float64) Figure {
		return Figure{Printed: printed, Value: value, HasValue: true, Evidence: Reproduced, Base: 30}
	}
	atLeast := figure("70", 70)
	atLeast.AtLeast = true
	for _, c := range []struct {
		name   string
		figure Figure
		kind   *claimKind
		value  float64
		want   Agreement
	}{
		{"as printed", figure("41", 41), shareClaim, 0.41, Match},
		{"on the lower bound", figure("41", 41), shareClaim, 0.405, Match},
		{"on the upper bound", figure("41", 41), shareClaim, 0.415, Match},
		{"printed 41 where it is 40.0", figure("41", 41), shareClaim, 0.40, LastDigit},
		{"on one and a half above", figure("41", 41), shareClaim, 0.425, LastDigit},
		{"on one and a half below", figure("41", 41), shareClaim, 0.395, LastDigit},
		{"beyond", figure("41", 41), shareClaim, 0.3949, Differs},
		{"two points, well within sampling error", figure("41", 41), shareClaim, 0.43, Differs},
		{"a decimal is printed", figure("41.0", 41), shareClaim, 0.40, Differs},
		{"half a unit of a decimal", figure("41.0", 41), shareClaim, 0.4105, Match},
		{"a decimal's last digit", figure("41.0", 41), shareClaim, 0.41149, LastDigit},
		{"beyond a decimal's last digit", figure("41.0", 41), shareClaim, 0.41151, Differs},
		{"a fall", figure("-12", -12), growthClaim, -0.1249, Match},
		{"a fall's last digit", figure("-12", -12), growthClaim, -0.1349, LastDigit},
		{"the wrong sign", figure("-1", -1), growthClaim, 0.01, Differs},
		{"nothing", figure("0", 0), shareClaim, 0, Match},
		{"a large number", figure("1234567890", 1234567890), growthClaim, 12345678.906, LastDigit},
		{"many decimals", figure("41.000000", 41), shareClaim, 0.4100000049, Match},
		{"one of many decimals", figure("41.000000", 41), shareClaim, 0.4100000149, LastDigit},
		{"beyond many decimals", figure("41.000000", 41), shareClaim, 0.4100000151, Differs},
		{"above the bound", atLeast, shareClaim, 0.7001, Match},
		{"at the bound", atLeast, shareClaim, 0.70, Differs},
		{"below the bound, upper limit above", atLeast, shareClaim, 0.699, Differs},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Verdict{Figure: c.figure}
			v.judge(number(c.value, 0.09, 30), c.kind, nil)
			assert.Equal(t, c.want.String(), v.Agreement.String(), v.Why)
			assert.Zero(t, chance(v, c.kind), "no sampling error, no chance")
		})
	}

	count := Figure{Printed: "30", Value: 30, HasValue: true, Unit: UnitCount, Evidence: Reproduced}
	for n, want := range map[float64]Agreement{30: Match, 29: Differs} {
		v := Verdict{Figure: count}
		v.judge(&evaluation{unit: UnitCount, base: 30, estimate: &stats.Estimate{Value: n}}, countClaim, nil)
		assert.Equal(t, want.String(), v.Agreement.String())
	}
}

// Of the same answers an order is as stated or it is not, however large the error.
func TestJudgeReproducedOrders(t *testing.T) {
	for _, c := range []struct {
		name  string
		value float64
		want  Agreement
	}{
		{"as stated", 0.001, Match}, {"reversed a little", -0.001, Differs}, {"a tie", 0, Differs}, {"a tie but for rounding", 1e-16, Differs},
	} {
		for _, kind := range []*claimKind{orderClaim, groupingClaim} {
			e := number(c.value, 0.2, 100)
			e.contrasts = []contrast{inequality("t/x", "t/y", 0.5, 0.2), inequality("t/x", "t/z", c.value, 0.2)}
			v := Verdict{Figure: Figure{Evidence: Reproduced}}
			v.judge(e, kind, nil)
			assert.Equal(t, c.want.String(), v.Agreement.String(), "%s: %s", c.name, v.Why)
		}
	}
}

func TestChance(t *testing.T) {
	for _, c := range []struct {
		name string
		v    Verdict
		kind *claimKind
		want float64
	}{
		{"share", Verdict{Agreement: Match}, shareClaim, 0.05},
		{"order", Verdict{Agreement: Consistent}, orderClaim, 0.05},
		{"more than", Verdict{Agreement: Match, Figure: Figure{AtLeast: true}}, shareClaim, 0.025},
		{"count", Verdict{Agreement: Match}, countClaim, 0},
		{"not computable", Verdict{}, shareClaim, 0},
		{"suppressed", Verdict{Agreement: Suppressed}, shareClaim, 0},
	} {
		assert.Equal(t, c.want, chance(c.v, c.kind), c.name)
	}
}

func TestArchetypeReference(t *testing.T) {
	items := []string{"resp.a", "resp.b", "time.a", "success.a"}
	figures := []Figure{
		{Population: "cto.archetype1", Value: 60, HasValue: true, Claim: "profile resp.a"},
		{Population: "cto.archetype1", Value: 40, HasValue: true, Claim: "profile resp.b"},
		{Population: "cto.archetype3", Value: 30, HasValue: true, Claim: "profile time.a"},
		{Population: "cto.archetype3", Value: 99, HasValue: true, Claim: "profile time.unknown"},
		{Population: "cto", Value: 99, HasValue: true, Claim: "profile resp.a"},
		{Population: "cto.archetype2", Value: 99, HasValue: true, Claim: "share resp/a"},
	}
	reference, floor := archetypeReference(ledgerOf(t, figures), nil, items)
	nan := math.NaN()
	equal := func(want []float64, got []float64) {
		t.Helper()
		require.Len(t, got, len(want))
		for i := range want {
			assert.True(t, want[i] == got[i] || math.IsNaN(want[i]) && math.IsNaN(got[i]), "%d: want %v, have %v", i, want[i], got[i])
		}
	}
	equal([]float64{0.6, 0.4, nan, nan, nan, nan, nan, nan, nan, nan, 0.3, nan}, reference.RawMatrix().Data)
	equal([]float64{0.4, 0.4, nan, nan, nan, nan, nan, nan, nan, nan, 0.3, nan}, floor.RawMatrix().Data)
	reference, _ = archetypeReference(ledgerOf(t, figures[4:]), nil, items)
	assert.Nil(t, reference)
}

// Fewer classes than published archetypes cannot be named; the rest is judged.
func TestClassesThatCannotBeNamed(t *testing.T) {
	w, err := Wave2021()
	require.NoError(t, err)
	a, err := Analyze(context.Background(), w, &AnalysisSettings{Classes: 2, MinStarts: 5, Resamples: 2})
	require.NoError(t, err)
	j, err := a.Check(Published())
	require.NoError(t, err)
	assert.Nil(t, j.ClassOf)
	require.NotEmpty(t, j.Warnings)
	assert.Equal(t, "classes-unnamed", j.Warnings[0].Code)
	assert.Equal(t, NotComputable, verdicts(j)["archetype.share.1"].Agreement)
	assert.Equal(t, Match, verdicts(j)["valueprop"].Agreement)
}
