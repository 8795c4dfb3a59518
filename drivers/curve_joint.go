package drivers

import (
	"context"
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/parallel"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/stats"
)

// pool are the respondents of the joint test: those with growth under every
// response of a row, every control (if a row has them) and some metric, a frequency
// as that many. Growth moves among all of them, so that one permutation serves all
// scenarios whomever they compare.
type pool struct {
	rows     []int
	weight   []float64
	strata   []int
	controls *mat.Dense // constant and controls
}

// contrast is a scenario reduced to what a permutation needs: whom it compares,
// and growth and groups less what controls and strata explain of them.
type contrast struct {
	in     []int       // of the pool
	weight []float64   // by in, as high, root and the basis
	high   []float64   // times root, unless of a ratio of sums
	root   []float64   // of the weight
	basis  [][]float64 // orthonormal, of controls and strata times root
	e      []float64   // residual growth of the pool
	base   []float64   // of a ratio of sums; nil otherwise
	df     float64
	limit  float64 // beyond which t is significant
	hh     float64 // sum of the squares of high
}

// jointTest fills the p values.
func (c *curve) jointTest(ctx context.Context, out *CurveResult) error {
	pool, err := c.pool()
	if err != nil {
		return err
	}
	out.JointN = len(pool.rows)
	largest := 0
	for _, s := range c.scenarios {
		largest = max(largest, s.row.Premium.N)
	}
	if 4*out.JointN < 3*largest {
		out.Warnings = append(out.Warnings, stats.NewWarning("joint-base",
			"the joint test rests on the %d respondents with growth under every response and all controls, the largest row on %d", out.JointN, largest))
	}
	contrasts := make([]*contrast, len(c.scenarios))
	if err := parallel.Try(ctx, len(contrasts), func(k int) error {
		contrasts[k] = c.contrast(c.scenarios[k], pool)
		return nil
	}); err != nil {
		return err
	}
	contrasts = slices.DeleteFunc(contrasts, func(x *contrast) bool { return !(x.df > 0) })
	if len(contrasts) == 0 {
		out.Warnings = append(out.Warnings, stats.NewWarning("no-joint-test",
			"only %d respondents have growth under every response and all controls, too few for a joint test", len(pool.rows)))
		return nil
	}
	of := func(order []int) (meanT, significant float64) {
		scratch := make([]float64, len(pool.rows))
		for _, x := range contrasts {
			t := x.t(order, scratch)
			meanT += t / float64(len(contrasts))
			if t > x.limit {
				significant += 1 / float64(len(contrasts))
			}
		}
		return meanT, significant
	}
	rows := newExchange(pool.strata)
	meanT, significant := of(rows.identity())
	reached := make([][2]int, c.settings.Permutations)
	if err := parallel.Try(ctx, c.settings.Permutations, func(b int) error {
		m, s := of(rows.permutation(random.Stream(c.settings.Seed, random.Permutation, uint64(b))))
		if m >= meanT-1e-12 {
			reached[b][0] = 1
		}
		if s >= significant-1e-12 {
			reached[b][1] = 1
		}
		return nil
	}); err != nil {
		return err
	}
	count := [2]int{1, 1}
	for _, r := range reached {
		count[0] += r[0]
		count[1] += r[1]
	}
	out.MeanT = meanT
	out.PMeanT = float64(count[0]) / float64(1+c.settings.Permutations)
	out.PSignificant = float64(count[1]) / float64(1+c.settings.Permutations)
	return nil
}

func (c *curve) pool() (*pool, error) {
	responses, controls := map[*response]bool{}, []stats.Term(nil)
	for _, s := range c.scenarios {
		if responses[s.response] = true; s.row.Adjusted {
			controls = c.data.Controls
		}
	}
	complete := make([]float64, c.n)
	for i := range complete {
		complete[i] = math.NaN()
		for _, m := range c.data.Metrics {
			if !math.IsNaN(m.Values[i]) && c.design.Weight(i) > 0 {
				complete[i] = 1
			}
		}
		for r := range responses {
			if part, base := r.rates.at(i); math.IsNaN(part) || math.IsNaN(base) {
				complete[i] = math.NaN()
			}
		}
	}
	x, rows, err := matrixOf(complete, controls)
	if errors.Is(err, stats.ErrRows) {
		return &pool{}, nil
	}
	if err != nil {
		return nil, err
	}
	strata, err := c.design.Exchangeable(c.n)
	if err != nil {
		return nil, err
	}
	out := &pool{}
	var kept []int // of x
	for k, i := range rows {
		for range int(c.design.Copies(i)) {
			kept, out.rows, out.weight = append(kept, k), append(out.rows, i), append(out.weight,
				c.weight(i))
			stratum := 0
			if strata != nil {
				stratum = strata[i]
			}
			out.strata = append(out.strata, stratum)
		}
	}
	out.controls = selectRows(x, kept)
	return out, nil
}

// weight is that of one of the copies of a respondent.
func (c *curve) weight(i int) float64 { return c.design.Weight(i) / c.design.Copies(i) }

