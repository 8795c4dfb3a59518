package drivers

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/stats"
)

// Sample says which respondents a result rests on.
type Sample struct {
	// Rows are the respondents used, and the order of residuals: complete in
	// every term and every outcome, with a positive weight.
	Rows []int `json:"-"`
	// N is the number of Rows, WeightedN their total weight and EffectiveN
	// Kish's (sum w)^2 / sum w^2; under frequency weights all three are their
	// sum.
	N          int     `json:"n"`
	WeightedN  float64 `json:"weighted_n"`
	EffectiveN float64 `json:"effective_n"`
	// MissingTerm and MissingOutcome count the respondents of positive weight
	// left out because a term is missing, or else an outcome.
	MissingTerm    int `json:"missing_term"`
	MissingOutcome int `json:"missing_outcome"`
}

// keep finds the respondents to use, counts the others and returns which rows
// of the model's matrix they are.
func (r *Sample) keep(data *Data) ([]int, error) {
	m, d := data.Model, data.Design
	var kept []int
	next, known := 0, make([]bool, len(data.Outcomes))
	for i := range m.N {
		inModel := next < len(m.Rows) && m.Rows[next] == i
		if inModel {
			next++
		}
		missing := false
		for j, v := range data.Y.RawRowView(i) {
			if math.IsInf(v, 0) {
				return nil, fmt.Errorf("%w: outcome %q, row %d: %v", ErrValue, data.Outcomes[j], i,
					v)
			}
			missing = missing || math.IsNaN(v)
			known[j] = known[j] || inModel && d.Weight(i) > 0 && !math.IsNaN(v)
		}
		w := d.Weight(i)
		switch {
		case w == 0:
		case !inModel:
			r.MissingTerm += int(d.Copies(i))
		case missing:
			r.MissingOutcome += int(d.Copies(i))
		default:
			kept, r.Rows = append(kept, next-1), append(r.Rows, i)
			r.WeightedN += w
		}
	}
	for j, yes := range known {
		if !yes {
			return nil, fmt.Errorf("%w: outcome %q is missing for all with every term",
				stats.ErrTooFew, data.Outcomes[j])
		}
	}
	r.N = len(kept)
	if r.N > 0 {
		r.EffectiveN = effectiveN(func(yield func(float64) bool) {
			for _, row := range r.Rows {
				if !yield(d.Weight(row)) {
					return
				}
			}
		})
		if d.Kind() == stats.FrequencyWeights {
			r.N, r.EffectiveN = int(r.WeightedN), r.WeightedN
		}
	}
	return kept, nil
}

// designDF returns the degrees of freedom of the given rows, of which only those in
// count, in a sample of n.
func designDF(n int, in func(row int) bool, rows []int, d *stats.Design) float64 {
	ones, mask := make([]float64, n), make([]float64, n)
	for _, i := range rows {
		if ones[i] = 1; in(i) {
			mask[i] = 1
		}
	}
	return stats.LinearMean(ones, mask, d).DF
}
