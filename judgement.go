package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// Judgement holds a verdict on each figure.
type Judgement struct {
	// Verdicts are in the order of the figures.
	Verdicts []Verdict
	// Naming says how the classes were matched to the published archetypes;
	// nil where there are no classes or no published profiles.
	Naming *segment.MatchResult
	// ClassOf[j] is the class, by its index in Archetypes.Fit, that archetype
	// j+1 names, -1 for none; nil without Naming.
	ClassOf []int
	// ExpectedByChance is the number of "differs" to expect, at most, from
	// sampling error alone if every figure were true of the population that a
	// new wave was drawn from: 5% of the estimates and orders, half of that
	// for "more than", nothing for reproduced figures.
	ExpectedByChance float64
	Warnings         []stats.Warning

	ledger *ledger // of the figures of the verdicts; nil: made by hand
}

// Printed returns the figure that prints the number of a claim, such as
// "share invest/iot", in a population; false if none does.
func (j *Judgement) Printed(claim, population string) (Figure, bool) {
	if j.ledger != nil {
		return j.ledger.number(claim, population)
	}
	for _, v := range j.Verdicts {
		f := v.Figure
		if f.HasValue && f.Population == population && f.Claimed().String() == claim {
			return f, true
		}
	}
	return Figure{}, false
}

// Check says of each figure whether the analysed wave bears it out; [Agreement]
// gives the rules. Classes are named by the figures' archetype profiles
// ([segment.Match]). What the wave or its codebook does not hold, populations
// included, is not computable and says why. A claim that cannot be read is an
// error that wraps [ErrClaim] and names the figure.
//
// On a wave of real answers the figures of the verdicts have the evidence
// [Reproduced] where theirs is that, else [Compared], for nobody planted
// anything in it. Those of [Published] are of another sample, so that nothing is
// expected of them, and neither of those that a list of one's own calls
// contradicted, ambiguous or external.
func (a *Analysis) Check(figures []Figure) (*Judgement, error) {
	out := &Judgement{}
	l, err := newLedger(figures, a.Study)
	if err != nil {
		return nil, err
	}
	out.ledger = l
	if err := out.name(a, l); err != nil {
		return nil, err
	}
	m := a.Measure(out.ClassOf)
	for i, f := range l.figures {
		open := !a.Synthetic && expectsNothing(f)
		f.Evidence = evidenceOn(a.Synthetic, f.Evidence)
		if f.shipped && !a.Synthetic && l.claims[i].row().unit == UnitCount {
			out.Verdicts = append(out.Verdicts, Verdict{Figure: f, Unit: UnitCount, Open: open,
				Why: "it counts the report's own sample, not this wave's"})
			continue
		}
		v, err := judged(m, f, l)
		if err != nil {
			return nil, fmt.Errorf("figure %q: %w", f.ID, err)
		}
		v.Open = open
		out.Verdicts = append(out.Verdicts, v)
		out.ExpectedByChance += chance(v, l.claims[i].row())
	}
	return out, nil
}

// expectsNothing reports whether no agreement is expected of a figure on a wave of
// real answers.
func expectsNothing(f Figure) bool {
	return f.shipped || f.Evidence == Contradicted ||
		f.Evidence == AmbiguousEvidence || f.Evidence == External
}

// OK reports whether every verdict that should hold does: calibrated figures
// match, recovered and compared ones match or are consistent, reproduced ones
// match or miss the last digit, contradicted ones differ. Ambiguous and external
// figures are not looked at, and on a wave of real answers neither are those of
// [Published], which are of another sample: the claims of a list of one's own
// ([ReadFigures]) are. What is suppressed neither holds nor fails.
func (j *Judgement) OK() bool { return len(j.Failures()) == 0 }

// Failures returns the verdicts that should be others, in order.
func (j *Judgement) Failures() []Verdict {
	var out []Verdict
	for _, v := range j.Verdicts {
		if !v.Expected() {
			out = append(out, v)
		}
	}
	return out
}

