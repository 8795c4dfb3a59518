package segment

import "gonum.org/v1/gonum/floats"

// AdjustedRand returns the adjusted Rand index of two partitions of the same
// members (Hubert and Arabie 1985): 1 where they agree up to labels, 0 on
// average for independent ones. Partitions of different lengths panic; fewer
// than two members are an error. Two partitions that both put all together, or
// all apart, agree (1).
func AdjustedRand(a, b []int) (float64, error) {
	if len(a) != len(b) {
		panic("segment: partitions differ in length")
	}
	ones := make([]float64, len(a))
	for i := range ones {
		ones[i] = 1
	}
	return adjustedRand(a, b, ones)
}

// adjustedRand is AdjustedRand of members who are that many copies each.
func adjustedRand(a, b []int, copies []float64) (float64, error) {
	n := floats.Sum(copies)
	if n < 2 {
		return 0, errPartition
	}
	cells, rows, cols := map[[2]int]float64{}, map[int]float64{}, map[int]float64{}
	for i := range a {
		cells[[2]int{a[i], b[i]}] += copies[i]
		rows[a[i]] += copies[i]
		cols[b[i]] += copies[i]
	}
	// Sums of whole numbers below 2^53 do not depend on the map's order.
	pairs := func(n float64) float64 { return n * (n - 1) / 2 }
	both, first, second := 0.0, 0.0, 0.0
	for _, n := range cells {
		both += pairs(n)
	}
	for _, n := range rows {
		first += pairs(n)
	}
	for _, n := range cols {
		second += pairs(n)
	}
	expected := first * second / pairs(n)
	top := (first + second) / 2
	if top == expected {
		return 1, nil
	}
	return (both - expected) / (top - expected), nil
}

// agreement is the adjusted Rand index, 1 for a single respondent.
func agreement(a, b []int, copies []float64) float64 {
	v, err := adjustedRand(a, b, copies)
	if err != nil {
		return 1
	}
	return v
}
