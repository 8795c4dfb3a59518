// Package tails holds the tail probabilities of test statistics, and the limits
// of intervals. They keep 10 digits down to 1e-300, where one minus a
// distribution function keeps none, for degrees of freedom from 0.001 to 1e10;
// beyond these they lose some. They are incomplete beta and gamma
// functions by continued fractions (DiDonato and Morris 1992, Gautschi 1979)
// whose leading factors are saddle-point densities (Loader 2000), so that large
// degrees of freedom lose nothing. Arguments that are NaN and degrees of freedom
// that are not positive give NaN.
package tails

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Normal returns P(Z > z) of the standard normal distribution.
func Normal(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// NormalTwoSided returns P(|Z| > |z|) of the standard normal distribution.
func NormalTwoSided(z float64) float64 { return 2 * Normal(math.Abs(z)) }

// Student returns P(T > t) of Student's distribution with df degrees of
// freedom; +Inf is the normal distribution.
//
//	P(T > t) = I_x(df/2, 1/2) / 2,   x = df/(df + t^2),   for t >= 0
func Student(t, df float64) float64 {
	switch {
	case math.IsNaN(t) || !(df > 0):
		return math.NaN()
	case math.IsInf(df, 1):
		return Normal(t)
	case t < 0:
		return 1 - Student(-t, df)
	case t > 1e150: // the square overflows
		return math.Exp(df*(math.Log(df)/2-math.Log(t)) - math.Log(df) - logBeta(df/2, 0.5))
	}
	return incompleteBeta(df, t*t, df/2, 0.5) / 2
}

// StudentTwoSided returns P(|T| > |t|) of Student's distribution.
func StudentTwoSided(t, df float64) float64 { return 2 * Student(math.Abs(t), df) }

// F returns P(F > f) of the F distribution with df1 and df2 degrees of
// freedom; df2 = +Inf is chi-square over df1.
//
//	P(F > f) = I_x(df2/2, df1/2),   x = df2/(df2 + df1 f),   for f >= 0
func F(f, df1, df2 float64) float64 {
	switch {
	case math.IsNaN(f) || !(df1 > 0) || !(df2 > 0) || math.IsInf(df1, 1):
		return math.NaN()
	case f <= 0:
		return 1
	case math.IsInf(df2, 1):
		return ChiSquare(df1*f, df1)
	}
	return incompleteBeta(df2, df1*f, df2/2, df1/2)
}

// ChiSquare returns P(X > x) of the chi-square distribution:
//
//	P(X > x) = Gamma(df/2, x/2) / Gamma(df/2),   for x >= 0
func ChiSquare(x, df float64) float64 {
	switch {
	case math.IsNaN(x) || !(df > 0) || math.IsInf(df, 1):
		return math.NaN()
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	}
	a := df / 2
	x /= 2
	// x^a e^-x / Gamma(a)
	lead := a * math.Exp(-stirling(a)-deviance(a, x)) / math.Sqrt(2*math.Pi*a)
	if x < a+1 {
		sum, term := 0.0, 1/a
		for k := 1.0; term > sum*1e-17; k++ {
			sum += term
			term *= x / (a + k)
		}
		return 1 - lead*sum
	}
	return lead * lentz(x+1-a, func(k float64) (num, den float64) {
		return -k * (k - a), x + 1 - a + 2*k
	})
}

// incompleteBeta returns I_x(a, b) at x = u/(u+v), given both parts, since
// neither 1-x nor x may lose digits.
func incompleteBeta(u, v, a, b float64) float64 {
	switch {
	case v == 0:
		return 1
	case u == 0 || math.IsInf(v, 1):
		return 0
	}
	x, y := u/(u+v), v/(u+v)
	if x > (a+1)/(a+b+2) {
		return 1 - incompleteBeta(v, u, b, a)
	}
	// x^a y^b / B(a,b) as a binomial density at a of a+b.
	n := a + b
	exponent := stirling(n) - stirling(a) - stirling(b) - deviance(a, n*x) - deviance(b, n*y)
	lead := a * b / n * math.Exp(exponent) * math.Sqrt(n/(2*math.Pi*a*b))
	return lead / a * fraction(x, a, b)
}

// fraction is the continued fraction of the incomplete beta function
// (Abramowitz and Stegun 26.5.8).
func fraction(x, a, b float64) float64 {
	return lentz(1, func(k float64) (num, den float64) {
		m := math.Floor(k / 2)
		if k == 2*m {
			return m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m)), 1
		}
		return -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1)), 1
	})
}

// lentz returns 1/(b0 + n1/(b1 + n2/(b2 + ...))) by the modified method of
// Lentz (1976).
func lentz(b0 float64, next func(k float64) (num, den float64)) float64 {
	const tiny = 1e-290
	f := b0
	if f == 0 {
		f = tiny
	}
	c, d := f, 0.0
	for k := 1.0; k < 1e6; k++ {
		num, den := next(k)
		if d = den + num*d; d == 0 {
			d = tiny
		}
		if c = den + num/c; c == 0 {
			c = tiny
		}
		d = 1 / d
		f *= c * d
		if math.Abs(c*d-1) < 1e-16 {
			break
		}
	}
	return 1 / f
}

// stirling is log(x!) less Stirling's formula (Loader 2000).
func stirling(x float64) float64 {
	if x < 15 {
		l, _ := math.Lgamma(x + 1)
		return l - (x+0.5)*math.Log(x) + x - math.Log(2*math.Pi)/2
	}
	q := 1 / (x * x)
	return (1.0/12 - q*(1.0/360-q*(1.0/1260-q*(1.0/1680-q*(1.0/1188-q*691/360360))))) / x
}

// deviance is x log(x/m) + m - x, without cancellation near x = m (Loader 2000).
func deviance(x, m float64) float64 {
	if math.Abs(x-m) > 0.1*(x+m) {
		return x*math.Log(x/m) + m - x
	}
	v := (x - m) / (x + m)
	sum, term := (x-m)*v, 2*x*v
	for k := 3.0; ; k += 2 {
		term *= v * v
		next := sum + term/k
		if next == sum {
			return sum
		}
		sum = next
	}
}

func logBeta(a, b float64) float64 {
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lc, _ := math.Lgamma(a + b)
	return la + lb - lc
}

// Critical returns the t with P(|T| <= t) = level of Student's distribution: an
// interval of the level reaches t standard errors to each side of the estimate.
// It is NaN where there are no degrees of freedom, such as within one cluster;
// +Inf of them is the normal distribution.
func Critical(level, df float64) float64 { return exceeded((1-level)/2, df) }

// exceeded returns the t with Student(t, df) = p, p in (0, 1/2]; gonum's value
// refined by Newton's method on the logarithm of the tail.
func exceeded(p, df float64) float64 {
	if !(df > 0) {
		return math.NaN()
	}
	d := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}
	t, density := 0.0, distuv.UnitNormal.Prob
	if math.IsInf(df, 1) {
		t = -distuv.UnitNormal.Quantile(p)
	} else {
		t, density = -d.Quantile(p), d.Prob
	}
	for range 3 {
		tail := Student(t, df)
		t += tail * math.Log(tail/p) / density(t)
	}
	return t
}
