package segment

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// moments are q numbers that a respondent of known class would have and that
// the model says are 0 on average.
type moments struct {
	q int
	// complete writes those of pattern u if it were of class k. It is called
	// once for every pattern and class, patterns in order.
	complete func(row []float64, k, u int)
	// finish adds what the model says of complete data, after all calls: the
	// covariance of the weighted total of the numbers, and its covariance with
	// the scores of the logits.
	finish func(own *mat.SymDense, cross *mat.Dense)
}

// tested returns the weighted total T of the moments' expectations given the
// answers, less what the estimates explain of it, and its covariance:
//
//	T = sum_i w_i m_i - C V sum_i w_i s_i,   cov = B - C V C'
//
// with V the inverse information of the logits and B and C the information of
// the moments and their cross-information with the logits, by Louis's (1982)
// rule: what the model says of complete data less the covariance given the
// answers. That is the efficient score of Rao's test. Under sampling weights and
// designs the covariance is that of the weighted m_i - C V s_i instead.
func (f *fitted) tested(r *LatentClassResult, mo *moments) ([]float64, *mat.SymDense, error) {
	if f.inverse == nil && f.space.n > 0 {
		return nil, nil, ErrInformation
	}
	n, q := max(f.space.n, 1), mo.q
	own, cross := mat.NewSymDense(q, nil), mat.NewDense(q, n, nil)
	m, s := mat.NewDense(len(f.weight), q, nil), mat.NewDense(len(f.weight), n, nil)
	row, score, sc := mat.NewVecDense(q, nil), mat.NewVecDense(n, nil), f.scorer()
	parts, weighted := mat.NewDense(r.K, q, nil), mat.NewDense(r.K, n, nil)
	var outer mat.Dense
	one := make([]float64, r.K)
	for u, w := range f.weight {
		post := r.Posterior.RawRowView(f.first[u])
		sc.scores(s.RawRowView(u)[:f.space.n], post, u)
		parts.Zero()
		for k, p := range post {
			clear(one)
			one[k] = 1
			sc.scores(weighted.RawRowView(k)[:f.space.n], one, u)
			floats.Scale(w*p, weighted.RawRowView(k))
			mo.complete(parts.RawRowView(k), k, u)
			copy(row.RawVector().Data, parts.RawRowView(k))
			own.SymRankOne(own, -w*p, row)
			floats.AddScaled(m.RawRowView(u), p, parts.RawRowView(k))
		}
		outer.Mul(parts.T(), weighted)
		cross.Sub(cross, &outer)
		copy(row.RawVector().Data, m.RawRowView(u))
		copy(score.RawVector().Data, s.RawRowView(u))
		own.SymRankOne(own, w, row)
		cross.RankOne(cross, w, row, score)
	}
	mo.finish(own, cross)
	if f.space.n > 0 {
		var coefficients, part, explained mat.Dense
		coefficients.Mul(cross, f.inverse)
		part.Mul(s, coefficients.T())
		m.Sub(m, &part)
		explained.Mul(&coefficients, cross.T())
		for i := range q {
			for j := i; j < q; j++ {
				own.SetSym(i, j, own.At(i, j)-(explained.At(i, j)+explained.At(j, i))/2)
			}
		}
	}
	sum := make([]float64, q)
	for u, w := range f.weight {
		floats.AddScaled(sum, w, m.RawRowView(u))
	}
	if !r.Pseudo && f.design.Simple() {
		return sum, own, nil
	}
	cov, err := f.spread(r, m)
	return sum, cov, err
}
