package segment

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/stats"
)

// ResponseStyleTest says whether members of one class differ in how much they
// tick whatever is asked.
type ResponseStyleTest struct {
	// Items is the number of items with two answers, whose second one is the
	// tick.
	Items int
	// Dispersion is the variance of the number of ticks within classes over
	// what independent answers of the same classes would have; 1 where the
	// classes explain it, more where some tick more than others. OfClass[k]
	// is that of class k.
	Dispersion float64
	OfClass    []float64
	// Z is the efficient score of a factor that raises all ticks alike, over
	// its standard error; PValue is one-sided, since a factor's variance
	// cannot be negative. Both are NaN (null) where the design says nothing of the
	// score's spread.
	Z, PValue float64
	Warnings  []stats.Warning
}

// ResponseStyle tests whether the number of ticks is a factor within classes.
// Respondents who differ in how much they tick look like further classes (one
// that ticks much, one that ticks little), so that criteria ask for more of
// them; see this test before believing one. With x_ij the ticks and p_kj the
// chances, over the items i answered, its number is
//
//	sum_i w_i sum_k r_ik [ (sum_j (x_ij - p_kj))^2 - sum_j p_kj (1 - p_kj) ] / 2
//
// the score of the variance of a random intercept at 0 (Lindsay 1995, chapter
// 4), corrected for the estimates as in [BivariateResiduals]. Items with more
// than two answers are left out; fewer than two others are an error, a
// singular information an [ErrInformation]. In the 500 waves of
// [BivariateResiduals], without such a factor, 5.8% had p < 0.05 with 600
// respondents and 5.4% with 2,500 (3.8% with weights, 4.4% in clusters, 7.0% where
// four items only were ticks).
func ResponseStyle(r *LatentClassResult) (*ResponseStyleTest, error) {
	f := r.fitted
	out := &ResponseStyleTest{OfClass: make([]float64, r.K)}
	for _, n := range f.x.categories {
		if n == 2 {
			out.Items++
		}
	}
	if out.Items < 2 {
		return nil, errTicks
	}
	answer := make([]int, len(f.x.categories))
	seen, expected := make([]float64, r.K), make([]float64, r.K)
	spread, third := make([]float64, r.K), make(model, len(f.m))
	mo := &moments{q: 1, complete: func(row []float64, k, u int) {
		f.answers(answer, u)
		sum, variance, fourth := 0.0, 0.0, 0.0
		w := f.weight[u] * r.Posterior.At(f.first[u], k)
		for j, x := range answer {
			if x >= 0 && f.x.categories[j] == 2 {
				at := r.K + k*f.width + f.offset[j] + 1
				p := f.m[at]
				v := p * (1 - p)
				sum, variance, fourth = sum+float64(x)-p, variance+v, fourth+v*(1-6*v)
				third[at] += w * v * (1 - 2*p)
			}
		}
		row[0] = (sum*sum - variance) / 2
		seen[k], expected[k] = seen[k]+w*sum*sum, expected[k]+w*variance
		spread[k] += w * (2*variance*variance + fourth)
	}, finish: func(own *mat.SymDense, cross *mat.Dense) {
		// Moments of a sum of independent ticks: its square has variance
		// 2 variance^2 + fourth cumulants, and covaries with a tick by the
		// tick's third moment.
		for _, v := range spread {
			own.SetSym(0, 0, own.At(0, 0)+v/4)
		}
		for at, v := range third {
			if col := f.space.column[at]; col >= 0 {
				cross.Set(0, col, cross.At(0, col)+v/2)
			}
		}
	}}
	total, cov, err := f.tested(r, mo)
	if err != nil {
		return nil, err
	}
	all, of := 0.0, 0.0
	for k := range seen {
		out.OfClass[k] = 1
		if expected[k] > 0 {
			out.OfClass[k] = seen[k] / expected[k]
		}
		all, of = all+seen[k], of+expected[k]
	}
	out.Dispersion, out.PValue = 1, 1
	if of > 0 {
		out.Dispersion = all / of
	}
	switch v := cov.At(0, 0); {
	case math.IsNaN(v):
		out.Z, out.PValue = v, v
	case v > 1e-12:
		out.Z = total[0] / math.Sqrt(v)
		out.PValue = tails.Normal(out.Z)
	}
	if out.PValue < 0.05 {
		out.Warnings = append(out.Warnings, stats.NewWarning("response-style",
			"members of one class differ in how much they tick: a further class may be no more than that"))
	}
	return out, nil
}

// MarshalJSON writes the test; undefined numbers are null.
func (t ResponseStyleTest) MarshalJSON() ([]byte, error) {
	type plain ResponseStyleTest
	return nulls.Marshal(plain(t))
}
