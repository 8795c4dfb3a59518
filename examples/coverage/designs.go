package main

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/ctostudy/ctostudy/stats"
)

// designExperiments returns those of designs beyond weights.
func designExperiments() []experiment {
	return []experiment{finitePopulation(), clustered(), bootstrapped(), raked()}
}

// finitePopulation draws 300 of 500 without replacement.
func finitePopulation() experiment {
	const n, population = 300, 500
	values, truth := make([]float64, population), 0.0
	for i := range values { // quantiles of an exponential law
		values[i] = -math.Log(1 - (float64(i)+0.5)/population)
		truth += values[i] / population
	}
	sizes := make([]float64, n)
	for i := range sizes {
		sizes[i] = population
	}
	figures := []figure{{"mean", 0.95, 0.005, 0.005, "skewness, as for the exponential mean"}}
	return experiment{"300 of 500 without replacement", 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		x := make([]float64, n)
		for k, i := range rng.Perm(population)[:n] {
			x[k] = values[i]
		}
		d, err := stats.NewDesign(n, nil, &stats.DesignSettings{PopulationSize: sizes})
		if err != nil {
			return nil, err
		}
		e, err := stats.Mean(x, d, nil)
		if err != nil {
			return nil, err
		}
		return []bool{covers(e, truth)}, nil
	}}
}

// complexSample is a sample of 8 strata, 6 clusters in each and 12 respondents in
// each cluster, an intraclass correlation of 0.1, strata whose means differ and
// whose weights are 1 to 8.
type complexSample struct {
	design  *stats.Design
	stratum []int
	effect  []float64 // of the respondent's cluster, standard deviation sqrt(0.1)
}

const (
	clusteredName                   = "8 strata x 6 clusters x 12, weights 1-8"
	strata, clustersPer, perCluster = 8, 6, 12
	complexN                        = strata * clustersPer * perCluster
)

func drawComplex(rng *rand.Rand) (*complexSample, error) {
	s := &complexSample{}
	set, w := &stats.DesignSettings{}, []float64(nil)
	for h := range strata {
		for c := range clustersPer {
			effect := math.Sqrt(0.1) * rng.NormFloat64()
			for range perCluster {
				set.Strata, set.Clusters = append(set.Strata, h), append(set.Clusters, h*clustersPer+c)
				w, s.stratum, s.effect = append(w, float64(1+h)), append(s.stratum, h), append(s.effect, effect)
			}
		}
	}
	var err error
	s.design, err = stats.NewDesign(complexN, &stats.Weights{Values: w}, set)
	return s, err
}

// clustered looks at a mean and a share of the complex sample. Satterthwaite's
// degrees of freedom of unequal strata are six tenths of the design's here: the
// weights 1 to 8 leave 40 (sum h^2)^2 / (8 sum h^4) = 23.7 of 40, whose t
// quantile is 2.065 and not 2.021: 2 phi(z) 0.044 = 0.005 of coverage.
func clustered() experiment {
	// A respondent ticks where effect + noise exceeds the cut: the share is p
	// in every stratum.
	const cut = 0.5244005127080407 // Phi^-1(0.7)
	p := 0.3
	truth, total := 0.0, 0.0
	for h := range strata {
		truth += float64(1+h) * float64(h) / 4
		total += float64(1 + h)
	}
	truth /= total
	figures := []figure{{"mean", 0.95, 0.005, 0, "Satterthwaite degrees of freedom of unequal strata"}}
	for _, f := range shareFigures(250, p) { // design effect 2.1 x 1.3
		f.below += 0.005
		f.why += "; degrees of freedom"
		figures = append(figures, f)
	}
	return experiment{clusteredName, 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		s, err := drawComplex(rng)
		if err != nil {
			return nil, err
		}
		x, codes := make([]float64, complexN), make([]int8, complexN)
		for i := range x {
			v := s.effect[i] + math.Sqrt(0.9)*rng.NormFloat64()
			x[i] = float64(s.stratum[i])/4 + v
			if v > cut {
				codes[i] = 1
			}
		}
		e, err := stats.Mean(x, s.design, nil)
		if err != nil {
			return nil, err
		}
		c, err := stats.NewTicks("x", codes)
		if err != nil {
			return nil, err
		}
		held, err := shareCovers(c, s.design, p)
		return append([]bool{covers(e, truth)}, held...), err
	}}
}

// bootstrapped looks at the mean and a ratio of the complex sample by 200
// replicates, whose error of 5% costs 2 z phi(z) (z^2+1)/8R of coverage.
func bootstrapped() experiment {
	const replicates = 200
	cost := 0.005 + 2*z*edge*(z*z+1)/(8*replicates)
	figures := []figure{{"mean, bootstrap of 200", 0.95, cost, 0, "degrees of freedom; error of the replicates"},
		{"ratio, bootstrap of 200", 0.95, cost + 0.005, 0.005, "degrees of freedom; error of the replicates; curvature"}}
	return experiment{clusteredName, 2000, figures, func(rng *rand.Rand) ([]bool, error) {
		s, err := drawComplex(rng)
		if err != nil {
			return nil, err
		}
		x, y := make([]float64, complexN), make([]float64, complexN)
		for i := range x {
			x[i] = 2 + s.effect[i] + math.Sqrt(0.9)*rng.NormFloat64()
			y[i] = 4 + x[i] + rng.NormFloat64()
		}
		r, err := s.design.Bootstrap(complexN, &stats.BootstrapSettings{Replicates: replicates, Seed: rng.Uint64()})
		if err != nil {
			return nil, err
		}
		b, err := r.Evaluate(context.Background(), func(d *stats.Design) ([]float64, error) {
			sum, other, total := 0.0, 0.0, 0.0
			for i := range x {
				w := d.Weight(i)
				sum, other, total = sum+w*x[i], other+w*y[i], total+w
			}
			return []float64{sum / total, sum / other}, nil
		})
		if err != nil {
			return nil, err
		}
		var held []bool
		for j, truth := range []float64{2, 2.0 / 6} {
			e, err := b.Estimate(j, nil)
			if err != nil {
				return nil, err
			}
			held = append(held, covers(e, truth))
		}
		return held, nil
	}}
}

// raked draws 400 of whom some groups answer less often, and rakes them to two
// margins that x goes with.
func raked() experiment {
	const n = 400
	figures := []figure{{"raked mean", 0.95, 0.005, 0.005, "large-sample method, order 1/n"}}
	return experiment{"n=400 raked to two margins", 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		three, err := groups(1, 1, 1)
		if err != nil {
			return nil, err
		}
		a, b, x := make([]int8, 0, n), make([]int8, 0, n), make([]float64, 0, n)
		for len(x) < n {
			ga, gb := int8(rng.IntN(3)), int8(rng.IntN(3))
			if rng.Float64() > 0.9-0.2*float64(ga)-0.1*float64(gb) {
				continue // no answer
			}
			a, b, x = append(a, ga), append(b, gb), append(x, float64(ga)+0.5*float64(gb)+rng.NormFloat64())
		}
		var margins []stats.Margin
		for _, codes := range [][]int8{a, b} {
			c, err := stats.NewCodes("margin", three.Levels(), codes)
			if err != nil {
				return nil, err
			}
			margins = append(margins, stats.Margin{Column: c, Target: []float64{1, 1, 1}})
		}
		r, err := stats.Rake(context.Background(), margins, nil, nil)
		if err != nil {
			return nil, err
		}
		e, err := stats.Mean(x, r.Design, nil)
		if err != nil {
			return nil, err
		}
		return []bool{covers(e, 1.5)}, nil
	}}
}
