package segment

import (
	"fmt"
	"math"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/stats"
)

// boundary is how near 0 or 1 a probability is taken to lie on the boundary,
// where a logit has no error: it is then held fixed.
const boundary = 1e-9

// space says which probabilities of a model have a free logit: in every
// distribution all those off the boundary but the first.
type space struct {
	column []int // of each place of the model, -1 where it has no logit
	n      int
	fixed  int // estimates on the boundary
}

func (d *data) newSpace(m model, k int) *space {
	s := &space{column: make([]int, len(m))}
	d.distributions(k, func(at, n int) {
		first := true
		for i := at; i < at+n; i++ {
			s.column[i] = -1
			switch {
			case m[i] <= boundary || m[i] >= 1-boundary:
				if n > 1 && (at < k || d.answered[(i-k)%d.width] > 0) {
					s.fixed++
				}
			case first:
				first = false
			default:
				s.column[i] = s.n
				s.n++
			}
		}
	})
	return s
}

// scores writes the derivatives of the log-likelihood of the pattern of
// respondent i with respect to the logits, for the class-membership
// probabilities r (1 for a class and 0 elsewhere gives a complete-data score).
func (f *fitted) scores(s, r []float64, u int) {
	clear(s)
	k := len(r)
	for c, v := range r {
		if col := f.space.column[c]; col >= 0 {
			s[col] = v - f.m[c]
		}
	}
	for g, gr := range f.x.groups {
		for a, x := range gr.answer[f.codes[g][u]] {
			if x < 0 {
				continue
			}
			j := gr.first + a
			for c, v := range r {
				if v == 0 {
					continue
				}
				at := k + c*f.width + f.offset[j]
				for b := range f.x.categories[j] {
					if col := f.space.column[at+b]; col >= 0 {
						s[col] = v * (is(b, int(x)) - f.m[at+b])
					}
				}
			}
		}
	}
}

func is(a, b int) float64 {
	if a == b {
		return 1
	}
	return 0
}

// The information is summed in this many pieces, each holding the scores of so
// many patterns at a time.
const (
	pieces     = 8
	rowsAtOnce = 512
)

// information returns the observed information of the logits (Louis 1982) and
// the prior's curvature:
//
//	I = sum_u w_u [ sum_k r_uk (H_uk - S_uk S_uk') + s_u s_u' ] + prior
//
// with S_uk and H_uk score and information were u known to be of class k, and
// s_u = sum_k r_uk S_uk. The sum of H has a closed form in the expected counts.
func (f *fitted) information(r *LatentClassResult) *mat.SymDense {
	n, k := f.space.n, r.K
	info := mat.NewSymDense(n, nil)
	counts := make(model, len(f.m))
	e := newExpectation(f.data, k)
	e.run(f.m)
	copy(counts, e.counts)
	a := r.Settings.Prior / float64(k)
	f.distributions(k, func(at, size int) {
		total := r.Settings.Prior
		if at >= k {
			total = a
		}
		for i := at; i < at+size; i++ {
			total += counts[i]
		}
		for i := at; i < at+size; i++ {
			for j := i; j < at+size; j++ {
				if p, q := f.space.column[i], f.space.column[j]; p >= 0 && q >= 0 {
					info.SetSym(p, q, total*f.m[i]*(is(i, j)-f.m[j]))
				}
			}
		}
	})
	// Fixed pieces of patterns, added in order: the same bytes on any processor.
	parts := make([]*mat.SymDense, pieces)
	var wait sync.WaitGroup
	for p := range parts {
		parts[p] = mat.NewSymDense(n, nil)
		wait.Go(func() {
			for from := p * len(f.weight) / pieces; from < (p+1)*len(f.weight)/pieces; from += rowsAtOnce {
				f.addObserved(parts[p], r, from, min(from+rowsAtOnce, (p+1)*len(f.weight)/pieces))
			}
		})
	}
	wait.Wait()
	for _, part := range parts {
		info.AddSym(info, part)
	}
	return info
}

// addObserved adds the part of patterns from to to-1 that depends on them.
func (f *fitted) addObserved(info *mat.SymDense, r *LatentClassResult, from, to int) {
	rows := mat.NewDense(to-from, f.space.n, nil)
	for u := from; u < to; u++ {
		row := rows.RawRowView(u - from)
		f.scores(row, r.Posterior.RawRowView(f.first[u]), u)
		floats.Scale(math.Sqrt(f.weight[u]), row)
	}
	blas64.Syrk(blas.Trans, 1, rows.RawMatrix(), 1, info.RawSymmetric())
	for c := range r.K {
		f.addComplete(info, r, c, from, to)
	}
}

// addComplete takes sum_u w_u r_uc S_uc S_uc' of class c off the information.
// Only the logits of shares and of the class itself have a score.
func (f *fitted) addComplete(info *mat.SymDense, r *LatentClassResult, c, from, to int) {
	var cols []int
	for i, col := range f.space.column {
		if col >= 0 && (i < r.K || (i-r.K)/f.width == c) {
			cols = append(cols, col)
		}
	}
	if len(cols) == 0 {
		return
	}
	one := make([]float64, r.K)
	one[c] = 1
	full, rows := make([]float64, f.space.n), mat.NewDense(to-from, len(cols), nil)
	for u := from; u < to; u++ {
		f.scores(full, one, u)
		w := math.Sqrt(f.weight[u] * r.Posterior.At(f.first[u], c))
		for b, col := range cols {
			rows.Set(u-from, b, w*full[col])
		}
	}
	part := mat.NewSymDense(len(cols), nil)
	blas64.Syrk(blas.Trans, 1, rows.RawMatrix(), 0, part.RawSymmetric())
	for a, i := range cols {
		for b := a; b < len(cols); b++ {
			info.SetSym(i, cols[b], info.At(i, cols[b])-part.At(a, b))
		}
	}
}

// covariance returns that of the logits: the inverse information V, or V B V
// under sampling weights and designs, with B the covariance of the total of
// the weighted scores. It is nil where the information is singular.
func (f *fitted) covariance(r *LatentClassResult) (*mat.SymDense, error) {
	n := f.space.n
	var chol mat.Cholesky
	v := mat.NewSymDense(n, nil)
	if !chol.Factorize(f.information(r)) || chol.Cond() > 1e12 || chol.InverseTo(v) != nil {
		return nil, nil
	}
	f.inverse = v
	if !r.Pseudo && f.design.Simple() {
		return v, nil
	}
	scores := mat.NewDense(len(f.weight), n, nil)
	for u, i := range f.first {
		f.scores(scores.RawRowView(u), r.Posterior.RawRowView(i), u)
	}
	spread, err := f.spread(r, scores)
	if err != nil {
		return nil, err
	}
	var a, b mat.Dense
	a.Mul(v, spread)
	b.Mul(&a, v)
	out := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			out.SetSym(i, j, (b.At(i, j)+b.At(j, i))/2)
		}
	}
	return out, nil
}

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
