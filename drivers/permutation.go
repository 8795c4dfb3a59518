package drivers

import (
	"math/rand/v2"
	"slices"
)

// exchange permutes rows that can be exchanged: those of one stratum.
type exchange struct {
	strata []int
	rows   []int // stratum by stratum
}

// newExchange takes the stratum of each row.
func newExchange(strata []int) *exchange {
	rows := make([]int, len(strata))
	for i := range rows {
		rows[i] = i
	}
	slices.SortStableFunc(rows, func(a, b int) int { return strata[a] - strata[b] })
	return &exchange{strata: strata, rows: rows}
}

// identity returns the order in which every row stays where it is.
func (e *exchange) identity() []int {
	out := make([]int, len(e.rows))
	for i := range out {
		out[i] = i
	}
	return out
}

// permutation returns an order of the rows that is random within strata: what row
// i has comes from row order[i].
func (e *exchange) permutation(rng *rand.Rand) []int {
	shuffled := slices.Clone(e.rows)
	for from := 0; from < len(shuffled); {
		to := from + 1
		for to < len(shuffled) && e.strata[e.rows[to]] == e.strata[e.rows[from]] {
			to++
		}
		part := shuffled[from:to]
		rng.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
		from = to
	}

	order := make([]int, len(shuffled))
	for k, row := range e.rows {
		order[row] = shuffled[k]
	}
	return order
}
