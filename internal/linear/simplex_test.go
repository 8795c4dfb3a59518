package linear

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// atMost writes a x <= right (not negative) as a tableau, a slack for each row to start from.
func atMost(a [][]float64, right []float64) *Tableau {
	variables := len(a[0])
	t := &Tableau{Real: variables + len(a), Columns: variables + len(a)}
	for i := range a {
		row := make([]float64, t.Columns+1)
		copy(row, a[i])
		row[variables+i] = 1
		row[t.Columns] = right[i]

		t.Rows = append(t.Rows, row)
		t.Basis = append(t.Basis, variables+i)
	}
	return t
}

// value returns a variable of the solution.
func (t *Tableau) value(j int) float64 {
	for i, basic := range t.Basis {
		if basic == j {
			return t.Rows[i][t.Columns]
		}
	}
	return 0
}

// The Wyndor Glass problem (Hillier and Lieberman, Introduction to Operations Research): 3 x + 5 y
// is at most 36, at (2, 6).
func TestMinimiseTextbook(t *testing.T) {
	p := atMost([][]float64{{1, 0}, {0, 2}, {3, 2}}, []float64{4, 12, 18})
	require.NoError(t, p.Minimise([]float64{-3, -5}))

	assert.InDelta(t, 2, p.value(0), 1e-12)
	assert.InDelta(t, 6, p.value(1), 1e-12)
}

// Beale's example (1955), on which the steepest cost alone goes round in circles: the least cost is
// -1/20 at (1/25, 0, 1, 0).
func TestMinimiseDoesNotCycle(t *testing.T) {
	p := atMost([][]float64{
		{1.0 / 4, -60, -1.0 / 25, 9},
		{1.0 / 2, -90, -1.0 / 50, 3},
		{0, 0, 1, 0},
	}, []float64{0, 0, 1})
	require.NoError(t, p.Minimise([]float64{-3.0 / 4, 150, -1.0 / 50, 6}))

	assert.InDelta(t, 1.0/25, p.value(0), 1e-9)
	assert.InDelta(t, 1, p.value(2), 1e-9)
}

func TestMinimiseSaysWhyNot(t *testing.T) {
	unbounded := atMost([][]float64{{-1, 1}}, []float64{1})
	assert.ErrorIs(t, unbounded.Minimise([]float64{-1, 0}), ErrUnbounded)

	// x = 2 and x + slack = 1, with an artificial variable for the equation.
	infeasible := &Tableau{
		Rows:  [][]float64{{1, 1, 0, 1}, {1, 0, 1, 2}},
		Basis: []int{1, 2}, Real: 2, Columns: 3,
	}
	assert.ErrorIs(t, infeasible.Minimise([]float64{0, 0}), ErrInfeasible)
}
