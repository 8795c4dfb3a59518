package study2021

// cellCount is the number of cells: bit j of a cell is metric j, bit 3 is closeness.
const cellCount = 16

// Cells holds a number for each cell: members, shares, mean growth, or weights.
type Cells [cellCount]float64

// noCell marks a respondent whose growth is not defined.
const noCell = -1

// High returns the group of cells that are high on metric j.
func High(j int) func(int) bool { return func(c int) bool { return c>>j&1 == 1 } }

// Low returns the group of cells that are low on metric j.
func Low(j int) func(int) bool { return func(c int) bool { return c>>j&1 == 0 } }

// Close is the group of cells with close collaboration.
func Close(c int) bool { return c>>3&1 == 1 }

// Distant is the group of cells with distant collaboration.
func Distant(c int) bool { return c>>3&1 == 0 }

// all is the group of all cells.
func all(int) bool { return true }

// Both returns the cells that two groups have in common.
func Both(a, b func(int) bool) func(int) bool {
	return func(c int) bool { return a(c) && b(c) }
}

// meanWeights returns the weights of the mean over the cells of a group.
func meanWeights(n Cells, in func(c int) bool) (w Cells) {
	total := Sum(n, in)
	for c := range n {
		if in(c) {
			w[c] = n[c] / total
		}
	}
	return w
}

// Sum returns the sum over the cells of a group.
func Sum(n Cells, in func(int) bool) (sum float64) {
	for c, x := range n {
		if in(c) {
			sum += x
		}
	}
	return sum
}
