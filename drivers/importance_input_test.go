package drivers_test

import (
	"context"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

func TestImportanceBadInput(t *testing.T) {
	m, y := noisy(t, 30, 3, 5)
	n := 30
	names := []string{"a", "b"}
	run := func(change func(x map[string][]float64), d *stats.Design,
		s *drivers.ImportanceSettings) (*drivers.ImportanceResult, error) {
		x := map[string][]float64{"a": mat.Col(nil, 0, y), "b": mat.Col(nil, 1, y)}
		for j := range 3 {
			x["d"+strconv.Itoa(j)] = mat.Col(nil, j+1, m.X)
		}
		if change != nil {
			change(x)
		}
		m, y := model(t, x, names, "d0", "d1", "d2")
		return drivers.Importance(context.Background(), dataOf(m, y, names, d), s)
	}
	t.Run("a driver equal to an outcome", func(t *testing.T) {
		r, err := run(func(x map[string][]float64) { x["d1"] = x["b"] }, nil, nil)
		require.NoError(t, err)
		assert.Equal(t, "exact-fit", r.Warnings[0].Code)
		assert.Contains(t, r.Warnings[0].Text, "d1")
	})
	t.Run("a driver equal to another", func(t *testing.T) {
		_, err := run(func(x map[string][]float64) { x["d2"] = x["d1"] }, nil, nil)
		var alias *stats.AliasError
		require.ErrorAs(t, err, &alias)
		assert.Equal(t, []string{"d2"}, alias.Columns)
	})
	t.Run("a constant driver", func(t *testing.T) {
		_, err := run(func(x map[string][]float64) { x["d2"] = make([]float64, n) }, nil, nil)
		var alias *stats.AliasError
		require.ErrorAs(t, err, &alias)
		assert.Equal(t, []string{"d2"}, alias.Columns)
	})
	t.Run("a driver missing for all", func(t *testing.T) {
		x := make([]float64, n)
		for i := range x {
			x[i] = math.NaN()
		}
		_, err := stats.ModelMatrix([]stats.Term{{Name: "d0", Numeric: x}}, nil)
		assert.ErrorIs(t, err, stats.ErrRows)
		_, err = run(func(c map[string][]float64) { c["a"] = x }, nil, nil)
		assert.ErrorIs(t, err, stats.ErrTooFew)
	})
	t.Run("fewer rows than drivers", func(t *testing.T) {
		w := make([]float64, n)
		w[0], w[7], w[9] = 1, 1, 2
		_, err := run(nil, sampling(t, w...), nil)
		assert.ErrorIs(t, err, stats.ErrTooFew)
	})
	t.Run("a constant outcome", func(t *testing.T) {
		_, err := run(func(x map[string][]float64) { x["b"] = make([]float64, n) }, nil, nil)
		assert.ErrorIs(t, err, drivers.ErrConstant)
	})
	t.Run("an infinite outcome", func(t *testing.T) {
		_, err := run(func(x map[string][]float64) { x["b"][3] = math.Inf(1) }, nil, nil)
		assert.ErrorIs(t, err, drivers.ErrValue)
	})
	for name, s := range map[string]drivers.ImportanceSettings{
		"a control that is no term": {Controls: []string{"luck"}},
		"a term used twice": {Controls: []string{"d0"},
			Groups: []drivers.DriverGroup{{Name: "g", Terms: []string{"d0", "d1"}}}},
		"nothing but controls": {Controls: []string{"d0", "d1", "d2"}}} {
		_, err := run(nil, nil, &s)
		assert.ErrorIs(t, err, drivers.ErrTerm, name)
	}
	for name, s := range map[string]drivers.ImportanceSettings{"one resample": {Resamples: 1},
		"no such method":        {Method: 2},
		"negative permutations": {Permutations: -1}, "one ordering": {Orderings: 1}} {
		_, err := run(nil, nil, &s)
		assert.ErrorIs(t, err, drivers.ErrSettings, name)
	}
	_, err := run(nil, nil, &drivers.ImportanceSettings{Level: 95})
	assert.ErrorIs(t, err, drivers.ErrSettings)
	clusters := make([]int, n)
	for i := range clusters {
		clusters[i] = i / 3
	}
	d, err := stats.NewDesign(n, nil, &stats.DesignSettings{Clusters: clusters})
	require.NoError(t, err)
	_, err = run(nil, d, &drivers.ImportanceSettings{Permutations: 9})
	assert.ErrorIs(t, err, stats.ErrDesign)
	bare, err := stats.ModelMatrix([]stats.Term{{Name: "d0", Numeric: mat.Col(nil, 1, m.X)}},
		&stats.ModelSettings{NoIntercept: true})
	require.NoError(t, err)
	_, err = drivers.Importance(context.Background(), dataOf(bare, y, names, nil), nil)
	assert.ErrorIs(t, err, drivers.ErrSettings)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err = drivers.Importance(ctx, dataOf(m, y, names, nil), nil)
	assert.ErrorIs(t, err, context.Canceled)
}

// Six drivers whose true shares lie close together: the order of the estimates is
// almost never the true one, while the rank sets hold the true ranks. A naive
// ranking would have been reported as a finding each time.
func TestNaiveRankingMisleads(t *testing.T) {
	reps, orders, held, firm := 60, 0, 0, 0
	if testing.Short() {
		reps = 15
	}
	for k := range reps {
		rng := random.Stream(21, random.Simulation, uint64(k))
		x := map[string][]float64{}
		names := []string{"d0", "d1", "d2", "d3", "d4", "d5"}
		for range 300 {
			y := 1.5 * rng.NormFloat64()
			for j, name := range names { // independent: the true order is that of the slopes
				v := rng.NormFloat64()
				x[name] = append(x[name], v)
				y += (0.40 - 0.02*float64(j)) * v
			}
			x["y"] = append(x["y"], y)
		}
		m, y := model(t, x, []string{"y"}, names...)
		r := importance(t, m, y, []string{"y"}, nil,
			drivers.ImportanceSettings{Seed: uint64(k), Resamples: 300})
		right, inside := true, true
		for j, s := range r.Shares {
			right = right && s.Rank == j+1
			inside = inside && s.RankLow <= j+1 && j+1 <= s.RankHigh
			if s.RankLow == s.RankHigh {
				firm++
			}
		}
		if right {
			orders++
		}
		if inside {
			held++
		}
	}
	assert.Less(t, float64(orders), 0.1*float64(reps), "the naive order is right")
	assert.GreaterOrEqual(t, float64(held), 0.95*float64(reps)-3.5*math.Sqrt(0.0475*float64(reps)),
		"rank sets hold the truth")
	assert.Less(t, firm, reps/10, "nothing is called a sure rank")
}
