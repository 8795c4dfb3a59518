package segment

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/stats"
)

// errors fills shares and profiles with their standard errors, and the two
// entropies. They come from the observed information of the logits (Louis
// 1982: the complete data's information less the missing classes'), plus the
// prior's curvature; under sampling weights its inverse V is replaced by V B V,
// with B the outer products of the scores under squared weights.
func (d *data) errors(r *LatentClassResult, m *model, design *stats.Design) {
	d.entropy(r, m)
	cov := d.covariance(r, m, design)
	z := distuv.UnitNormal.Quantile(0.5 + r.Settings.Level/2)
	sizes := make([]float64, r.K)
	for i := range d.x.n {
		for k := range sizes {
			sizes[k] += r.Posterior.At(i, k)
		}
	}
	estimate := func(p, variance float64, k int) stats.Estimate {
		e := stats.Estimate{Value: p, StdErr: math.Sqrt(variance), Level: r.Settings.Level,
			N: int(math.Round(sizes[k])), WeightedN: m.share[k] * r.WeightedN, EffectiveN: m.share[k] * r.EffectiveN}
		half := z * e.StdErr / (p * (1 - p))
		l := math.Log(p / (1 - p))
		e.Low, e.High = 1/(1+math.Exp(half-l)), 1/(1+math.Exp(-half-l))
		if p >= 1 || p <= 0 {
			e.Low, e.High = p, p
		}
		return e
	}
	// The gradient of p_c with respect to the logits of its block is p_c (1[c=a] - p_a).
	block := func(p []float64, at int, c int) float64 {
		variance := 0.0
		for a := 1; a < len(p); a++ {
			for b := 1; b < len(p); b++ {
				variance += p[c] * (is(a, c) - p[a]) * p[c] * (is(b, c) - p[b]) * cov.At(at+a-1, at+b-1)
			}
		}
		return variance
	}
	for k := range r.K {
		e := estimate(m.share[k], block(m.share, 0, k), k)
		e.N, e.WeightedN, e.EffectiveN = r.N, r.WeightedN, r.EffectiveN
		r.Share = append(r.Share, e)
	}
	at := r.K - 1
	for k := range r.K {
		var rows [][]stats.Estimate
		for j := range d.x.categories {
			p := m.profile[k][j]
			var row []stats.Estimate
			for c := range p {
				row = append(row, estimate(p[c], block(p, at, c), k))
			}
			rows = append(rows, row)
			at += len(p) - 1
		}
		r.Profile = append(r.Profile, rows)
	}
}

func is(a, b int) float64 {
	if a == b {
		return 1
	}
	return 0
}

// covariance returns the covariance of the logits: shares first, then each
// class's items, the first answer of each block being the reference.
func (d *data) covariance(r *LatentClassResult, m *model, design *stats.Design) *mat.SymDense {
	n := r.NPar
	info, spread := mat.NewSymDense(max(n, 1), nil), mat.NewSymDense(max(n, 1), nil)
	squared := make([]float64, len(d.patterns))
	scale := d.total / r.WeightedN
	for i, u := range d.of {
		w := scale * design.Weight(i)
		squared[u] += w * w
	}
	s := mat.NewVecDense(max(n, 1), nil)
	first := make([]int, len(d.patterns))
	for i := len(d.of) - 1; i >= 0; i-- {
		first[d.of[i]] = i
	}
	for u := range d.patterns {
		post := r.Posterior.RawRowView(first[u])
		d.score(s, post, m, first[u])
		info.SymRankOne(info, d.weight[u], s)
		if r.Pseudo {
			spread.SymRankOne(spread, squared[u], s)
		}
		d.addComplete(info, post, m, first[u], d.weight[u])
	}
	d.addPrior(info, m, r.Settings.Prior)
	var chol mat.Cholesky
	out := mat.NewSymDense(max(n, 1), nil)
	if !chol.Factorize(info) || chol.InverseTo(out) != nil {
		for i := range max(n, 1) {
			for j := i; j < max(n, 1); j++ {
				out.SetSym(i, j, math.NaN())
			}
		}
		if n > 0 {
			r.Warnings = append(r.Warnings, stats.Warning{Code: "information", Text: "the information matrix is singular, so there are no standard errors: use fewer classes or turn the prior on"})
		}
		return out
	}
	if r.Pseudo {
		var a, b mat.Dense
		a.Mul(out, spread)
		b.Mul(&a, out)
		for i := range n {
			for j := i; j < n; j++ {
				out.SetSym(i, j, (b.At(i, j)+b.At(j, i))/2)
			}
		}
	}
	return out
}

