package segment

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/internal/waldtest"
	"github.com/ctostudy/ctostudy/stats"
)

// BivariateResidual says how far the classes explain that two items go together.
type BivariateResidual struct {
	// A and B number the items, A < B; NameA and NameB name them.
	A, B         int
	NameA, NameB string
	// N is the weighted number of respondents who answered both.
	N float64
	// BVR is Pearson's chi-square of the two-way table against what the model
	// expects of those respondents, over (answers of A - 1)(answers of B - 1):
	// the bivariate residual of Vermunt and Magidson (2005). About 1 where the
	// classes explain the pair, somewhat less since the margins were fitted;
	// it has no known distribution.
	BVR float64
	// Statistic tests the same by the efficient score of a dependence within
	// classes that is the same in all (see [BivariateResiduals]); chi-square
	// with DF degrees of freedom where the classes explain the pair.
	Statistic float64
	DF        int
	PValue    float64
	// PAdjusted is PValue adjusted for the number of pairs (Holm 1979).
	PAdjusted float64
	// Z is the root of Statistic; where both items have two answers (Directed)
	// it is negative when the second answers go together less often than the
	// classes explain.
	Z        float64
	Directed bool
}

// BivariateResiduals tests local independence pair by pair, in the order (0,1),
// (0,2), ..., (1,2), ... The tested number of each pair of answers is
//
//	sum_i w_i sum_k r_ik (1[x_ia = c] - p_kac) (1[x_ib = d] - p_kbd)
//
// over the respondents who answered both: the score of an interaction of the
// two items within classes (Hagenaars 1988; Oberski, van Kollenburg and Vermunt
// 2013), corrected for the estimates. Unlike a bivariate residual it has a
// chi-square distribution, under designs and sampling weights too: in 500
// waves of eight items and two classes 5.4% of true pairs had p < 0.05 with 600
// respondents and 5.2% with 2,500, and 8.0 and 5.2% of the waves had a pair with
// an adjusted p below 0.05 (with weights that go with the class 4.7 and 6.0%, in
// clusters 5.4 and 6.8%, with items of three answers 5.2 and 5.6%, each with 600
// respondents; examples/coverage, topic segment). Models of fewer than two items
// are an error, with a singular information an [ErrInformation].
func BivariateResiduals(r *LatentClassResult) ([]BivariateResidual, error) {
	f := r.fitted
	p := len(f.x.categories)
	if p < 2 {
		return nil, errPairs
	}
	var out []BivariateResidual
	var values []float64
	for a := range p - 1 {
		rows, err := f.residualsOf(r, a)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	for _, row := range out {
		values = append(values, row.PValue)
	}
	for i, v := range stats.Holm(values) {
		out[i].PAdjusted = v
	}
	return out, nil
}

// residualsOf returns the pairs of item a with all later ones.
func (f *fitted) residualsOf(r *LatentClassResult, a int) ([]BivariateResidual, error) {
	k, p := r.K, len(f.x.categories)
	cells := []int{0}
	for b := a + 1; b < p; b++ {
		cells = append(cells, cells[len(cells)-1]+(f.x.categories[a]-1)*(f.x.categories[b]-1))
	}
	answer := make([]int, p)
	tables := newPairTables(f, r, a)
	mo := &moments{q: cells[len(cells)-1], complete: func(row []float64, g, u int) {
		if f.answers(answer, u); answer[a] < 0 {
			return
		}
		post, from := r.Posterior.At(f.first[u], g), k+g*f.width
		for b := a + 1; b < p; b++ {
			if answer[b] < 0 {
				continue
			}
			tables.add(b, g, answer[a], answer[b], f.weight[u]*post)
			at := cells[b-a-1]
			for c := 1; c < f.x.categories[a]; c++ {
				for d := 1; d < f.x.categories[b]; d++ {
					ofA := is(answer[a], c) - f.m[from+f.offset[a]+c]
					ofB := is(answer[b], d) - f.m[from+f.offset[b]+d]
					row[at] = ofA * ofB
					at++
				}
			}
		}
	}, finish: func(own *mat.SymDense, _ *mat.Dense) {
		for b := a + 1; b < p; b++ {
			tables.addInformation(own, b, cells[b-a-1])
		}
	}}
	total, cov, err := f.tested(r, mo)
	if err != nil {
		return nil, err
	}
	var out []BivariateResidual
	for b := a + 1; b < p; b++ {
		row := tables.residual(b)
		from, to := cells[b-a-1], cells[b-a]
		row.Statistic, row.DF = generalizedWald(total[from:to], cov.SliceSym(from, to).(*mat.SymDense))
		row.PValue = 1
		if row.DF > 0 {
			row.PValue = tails.ChiSquare(row.Statistic, float64(row.DF))
		}
		row.Z = math.Sqrt(row.Statistic)
		if row.Directed = to-from == 1; row.Directed {
			row.Z = math.Copysign(row.Z, total[from])
		}
		out = append(out, row)
	}
	return out, nil
}

// generalizedWald returns t' cov^- t and the rank of cov, NaN of a cov that is not known.
func generalizedWald(t []float64, cov *mat.SymDense) (float64, int) {
	if math.IsNaN(cov.At(0, 0)) { // the design says nothing of their spread
		return math.NaN(), len(t)
	}
	return waldtest.Generalized(t, cov)
}

// pairTables are the two-way tables of item a with every later item, and the
// sizes of the classes among those who answered both.
type pairTables struct {
	f        *fitted
	r        *LatentClassResult
	a        int
	observed map[int][]float64
	size     map[int][]float64
}

func newPairTables(f *fitted, r *LatentClassResult, a int) *pairTables {
	t := &pairTables{f: f, r: r, a: a, observed: map[int][]float64{}, size: map[int][]float64{}}
	for b := a + 1; b < len(f.x.categories); b++ {
		t.observed[b] = make([]float64, f.x.categories[a]*f.x.categories[b])
		t.size[b] = make([]float64, r.K)
	}
	return t
}

func (t *pairTables) add(b, k, c, d int, w float64) {
	t.observed[b][c*t.f.x.categories[b]+d] += w
	t.size[b][k] += w
}

// addInformation adds the covariance of the products of item b under
// independence within classes, that of item a's answers times that of b's.
func (t *pairTables) addInformation(own *mat.SymDense, b, at int) {
	f, rows, cols := t.f, t.f.x.categories[t.a]-1, t.f.x.categories[b]-1
	for k, n := range t.size[b] {
		pa := f.m[t.r.K+k*f.width+f.offset[t.a]:]
		pb := f.m[t.r.K+k*f.width+f.offset[b]:]
		for i := range rows * cols {
			for j := i; j < rows*cols; j++ {
				c, d, e, g := 1+i/cols, 1+i%cols, 1+j/cols, 1+j%cols
				v := n * pa[c] * (is(c, e) - pa[e]) * pb[d] * (is(d, g) - pb[g])
				own.SetSym(at+i, at+j, own.At(at+i, at+j)+v)
			}
		}
	}
}

// residual compares the table of item b with sum_k size_k p_kac p_kbd.
func (t *pairTables) residual(b int) BivariateResidual {
	f := t.f
	out := BivariateResidual{A: t.a, B: b, NameA: t.r.Items[t.a], NameB: t.r.Items[b]}
	rows, cols := f.x.categories[t.a], f.x.categories[b]
	for c := range rows {
		for d := range cols {
			expected, observed := 0.0, t.observed[b][c*cols+d]
			for k, n := range t.size[b] {
				from := t.r.K + k*f.width
				expected += n * f.m[from+f.offset[t.a]+c] * f.m[from+f.offset[b]+d]
			}
			out.N += observed
			if expected > 1e-9 {
				out.BVR += (observed - expected) * (observed - expected) / expected
			}
		}
	}
	out.BVR /= float64((rows - 1) * (cols - 1))
	return out
}

// MarshalJSON writes the row; undefined numbers are null.
func (r BivariateResidual) MarshalJSON() ([]byte, error) {
	type plain BivariateResidual
	return nulls.Marshal(plain(r))
}
