package segment

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// Bases of profiles against sums over respondents, where a class is mostly not
// asked an item: n by posteriors, sum of weights, and Kish's (sum w r)^2 / sum
// w^2 r with r the posteriors. Weight 0 counts for nothing.
func TestBasesOfProfiles(t *testing.T) {
	columns := answers(t)
	w := make([]float64, 400)
	for i := range 400 {
		if w[i] = float64(i % 4); i < 240 && i%10 != 0 {
			columns[7][i] = stats.NotAsked
		}
	}
	x := ticks(t, columns)
	for name, d := range map[string]*stats.Design{"none": nil, "sampling": weighting(t, stats.SamplingWeights, w), "frequency": weighting(t, stats.FrequencyWeights, w)} {
		r := fitTwo(t, x, d, &LatentClassSettings{MinStarts: 10})
		for k := range 2 {
			for _, j := range []int{2, 7} {
				n, sum, squares := 0.0, 0.0, 0.0
				for i := range 400 {
					if columns[j][i] < 0 || d.Weight(i) == 0 {
						continue
					}
					p, v := r.Posterior.At(i, k), d.Weight(i)
					sum, squares = sum+v*p, squares+v*v*p
					if name == "frequency" {
						n += v * p
					} else {
						n += p
					}
				}
				kish := sum * sum / squares
				if name == "frequency" {
					kish = n
				}
				e := r.Profile[k][j][1]
				assert.Equal(t, int(math.Round(n)), e.N, "%s: class %d, item %d", name, k, j)
				assert.InEpsilon(t, sum, e.WeightedN, 1e-9)
				assert.InEpsilon(t, kish, e.EffectiveN, 1e-9)
				assert.InEpsilon(t, e.StdErr*e.StdErr*n/(e.Value*(1-e.Value)), e.DesignEffect, 1e-9)

				// What the class answers to a question of its own rests on the same.
				c, err := stats.NewTicks("asked again", columns[j])
				require.NoError(t, err)
				again, err := Describe([]*stats.Codes{c}, r.Posterior, d, nil)
				require.NoError(t, err)
				share := again.Rows[k].Share
				assert.Equal(t, e.N, share.N, name)
				assert.InEpsilon(t, sum, share.WeightedN, 1e-9)
				assert.InEpsilon(t, kish, share.EffectiveN, 1e-9)
				assert.InEpsilon(t, share.StdErr*share.StdErr*n/(share.Value*(1-share.Value)), share.DesignEffect, 1e-9)
				assert.Contains(t, codes(again.Warnings), "class-uncertainty")
			}
		}
	}
}

func weighting(t *testing.T, kind stats.WeightKind, w []float64) *stats.Design {
	t.Helper()
	d, err := stats.NewDesign(len(w), &stats.Weights{Kind: kind, Values: w}, nil)
	require.NoError(t, err)
	return d
}

// A class beside which nothing but rounding error is of another one differs from
// nothing; who belongs to it for sure is described without a word on uncertainty.
func TestRoundingErrorIsNoClass(t *testing.T) {
	c, err := stats.NewTicks("asked", []int8{1, 0, 1, 1, 0, 1})
	require.NoError(t, err)
	member := mat.NewDense(6, 2, nil)
	for i := range 6 {
		member.SetRow(i, []float64{1 - 2e-16, 2e-16})
	}
	r, err := Describe([]*stats.Codes{c}, member, nil, nil)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(r.Rows[0].Difference) && math.IsNaN(r.Rows[0].PValue), "%+v", r.Rows[0])
	assert.NotContains(t, codes(r.Warnings), "class-uncertainty")
}

// A difference without an error is no p of 1: it is undefined, and said so.
func TestPerfectSeparationHasNoP(t *testing.T) {
	columns := make([][]int8, 5)
	for i := range 200 {
		for j := range columns {
			columns[j] = append(columns[j], int8(is((i%5+3)/5, j%2)))
		}
	}
	r := fitTwo(t, ticks(t, columns), nil, noPrior)
	p, err := Profiles(r)
	require.NoError(t, err)
	member := mat.NewDense(200, 2, nil)
	for i := range 200 {
		member.Set(i, (i%5+3)/5, 1)
	}
	c, err := stats.NewTicks("perfect", columns[1])
	require.NoError(t, err)
	q, err := Describe([]*stats.Codes{c}, member, nil, nil)
	require.NoError(t, err)
	for _, rows := range []*ProfileResult{p, q} {
		assert.InDelta(t, 1, math.Abs(rows.Rows[0].Difference), 1e-12)
		for _, v := range []float64{rows.Rows[0].Statistic, rows.Rows[0].PValue, rows.Rows[0].PAdjusted} {
			assert.True(t, math.IsNaN(v), "%+v", rows.Rows[0])
		}
		assert.Contains(t, codes(rows.Warnings), "no-error")
		assert.Contains(t, written(t, rows), `"PValue":null`)
	}
	assert.Contains(t, codes(p.Warnings), "boundary", "of the model")
	assert.NotContains(t, codes(r.Warnings), "identification", "two patterns occur, but five items fix two classes")
}

