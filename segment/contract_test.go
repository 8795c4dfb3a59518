package segment

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/contract"
	"github.com/ctostudy/ctostudy/stats"
)

// The contract of every estimator: unit weights are no weights; a row of weight
// zero is no row, in estimates; an integer frequency weight is that many rows,
// errors and n included; the order of rows does not matter; a second fit is the
// same byte for byte, at any GOMAXPROCS; inputs are left alone.

// wave is what the suite's estimators estimate from.
type wave struct {
	columns [][]int8
	x       [][]float64
	kind    stats.WeightKind
	w       []float64 // nil: no design
	// noPrior: the prior weighs one respondent, of the weights' sum as it is
	// scaled, so that weights that are scaled otherwise agree without it only.
	noPrior bool
}

func newWave() *wave {
	out := &wave{columns: planted(11, 240, 6, 0, 0)}
	points := blobs(240)
	for i := range 240 {
		out.x = append(out.x, points.RawRowView(i))
	}
	for i := range 240 {
		if i%9 == 2 {
			out.columns[i%5][i] = stats.NotAsked
		}
	}
	return out
}

func (v *wave) rows(rows []int) *wave {
	out := &wave{columns: make([][]int8, len(v.columns)), kind: v.kind, noPrior: v.noPrior}
	for _, i := range rows {
		for j := range v.columns {
			out.columns[j] = append(out.columns[j], v.columns[j][i])
		}
		out.x = append(out.x, slices.Clone(v.x[i]))
		if v.w != nil {
			out.w = append(out.w, v.w[i])
		}
	}
	return out
}

func (v *wave) weighted(kind stats.WeightKind, w []float64) *wave {
	out := *v
	out.kind, out.w = kind, w
	return &out
}

func (v *wave) design(t *testing.T) *stats.Design {
	if v.w == nil {
		return nil
	}
	d, err := stats.NewDesign(len(v.w), &stats.Weights{Kind: v.kind, Values: v.w}, nil)
	require.NoError(t, err)
	return d
}

func (v *wave) matrix() *mat.Dense {
	out := mat.NewDense(len(v.x), 5, nil)
	for i, row := range v.x {
		out.SetRow(i, row)
	}
	return out
}

// found is what an estimator found: numbers that any weights should agree in,
// numbers that tell of precision, and all of it in writing.
type found struct {
	estimates, errors []float64
	written           string
}

func written(t *testing.T, v any) string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func (v *wave) fit(t *testing.T) *LatentClassResult {
	return fitTwo(t, ticks(t, v.columns), v.design(t), &LatentClassSettings{MinStarts: 12, Hits: 3, Tolerance: 1e-12, MaxIterations: 20000, NoPrior: v.noPrior})
}

var estimators = map[string]func(t *testing.T, v *wave) found{
	"LatentClass": func(t *testing.T, v *wave) found {
		r := v.fit(t)
		out := found{written: written(t, r) + fmt.Sprint(r.Posterior.RawMatrix().Data, r.Modal)}
		for k := range r.Share {
			out.estimates = append(out.estimates, r.Share[k].Value)
			out.errors = append(out.errors, r.Share[k].StdErr)
			for _, item := range r.Profile[k] {
				out.estimates, out.errors = append(out.estimates, item[1].Value), append(out.errors, item[1].StdErr)
			}
		}
		out.errors = append(out.errors, float64(r.N), r.BIC, r.Kish.BIC)
		return out
	},
	"ChooseClasses": func(t *testing.T, v *wave) found {
		r, err := ChooseClasses(context.Background(), ticks(t, v.columns), 2, v.design(t), &LatentClassSettings{MinStarts: 12, Hits: 3, NoPrior: v.noPrior})
		require.NoError(t, err)
		return found{[]float64{r.Rows[0].LogLik / float64(r.N), r.Rows[1].SmallestShare}, []float64{r.Rows[1].BIC, float64(r.N)}, written(t, r)}
	},
	"BivariateResiduals": func(t *testing.T, v *wave) found {
		r, err := BivariateResiduals(v.fit(t))
		require.NoError(t, err)
		return found{[]float64{r[0].BVR / r[0].N, r[7].BVR / r[7].N}, []float64{r[0].BVR, r[0].N, r[0].Statistic, r[7].Z, r[9].PAdjusted}, written(t, r)}
	},
	"ResponseStyle": func(t *testing.T, v *wave) found {
		r, err := ResponseStyle(v.fit(t))
		require.NoError(t, err)
		return found{[]float64{r.Dispersion, r.OfClass[1]}, []float64{r.Z, r.PValue}, written(t, r)}
	},
	"Profiles": func(t *testing.T, v *wave) found {
		r, err := Profiles(v.fit(t))
		require.NoError(t, err)
		return found{[]float64{r.Rows[0].Lift, r.Rows[3].Difference}, []float64{r.Rows[0].StdErr, r.Rows[3].Statistic}, written(t, r)}
	},
	"Describe": func(t *testing.T, v *wave) found {
		member := mat.NewDense(len(v.x), 2, nil)
		for i, row := range v.x {
			p := 1 / (1 + math.Exp(-row[0]))
			member.SetRow(i, []float64{p, 1 - p})
		}
		before := mat.DenseCopyOf(member)
		c, err := stats.NewTicks("held out", v.columns[3])
		require.NoError(t, err)
		r, err := Describe([]*stats.Codes{c}, member, v.design(t), nil)
		require.NoError(t, err)
		require.True(t, mat.Equal(before, member))
		return found{[]float64{r.Rows[0].Share.Value, r.Rows[1].Lift}, []float64{r.Rows[0].StdErr, r.Rows[1].Share.StdErr}, written(t, r)}
	},
	"KMeans": func(t *testing.T, v *wave) found {
		x := v.matrix()
		r, err := KMeans(context.Background(), x, 3, v.design(t), &KMeansSettings{MinStarts: 20})
		require.NoError(t, err)
		require.True(t, mat.Equal(v.matrix(), x))
		return found{append(slices.Clone(r.Centre.RawMatrix().Data), r.Share[0].Value), []float64{r.Objective, r.Share[1].StdErr, float64(r.N)}, written(t, r) + fmt.Sprint(r.Label, r.Distance)}
	},
	"CanonicalVariates": func(t *testing.T, v *wave) found {
		label := make([]int, len(v.x))
		for i, row := range v.x {
			label[i] = min(max(int(row[0]/2), 0), 2)
		}
		r, err := CanonicalVariates(v.matrix(), label, 3, v.design(t))
		require.NoError(t, err)
		return found{[]float64{r.Between[0], r.Between[1]}, nil, fmt.Sprint(r.Score.RawMatrix().Data)}
	},
}

