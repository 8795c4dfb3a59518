package stats

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/internal/waldtest"
)

// GroupTestResult is a test that the means of groups are equal.
type GroupTestResult struct {
	// Groups holds the means of the groups with answers.
	Groups []GroupEstimate `json:"groups"`
	// Statistic is F with DF1 and DF2 degrees of freedom; for two groups the
	// square of t.
	Statistic float64 `json:"statistic"`
	DF1       float64 `json:"df1"`
	DF2       float64 `json:"df2"`
	PValue    float64 `json:"p_value"`
	// Difference is the second group less the first; nil for more than two.
	Difference *Estimate `json:"difference,omitempty"`
	// Effect is the size of the differences.
	Effect GroupEffect `json:"effect"`
	N      int         `json:"n"`
	// Empty are the labels of groups without answers.
	Empty    []string  `json:"empty,omitempty"`
	Warnings []Warning `json:"warnings,omitempty"`
}

// GroupEffect are effect sizes, from weighted means and pooled variance.
type GroupEffect struct {
	// CohenD is the difference of the second group from the first in pooled
	// standard deviations, HedgesG without its small-sample bias (Hedges
	// 1981); NaN for more than two groups.
	CohenD  float64 `json:"cohen_d"`
	HedgesG float64 `json:"hedges_g"`
	// EtaSquared is the groups' share of the variance, 0 to 1.
	EtaSquared float64 `json:"eta_squared"`
}

// errGroupOfOne is returned where a group of one leaves a test without that
// group's variance.
var errGroupOfOne = errors.New("stats: a group of one has no variance")

// WelchTest tests that the means of k >= 2 groups are equal without assuming
// equal variances (Welch 1947 for two groups, 1951 for more): with m_g, s_g^2
// and n_g of group g, w_g = n_g/s_g^2 and m their w-weighted mean,
//
//	F = [sum w_g (m_g - m)^2 / (k-1)] / [1 + 2 (k-2)/(k^2-1) c],  c = sum (1 - w_g/sum w)^2 / (n_g-1)
//
// on k-1 and (k^2-1)/(3c) degrees of freedom, as R's oneway.test and t.test. It
// is for simple samples of equal or frequency weights; others are ErrDesign and
// ErrWeightKind: see [GroupMeansTest]. Respondents with x NaN or without a group
// are left out, empty groups too, by name. Groups of one,
// constant groups ([ErrConstant]; with two groups only if both are), fewer than
// two groups and infinite answers are errors.
func WelchTest(x []float64, group *Codes, d *Design,
	s *EstimateSettings) (*GroupTestResult, error) {
	copies, err := d.simpleCopies(len(x))
	if err != nil {
		return nil, err
	}
	simple, err := NewDesign(len(x), &Weights{Kind: FrequencyWeights, Values: copies}, nil)
	if err != nil {
		return nil, err
	}
	g, power, err := newMoments(x, group, simple)
	if err != nil {
		return nil, err
	}
	level, err := s.level()
	if err != nil {
		return nil, err
	}
	out, k := g.result(), float64(len(g.labels))
	v := make([]float64, len(g.labels)) // squared standard errors
	for j, ss := range g.squares {
		n := g.n[j]
		if n < 2 {
			return nil, fmt.Errorf("%w: %q", errGroupOfOne, g.labels[j])
		}
		v[j] = ss / (n - 1) / n
		e := &Estimate{Value: g.mean[j], StdErr: math.Sqrt(v[j]), Level: level, DF: n - 1, N: int(n),
			WeightedN: n, EffectiveN: n, DesignEffect: 1}
		out.Groups = append(out.Groups,
			GroupEstimate{Label: g.labels[j], Code: g.codes[j], Estimate: e.bounded()})
	}
	if same := g.constants(); len(same) == 2 || k > 2 && same != nil {
		return nil, fmt.Errorf("%w (within %q)", ErrConstant, same)
	}
	out.DF1 = k - 1
	if k == 2 {
		difference, variance := g.mean[1]-g.mean[0], v[0]+v[1]
		out.Statistic = difference * difference / variance
		out.DF2 = variance * variance / (v[0]*v[0]/(g.n[0]-1) + v[1]*v[1]/(g.n[1]-1))
		n := min(g.n[0], g.n[1])
		e := &Estimate{Value: difference, StdErr: math.Sqrt(variance), Level: level, DF: out.DF2,
			N: int(n), WeightedN: n, EffectiveN: n, DesignEffect: math.NaN()}
		out.Difference = e.bounded()
	} else {
		total, mean, between, c := 0.0, 0.0, 0.0, 0.0
		for j := range v {
			total += 1 / v[j]
			mean += g.mean[j] / v[j]
		}
		mean /= total
		for j := range v {
			between += (g.mean[j] - mean) * (g.mean[j] - mean) / v[j]
			c += math.Pow(1-1/v[j]/total, 2) / (g.n[j] - 1)
		}
		out.Statistic = between / (k - 1) / (1 + 2*(k-2)/(k*k-1)*c)
		out.DF2 = (k*k - 1) / (3 * c)
	}
	out.PValue = tails.F(out.Statistic, out.DF1, out.DF2)
	return out.timesPower(power), nil
}

