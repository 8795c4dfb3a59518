package study2021

import "math"

// This file holds arithmetic of columns that rounds alike on every processor: each product is cast,
// so that it is not fused with a sum.

func dot(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += float64(x[i] * y[i])
	}
	return sum
}

// blend returns a x + b y.
func blend(a float64, x []float64, b float64, y []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = float64(a*x[i]) + float64(b*y[i])
	}
	return out
}

// correlated returns r x + sqrt(1-r^2) noise: if both have variance 1 and no correlation, it has
// variance 1 and correlation r with x.
func correlated(r float64, x, noise []float64) []float64 {
	return blend(r, x, math.Sqrt(1-float64(r*r)), noise)
}

// addScaled adds a x to dst.
func addScaled(dst []float64, a float64, x []float64) {
	for i := range dst {
		dst[i] += float64(a * x[i])
	}
}

// orthonormal gives the draws means of 0, variances of 1 and correlations of 0 exactly (modified
// Gram-Schmidt), so that the traits of the wave have their stated correlations and not those that
// chance gave 5,000 draws; see the assumption latent.exact.
func orthonormal(draws [][]float64) {
	for j, v := range draws {
		n := float64(len(v))

		mean := 0.0
		for _, e := range v {
			mean += e / n
		}
		for i := range v {
			v[i] -= mean
		}

		for _, u := range draws[:j] {
			addScaled(v, -dot(u, v)/n, u)
		}

		root := math.Sqrt(dot(v, v) / n)
		for i := range v {
			v[i] /= root
		}
	}
}

// thousandths rounds to three decimals.
func thousandths(x float64) float64 { return math.Floor(float64(1000*x)+0.5) / 1000 }