// Exported functions and methods that estimate nothing from respondents under a design.
var noEstimators = map[string]string{
	"NewItems": "packs answers", "AdjustedRand": "compares two partitions", "Match": "compares profiles",
	"ChooseClassesResult.Best": "reads the rows of a choice",
	"Items.Len":                "accessor",
	"Items.Names":              "accessor",
	"Items.Indicators":         "row by row",
}

// Every exported function and method is in the suite or exempt for a reason.
func TestContractIsComplete(t *testing.T) {
	exported := contract.Exported(t, "segment")
	require.Contains(t, exported, "LatentClass")
	contract.Complete(t, exported, slices.Collect(maps.Keys(estimators)), noEstimators)
}

func TestContract(t *testing.T) {
	v := newWave()
	n := len(v.x)
	ones, zeros, counts := make([]float64, n), make([]float64, n), make([]float64, n)
	var order []int
	for i := range n {
		ones[i], order = 1, append(order, (i*37+5)%n)
		zeros[i], counts[i] = float64(min(i%4, 1)), float64(i%3)
	}
	kept, repeated := contract.Weighing(zeros), contract.Repeated(counts)
	for _, name := range slices.Sorted(maps.Keys(estimators)) {
		t.Run(name, func(t *testing.T) {
			estimate := estimators[name]
			if testing.Short() && name != "LatentClass" && name != "KMeans" {
				t.Skip("built on the two others")
			}
			before := contract.Hidden(v)
			base := estimate(t, v)
			assert.Equal(t, base.written, estimate(t, v).written, "a second fit")
			var one, eight found
			contract.OnProcessors(1, func() { one = estimate(t, v) })
			contract.OnProcessors(8, func() { eight = estimate(t, v) })
			assert.Equal(t, one.written, eight.written, "GOMAXPROCS")
			assert.Empty(t, before.Differ(contract.Hidden(v), 0, contract.Everything), "inputs")

			agree(t, "unit frequencies", base, estimate(t, v.weighted(stats.FrequencyWeights, ones)), true)
			agree(t, "unit weights", base, estimate(t, v.weighted(stats.SamplingWeights, ones)), false)
			agree(t, "the order of rows", base, estimate(t, v.rows(order)), true)
			agree(t, "frequencies", estimate(t, v.rows(repeated)), estimate(t, v.weighted(stats.FrequencyWeights, counts)), true)
			without := *v
			without.noPrior = true
			agree(t, "weights in estimates", estimate(t, without.rows(repeated)), estimate(t, without.weighted(stats.SamplingWeights, counts)), false)
			for _, kind := range []stats.WeightKind{stats.FrequencyWeights, stats.SamplingWeights} {
				agree(t, "weight zero", estimate(t, v.rows(kept)), estimate(t, v.weighted(kind, zeros)), kind == stats.FrequencyWeights)
			}
		})
	}
}

// agree compares to the accuracy that convergence leaves.
func agree(t *testing.T, what string, want, got found, precision bool) {
	t.Helper()
	require.NotEmpty(t, want.estimates, "nothing is compared")
	assert.InDeltaSlice(t, want.estimates, got.estimates, 2e-4, what)
	if precision && want.errors != nil {
		for i := range want.errors {
			assert.InEpsilon(t, want.errors[i], got.errors[i], 2e-3, "%s: %d of %v, %v", what, i, want.errors, got.errors)
		}
	}
}
