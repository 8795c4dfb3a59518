// Package linear minimises a linear cost under linear constraints, by a small dense simplex method.
package linear

import (
	"errors"
	"math"
)

// Why [Tableau.Minimise] returns no optimum: no solution; solutions without
// bound; or too many steps.
var (
	ErrInfeasible = errors.New("linear: constraints exclude each other")
	ErrUnbounded  = errors.New("linear: no bound")
	ErrPivots     = errors.New("linear: simplex method does not come to an accurate end")
)

const (
	// pivotTolerance is what counts as 0 in a tableau of coefficients of
	// about 1.
	pivotTolerance = 1e-9
	// smallestPivot is what a row may be divided by.
	smallestPivot = 1e-7
	// Feasible is how much the equations may be violated.
	Feasible = 1e-8
	// maxPivots is far above the few dozen that these programs need.
	maxPivots = 10000
)

// Tableau is a linear program rows x = right side (the last column) with
// x >= 0, solved for the basis. Columns from Real on are artificial.
//
// It is here because gonum's Simplex, on these degenerate programs, now and
// then stops at a singular basis or never ends; tests compare the two.
type Tableau struct {
	Rows          [][]float64
	Basis         []int // the variable of each row
	Real, Columns int
}

// Minimise moves to a vertex of least cost, first of the artificial variables'
// sum, then of the cost: by the steepest cost (Dantzig), and after many steps
// by Bland's rule (1977), which cannot cycle.
func (t *Tableau) Minimise(cost []float64) error {
	first := make([]float64, t.Columns+1)
	for j := t.Real; j < t.Columns; j++ {
		first[j] = 1
	}
	if err := t.descend(first, t.Columns); err != nil {
		return err
	}
	if -first[t.Columns] > Feasible {
		return ErrInfeasible
	}
	for i, j := range t.Basis { // artificial variables that stayed at 0
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
	second := make([]float64, t.Columns+1)
	copy(second, cost)
	return t.descend(second, t.Real)
}

// descend pivots among the first columns until no cost falls; costs become
// reduced costs, and their last is minus the total.
func (t *Tableau) descend(costs []float64, columns int) error {
	for i, j := range t.Basis {
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
			return ErrUnbounded
		}
		t.pivot(leave, enter, costs)
	}
	return ErrPivots
}

// leaves returns the row whose variable falls to 0 first when another one
// rises, -1 where none does. Of several it is the one with the largest pivot,
// since small ones lose digits, and by Bland's rule the first variable.
func (t *Tableau) leaves(enter int, bland bool) int {
	least := math.Inf(1)
	for _, row := range t.Rows {
		if row[enter] > smallestPivot {
			least = math.Min(least, math.Max(row[t.Columns], 0)/row[enter])
		}
	}
	leave := -1
	for i, row := range t.Rows {
		if row[enter] <= smallestPivot || row[t.Columns]/row[enter] > least+1e-12 {
			continue
		}
		if leave < 0 || bland && t.Basis[i] < t.Basis[leave] || !bland && row[enter] > t.Rows[leave][enter] {
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
	if f := row[j]; f != 0 {
		for c, x := range t.Rows[i] {
			row[c] -= f * x
		}
		row[j] = 0
	}
}
