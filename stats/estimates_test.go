package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const surveyFolder = "../testdata/reference/survey/"

// survey is a data set of the reference folder; what plays which part is in its
// common.R.
type survey struct {
	name    string
	x, y    []float64
	g, t, u *Codes
	design  *Design
	cells   map[string][]string
	want    map[string]float64
	weight  []float64
}

// surveys reads the three data sets and what R says of them in one output.
func surveys(t *testing.T, output string) map[string]*survey {
	t.Helper()
	want := expected(t, output)
	out := map[string]*survey{}
	for name, columns := range map[string][]string{
		"apistrat": {"strat", "api00", "api99", "stype", "awards", "sch.wide", "pw", "stype", "", "fpc"},
		"apiclus1": {"clus", "api00", "api99", "stype", "awards", "sch.wide", "pw", "", "dnum", "fpc"},
		"likert":   {"likert", "agree", "years", "role", "uses", "remote", "w", "region", "psu", ""},
	} {
		cells := table(t, surveyFolder+name+".csv")
		s := &survey{name: columns[0], cells: cells, want: want, y: answers(t, cells[columns[1]]),
			x: answers(t, cells[columns[2]]),
			g: coded(t, columns[3], cells), t: coded(t, columns[4], cells), u: coded(t, columns[5], cells),
			weight: numbers(t, cells[columns[6]])}
		set := &DesignSettings{}
		if c := cells[columns[7]]; c != nil {
			labels := slices.Compact(slices.Sorted(slices.Values(c)))
			for _, v := range c {
				set.Strata = append(set.Strata, slices.Index(labels, v))
			}
		}
		if c := cells[columns[8]]; c != nil {
			for _, v := range numbers(t, c) {
				set.Clusters = append(set.Clusters, int(v))
			}
		}
		if c := cells[columns[9]]; c != nil {
			set.PopulationSize = numbers(t, c)
		}
		var err error
		s.design, err = NewDesign(len(s.y), &Weights{Values: s.weight}, set)
		require.NoError(t, err)
		out[s.name] = s
	}
	return out
}

func expected(t *testing.T, output string) map[string]float64 {
	t.Helper()
	rows, out := table(t, surveyFolder+output+".csv"), map[string]float64{}
	for i, v := range numbers(t, rows["value"]) {
		out[rows["quantity"][i]] = v
	}
	return out
}

func answers(t *testing.T, cells []string) []float64 {
	t.Helper()
	out := make([]float64, len(cells))
	for i, c := range cells {
		out[i] = math.NaN()
		if c != "" {
			v, err := strconv.ParseFloat(c, 64)
			require.NoError(t, err)
			out[i] = v
		}
	}
	return out
}

// coded has the levels in R's order, the alphabet's.
func coded(t *testing.T, name string, cells map[string][]string) *Codes {
	t.Helper()
	return factor(t, name, cells[name], slices.Compact(slices.Sorted(slices.Values(cells[name]))))
}

// is compares with R's value of a quantity; NaN equals NaN.
func (s *survey) is(t *testing.T, quantity string, got, tolerance float64) {
	t.Helper()
	quantity = s.name + " " + quantity
	want, ok := s.want[quantity]
	require.True(t, ok, quantity)
	if math.IsNaN(want) {
		assert.True(t, math.IsNaN(got), quantity)
		return
	}
	assert.InEpsilon(t, want, got, tolerance, quantity)
}

func (s *survey) estimate(t *testing.T, what string) func(e *Estimate, err error) {
	return func(e *Estimate, err error) {
		t.Helper()
		require.NoError(t, err, what)
		s.is(t, what+" value", e.Value, 1e-12)
		s.is(t, what+" se", e.StdErr, 1e-9)
		if _, ok := s.want[s.name+" "+what+" low"]; ok {
			s.is(t, what+" low", e.Low, 1e-9)
			s.is(t, what+" high", e.High, 1e-9)
		}
	}
}