// A class that has no other beside it differs from nothing: its difference is
// undefined, not 0 with a p of 1.
func TestDescribeAgainstAnEmptyClass(t *testing.T) {
	answer := make([]int8, 40)
	member, one := mat.NewDense(40, 2, nil), mat.NewDense(40, 1, nil)
	for i := range answer {
		answer[i] = int8(is(i%4, 1))
		member.Set(i, 0, 1)
		one.Set(i, 0, 1)
	}
	c, err := stats.NewTicks("held out", answer)
	require.NoError(t, err)
	for _, m := range []*mat.Dense{member, one} {
		r, err := Describe([]*stats.Codes{c}, m, nil, nil)
		require.NoError(t, err)
		require.Len(t, r.Rows, 1, "nobody is in the second class")
		row := r.Rows[0]
		assert.Equal(t, 0.25, row.Share.Value)
		for _, v := range []float64{row.Difference, row.StdErr, row.Statistic, row.PValue, row.PAdjusted} {
			assert.True(t, math.IsNaN(v), "%+v", row)
		}
		assert.Contains(t, codes(r.Warnings), "no-other-class")
		assert.Contains(t, written(t, r), `"Difference":null`)
	}

	whole, err := LatentClass(context.Background(), ticks(t, answers(t)), 1, nil, nil)
	require.NoError(t, err)
	p, err := Profiles(whole)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(p.Rows[0].PValue) && math.IsNaN(p.Rows[0].Difference))
	assert.Contains(t, codes(p.Warnings), "no-other-class")
}

// In a class within one cluster nothing is known of a share's spread: 0 would
// be certainty.
func TestDescribeAClassWithinACluster(t *testing.T) {
	answer, clusters, member := make([]int8, 40), make([]int, 40), mat.NewDense(40, 2, nil)
	for i := range answer {
		answer[i], clusters[i] = int8(is(i%3, 1)), i/10
		member.Set(i, max(0, i/10-2), 1)
	}
	c, err := stats.NewTicks("held out", answer)
	require.NoError(t, err)
	d, err := stats.NewDesign(40, nil, &stats.DesignSettings{Clusters: clusters})
	require.NoError(t, err)
	r, err := Describe([]*stats.Codes{c}, member, d, nil)
	require.NoError(t, err)
	assert.Positive(t, r.Rows[0].Share.StdErr)
	within := r.Rows[1].Share
	for _, v := range []float64{within.StdErr, within.Low, within.High} {
		assert.True(t, math.IsNaN(v), "%+v", within)
	}
}

// With one respondent of all the weight nothing overflows into what is written.
func TestExtremeWeight(t *testing.T) {
	w := make([]float64, 400)
	for i := range w {
		w[i] = 1
	}
	w[5] = 1e14
	r, err := LatentClass(context.Background(), ticks(t, answers(t)), 2, weighting(t, stats.SamplingWeights, w), nil)
	require.NoError(t, err)
	finiteResult(t, r)
	assert.Contains(t, codes(r.Warnings), "parameters", "17 of them from 1 effective respondent")
	p, err := Profiles(r)
	require.NoError(t, err)
	_, err = json.Marshal(p)
	assert.NoError(t, err)
}

// A contrast of two classes is one test, though it stands in both their rows.
func TestHolmCountsAContrastOnce(t *testing.T) {
	r, err := Profiles(fitTwo(t, ticks(t, answers(t)), nil, nil))
	require.NoError(t, err)
	var once []float64
	for i := 0; i < len(r.Rows); i += 2 {
		assert.InDelta(t, r.Rows[i].PValue, r.Rows[i+1].PValue, 1e-9)
		once = append(once, r.Rows[i].PValue)
	}
	for i, v := range stats.Holm(once) {
		assert.Equal(t, v, r.Rows[2*i].PAdjusted)
		assert.Equal(t, v, r.Rows[2*i+1].PAdjusted)
	}
}

// An item with one answer among those who count tells nobody apart.
func TestItemConstantWhereWeighted(t *testing.T) {
	columns, w := make([][]int8, 3), make([]float64, 60)
	for i := range w {
		columns[0], columns[1] = append(columns[0], int8(i%2)), append(columns[1], int8(i/2%2))
		columns[2] = append(columns[2], int8(is(i/50, 1)))
		w[i] = is(i/50, 0)
	}
	r, err := LatentClass(context.Background(), ticks(t, columns), 2, weighting(t, stats.SamplingWeights, w), nil)
	require.NoError(t, err)
	assert.Contains(t, codes(r.Warnings), "constant-item")
	assert.NotContains(t, codes(r.Warnings), "boundary", "there is nothing to estimate")
	finiteResult(t, r)
}

