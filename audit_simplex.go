package ctostudy

import (
	"errors"
	"math"
)

// Why [tableau.minimise] returns no optimum: no solution; solutions without
// bound; or too many steps.
var (
	errInfeasible = errors.New("ctostudy: constraints exclude each other")
	errUnbounded  = errors.New("ctostudy: no bound")
	errPivots     = errors.New("ctostudy: simplex method does not come to an accurate end")
)

const (
	// pivotTolerance is what counts as 0 in a tableau of coefficients of
	// about 1.
	pivotTolerance = 1e-9
	// smallestPivot is what a row may be divided by.
	smallestPivot = 1e-7
	// feasible is how much the equations may be violated.
	feasible = 1e-8
	// maxPivots is far above the few dozen that these programs need.
	maxPivots = 10000
)

// tableau is a linear program rows x = right side (the last column) with
// x >= 0, solved for the basis. Columns from real on are artificial.
//
// It is here because gonum's Simplex, on these degenerate programs, now and
// then stops at a singular basis or never ends; tests compare the two.
type tableau struct {
	rows          [][]float64
	basis         []int // the variable of each row
	real, columns int
}

// minimise moves to a vertex of least cost, first of the artificial variables'
// sum, then of the cost: by the steepest cost (Dantzig), and after many steps
// by Bland's rule (1977), which cannot cycle.
func (t *tableau) minimise(cost []float64) error {
	first := make([]float64, t.columns+1)
	for j := t.real; j < t.columns; j++ {
		first[j] = 1
	}
	if err := t.descend(first, t.columns); err != nil {
		return err
	}
	if -first[t.columns] > feasible {
		return errInfeasible
	}
	for i, j := range t.basis { // artificial variables that stayed at 0
		if j < t.real {
			continue
		}
		largest := 0
		for k, x := range t.rows[i][:t.real] {
			if math.Abs(x) > math.Abs(t.rows[i][largest]) {
				largest = k
			}
		}
		if math.Abs(t.rows[i][largest]) > pivotTolerance {
			t.pivot(i, largest, nil)
		}
	}
	second := make([]float64, t.columns+1)
	copy(second, cost)
	return t.descend(second, t.real)
}

// descend pivots among the first columns until no cost falls; costs become
// reduced costs, and their last is minus the total.
func (t *tableau) descend(costs []float64, columns int) error {
	for i, j := range t.basis {
		t.reduce(costs, i, j)
	}
	for step := range maxPivots {
		bland := step > maxPivots/10
		enter := -1
		for j := range columns {
			if costs[j] < -pivotTolerance && (enter < 0 || !bland && costs[j] < costs[enter]) {
				enter = j
			}
		}
		if enter < 0 {
			return nil
		}
		leave := t.leaves(enter, bland)
		if leave < 0 {
			return errUnbounded
		}
		t.pivot(leave, enter, costs)
	}
	return errPivots
}

// leaves returns the row whose variable falls to 0 first when another one
// rises, -1 where none does. Of several it is the one with the largest pivot,
// since small ones lose digits, and by Bland's rule the first variable.
func (t *tableau) leaves(enter int, bland bool) int {
	least := math.Inf(1)
	for _, row := range t.rows {
		if row[enter] > smallestPivot {
			least = math.Min(least, math.Max(row[t.columns], 0)/row[enter])
		}
	}
	leave := -1
	for i, row := range t.rows {
		if row[enter] <= smallestPivot || row[t.columns]/row[enter] > least+1e-12 {
			continue
		}
		if leave < 0 || bland && t.basis[i] < t.basis[leave] || !bland && row[enter] > t.rows[leave][enter] {
			leave = i
		}
	}
	return leave
}

// pivot makes a variable basic in a row.
func (t *tableau) pivot(i, j int, costs []float64) {
	scale := t.rows[i][j]
	for c := range t.rows[i] {
		t.rows[i][c] /= scale
	}
	t.basis[i] = j
	for k := range t.rows {
		if k != i {
			t.reduce(t.rows[k], i, j)
		}
	}
	if costs != nil {
		t.reduce(costs, i, j)
	}
}

// reduce makes entry j of a row 0 by means of row i.
func (t *tableau) reduce(row []float64, i, j int) {
	if f := row[j]; f != 0 {
		for c, x := range t.rows[i] {
			row[c] -= f * x
		}
		row[j] = 0
	}
}
