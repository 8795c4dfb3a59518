package stats

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/random"
)

// ParallelAnalysisSettings set the simulated comparison.
type ParallelAnalysisSettings struct {
	// Replicates is the number of simulated matrices; if zero, 1000.
	Replicates int
	// Quantile of the simulated eigenvalues that a real one must exceed; if
	// zero, 0.95.
	Quantile float64
	// Seed of the simulation.
	Seed uint64
}

// ParallelAnalysisResult says how many factors a set of items has.
type ParallelAnalysisResult struct {
	// Factors is the number of leading eigenvalues above their reference.
	Factors int `json:"factors"`
	// Eigenvalues of the items' correlations, descending; they add up to the
	// number of items.
	Eigenvalues []float64 `json:"eigenvalues"`
	// Reference holds the quantile, and ReferenceMean the mean, of the
	// eigenvalues of as many unrelated items, in the same order.
	Reference     []float64 `json:"reference"`
	ReferenceMean []float64 `json:"reference_mean"`
	// N is the number of complete rows; the comparison uses their effective
	// number.
	N        int                      `json:"n"`
	Settings ParallelAnalysisSettings `json:"settings"`
	Warnings []Warning                `json:"warnings,omitempty"`
}

// ParallelAnalysis returns the number of factors behind k >= 2 items by Horn's
// parallel analysis: the eigenvalues of their correlation matrix against those
// of independent normal items with as many respondents (under sampling weights
// Kish's effective number), whose correlation matrices are drawn as Wishart
// matrices (Bartlett 1933: k(k+1)/2 variates whatever n). Rows, weights and
// errors are those of [CronbachAlpha]; the effective number must exceed k. The
// items of several scales make one Scale to ask whether one factor is behind
// them. Horn (1965), A rationale and test for the number of factors; the upper
// quantile: Glorfeld (1995).
func ParallelAnalysis(s *Scale, d *Design,
	settings *ParallelAnalysisSettings) (*ParallelAnalysisResult, error) {
	items, err := s.scored(2)
	if err != nil {
		return nil, err
	}
	m, err := newItemMoments(items, s.names(), d)
	if err != nil {
		return nil, err
	}
	set := ParallelAnalysisSettings{}
	if settings != nil {
		set = *settings
	}
	if set.Replicates == 0 {
		set.Replicates = 1000
	}
	if set.Quantile == 0 {
		set.Quantile = 0.95
	}
	if set.Replicates < 1 || !(set.Quantile > 0 && set.Quantile < 1) {
		return nil, fmt.Errorf("%w: %d replicates, quantile %v", errScale, set.Replicates, set.Quantile)
	}
	k, n := len(items), m.kish
	if float64(set.Replicates)*float64(k) > mostNumbers {
		return nil, fmt.Errorf("%w: %d replicates of %d eigenvalues do not fit into memory",
			errScale, set.Replicates, k)
	}
	if n <= float64(k) {
		return nil, fmt.Errorf("%w: %q has %d items and %.1f effective complete rows", errScale,
			s.Name, k, n)
	}
	out := &ParallelAnalysisResult{Eigenvalues: eigenvalues(m.correlation()), N: int(math.Round(m.n)),
		Settings:  set,
		Reference: make([]float64, k), ReferenceMean: make([]float64, k)}
	simulated := make([][]float64, k)
	for b := range set.Replicates {
		for j, v := range eigenvalues(unrelated(k, n-1, set.Seed, uint64(b))) {
			simulated[j] = append(simulated[j], v)
			out.ReferenceMean[j] += v / float64(set.Replicates)
		}
	}
	for j := range simulated {
		slices.Sort(simulated[j])
		out.Reference[j] = simulated[j][int(math.Ceil(set.Quantile*float64(set.Replicates)))-1]
	}
	for out.Factors < k && out.Eigenvalues[out.Factors] > out.Reference[out.Factors] {
		out.Factors++
	}
	if m.left > 0 {
		out.Warnings = append(out.Warnings, NewWarning("incomplete-rows",
			"%.0f respondents who answered some but not all items are left out", m.left))
	}
	return out, nil
}

// unrelated draws the correlation matrix of k independent normal items with df
// degrees of freedom.
func unrelated(k int, df float64, seed, index uint64) *mat.SymDense {
	rng := random.Stream(seed, random.Simulation, index)
	t := mat.NewDense(k, k, nil)
	for i := range k {
		row := t.RawRowView(i)
		for j := range i {
			row[j] = rng.NormFloat64()
		}
		row[i] = math.Sqrt(distuv.ChiSquared{K: df - float64(i), Src: rng}.Rand())
		length := 0.0
		for _, v := range row {
			length += v * v
		}
		for j := range row {
			row[j] /= math.Sqrt(length)
		}
	}
	out := mat.NewSymDense(k, nil)
	out.SymOuterK(1, t)
	return out
}

// eigenvalues returns those of a symmetric matrix, descending.
func eigenvalues(r *mat.SymDense) []float64 {
	var e mat.EigenSym
	if !e.Factorize(r, false) {
		panic("stats: a correlation matrix has eigenvalues")
	}
	out := e.Values(nil)
	slices.Reverse(out)
	return out
}

// MarshalJSON writes the comparison.
func (r ParallelAnalysisResult) MarshalJSON() ([]byte, error) {
	type plain ParallelAnalysisResult
	return nulls.Marshal(plain(r))
}
