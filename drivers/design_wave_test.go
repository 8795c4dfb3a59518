package drivers_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

// A premium in a weighted, stratified, clustered wave with missing answers and rows
// of weight 0: numbers of the pooled groups, degrees of freedom and ties by R 4.2.2,
// survey 4.1.1, testdata/reference/ownwave/script.R. Two clusters have nobody in the
// low group and one nobody in the high group, so that no group's numbers pass for
// those of both.
func TestPremiumOfADomainAgainstR(t *testing.T) {
	want := map[string]float64{}
	f, err := os.Open(reference + "ownwave/output.csv")
	require.NoError(t, err)
	defer f.Close()
	table, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	for _, row := range table[1:] {
		want[row[0]], err = strconv.ParseFloat(row[1], 64)
		require.NoError(t, err)
	}

	x := readOwnWave(t)
	n := len(x["weight"])
	integers := func(name string) []int {
		out := make([]int, n)
		for i, v := range x[name] {
			out[i] = int(v)
		}
		return out
	}
	clusters := integers("cluster")
	for i, s := range integers("stratum") {
		clusters[i] += 10 * s
	}
	d, err := stats.NewDesign(n, &stats.Weights{Values: x["weight"]},
		&stats.DesignSettings{Strata: integers("stratum"), Clusters: clusters})
	require.NoError(t, err)

	// Above the mean, and the tied: those at the least distance, from above if two
	// are equally near.
	maturity := make([]float64, n)
	sum, total := 0.0, 0.0
	for i := range maturity {
		parts := 0.0
		for _, name := range []string{"cloud", "ai"} {
			if v := x[name][i]; !math.IsNaN(v) {
				maturity[i] += v
				parts++
			}
		}
		if maturity[i] /= parts; parts > 0 {
			sum += x["weight"][i] * maturity[i]
			total += x["weight"][i]
		}
	}
	least := math.Inf(1)
	for i, v := range maturity {
		maturity[i] = v - sum/total
		least = math.Min(least, math.Abs(maturity[i]))
	}
	high, tied := make([]int8, n), make([]int8, n)
	above := int8(0)
	for _, v := range maturity {
		if math.Abs(v-least) < 1e-9 {
			above = 1
		}
	}
	for i, v := range maturity {
		if v > 0 {
			high[i] = 1
		}
		if math.Abs(v) < least+1e-9 && high[i] == above {
			tied[i] = 1
		}
	}

	growth, err := drivers.Growth(x["revenue.2020"], x["revenue.2021"])
	require.NoError(t, err)
	got, err := drivers.Premium(growth.Rates, ticks(t, high...), d,
		&drivers.PremiumSettings{Ties: ticks(t, tied...)})
	require.NoError(t, err)

	assert.Equal(t, [2]int{int(want["premium/n_high"]), int(want["premium/n_low"])},
		[2]int{got.NHigh, got.NLow})
	for name, value := range map[string]float64{
		"premium": got.Value, "premium/se": got.StdErr, "difference": got.Difference.Value,
		"difference/se": got.Difference.StdErr, "difference/df": got.DifferenceDF,
		"tie_share":   got.TieShare,
		"effective_n": got.EffectiveN, "weighted_n": got.WeightedN,
	} {
		assert.InEpsilon(t, want[name], value, 1e-8, name)
	}
	assert.Equal(t, got.EffectiveN, got.Difference.EffectiveN)

	// Each mean is on its own degrees of freedom.
	for name, e := range map[string]stats.Estimate{"high/df": got.HighMean, "low/df": got.LowMean} {
		half := (e.High - e.Low) / 2
		tail := distuv.StudentsT{Sigma: 1, Nu: want[name]}.Survival(half / e.StdErr)
		assert.InEpsilon(t, 0.025, tail, 1e-9, name)
	}

	// Rows of weight 0 take no part in a regression.
	m, y := model(t, x, []string{"ai"}, "pr", "pe")
	fit, err := drivers.Multivariate(dataOf(m, y, []string{"ai"}, d), nil)
	require.NoError(t, err)
	rows := 0
	for i, w := range x["weight"] {
		if w > 0 && !math.IsNaN(x["ai"][i]+x["pr"][i]+x["pe"][i]) {
			rows++
		}
	}
	assert.Equal(t, rows, fit.N)
	assert.Less(t, fit.N, len(m.Rows), "there are rows of weight 0")
}

// readOwnWave reads the numbers of testdata/reference/ownwave/wave.csv, NaN where
// missing or no number.
func readOwnWave(t *testing.T) map[string][]float64 {
	t.Helper()
	f, err := os.Open(reference + "ownwave/wave.csv")
	require.NoError(t, err)
	defer f.Close()
	table, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)

	out := map[string][]float64{}
	for j, name := range table[0] {
		for _, row := range table[1:] {
			v, err := strconv.ParseFloat(row[j], 64)
			if err != nil {
				v = math.NaN()
			}
			out[name] = append(out[name], v)
		}
	}
	return out
}
