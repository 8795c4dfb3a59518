// Package linear minimises a linear cost under linear constraints, by a small dense simplex method.
package linear

import (
	"errors"
	"math"
)

// Why [Tableau.Minimise] returns no optimum: no solution; solutions without bound; or too many
// steps.
var (
	ErrInfeasible = errors.New("linear: constraints exclude each other")
	ErrUnbounded  = errors.New("linear: no bound")
	ErrPivots     = errors.New("linear: simplex method does not come to an accurate end")
)

const (
	// pivotTolerance is what counts as 0 in a tableau of coefficients of about 1.
	pivotTolerance = 1e-9
	// smallestPivot is what a row may be divided by. Dividing by less would lose more than half of
	// the sixteen digits of a float64.
	smallestPivot = 1e-7
	// tie is within which two rows are taken to fall to 0 at once.
	tie = 1e-12
	// Feasible is how much the equations may be violated.
	Feasible = 1e-8
	// maxPivots is far above the few dozen that these programs need.
	maxPivots = 10000
)

// Tableau is a linear program rows x = right side (the last column) with x >= 0, solved for the
// basis. Columns from Real on are artificial.
//
// It is here because gonum's Simplex, on these degenerate programs, now and then stops at a
// singular basis or never ends; tests compare the two.
type Tableau struct {
	Rows          [][]float64
	Basis         []int // the variable of each row
	Real, Columns int
}

// Minimise moves to a vertex of least cost, first of the artificial variables' sum, then of the
// cost: by the steepest cost (Dantzig), and after many steps by Bland's rule (1977), which cannot
// cycle.
func (t *Tableau) Minimise(cost []float64) error {
	artificial := make([]float64, t.Columns+1)
	for j := t.Real; j < t.Columns; j++ {
		artificial[j] = 1
	}
	if err := t.descend(artificial, t.Columns); err != nil {
		return err
	}
	if left := -artificial[t.Columns]; left > Feasible {
		return ErrInfeasible
	}
	t.dropArtificial()

	costs := make([]float64, t.Columns+1)
	copy(costs, cost)
	return t.descend(costs, t.Real)
}

// dropArtificial takes artificial variables that stayed in the basis at 0 out of it. A row without
// a pivot repeats others and stays.
func (t *Tableau) dropArtificial() {
	for i, j := range t.Basis {
		if j < t.Real {
			continue
		}

		largest := 0
		for k, x := range t.Rows[i][:t.Real] {
			if math.Abs(x) > math.Abs(t.Rows[i][largest]) {
				largest = k
			}
		}
		if math.Abs(t.Rows[i][largest]) > pivotTolerance {
			t.pivot(i, largest, nil)
		}
	}
}

// descend pivots among the first columns until no cost falls; costs become reduced costs, and their
// last is minus the total.
func (t *Tableau) descend(costs []float64, columns int) error {
	for i, j := range t.Basis {
		t.reduce(costs, i, j)
	}

	for step := range maxPivots {
		bland := step > maxPivots/10
		enter := enters(costs[:columns], bland)
		if enter < 0 {
			return nil
		}
		leave := t.leaves(enter, bland)
		if leave < 0 {
			return ErrUnbounded
		}
		t.pivot(leave, enter, costs)
	}
	return ErrPivots
}

// enters returns the variable whose cost falls steepest, by Bland's rule the first one whose cost
// falls, -1 if none does.
func enters(costs []float64, bland bool) int {
	enter := -1
	for j, cost := range costs {
		if cost >= -pivotTolerance {
			continue
		}
		if bland {
			return j
		}
		if enter < 0 || cost < costs[enter] {
			enter = j
		}
	}
	return enter
}

// leaves returns the row whose variable falls to 0 first when another one rises, -1 if none does.
// Of several it is the one with the largest pivot, since small ones lose digits, and by Bland's
// rule the first variable.
func (t *Tableau) leaves(enter int, bland bool) int {
	least := math.Inf(1)
	for _, row := range t.Rows {
		if row[enter] > smallestPivot {
			least = math.Min(least, math.Max(row[t.Columns], 0)/row[enter])
		}
	}

	leave := -1
	for i, row := range t.Rows {
		if row[enter] <= smallestPivot || row[t.Columns]/row[enter] > least+tie {
			continue
		}

		better := leave < 0
		switch {
		case better:
		case bland:
			better = t.Basis[i] < t.Basis[leave]
		default:
			better = row[enter] > t.Rows[leave][enter]
		}
		if better {
			leave = i
		}
	}
	return leave
}

// pivot makes a variable basic in a row.
func (t *Tableau) pivot(i, j int, costs []float64) {
	scale := t.Rows[i][j]
	for c := range t.Rows[i] {
		t.Rows[i][c] /= scale
	}
	t.Basis[i] = j

	for k := range t.Rows {
		if k != i {
			t.reduce(t.Rows[k], i, j)
		}
	}
	if costs != nil {
		t.reduce(costs, i, j)
	}
}

// reduce makes entry j of a row 0 by means of row i.
func (t *Tableau) reduce(row []float64, i, j int) {
	factor := row[j]
	if factor == 0 {
		return
	}

	for c, x := range t.Rows[i] {
		row[c] -= factor * x
	}
	row[j] = 0
}
