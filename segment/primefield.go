package segment

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Whole numbers modulo the Mersenne prime 2^61-1: exact, of one word each, and
// reduced by a shift and an addition.
const prime = 1<<61 - 1

func addMod(a, b uint64) uint64 {
	sum := a + b // below 2^62
	if sum >= prime {
		sum -= prime
	}
	return sum
}

func subMod(a, b uint64) uint64 { return addMod(a, prime-b) }

func mulMod(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)

	// high 2^64 + low = (8 high + low/2^61) 2^61 + low mod 2^61, and 2^61 is 1.
	return addMod(high<<3|low>>61, low&prime)
}

// inverseMod returns 1/a of an a other than 0, as a^(prime-2) (Fermat).
func inverseMod(a uint64) uint64 {
	out := uint64(1)
	for exponent := uint64(prime - 2); exponent > 0; exponent >>= 1 {
		if exponent&1 == 1 {
			out = mulMod(out, a)
		}
		a = mulMod(a, a)
	}
	return out
}

// randomMod draws a number from 0 to prime-1.
func randomMod(r *rand.Rand) uint64 { return r.Uint64N(prime) }

// echelon is a matrix in row echelon form that rows are added to: each row has a
// 1 at its pivot, and every later row has a 0 there.
type echelon struct {
	rows   [][]uint64
	pivots []int
}

// add takes a copy of a row in, if it is independent of those that are there.
func (e *echelon) add(row []uint64) {
	left := slices.Clone(row)
	for i, pivot := range e.pivots {
		subtractMod(left, e.rows[i], left[pivot])
	}

	for at, v := range left {
		if v == 0 {
			continue
		}
		inverse := inverseMod(v)
		for j := range left {
			left[j] = mulMod(left[j], inverse)
		}
		e.rows, e.pivots = append(e.rows, left), append(e.pivots, at)
		return
	}
}

// subtractMod writes row - factor other into row.
func subtractMod(row, other []uint64, factor uint64) {
	if factor == 0 {
		return
	}
	for j, v := range other {
		if v != 0 {
			row[j] = subMod(row[j], mulMod(factor, v))
		}
	}
}

// rank returns the number of independent rows so far.
func (e *echelon) rank() int { return len(e.rows) }
