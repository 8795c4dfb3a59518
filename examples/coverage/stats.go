package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/ctostudy/ctostudy/stats"
)

// z is the normal quantile of 95% intervals, and edge the normal density there.
const (
	z    = 1.959963984540054
	edge = 0.05844507
)

// oneCount is the probability of the count at the limit of an interval for a
// share, by which its coverage moves when p does (Brown, Cai and DasGupta 2001).
func oneCount(n, p float64) float64 { return edge / math.Sqrt(n*p*(1-p)) }

// statsExperiments returns the experiments of package stats.
func statsExperiments() []experiment {
	var out []experiment
	for _, c := range []struct {
		n int
		p float64
	}{{200, 0.05}, {200, 0.2}, {200, 0.5}, {500, 0.02}, {500, 0.3}, {2000, 0.005}, {2000, 0.1}} {
		out = append(out, shares(c.n, c.p))
	}
	out = append(out, weightedShares(), means("normal", 0, 0, func(r *rand.Rand) float64 { return r.NormFloat64() }),
		means("exponential", 2, 6, func(r *rand.Rand) float64 { return r.ExpFloat64() - 1 }),
		differences(), regression(250), regression(1000), sixScores(250), reliability())
	return append(append(out, designExperiments()...), nullExperiments()...)
}

// covers reports whether an interval holds the truth.
func covers(e *stats.Estimate, truth float64) bool { return e.Low <= truth && truth <= e.High }

var shareMethods = []stats.ProportionMethod{stats.WilsonInterval, stats.LogitInterval, stats.KornGraubardInterval}

// shareFigures are the figures of the interval methods of a share.
func shareFigures(n, p float64) []figure {
	one := oneCount(n, p)
	var out []figure
	for _, m := range shareMethods {
		f := figure{"share, " + m.String(), 0.95, one, one, "one count at a limit"}
		if m == stats.KornGraubardInterval {
			f.below, f.above, f.why = 0, 2*one, "exact method: at least its level; one count at each limit"
		}
		out = append(out, f)
	}
	return out
}

func shareCovers(x *stats.Codes, d *stats.Design, p float64) ([]bool, error) {
	var out []bool
	for _, m := range shareMethods {
		e, err := stats.Proportion(x, 1, d, &stats.ProportionSettings{Method: m})
		if err != nil {
			return nil, err
		}
		out = append(out, covers(e, p))
	}
	return out, nil
}

// ticks draws answers that are ticked with probability p.
func ticks(rng *rand.Rand, n int, p float64) (*stats.Codes, error) {
	data := make([]int8, n)
	for i := range data {
		if rng.Float64() < p {
			data[i] = 1
		}
	}
	return stats.NewTicks("x", data)
}

func shares(n int, p float64) experiment {
	return experiment{fmt.Sprintf("n=%d p=%g", n, p), 10000, shareFigures(float64(n), p), func(rng *rand.Rand) ([]bool, error) {
		x, err := ticks(rng, n, p)
		if err != nil {
			return nil, err
		}
		return shareCovers(x, nil, p)
	}}
}

// weightedShares draws n = 600 with weights 1, 2 and 4 in equal numbers, which
// is an effective 467.
func weightedShares() experiment {
	const n, p = 600, 0.2
	return experiment{"n=600 p=0.2 weights 1:2:4", 10000, shareFigures(467, p), func(rng *rand.Rand) ([]bool, error) {
		w := make([]float64, n)
		for i := range w {
			w[i] = float64(int(1) << (i % 3))
		}
		d, err := stats.NewDesign(n, &stats.Weights{Values: w}, nil)
		if err != nil {
			return nil, err
		}
		x, err := ticks(rng, n, p)
		if err != nil {
			return nil, err
		}
		return shareCovers(x, d, p)
	}}
}

// means draws n = 200 of mean 0 and the given skewness and excess kurtosis,
// which are what an Edgeworth expansion makes of the error of coverage (Hall
// 1992, section 2.6).
func means(law string, skew, kurtosis float64, draw func(*rand.Rand) float64) experiment {
	const n = 200
	expansion := 2 * edge * z / n * (kurtosis/12*(z*z-3) - skew*skew/18*(z*z*z*z+2*z*z-3))
	figures := []figure{{"mean", 0.95, math.Max(0, -expansion), math.Max(0, expansion), "Edgeworth term of order 1/n"},
		{"median, Woodruff", 0.95, oneCount(n, 0.5), oneCount(n, 0.5), "one count at a limit"}}
	median := 0.0
	if law == "exponential" {
		median = math.Ln2 - 1
	}
	return experiment{fmt.Sprintf("n=%d %s", n, law), 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		x := make([]float64, n)
		for i := range x {
			x[i] = draw(rng)
		}
		mean, err := stats.Mean(x, nil, nil)
		if err != nil {
			return nil, err
		}
		middle, err := stats.Quantile(x, 0.5, nil, nil)
		if err != nil {
			return nil, err
		}
		return []bool{covers(mean, 0), covers(middle, median)}, nil
	}}
}

