package segment

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// mostCells is how many answer patterns the ranks of a model are computed from at
// most: beyond it they are drawn.
const mostCells = 1 << 14

// mostSets is how many sets of items are looked at, those with the most answer
// patterns: where everybody left out other items there are as many sets as
// respondents, and each has to be held against each.
const mostSets = 1 << 10

// answeredSet is a set of items that somebody of positive weight answered, those
// and no others. What the data can tell of a model is the joint distribution of
// the items of every such set; items of no common set are never seen together.
type answeredSet struct {
	items  []int   // with at least two given answers
	has    []bool  // of all items
	weight float64 // of those who answered just these
	cells  float64 // number of answer patterns
}

// givenAnswers returns the answers to every item that somebody gave.
func (d *data) givenAnswers() [][]int {
	out := make([][]int, len(d.x.categories))
	for j, n := range d.x.categories {
		for c := range n {
			if d.answered[d.offset[j]+c] > 0 {
				out[j] = append(out[j], c)
			}
		}
	}
	return out
}

// answeredSets returns the sets of items that were answered together, those with
// the most answer patterns first.
func (d *data) answeredSets(given [][]int) []answeredSet {
	var out []answeredSet
	number := map[string]int{}
	answer, key := make([]int, len(given)), make([]byte, len(given))

	for u, w := range d.weight {
		if w == 0 {
			continue
		}
		d.answers(answer, u)
		for j, a := range answer {
			key[j] = byte(min(a, 0) + 1) // 1 if answered
		}
		at, seen := number[string(key)]
		if !seen {
			at = len(out)
			number[string(key)] = at
			out = append(out, newAnsweredSet(key, given))
		}
		out[at].weight += w
	}

	slices.SortStableFunc(out, func(a, b answeredSet) int { return cmp.Compare(b.cells, a.cells) })
	return out
}

func newAnsweredSet(key []byte, given [][]int) answeredSet {
	s := answeredSet{has: make([]bool, len(key)), cells: 1}
	for j, answered := range key {
		if answered == 1 && len(given[j]) > 1 {
			s.has[j] = true
			s.items = append(s.items, j)
			s.cells *= float64(len(given[j]))
		}
	}
	return s
}

// within reports whether t has all items of s.
func (s *answeredSet) within(t *answeredSet) bool {
	for _, j := range s.items {
		if !t.has[j] {
			return false
		}
	}
	return true
}

// largest returns the sets that are part of no other: the joint distribution of
// the items of a larger one implies that of a smaller.
func largest(sets []answeredSet) []answeredSet {
	var out []answeredSet
	for i := range sets {
		part := func(t answeredSet) bool { return sets[i].within(&t) }
		if !slices.ContainsFunc(out, part) {
			out = append(out, sets[i])
		}
	}
	return out
}

// cell writes the number-th answer pattern of the set: for each of its items the
// index of the answer among those given.
func (s *answeredSet) cell(out []int, number int, given [][]int) {
	for i, j := range s.items {
		out[i] = number % len(given[j])
		number /= len(given[j])
	}
}

// visit calls f with answer patterns of the set in random order until it returns
// false: all of them where they are at most as many as asked for, else so many
// drawn at random.
func (s *answeredSet) visit(r *rand.Rand, most int, given [][]int, f func(answer []int) bool) bool {
	answer := make([]int, len(s.items))
	if s.cells <= float64(most) {
		for _, number := range r.Perm(int(s.cells)) {
			s.cell(answer, number, given)
			if !f(answer) {
				return false
			}
		}
		return true
	}

	for range most {
		for i, j := range s.items {
			answer[i] = r.IntN(len(given[j]))
		}
		if !f(answer) {
			return false
		}
	}
	return true
}
