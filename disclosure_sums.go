package ctostudy

import (
	mathbits "math/bits"
	"math/rand/v2"
)

const (
	// sumsPrime is the prime that sums are compared modulo, 2^61 - 1.
	sumsPrime = 1<<61 - 1
	// searchedKinds is the number of small kinds up to which three and four of
	// them are tried together; beyond it, two.
	searchedKinds = 100
	// fewest and most bound a small number of respondents: 1 to 4. Expected
	// numbers, of members of a class, are rounded.
	fewest, most = 0.5, LeastBase - 0.5
)

// isSmall reports whether a number of respondents is 1 to 4.
func isSmall(n float64) bool { return n >= fewest && n < most }

// knownSums are the sums that a reader can work out of what is printed about
// one question.
//
// The respondents are divided into kinds, such that every printed number is
// the sum of something over some of the kinds: people who are in the same
// populations and gave the same answer are of one kind. A reader who knows
// several sums knows every combination of them with any coefficients, which is
// the linear span of the sums' indicator vectors. The span is kept as a reduced
// echelon form modulo a prime, where linear algebra is exact.
type knownSums struct {
	size   []float64  // respondents of each kind
	rows   [][]uint64 // row j has 1 in column pivot[j], where all others have 0
	pivot  []int
	guards [][]guard
	random []uint64 // for each kind
	traces []uint64 // of each row: its product with random
}

// guard is a set of kinds that no reader may learn a sum over.
type guard struct {
	kinds []int
	size  float64
}

// newKnownSums returns the sums of a question of which nothing is printed. The
// sets in each list are disjoint; a reader must not learn the sum over one to
// four of a list's sets that have 1 to 4 respondents together. Without lists
// each kind is a set.
func newKnownSums(size []float64, lists ...[][]int) *knownSums {
	s := &knownSums{size: size, random: make([]uint64, len(size))}

	if lists == nil {
		each := make([][]int, len(size))
		for i := range each {
			each[i] = []int{i}
		}
		lists = [][][]int{each}
	}

	for _, list := range lists {
		var guards []guard
		for _, kinds := range list {
			if n := s.respondents(kinds); n > 0 && n < most {
				guards = append(guards, guard{kinds, n})
			}
		}
		s.guards = append(s.guards, guards)
	}

	// Any numbers do that are not chosen by the data.
	source := rand.New(rand.NewPCG(2021, 61))
	for i := range s.random {
		s.random[i] = source.Uint64N(sumsPrime)
	}
	return s
}

// protect adds a set that no reader may learn the sum over, whatever its size, unless
// that is known already.
func (s *knownSums) protect(kinds []int) {
	guards := s.guards
	s.guards = [][]guard{{{kinds, fewest}}}
	if len(kinds) > 0 && !s.tellsOfFew() {
		guards = append(guards, s.guards...)
	}
	s.guards = guards
}

// respondents returns the size of a set of kinds.
func (s *knownSums) respondents(kinds []int) float64 {
	n := 0.0
	for _, k := range kinds {
		n += s.size[k]
	}
	return n
}

// tell adds the sums over the given sets of kinds to what readers know, and
// returns true, unless readers could then work out a sum over 1 to 4
// respondents; then nothing is added. An empty set tells nothing.
func (s *knownSums) tell(sets ...[]int) bool {
	next := &knownSums{size: s.size, rows: s.rows, pivot: s.pivot, guards: s.guards, random: s.random, traces: s.traces}
	for _, set := range sets {
		next.add(set)
	}

	if len(next.rows) > len(s.rows) && next.tellsOfFew() {
		return false
	}
	*s = *next
	return true
}

