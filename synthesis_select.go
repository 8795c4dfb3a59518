package ctostudy

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/stats"
)

// This file holds how a synthesis meets a share by whole respondents.

// apportion splits n into parts proportional to shares by largest remainders
// (Hamilton), ties to the earlier part.
func apportion(shares []float64, n int) []int {
	total := 0.0
	for _, s := range shares {
		total += s
	}
	out := make([]int, len(shares))
	remainder := make([]float64, len(shares))
	left := n
	for k, s := range shares {
		exact := float64(s*float64(n)) / total
		out[k] = int(math.Floor(exact))
		remainder[k] = exact - math.Floor(exact)
		left -= out[k]
	}
	for ; left > 0; left-- {
		best := 0
		for k := range remainder {
			if remainder[k] > remainder[best] {
				best = k
			}
		}
		out[best]++
		remainder[best] = -1
	}
	return out
}

// proportional scales a count out of base to n, rounded half up.
func proportional(count, n, base int) int { return (2*count*n + base) / (2 * base) }

// percentCount returns how many of n print the percentage p: the nearest
// count. It fails when no count of n rounds to p.
func percentCount(p float64, n int) (int, error) {
	c := int(math.Floor(float64(p*float64(n))/100 + 0.5))
	if c < 0 || c > n || math.Abs(100*float64(c)/float64(n)-p) > 0.5 {
		return 0, fmt.Errorf("ctostudy: no count of %d respondents prints %g%%", n, p)
	}
	return c, nil
}

// growthCounts returns counts (from, to) of n whose ratio prints a growth of
// the given percentage, with to/n as near to share as can be.
func growthCounts(growth, share float64, n int) (from, to int, err error) {
	best := math.Inf(1)
	for b := 1; b <= n; b++ {
		a := int(math.Floor(float64(float64(b)*(1+growth/100)) + 0.5))
		if a > n {
			break
		}
		if math.Abs(100*(float64(a)/float64(b)-1)-growth) >= 0.45 {
			continue
		}
		if d := math.Abs(float64(a)/float64(n) - share); d < best {
			from, to, best = b, a, d
		}
	}
	if math.IsInf(best, 1) {
		return 0, 0, fmt.Errorf("ctostudy: no counts of %d respondents print a growth of %g%%", n, growth)
	}
	return from, to, nil
}

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

// levelByRank gives the highest code to the rows of highest propensity, and so
// on down: counts[k] rows get code k.
func levelByRank(data []int8, rows []int, counts []int, propensity []float64) {
	order := byPropensity(rows, propensity)
	j := 0
	for k := len(counts) - 1; k >= 0; k-- {
		for range counts[k] {
			data[order[j]] = int8(k)
			j++
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

func sortRows(rows []int) { slices.Sort(rows) }
