package stats

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lonelySample is testdata/reference/survey/lonely-data.csv.
type lonelySample struct {
	x       []float64
	domains map[string][]float64
	weights *Weights
	set     DesignSettings // infinite populations
	finite  []float64
}

func newLonelySample(t *testing.T) *lonelySample {
	t.Helper()
	cells := table(t, surveyFolder+"lonely-data.csv")
	labels := []string{"north", "east", "south", "west", "isles"}
	s := &lonelySample{x: numbers(t, cells["x"]), domains: map[string][]float64{"all": nil},
		weights: &Weights{Values: numbers(t, cells["w"])},
		finite:  numbers(t, cells["population"])}
	for _, domain := range []string{"plain", "half", "one", "two", "mixed", "level", "whole",
		"single"} {
		s.domains[domain] = numbers(t, cells[domain])
	}
	s.set.StrataLabels = map[int]string{}
	for k, label := range labels {
		s.set.StrataLabels[10+k] = label
	}
	for i, stratum := range cells["stratum"] {
		cluster, err := strconv.Atoi(cells["cluster"][i])
		require.NoError(t, err)
		s.set.Strata = append(s.set.Strata, 10+slices.Index(labels, stratum))
		s.set.Clusters = append(s.set.Clusters, cluster)
	}
	return s
}

func (s *lonelySample) design(t *testing.T, finite bool, policy LonelyPolicy) *Design {
	t.Helper()
	set := s.set
	if set.Lonely = policy; finite {
		set.PopulationSize = s.finite
	}
	d, err := NewDesign(len(s.x), s.weights, &set)
	require.NoError(t, err)
	return d
}

// Every policy in subpopulations that reach lonely strata, against R's survey
// (lonely.R). R's error of about 0 for whoever is within one cluster, or within
// strata that are removed, is no error of ours.
func TestLonelyDomainsAgainstR(t *testing.T) {
	want, s := expected(t, "lonely"), newLonelySample(t)
	compared := 0
	for population, finite := range map[string]bool{"infinite": false, "finite": true} {
		for policy := LonelyFail; policy <= LonelyAverage; policy++ {
			d := s.design(t, finite, policy)
			for domain, mask := range s.domains {
				for what, estimate := range map[string]func(mask []float64) (*Estimate, error){
					"mean":  func(mask []float64) (*Estimate, error) { return estimated(LinearMean(s.x, mask, d), d, nil) },
					"total": func(mask []float64) (*Estimate, error) { return estimated(LinearTotal(s.x, mask, d), d, nil) },
				} {
					key := fmt.Sprint(population, " ", policy, " ", domain, " ", what)
					e, err := estimate(mask)
					se, ok := want[key+" se"]
					require.True(t, ok, key)
					if _, computed := want[key+" value"]; !computed {
						require.ErrorIs(t, err, ErrLonely, key)
						continue
					}

					require.NoError(t, err, key)
					assert.InEpsilon(t, want[key+" value"], e.Value, 1e-12, key)
					assert.Equal(t, want[population+" "+domain+" df"], e.DF, key)
					if se < 1e-12 || math.IsNaN(se) {
						assert.True(t, math.IsNaN(e.StdErr), "%s: %v", key, e.StdErr)
						assert.Equal(t, "no-degrees-of-freedom", e.Warnings[0].Code)
						continue
					}
					assert.InEpsilon(t, se, e.StdErr, 1e-9, key)
					compared++
				}
			}
			groups, err := GroupMeans(s.x, ticks(t, s.domains["half"]), d, nil)
			key := fmt.Sprint(population, " ", policy, " difference se")
			if policy == LonelyFail {
				require.ErrorIs(t, err, ErrLonely)
				continue
			}
			require.NoError(t, err)
			difference, err := groups.Difference(1, 0)
			require.NoError(t, err)
			assert.InEpsilon(t, want[key], difference.StdErr, 1e-9, key)
		}
	}
	assert.Greater(t, compared, 90)
}

// ticks is a column of zeroes and ones.
func ticks(t *testing.T, mask []float64) *Codes {
	t.Helper()
	data := make([]int8, len(mask))
	for i, v := range mask {
		data[i] = int8(v)
	}
	out, err := NewTicks("half", data)
	require.NoError(t, err)
	return out
}

// A region that is one lonely stratum leaves the other regions' means standing,
// whatever the rounding of its influences (R's svyby: 2.5 and 1, 19/3 and NaN
// under "average").
func TestALonelyRegionLeavesTheTable(t *testing.T) {
	region := []float64{0, 0, 0, 0, 1, 1, 1}
	set := DesignSettings{
		Strata:       []int{0, 0, 0, 0, 1, 1, 1},
		Clusters:     []int{0, 0, 1, 1, 2, 2, 2},
		StrataLabels: map[int]string{0: "Leinster", 1: "Ulster"},
	}
	for _, x := range [][]float64{{1, 2, 3, 4, 5, 6, 8}, {1, 2, 3, 4, 5, 6, 5.5},
		{1, 2, 3, 4, 5, 5, 5}} {
		for _, w := range []float64{0.3, 0.5, 0.7, 1, 1e-9, 1e9} {
			for _, policy := range []LonelyPolicy{LonelyRemove, LonelyAdjust, LonelyAverage} {
				set.Lonely = policy
				d, err := NewDesign(7, &Weights{Values: []float64{1, 1, 1, 1, w, w, w}}, &set)
				require.NoError(t, err)
				means, err := GroupMeans(x, ticks(t, region), d, nil)
				require.NoError(t, err, "%v %v", policy, w)

				first, second := means.Groups[0].Estimate, means.Groups[1].Estimate
				assert.Equal(t, 2.5, first.Value)
				assert.InEpsilon(t, 1.0, first.StdErr, 1e-12)
				assert.InEpsilon(t, (x[4]+x[5]+x[6])/3, second.Value, 1e-12)
				assert.True(t, math.IsNaN(second.StdErr), "%v %v: %v", policy, w, second.StdErr)
				require.Len(t, second.Warnings, 1)
				assert.Contains(t, second.Warnings[0].Text, `stratum "Ulster" has one only`)
			}
		}
	}
}

