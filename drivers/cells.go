package drivers

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/internal/tails"
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
// Each mean has the error of its own cell, v_ab as v_G in [Premium], on n_ab - 1
// degrees of freedom, and the interaction that of the four,
//
//	se^2 = v_11 + v_01 + v_10 + v_00
//
// on Satterthwaite's degrees of freedom: without weights that of the linear
// contrast in Welch's analysis of unequal variances (Welch 1951). Under strata,
// clusters, finite populations or raking both have the error that the joint
// influences give under the design, the interaction on the degrees of freedom of
// all four cells. Premiums are as in [Premium]. A respondent
// who lacks growth or either column is left out. A cell of fewer than two, or
// within one cluster of each stratum, is an [ErrGroupSize] that names it; all else is as in [Premium].
func Cells(growth []float64, first, second *stats.Codes, d *stats.Design,
	s *PremiumSettings) (*CellsResult, error) {
	settings, err := premiumInput(growth, first, d, s)
	if err != nil {
		return nil, err
	}
	if _, err := premiumInput(growth, second, d, nil); err != nil {
		return nil, err
	}
	settings.Ties = nil
	cell := make([]int8, len(growth))
	for i := range cell {
		cell[i] = stats.NotAsked
		if a, b := first.At(i), second.At(i); a >= 0 && b >= 0 {
			cell[i] = 2*a + b
		}
	}

	out := &CellsResult{}
	parts, means := make([]*stats.Linearized, 4), make([]groupMean, 4)
	estimate := &stats.EstimateSettings{Level: settings.Level}
	for k := range parts {
		if parts[k], means[k], err = group(rates{part: growth}, cell, int8(k), d); err != nil {
			return nil, fmt.Errorf("%q %q, %q %q: %w", first.Name(), first.Levels()[k/2].Label,
				second.Name(), second.Levels()[k%2].Label, err)
		}
		e, err := parts[k].Estimate(d, estimate)
		if err != nil {
			return nil, err
		}
		if d.Simple() {
			ownError(e, means[k:k+1])
		}
		out.Mean[k/2][k%2] = *e
		out.N += parts[k].N
	}

	value := parts[3].Value - parts[1].Value - (parts[2].Value - parts[0].Value)
	e, err := stats.Combine(value, []float64{1, -1, -1, 1}, parts).Estimate(d, estimate)
	if err != nil {
		return nil, err
	}
	if d.Simple() {
		ownError(e, means)
	} else {
		together := compared(cell)
		onDF(e,
			designDF(len(growth), func(i int) bool { return !math.IsNaN(growth[i]) }, together, d))
	}
	out.Interaction = *e
	out.Interaction.N = out.N
	for against, p := range []**PremiumResult{&out.Both, &out.First, &out.Second} {
		sides := make([]int8, len(cell))
		for i, c := range cell {
			sides[i] = side(c == 3, int(c) == against)
		}
		if *p, err = premium(rates{part: growth}, sides, d, settings); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ownError gives an estimate the error of the groups that it adds and subtracts,
// each with its own variance, on Satterthwaite's degrees of freedom.
func ownError(e *stats.Estimate, groups []groupMean) {
	variance, squares, together := 0.0, 0.0, 0.0
	for _, g := range groups {
		df := float64(g.n - 1)
		variance += g.variance
		squares += g.variance * g.variance / df
		together += df
	}

	e.DesignEffect *= variance / (e.StdErr * e.StdErr)
	e.StdErr, e.DF = math.Sqrt(variance), variance*variance/squares
	if variance == 0 {
		e.DF = together
	}
	onDF(e, e.DF)
}

// onDF gives an estimate the t interval on df degrees of freedom.
func onDF(e *stats.Estimate, df float64) {
	half := tails.Critical(e.Level, df) * e.StdErr
	e.DF, e.Low, e.High = df, e.Value-half, e.Value+half
}

// String returns the result as text, in English.
func (r *CellsResult) String() string { return r.Text(English) }

// Text returns the four means, high being code 1, and the interaction.
func (r *CellsResult) Text(l Language) string {
	t := &text{Language: l}
	c := t.table(l.say("Growth in the four cells (first column x second)"),
		l.say("Cell"), "n", l.say("Growth"), t.interval(r.Interaction.Level))
	code := [2]string{l.say("low"), l.say("high")}
	var bases []int
	warnings := [][]stats.Warning{r.Both.Warnings, r.First.Warnings, r.Second.Warnings}
	for first, row := range r.Mean {
		for second, e := range row {
			c.Add(code[first]+" x "+code[second], base(e.N), percent(e.Value),
				between(e.Low, e.High, percent))
			bases = append(bases, e.N)
			warnings = append(warnings, e.Warnings)
		}
	}
	e := r.Interaction
	c.Add(l.say("Interaction, points"), base(e.N), points(e.Value), between(e.Low, e.High, points))
	t.flag(c, bases...)
	t.warnings(append(warnings, e.Warnings)...)
	return t.String()
}