func TestEstimatesAgainstR(t *testing.T) {
	for name, s := range surveys(t, "estimates") {
		t.Run(name, func(t *testing.T) {
			mean, err := Mean(s.y, s.design, nil)
			s.estimate(t, "mean")(mean, err)
			s.is(t, "mean df", mean.DF, 1e-12)
			s.is(t, "mean deff", mean.DesignEffect, 1e-9)
			s.estimate(t, "total")(Total(s.y, s.design, nil))
			s.estimate(t, "ratio")(Ratio(s.y, s.x, s.design, nil))
			for lower, label := range map[bool]string{true: "math", false: "school"} {
				for _, p := range []float64{0.1, 0.5, 0.75} {
					s.estimate(t, fmt.Sprintf("quantile %s %v", label, p))(Quantile(s.y, p, s.design,
						&QuantileSettings{Lower: lower}))
				}
			}
			groups, err := GroupMeans(s.y, s.g, s.design, nil)
			require.NoError(t, err)
			for _, g := range groups.Groups {
				s.estimate(t, "group "+g.Label)(g.Estimate, nil)
				s.is(t, "group "+g.Label+" svyby se", g.Estimate.StdErr, 1e-9)
				mask := make([]float64, len(s.y))
				for i, k := range s.g.Data() {
					if k == g.Code {
						mask[i] = 1
					}
				}
				s.estimate(t, "group "+g.Label)(Mean(s.y, s.design.Domain(mask), nil))
			}
			difference, err := groups.Difference(1, 0)
			s.estimate(t, "difference")(difference, err)
			assert.Equal(t, math.Min(groups.Groups[0].Estimate.DF, groups.Groups[1].Estimate.DF),
				difference.DF)
			wilson, err := Proportion(s.t, 1, s.design, nil)
			require.NoError(t, err)
			s.is(t, "share Wilson low", wilson.Low, 1e-9)
			s.is(t, "share Wilson high", wilson.High, 1e-9)
			for method, label := range map[ProportionMethod]string{LogitInterval: "logit",
				KornGraubardInterval: "beta"} {
				p, err := Proportion(s.t, 1, s.design, &ProportionSettings{Method: method})
				s.estimate(t, "share")(p, err)
				// R's logit comes from an iterated regression.
				s.is(t, "share "+label+" low", p.Low, 1e-7)
				s.is(t, "share "+label+" high", p.High, 1e-7)
			}
		})
	}
}

func TestLonelyUnitsAgainstR(t *testing.T) {
	want, s := expected(t, "estimates"), surveys(t, "estimates")["likert"]
	var rows []int
	for i, c := range s.design.settings.Clusters {
		if (c >= 101 && c <= 104 || c == 201 || c == 301) && !math.IsNaN(s.y[i]) {
			rows = append(rows, i)
		}
	}
	d := s.design.Select(rows)
	for _, p := range []LonelyPolicy{LonelyRemove, LonelyAdjust, LonelyAverage} {
		d.settings.Lonely = p
		e, err := Mean(selected(s.y, rows), d, nil)
		require.NoError(t, err)
		assert.InEpsilon(t, want["lonely "+p.String()], e.StdErr, 1e-9, p)
		set := d.settings
		set.PopulationSize = slices.Repeat([]float64{10}, len(rows))
		finite, err := NewDesign(len(rows), &Weights{Values: d.weights}, &set)
		require.NoError(t, err)
		mask := make([]float64, len(rows))
		for k, c := range set.Clusters {
			if c != 301 && c != 102 {
				mask[k] = 1
			}
		}
		e, err = Mean(selected(s.y, rows), finite.Domain(mask), nil)
		require.NoError(t, err)
		assert.InEpsilon(t, want["lonely domain "+p.String()], e.StdErr, 1e-9, p)
		for k, c := range set.Clusters {
			mask[k] = 0
			if c == 201 {
				mask[k] = 1
			}
		}
		e, err = Mean(selected(s.y, rows), finite.Domain(mask), nil)
		require.NoError(t, err, "a subpopulation of a lonely unit")
		assert.True(t, math.IsNaN(e.StdErr))
	}
	d.settings.Lonely = LonelyFail
	_, err := Mean(selected(s.y, rows), d, nil)
	require.ErrorIs(t, err, ErrLonely)
	assert.ErrorContains(t, err, "strata 1, 2") // regions 2 and 3
}

