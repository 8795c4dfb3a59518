package segment

import "sort"

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// order returns the numbers 0 to n-1 sorted by less, ties in their own order.
func order(n int, less func(i, j int) bool) []int {
	out := indices(n)
	sort.SliceStable(out, func(a, b int) bool { return less(out[a], out[b]) })
	return out
}
