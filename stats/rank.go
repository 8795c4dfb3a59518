package stats

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
)

// WilcoxonSettings say where the p-value of a rank sum comes from.
type WilcoxonSettings struct {
	// Exact counts every way of dealing the tied ranks to the groups: twice the
	// share of them with a rank sum at least as far out on the side of what was
	// seen, at most 1. It is for up to 100 respondents. The default is the normal
	// approximation with corrections for ties and continuity (R's exact = FALSE).
	Exact bool
}

// RankGroup is a group in a rank test.
type RankGroup struct {
	Label string `json:"label"`
	N     int    `json:"n"`
	// MeanRank is the mean rank in the pooled sample, tied answers sharing the
	// mean of their ranks; under RankTest the mean share of the population
	// below plus half of that tied, 0 to 1.
	MeanRank float64 `json:"mean_rank"`
}

// RankTestResult is a rank test of groups.
type RankTestResult struct {
	Groups []RankGroup `json:"groups"`
	// Statistic is W of the first group for Wilcoxon (its rank sum less the
	// smallest possible, as in R), H for Kruskal and Wallis, F for RankTest.
	Statistic float64 `json:"statistic"`
	// Z is the standardised statistic with its correction for continuity; NaN
	// but for Wilcoxon.
	Z float64 `json:"z"`
	// DF1 and DF2 are the degrees of freedom; 0 where the statistic has none.
	DF1    float64 `json:"df1,omitempty"`
	DF2    float64 `json:"df2,omitempty"`
	PValue float64 `json:"p_value"`
	// Superiority is the chance that somebody of the second group answers
	// higher than somebody of the first, ties counting half (0.5: no
	// difference), NaN for more than two groups. EpsilonSquared is the share of
	// the ranks' variance between the groups, 0 to 1.
	Superiority    float64   `json:"superiority"`
	EpsilonSquared float64   `json:"epsilon_squared"`
	N              int       `json:"n"`
	Empty          []string  `json:"empty,omitempty"`
	Warnings       []Warning `json:"warnings,omitempty"`
}

// errTwoGroups is returned by a test of two groups for another number of them.
var errTwoGroups = errors.New("stats: the test is of two groups")

// errTooMany is returned by exact methods for more respondents than they count.
var errTooMany = errors.New("stats: too many respondents for the exact method")

// WilcoxonTest tests that neither of two groups tends to answer higher, by the
// rank sum with ties sharing their mean rank (Wilcoxon 1945; Mann and Whitney
// 1947):
//
//	W = R_1 - n_1 (n_1+1)/2,  var W = n_1 n_2/12 [n+1 - sum (t^3-t)/(n (n-1))]
//
// with t the sizes of the ties. It is for simple samples of equal or frequency
// weights; others are ErrDesign and ErrWeightKind: see [RankTest]. Respondents
// with x NaN or without a group are left out. More or fewer than two groups,
// answers that are all the same ([ErrConstant])
// and infinite ones are errors.
func WilcoxonTest(x []float64, group *Codes, d *Design,
	s *WilcoxonSettings) (*RankTestResult, error) {
	r, out, err := newRanked(x, group, d)
	if err != nil {
		return nil, err
	}
	if len(r.sum) != 2 {
		return nil, fmt.Errorf("%w: %q has %d", errTwoGroups, group.Name(), len(r.sum))
	}
	n, n1, n2 := r.total, r.n[0], r.n[1]
	out.Statistic = r.sum[0] - n1*(n1+1)/2
	distance := out.Statistic - n1*n2/2
	correction := 0.0
	switch {
	case distance > 0:
		correction = 0.5
	case distance < 0:
		correction = -0.5
	}
	out.Z = (distance - correction) / math.Sqrt(n1*n2/12*(n+1-r.ties/(n*(n-1))))
	out.PValue = math.Min(1, tails.NormalTwoSided(out.Z))
	if s != nil && s.Exact {
		if n > 100 {
			return nil, fmt.Errorf("%w: %v, at most 100", errTooMany, n)
		}
		out.PValue = r.exact()
	}
	return out, nil
}

// KruskalWallisTest tests that none of k >= 2 groups tends to answer higher
// (Kruskal and Wallis 1952), with R_g the rank sums, ties sharing their mean rank:
//
//	H = [12/(n(n+1)) sum R_g^2/n_g - 3(n+1)] / [1 - sum (t^3-t)/(n^3-n)]
//
// on k-1 degrees of freedom of chi-square; epsilon^2 = H/(n-1), and the chance of
// superiority of two groups is 1 - W/(n_1 n_2), as for [WilcoxonTest]. Designs, missing
// values and errors are those of [WilcoxonTest].
func KruskalWallisTest(x []float64, group *Codes, d *Design) (*RankTestResult, error) {
	r, out, err := newRanked(x, group, d)
	if err != nil {
		return nil, err
	}
	out.Statistic = r.kruskal()
	out.DF1 = float64(len(r.sum) - 1)
	out.PValue = tails.ChiSquare(out.Statistic, out.DF1)
	return out, nil
}

