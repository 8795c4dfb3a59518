package drivers

import (
	"fmt"

	"github.com/ctostudy/ctostudy/stats"
)

// CellsResult is growth in the four cells of two yes-or-no columns.
type CellsResult struct {
	// Mean[a][b] is the mean growth of those with code a in the first column
	// and b in the second.
	Mean [2][2]stats.Estimate `json:"mean"`
	// Interaction is how much more the first column goes with where the second
	// is 1, in points: (Mean[1][1] - Mean[0][1]) - (Mean[1][0] - Mean[0][0]).
	Interaction stats.Estimate `json:"interaction"`
	// Premiums compare [1][1] with [0][0], [1][1] with [1][0], and [1][1] with
	// [0][1]; a premium that is refused says why.
	Both   *PremiumResult `json:"both"`
	Second *PremiumResult `json:"second"`
	First  *PremiumResult `json:"first"`
	N      int            `json:"n"`
}

// Cells returns mean growth in the four cells of two columns, such as a high or
// low metric and close or distant collaboration, with the interaction and three
// premiums:
//
//	interaction = (m_11 - m_01) - (m_10 - m_00)
//
// Means are as in [stats.Mean], the interaction has the error that the joint
// influences give under the design, premiums are as in [Premium]. A respondent
// who lacks growth or either column is left out. A cell of fewer than two, or
// within one cluster of each stratum, is an [ErrGroupSize] that names it; all else is as in [Premium].
func Cells(growth []float64, first, second *stats.Codes, d *stats.Design, s *PremiumSettings) (*CellsResult, error) {
	settings, err := premiumInput(growth, first, d, s)
	if err != nil {
		return nil, err
	}
	if _, err := premiumInput(growth, second, d, nil); err != nil {
		return nil, err
	}
	settings.Ties = nil
	cell := make([]int, len(growth))
	for i := range cell {
		cell[i] = -1
		if a, b := first.At(i), second.At(i); a >= 0 && b >= 0 {
			cell[i] = 2*int(a) + int(b)
		}
	}
	out, parts := &CellsResult{}, make([]*stats.Linearized, 4)
	for k := range parts {
		mask := make([]float64, len(growth))
		for i, c := range cell {
			if c == k {
				mask[i] = 1
			}
		}
		parts[k] = stats.LinearMean(growth, mask, d)
		if err := enough(parts[k], d); err != nil {
			return nil, fmt.Errorf("%q %q, %q %q: %w", first.Name(), first.Levels()[k/2].Label, second.Name(), second.Levels()[k%2].Label, err)
		}
		e, err := parts[k].Estimate(d, &stats.EstimateSettings{Level: settings.Level})
		if err != nil {
			return nil, err
		}
		out.Mean[k/2][k%2] = *e
		out.N += parts[k].N
	}
	value := parts[3].Value - parts[1].Value - (parts[2].Value - parts[0].Value)
	e, err := stats.Combine(value, []float64{1, -1, -1, 1}, parts).Estimate(d, &stats.EstimateSettings{Level: settings.Level})
	if err != nil {
		return nil, err
	}
	out.Interaction = *e
	out.Interaction.N = out.N
	for against, p := range []**PremiumResult{&out.Both, &out.First, &out.Second} {
		sides := make([]int8, len(cell))
		for i, c := range cell {
			sides[i] = side(c == 3, c == against)
		}
		if *p, err = premium(rates{part: growth}, sides, d, settings); err != nil {
			return nil, err
		}
	}
	return out, nil
}
