package ctostudy

import (
	"errors"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

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

// SummaryRow counts the verdicts on figures of one evidence.
type SummaryRow struct {
	Evidence Evidence
	// Counts[i] is the number of verdicts with the agreement Agreements()[i], N their
	// sum.
	Counts []int
	N      int
}

// Summary returns the number of verdicts by evidence and agreement, one row for
// every evidence.
func (j *Judgement) Summary() []SummaryRow {
	agreements := Agreements()
	out := make([]SummaryRow, len(evidenceTexts))
	for e := range out {
		out[e] = SummaryRow{Evidence: Evidence(e), Counts: make([]int, len(agreements))}
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
func archetypeReference(l *ledger, items []string) (reference, floor *mat.Dense) {
	type cell struct{ row, column int }
	cells, rows := map[cell]float64{}, 0
	for i, f := range l.figures {
		if l.claims[i].row() != profileClaim || !f.HasValue {
			continue
		}
		j, ok := archetypeOf(f.Population)
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
	reference, floor := archetypeReference(l, items)
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
