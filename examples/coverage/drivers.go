package main

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	what "github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

// driversExperiments returns the experiments of package drivers.
func driversExperiments() []experiment {
	return []experiment{
		importanceShares("n=1000 normal", 1000, 0, false), importanceShares("n=1000 heteroscedastic", 1000, 0, true),
		importanceShares("n=1200 in 150 clusters", 1200, 150, false),
		premiums("normal", 0, 0, func(r *rand.Rand) float64 { return r.NormFloat64() }),
		premiums("exponential", 2, 6, func(r *rand.Rand) float64 { return r.ExpFloat64() - 1 }),
		permutationTests(80, 1), permutationTests(60, 20),
	}
}

// The population of the shares: four drivers that correlate by 0.4 and two
// outcomes with these coefficients and errors of variance 1.
const shared = 0.4

var slopes = [2][4]float64{{0.45, 0.25, 0.12, 0.03}, {0.1, 0.15, 0.2, 0.4}}

// trueShares are the LMG shares of the population by their definition.
func trueShares(outcome int) (shares []float64, r2 float64) {
	b, c := slopes[outcome], mat.NewSymDense(4, nil)
	with := make([]float64, 4) // covariances with the outcome
	for i := range 4 {
		for j := i; j < 4; j++ {
			c.SetSym(i, j, shared)
		}
		c.SetSym(i, i, 1)
		for j := range 4 {
			with[i] += b[j] * c.At(i, j)
		}
	}
	variance := 1.0
	for i := range b {
		variance += b[i] * with[i]
	}
	explained := make([]float64, 16)
	for set := 1; set < 16; set++ {
		var in []int
		for j := range 4 {
			if set>>j&1 == 1 {
				in = append(in, j)
			}
		}
		sub, y := mat.NewDense(len(in), len(in), nil), mat.NewVecDense(len(in), nil)
		for k, i := range in {
			y.SetVec(k, with[i])
			for l, j := range in {
				sub.Set(k, l, c.At(i, j))
			}
		}
		var x mat.VecDense
		if err := x.SolveVec(sub, y); err != nil {
			panic(err)
		}
		explained[set] = mat.Dot(&x, y) / variance
	}
	weight := []float64{1.0 / 4, 1.0 / 12, 1.0 / 12, 1.0 / 4} // |S|! (3-|S|)! / 4!
	shares = make([]float64, 4)
	for j := range 4 {
		for set := range 16 {
			if set>>j&1 == 0 {
				shares[j] += weight[bits.OnesCount(uint(set))] * (explained[set|1<<j] - explained[set])
			}
		}
	}
	return shares, explained[15]
}

// importanceShares looks at the percentile intervals of the eight shares, of
// which the least is 0.02 and more, of differences and of relative shares, and
// at rank sets. A percentile interval misses by the bias (1-R2)/n of a share,
// once in the estimate and once more in the resamples: with d the two by the
// standard error 2 sqrt(s (1-s)^2 / n) of a squared correlation s, coverage loses
// z phi(z) d^2 at most; the 25th of 1,000 draws costs 0.003, and quantiles of
// few clusters what Student's cost more than the normal.
func importanceShares(setting string, n, clusters int, heteroscedastic bool) experiment {
	type truth struct {
		shares []float64
		r2     float64
	}
	var truths [2]truth
	var figures []figure
	add := func(name string, size, r2 float64) {
		d := 2 * (1 - r2) / float64(n) / (2 * math.Sqrt(size) * (1 - size) / math.Sqrt(float64(n)))
		below, why := 0.003+z*edge*d*d, "bias of order 1/n, Monte Carlo error of the quantiles"
		if clusters > 0 {
			below += 2 * edge * z * (z*z + 1) / (4 * float64(clusters))
			why += ", Student's quantiles"
		}
		figures = append(figures, figure{name, 0.95, below, 0.003, why})
	}
	for o := range truths {
		truths[o].shares, truths[o].r2 = trueShares(o)
		for _, s := range truths[o].shares {
			if s >= 0.02 {
				add(fmt.Sprintf("share %.3f", s), s, truths[o].r2)
			}
		}
	}
	add("difference of two shares", truths[0].shares[1], truths[0].r2)
	add("relative share", truths[1].shares[0], truths[1].r2)
	figures = append(figures, figure{"all true ranks in their sets", 0.95, 0.003, 0.05, "simultaneous: at least its level"})
	return experiment{setting, 2000, figures, func(rng *rand.Rand) ([]bool, error) {
		m, y, d, err := drawDrivers(rng, n, clusters, heteroscedastic)
		if err != nil {
			return nil, err
		}
		data := &what.Data{Model: m, Y: y, Outcomes: []string{"a", "b"}, Design: d}
		r, err := what.Importance(context.Background(), data, &what.ImportanceSettings{Seed: rng.Uint64()})
		if err != nil {
			return nil, err
		}
		var out []bool
		ranks := true
		for o, t := range truths {
			sorted := slices.Clone(t.shares)
			slices.Sort(sorted)
			for j, s := range t.shares {
				row := r.Shares[4*o+j]
				if s >= 0.02 {
					out = append(out, row.Low <= s && s <= row.High)
				}
				rank := 4 - slices.Index(sorted, s)
				ranks = ranks && row.RankLow <= rank && rank <= row.RankHigh
			}
		}
		first, t := r.Differences[0], truths[0]
		relative, u := r.Shares[4], truths[1]
		return append(out, first.Low <= t.shares[0]-t.shares[1] && t.shares[0]-t.shares[1] <= first.High,
			relative.RelativeLow <= u.shares[0]/u.r2 && u.shares[0]/u.r2 <= relative.RelativeHigh, ranks), nil
	}}
}