// GroupMeansTest tests that the means of k >= 2 groups are equal under any
// design, by Wald's statistic of the differences from the first group,
//
//	F = b' V^-1 b / (k-1)
//
// on k-1 and df-(k-1) degrees of freedom, df those of the design among the
// respondents used (R's svyttest, and regTermTest after svyglm). Who is left out
// and errors are those of [WelchTest], but a constant group is no error unless
// another one is constant too, so that their difference has no variance; also
// those of [Design.Covariance], and a design with too few first-stage units.
func GroupMeansTest(x []float64, group *Codes, d *Design,
	s *EstimateSettings) (*GroupTestResult, error) {
	g, power, err := newMoments(x, group, d)
	if err != nil {
		return nil, err
	}
	all, err := GroupMeans(g.x, group, d, s)
	if err != nil {
		return nil, err
	}
	out, q := g.result(), len(g.labels)-1
	for _, c := range g.codes {
		if g.n[len(out.Groups)] < 2 {
			return nil, fmt.Errorf("%w: %q", errGroupOfOne, g.labels[len(out.Groups)])
		}
		out.Groups = append(out.Groups, all.Groups[c])
	}
	if same := g.constants(); len(same) > 1 {
		return nil, fmt.Errorf("%w (within %q)", ErrConstant, same)
	}
	z, b := mat.NewDense(len(x), q, nil), make([]float64, q)
	first := out.Groups[0].linear
	for j := range q {
		other := out.Groups[j+1].linear
		b[j] = other.Value - first.Value
		for i := range x {
			z.Set(i, j, other.Influence[i]-first.Influence[i])
		}
	}
	v, err := d.covariance(z, g.used())
	if err != nil {
		return nil, err
	}
	out.DF1 = float64(q)
	if out.DF2 = d.df(len(x), func(i int) bool { return g.at[i] >= 0 }) - out.DF1; out.DF2 <= 0 {
		return nil, errNoDF
	}
	statistic, ok := waldtest.Statistic(b, v)
	if !ok {
		return nil, fmt.Errorf("%w (within the groups)", ErrConstant)
	}
	out.Statistic = statistic / out.DF1
	out.PValue = tails.F(out.Statistic, out.DF1, out.DF2)
	if q == 1 {
		difference := Difference(out.Groups[1].linear, first)
		difference.DF = out.DF2
		if out.Difference, err = difference.Estimate(d, s); err != nil {
			return nil, err
		}
	}
	return out.timesPower(power), nil
}

// grouped are answers by group, for the groups that have any.
type grouped struct {
	x       []float64 // NaN for whoever is left out
	at      []int     // group of a respondent, -1 for none
	labels  []string
	codes   []int8
	n       []float64 // respondents
	weight  []float64
	mean    []float64
	squares []float64 // weighted squares about the group's mean, 0 where constant
	empty   []string
}

// newGrouped returns who is in which group; its moments are to be computed.
func newGrouped(x []float64, group *Codes, d *Design) (*grouped, error) {
	d.Check(len(x))
	if len(x) != group.Len() {
		panic("stats: group differs in length from the answers")
	}
	if err := checkFinite(x); err != nil {
		return nil, err
	}
	g := &grouped{x: make([]float64, len(x)), at: make([]int, len(x))}
	position, labels, empty := levelsInUse(group,
		func(i int) bool { return !math.IsNaN(x[i]) && d.Weight(i) > 0 })
	g.labels, g.empty = labels, empty
	k := len(labels)
	if k < 2 {
		if k == 0 {
			return nil, ErrEmpty
		}
		return nil, fmt.Errorf("%w: %q has only %q", errOneLevel, group.Name(), labels[0])
	}
	for c, p := range position {
		if p >= 0 {
			g.codes = append(g.codes, int8(c))
		}
	}
	g.n, g.weight = make([]float64, k), make([]float64, k)
	for i, c := range group.Data() {
		g.at[i], g.x[i] = -1, math.NaN()
		if c < 0 || math.IsNaN(x[i]) || d.Weight(i) <= 0 {
			continue
		}
		j := position[c]
		g.at[i], g.x[i] = j, x[i]
		g.n[j] += d.count(i)
		g.weight[j] += d.relative(i)
	}
	return g, nil
}

