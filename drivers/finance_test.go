package drivers_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

type financeOutput struct {
	Sums struct {
		High, Low float64
		HighSE    float64 `json:"high_se"`
		LowSE     float64 `json:"low_se"`
	}
	Adjusted map[string]struct {
		High, Low, Premium float64
		StdError           float64 `json:"std_error"`
		Ends               []float64
		DifferenceSE       float64 `json:"difference_se"`
	}
	Slopes map[string]struct {
		At, Estimate, P []float64
		StdError        []float64 `json:"std_error"`
		Interaction     float64
		Region          []float64
	}
	Design struct {
		High, Low, DF float64
		HighSE        float64 `json:"high_se"`
		LowSE         float64 `json:"low_se"`
		DifferenceSE  float64 `json:"difference_se"`
		Ends          []float64
	}
	Cells struct {
		Mean          []float64
		StdError      []float64 `json:"std_error"`
		Interaction   float64
		InteractionSE float64 `json:"interaction_se"`
	}
}

// finances is the data of testdata/reference/finance, with growth and groups.
func finances(t testing.TB) (x map[string][]float64, high, near *stats.Codes, clusters *stats.Design) {
	t.Helper()
	x = readTable(t, reference+"finance/finances.csv")
	growth, err := drivers.Growth(x["from"], x["to"])
	require.NoError(t, err)
	assert.Equal(t, 2, growth.NonPositiveBase)
	x["growth"] = growth.Rates
	integers := func(name string) []int {
		out := make([]int, len(x[name]))
		for i, v := range x[name] {
			out[i] = int(v)
		}
		return out
	}
	clusters, err = stats.NewDesign(len(x["from"]), &stats.Weights{Values: x["weight"]},
		&stats.DesignSettings{Strata: integers("stratum"), Clusters: integers("cluster")})
	require.NoError(t, err)
	a, err := drivers.Cut(x["metric"], drivers.MeanCut, nil)
	require.NoError(t, err)
	b, err := drivers.Cut(x["close"], drivers.MeanCut, nil)
	require.NoError(t, err)
	return x, a.Groups, b.Groups, clusters
}

func TestPremiumVariantsAgainstR(t *testing.T) {
	var want financeOutput
	readOutput(t, "finance", &want) // R 4.2.2, survey 4.1.1, sandwich 3.0.2: script.R
	x, high, near, clusters := finances(t)
	t.Run("sums", func(t *testing.T) {
		got, err := drivers.PremiumOfSums(x["from"], x["to"], high, sampling(t, x["weight"]...),
			nil)
		require.NoError(t, err)
		w := want.Sums
		near64(t, []float64{w.High, w.Low, w.HighSE, w.LowSE}, got.HighMean.Value,
			got.LowMean.Value, got.HighMean.StdErr, got.LowMean.StdErr)
		assert.Equal(t, 150, got.N)
	})
	region := make([]int8, 150)
	for i, v := range x["region"] {
		region[i] = int8(v) - 1
	}
	codes, err := stats.NewCodes("region", []stats.Level{{Label: "1"}, {Label: "2"}, {Label: "3"}},
		region)
	require.NoError(t, err)
	adjusted := func(set string, growth []float64, high *stats.Codes, controls ...stats.Term) {
		t.Run("adjusted "+set, func(t *testing.T) {
			got, err := drivers.AdjustedPremium(growth, high, controls, nil, nil)
			require.NoError(t, err)
			w := want.Adjusted[set]
			near64(t, []float64{w.High, w.Low, w.Premium, w.StdError, w.DifferenceSE},
				got.HighMean.Value, got.LowMean.Value, got.Value, got.StdErr, got.Difference.StdErr)
			assert.InDelta(t, w.Ends[0], got.Low, 1e-8) // uniroot's tolerance
			assert.InDelta(t, w.Ends[1], got.High, 1e-8)
		})
	}
	adjusted("finances", x["growth"], high, stats.Term{Name: "size", Numeric: x["size"]},
		stats.Term{Name: "region", Factor: codes})
	swiss, cars := readTable(t, reference+"importance/swiss.csv"), readTable(t,
		reference+"importance/mtcars.csv")
	above := func(x []float64, cut float64) *stats.Codes {
		out := make([]int8, len(x))
		for i, v := range x {
			if v > cut {
				out[i] = 1
			}
		}
		return ticks(t, out...)
	}
	adjusted("swiss", swiss["Infant.Mortality"], above(swiss["Catholic"], 50),
		stats.Term{Name: "a", Numeric: swiss["Agriculture"]})
	adjusted("mtcars", cars["mpg"], above(cars["am"], 0),
		stats.Term{Name: "wt", Numeric: cars["wt"]}, stats.Term{Name: "hp", Numeric: cars["hp"]})

	slopes := func(set string, y, metric, moderator []float64, control stats.Term) {
		t.Run("slopes "+set, func(t *testing.T) {
			got, err := drivers.SimpleSlopes(y, metric, moderator, []stats.Term{control}, nil, nil)
			require.NoError(t, err)
			w := want.Slopes[set]
			for k, r := range got.Slopes {
				near64(t, []float64{w.At[k], w.Estimate[k], w.StdError[k], w.P[k]}, r.At,
					r.Estimate, r.StdErr, r.PValue)
			}
			near64(t, w.Region, got.Region.Low, got.Region.High)
			assert.InEpsilon(t, w.Interaction, got.Interaction.Estimate, 1e-9)
		})
	}
	slopes("finances", x["growth"], x["metric"], x["close"],
		stats.Term{Name: "size", Numeric: x["size"]})
	slopes("swiss", swiss["Fertility"], swiss["Education"], swiss["Catholic"],
		stats.Term{Name: "a", Numeric: swiss["Agriculture"]})
	slopes("mtcars", cars["mpg"], cars["wt"], cars["hp"],
		stats.Term{Name: "am", Numeric: cars["am"]})

	t.Run("clusters in strata", func(t *testing.T) {
		got, err := drivers.Premium(x["growth"], high, clusters, nil)
		require.NoError(t, err)
		w := want.Design
		near64(t, []float64{w.High, w.Low, w.HighSE, w.LowSE, w.DifferenceSE},
			got.HighMean.Value, got.LowMean.Value, got.HighMean.StdErr, got.LowMean.StdErr,
			got.Difference.StdErr)
		assert.Equal(t, w.DF, got.DifferenceDF)
		near64(t, w.Ends, got.Low, got.High)
	})
	t.Run("cells", func(t *testing.T) {
		got, err := drivers.Cells(x["growth"], high, near, clusters, nil)
		require.NoError(t, err)
		w := want.Cells // in R's order: high varies fastest
		for k := range 4 {
			near64(t, []float64{w.Mean[k], w.StdError[k]}, got.Mean[k%2][k/2].Value,
				got.Mean[k%2][k/2].StdErr)
		}
		near64(t, []float64{w.Interaction, w.InteractionSE}, got.Interaction.Value,
			got.Interaction.StdErr)
		assert.InEpsilon(t, got.Mean[1][1].Value/got.Mean[1][0].Value-1, got.Second.Value, 1e-12)
		assert.InEpsilon(t, got.Mean[1][1].Value/got.Mean[0][1].Value-1, got.First.Value, 1e-12)
		assert.InEpsilon(t, got.Mean[1][1].Value/got.Mean[0][0].Value-1, got.Both.Value, 1e-12)
		assert.Equal(t, 148, got.N)
	})
}