// drawDrivers draws a sample of the population. Heteroscedastic errors have the
// same variance over all; in clusters half of each variable's variance is
// common to a cluster.
func drawDrivers(rng *rand.Rand, n, clusters int, heteroscedastic bool) (*stats.Model, *mat.Dense, *stats.Design, error) {
	terms := make([]stats.Term, 4)
	for j := range terms {
		terms[j] = stats.Term{Name: fmt.Sprint("d", j+1), Numeric: make([]float64, n)}
	}
	y, cluster := mat.NewDense(n, 2, nil), make([]int, n)
	common := make([][7]float64, max(clusters, 1))
	for c := range common {
		for k := range common[c] {
			common[c][k] = rng.NormFloat64()
		}
	}
	for i := range n {
		var e [7]float64
		for k := range e {
			e[k] = rng.NormFloat64()
		}
		if clusters > 0 {
			cluster[i] = i % clusters
			for k := range e {
				e[k] = math.Sqrt(0.5)*e[k] + math.Sqrt(0.5)*common[cluster[i]][k]
			}
		}
		for j := range terms {
			terms[j].Numeric[i] = math.Sqrt(shared)*e[4] + math.Sqrt(1-shared)*e[j]
		}
		for o := range 2 {
			v := e[5+o]
			if heteroscedastic { // E (0.5 + x^2)^2 = 0.25 + 1 + 3
				x := terms[0].Numeric[i]
				v *= (0.5 + x*x) / math.Sqrt(4.25)
			}
			for j, b := range slopes[o] {
				v += b * terms[j].Numeric[i]
			}
			y.Set(i, o, v)
		}
	}
	m, err := stats.ModelMatrix(terms, nil)
	if err != nil || clusters == 0 {
		return m, y, nil, err
	}
	d, err := stats.NewDesign(n, nil, &stats.DesignSettings{Clusters: cluster})
	return m, y, d, err
}