// RankTest tests that none of k >= 2 groups tends to answer higher under any
// design (Lumley and Scott 2013): answers are replaced by their estimated place
// in the population,
//
//	u(x) = (weight below x + half of the weight at x) / total weight
//
// whose means are compared by [GroupMeansTest]. R's svyranktest orders tied
// answers by row where their weights differ; here ties share one place, which is
// the same for equal weights. Designs, missing values and errors are those of
// [GroupMeansTest].
func RankTest(x []float64, group *Codes, d *Design) (*RankTestResult, error) {
	g, err := newGrouped(x, group, d)
	if err != nil {
		return nil, err
	}
	c := newCumulative(g.x, d)
	if len(c.value) == 1 {
		return nil, fmt.Errorf("%w (all answers are %v)", ErrConstant, c.value[0])
	}
	place, last := make([]float64, len(x)), len(c.value)-1
	for i, v := range g.x {
		if math.IsNaN(v) {
			place[i] = v
			continue
		}
		k, _ := slices.BinarySearch(c.value, v)
		below := 0.0
		if k > 0 {
			below = c.through[k-1]
		}
		place[i] = (below + c.through[k]) / 2 / c.through[last]
	}
	test, err := GroupMeansTest(place, group, d, nil)
	if err != nil {
		return nil, err
	}
	out := &RankTestResult{Statistic: test.Statistic, Z: math.NaN(), DF1: test.DF1, DF2: test.DF2,
		PValue:      test.PValue,
		Superiority: math.NaN(), EpsilonSquared: test.Effect.EtaSquared, N: test.N, Empty: test.Empty,
		Warnings: test.Warnings}
	for _, t := range test.Groups {
		out.Groups = append(out.Groups, RankGroup{t.Label, t.Estimate.N, t.Estimate.Value})
	}
	if len(out.Groups) == 2 {
		// E u = 1/2 in the whole, so that the difference is P(X1 < X2) + P(=)/2 - 1/2.
		out.Superiority = 0.5 + test.Difference.Value
	}
	return out, nil
}

// ranked are the rank sums of groups and the counts behind them.
type ranked struct {
	n, sum []float64   // of a group
	level  [][]float64 // copies of each group at each distinct answer
	ties   float64     // sum of t^3 - t
	total  float64
}

func newRanked(x []float64, group *Codes, d *Design) (*ranked, *RankTestResult, error) {
	copies, err := d.simpleCopies(len(x))
	if err != nil {
		return nil, nil, err
	}
	g, err := newGrouped(x, group, d)
	if err != nil {
		return nil, nil, err
	}
	c := newCumulative(g.x, nil)
	if len(c.value) == 1 {
		return nil, nil, fmt.Errorf("%w (all answers are %v)", ErrConstant, c.value[0])
	}
	r := &ranked{n: make([]float64, len(g.n)), sum: make([]float64, len(g.n)),
		level: make([][]float64, len(c.value))}
	for k := range r.level {
		r.level[k] = make([]float64, len(g.n))
	}
	for i, j := range g.at {
		if j >= 0 {
			k, _ := slices.BinarySearch(c.value, x[i])
			r.level[k][j] += copies[i]
			r.n[j] += copies[i]
		}
	}
	for _, at := range r.level {
		t := 0.0
		for _, m := range at {
			t += m
		}
		for j, m := range at {
			r.sum[j] += m * (r.total + (t+1)/2)
		}
		r.total += t
		r.ties += t*t*t - t
	}
	out := &RankTestResult{N: int(r.total), Empty: g.empty, Z: math.NaN(), Superiority: math.NaN(),
		EpsilonSquared: r.kruskal() / (r.total - 1)}
	if len(g.n) == 2 {
		out.Superiority = 1 - (r.sum[0]-r.n[0]*(r.n[0]+1)/2)/(r.n[0]*r.n[1])
	}
	for j, label := range g.labels {
		out.Groups = append(out.Groups, RankGroup{label, int(r.n[j]), r.sum[j] / r.n[j]})
	}
	return r, out, nil
}

// kruskal returns H.
func (r *ranked) kruskal() float64 {
	n, between := r.total, 0.0
	for j, sum := range r.sum {
		e := sum/r.n[j] - (n+1)/2
		between += r.n[j] * e * e
	}
	return 12 / (n * (n + 1)) * between / (1 - r.ties/(n*n*n-n))
}

// exact returns twice the share, on the smaller side, of the ways to choose the
// first group's members whose rank sum is at least as far out. Ranks are
// doubled, so that sums of tied ones are whole.
func (r *ranked) exact() float64 {
	n1, n := int(r.n[0]), int(r.total)
	ways := make([][]float64, n1+1) // [chosen][doubled rank sum]
	for k := range ways {
		ways[k] = make([]float64, n*(n+1)+1)
	}
	ways[0][0] = 1
	below := 0
	for _, at := range r.level {
		t := int(at[0] + at[1])
		rank := 2*below + t + 1
		for range t {
			for k := n1; k > 0; k-- {
				for s := len(ways[k]) - 1; s >= rank; s-- {
					ways[k][s] += ways[k-1][s-rank]
				}
			}
		}
		below += t
	}
	seen := int(math.Round(2 * r.sum[0]))
	low, high, all := 0.0, 0.0, 0.0
	for s, m := range ways[n1] {
		all += m
		if s <= seen {
			low += m
		}
		if s >= seen {
			high += m
		}
	}
	return math.Min(1, 2*math.Min(low, high)/all)
}

// MarshalJSON writes the group.
func (r RankGroup) MarshalJSON() ([]byte, error) {
	type plain RankGroup
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the test.
func (r RankTestResult) MarshalJSON() ([]byte, error) {
	type plain RankTestResult
	return nulls.Marshal(plain(r))
}
