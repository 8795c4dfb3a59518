package stats

import (
	"encoding/json"
	"math"
	"math/bits"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func (s *survey) test(t *testing.T, what string, statistic, df1, df2, p float64) {
	t.Helper()
	s.is(t, what+" statistic", statistic, 1e-9)
	s.is(t, what+" df1", df1, 1e-9)
	s.is(t, what+" df2", df2, 1e-9)
	s.is(t, what+" p", p, 1e-9)
}

func TestDesignTestsAgainstR(t *testing.T) {
	for name, s := range surveys(t, "tests") {
		t.Run(name, func(t *testing.T) {
			for what, cols := range map[string]*Codes{"svychisq 2x2": s.u, "svychisq 2xk": s.g} {
				r, err := CrossTab(s.t, cols, s.design, nil)
				require.NoError(t, err)
				s.test(t, what, r.Statistic, r.DF1, r.DF2, r.PValue)
			}
			r, err := GroupMeansTest(s.y, s.t, s.design, nil)
			require.NoError(t, err)
			s.test(t, "svyttest", r.Statistic, r.DF1, r.DF2, r.PValue)
			s.is(t, "svyttest difference", r.Difference.Value, 1e-9)
			s.is(t, "svyttest low", r.Difference.Low, 1e-9)
			s.is(t, "svyttest high", r.Difference.High, 1e-9)
			r, err = GroupMeansTest(s.y, s.g, s.design, nil)
			require.NoError(t, err)
			s.test(t, "svyglm", r.Statistic, r.DF1, r.DF2, r.PValue)
			assert.Nil(t, r.Difference)
			rank, err := RankTest(s.y, s.t, s.design)
			require.NoError(t, err)
			s.test(t, "places", rank.Statistic, rank.DF1, rank.DF2, rank.PValue)
			switch name {
			case "clus":
				s.test(t, "svyranktest 2", rank.Statistic, rank.DF1, rank.DF2, rank.PValue)
				rank, err = RankTest(s.y, s.g, s.design)
				require.NoError(t, err)
				s.test(t, "svyranktest k", rank.Statistic, rank.DF1, rank.DF2, rank.PValue)
			case "strat":
				apart := make([]float64, len(s.y))
				for i, v := range s.y {
					apart[i] = v + float64(i+1)/1000
				}
				rank, err = RankTest(apart, s.t, s.design)
				require.NoError(t, err)
				s.test(t, "svyranktest apart", rank.Statistic, rank.DF1, rank.DF2, rank.PValue)
			}
		})
	}
}

func TestSimpleTestsAgainstR(t *testing.T) {
	for name, s := range surveys(t, "simple") {
		t.Run(name, func(t *testing.T) {
			table, err := CrossTab(s.t, s.g, nil, &CrossTabSettings{Test: PearsonTest})
			require.NoError(t, err)
			s.is(t, "chisq statistic", table.Statistic, 1e-9)
			s.is(t, "chisq p", table.PValue, 1e-9)
			s.is(t, "chisq v", table.CramersV, 1e-9)
			s.is(t, "chisq smallest", table.SmallestExpected, 1e-9)
			rank, err := WilcoxonTest(s.y, s.t, nil, nil)
			require.NoError(t, err)
			s.is(t, "wilcox statistic", rank.Statistic, 1e-12)
			s.is(t, "wilcox p", rank.PValue, 1e-9)
			s.is(t, "wilcox epsilon2", rank.EpsilonSquared, 1e-9)
			s.is(t, "superiority", rank.Superiority, 1e-12)
			two, err := KruskalWallisTest(s.y, s.t, nil)
			require.NoError(t, err)
			s.is(t, "superiority", two.Superiority, 1e-12)
			assert.True(t, math.IsNaN(two.Z))
			places, err := RankTest(s.y, s.t, nil)
			require.NoError(t, err)
			assert.InEpsilon(t, rank.Superiority, places.Superiority, 1e-12)
			rank, err = KruskalWallisTest(s.y, s.g, nil)
			require.NoError(t, err)
			s.is(t, "kruskal statistic", rank.Statistic, 1e-9)
			s.is(t, "kruskal p", rank.PValue, 1e-9)
			s.is(t, "kruskal epsilon2", rank.EpsilonSquared, 1e-9)
			assert.True(t, math.IsNaN(rank.Superiority), "of three groups")
			welch, err := WelchTest(s.y, s.g, nil, nil)
			require.NoError(t, err)
			s.is(t, "oneway statistic", welch.Statistic, 1e-9)
			s.is(t, "oneway df2", welch.DF2, 1e-9)
			s.is(t, "oneway p", welch.PValue, 1e-9)
			s.is(t, "eta2", welch.Effect.EtaSquared, 1e-9)
			welch, err = WelchTest(s.y, s.t, nil, nil)
			require.NoError(t, err)
			s.is(t, "welch difference", welch.Difference.Value, 1e-9)
			s.is(t, "welch df2", welch.DF2, 1e-9)
			s.is(t, "welch p", welch.PValue, 1e-9)
			s.is(t, "welch low", welch.Difference.Low, 1e-9)
			s.is(t, "welch high", welch.Difference.High, 1e-9)
			s.is(t, "cohen", welch.Effect.CohenD, 1e-9)
			s.is(t, "hedges", welch.Effect.HedgesG, 1e-9)
		})
	}
}

func TestExactWilcoxon(t *testing.T) {
	s, want := surveys(t, "simple")["strat"], expected(t, "simple")
	seen, rows := map[float64]bool{}, []int{}
	for i, v := range s.y {
		if !seen[v] && len(rows) < 30 {
			rows = append(rows, i)
		}
		seen[v] = true
	}
	exact := &WilcoxonSettings{Exact: true}
	r, err := WilcoxonTest(selected(s.y, rows), s.t.Select(rows), nil, exact)
	require.NoError(t, err)
	assert.Equal(t, want["exact statistic"], r.Statistic)
	assert.InEpsilon(t, want["exact p"], r.PValue, 1e-12)

	// Tied answers: every subset of 4 of 9, and of 5 of 12, written out.
	for _, x := range [][]float64{{2, 1, 3, 5, 1, 1, 1, 1, 1}, {1, 2, 2, 3, 2, 3, 3, 4},
		{5, 5, 4, 4, 3, 1, 2, 3, 3, 4, 1, 1}} {
		n1 := 4 + len(x)/12
		codes := make([]int8, len(x))
		for i := n1; i < len(x); i++ {
			codes[i] = 1
		}
		group, err := NewCodes("g", []Level{{"a", 1}, {"b", 2}}, codes)
		require.NoError(t, err)
		r, err := WilcoxonTest(x, group, nil, exact)
		require.NoError(t, err)
		assert.InEpsilon(t, enumerated(x, n1), r.PValue, 1e-12)
		wins := 0.0
		for i := range n1 {
			for j := n1; j < len(x); j++ {
				wins += pairwise(x[j], x[i]) / float64(n1*(len(x)-n1))
			}
		}
		assert.InDelta(t, wins, r.Superiority, 1e-12)
	}
	r, err = WilcoxonTest([]float64{2, 1, 3, 5, 1, 1, 1, 1, 1}, ticked(t, 0, 0, 0, 0, 1, 1, 1, 1, 1),
		nil, exact)
	require.NoError(t, err)
	// By hand: 6 of 126 ways have 2, 3 and 5 with one of the six 1s, and none
	// a larger rank sum; twice that.
	assert.InEpsilon(t, 12/126.0, r.PValue, 1e-12)
	_, err = WilcoxonTest(make([]float64, 101), ticked(t, make([]int8, 101)...), nil, exact)
	assert.ErrorIs(t, err, errOneLevel)
}

func ticked(t *testing.T, codes ...int8) *Codes {
	t.Helper()
	c, err := NewTicks("g", codes)
	require.NoError(t, err)
	return c
}

// pairwise is 1 where a > b, 1/2 where they tie.
func pairwise(a, b float64) float64 {
	switch {
	case a > b:
		return 1
	case a == b:
		return 0.5
	}
	return 0
}

// enumerated is twice the smaller share of subsets of n1 that win at most, or
// at least, as many pairs as the first n1.
func enumerated(x []float64, n1 int) float64 {
	won := func(in int) float64 {
		w := 0.0
		for i := range x {
			for j := range x {
				if in>>i&1 == 1 && in>>j&1 == 0 {
					w += pairwise(x[i], x[j])
				}
			}
		}
		return w
	}
	seen, low, high, all := won(1<<n1-1), 0.0, 0.0, 0.0
	for in := range 1 << len(x) {
		if bits.OnesCount(uint(in)) != n1 {
			continue
		}
		all++
		if w := won(in); w <= seen {
			low++
		}
		if won(in) >= seen {
			high++
		}
	}
	return math.Min(1, 2*math.Min(low, high)/all)
}

func TestAdjustedPValues(t *testing.T) {
	want, p := expected(t, "simple"), []float64{0.01, 0.02, 0.03, 0.04, 0.05, 0.02, math.NaN(), 1e-12}
	for name, got := range map[string][]float64{"holm": Holm(p), "BH": BenjaminiHochberg(p)} {
		assert.True(t, math.IsNaN(got[6]))
		for i, digit := range strings.Split("0 1 2 3 4 5 7", " ") {
			if i == 6 {
				i = 7
			}
			assert.InEpsilon(t, want[name+" "+digit], got[i], 1e-12, name)
		}
	}
	assert.Panics(t, func() { Holm([]float64{1.5}) })
}

func TestBadTables(t *testing.T) {
	three := func(codes ...int8) *Codes {
		c, err := NewCodes("q", []Level{{"a", 1}, {"b", 2}, {"c", 3}}, codes)
		require.NoError(t, err)
		return c
	}
	cols := ticked(t, 0, 1, 0, 1, 1, 0)
	r, err := CrossTab(three(0, 0, 2, 2, 0, 2), cols, nil, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"b"}, r.EmptyRows)
	assert.Equal(t, [][]int{{1, 2}, {2, 1}}, r.Count)
	assert.Equal(t, "empty-levels", r.Warnings[0].Code)
	assert.Equal(t, "small-expected", r.Warnings[1].Code)
	text, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"test":"Rao-Scott"`)

	_, err = CrossTab(three(0, 0, 0, 0, 0, 0), cols, nil, nil)
	require.ErrorIs(t, err, errOneLevel)
	assert.ErrorContains(t, err, `"q" has only "a"`)
	_, err = CrossTab(three(-1, -1, -1, -1, -1, -1), cols, nil, nil)
	require.ErrorIs(t, err, ErrEmpty)

	weights, err := NewDesign(6, &Weights{Values: []float64{1, 2, 1, 1, 1, 1}}, nil)
	require.NoError(t, err)
	strata, err := NewDesign(6, nil, &DesignSettings{Strata: []int{0, 0, 0, 1, 1, 1}})
	require.NoError(t, err)
	x, group := []float64{1, 2, 3, 4, 5, 7}, three(0, 0, 1, 1, 1, 0)
	for d, want := range map[*Design]error{weights: ErrWeightKind, strata: ErrDesign} {
		_, err = CrossTab(three(0, 0, 2, 2, 0, 2), cols, d, &CrossTabSettings{Test: PearsonTest})
		require.ErrorIs(t, err, want)
		_, err = WelchTest(x, group, d, nil)
		require.ErrorIs(t, err, want)
		_, err = WilcoxonTest(x, group, d, nil)
		require.ErrorIs(t, err, want)
		_, err = KruskalWallisTest(x, group, d)
		require.ErrorIs(t, err, want)
	}
	_, err = WelchTest(x, three(0, 0, 1, 1, 2, 0), nil, nil)
	require.ErrorIs(t, err, errGroupOfOne)
	assert.ErrorContains(t, err, `"c"`)
	_, err = GroupMeansTest(x, three(0, 0, 1, 1, 2, 0), nil, nil)
	require.ErrorIs(t, err, errGroupOfOne)
	_, err = WelchTest([]float64{1, 1, 2, 2, 2, 1}, group, nil, nil)
	require.ErrorIs(t, err, ErrConstant)
	_, err = GroupMeansTest([]float64{1, 1, 2, 2, 2, 1}, group, nil, nil)
	require.ErrorIs(t, err, ErrConstant)
	for _, f := range []func() error{
		func() error { _, err := WilcoxonTest(make([]float64, 6), group, nil, nil); return err },
		func() error { _, err := KruskalWallisTest(make([]float64, 6), group, nil); return err },
		func() error { _, err := RankTest(make([]float64, 6), group, nil); return err },
	} {
		require.ErrorIs(t, f(), ErrConstant)
	}
	_, err = WilcoxonTest(x, three(0, 1, 2, 0, 1, 2), nil, nil)
	require.ErrorIs(t, err, errTwoGroups)
	_, err = WilcoxonTest(make([]float64, 102), ticked(t, append(make([]int8, 101), 1)...), nil, nil)
	require.ErrorIs(t, err, ErrConstant)
	clusters, err := NewDesign(6, nil, &DesignSettings{Clusters: []int{1, 1, 1, 2, 2, 2}})
	require.NoError(t, err)
	_, err = GroupMeansTest(x, group, clusters, nil)
	require.ErrorIs(t, err, errNoDF)
}

// Means of 0.1 and 0.3 are off by their last digit, which is no variance.
func TestConstantGroups(t *testing.T) {
	group := ticked(t, 0, 0, 0, 1, 1, 1)
	three, err := NewCodes("q", []Level{{"a", 1}, {"b", 2}, {"c", 3}},
		[]int8{0, 0, 0, 1, 1, 1, 2, 2, 2})
	require.NoError(t, err)
	clusters, err := NewDesign(6, nil, &DesignSettings{Clusters: []int{1, 2, 3, 4, 5, 6}})
	require.NoError(t, err)
	within, most := []float64{.1, .1, .1, .3, .3, .3}, []float64{.1, .1, .1, .3, .3, .3, .1, .2, .3}
	for name, err := range map[string]error{
		"welch":         second(WelchTest(within, group, nil, nil)),
		"welch of 3":    second(WelchTest(append(within, .1, .2, .3), three, nil, nil)),
		"design":        second(GroupMeansTest(within, group, clusters, nil)),
		"design of 3":   second(GroupMeansTest(most, three, nil, nil)),
		"rank":          second(RankTest([]float64{2, 2, 2, 3, 3, 3}, group, nil)),
		"rank, weights": second(RankTest([]float64{2, 2, 2, 3, 3, 3}, group, clusters)),
	} {
		assert.ErrorIs(t, err, ErrConstant, name)
	}
	// One answer is all: mean and standard error are both a third of it.
	huge, err := WelchTest([]float64{1, 1e200, 1, 2, 3, 4}, group, nil, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, 1.0, huge.Statistic, 1e-12)
	assert.InEpsilon(t, 2.0, huge.DF2, 1e-12)
	assert.InEpsilon(t, 1e200/3, huge.Groups[0].Estimate.StdErr, 1e-12)

	// One constant group of two is no obstacle: R's t.test has
	// t = (2 - 0.1) / (1/3)^(1/2) on 2 degrees of freedom.
	for _, test := range []func([]float64, *Codes, *Design, *EstimateSettings) (*GroupTestResult, error){WelchTest, GroupMeansTest} {
		r, err := test([]float64{.1, .1, .1, 1, 2, 3}, group, nil, nil)
		require.NoError(t, err)
		assert.Greater(t, r.PValue, 0.001)
		assert.InDelta(t, 0, r.Groups[0].Estimate.StdErr, 1e-15)
	}
	r, err := WelchTest([]float64{.1, .1, .1, 1, 2, 3}, group, nil, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, 1.9*1.9*3, r.Statistic, 1e-12)
	assert.InEpsilon(t, 2, r.DF2, 1e-12)
}