// premiums compares groups of 150 whose growth has means 8% and 5% and a
// standard deviation of 6 points; a control goes with growth and with being
// high. The allowance is the Edgeworth term of one group's mean, more than that
// of the two together, whose skewness partly cancels; HC3 is too wide by p/n.
func premiums(law string, skew, kurtosis float64, draw func(*rand.Rand) float64) experiment {
	const n = 300
	expansion := math.Abs(2 * edge * z / (n / 2) * (kurtosis/12*(z*z-3) - skew*skew/18*(z*z*z*z+2*z*z-3)))
	wide := 2 * edge * z * 3 / n
	why := "Edgeworth term of order 1/n"
	figures := []figure{{"premium, Fieller", 0.95, expansion, expansion, why}, {"premium, studentised bootstrap", 0.95, expansion + 0.003, expansion + 0.003, why + ", quantiles of draws"},
		{"adjusted premium, Fieller", 0.95, expansion, expansion + wide, why + ", HC3"}, {"premium of sums, Fieller", 0.95, 2 * expansion, expansion, why + ", bases add to the skewness"},
		{"difference in points", 0.95, expansion, expansion, why}}
	return experiment{"n=300 " + law + " growth", 2000, figures, func(rng *rand.Rand) ([]bool, error) {
		from, to, growth, size := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		plain, side := make([]float64, n), make([]int8, n)
		for i := range n {
			side[i] = int8(i % 2)
			e := 0.06 * draw(rng)
			from[i] = 50 + 100*rng.Float64()
			plain[i] = 0.05 + 0.03*float64(side[i]) + e
			to[i] = from[i] * (1 + plain[i])
			size[i] = rng.NormFloat64() + 0.5*(float64(side[i])-0.5)
			growth[i] = plain[i] + 0.02*size[i]
		}
		high, err := stats.NewTicks("high", side)
		if err != nil {
			return nil, err
		}
		raw, err := what.Premium(plain, high, nil, &what.PremiumSettings{Resamples: 999, Seed: rng.Uint64()})
		if err != nil {
			return nil, err
		}
		sums, err := what.PremiumOfSums(from, to, high, nil, nil)
		if err != nil {
			return nil, err
		}
		adjusted, err := what.AdjustedPremium(growth, high, []stats.Term{{Name: "size", Numeric: size}}, nil, nil)
		if err != nil {
			return nil, err
		}
		mean := 0.0 // the adjusted premium is that at the sample's mean of the control
		for _, v := range size {
			mean += 0.02 * v / n
		}
		const truth = 0.6
		return []bool{raw.Low <= truth && truth <= raw.High, raw.BootstrapLow <= truth && truth <= raw.BootstrapHigh,
			adjusted.Low <= 0.03/(0.05+mean) && 0.03/(0.05+mean) <= adjusted.High, sums.Low <= truth && truth <= sums.High,
			covers(&raw.Difference, 0.03)}, nil
	}}
}

// permutationTests draws drivers and metrics that say nothing beside controls that
// do; 39 permutations reject at 5%: with one control of 80 respondents, and with 20
// of 60, where residuals that are not regressed on the controls again would reject
// twice as often. The mean of rows with and without controls has a permutation law
// that is too narrow, as residuals of the former are less by p/n, so that their
// correlation comes out as 0.47 and not 0.58: 5.6% for 5% with p/n of 1/3, which is
// within the Monte Carlo error and gets no allowance.
func permutationTests(n, controls int) experiment {
	figures := []figure{{"permutation test of a share, rejected", 0.05, 0, 0, "residuals are regressed on the controls again"},
		{"joint test of a specification curve, rejected", 0.05, 0, 0, "Freedman-Lane: the full model is fitted again"}}
	setting := fmt.Sprintf("n=%d null, %d controls", n, controls)
	return experiment{setting, 2000, figures, func(rng *rand.Rand) ([]bool, error) {
		idle, growth, from, to := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		terms := make([]stats.Term, controls)
		for j := range terms {
			terms[j] = stats.Term{Name: fmt.Sprint("c", j), Numeric: make([]float64, n)}
		}
		for i := range n {
			idle[i] = rng.NormFloat64()
			growth[i] = rng.ExpFloat64()
			for j := range terms {
				v := rng.NormFloat64()
				terms[j].Numeric[i] = v
				growth[i] += v / math.Sqrt(float64(controls))
			}
			from[i] = 1 + rng.Float64()
			to[i] = from[i] * (1.1 + 0.02*growth[i])
		}
		m, err := stats.ModelMatrix(append([]stats.Term{{Name: "idle", Numeric: idle}}, terms...), nil)
		if err != nil {
			return nil, err
		}
		share := &what.ImportanceSettings{NoResamples: true, Permutations: 39, Seed: rng.Uint64()}
		for _, t := range terms {
			share.Controls = append(share.Controls, t.Name)
		}
		data := &what.Data{Model: m, Y: mat.NewDense(n, 1, growth), Outcomes: []string{"y"}}
		r, err := what.Importance(context.Background(), data, share)
		if err != nil {
			return nil, err
		}
		c, err := what.SpecificationCurve(context.Background(), &what.CurveData{Metrics: []what.Metric{{Name: "idle", Values: idle}},
			Years: []what.Year{{Year: 1, Values: from}, {Year: 2, Values: to}}, Controls: terms}, nil, &what.CurveSettings{Permutations: 39, Seed: rng.Uint64()})
		if err != nil {
			return nil, err
		}
		return []bool{r.Shares[0].PValue <= 0.05, c.PMeanT <= 0.05}, nil
	}}
}
