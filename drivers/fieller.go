package drivers

import (
	"math"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
)

// The shapes of a confidence set of a ratio.
const (
	bounded   = "bounded"
	exclusive = "exclusive"
	wholeLine = "whole line"
)

// FiellerSet is a confidence set of a premium, a ratio of means less one.
type FiellerSet struct {
	// Kind is "bounded": the set is the interval from Low to High. It is so
	// exactly if the denominator differs significantly from zero. Or "exclusive":
	// the set is everything *but* what lies strictly between Low and High, of
	// which one may be infinite, so that the data exclude some ratios and bound
	// none. Or "whole line": the data exclude no ratio at all, and Low and High
	// are infinite.
	Kind string
	// Low and High are the set's ends (premiums, as fractions) as Kind
	// tells.
	Low, High float64
	// DF is the degrees of freedom of the t quantile used.
	DF float64
}

// MarshalJSON writes the kind, the ends (null where infinite) and the degrees
// of freedom.
func (s FiellerSet) MarshalJSON() ([]byte, error) {
	return nulls.Marshal(struct {
		Kind string  `json:"kind"`
		Low  float64 `json:"low"`
		High float64 `json:"high"`
		DF   float64 `json:"df"`
	}{s.Kind, s.Low, s.High, s.DF})
}

// groupMean is the mean of one group with what its error needs.
type groupMean struct {
	mean, variance float64 // variance of the mean
	n              int
}

// fieller returns the ratios r = mu_a / mu_b, less one, that the test of
// a - r b = 0 does not reject at 1 - level, cov being the covariance of a and b:
//
//	(a - r b)^2 <= t^2 (v_a - 2 r cov + r^2 v_b)
func fieller(a, b groupMean, cov, df, level float64) FiellerSet {
	out := fiellerAt(a, b, cov, tails.Critical(level, df))
	out.DF = df
	return out
}

// fiellerAt is the set at a given t. It is quadratic in r with the leading
// coefficient q = b^2 - t^2 v_b. The roots are written as products of sums, so
// that nothing cancels where a mean is many standard errors from zero.
func fiellerAt(a, b groupMean, cov, t float64) FiellerSet {
	ta, tb, tab := t*math.Sqrt(a.variance), t*math.Sqrt(b.variance), t*t*cov
	q := (b.mean - tb) * (b.mean + tb)
	last := (a.mean - ta) * (a.mean + ta)
	half := a.mean*b.mean - tab
	disc := a.mean*a.mean*tb*tb + q*ta*ta - 2*a.mean*b.mean*tab + tab*tab
	out := FiellerSet{Kind: wholeLine, Low: math.Inf(-1), High: math.Inf(1), DF: math.NaN()}
	switch {
	case q == 0 && half > 0:
		out.Kind, out.High = exclusive, last/(2*half)-1
	case q == 0 && half < 0:
		out.Kind, out.Low = exclusive, last/(2*half)-1
	case q > 0 || q < 0 && disc >= 0:
		if q < 0 {
			out.Kind = exclusive
		} else {
			out.Kind = bounded
		}
		far := half + math.Copysign(math.Sqrt(math.Max(0, disc)), half)
		r1, r2 := far/q, 0.0
		if far != 0 {
			r2 = last / far
		}
		out.Low, out.High = math.Min(r1, r2)-1, math.Max(r1, r2)-1
	}
	return out
}

// ratioDF returns Satterthwaite's degrees of freedom of a - r b at the point
// estimate r = a/b (Tamhane and Logan 2004).
func ratioDF(a, b groupMean) float64 {
	va, vb := b.mean*b.mean*a.variance, a.mean*a.mean*b.variance
	return satterthwaite(va, vb, a.n, b.n)
}

// satterthwaite returns the degrees of freedom of the sum of two independent
// variances of n1-1 and n2-1 degrees, n1+n2-2 where both are zero.
func satterthwaite(v1, v2 float64, n1, n2 int) float64 {
	if v1+v2 == 0 {
		return float64(n1 + n2 - 2)
	}
	p := v1 / (v1 + v2)
	return 1 / (p*p/float64(n1-1) + (1-p)*(1-p)/float64(n2-1))
}
