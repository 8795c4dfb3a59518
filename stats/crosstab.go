package stats

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/internal/words"
)

// CrossTabTest is how the independence of two answers is tested.
type CrossTabTest int

const (
	// RaoScottTest corrects Pearson's statistic for the design to the second
	// order, on the F distribution (Rao and Scott 1984; Thomas and Rao 1987).
	RaoScottTest CrossTabTest = iota
	// PearsonTest is the classical test, for simple samples of equal or
	// frequency weights only.
	PearsonTest
)

func (t CrossTabTest) String() string { return words.Of(t, "Rao-Scott", "Pearson") }

// MarshalText writes the test's name.
func (t CrossTabTest) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// CrossTabSettings choose the test.
type CrossTabSettings struct {
	Test CrossTabTest
}

// CrossTabResult is a two-way table with a test of independence.
type CrossTabResult struct {
	// Rows and Cols are the labels of the levels that somebody has.
	Rows []string `json:"rows"`
	Cols []string `json:"cols"`
	// EmptyRows and EmptyCols are the labels left out since nobody has them.
	EmptyRows []string `json:"empty_rows,omitempty"`
	EmptyCols []string `json:"empty_cols,omitempty"`
	// Count[i][j] is the number of respondents, Share[i][j] their weighted
	// share of all.
	Count [][]int     `json:"count"`
	Share [][]float64 `json:"share"`
	// ChiSquare is Pearson's statistic of the weighted shares at N.
	ChiSquare float64 `json:"chi_square"`
	// Statistic is F under Rao and Scott with DF1 and DF2 degrees of freedom,
	// or ChiSquare with DF1, and DF2 0.
	Statistic float64 `json:"statistic"`
	DF1       float64 `json:"df1"`
	DF2       float64 `json:"df2"`
	PValue    float64 `json:"p_value"`
	// CramersV is the strength of association, 0 (none) to 1 (Cramer 1946).
	CramersV float64 `json:"cramers_v"`
	// SmallestExpected is the smallest expected count at N.
	SmallestExpected float64      `json:"smallest_expected"`
	N                int          `json:"n"`
	WeightedN        float64      `json:"weighted_n"`
	Test             CrossTabTest `json:"test"`
	Warnings         []Warning    `json:"warnings,omitempty"`
}

// errSparse is returned where empty cells leave a test without a reference
// distribution.
var errSparse = errors.New("stats: too many empty cells for the test: combine levels")

// CrossTab returns the table of two questions over those who answered both, and
// tests their independence: with p_ij the weighted shares,
//
//	X2 = n sum_ij (p_ij - p_i. p_.j)^2 / (p_i. p_.j),   V = (X2 / (n min(r-1, c-1)))^(1/2)
//
// Rao and Scott refer F = X2 / tr(D) to F with d = tr(D)^2 / tr(D^2) and d nu
// degrees of freedom, D the generalised design effects of the interaction and
// nu the design's degrees of freedom (as R's svychisq). Levels that nobody has
// are left out and named. A warning tells of expected counts below 5. Nobody
// left is [ErrEmpty]; a question with one answer in use, empty cells that leave no
// reference distribution and a design with too few first-stage units are errors
// too, as are those of [Design.Covariance]. Pearson's test refuses designs with
// [ErrDesign] and [ErrWeightKind]. It panics when lengths differ.
func CrossTab(rows, cols *Codes, d *Design, s *CrossTabSettings) (*CrossTabResult, error) {
	d.Check(rows.Len())
	if rows.Len() != cols.Len() {
		panic("stats: the questions of a table differ in length")
	}
	out := &CrossTabResult{}
	if s != nil {
		out.Test = s.Test
	}
	known(int(out.Test), int(PearsonTest), "table test")
	both := func(i int) bool { return rows.At(i) >= 0 && cols.At(i) >= 0 && d.Weight(i) > 0 }
	var rowOf, colOf []int
	rowOf, out.Rows, out.EmptyRows = levelsInUse(rows, both)
	colOf, out.Cols, out.EmptyCols = levelsInUse(cols, both)
	if len(out.Rows) == 0 {
		return nil, ErrEmpty
	}
	for _, c := range []struct {
		name string
		used []string
	}{{rows.Name(), out.Rows}, {cols.Name(), out.Cols}} {
		if len(c.used) < 2 {
			return nil, fmt.Errorf("%w: %q has only %q", errOneLevel, c.name, c.used[0])
		}
	}
	cell := make([]int, rows.Len()) // -1: not in the table
	for i := range cell {
		cell[i] = -1
		if both(i) {
			cell[i] = rowOf[rows.At(i)]*len(out.Cols) + colOf[cols.At(i)]
		}
	}
	share := out.tabulate(cell, d)
	out.pearson(share)
	if len(out.EmptyRows)+len(out.EmptyCols) > 0 {
		out.Warnings = append(out.Warnings, NewWarning("empty-levels",
			"%d levels that nobody has are left out of the table", len(out.EmptyRows)+len(out.EmptyCols)))
	}
	if out.SmallestExpected < 5 {
		out.Warnings = append(out.Warnings, NewWarning("small-expected",
			"the smallest expected count is %.1f: below 5 the test is rough, combine levels",
			out.SmallestExpected))
	}
	if out.Test == PearsonTest {
		if _, err := d.simpleCopies(rows.Len()); err != nil {
			return nil, err
		}
		df := float64((len(out.Rows) - 1) * (len(out.Cols) - 1))
		out.Statistic, out.DF1 = out.ChiSquare, df
		out.PValue = tails.ChiSquare(out.ChiSquare, df)
		return out, nil
	}
	if err := out.raoScott(cell, share, d); err != nil {
		return nil, err
	}
	return out, nil
}