// The interaction has each cell's own variance, whoever else is in the sample: wool
// and low or medium tension, with the rows of high tension outside of the cells.
func TestCellsHaveTheirOwnVariances(t *testing.T) {
	var want struct {
		Own struct {
			Breaks          []float64
			Wool, Tension   []int8
			Interaction, DF float64
			StdError        float64 `json:"std_error"`
			Ends            []float64
			Mean            float64
			MeanEnds        []float64 `json:"mean_ends"`
		}
	}
	readOutput(t, "finance", &want) // R 4.2.2, warpbreaks: script.R
	w := want.Own
	for i, tension := range w.Tension {
		if tension == 2 {
			w.Tension[i] = stats.NotAsked
		}
	}

	got, err := drivers.Cells(w.Breaks, ticks(t, w.Wool...), ticks(t, w.Tension...), nil, nil)
	require.NoError(t, err)
	e := got.Interaction
	near64(t, []float64{w.Interaction, w.StdError, w.DF}, e.Value, e.StdErr, e.DF)
	near64(t, w.Ends, e.Low, e.High)
	first := got.Mean[0][0]
	near64(t, append([]float64{w.Mean}, w.MeanEnds...), first.Value, first.Low, first.High)
	assert.Equal(t, 36, got.N)

	// The same as the premium between two of the cells says.
	assert.Equal(t, got.Second.HighMean.StdErr, got.Mean[1][1].StdErr)
}

func near64(t testing.TB, want []float64, got ...float64) {
	t.Helper()
	near(t, want, got, 1e-9)
}

