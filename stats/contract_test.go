package stats

import (
	"context"
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/contract"
)

// The contract of every estimator, over the table of contract_table_test.go:
// unit weights are no weights; a row of weight zero is no row, in estimates; an
// integer frequency weight is that many rows; neither the order of rows nor the
// numbers of levels, strata and clusters matter; a second fit is the same bit
// for bit, at any GOMAXPROCS; inputs are left alone.

// sample is what the suite's estimators estimate from.
type sample struct {
	x, y, z          []float64
	likert, group    *Codes
	tick             *Codes
	items            [6][]float64
	strata, clusters []int
	apart            []int // strata, one of them with a single cluster
	weights, copies  []float64
}

const contractRows = 120

func newSample() *sample {
	rng := rand.New(rand.NewPCG(35, 1))
	s := &sample{}
	likert, group, tick := make([]int8, contractRows), make([]int8, contractRows),
		make([]int8, contractRows)
	for i := range contractRows {
		f, cluster := rng.NormFloat64(), i%20
		s.x = append(s.x, math.Round(100*(f+float64(cluster%5)/5))/100)
		s.y = append(s.y, math.Round(100*(2+f+rng.NormFloat64()*(1+math.Abs(f))))/100)
		s.z = append(s.z, 1+rng.Float64())
		likert[i], group[i] = int8(max(0, min(4, int(2.5+f+rng.NormFloat64())))), int8(rng.IntN(3))
		if f+rng.NormFloat64() > 0.3 {
			tick[i] = 1
		}
		if i%17 == 3 {
			s.x[i], likert[i] = math.NaN(), Refused
		}
		if i%23 == 5 {
			group[i], tick[i] = Skipped, NotAsked
		}
		for j := range s.items {
			s.items[j] = append(s.items[j], math.Round(2*(f+rng.NormFloat64()*float64(1+j/3))))
		}
		if i%13 == 6 {
			s.items[i%6][i] = math.NaN()
		}
		s.strata, s.clusters, s.apart = append(s.strata, cluster%4), append(s.clusters, cluster),
			append(s.apart, min(cluster, 1)*(1+cluster%2))
		s.weights, s.copies = append(s.weights, float64(rng.IntN(5))/2),
			append(s.copies, float64(rng.IntN(4)))
		if cluster == 7 {
			s.copies[i] = 0
		}
	}
	five := []Level{{"1", 1}, {"2", 2}, {"3", 3}, {"4", 4}, {"5", 5}}
	s.likert = &Codes{"likert", five, likert}
	s.group = &Codes{"group", []Level{{"north", 1}, {"south", 2}, {"west", 3}}, group}
	s.tick = &Codes{"tick", []Level{{"no", 0}, {"yes", 1}}, tick}
	return s
}

// rows returns the sample of the given rows.
func (s *sample) rows(rows []int) *sample {
	out := &sample{x: selected(s.x, rows), y: selected(s.y, rows), z: selected(s.z, rows),
		likert: s.likert.Select(rows), group: s.group.Select(rows), tick: s.tick.Select(rows),
		strata: selected(s.strata, rows), clusters: selected(s.clusters, rows),
		apart:   selected(s.apart, rows),
		weights: selected(s.weights, rows), copies: selected(s.copies, rows)}
	for j, x := range s.items {
		out.items[j] = selected(x, rows)
	}
	return out
}

// relabelled numbers levels, strata and clusters otherwise.
func (s *sample) relabelled() *sample {
	out := s.rows(countTo(len(s.x)))
	reorder := func(c *Codes) *Codes {
		n := len(c.levels)
		levels, data := make([]Level, n), make([]int8, len(c.data))
		for k, l := range c.levels {
			levels[(k+1)%n] = l
		}
		for i, k := range c.data {
			if data[i] = k; k >= 0 {
				data[i] = int8((int(k) + 1) % n)
			}
		}
		return &Codes{c.name, levels, data}
	}
	out.group, out.likert, out.tick = reorder(s.group), reorder(s.likert), reorder(s.tick)
	for i := range out.strata {
		out.strata[i], out.clusters[i], out.apart[i] = 7-3*out.strata[i], 100-7*out.clusters[i],
			5-out.apart[i]
	}
	return out
}

// code returns the code of a label.
func code(c *Codes, label string) int8 {
	return int8(slices.IndexFunc(c.levels, func(l Level) bool { return l.Label == label }))
}

func countTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// designs of a sample by name, in the order of designNames.
var designNames = []string{"nil", "unit", "sampling", "frequency", "clusters", "complex", "finite",
	"raked", "remove", "adjust", "average", "copies in clusters"}

func (s *sample) design(name string) *Design {
	n := len(s.x)
	var w *Weights
	var set *DesignSettings
	switch name {
	case "nil":
		return nil
	case "unit":
		w = &Weights{Values: slices.Repeat([]float64{1}, n)}
	case "sampling":
		w = &Weights{Values: s.weights}
	case "frequency":
		w = &Weights{Kind: FrequencyWeights, Values: s.copies}
	case "clusters":
		w, set = &Weights{Values: s.weights}, &DesignSettings{Clusters: s.clusters}
	case "complex":
		w, set = &Weights{Values: s.weights}, &DesignSettings{Strata: s.strata, Clusters: s.clusters}
	case "finite":
		w, set = &Weights{Values: s.weights},
			&DesignSettings{Strata: s.strata, Clusters: s.clusters,
				PopulationSize: slices.Repeat([]float64{9}, n)}
	case "remove", "adjust", "average":
		policy := map[string]LonelyPolicy{"remove": LonelyRemove, "adjust": LonelyAdjust,
			"average": LonelyAverage}[name]
		w, set = &Weights{Values: s.weights},
			&DesignSettings{Strata: s.apart, Clusters: s.clusters, Lonely: policy}
	case "copies in clusters":
		w, set = &Weights{Kind: FrequencyWeights, Values: s.copies}, &DesignSettings{Clusters: s.clusters}
	case "repeated in clusters":
		set = &DesignSettings{Clusters: s.clusters}
	case "raked":
		r, err := Rake(context.Background(), s.margins(), s.design("complex"), nil)
		if err != nil {
			panic(err)
		}
		return r.Design
	}
	d, err := NewDesign(n, w, set)
	if err != nil {
		panic(err)
	}
	return d
}

