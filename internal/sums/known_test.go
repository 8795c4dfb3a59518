package sums

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// inSpan solves by fractions whether target is a combination of the vectors.
func inSpan(vectors [][]int, target []int) bool {
	rank := func(rows [][]int) int {
		m := make([][]*big.Rat, len(rows))
		for i, row := range rows {
			for _, x := range row {
				m[i] = append(m[i], big.NewRat(int64(x), 1))
			}
		}
		r := 0
		for c := range target {
			p := r
			for p < len(m) && m[p][c].Sign() == 0 {
				p++
			}
			if p == len(m) {
				continue
			}
			m[r], m[p] = m[p], m[r]
			for i := r + 1; i < len(m); i++ {
				f := new(big.Rat).Quo(m[i][c], m[r][c])
				for k := range target {
					m[i][k] = new(big.Rat).Sub(m[i][k], new(big.Rat).Mul(f, m[r][k]))
				}
			}
			r++
		}
		return r
	}
	return rank(append(append([][]int(nil), vectors...), target)) == rank(vectors)
}

// indicator returns the 0/1 vector of a set, given as bits.
func indicator(set, n int) (v, kinds []int) {
	v = make([]int, n)
	for k := range n {
		if set>>k&1 == 1 {
			v[k] = 1
			kinds = append(kinds, k)
		}
	}
	return v, kinds
}

// What tell refuses is, for random sets, exactly what would let a reader solve
// the equations for a set of 1 to 4 respondents: all sets are tried, in
// fractions.
func TestKnownSumsAgainstAllSetsInFractions(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 8))
	told, refused := 0, 0
	for range 60 {
		n := 3 + random.IntN(5)
		size := make([]float64, n)
		for k := range size {
			size[k] = []float64{1, 1, 2, 3, 4, 5, 6, 12}[random.IntN(8)]
		}
		s := New(size)
		var known [][]int
		var requests [][][]int
		var answers []bool

		for range 2 * n {
			v, kinds := indicator(1+random.IntN(1<<n-1), n)
			derived := false
			for set := 1; set < 1<<n; set++ {
				few, members := indicator(set, n)
				if total := s.Respondents(members); total <= 4 && inSpan(append(known, v), few) {
					derived = true
				}
			}

			ok := s.Tell(kinds)
			require.Equal(t, !derived, ok, "sizes %v, known %v, new %v", size, known, v)
			requests, answers = append(requests, [][]int{kinds}), append(answers, ok)
			if ok {
				known = append(known, v)
				told++
			} else {
				refused++
			}
		}

		// Asked for at once, the same are told, and the same afterwards.
		together := New(size)
		require.Equal(t, answers, together.TellAll(requests))
		for set := 1; set < 1<<n; set++ {
			_, kinds := indicator(set, n)
			require.Equal(t, s.Tell(kinds), together.Tell(kinds))
		}
	}
	assert.Positive(t, told)
	assert.Positive(t, refused)
}

func TestKnownSumsByHand(t *testing.T) {
	// 82 = 34 + 47 + 1: who is in neither group could be told from the three.
	s := New([]float64{34, 47, 1})
	assert.True(t, s.Tell([]int{0, 1, 2}))
	assert.True(t, s.Tell([]int{1}))
	assert.False(t, s.Tell([]int{0}))
	assert.True(t, s.Tell([]int{0, 2}), "the rest of 35 is known already")

	// Twice the sum of three overlapping halves: 2(a+b+c) - ... gives a.
	s = New([]float64{3, 20, 30})
	assert.True(t, s.Tell([]int{0, 1}))
	assert.True(t, s.Tell([]int{1, 2}))
	assert.False(t, s.Tell([]int{0, 2}), "half of the sum less b + c is a")

	// Expected numbers are rounded: 0.4 members are nobody, 4.4 are four.
	s = New([]float64{0.4, 4.4, 4.6, 30})
	assert.True(t, s.Tell([]int{0}))
	assert.True(t, s.Tell([]int{2}))
	assert.False(t, s.Tell([]int{1}))
	assert.False(t, s.Tell([]int{0, 1}, []int{0}), "4.8 is five, but four of them are known with it")
}
