// Package sums guards what readers can work out of printed numbers by adding and subtracting them.
package sums

import (
	"cmp"
	mathbits "math/bits"
	"math/rand/v2"
	"slices"

	"github.com/ctostudy/ctostudy/internal/bases"
)

const (
	// sumsPrime is the prime that sums are compared modulo, 2^61 - 1.
	sumsPrime = 1<<61 - 1
	// searchedKinds is the number of small kinds up to which three and four of
	// them are tried together; beyond it, two.
	searchedKinds = 100
	// mostTogether and mostWork are the numbers of multiplications that are spent on the
	// sums of a question if all are tried together, and in all; mostByOne is that of
	// places looked at if they are tried one by one. Each takes some seconds.
	mostTogether, mostWork, mostByOne = 1.2e9, 2.4e9, 9e9
	// fewest and most bound a small number of respondents: 1 to 4. Expected
	// numbers, of members of a class, are rounded.
	fewest, Most = 0.5, bases.Least - 0.5
)

// IsSmall reports whether a number of respondents is 1 to 4.
func IsSmall(n float64) bool { return n >= fewest && n < Most }

// Known are the sums that a reader can work out of what is printed about
// one question.
//
// The respondents are divided into kinds, such that every printed number is
// the sum of something over some of the kinds: people who are in the same
// populations and gave the same answer are of one kind. A reader who knows
// several sums knows every combination of them with any coefficients, which is
// the linear span of the sums' indicator vectors A. It is kept modulo a prime, where
// linear algebra is exact, by the factors L diag(p) L' of A diag(weight) A', of random
// weights: that matrix is regular if the sums are independent.
type Known struct {
	size   []float64 // Respondents of each kind
	guards [][]guard
	told   [][]int   // independent sums that readers know
	with   [][]int32 // the told sums that each kind is in
	factor []sparse  // row i of L left of its diagonal of ones
	below  []sparse  // column i of L below its diagonal
	pivot  []uint64  // 1/p
	weight []uint64  // of each kind
	random []uint64  // of each kind
	left   []uint64  // random without its part in the span
	work   int       // multiplications made
	// each is what readers know as well, once requests were tried one by one.
	each *echelon
}

// sparse is a vector with the entries that are not zero.
type sparse struct {
	at []int32
	x  []uint64
}

// guard is a set of kinds that no reader may learn a sum over.
type guard struct {
	kinds []int
	size  float64
}

// New returns the sums of a question of which nothing is printed. The
// sets in each list are disjoint; a reader must not learn the sum over one to
// four of a list's sets that have 1 to 4 respondents together. Without lists
// each kind is a set.
func New(size []float64, lists ...[][]int) *Known {
	s := &Known{size: size, random: make([]uint64, len(size)), weight: make([]uint64, len(size)),
		with: make([][]int32, len(size))}

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
			if n := s.Respondents(kinds); n > 0 && n < Most {
				guards = append(guards, guard{kinds, n})
			}
		}
		s.guards = append(s.guards, guards)
	}

	// Any numbers do that are not chosen by the data.
	source := rand.New(rand.NewPCG(2021, 61))
	for i := range s.random {
		s.random[i] = source.Uint64N(sumsPrime)
		s.weight[i] = 1 + source.Uint64N(sumsPrime-1)
	}
	s.left = s.random
	return s
}

// Protect adds a set that no reader may learn the sum over, whatever its size, unless
// that is known already.
func (s *Known) Protect(kinds []int) {
	guards := s.guards
	s.guards = [][]guard{{{kinds, fewest}}}
	if len(kinds) > 0 && !s.tellsOfFew() {
		guards = append(guards, s.guards...)
	}
	s.guards = guards
}

// Respondents returns the size of a set of kinds.
func (s *Known) Respondents(kinds []int) float64 {
	n := 0.0
	for _, k := range kinds {
		n += s.size[k]
	}
	return n
}

// Tell adds the sums over the given sets of kinds to what readers know, and
// returns true, unless readers could then work out a sum over 1 to 4
// respondents; then nothing is added. An empty set tells nothing.
func (s *Known) Tell(sets ...[]int) bool {
	return s.TellAll([][][]int{sets})[0]
}