// Models that the data cannot tell are warned of, with the prior and without.
func TestUnidentifiedModels(t *testing.T) {
	cells := make([][]int8, 3)
	for i := range 8 {
		for j := range cells {
			cells[j] = append(cells[j], int8(i>>j&1))
		}
	}
	g := random.Stream(1, random.Simulation, 2)
	independent := make([][]int8, 4)
	for range 1000 {
		for j := range independent {
			independent[j] = append(independent[j], int8(g.IntN(2)))
		}
	}
	for _, c := range []struct {
		name    string
		columns [][]int8
		k       int
		noPrior bool
		want    []string
	}{
		{"all cells once", cells, 2, false, []string{"indistinct", "local-identification"}},
		{"all cells once, no prior", cells, 2, true, []string{"information", "local-identification"}},
		{"independent answers", independent, 2, false, []string{"local-identification"}},
		{"11 parameters for 7 free cells", answers(t)[:3], 3, false, []string{"identification"}},
		{"11 parameters for 7 free cells, no prior", answers(t)[:3], 3, true, []string{"identification"}},
	} {
		r, err := LatentClass(context.Background(), ticks(t, c.columns), c.k, nil, &LatentClassSettings{NoPrior: c.noPrior, MaxStarts: 50})
		require.NoError(t, err)
		for _, code := range c.want {
			assert.Contains(t, codes(r.Warnings), code, c.name)
		}
	}
	for _, s := range []*LatentClassSettings{nil, noPrior} {
		r := fitTwo(t, ticks(t, answers(t)), nil, s)
		assert.Empty(t, r.Warnings, "a model that is")
	}
}

// Without the prior an answer that less than a thousandth of a respondent of a
// class is expected to give is on the boundary, however far EM has come.
func TestBoundaryIsOfCounts(t *testing.T) {
	g := random.Stream(2, random.Simulation, 6)
	columns := make([][]int8, 6)
	for range 500 {
		k := g.IntN(2)
		for j := range columns {
			p := []float64{.2, .8}[(k+j)%2]
			if j == 0 {
				p = .5 * float64(k) // class 0 never
			}
			columns[j] = append(columns[j], int8(is(1, int(min(1, math.Floor(g.Float64()/(1-p)))))))
		}
	}
	x := ticks(t, columns)
	var fixed []int
	for _, tolerance := range []float64{1e-3, 1e-4, 1e-8, 1e-12} {
		r := fitTwo(t, x, nil, &LatentClassSettings{NoPrior: true, Tolerance: tolerance, MinStarts: 10, MaxIterations: 20000})
		fixed = append(fixed, r.fitted.space.fixed)
		for k := range 2 {
			e := r.Profile[k][0][1]
			assert.True(t, e.Value == 0 || e.StdErr < .2, "%+v", e)
		}
	}
	assert.Equal(t, []int{2, 2, 2, 2}, fixed)
}

// The agreement with the runner-up counts respondents, not rows.
func TestRunnerUpAgreementCountsRespondents(t *testing.T) {
	columns := answers(t)
	w, zero := make([]float64, 400), make([]float64, 400)
	var repeated, kept []int
	for i := range w {
		if w[i] = float64(1 + 5*(i%3)); i%3 > 0 {
			kept, zero[i] = append(kept, i), 1
		}
		for range int(w[i]) {
			repeated = append(repeated, i)
		}
	}
	s := &LatentClassSettings{MinStarts: 12, MaxStarts: 12, NoPrior: true}
	base := &wave{columns: columns, x: make([][]float64, 400)}
	for _, c := range []struct {
		d    *stats.Design
		rows []int
	}{{weighting(t, stats.FrequencyWeights, w), repeated}, {weighting(t, stats.SamplingWeights, zero), kept}} {
		a, err := LatentClass(context.Background(), ticks(t, columns), 4, c.d, s)
		require.NoError(t, err)
		b, err := LatentClass(context.Background(), ticks(t, base.rows(c.rows).columns), 4, nil, s)
		require.NoError(t, err)
		require.Equal(t, a.Distinct, b.Distinct)
		require.False(t, math.IsNaN(a.RunnerUpAgreement))
		assert.InEpsilon(t, b.RunnerUpAgreement, a.RunnerUpAgreement, 1e-9)
	}
	require.True(t, slices.Contains(w, 11))
}
