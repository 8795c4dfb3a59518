package drivers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/contract"
	"github.com/ctostudy/ctostudy/stats"
)

// The contract of every estimator: unit weights are no weights; a row of weight
// zero is no row, in estimates; an integer frequency weight is that many rows;
// neither the order of rows nor the codes of a factor's levels matter; a second
// fit is the same byte for byte, at any GOMAXPROCS; inputs are left alone.

type estimator struct {
	run func(s *sample, d *stats.Design) (any, error)
	// covers are methods that run goes through.
	covers []string
	// except holds the properties that do not hold, and why.
	except map[string]string
}

func of[T any](f func(s *sample, d *stats.Design) (T, error)) func(s *sample, d *stats.Design) (any, error) {
	return func(s *sample, d *stats.Design) (any, error) { return f(s, d) }
}

var (
	fewCuts    = []drivers.CutKind{drivers.MeanCut, drivers.TercileCut}
	fewGrowths = []drivers.GrowthKind{drivers.RelativeGrowth, drivers.RatioOfSums}
)

var contracts = map[string]estimator{
	"Multivariate": {run: of((*sample).fit), covers: []string{"MultivariateResult.Table", "MultivariateResult.Coefficient"},
		except: map[string]string{"labels": "the base level is another"}},
	"MultivariateResult.JointTests": {run: of(func(s *sample, d *stats.Design) (any, error) {
		f, err := s.fit(d)
		if err != nil {
			return nil, err
		}
		joint, err := f.JointTests()
		if err != nil {
			return nil, err
		}
		equal, err := f.EqualityTests()
		if err != nil {
			return nil, err
		}
		v, err := f.Vcov()
		if err != nil {
			return nil, err
		}
		return []any{joint, equal, v.At(1, 6), v.At(2, 7)}, nil
	}), covers: []string{"MultivariateResult.EqualityTests", "MultivariateResult.Vcov"}},
	"MultivariateResult.Corrected": {run: of(func(s *sample, d *stats.Design) (any, error) {
		f, err := s.fit(d)
		if err != nil {
			return nil, err
		}
		rows, err := f.Corrected([]drivers.Reliability{{Term: "a", Value: 0.8}})
		if err != nil {
			return nil, err
		}
		differences, err := f.EqualityDifferences()
		if err != nil {
			return nil, err
		}
		return []any{rows[:2], differences[:2]}, nil
	}), covers: []string{"MultivariateResult.EqualityDifferences"}},
	"Hierarchical": {run: of(func(s *sample, d *stats.Design) (any, error) {
		m, y, names, err := s.model()
		if err != nil {
			return nil, err
		}
		r, err := drivers.Hierarchical(dataOf(m, y, names, d), []drivers.Step{{Name: "1", Terms: []string{"region"}}, {Name: "2", Terms: []string{"a", "b"}}}, nil)
		if err != nil {
			return nil, err
		}
		return []any{r.Rows, r.Joint}, nil
	})},
	"GroupDifferences": {run: of(func(s *sample, d *stats.Design) (any, error) {
		m, y, names, err := s.model()
		if err != nil {
			return nil, err
		}
		r, err := drivers.GroupDifferences(dataOf(m, y, names, d), s.high, nil)
		if err != nil {
			return nil, err
		}
		return []any{r.Rows[:2], r.Joint}, nil
	})},
	"Importance": {run: of(func(s *sample, d *stats.Design) (*drivers.ImportanceResult, error) {
		m, y, names, err := s.model()
		if err != nil {
			return nil, err
		}
		return drivers.Importance(context.Background(), dataOf(m, y, names, d), &drivers.ImportanceSettings{NoResamples: true})
	})},
	"Importance/relative": {run: of(func(s *sample, d *stats.Design) (*drivers.ImportanceResult, error) {
		m, y, names, err := s.model()
		if err != nil {
			return nil, err
		}
		return drivers.Importance(context.Background(), dataOf(m, y, names, d), &drivers.ImportanceSettings{NoResamples: true, Method: drivers.RelativeWeights, Controls: []string{"b"}})
	}), except: map[string]string{"labels": "relative weights of a factor depend on its base"}},
	"Importance/resamples": {run: of(func(s *sample, d *stats.Design) (*drivers.ImportanceResult, error) {
		m, y, names, err := s.model()
		if err != nil {
			return nil, err
		}
		return drivers.Importance(context.Background(), dataOf(m, y, names, d), &drivers.ImportanceSettings{Resamples: 150, Seed: 3})
	}), except: map[string]string{"rows": "streams go by row"}},
	"Importance/permutations": {run: of(func(s *sample, d *stats.Design) (*drivers.ImportanceResult, error) {
		m, y, names, err := s.model()
		if err != nil {
			return nil, err
		}
		if !d.Simple() {
			d = nil
		}
		return drivers.Importance(context.Background(), dataOf(m, y, names, d), &drivers.ImportanceSettings{NoResamples: true, Permutations: 20, Seed: 3})
	}), except: map[string]string{"rows": "streams go by row"}},
	"Premium": {run: of(func(s *sample, d *stats.Design) (*drivers.PremiumResult, error) {
		return drivers.Premium(s.growth(), s.high, d, &drivers.PremiumSettings{Ties: s.near})
	})},
	"Premium/bootstrap": {run: of(func(s *sample, d *stats.Design) (*drivers.PremiumResult, error) {
		if !d.Simple() {
			d = nil
		}
		return drivers.Premium(s.growth(), s.high, d, &drivers.PremiumSettings{Resamples: 50, Seed: 2})
	}), except: map[string]string{"rows": "streams go by row"}},
	"PremiumOfSums": {run: of(func(s *sample, d *stats.Design) (*drivers.PremiumResult, error) {
		return drivers.PremiumOfSums(s.from, s.to, s.high, d, nil)
	})},
	"AdjustedPremium": {run: of(func(s *sample, d *stats.Design) (*drivers.PremiumResult, error) {
		return drivers.AdjustedPremium(s.growth(), s.high, s.terms()[1:], d, nil)
	})},
	"Cells": {run: of(func(s *sample, d *stats.Design) (*drivers.CellsResult, error) {
		return drivers.Cells(s.growth(), s.high, s.near, d, nil)
	})},
	"SimpleSlopes": {run: of(func(s *sample, d *stats.Design) (any, error) {
		r, err := drivers.SimpleSlopes(s.growth(), s.metric, s.close, s.terms()[2:], d, nil)
		if err != nil {
			return nil, err
		}
		return []any{r.Slopes, r.Interaction, r.Region}, nil
	})},
	"Cut": {run: of(func(s *sample, d *stats.Design) (*drivers.CutResult, error) {
		return drivers.Cut(s.metric, drivers.TercileCut, d)
	})},
	"Winsorized": {run: of(func(s *sample, d *stats.Design) (any, error) {
		g, err := drivers.Winsorized(s.growth(), 0.1, d)
		if err != nil {
			return nil, err
		}
		seen := slices.DeleteFunc(g, math.IsNaN) // what is left of it does not go by row
		return []any{slices.Min(seen), slices.Max(seen)}, nil
	})},
	"SpecificationCurve": {run: of(func(s *sample, d *stats.Design) (*drivers.CurveResult, error) {
		return drivers.SpecificationCurve(context.Background(), s.curve(), d, &drivers.CurveSettings{Permutations: 19, Seed: 5, Cuts: fewCuts, Growths: fewGrowths})
	}), except: map[string]string{"rows": "streams go by row"}},
	"SpecificationCurve/rows": {run: of(func(s *sample, d *stats.Design) (any, error) {
		r, err := drivers.SpecificationCurve(context.Background(), s.curve(), d, &drivers.CurveSettings{NoPermutations: true, Cuts: fewCuts})
		if err != nil {
			return nil, err
		}
		for k := range r.Rows {
			r.Rows[k].PredictedR2 = math.NaN() // folds go by row
		}
		return r, nil
	})},
}

