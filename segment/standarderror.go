package segment

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/stats"
)

// standardErrors fills shares and profiles.
func (r *LatentClassResult) standardErrors() error {
	f := r.fitted
	f.space = f.newSpace(f.m, r.K)
	if f.space.n > 0 {
		cov, err := f.covariance(r)
		if err != nil {
			return err
		}
		if f.cov = cov; cov == nil {
			r.Warnings = append(r.Warnings, stats.Warning{Code: "information",
				Text: "the information matrix is singular, so the data do not bound the estimates: use fewer classes or turn the prior on"})
		}
	}
	if f.space.fixed > 0 {
		r.Warnings = append(r.Warnings, stats.Warning{Code: "boundary",
			Text: fmt.Sprintf("%d estimates are 0 or 1; the errors of the others take them as known: turn the prior on", f.space.fixed)})
	}
	sizes := make([]float64, r.K)
	for k := range sizes {
		for i := range f.x.n {
			sizes[k] += r.Posterior.At(i, k) * f.copies(i)
		}
		e := r.estimate(k, 0, r.K, float64(r.N))
		e.N, e.WeightedN, e.EffectiveN = r.N, r.WeightedN, r.EffectiveN
		r.Share = append(r.Share, e)
	}
	for k := range r.K {
		var rows [][]stats.Estimate
		for j, n := range f.x.categories {
			at, answering := r.K+k*f.width+f.offset[j], f.answering(j)
			var row []stats.Estimate
			for c := range n {
				e := r.estimate(at+c, at, n, sizes[k]*answering)
				e.N = int(math.Round(sizes[k] * answering))
				e.WeightedN, e.EffectiveN = f.m[k]*r.WeightedN*answering, f.m[k]*r.EffectiveN*answering
				row = append(row, e)
			}
			rows = append(rows, row)
		}
		r.Profile = append(r.Profile, rows)
	}
	return nil
}

// copies is how many respondents row i is.
func (f *fitted) copies(i int) float64 {
	if f.design.Weighted() && f.design.Kind() == stats.FrequencyWeights {
		return f.design.Weight(i)
	}
	return 1
}

// answering is the weighted share of the respondents who answered item j.
func (f *fitted) answering(j int) float64 {
	sum := 0.0
	for _, v := range f.answered[f.offset[j]:][:f.x.categories[j]] {
		sum += v
	}
	return sum / f.total
}

// estimate returns the probability at a place of the model, in the
// distribution of the given length that begins at first. On the boundary the
// interval is that of Clopper and Pearson (1934) for none, or all, of n; where
// the data do not bound the estimate it is all from 0 to 1.
func (r *LatentClassResult) estimate(at, first, length int, n float64) stats.Estimate {
	f, p := r.fitted, r.fitted.m[at]
	out := stats.Estimate{Value: p, Level: r.Settings.Level, DF: r.df(), DesignEffect: 1}
	alone := math.Pow((1-r.Settings.Level)/2, 1/max(n, 1))
	switch {
	case length == 1 || at < r.K && r.K == 1 || at >= r.K && f.answered[(at-r.K)%f.width] == 0:
		out.Value = math.Round(p)
		out.Low, out.High = out.Value, out.Value
	case p <= boundary:
		out.Value, out.High = 0, 1-alone
	case p >= 1-boundary:
		out.Value, out.Low, out.High = 1, alone, 1
	case f.cov == nil:
		out.StdErr, out.DesignEffect, out.High = math.Inf(1), math.Inf(1), 1
	default:
		variance := quadratic(f.cov, f.gradient(at, first, length))
		out.StdErr, out.DesignEffect = math.Sqrt(variance), variance*n/(p*(1-p))
		half, l := r.quantile()*out.StdErr/(p*(1-p)), math.Log(p/(1-p))
		out.Low, out.High = 1/(1+math.Exp(half-l)), 1/(1+math.Exp(-half-l))
	}
	return out
}

// quantile is that of the two-sided intervals.
func (r *LatentClassResult) quantile() float64 {
	p := 0.5 + r.Settings.Level/2
	if df := r.df(); !math.IsInf(df, 1) {
		return distuv.StudentsT{Sigma: 1, Nu: max(df, 1)}.Quantile(p)
	}
	return distuv.UnitNormal.Quantile(p)
}

// df is the degrees of freedom of strata and clusters, +Inf without either.
func (r *LatentClassResult) df() float64 {
	if r.fitted.design.Simple() {
		return math.Inf(1)
	}
	return r.fitted.design.DF()
}

// term is one entry of a sparse gradient with respect to the logits.
type term struct {
	column int
	value  float64
}

// gradient is that of a probability: p_c (1[a = c] - p_a) for the logit of a.
func (f *fitted) gradient(at, first, length int) []term {
	var out []term
	for i := first; i < first+length; i++ {
		if col := f.space.column[i]; col >= 0 {
			out = append(out, term{col, f.m[at] * (is(i, at) - f.m[i])})
		}
	}
	return out
}

// quadratic returns g' cov g.
func quadratic(cov *mat.SymDense, g []term) float64 {
	sum := 0.0
	for _, a := range g {
		for _, b := range g {
			sum += a.value * b.value * cov.At(a.column, b.column)
		}
	}
	return max(sum, 0)
}