// tabulate fills counts and shares and returns the shares in one slice.
func (r *CrossTabResult) tabulate(cell []int, d *Design) []float64 {
	nc := len(r.Cols)
	share, count := make([]float64, len(r.Rows)*nc), make([]float64, len(r.Rows)*nc)
	n := 0.0
	for i, k := range cell {
		if k >= 0 {
			share[k] += d.Weight(i)
			count[k] += d.count(i)
			r.WeightedN += d.Weight(i)
			n += d.count(i)
		}
	}
	r.N = int(n)
	for k := range share {
		share[k] /= r.WeightedN
	}
	for i := range r.Rows {
		r.Share = append(r.Share, append([]float64(nil), share[i*nc:(i+1)*nc]...))
		r.Count = append(r.Count, make([]int, nc))
		for j := range nc {
			r.Count[i][j] = int(count[i*nc+j])
		}
	}
	return share
}

func (r *CrossTabResult) pearson(share []float64) {
	nc := len(r.Cols)
	row, col := make([]float64, len(r.Rows)), make([]float64, nc)
	for k, p := range share {
		row[k/nc] += p
		col[k%nc] += p
	}
	phi, smallest := 0.0, math.Inf(1)
	for k, p := range share {
		e := row[k/nc] * col[k%nc]
		phi += (p - e) * (p - e) / e
		smallest = math.Min(smallest, e)
	}
	r.ChiSquare, r.SmallestExpected = phi*float64(r.N), smallest*float64(r.N)
	r.CramersV = math.Sqrt(phi / float64(min(len(r.Rows), nc)-1))
}

// raoScott fills the corrected test. Any basis of the interactions gives the
// same trace; products of Helmert contrasts are one.
func (r *CrossTabResult) raoScott(cell []int, share []float64, d *Design) error {
	nr, nc := len(r.Rows), len(r.Cols)
	q := (nr - 1) * (nc - 1)
	basis := mat.NewDense(nr*nc, q, nil)
	for k := range share {
		for a := range nr - 1 {
			for b := range nc - 1 {
				basis.Set(k, a*(nc-1)+b, helmert(k/nc, a)*helmert(k%nc, b))
			}
		}
	}
	// A contrast is a sum over cells of b_k p_k / p_k at fixed denominators,
	// over the cells that are not empty, so that b need not add up to 0.
	z, srs, sum := mat.NewDense(len(cell), q, nil), mat.NewSymDense(q, nil), make([]float64, q)
	for k, p := range share {
		if p > 0 {
			srs.SymRankOne(srs, 1/(p*float64(r.N)), basis.RowView(k))
			floats.Add(sum, basis.RawRowView(k))
		}
	}
	for i, k := range cell {
		if k >= 0 {
			row, f := z.RawRowView(i), d.Weight(i)/r.WeightedN
			for j := range row {
				row[j] = f * (basis.At(k, j)/share[k] - sum[j])
			}
		}
	}
	used := make([]bool, len(cell))
	for i, k := range cell {
		used[i] = k >= 0
	}
	v, err := d.covariance(z, used)
	if err != nil {
		return err
	}
	var chol mat.Cholesky
	if !chol.Factorize(srs) || chol.Cond() > 1e14 {
		return errSparse
	}
	var delta, square mat.Dense
	if err := chol.SolveTo(&delta, v); err != nil {
		return errSparse
	}
	square.Mul(&delta, &delta)
	trace := mat.Trace(&delta)
	d0 := trace * trace / mat.Trace(&square)
	nu := d.df(len(cell), func(i int) bool { return used[i] })
	if nu <= 0 {
		return errNoDF
	}
	f := r.ChiSquare / trace
	r.Statistic, r.DF1, r.DF2 = f, d0, d0*nu
	r.PValue = tails.F(f, d0, d0*nu)
	return nil
}

// helmert is entry i of the contrast of level a+1 with the mean of those before.
func helmert(i, a int) float64 {
	switch {
	case i <= a:
		return -1 / float64(a+1)
	case i == a+1:
		return 1
	}
	return 0
}

// MarshalJSON writes the table and the test.
func (r CrossTabResult) MarshalJSON() ([]byte, error) {
	type plain CrossTabResult
	return nulls.Marshal(plain(r))
}
