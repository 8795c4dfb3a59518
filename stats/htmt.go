package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// DiscriminantPair is how far two scales measure different things.
type DiscriminantPair struct {
	A string `json:"a"`
	B string `json:"b"`
	// Ratio is the heterotrait-monotrait ratio: near 0 where the scales have
	// nothing to do with each other, near 1, or above, where they cannot be
	// told apart; negative where they run against each other.
	Ratio *Estimate `json:"ratio"`
	// Warnings: "not-distinct" beyond 0.90 or -0.90 (Gold et al. 2001), "one-trait" where
	// a scale's own items do not correlate positively on average (ratio NaN).
	Warnings []Warning `json:"warnings,omitempty"`
}

// HTMT returns the heterotrait-monotrait ratio of each pair of scales (k >= 2
// items each), in the order AB, AC, ..., BC, ...:
//
//	HTMT = r_AB / sqrt(r_A r_B)
//
// with r_AB the mean correlation between the items of the two and r_A, r_B the
// mean correlations within, over the respondents who answered all items of
// both. Mark reversed items first. The error is that of Taylor linearisation
// under the design; the usual test of distinctness is High < 1 (or 0.90).
// Fewer than two scales or items are errors; other rows, weights and errors
// are those of [CronbachAlpha]. Henseler, Ringle and Sarstedt (2015), A new
// criterion for assessing discriminant validity, equation 6.
func HTMT(scales []*Scale, d *Design, s *EstimateSettings) ([]DiscriminantPair, error) {
	if len(scales) < 2 {
		return nil, fmt.Errorf("%w: discriminant validity needs two scales, not %d", errScale,
			len(scales))
	}
	var out []DiscriminantPair
	for a, first := range scales {
		for _, second := range scales[a+1:] {
			pair, err := htmt(first, second, d, s)
			if err != nil {
				return nil, fmt.Errorf("%s and %s: %w", first.Name, second.Name, err)
			}
			out = append(out, *pair)
		}
	}
	return out, nil
}

func htmt(first, second *Scale, d *Design, s *EstimateSettings) (*DiscriminantPair, error) {
	both := &Scale{Items: append(append([]ScaleItem(nil), first.Items...), second.Items...)}
	for _, one := range []*Scale{first, second} {
		if _, err := one.scored(2); err != nil {
			return nil, err
		}
	}
	items, err := both.scored(2)
	if err != nil {
		return nil, err
	}
	m, err := newItemMoments(items, both.names(), d)
	if err != nil {
		return nil, err
	}
	ka, kb := len(first.Items), len(second.Items)
	k, r := ka+kb, m.correlation()
	part := func(j, l int) (which int, count float64) { // 0 within first, 1 within second, 2 between
		switch {
		case j < ka && l < ka:
			return 0, float64(ka*(ka-1)) / 2
		case j >= ka && l >= ka:
			return 1, float64(kb*(kb-1)) / 2
		}
		return 2, float64(ka * kb)
	}
	var mean [3]float64
	for j := range k {
		for l := range j {
			p, count := part(j, l)
			mean[p] += r.At(j, l) / count
		}
	}
	out := &DiscriminantPair{A: first.Name, B: second.Name}
	ratio := mean[2] / math.Sqrt(mean[0]*mean[1])
	if !(mean[0] > 0 && mean[1] > 0) {
		ratio = math.NaN()
		out.Warnings = append(out.Warnings, NewWarning("one-trait",
			"the items of %s or of %s do not go together: see CronbachAlpha", first.Name, second.Name))
	}
	slope := [3]float64{-ratio / (2 * mean[0]), -ratio / (2 * mean[1]), 1 / math.Sqrt(mean[0]*mean[1])}
	l := m.linearized(ratio, len(items[0]), d, func(row int) float64 {
		e := 0.0
		for j := range k {
			for l := range j {
				p, count := part(j, l)
				e += slope[p] / count * m.correlationInfluence(r, row, j, l)
			}
		}
		return e
	})
	if out.Ratio, err = l.Estimate(d, s); err != nil {
		return nil, err
	}
	if math.Abs(ratio) > 0.9 {
		out.Warnings = append(out.Warnings, NewWarning("not-distinct",
			"%s and %s can hardly be told apart (ratio %.2f): join them, or rework their items", first.Name,
			second.Name, ratio))
	}
	return out, nil
}

// correlationInfluence returns the influence of a complete row on r_jl:
// z_j z_l - r (z_j^2 + z_l^2) / 2.
func (m *itemMoments) correlationInfluence(r *mat.SymDense, row, j, l int) float64 {
	zj, zl := m.dev[j][row]/math.Sqrt(m.cov.At(j, j)), m.dev[l][row]/math.Sqrt(m.cov.At(l, l))
	return zj*zl - r.At(j, l)*(zj*zj+zl*zl)/2
}