func TestSimpleSharesAgainstR(t *testing.T) {
	for name, s := range surveys(t, "simple") {
		t.Run(name, func(t *testing.T) {
			e, err := Proportion(s.t, 1, nil, nil)
			require.NoError(t, err)
			s.is(t, "prop low", e.Low, 1e-9)
			s.is(t, "prop high", e.High, 1e-9)
			// binom.test is the exact interval at N; the design's variance is
			// p(1-p)/(N-1), so that R's svyciprop, and we, use N-1 of them.
			e, err = Proportion(s.t, 1, nil, &ProportionSettings{Method: KornGraubardInterval})
			require.NoError(t, err)
			s.is(t, "binom low", e.Low, 0.01)
			s.is(t, "binom high", e.High, 0.01)
		})
	}
}

// Shares of 0 and 1 have no standard error; the intervals are the limits that
// are documented.
func TestSharesAtTheLimit(t *testing.T) {
	none, err := NewTicks("x", make([]int8, 20))
	require.NoError(t, err)
	z2 := 1.959963984540054 * 1.959963984540054
	for method, high := range map[ProportionMethod]float64{
		WilsonInterval:       z2 / (20 + z2),              // Wilson (1927) at p = 0
		KornGraubardInterval: 1 - math.Pow(0.025, 1/20.0), // Clopper and Pearson (1934) at x = 0
		LogitInterval:        1 - math.Pow(0.025, 1/20.0),
	} {
		e, err := Proportion(none, 0, nil, &ProportionSettings{Method: method})
		require.NoError(t, err)
		assert.Equal(t, 1.0, e.Value)
		assert.InEpsilon(t, 1-high, e.Low, 1e-9, method)
		assert.Equal(t, "share-at-limit", e.Warnings[0].Code)
		e, err = Proportion(none, 1, nil, &ProportionSettings{Method: method})
		require.NoError(t, err)
		assert.InDelta(t, 0, e.Low, 1e-15)
		assert.InEpsilon(t, high, e.High, 1e-9, method)
	}
	// Two clusters of ten answers count as two, less what one degree of
	// freedom costs.
	clusters := make([]int, 20)
	for i := range clusters {
		clusters[i] = i % 2
	}
	d, err := NewDesign(20, nil, &DesignSettings{Clusters: clusters})
	require.NoError(t, err)
	e, err := Proportion(none, 1, d, nil)
	require.NoError(t, err)
	assert.Greater(t, e.High, z2/(2+z2))
	// Kish's n where it is smaller than the number of units, and the units where
	// they are, times (t_19 / t_4)^2; qt(.975, c(19, 4)) in R.
	for i := range clusters {
		clusters[i] = i % 5
	}
	weights := slices.Repeat([]float64{1, 3}, 10)
	units, shrink := 5.0, math.Pow(2.093024054408263/2.7764451051977934, 2)
	for n, set := range map[float64]*DesignSettings{units * shrink: {Clusters: clusters},
		16: nil} { // 40^2 / (10 + 90)
		d, err := NewDesign(20, &Weights{Values: weights}, set)
		require.NoError(t, err)
		e, err := Proportion(none, 1, d, nil)
		require.NoError(t, err)
		assert.InEpsilon(t, z2/(n+z2), e.High, 1e-9)
	}

	assert.Panics(t, func() { _, _ = Proportion(none, 1, d, &ProportionSettings{Method: 7}) })

	// One respondent in each stratum of a subpopulation leaves no degrees of
	// freedom, and so no interval.
	d, err = NewDesign(20, nil, &DesignSettings{Strata: clusters})
	require.NoError(t, err)
	mask := make([]float64, 20)
	mask[0], mask[1] = 1, 1
	for method := range KornGraubardInterval + 1 {
		e, err = Proportion(none, 1, d.Domain(mask), &ProportionSettings{Method: method})
		require.NoError(t, err)
		assert.True(t, math.IsNaN(e.Low) && math.IsNaN(e.High))
		assert.Equal(t, "no-degrees-of-freedom", e.Warnings[0].Code)
	}

	one, err := NewTicks("x", []int8{1, NotAsked})
	require.NoError(t, err)
	e, err = Proportion(one, 1, nil, nil)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(e.StdErr))
	assert.InEpsilon(t, 1/(1+z2), e.Low, 1e-9)
}

