// Package study2021 holds what no other study has: the sixteen cells of figures 7 and 8, and the
// readings of the one number that high metrics and close collaboration are given together.
//
// The cells are the combinations of high or low on three metrics and close or distant
// collaboration. Premiums compare means over groups of them, so that printed premiums bound
// whatever else the cells are to satisfy. Two callers need this: the synthesis, which has to find
// mean growths that agree with every premium, and the audit, which asks what the premiums imply.
package study2021

// CellCount is the number of cells: bit j of a cell is metric j, bit 3 is closeness.
const CellCount = 16

// Cells holds a number for each cell: members, shares, mean growth, or weights.
type Cells [CellCount]float64

// NoCell marks a respondent whose growth is not defined.
const NoCell = -1

// High returns the group of cells that are high on metric j.
func High(j int) func(int) bool { return func(c int) bool { return c>>j&1 == 1 } }

// Low returns the group of cells that are low on metric j.
func Low(j int) func(int) bool { return func(c int) bool { return c>>j&1 == 0 } }

// Close is the group of cells with close collaboration.
func Close(c int) bool { return c>>3&1 == 1 }

// Distant is the group of cells with distant collaboration.
func Distant(c int) bool { return c>>3&1 == 0 }

// Both returns the cells that two groups have in common.
func Both(a, b func(int) bool) func(int) bool {
	return func(c int) bool { return a(c) && b(c) }
}

// MeanWeights returns the weights of the mean over the cells of a group.
func MeanWeights(n Cells, in func(c int) bool) (w Cells) {
	total := 0.0
	for c := range n {
		if in(c) {
			total += n[c]
		}
	}
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