func TestCut(t *testing.T) {
	nan := math.NaN()
	x := []float64{1, 2, 2, 3, 4, 5, nan, 7, 8}
	for _, c := range []struct {
		kind          drivers.CutKind
		low, high     float64
		groups, other []int8
		ties          float64
	}{ // by hand: the mean is 32/8
		{drivers.MeanCut, 4, 4, []int8{0, 0, 0, 0, 0, 1, -1, 1, 1},
			[]int8{0, 0, 0, 0, 1, 1, -1, 1, 1}, 1.0 / 8},
		{drivers.MedianCut, 3.5, 3.5, []int8{0, 0, 0, 0, 1, 1, -1, 1, 1},
			[]int8{0, 0, 0, 0, 1, 1, -1, 1, 1}, 0},
		{drivers.TercileCut, 2, 5, []int8{0, 0, 0, -3, -3, -3, -1, 1, 1},
			[]int8{0, -3, -3, -3, -3, 1, -1, 1, 1}, 3.0 / 8},
		{drivers.QuartileCut, 2, 6, []int8{0, 0, 0, -3, -3, -3, -1, 1, 1},
			[]int8{0, -3, -3, -3, -3, -3, -1, 1, 1}, 2.0 / 8},
	} {
		t.Run(c.kind.String(), func(t *testing.T) {
			got, err := drivers.Cut(x, c.kind, nil)
			require.NoError(t, err)
			assert.Equal(t, []float64{c.low, c.high}, []float64{got.Low, got.High})
			assert.Equal(t, c.groups, got.Groups.Data())
			assert.Equal(t, c.other, got.Other.Data())
			for i, tied := range got.Ties.Data() {
				assert.Equal(t, c.groups[i] != c.other[i], tied == 1, "row %d", i)
			}
			assert.InDelta(t, c.ties, got.TieShare, 1e-15)
		})
	}
	_, err := drivers.Cut([]float64{1, math.Inf(1)}, drivers.MeanCut, nil)
	assert.ErrorIs(t, err, drivers.ErrValue)
	_, err = drivers.Cut(x, 9, nil)
	assert.ErrorIs(t, err, drivers.ErrSettings)
	_, err = drivers.Cut([]float64{nan, nan}, drivers.MeanCut, nil)
	assert.ErrorIs(t, err, stats.ErrEmpty)
}

func TestGrowthVariants(t *testing.T) {
	nan := math.NaN()
	got, err := drivers.SymmetricGrowth([]float64{100, -5, 0, 0, nan, 10},
		[]float64{110, 5, 3, 0, 1, 0})
	require.NoError(t, err)
	want := []float64{10 / 105.0, 2, 2, nan, nan, -2} // by hand
	for i := range want {
		if math.IsNaN(want[i]) {
			assert.True(t, math.IsNaN(got.Rates[i]))
		} else {
			assert.InEpsilon(t, want[i], got.Rates[i], 1e-14)
		}
	}
	assert.Equal(t, []int{4, 1, 1}, []int{got.N, got.Missing, got.NonPositiveBase})
	_, err = drivers.SymmetricGrowth([]float64{1}, []float64{math.Inf(1)})
	assert.ErrorIs(t, err, drivers.ErrValue)
	w, err := drivers.Winsorized([]float64{-9, 1, 2, 3, nan, 4, 5, 6, 7, 8, 90}, 0.1, nil)
	require.NoError(t, err)
	// by hand: the 10% quantile of ten values averages the first two, the 90% the last two
	assert.Equal(t, []float64{-4, 1, 2, 3}, w[:4])
	assert.Equal(t, 49.0, w[10])
	_, err = drivers.Winsorized([]float64{1}, 0.5, nil)
	assert.ErrorIs(t, err, drivers.ErrSettings)
}

func TestFinanceBadInput(t *testing.T) {
	x, high, near, _ := finances(t)
	from := slices.Clone(x["from"])
	for i := range from {
		if high.At(i) == 0 {
			from[i] = -from[i]
		}
	}
	_, err := drivers.PremiumOfSums(from, x["to"], high, nil, nil)
	require.ErrorIs(t, err, drivers.ErrGroupSize, "negative base years")
	assert.ErrorContains(t, err, "low group")
	_, err = drivers.PremiumOfSums(make([]float64, 150), x["to"], high, nil, nil)
	assert.ErrorIs(t, err, drivers.ErrGroupSize, "base years of zero")
	_, err = drivers.PremiumOfSums([]float64{math.Inf(1), 1}, []float64{1, 1}, ticks(t, 1, 0), nil,
		nil)
	assert.ErrorIs(t, err, drivers.ErrValue)
	one := make([]int8, 150)
	one[3] = 1
	_, err = drivers.Cells(x["growth"], ticks(t, one...), near, nil, nil)
	require.ErrorIs(t, err, drivers.ErrGroupSize, "a group of one")
	_, err = drivers.AdjustedPremium(x["growth"], high,
		[]stats.Term{{Name: "high", Numeric: x["size"]}}, nil, nil)
	assert.ErrorIs(t, err, drivers.ErrTerm)
	_, err = drivers.AdjustedPremium(x["growth"], high,
		[]stats.Term{{Name: "a", Numeric: x["size"]}, {Name: "b", Numeric: x["size"]}}, nil, nil)
	var alias *stats.AliasError
	assert.ErrorAs(t, err, &alias)
	_, err = drivers.SimpleSlopes(x["growth"], x["metric"], x["metric"],
		[]stats.Term{{Name: "metric", Numeric: x["size"]}}, nil, nil)
	assert.ErrorIs(t, err, drivers.ErrTerm)
	_, err = drivers.SimpleSlopes(x["growth"], x["metric"], x["metric"], nil, nil, nil)
	assert.ErrorAs(t, err, &alias, "a metric that is its own moderator")
}
