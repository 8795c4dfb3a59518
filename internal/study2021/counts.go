package study2021

import (
	"fmt"
	"math"
)

// This file holds how a published number becomes a number of whole respondents.

// apportion splits n into parts proportional to shares by largest remainders (Hamilton), ties to
// the earlier part. Shares that are none (see checkShares) split nothing.
func apportion(shares []float64, n int) []int {
	parts := make([]int, len(shares))
	total, ok := totalShare(shares)
	if !ok {
		return parts
	}

	remainder := make([]float64, len(shares))
	left := n
	for k, s := range shares {
		exact := float64(s*float64(n)) / total
		parts[k] = int(math.Floor(exact))
		remainder[k] = exact - math.Floor(exact)
		left -= parts[k]
	}

	for ; left > 0; left-- {
		best := 0
		for k := range remainder {
			if remainder[k] > remainder[best] {
				best = k
			}
		}
		parts[best]++
		remainder[best] = -1 // its turn is over
	}
	return parts
}

// totalShare returns the sum of shares; false if one is negative, or if all are zero.
func totalShare(shares []float64) (total float64, ok bool) {
	for _, s := range shares {
		if s < 0 {
			return 0, false
		}
		total += s
	}
	return total, total > 0
}

// proportional scales a count out of base to n, rounded half up.
func proportional(count, n, base int) int { return (2*count*n + base) / (2 * base) }

// percentCount returns how many of n print the percentage p: the nearest count. It fails if no
// count of n rounds to p.
func percentCount(p float64, n int) (int, error) {
	count := int(math.Floor(float64(p*float64(n))/100 + 0.5))
	if count < 0 || count > n || math.Abs(100*float64(count)/float64(n)-p) > 0.5 {
		return 0, fmt.Errorf("study2021: no count of %d respondents prints %g%%", n, p)
	}
	return count, nil
}

// growthMargin is how near a growth must lie to its printed integer: a little less than the half
// point that still rounds to it, so that no rounding error decides.
const growthMargin = 0.45

// growthCounts returns counts (from, to) of n whose ratio prints a growth of the given percentage,
// with to/n as near to share as can be.
func growthCounts(growth, share float64, n int) (from, to int, err error) {
	best := math.Inf(1)
	for first := 1; first <= n; first++ {
		last := int(math.Floor(float64(float64(first)*(1+growth/100)) + 0.5))
		if last > n {
			break
		}
		printed := float64(100 * (float64(last)/float64(first) - 1))
		if math.Abs(printed-growth) >= growthMargin {
			continue
		}

		if off := math.Abs(float64(last)/float64(n) - share); off < best {
			from, to = first, last
			best = off
		}
	}

	if math.IsInf(best, 1) {
		const text = "study2021: no counts of %d respondents print a growth of %g%%"
		return 0, 0, fmt.Errorf(text, n, growth)
	}
	return from, to, nil
}