// newMoments returns the groups of answers over 2^power with their means and
// squares.
func newMoments(x []float64, group *Codes, d *Design) (g *grouped, power int, err error) {
	if g, err = newGrouped(x, group, d); err != nil {
		return nil, 0, err
	}
	power = powerOf(g.x)
	g.x = overPower(g.x, power)

	k := len(g.labels)
	g.mean, g.squares = make([]float64, k), make([]float64, k)
	for i, j := range g.at {
		if j >= 0 {
			g.mean[j] += d.relative(i) * g.x[i]
		}
	}
	for j := range g.mean {
		g.mean[j] /= g.weight[j]
	}

	largest := make([]float64, k)
	for i, j := range g.at {
		if j >= 0 {
			e := g.x[i] - g.mean[j]
			g.squares[j] += d.relative(i) * e * e
			largest[j] = math.Max(largest[j], math.Abs(g.x[i]))
		}
	}
	for j, ss := range g.squares {
		if rounding(ss, g.weight[j], 1e-12*largest[j]) {
			g.squares[j] = 0
		}
	}
	return g, power, nil
}

// timesPower puts what was computed from answers over 2^k in their unit.
func (r *GroupTestResult) timesPower(k int) *GroupTestResult {
	for i := range r.Groups {
		r.Groups[i].Estimate.timesPower(k)
	}
	if r.Difference != nil {
		r.Difference.timesPower(k)
	}
	return r
}

func (e *Estimate) timesPower(k int) {
	if k == 0 {
		return
	}
	for _, v := range []*float64{&e.Value, &e.StdErr, &e.Low, &e.High} {
		*v = math.Ldexp(*v, k)
	}
}

// used reports which respondents are in a group.
func (g *grouped) used() []bool {
	out := make([]bool, len(g.at))
	for i, j := range g.at {
		out[i] = j >= 0
	}
	return out
}

// constants returns the labels of the groups that do not vary.
func (g *grouped) constants() []string {
	var out []string
	for j, ss := range g.squares {
		if ss == 0 {
			out = append(out, g.labels[j])
		}
	}
	return out
}

// result starts the result with what does not depend on the test.
func (g *grouped) result() *GroupTestResult {
	out := &GroupTestResult{Empty: g.empty}
	n, weight, mean, within, between := 0.0, 0.0, 0.0, 0.0, 0.0
	for j, w := range g.weight {
		n += g.n[j]
		weight += w
		mean += w * g.mean[j]
		within += g.squares[j]
	}
	mean /= weight
	for j, w := range g.weight {
		between += w * (g.mean[j] - mean) * (g.mean[j] - mean)
	}
	out.N = int(n)
	out.Effect = GroupEffect{math.NaN(), math.NaN(), between / (within + between)}
	df := n - float64(len(g.n))
	if len(g.n) == 2 && df > 0 && within > 0 {
		out.Effect.CohenD = (g.mean[1] - g.mean[0]) / math.Sqrt(within/weight*n/df)
		out.Effect.HedgesG = out.Effect.CohenD * hedges(df)
	}
	for _, label := range g.empty {
		out.Warnings = append(out.Warnings, NewWarning("empty-group",
			"nobody of group %q answered: it is left out of the test", label))
	}
	return out
}

// hedges is the factor that makes Cohen's d unbiased under normality.
func hedges(df float64) float64 {
	if df < 2 {
		return math.NaN()
	}
	a, _ := math.Lgamma(df / 2)
	b, _ := math.Lgamma((df - 1) / 2)
	return math.Exp(a-b) / math.Sqrt(df/2)
}

// MarshalJSON writes the effect sizes.
func (r GroupEffect) MarshalJSON() ([]byte, error) {
	type plain GroupEffect
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the test.
func (r GroupTestResult) MarshalJSON() ([]byte, error) {
	type plain GroupTestResult
	return nulls.Marshal(plain(r))
}
