package stats

import (
	"fmt"
	"math"
)

// Squares of numbers beyond 2^-511 or 2^511 vanish or overflow. Estimators that
// need them divide such numbers by a power of two first, which changes no digit.
const (
	// plainPower bounds the exponents of numbers that are squared as they are:
	// their variances have squares too.
	plainPower = 200
	// squarePower bounds the exponents of numbers whose squares, added up over
	// many rows, still have all digits.
	squarePower = 505
)

// power returns the k for which x / 2^k is between 1/2 and 1, or 0 if x can be
// squared as it is.
func power(x float64) int {
	_, k := math.Frexp(x)
	if k >= -plainPower && k <= plainPower {
		return 0
	}
	return k
}

// powerOf is power of the largest finite number.
func powerOf(x []float64) int { return power(largestOf(x)) }

// largestOf returns the largest size of the finite numbers, 0 for none.
func largestOf(x []float64) float64 {
	largest := 0.0
	for _, v := range x {
		if v = math.Abs(v); v > largest && !math.IsInf(v, 0) {
			largest = v
		}
	}
	return largest
}

// overPower returns x / 2^k, x itself for k = 0.
func overPower(x []float64, k int) []float64 {
	if k == 0 {
		return x
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Ldexp(v, -k)
	}
	return out
}

// hasSquare reports whether the square of a size, and sums of such squares, keep
// all digits. 0 does.
func hasSquare(size float64) bool {
	_, k := math.Frexp(size)
	return size == 0 || k >= -squarePower && k <= squarePower && !math.IsNaN(size)
}

// beyondSquares is the error for numbers of a size without a square.
func beyondSquares(what string, size float64) error {
	unit := "divide it by a power of ten"
	if size < 1 {
		unit = "multiply it by a power of ten"
	}
	return fmt.Errorf("%w, and so must their squares: %s is of the size of %.3g, %s", errNotFinite,
		what, size, unit)
}

func allFinite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// checkFinite names the first row with an infinite number.
func checkFinite(columns ...[]float64) error {
	for _, x := range columns {
		for i, v := range x {
			if math.IsInf(v, 0) {
				return fmt.Errorf("%w: row %d: answer %v", errNotFinite, i, v)
			}
		}
	}
	return nil
}

// rounding reports whether weighted squares are of deviations no larger than
// what a mean of such values, or a fit, is rounded by.
func rounding(squares, weight, error float64) bool {
	return math.Sqrt(squares/weight) <= error
}