// contrast regresses controls and strata out of growth, over the pool, and out
// of the groups, over those compared: residuals can be exchanged within strata
// only if the strata are in the reduced model. The basis does the same for growth
// that was permuted, of which controls and strata explain something again.
func (c *curve) contrast(s *scenario, p *pool) *contrast {
	out := &contrast{e: make([]float64, len(p.rows))}
	all, size := make([]int, len(p.rows)), [2]int{}
	for k, i := range p.rows {
		all[k] = k
		out.e[k] = s.response.rates.part[i]
		if s.response.rates.base != nil {
			out.base = append(out.base, s.response.rates.base[i])
		}
		if g := s.groups.At(i); g >= 0 {
			size[g]++
			out.in = append(out.in, k)
			out.high, out.weight, out.root = append(out.high, float64(g)), append(out.weight,
				p.weight[k]), append(out.root, math.Sqrt(p.weight[k]))
		}
	}
	out.df = float64(len(out.in) - 2)
	if out.base == nil {
		width := 1
		if s.row.Adjusted {
			_, width = p.controls.Dims()
		}
		project(basisOf(p.columns(all, width), p.weight), p.weight, out.e)
		out.basis = basisOf(p.columns(out.in, width), out.weight)
		project(out.basis, out.weight, out.high)
		out.df = float64(len(out.in) - 1 - len(out.basis))
		floats.Mul(out.high, out.root)
		out.hh = floats.Dot(out.high, out.high)
	}
	if min(size[0], size[1]) < 2 {
		out.df = 0
	}
	out.limit = tails.Critical(c.settings.Level, out.df)
	return out
}

// columns are the first columns of the controls, and the strata, of some of the
// pool.
func (p *pool) columns(in []int, width int) [][]float64 {
	out := make([][]float64, width)
	for j := range out {
		for _, k := range in {
			out[j] = append(out[j], p.controls.At(k, j))
		}
	}
	return append(out, indicators(p.strata, in)...)
}

// indicators returns a column over the rows for each stratum in use.
func indicators(strata, rows []int) [][]float64 {
	var out [][]float64
	at := map[int]int{}
	for i, row := range rows {
		k, ok := at[strata[row]]
		if !ok {
			k = len(out)
			at[strata[row]] = k
			out = append(out, make([]float64, len(rows)))
		}
		out[k][i] = 1
	}
	return out
}

// controls returns the matrix of constant and controls over the rows that a
// scenario compares.
func (c *curve) controls(s *scenario) (*mat.Dense, []int, error) {
	part := make([]float64, c.n)
	for i := range part {
		if part[i] = s.response.rates.part[i]; s.groups.At(i) < 0 || c.design.Weight(i) == 0 {
			part[i] = math.NaN()
		}
	}
	var controls []stats.Term
	if s.row.Adjusted {
		controls = c.data.Controls
	}
	return matrixOf(part, controls)
}

// matrixOf returns constant and controls over the rows with a value and every
// control.
func matrixOf(value []float64, controls []stats.Term) (*mat.Dense, []int, error) {
	m, err := stats.ModelMatrix(append([]stats.Term{{Name: "growth", Numeric: value}}, controls...),
		nil)
	if err != nil {
		return nil, nil, err
	}
	n, p := m.X.Dims()
	x := mat.NewDense(n, p-1, nil)
	x.SetCol(0, mat.Col(nil, 0, m.X))
	for j := 2; j < p; j++ {
		x.SetCol(j-1, mat.Col(nil, j, m.X))
	}
	return x, m.Rows, nil
}

// basisOf returns an orthonormal basis of the columns times the roots of the
// weights, by Gram and Schmidt's method, twice for each column so that rounding
// does not matter; columns that repeat others are passed over.
func basisOf(columns [][]float64, weight []float64) [][]float64 {
	var basis [][]float64
	for _, x := range columns {
		q := make([]float64, len(x))
		for i, w := range weight {
			q[i] = x[i] * math.Sqrt(w)
		}
		before := floats.Norm(q, 2)
		residual(basis, q)
		if after := floats.Norm(q, 2); after > 1e-9*before {
			floats.Scale(1/after, q)
			basis = append(basis, q)
		}
	}
	return basis
}

// residual takes what the basis explains from q.
func residual(basis [][]float64, q []float64) {
	for range 2 {
		for _, b := range basis {
			floats.AddScaled(q, -floats.Dot(b, q), b)
		}
	}
}

// project replaces a vector by its weighted residual.
func project(basis [][]float64, weight, v []float64) {
	for i, w := range weight {
		v[i] *= math.Sqrt(w)
	}
	residual(basis, v)
	for i, w := range weight {
		v[i] /= math.Sqrt(w)
	}
}

// t is the statistic with growth in the given order of the pool.
func (x *contrast) t(order []int, scratch []float64) float64 {
	if x.base != nil {
		return x.sums(order)
	}
	u := scratch[:len(x.in)]
	for k, i := range x.in {
		u[k] = x.root[k] * x.e[order[i]]
	}
	he, ee := floats.Dot(x.high, u), floats.Dot(u, u)
	for _, q := range x.basis {
		b := floats.Dot(q, u)
		ee -= b * b
	}
	r := he / math.Sqrt(x.hh*ee)
	if !(math.Abs(r) < 1) {
		return 0
	}
	return r * math.Sqrt(x.df/(1-r*r))
}

// sums is the statistic of a ratio of sums: the difference by its error.
func (x *contrast) sums(order []int) float64 {
	var part, base, pp, pb, bb [2]float64
	var n [2]int
	for k, i := range x.in {
		g := int(x.high[k])
		p, b := x.weight[k]*x.e[order[i]], x.weight[k]*x.base[order[i]]
		part[g] += p
		base[g] += b
		pp[g] += p * p
		pb[g] += p * b
		bb[g] += b * b
		n[g]++
	}
	difference, variance := 0.0, 0.0
	for g := range 2 {
		if !(base[g] > 0) {
			return 0
		}
		m := part[g] / base[g]
		difference += float64(2*g-1) * m
		variance += float64(n[g]) / float64(n[g]-1) * math.Max(0,
			pp[g]-2*m*pb[g]+m*m*bb[g]) / (base[g] * base[g])
	}
	if !(variance > 0) {
		return 0
	}
	return difference / math.Sqrt(variance)
}