func TestBadAnswers(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	group, err := NewCodes("g", []Level{{"a", 1}, {"b", 2}}, []int8{0, 0, 1})
	require.NoError(t, err)
	for name, f := range map[string]func(x []float64) error{
		"mean":     func(x []float64) error { _, err := Mean(x, nil, nil); return err },
		"total":    func(x []float64) error { _, err := Total(x, nil, nil); return err },
		"ratio":    func(x []float64) error { _, err := Ratio(x, x, nil, nil); return err },
		"quantile": func(x []float64) error { _, err := Quantile(x, 0.5, nil, nil); return err },
		"groups":   func(x []float64) error { _, err := GroupMeans(x, group, nil, nil); return err },
		"welch":    func(x []float64) error { _, err := WelchTest(x, group, nil, nil); return err },
		"design":   func(x []float64) error { _, err := GroupMeansTest(x, group, nil, nil); return err },
		"wilcoxon": func(x []float64) error { _, err := WilcoxonTest(x, group, nil, nil); return err },
		"kruskal":  func(x []float64) error { _, err := KruskalWallisTest(x, group, nil); return err },
		"rank":     func(x []float64) error { _, err := RankTest(x, group, nil); return err },
	} {
		assert.ErrorContains(t, f([]float64{1, inf, 2}), "row 1", name)
		assert.ErrorIs(t, f([]float64{nan, nan, nan}), ErrEmpty, name)
	}
	_, err = Quantile([]float64{1, 2}, 1, nil, nil)
	assert.ErrorContains(t, err, "quantile 1")
	_, err = Mean([]float64{1, 2}, nil, &EstimateSettings{Level: 95})
	assert.ErrorContains(t, err, "level 95")
	_, err = Ratio([]float64{1, 2}, []float64{0, 0}, nil, nil)
	assert.ErrorContains(t, err, "totals 0")
	assert.Panics(t, func() { _, _ = Mean([]float64{1}, &Design{n: 2}, nil) })

	// All the weight on one row, and a group of one, leave no error.
	d, err := NewDesign(3, &Weights{Values: []float64{0, 0, 4}}, nil)
	require.NoError(t, err)
	e, err := Mean([]float64{1, 2, 5}, d, nil)
	require.NoError(t, err)
	assert.Equal(t, 5.0, e.Value)
	assert.True(t, math.IsNaN(e.StdErr))
	assert.Equal(t, "one-respondent", e.Warnings[0].Code)
	text, err := json.Marshal(e)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"std_error":null`)
	groups, err := GroupMeans([]float64{1, 2, nan}, group, nil, nil)
	require.NoError(t, err)
	assert.Equal(t, "empty-group", groups.Warnings[0].Code)
	_, err = groups.Difference(0, 1)
	assert.ErrorIs(t, err, ErrEmpty)
}

// A quantile within one cluster has no interval because there is no spread, not
// because it leaves the range of the answers.
func TestQuantileWithinOneCluster(t *testing.T) {
	d, err := NewDesign(6, nil, &DesignSettings{Clusters: []int{1, 1, 1, 2, 2, 2}})
	require.NoError(t, err)
	e, err := Quantile([]float64{1, 2, 3, 4, 5, 6}, 0.5, d.Domain([]float64{1, 1, 1, 0, 0, 0}), nil)
	require.NoError(t, err)
	assert.Equal(t, 2.0, e.Value)
	assert.True(t, math.IsNaN(e.StdErr) && math.IsNaN(e.Low))
	assert.NotEmpty(t, warned(e.Warnings, "no-degrees-of-freedom"))
	assert.Empty(t, warned(e.Warnings, "quantile-limit"))
}

// warned returns the text of a result's warning of that code, "" for none.
func warned(warnings []Warning, code string) string {
	for _, w := range warnings {
		if w.Code == code {
			return w.Text
		}
	}
	return ""
}
