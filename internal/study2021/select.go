package study2021

import (
	"cmp"
	"slices"

	"github.com/ctostudy/ctostudy/stats"
)

// This file holds who of a stratum gives an answer, once it is known how many do.

// byPropensity returns the rows by falling propensity, ties by row.
func byPropensity(rows []int, propensity []float64) []int {
	out := slices.Clone(rows)
	slices.SortFunc(out, func(i, j int) int {
		if c := cmp.Compare(propensity[j], propensity[i]); c != 0 {
			return c
		}
		return cmp.Compare(i, j)
	})
	return out
}

// tickTop ticks the count rows of highest propensity and unticks the others.
func tickTop(data []int8, rows []int, count int, propensity []float64) {
	for j, i := range byPropensity(rows, propensity) {
		data[i] = 0
		if j < count {
			data[i] = 1
		}
	}
}

// levelByRank gives the highest code to the rows of highest propensity, and so on down: counts[k]
// rows get code k.
func levelByRank(data []int8, rows []int, counts []int, propensity []float64) {
	order := byPropensity(rows, propensity)
	next := 0
	for k := len(counts) - 1; k >= 0; k-- {
		for range counts[k] {
			data[order[next]] = int8(k)
			next++
		}
	}
}

// notAsked returns a column of n that nobody was asked.
func notAsked(n int) []int8 {
	out := make([]int8, n)
	for i := range out {
		out[i] = stats.NotAsked
	}
	return out
}
