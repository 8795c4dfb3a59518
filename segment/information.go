package segment

import (
	"context"
	"math"
	"sort"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/parallel"
)

// A probability on the boundary, 0 or 1, whose logit has no error, is held fixed.
// It is taken to lie there within boundary, or where there is no prior to hold it
// off and fewer than boundaryCount respondents are expected beside it: EM comes
// near the boundary without an end.
const (
	boundary      = 1e-9
	boundaryCount = 1e-3
)

// space says which probabilities of a model have a free logit: in every
// distribution all those off the boundary but the first.
type space struct {
	column   []int // of each place of the model, -1 where it has no logit
	n        int
	boundary []bool // places on the boundary
	fixed    int    // how many of them are so in this class, not among all
	// cells are the logits of answers, whose columns follow those of the
	// shares, class by class; class c has the columns from start[c] to
	// start[c+1]-1.
	cells []cell
	start []int
}

// cell is an answer with a free logit.
type cell struct {
	class, item, answer int
	p                   float64
}

func (d *data) newSpace(m model, k int, noPrior bool) *space {
	s, free := &space{column: make([]int, len(m)), boundary: make([]bool, len(m))}, 0
	e := newExpectation(d, k)
	if noPrior {
		e.run(m)
	}
	d.distributions(k, func(at, n int) {
		near := boundary
		if size := floats.Sum(e.counts[at : at+n]); noPrior {
			near = max(near, min(boundaryCount/max(size, boundaryCount), 0.25/float64(n)))
		}
		inside := 0
		for i := at; i < at+n; i++ {
			if s.boundary[i] = m[i] <= near || m[i] >= 1-near; !s.boundary[i] {
				inside++
			}
		}
		first := true
		for i := at; i < at+n; i++ {
			s.boundary[i] = s.boundary[i] || inside == 1 // what the others leave
			s.column[i] = -1
			switch {
			case s.boundary[i]:
				if n > 1 && (at < k || d.informs((i-k)%d.width)) {
					s.fixed++
				}
			case first:
				first = false
			default:
				s.column[i] = free
				free++
			}
		}
	})
	s.index(d, m, k)
	return s
}

// informs reports whether some who answered an item gave an answer and some did not.
func (d *data) informs(answer int) bool {
	return d.marginal[answer] > 0 && d.marginal[answer] < 1
}

// index lists the cells and where the classes begin.
func (s *space) index(d *data, m model, k int) {
	for i, col := range s.column {
		if i >= k && (i-k)%d.width == 0 {
			s.start = append(s.start, s.n)
		}
		if col < 0 {
			continue
		}
		if i >= k {
			j := sort.SearchInts(d.offset, (i-k)%d.width+1) - 1
			s.cells = append(s.cells, cell{(i - k) / d.width, j, (i-k)%d.width - d.offset[j], m[i]})
		}
		s.n++
	}
	s.start = append(s.start, s.n)
}

// scorer computes scores; each goroutine has its own.
type scorer struct {
	*fitted
	answer []int
}

func (f *fitted) scorer() *scorer { return &scorer{f, make([]int, len(f.x.categories))} }

// scores writes the derivatives of the log-likelihood of pattern u with respect
// to the logits, for the class-membership probabilities r.
func (s *scorer) scores(out, r []float64, u int) {
	s.answers(s.answer, u)
	for c, v := range r {
		if col := s.space.column[c]; col >= 0 {
			out[col] = v - s.m[c]
		}
	}
	first := s.space.start[0]
	for i, c := range s.space.cells {
		out[first+i] = r[c.class] * s.residual(c)
	}
}

// complete writes the scores if u, whose answers were just read, were of class
// c: those of the shares and of the class, which are all that are not 0.
func (s *scorer) complete(out []float64, c int) {
	for k := range s.space.start[1:] {
		if col := s.space.column[k]; col >= 0 {
			out[col] = is(k, c) - s.m[k]
		}
	}
	first, from, to := s.space.start[0], s.space.start[c], s.space.start[c+1]
	for i, cell := range s.space.cells[from-first : to-first] {
		out[first+i] = s.residual(cell)
	}
}

func (s *scorer) residual(c cell) float64 {
	switch s.answer[c.item] {
	case -1:
		return 0
	case c.answer:
		return 1 - c.p
	}
	return -c.p
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
	n := f.space.n
	e := newExpectation(f.data, r.K)
	e.run(f.m)
	info := f.curvature(r, e.counts)
	// Fixed pieces of patterns, added in order: the same bytes on any processor.
	parts := make([]*mat.SymDense, pieces)
	parallel.Each(context.Background(), pieces, func(p int) {
		parts[p] = mat.NewSymDense(n, nil)
		end := (p + 1) * len(f.weight) / pieces
		for from := p * len(f.weight) / pieces; from < end; from += rowsAtOnce {
			f.addObserved(parts[p], r, from, min(from+rowsAtOnce, end))
		}
	})
	for _, part := range parts {
		info.AddSym(info, part)
	}
	return info
}