// refused reports whether an estimator declined a design by name.
func refused(err error) bool {
	return errors.Is(err, ErrDesign) || errors.Is(err, ErrWeightKind) || errors.Is(err, ErrLonely)
}

func TestContract(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(contracts)) {
		c := contracts[name]
		t.Run(name, func(t *testing.T) {
			for property, why := range c.except {
				require.Contains(t, []string{"refit", "processors", "rows", "labels", "unit", "zero",
					"frequency"}, property)
				require.NotEmpty(t, why, property)
			}
			for d := range c.refuses {
				require.Contains(t, designNames, d)
			}
			results := map[string]contract.Flat{}
			for _, d := range designNames {
				if testing.Short() && slices.Contains(designNames[6:11], d) {
					continue
				}
				s, untouched := newSample(), newSample()
				design := s.design(d)
				result, err := c.run(s, design)
				if why, declared := c.refuses[d]; declared {
					require.NotEmpty(t, why)
					require.True(t, refused(err), "%s: %v", d, err)
					continue
				}
				require.NoError(t, err, d)
				results[d] = contract.Flatten(result)
				require.NotEmpty(t, results[d], "the suite sees nothing of the result")
				assert.Empty(t, contract.Hidden(untouched,
					untouched.design(d)).Differ(contract.Hidden(s, design), 0, contract.Everything),
					"inputs are left alone (%s)", d)
				c.repeated(t, d, results[d])
			}
			c.weighed(t, results)
		})
	}
}

// check reports where two results differ, unless the property is excepted.
func (c estimator) check(t *testing.T, property, d string, want contract.Flat, s *sample,
	design *Design, tolerance float64, keep func(string) bool) {
	t.Helper()
	if c.except[property] != "" {
		return
	}
	got, err := c.run(s, design)
	require.NoError(t, err, "%s (%s)", property, d)
	assert.Empty(t, want.Differ(contract.Flatten(got), tolerance, keep), "%s (%s)", property, d)
}

// repeated checks the properties that leave the sample what it is.
func (c estimator) repeated(t *testing.T, d string, want contract.Flat) {
	s := newSample()
	c.check(t, "refit", d, want, s, s.design(d), 0, contract.Everything)
	for _, p := range []int{1, 8} {
		if testing.Short() && d != "complex" {
			break
		}
		contract.OnProcessors(p, func() {
			c.check(t, "processors", d, want, s, s.design(d), 0, contract.Everything)
		})
	}
	mixed := s.rows(rand.New(rand.NewPCG(1, 2)).Perm(contractRows))
	c.check(t, "rows", d, want, mixed, mixed.design(d), 1e-9, notByRow)
	other := s.relabelled()
	c.check(t, "labels", d, want, other, other.design(d), 1e-9,
		func(path string) bool { return !strings.HasSuffix(path, ".Code") })
}

// weighed checks what weights mean.
func (c estimator) weighed(t *testing.T, results map[string]contract.Flat) {
	s := newSample()
	if want, ok := results["nil"]; ok && results["unit"] != nil {
		c.check(t, "unit", "nil", want, s, s.design("unit"), 1e-12, contract.Everything)
	}
	for _, d := range designNames[2:] {
		w := s.weights
		if d == "frequency" || d == "copies in clusters" {
			w = s.copies
		}
		some := contract.Weighing(w)
		require.Less(t, len(some), contractRows)
		if want, ok := results[d]; ok {
			keep := estimates
			if d == "frequency" {
				keep = notByRow
			}
			c.check(t, "zero", d, want, s.rows(some), s.rows(some).design(d), 1e-9, keep)
		}
	}
	repeated := s.rows(contract.Repeated(s.copies))
	if want, ok := results["frequency"]; ok {
		c.check(t, "frequency", "nil", want, repeated, nil, 1e-9, notByRow)
	}
	if want, ok := results["copies in clusters"]; ok {
		c.check(t, "frequency", "copies in clusters", want, repeated,
			repeated.design("repeated in clusters"), 1e-9, notByRow)
	}
}

// notByRow leaves out what has one element per row.
func notByRow(path string) bool {
	for _, field := range []string{".Influence[", ".Residuals[", ".Leverage[", ".Cook[", ".Row["} {
		if strings.Contains(path, field) {
			return false
		}
	}
	return true
}

// estimates leaves out errors too: a row of weight zero stays a unit of the
// design.
func estimates(path string) bool {
	for _, field := range []string{".StdErr", ".Low", ".High", ".DF", ".DesignEffect", ".Statistic",
		".PValue", ".Vcov", ".Wald", ".Warnings", ".Covariance"} {
		if strings.Contains(path, field) {
			return false
		}
	}
	return notByRow(path)
}

// Every exported function and method is in the suite or exempt for a reason.
func TestContractIsComplete(t *testing.T) {
	suite := slices.Collect(maps.Keys(contracts))
	for _, c := range contracts {
		suite = append(suite, c.covers...)
	}
	exported := contract.Exported(t, "stats")
	require.Contains(t, exported, "OLS")
	require.Contains(t, exported, "Linearized.Estimate")
	contract.Complete(t, exported, suite, exemptions)
}