// add puts the indicator vector of a set into the echelon form. Rows that
// change are copied, since an earlier state may share them.
func (s *knownSums) add(set []int) {
	v := make([]uint64, len(s.size))
	for _, k := range set {
		v[k] = 1
	}
	for j, row := range s.rows {
		subtractMultiple(v, row, v[s.pivot[j]])
	}

	p := 0
	for p < len(v) && v[p] == 0 {
		p++
	}
	if p == len(v) {
		return // known already
	}
	scale := inverseMod(v[p])
	for k := range v {
		v[k] = mulMod(v[k], scale)
	}

	rows := make([][]uint64, len(s.rows), len(s.rows)+1)
	traces := make([]uint64, len(s.rows), len(s.rows)+1)
	for j, row := range s.rows {
		rows[j], traces[j] = row, s.traces[j]
		if row[p] != 0 {
			rows[j] = append([]uint64(nil), row...)
			subtractMultiple(rows[j], v, row[p])
			traces[j] = s.trace(rows[j])
		}
	}
	s.rows, s.traces = append(rows, v), append(traces, s.trace(v))
	s.pivot = append(append([]int(nil), s.pivot...), p)
}

func (s *knownSums) trace(row []uint64) uint64 {
	sum := uint64(0)
	for k, x := range row {
		if x != 0 {
			sum = addMod(sum, mulMod(x, s.random[k]))
		}
	}
	return sum
}

// tellsOfFew reports whether a sum over guarded sets of together 1 to 4
// respondents is in the span.
//
// Reducing a vector by the rows leaves zero exactly if it is in the span. The
// product of what is left with a random vector is linear, so that it can be
// worked out for each guarded set and added up. It is always zero in the span,
// and elsewhere with a chance of 2^-61: by that chance too much is withheld,
// and never too little.
func (s *knownSums) tellsOfFew() bool {
	left := append([]uint64(nil), s.random...) // of each kind alone
	for j, p := range s.pivot {
		left[p] = subMod(left[p], s.traces[j])
	}

	for _, guards := range s.guards {
		x, size := make([]uint64, len(guards)), make([]float64, len(guards))
		for i, g := range guards {
			size[i] = g.size
			for _, k := range g.kinds {
				x[i] = addMod(x[i], left[k])
			}
		}
		if fewAddToZero(x, size) {
			return true
		}
	}
	return false
}

// fewAddToZero reports whether one to four of the x, with sizes of together 1
// to 4, add up to zero.
func fewAddToZero(x []uint64, size []float64) bool {
	at := map[uint64][]int{}
	for i, v := range x {
		at[v] = append(at[v], i)
	}

	for i, v := range x {
		if v == 0 && isSmall(size[i]) {
			return true
		}
		for _, j := range at[subMod(0, v)] {
			if j > i && isSmall(size[i]+size[j]) {
				return true
			}
		}
	}
	if len(x) > searchedKinds {
		return false
	}

	type pair struct{ i, j int }
	pairs := map[uint64][]pair{}
	for i := range x {
		for j := i + 1; j < len(x); j++ {
			both := size[i] + size[j]
			if both >= most {
				continue
			}
			sum := addMod(x[i], x[j])
			for _, k := range at[subMod(0, sum)] {
				if k > j && isSmall(both+size[k]) {
					return true
				}
			}
			for _, other := range pairs[subMod(0, sum)] {
				apart := other.i != i && other.i != j && other.j != i && other.j != j
				if apart && isSmall(both+size[other.i]+size[other.j]) {
					return true
				}
			}
			pairs[sum] = append(pairs[sum], pair{i, j})
		}
	}
	return false
}

// Arithmetic modulo the prime, of numbers below it.

func addMod(a, b uint64) uint64 {
	if a += b; a >= sumsPrime {
		a -= sumsPrime
	}
	return a
}

func subMod(a, b uint64) uint64 {
	if a < b {
		a += sumsPrime
	}
	return a - b
}

func mulMod(a, b uint64) uint64 {
	high, low := mathbits.Mul64(a, b)
	return addMod(low&sumsPrime, high<<3|low>>61) // 2^61 is 1
}

// inverseMod is a^(p-2) by Fermat's little theorem.
func inverseMod(a uint64) uint64 {
	out := uint64(1)
	for e := uint64(sumsPrime - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			out = mulMod(out, a)
		}
		a = mulMod(a, a)
	}
	return out
}

// subtractMultiple subtracts c times row from v.
func subtractMultiple(v, row []uint64, c uint64) {
	if c == 0 {
		return
	}
	for k, x := range row {
		if x != 0 {
			v[k] = subMod(v[k], mulMod(x, c))
		}
	}
}
