// Package portable computes logarithms, exponentials and normal variates to
// the same bits on every processor. math.Exp, math.Log and NormFloat64 have
// assembly versions or tables that differ between CPUs, and Go may fuse x*y+z
// where the hardware can: here every product is rounded by an explicit
// conversion before it is used, and only + - * / and Sqrt occur, which IEEE
// 754 fixes. Accuracy is about 2e-16 relative, which the tests check against
// package math.
package portable

import (
	"math"
	"math/rand/v2"
)

const (
	ln2High = 6.93147180369123816490e-01 // ln 2 split as in FreeBSD's e_log.c
	ln2Low  = 1.90821492927058770002e-10
)

// Log returns the natural logarithm of a positive finite x, by
//
//	x = 2^k f,  ln x = k ln 2 + 2 atanh((f-1)/(f+1)),  sqrt(1/2) <= f < sqrt(2)
//
// It panics for other x.
func Log(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		panic("portable: logarithm of a number that is not positive and finite")
	}
	f, k := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f, k = float64(2*f), k-1
	}
	s := (f - 1) / (f + 1)
	z := float64(s * s)
	// atanh(s)/s = 1 + z/3 + z^2/5 + ...; |s| <= 0.1716, so that 12 terms reach 2^-60.
	sum := 0.0
	for n := 25; n >= 1; n -= 2 {
		sum = float64(sum*z) + 1/float64(n)
	}
	return float64(float64(k)*ln2High) + (float64(2*float64(s*sum)) + float64(float64(k)*ln2Low))
}

// Exp returns e^x for |x| <= 700 and panics beyond.
func Exp(x float64) float64 {
	if !(math.Abs(x) <= 700) {
		panic("portable: exponential of a number beyond 700")
	}
	k := math.Floor(x/math.Ln2 + 0.5)
	r := (x - float64(k*ln2High)) - float64(k*ln2Low)
	// Taylor series by Horner; |r| <= 0.35, 17 terms reach 2^-60.
	sum := 1.0
	for n := 17; n >= 1; n-- {
		sum = 1 + float64(r*sum)/float64(n)
	}
	return math.Ldexp(sum, int(k))
}

// Normal returns a standard normal variate by the polar method (Marsaglia and
// Bray 1964), one variate of each accepted pair.
func Normal(r *rand.Rand) float64 {
	for {
		u, v := float64(2*r.Float64())-1, float64(2*r.Float64())-1
		s := float64(u*u) + float64(v*v)
		if s > 0 && s < 1 {
			return float64(u * math.Sqrt(float64(-2*Log(s))/s))
		}
	}
}