// TellAll is tell for one request after the other, in their order. Since what some tell
// is no more than what all tell, those that may be told together need one test. If they
// may not, each is tried by itself. Beyond mostByOne, what readers do not know already
// is withheld.
func (s *Known) TellAll(requests [][][]int) []bool {
	out := make([]bool, len(requests))
	if s.each == nil && s.tellTogether(requests) {
		for i := range out {
			out[i] = true
		}
		return out
	}
	if len(requests) == 1 && s.each == nil {
		return out
	}

	if s.each == nil {
		s.each = &echelon{random: s.random}
		for _, set := range s.told {
			s.each.add(set)
		}
	}
	for i, request := range requests {
		out[i] = s.tellNext(request)
	}
	return out
}

// tellNext is tell by the echelon form.
func (s *Known) tellNext(sets [][]int) bool {
	next, left := *s.each, s.left
	for _, set := range sets {
		if next.work > mostByOne && !s.knows(set) {
			return false
		}
		next.add(set)
	}

	grown := len(next.rows) > len(s.each.rows)
	if grown {
		s.left = next.left()
	}
	if grown && s.tellsOfFew() {
		s.left = left
		s.each.work = next.work
		return false
	}
	s.each = &next
	return true
}

// knows reports whether readers know the sum over a set.
func (s *Known) knows(set []int) bool {
	left := uint64(0)
	for _, k := range set {
		left = addMod(left, s.left[k])
	}
	return left == 0
}

// tellTogether adds the sums over all sets of some requests, and returns true, unless
// readers could then work out a sum over 1 to 4 respondents, or that takes too much
// work; then nothing is added.
func (s *Known) tellTogether(requests [][][]int) bool {
	var sets [][]int
	for _, request := range requests {
		sets = append(sets, request...)
	}
	// Small sets first: few of them have kinds in common, and their factors are sparse.
	slices.SortStableFunc(sets, func(a, b []int) int { return cmp.Compare(len(a), len(b)) })

	before, limit := len(s.told), min(s.work+mostTogether, mostWork)
	enough := true
	for i, set := range sets {
		if i > 0 && slices.Equal(set, sets[i-1]) {
			continue
		}
		if enough = s.add(set, limit); !enough {
			break
		}
	}
	if enough && len(s.told) == before {
		return true // all is known already
	}

	left := s.left
	if enough {
		s.project()
	}
	if !enough || s.tellsOfFew() {
		for len(s.told) > before {
			s.forgetLast()
		}
		s.left = left
		return false
	}
	return true
}

// add takes up the sum over a set unless it is known already. It returns false if the
// sum is not known and the work is beyond its limit.
func (s *Known) add(set []int, limit int) bool {
	left := uint64(0)
	for _, k := range set {
		left = addMod(left, s.left[k])
	}
	switch {
	case left == 0:
		return true // known already
	case s.work > limit:
		return false
	}

	z, total := make([]uint64, len(s.told)), uint64(0)
	for _, k := range set {
		w := s.weight[k]
		total = addMod(total, w)
		for _, i := range s.with[k] {
			z[i] = addMod(z[i], w)
		}
		s.work += len(s.with[k]) / 4
	}
	s.solve(z)

	row, rest := sparse{}, total
	for j, x := range z {
		if x != 0 {
			scaled := mulMod(x, s.pivot[j])
			row.at, row.x = append(row.at, int32(j)), append(row.x, scaled)
			rest = subMod(rest, mulMod(x, scaled))
		}
	}
	if rest == 0 {
		return true // known with those added before it
	}
	last := int32(len(s.told))
	for _, k := range set {
		s.with[k] = append(s.with[k], last)
	}
	for i, at := range row.at {
		s.below[at].at, s.below[at].x = append(s.below[at].at, last), append(s.below[at].x, row.x[i])
	}
	s.told, s.pivot = append(s.told, set), append(s.pivot, inverseMod(rest))
	s.factor, s.below = append(s.factor, row), append(s.below, sparse{})
	return true
}

// forgetLast undoes the last add.
func (s *Known) forgetLast() {
	last := len(s.told) - 1
	for _, k := range s.told[last] {
		s.with[k] = s.with[k][:len(s.with[k])-1]
	}
	for _, at := range s.factor[last].at {
		column, n := &s.below[at], len(s.below[at].at)-1
		column.at, column.x = column.at[:n], column.x[:n]
	}
	s.told, s.pivot = s.told[:last], s.pivot[:last]
	s.factor, s.below = s.factor[:last], s.below[:last]
}

// solve replaces z by L^-1 z.
func (s *Known) solve(z []uint64) {
	for j, x := range z {
		if x == 0 {
			continue
		}
		column := &s.below[j]
		for i, at := range column.at {
			z[at] = subMod(z[at], mulMod(column.x[i], x))
		}
		s.work += len(column.at)
	}
}