func TestLonelyStrataAreNamed(t *testing.T) {
	s := newLonelySample(t)
	d := s.design(t, true, LonelyAdjust)
	assert.Equal(t, []string{`"south"`, `"west"`}, d.Lonely())
	assert.Equal(t, d.Lonely(), d.Select(countTo(len(s.x))).Lonely())
	assert.Equal(t, d.Lonely(), d.Domain(s.domains["plain"]).Lonely())
	assert.Equal(t, []string{`"south"`, `"west"`, `"isles"`},
		s.design(t, false, LonelyAdjust).Lonely(), "isles were taken whole")

	for policy := LonelyFail; policy <= LonelyAverage; policy++ {
		warnings := s.design(t, true, policy).Warnings()
		require.Len(t, warnings, 1)
		assert.Equal(t, "lonely-strata", warnings[0].Code)
		assert.Contains(t, warnings[0].Text,
			`strata "south", "west" have a single first-stage unit`)
		assert.Contains(t, warnings[0].Text, policy.String())
	}
	_, err := Mean(s.x, s.design(t, true, LonelyFail), nil)
	require.ErrorIs(t, err, ErrLonely)
	assert.ErrorContains(t, err, `strata "south", "west" have one`)

	var none *Design
	assert.Empty(t, none.Warnings())
	all := make([]int, 50)
	for i := range all {
		all[i] = i
	}
	d, err = NewDesign(50, nil, &DesignSettings{Strata: all})
	require.NoError(t, err)
	assert.Len(t, d.Lonely(), 50)
	assert.Contains(t, d.Warnings()[0].Text, "18, 19 and 30 more have")

	for policy := LonelyFail; policy <= LonelyAverage; policy++ {
		text, err := policy.MarshalText()
		require.NoError(t, err)
		var back LonelyPolicy
		require.NoError(t, back.UnmarshalText(text))
		assert.Equal(t, policy, back)
	}
	var back LonelyPolicy
	assert.ErrorContains(t, back.UnmarshalText([]byte("certainty")), "certainty")
}

// Labels stand in every error that has a stratum's number.
func TestLabelsOfStrataInErrors(t *testing.T) {
	labels := map[int]string{3: "Ulster", 4: "Munster"}
	for want, s := range map[string]*DesignSettings{
		`cluster 5 is in strata "Ulster" and "Munster"`: {Strata: []int{3, 4},
			Clusters: []int{5, 5}},
		`population size 8 of stratum "Ulster"`: {Strata: []int{3, 3},
			PopulationSize: []float64{9, 8}},
		`stratum "Munster": 2 units sampled of a population`: {Strata: []int{4, 4},
			PopulationSize: []float64{1, 1}},
	} {
		s.StrataLabels = labels
		_, err := NewDesign(2, nil, s)
		assert.ErrorContains(t, err, want)
	}
	d, err := NewDesign(2, nil, &DesignSettings{Strata: []int{3, 4}, StrataLabels: labels})
	require.NoError(t, err)
	labels[3] = "changed"
	_, err = d.Bootstrap(2, nil)
	assert.ErrorContains(t, err, `"Ulster"`)
}

// Two strata of two units and a lonely one, of a population of four: eight
// equally likely resamples, whose totals have the linearised variance exactly.
func TestBootstrapOfLonelyUnits(t *testing.T) {
	x := []float64{1, 4, 2, 7, 6}
	set := DesignSettings{
		Strata:         []int{0, 0, 1, 1, 2},
		PopulationSize: []float64{8, 8, 8, 8, 4},
		Lonely:         LonelyAdjust,
	}
	weights := &Weights{Values: []float64{4, 4, 4, 4, 4}}
	d, err := NewDesign(5, weights, &set)
	require.NoError(t, err)
	linear, err := Total(x, d, nil)
	require.NoError(t, err)

	r, err := d.Bootstrap(5, &BootstrapSettings{Replicates: 400, Seed: 1})
	require.NoError(t, err)
	totals := map[float64]float64{}
	for b := range r.Len() {
		replicate, err := r.Design(t.Context(), b)
		require.NoError(t, err)
		totals[math.Round(1e9*LinearTotal(x, nil, replicate).Value)/1e9]++
	}
	require.Len(t, totals, 8)
	variance := 0.0
	for total, times := range totals {
		variance += (total - linear.Value) * (total - linear.Value) / 8
		assert.InDelta(t, 50, times, 4.5*math.Sqrt(400/8.0*7/8))
	}
	assert.InEpsilon(t, linear.StdErr*linear.StdErr, variance, 1e-9)

	for _, policy := range []LonelyPolicy{LonelyFail, LonelyAverage} {
		set.Lonely = policy
		d, err = NewDesign(5, weights, &set)
		require.NoError(t, err)
		_, err = d.Bootstrap(5, nil)
		require.ErrorIs(t, err, ErrLonely)
	}
	d, err = NewDesign(5, nil, &DesignSettings{Clusters: make([]int, 5), Lonely: LonelyAdjust})
	require.NoError(t, err)
	_, err = d.Bootstrap(5, nil)
	assert.ErrorIs(t, err, ErrLonely, "one cluster in all")
}
