package drivers

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// contrastRows is a scenario reduced to what a permutation needs: the rows
// compared, and growth and groups less what the controls explain of them.
type contrastRows struct {
	in     []bool // of all respondents
	weight []float64
	high   []float64 // by rows in the order of base
	e      []float64 // residual growth of all respondents
	base   []float64 // of a ratio of sums; nil otherwise
	df     float64
	sumWHH float64
}

// jointTest fills the p values.
func (c *curve) jointTest(ctx context.Context, out *CurveResult) error {
	strata, err := c.design.Exchangeable(c.n)
	if err != nil {
		return err
	}
	if strata == nil {
		strata = make([]int, c.n)
	}
	base := byStratum(strata)
	contrasts := make([]*contrastRows, len(c.scenarios))
	if err := inPieces(ctx, len(contrasts), func(k int) (err error) {
		contrasts[k], err = c.reduced(c.scenarios[k], base, strata)
		return err
	}); err != nil {
		return err
	}
	of := func(order []int) (meanT, significant float64) {
		for _, x := range contrasts {
			t := x.t(order)
			meanT += t / float64(len(contrasts))
			if t > studentQuantile(0.5+c.settings.Level/2, x.df) {
				significant += 1 / float64(len(contrasts))
			}
		}
		return meanT, significant
	}
	meanT, significant := of(base)
	reached := make([][2]int, c.settings.Permutations)
	if err := inPieces(ctx, c.settings.Permutations, func(b int) error {
		order := permuted(base, strata, random.Stream(c.settings.Seed, random.Permutation, uint64(b)))
		m, s := of(order)
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

// reduced regresses controls and strata out of growth and groups: residuals can
// be exchanged within strata only if the strata are in the reduced model.
func (c *curve) reduced(s *scenario, base, strata []int) (*contrastRows, error) {
	out := &contrastRows{in: make([]bool, c.n), e: make([]float64, c.n), base: s.response.rates.base}
	x, rows, err := c.controls(s)
	if err != nil {
		return nil, err
	}
	for _, i := range rows {
		out.in[i] = true
	}
	out.df = float64(len(rows) - 1)
	high := make([]float64, c.n)
	for _, i := range rows {
		high[i], out.e[i] = float64(s.groups.At(i)), s.response.rates.part[i]
	}
	if out.base == nil {
		_, p := x.Dims()
		columns := make([][]float64, p)
		for j := range columns {
			columns[j] = mat.Col(nil, j, x)
		}
		columns = append(columns, indicators(strata, rows)...)
		out.df = float64(len(rows) - project(columns, rows, c.design, high, out.e) - 1)
	}
	for _, i := range base {
		if out.in[i] {
			out.high = append(out.high, high[i])
			out.weight = append(out.weight, c.design.Weight(i))
			out.sumWHH += c.design.Weight(i) * high[i] * high[i]
		}
	}
	return out, nil
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
	terms := []stats.Term{{Name: "growth", Numeric: part}}
	if s.row.Adjusted {
		terms = append(terms, c.data.Controls...)
	}
	m, err := stats.ModelMatrix(terms, nil)
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

// project replaces vectors (over all respondents) by their residuals from the
// columns (over the rows) by Gram and Schmidt's method, twice for each column so
// that rounding does not matter; columns that repeat others are passed over. It
// returns the rank.
func project(columns [][]float64, rows []int, d *stats.Design, vectors ...[]float64) int {
	root := make([]float64, len(rows))
	for i, row := range rows {
		root[i] = math.Sqrt(d.Weight(row))
	}
	var basis [][]float64
	residual := func(q []float64) {
		for range 2 {
			for _, b := range basis {
				floats.AddScaled(q, -floats.Dot(b, q), b)
			}
		}
	}
	for _, x := range columns {
		q := floats.MulTo(make([]float64, len(rows)), x, root)
		before := floats.Norm(q, 2)
		residual(q)
		if after := floats.Norm(q, 2); after > 1e-9*before {
			floats.Scale(1/after, q)
			basis = append(basis, q)
		}
	}
	for _, v := range vectors {
		q := make([]float64, len(rows))
		for i, row := range rows {
			q[i] = root[i] * v[row]
		}
		residual(q)
		for i, row := range rows {
			if root[i] > 0 {
				v[row] = q[i] / root[i]
			}
		}
	}
	return len(basis)
}

// t is the statistic with growth in the given order of respondents.
func (x *contrastRows) t(order []int) float64 {
	k := 0
	if x.base != nil {
		return x.sums(order)
	}
	he, ee := 0.0, 0.0
	for _, i := range order {
		if x.in[i] {
			e := x.e[i]
			he += x.weight[k] * x.high[k] * e
			ee += x.weight[k] * e * e
			k++
		}
	}
	r := he / math.Sqrt(x.sumWHH*ee)
	if !(math.Abs(r) < 1) || x.df <= 0 {
		return 0
	}
	return r * math.Sqrt(x.df/(1-r*r))
}

// sums is the statistic of a ratio of sums: the difference by its error.
func (x *contrastRows) sums(order []int) float64 {
	var part, base, pp, pb, bb [2]float64
	var n [2]int
	k := 0
	for _, i := range order {
		if !x.in[i] {
			continue
		}
		g := int(x.high[k])
		p, b := x.weight[k]*x.e[i], x.weight[k]*x.base[i]
		part[g] += p
		base[g] += b
		pp[g] += p * p
		pb[g] += p * b
		bb[g] += b * b
		n[g]++
		k++
	}
	difference, variance := 0.0, 0.0
	for g := range 2 {
		if !(base[g] > 0) {
			return 0
		}
		m := part[g] / base[g]
		difference += float64(2*g-1) * m
		variance += float64(n[g]) / float64(n[g]-1) * math.Max(0, pp[g]-2*m*pb[g]+m*m*bb[g]) / (base[g] * base[g])
	}
	if !(variance > 0) {
		return 0
	}
	return difference / math.Sqrt(variance)
}