// score writes the derivative of respondent i's log-likelihood with respect to
// the logits.
func (d *data) score(s *mat.VecDense, post []float64, m *model, i int) {
	for k := 1; k < len(post); k++ {
		s.SetVec(k-1, post[k]-m.share[k])
	}
	at := len(post) - 1
	for k := range post {
		for g, gr := range d.x.groups {
			for a := range gr.size {
				p := m.profile[k][gr.first+a]
				c := int(d.x.answerOf(g, a, i))
				for b := 1; b < len(p); b++ {
					v := 0.0
					if c >= 0 {
						v = post[k] * (is(b, c) - p[b])
					}
					s.SetVec(at, v)
					at++
				}
			}
		}
	}
}

// addComplete adds what the complete data of respondent i would tell, less what
// the unknown class takes away:
//
//	w sum_k r_k (H_k - S_k S_k'),
//
// with S_k and H_k the score and the information were i known to be of class k.
func (d *data) addComplete(info *mat.SymDense, post []float64, m *model, i int, w float64) {
	kk := len(post)
	add := func(a, b int, v float64) {
		if a <= b {
			info.SetSym(a, b, info.At(a, b)+v)
		}
	}
	at := kk - 1
	for k, r := range post {
		var index []int
		var value []float64
		for a := 1; a < kk; a++ {
			index, value = append(index, a-1), append(value, is(a, k)-m.share[a])
			for b := a; b < kk; b++ {
				add(a-1, b-1, w*r*m.share[a]*(is(a, b)-m.share[b]))
			}
		}
		for g, gr := range d.x.groups {
			for c := range gr.size {
				p := m.profile[k][gr.first+c]
				x := int(d.x.answerOf(g, c, i))
				for a := 1; a < len(p) && x >= 0; a++ {
					index, value = append(index, at+a-1), append(value, is(a, x)-p[a])
					for b := a; b < len(p); b++ {
						add(at+a-1, at+b-1, w*r*p[a]*(is(a, b)-p[b]))
					}
				}
				at += len(p) - 1
			}
		}
		for a := range index {
			for b := a; b < len(index); b++ {
				add(index[a], index[b], -w*r*value[a]*value[b])
			}
		}
	}
}

// addPrior adds the curvature of the penalty.
func (d *data) addPrior(info *mat.SymDense, m *model, prior float64) {
	k := float64(len(m.share))
	add := func(at int, p []float64, weight float64) {
		for a := 1; a < len(p); a++ {
			for b := a; b < len(p); b++ {
				i, j := at+a-1, at+b-1
				info.SetSym(i, j, info.At(i, j)+weight*(p[a]*is(a, b)-p[a]*p[b]))
			}
		}
	}
	add(0, m.share, prior)
	at := len(m.share) - 1
	for c := range m.share {
		for _, p := range m.profile[c] {
			add(at, p, prior/k)
			at += len(p) - 1
		}
	}
}

func (d *data) entropy(r *LatentClassResult, m *model) {
	r.RelativeEntropy, r.EntropyR2 = 1, 1
	if r.K == 1 {
		return
	}
	sum, n := 0.0, 0.0
	scaled := make([]float64, len(d.patterns))
	copy(scaled, d.weight)
	for i, u := range d.of {
		if scaled[u] == 0 {
			continue
		}
		for _, p := range r.Posterior.RawRowView(i) {
			if p > 0 {
				sum -= scaled[u] * p * math.Log(p)
			}
		}
		n += scaled[u]
		scaled[u] = 0
	}
	shares := 0.0
	for _, p := range m.share {
		shares -= p * math.Log(p)
	}
	r.RelativeEntropy = 1 - sum/(n*math.Log(float64(r.K)))
	r.EntropyR2 = 1 - sum/n/shares
}