var exemptions = map[string]string{
	"Growth": "row by row", "SymmetricGrowth": "row by row",
}

// leaves are the numbers and words of a result's JSON by path.
func leaves(t testing.TB, x any) contract.Flat {
	t.Helper()
	b, err := json.Marshal(sanitised(x))
	require.NoError(t, err)
	var v any
	require.NoError(t, json.Unmarshal(b, &v))
	out := contract.Flat{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				if !strings.EqualFold(k, "settings") && k != "warnings" {
					walk(path+"."+k, e)
				}
			}
		case []any:
			for k, e := range v {
				walk(fmt.Sprintf("%s[%d]", path, k), e)
			}
		default:
			out[path] = v
		}
	}
	walk("", v)
	return out
}

// sanitised puts null for NaN where a list mixes results and numbers.
func sanitised(x any) any {
	list, ok := x.([]any)
	if !ok {
		return x
	}
	out := make([]any, len(list))
	for i, v := range list {
		if f, ok := v.(float64); ok && math.IsNaN(f) {
			continue
		}
		if rows, ok := v.([]drivers.GroupRow); ok { // whose variance inflation may be NaN
			short := make([]any, len(rows))
			for k, r := range rows {
				short[k] = []float64{r.Inside.Estimate, r.Outside.Estimate, r.Estimate, r.StdErr, r.PValue, r.Low, r.High}
			}
			v = short
		}
		out[i] = v
	}
	return out
}

