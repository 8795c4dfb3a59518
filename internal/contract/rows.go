package contract

import (
	"runtime"
	"slices"
)

// Repeated returns the rows of a sample in which row i stands counts[i] times:
// what frequency weights mean.
func Repeated(counts []float64) []int {
	var out []int
	for i, n := range counts {
		out = append(out, slices.Repeat([]int{i}, int(n))...)
	}
	return out
}

// Weighing returns the rows whose weight is not zero.
func Weighing(weights []float64) []int {
	var out []int
	for i, w := range weights {
		if w > 0 {
			out = append(out, i)
		}
	}
	return out
}

// OnProcessors calls f under a GOMAXPROCS of n.
func OnProcessors(n int, f func()) {
	before := runtime.GOMAXPROCS(n)
	defer runtime.GOMAXPROCS(before)
	f()
}