// curvature is the information of the prior and of complete data with the given
// counts.
func (f *fitted) curvature(r *LatentClassResult, counts model) *mat.SymDense {
	info := mat.NewSymDense(f.space.n, nil)
	f.distributions(r.K, func(at, size int) {
		total := r.Settings.Prior
		if at >= r.K {
			total /= float64(r.K)
		}
		total += floats.Sum(counts[at : at+size])

		for i := at; i < at+size; i++ {
			for j := i; j < at+size; j++ {
				if p, q := f.space.column[i], f.space.column[j]; p >= 0 && q >= 0 {
					info.SetSym(p, q, total*f.m[i]*(is(i, j)-f.m[j]))
				}
			}
		}
	})
	return info
}

// addObserved adds the part of patterns from to to-1 that depends on them: s_u
// s_u' in all, and -sum_k r_uk S_uk S_uk' where it is not 0, in the shares and
// the class's own logits.
func (f *fitted) addObserved(info *mat.SymDense, r *LatentClassResult, from, to int) {
	s, first := f.scorer(), f.space.start[0]
	rows := mat.NewDense(to-from, f.space.n, nil)
	class := make([]*mat.Dense, r.K)
	for c := range class {
		if n := first + f.space.start[c+1] - f.space.start[c]; n > 0 {
			class[c] = mat.NewDense(to-from, n, nil)
		}
	}
	for u := from; u < to; u++ {
		post := r.Posterior.RawRowView(f.first[u])
		row := rows.RawRowView(u - from)
		s.scores(row, post, u)
		floats.Scale(math.Sqrt(f.weight[u]), row)
		for c, m := range class {
			if m != nil {
				s.complete(m.RawRowView(u-from), c)
				floats.Scale(math.Sqrt(f.weight[u]*post[c]), m.RawRowView(u-from))
			}
		}
	}
	blas64.Syrk(blas.Trans, 1, rows.RawMatrix(), 1, info.RawSymmetric())
	for c, m := range class {
		if m == nil {
			continue
		}
		_, n := m.Dims()
		part := mat.NewSymDense(n, nil)
		blas64.Syrk(blas.Trans, 1, m.RawMatrix(), 0, part.RawSymmetric())
		column := func(i int) int {
			if i < first {
				return i
			}
			return f.space.start[c] + i - first
		}
		for i := range n {
			for j := i; j < n; j++ {
				info.SetSym(column(i), column(j), info.At(column(i), column(j))-part.At(i, j))
			}
		}
	}
}

// covariance returns that of the logits: the inverse information V, or V B V
// under sampling weights and designs, with B the covariance of the total of
// the weighted scores. It is nil where the information is singular.
func (f *fitted) covariance(r *LatentClassResult) (*mat.SymDense, error) {
	n := f.space.n
	var chol mat.Cholesky
	v, info := mat.NewSymDense(n, nil), f.information(r)
	if !chol.Factorize(info) || chol.Cond() > 1e12 || chol.InverseTo(v) != nil {
		return nil, nil
	}
	f.inverse = v
	if !r.Pseudo && f.design.Simple() {
		return v, nil
	}
	scores, s := mat.NewDense(len(f.weight), n, nil), f.scorer()
	for u, i := range f.first {
		s.scores(scores.RawRowView(u), r.Posterior.RawRowView(i), u)
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

// spread returns the covariance, under the design, of the weighted total of the
// rows of m, one per pattern. Respondents of the sample whom the model is not of
// add 0, but stay units of the design. Without strata and clusters it is
//
//	n/(n-1) [ sum_i (w_i m_i)(w_i m_i)' - t t'/n ],   t = sum_i w_i m_i
//
// with n of the whole sample, which needs the squared weights of each pattern
// only.
func (f *fitted) spread(r *LatentClassResult, m *mat.Dense) (*mat.SymDense, error) {
	patterns, q := m.Dims()
	scale, n := f.total/r.WeightedN, float64(f.x.sample)
	if !f.design.Simple() {
		z := mat.NewDense(f.x.sample, q, nil)
		for i, u := range f.of {
			row := f.x.row(i)
			floats.AddScaled(z.RawRowView(row), scale*f.design.Weight(row), m.RawRowView(u))
		}
		return f.design.Covariance(z)
	}
	squares := make([]float64, patterns)
	total, rows := mat.NewVecDense(q, nil), mat.NewDense(patterns, q, nil)
	for i, u := range f.of {
		w := scale * f.design.Weight(f.x.row(i))
		squares[u] += w * w
	}
	for u, w := range f.weight {
		floats.AddScaled(total.RawVector().Data, w, m.RawRowView(u))
		floats.AddScaled(rows.RawRowView(u), math.Sqrt(squares[u]), m.RawRowView(u))
	}
	out := mat.NewSymDense(q, nil)
	blas64.Syrk(blas.Trans, 1, rows.RawMatrix(), 0, out.RawSymmetric())
	out.SymRankOne(out, -1/n, total)
	out.ScaleSym(n/(n-1), out)
	return out, nil
}
