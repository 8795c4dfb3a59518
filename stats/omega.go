package stats

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
)

// OneFactorResult is a scale described by one common factor.
type OneFactorResult struct {
	// Omega is McDonald's omega under the model, 0 to 1, higher is better.
	Omega float64 `json:"omega"`
	// Total is 1 less the unique share of the observed variance of the sum,
	// which R's psych calls omega total.
	Total float64 `json:"total"`
	// Loadings are the items' correlations with the factor, signed such that
	// their sum is positive; Uniqueness is 1 - loading^2.
	Loadings   []float64 `json:"loadings"`
	Uniqueness []float64 `json:"uniqueness"`
	// RMSR is the root mean square of the residual correlations: near 0 where
	// one factor is enough.
	RMSR       float64   `json:"rmsr"`
	N          int       `json:"n"` // complete rows (their weight under frequency weights)
	Iterations int       `json:"iterations"`
	Converged  bool      `json:"converged"`
	Warnings   []Warning `json:"warnings,omitempty"`
}

// largest communality, as in R's factanal: beyond it the solution is improper.
const maxCommunality = 0.995

// McDonaldOmega returns the reliability of the sum of k >= 3 standardised items
// under one common factor,
//
//	omega = (sum l)^2 / ((sum l)^2 + sum (1 - l^2)),   total = 1 - sum (1 - l^2) / sum_jm r_jm
//
// with loadings l that minimise the squared residual correlations off the
// diagonal (minres: Harman and Jones 1966), found by exact steps in one loading
// at a time until none moves by more than 1e-13. A communality that would
// exceed 0.995 is held there with the warning "improper-solution", and an item
// with a negative loading has the warning "item-against-scale". Rows,
// weights and errors are those of [CronbachAlpha]; strata and clusters do not
// matter to the estimate. McDonald (1999), Test Theory, chapter 6.
func McDonaldOmega(s *Scale, d *Design) (*OneFactorResult, error) {
	items, err := s.scored(3)
	if err != nil {
		return nil, err
	}
	m, err := newItemMoments(items, s.names(), d)
	if err != nil {
		return nil, err
	}
	r := m.correlation()
	out := oneFactor(r)
	out.N = int(math.Round(m.n))
	for j, l := range out.Loadings {
		if l < noCorrelation {
			out.Warnings = append(out.Warnings, against(s.Items[j].Name, "loading", l))
		}
		if l*l > maxCommunality-1e-9 {
			out.Warnings = append(out.Warnings, NewWarning("improper-solution",
				"item %q would have no variance of its own: one factor does not describe this scale, or the "+
					"sample is small", s.Items[j].Name))
		}
	}
	if !out.Converged {
		out.Warnings = append(out.Warnings, NewWarning("not-converged",
			"loadings still moved after %d rounds", out.Iterations))
	}
	return out, nil
}

// noCorrelation is a negative correlation that may be the rounding of 0.
const noCorrelation = -1e-9

// against is the warning of an item that the others contradict.
func against(item, what string, value float64) Warning {
	return NewWarning("item-against-scale",
		"item %q runs against the others (%s %.2f): if it is worded against them, mark it to reverse",
		item, what, value)
}

// oneFactor fits one factor to a correlation matrix by minres.
func oneFactor(r *mat.SymDense) *OneFactorResult {
	k := r.SymmetricDim()
	out := &OneFactorResult{Loadings: leading(r)}
	l := out.Loadings
	bound := math.Sqrt(maxCommunality)
	for out.Iterations = 1; out.Iterations <= 20000 && !out.Converged; out.Iterations++ {
		step := 0.0
		for j := range l {
			above, below := 0.0, 0.0
			for m := range l {
				if m != j {
					above += r.At(j, m) * l[m]
					below += l[m] * l[m]
				}
			}
			v := 0.0
			if below > 0 {
				v = math.Max(-bound, math.Min(bound, above/below))
			}
			step = math.Max(step, math.Abs(v-l[j]))
			l[j] = v
		}
		out.Converged = step <= 1e-13
	}
	out.Iterations--
	sum, unique, squares := 0.0, 0.0, 0.0
	for j, v := range l {
		sum += v
		unique += 1 - v*v
		out.Uniqueness = append(out.Uniqueness, 1-v*v)
		for m := range j {
			e := r.At(j, m) - v*l[m]
			squares += e * e
		}
	}
	if sum < 0 {
		for j := range l {
			l[j] = -l[j]
		}
	}
	out.Omega = sum * sum / (sum*sum + unique)
	out.Total = 1 - unique/mat.Sum(r)
	out.RMSR = math.Sqrt(squares / float64(k*(k-1)/2))
	return out
}

// leading returns the first principal axis, scaled to loadings.
func leading(r *mat.SymDense) []float64 {
	var e mat.EigenSym
	if !e.Factorize(r, true) {
		panic("stats: a correlation matrix has eigenvalues")
	}
	k := r.SymmetricDim()
	values := e.Values(nil)
	var v mat.Dense
	e.VectorsTo(&v)
	out := make([]float64, k)
	for j := range out {
		out[j] = math.Sqrt(math.Max(0, values[k-1])) * v.At(j, k-1)
	}
	return out
}

// MarshalJSON writes the solution.
func (r OneFactorResult) MarshalJSON() ([]byte, error) {
	type plain OneFactorResult
	return nulls.Marshal(plain(r))
}