// differences compares groups of 80 and 160 with standard deviations 2 and 1.
// Linearisation divides a group's sum of squares by n_g and not n_g - 1, which
// costs 2 z phi(z) / 2n_g of coverage where one group has all of the variance.
// The degrees of freedom are those of the smaller group and cost nothing.
func differences() experiment {
	const n, small = 240, 80
	cost := 2 * z * edge * 0.5 / small
	figures := []figure{{"difference of group means", 0.95, cost, 0, "linearisation in the smaller group"}}
	return experiment{"n=80+160 sd=2,1", 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		x, codes := make([]float64, n), make([]int8, n)
		for i := range x {
			x[i] = rng.NormFloat64()
			if i < small {
				x[i], codes[i] = 1+2*x[i], 1
			}
		}
		group, err := stats.NewTicks("g", codes)
		if err != nil {
			return nil, err
		}
		m, err := stats.GroupMeans(x, group, nil, nil)
		if err != nil {
			return nil, err
		}
		e, err := m.Difference(1, 0)
		if err != nil {
			return nil, err
		}
		return []bool{covers(e, 1)}, nil
	}}
}

// leverageWhy is what the room of HC3 comes from: the mean leverage p/n,
// doubled, in the standard error.
const leverageWhy = "leverage: order p/n in the standard error, both ways"

// regression fits y on a normal, an exponential and a binary regressor, with
// errors whose deviation is 0.5 + the exponential one.
func regression(n int) experiment {
	beta := []float64{1, 0.5, -0.3, 0.2}
	room := 2 * z * edge * 4 / float64(n) * 2
	var figures []figure
	for _, name := range []string{"constant", "normal", "exponential", "binary"} {
		figures = append(figures, figure{"HC3 coefficient, " + name, 0.95, room, room, leverageWhy})
	}
	return experiment{fmt.Sprintf("n=%d heteroscedastic regression", n), 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		a, b, c, y := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range y {
			a[i], b[i], c[i] = rng.NormFloat64(), rng.ExpFloat64(), float64(rng.IntN(2))
			y[i] = beta[0] + beta[1]*a[i] + beta[2]*b[i] + beta[3]*c[i] + (0.5+b[i])*rng.NormFloat64()
		}
		return coefficientsCover([]stats.Term{{Name: "a", Numeric: a}, {Name: "b", Numeric: b}, {Name: "c", Numeric: c}}, y, beta, 0)
	}}
}

// scoreEffects are those of six scores on an outcome.
var scoreEffects = []float64{0.4, 0.3, 0.2, 0, 0, 0}

// drawScores returns six correlated scores of four five-point items each, such
// as the value drivers of this study, and what they add to an outcome.
func drawScores(rng *rand.Rand, n int) (terms []stats.Term, y []float64) {
	terms, y = make([]stats.Term, len(scoreEffects)), make([]float64, n)
	for j := range terms {
		terms[j] = stats.Term{Name: fmt.Sprint("score ", j+1), Numeric: make([]float64, n)}
	}
	for i := range y {
		common := rng.NormFloat64()
		for j := range terms {
			own := 0.7*common + 0.7*rng.NormFloat64()
			for range 4 {
				terms[j].Numeric[i] += math.Max(1, math.Min(5, math.Round(3.2+own+0.7*rng.NormFloat64()))) / 4
			}
			y[i] += scoreEffects[j] * terms[j].Numeric[i]
		}
	}
	return terms, y
}

// sixScores regresses on six scores, with errors whose deviation grows by a third
// with each point of the first.
func sixScores(n int) experiment {
	room := 2 * z * edge * 7 / float64(n) * 2
	var figures []figure
	for j := range scoreEffects {
		figures = append(figures, figure{fmt.Sprintf("HC3 coefficient, score %d", j+1), 0.95, room, room, leverageWhy})
	}
	return experiment{fmt.Sprintf("n=%d regression on six scores", n), 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		terms, y := drawScores(rng, n)
		for i := range y {
			y[i] += terms[0].Numeric[i] / 3 * rng.NormFloat64()
		}
		return coefficientsCover(terms, y, append([]float64{0}, scoreEffects...), 1)
	}}
}

// coefficientsCover fits with HC3 and looks at the coefficients from one on.
func coefficientsCover(terms []stats.Term, y, truth []float64, from int) ([]bool, error) {
	m, err := stats.ModelMatrix(terms, nil)
	if err != nil {
		return nil, err
	}
	fit, err := stats.OLS(m, y, nil, nil)
	if err != nil {
		return nil, err
	}
	var held []bool
	for j := from; j < len(truth); j++ {
		c := fit.Coefficients[j]
		held = append(held, c.Low <= truth[j] && truth[j] <= c.High)
	}
	return held, nil
}

// reliability looks at Cronbach's alpha of five parallel normal items.
func reliability() experiment {
	const n, k, r = 200, 5, 0.4
	truth := k * r / (1 + (k-1)*r)
	figures := []figure{{"Cronbach's alpha, Feldt", 0.95, 0, 0, "exact"},
		{"Cronbach's alpha, linearized", 0.95, 0.01, 0.01, "large-sample method, order 1/n of an unknown factor"}}
	return experiment{"n=200 five parallel items", 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		s := &stats.Scale{Items: make([]stats.ScaleItem, k)}
		for j := range s.Items {
			s.Items[j].Values = make([]float64, n)
		}
		for i := range n {
			f := math.Sqrt(r) * rng.NormFloat64()
			for j := range s.Items {
				s.Items[j].Values[i] = f + math.Sqrt(1-r)*rng.NormFloat64()
			}
		}
		var held []bool
		for _, m := range []stats.AlphaInterval{stats.FeldtInterval, stats.LinearizedInterval} {
			a, err := stats.CronbachAlpha(s, nil, &stats.ReliabilitySettings{Interval: m})
			if err != nil {
				return nil, err
			}
			held = append(held, covers(a.Alpha, truth))
		}
		return held, nil
	}}
}