// project takes the part in the span out of the random vector: left is random -
// diag(weight) A' (L diag(p) L')^-1 A random, whose sums over all told sets are 0.
func (s *Known) project() {
	y := make([]uint64, len(s.told))
	for i, set := range s.told {
		for _, k := range set {
			y[i] = addMod(y[i], s.random[k])
		}
	}
	s.solve(y)
	for i := range y {
		y[i] = mulMod(y[i], s.pivot[i])
	}

	part := make([]uint64, len(s.size))
	for i := len(y) - 1; i >= 0; i-- {
		row := &s.factor[i]
		for j, at := range row.at {
			y[at] = subMod(y[at], mulMod(row.x[j], y[i]))
		}
		for _, k := range s.told[i] {
			part[k] = addMod(part[k], y[i])
		}
		s.work += len(row.x) + len(s.told[i])/2
	}

	s.left = make([]uint64, len(s.size))
	for k, x := range s.random {
		s.left[k] = subMod(x, mulMod(s.weight[k], part[k]))
	}
}

// tellsOfFew reports whether a sum over guarded sets of together 1 to 4
// Respondents is in the span.
//
// The sum over a set of what is left of the random vector is linear in the set, so
// that it can be worked out for each guarded one and added up. It is always zero in
// the span, and elsewhere with a chance of 2^-61.
func (s *Known) tellsOfFew() bool {
	for _, guards := range s.guards {
		x, size := make([]uint64, len(guards)), make([]float64, len(guards))
		for i, g := range guards {
			size[i] = g.size
			for _, k := range g.kinds {
				x[i] = addMod(x[i], s.left[k])
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
		if v == 0 && IsSmall(size[i]) {
			return true
		}
		for _, j := range at[subMod(0, v)] {
			if j > i && IsSmall(size[i]+size[j]) {
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
			if both >= Most {
				continue
			}
			sum := addMod(x[i], x[j])
			for _, k := range at[subMod(0, sum)] {
				if k > j && IsSmall(both+size[k]) {
					return true
				}
			}
			for _, other := range pairs[subMod(0, sum)] {
				apart := other.i != i && other.i != j && other.j != i && other.j != j
				if apart && IsSmall(both+size[other.i]+size[other.j]) {
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

// echelon is the reduced echelon form of sums that readers know.
type echelon struct {
	random []uint64
	rows   [][]uint64 // row j has 1 in column pivot[j], where all others have 0
	pivot  []int
	traces []uint64 // of each row: its product with random
	work   int
}

// add puts the indicator vector of a set into the echelon form. Rows that
// change are copied, since an earlier state may share them.
func (e *echelon) add(set []int) {
	v := make([]uint64, len(e.random))
	for _, k := range set {
		v[k] = 1
	}
	for j, row := range e.rows {
		e.subtractMultiple(v, row, v[e.pivot[j]])
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

	rows := make([][]uint64, len(e.rows), len(e.rows)+1)
	traces := make([]uint64, len(e.rows), len(e.rows)+1)
	of := e.trace(v)
	for j, row := range e.rows {
		rows[j], traces[j] = row, e.traces[j]
		if c := row[p]; c != 0 {
			rows[j] = slices.Clone(row)
			e.subtractMultiple(rows[j], v, c)
			traces[j] = subMod(traces[j], mulMod(of, c))
		}
	}
	e.rows, e.traces = append(rows, v), append(traces, of)
	e.pivot = append(slices.Clone(e.pivot), p)
}

func (e *echelon) trace(row []uint64) uint64 {
	sum := uint64(0)
	for k, x := range row {
		if x != 0 {
			sum = addMod(sum, mulMod(x, e.random[k]))
		}
	}
	return sum
}

// left returns the random vector with that changed in the pivots so that its sums over
// all sets are 0.
func (e *echelon) left() []uint64 {
	out := slices.Clone(e.random)
	for j, p := range e.pivot {
		out[p] = subMod(out[p], e.traces[j])
	}
	return out
}

// subtractMultiple subtracts c times row from v.
func (e *echelon) subtractMultiple(v, row []uint64, c uint64) {
	if c == 0 {
		return
	}
	e.work += len(row)
	for k, x := range row {
		if x != 0 {
			v[k] = subMod(v[k], mulMod(x, c))
		}
	}
}