// estimatesOnly leaves out errors and all that rests on them: a row of weight
// zero stays a unit of the design.
func estimatesOnly(path string) bool {
	for _, word := range []string{"std_error", "conf_", "df", "statistic", "p_value", "fieller", "defined", "significant", ".t", "bootstrap", "design_effect"} {
		if strings.Contains(path, word) {
			return false
		}
	}
	return true
}

func TestContract(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(contracts)) {
		c := contracts[name]
		t.Run(name, func(t *testing.T) {
			check := func(property, design string, want contract.Flat, s *sample, d *stats.Design, tolerance float64, keep func(string) bool) {
				t.Helper()
				if c.except[property] != "" {
					return
				}
				got, err := c.run(s, d)
				require.NoError(t, err, "%s (%s)", property, design)
				assert.Empty(t, want.Differ(leaves(t, got), tolerance, keep), "%s (%s)", property, design)
			}
			results := map[string]contract.Flat{}
			for _, design := range designNames {
				s := newSample(t)
				d := s.design(t, design)
				got, err := c.run(s, d)
				require.NoError(t, err, design)
				results[design] = leaves(t, got)
				require.NotEmpty(t, results[design])
				assert.True(t, newSample(t).print() == s.print(), "inputs are left alone (%s)", design)
				for _, processors := range []int{1, 8} {
					contract.OnProcessors(processors, func() {
						check("refit", design, results[design], s, d, 0, contract.Everything)
					})
				}
				mixed := s.rows(rand.New(rand.NewPCG(1, 2)).Perm(contractRows))
				check("rows", design, results[design], mixed, mixed.design(t, design), 1e-8, contract.Everything)
				other := s.relabelled(t)
				check("labels", design, results[design], other, other.design(t, design), 1e-8, contract.Everything)
			}
			s := newSample(t)
			check("unit", "nil", results["nil"], s, s.design(t, "unit"), 1e-9, contract.Everything)
			for design, w := range map[string][]float64{"sampling": s.weights, "frequency": s.copies, "complex": s.weights} {
				some, copies := contract.Weighing(w), contract.Repeated(w)
				if design == "frequency" {
					check("frequency", "nil", results[design], s.rows(copies), nil, 1e-8, contract.Everything)
				} else if !strings.Contains(name, "/") {
					check("zero", design, results[design], s.rows(some), s.rows(some).design(t, design), 1e-8, estimatesOnly)
				}
			}
		})
	}
}

// Every exported function and method is in the suite or exempt for a reason.
func TestContractIsComplete(t *testing.T) {
	suite := slices.Collect(maps.Keys(contracts))
	for _, c := range contracts {
		suite = append(suite, c.covers...)
	}
	exported := contract.Exported(t, "drivers")
	require.Contains(t, exported, "Importance")
	contract.Complete(t, exported, suite, exemptions)
}

func TestDifferSeesDifferences(t *testing.T) {
	a := leaves(t, map[string]any{"x": 1.0, "y": []any{2.0, nil}})
	assert.Empty(t, a.Differ(leaves(t, map[string]any{"x": 1.0, "y": []any{2.0, nil}}), 0, contract.Everything))
	assert.Len(t, a.Differ(leaves(t, map[string]any{"x": 1.1, "y": []any{2.0, 3.0}}), 0.01, contract.Everything), 2)
}