// summaryRow counts the verdicts on figures of one evidence.
type summaryRow struct {
	Evidence Evidence
	// Counts[i] is the number of verdicts with the agreement Agreements()[i], N their
	// sum.
	Counts []int
	N      int
}

// Summary returns the number of verdicts by evidence and agreement, one row for
// every evidence.
func (j *Judgement) Summary() []summaryRow {
	agreements := Agreements()
	out := make([]summaryRow, len(evidenceTexts))
	for e := range out {
		out[e] = summaryRow{Evidence: Evidence(e), Counts: make([]int, len(agreements))}
	}
	for _, v := range j.Verdicts {
		row := &out[v.Figure.Evidence]
		row.Counts[slices.Index(agreements, v.Agreement)]++
		row.N++
	}
	return out
}

// archetypeReference returns the published profiles of archetypes 1, 2, ...
// as shares of the given items, NaN where nothing is printed, and the floor
// above which an unlisted cell contradicts its archetype's list: the smallest
// printed share of the archetype in the item's block ("resp", "time"), NaN
// where the block has none. It is nil when no profile is printed.
func archetypeReference(
	l *ledger, plan *survey.Classes, items []string,
) (reference, floor *mat.Dense) {
	type cell struct{ row, column int }
	cells, rows := map[cell]float64{}, 0
	for i, f := range l.figures {
		if l.claims[i].row() != profileClaim || !f.HasValue {
			continue
		}
		j, ok := classIn(plan, f.Population)
		column := slices.Index(items, l.claims[i].args[0])
		if ok && column >= 0 {
			cells[cell{j - 1, column}] = f.Value / 100
			rows = max(rows, j)
		}
	}
	if rows == 0 {
		return nil, nil
	}
	reference, floor = mat.NewDense(rows, len(items), nil), mat.NewDense(rows, len(items), nil)
	for j := range rows {
		smallest := map[string]float64{}
		for c, item := range items {
			v, ok := cells[cell{j, c}]
			if !ok {
				v = math.NaN()
			}
			reference.Set(j, c, v)
			block, _, _ := strings.Cut(item, ".")
			if low, seen := smallest[block]; ok && (!seen || v < low) {
				smallest[block] = v
			}
		}
		for c, item := range items {
			block, _, _ := strings.Cut(item, ".")
			low, ok := smallest[block]
			if !ok {
				low = math.NaN()
			}
			floor.Set(j, c, low)
		}
	}
	return reference, floor
}

// name matches the classes to the published archetypes.
func (j *Judgement) name(a *Analysis, l *ledger) error {
	if a.Archetypes == nil {
		return nil
	}
	var items []string // options alone: of other answers nothing is printed
	var columns []int
	for c, item := range a.Archetypes.Items {
		if len(a.Archetypes.Fit.Profile[0][c]) == 2 {
			items, columns = append(items, item), append(columns, c)
		}
	}
	reference, floor := archetypeReference(l, a.classes(), items)
	if reference == nil {
		return nil
	}
	profiles := mat.NewDense(a.Archetypes.Classes(), len(items), nil)
	for k := range a.Archetypes.Classes() {
		for i, c := range columns {
			profiles.Set(k, i, a.Archetypes.Fit.Profile[k][c][1].Value)
		}
	}
	naming, err := segment.Match(profiles, reference, &segment.MatchSettings{Floor: floor})
	if errors.Is(err, segment.ErrMatch) {
		j.Warnings = append(j.Warnings, stats.NewWarning("classes-unnamed",
			"the classes have no names, so that no figure of an archetype is computable: %v", err))
		return nil
	}
	if err != nil {
		return err
	}
	j.Naming, j.ClassOf = naming, naming.ClassOf
	j.Warnings = append(j.Warnings, naming.Warnings...)
	return nil
}
