package segment

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// moments returns the total of q numbers that each respondent has and that the
// model says are 0 on average, and its covariance. Both are corrected for the
// estimates that stand in them: each respondent's numbers m_i become
//
//	m_i - C V s_i,   C = sum_i w_i m_i s_i'
//
// with s_i the scores and V the inverse information, which is the efficient
// score of Rao's test (Newey 1985; White 1982 for weights and designs). Fill
// writes the numbers of pattern u, given its class probabilities.
func (f *fitted) moments(r *LatentClassResult, q int, fill func(row, post []float64, u int)) ([]float64, *mat.SymDense, error) {
	if f.inverse == nil && f.space.n > 0 {
		return nil, nil, ErrInformation
	}
	patterns, n := len(f.weight), max(f.space.n, 1)
	m, scores := mat.NewDense(patterns, q, nil), mat.NewDense(rowsAtOnce, n, nil)
	chunks := func(visit func(from, to int, s *mat.Dense)) {
		for from := 0; from < patterns; from += rowsAtOnce {
			to := min(from+rowsAtOnce, patterns)
			for u := from; u < to; u++ {
				f.scores(scores.RawRowView(u - from)[:f.space.n], r.Posterior.RawRowView(f.first[u]), u)
			}
			visit(from, to, scores.Slice(0, to-from, 0, n).(*mat.Dense))
		}
	}
	var cross, part mat.Dense
	cross.ReuseAs(q, n)
	chunks(func(from, to int, s *mat.Dense) {
		weighted := mat.NewDense(to-from, q, nil)
		for u := from; u < to; u++ {
			fill(m.RawRowView(u), r.Posterior.RawRowView(f.first[u]), u)
			floats.AddScaled(weighted.RawRowView(u-from), f.weight[u], m.RawRowView(u))
		}
		part.Mul(weighted.T(), s)
		cross.Add(&cross, &part)
		part.Reset()
	})
	if f.space.n > 0 {
		var coefficients mat.Dense
		coefficients.Mul(f.inverse, cross.T())
		chunks(func(from, to int, s *mat.Dense) {
			own := m.Slice(from, to, 0, q).(*mat.Dense)
			part.Mul(s, &coefficients)
			own.Sub(own, &part)
			part.Reset()
		})
	}
	total := make([]float64, q)
	for u, w := range f.weight {
		floats.AddScaled(total, w, m.RawRowView(u))
	}
	cov, err := f.spread(r, m)
	return total, cov, err
}

// spread is the covariance of the weighted total of the rows of m, one per
// pattern, whose mean the model says is 0.
func (f *fitted) spread(r *LatentClassResult, m *mat.Dense) (*mat.SymDense, error) {
	patterns, q := m.Dims()
	if !r.Pseudo && f.design.Simple() {
		out := mat.NewSymDense(q, nil)
		for u := range patterns {
			out.SymRankOne(out, f.weight[u], mat.NewVecDense(q, m.RawRowView(u)))
		}
		return out, nil
	}
	z, scale := mat.NewDense(f.x.n, q, nil), f.scale(r)
	for i, u := range f.of {
		floats.AddScaled(z.RawRowView(i), scale*f.design.Weight(i), m.RawRowView(u))
	}
	return f.design.Covariance(z)
}
