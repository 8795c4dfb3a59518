package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
)

// outside are the figures that the full run finds outside of their bands, as
// the package comment of stats says with the reasons.
var outside = []string{
	"n=250 heteroscedastic regression, HC3 coefficient, exponential",
	clusteredName + ", coefficient of a cluster variable, survey",
	clusteredName + ", Wald of both, survey",
}

func silent(int, int) {}

func TestSmallSimulation(t *testing.T) {
	thin := 100
	if testing.Short() {
		thin = 500
	}
	rates, err := simulated(context.Background(), statsExperiments(), thin, silent)
	require.NoError(t, err)
	for _, r := range rates {
		assert.True(t, r.inside(), "%s, %s: %v of %d", r.setting, r.name, r.hits, r.replicates)
	}
}

func TestSimulationKnowsFaults(t *testing.T) {
	f := figure{"x", 0.95, 0.01, 0, ""}
	assert.True(t, rate{figure: f, hits: 9350, replicates: 10000}.inside()) // 3.5 x 0.00218 + 0.01 below
	assert.False(t, rate{figure: f, hits: 9320, replicates: 10000}.inside())
	assert.True(t, rate{figure: f, hits: 9570, replicates: 10000}.inside())
	assert.False(t, rate{figure: f, hits: 9580, replicates: 10000}.inside())
}

// TestTable holds the committed table against what the program would write and
// the unweighted shares against their exact coverage: the binomial
// probabilities of the counts whose interval holds p, added up.
func TestTable(t *testing.T) {
	f, err := os.Open("stats.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	line := 0
	var found []string
	for _, x := range statsExperiments() {
		for _, g := range x.figures {
			line++
			require.Less(t, line, len(rows))
			row := rows[line]
			observed, err := strconv.ParseFloat(row[4], 64)
			require.NoError(t, err)
			r := rate{x.setting, g, int(math.Round(observed * float64(x.replicates))), x.replicates}
			assert.Equal(t, tabulated([]rate{r}, row[10])[1], row)
			if !r.inside() {
				found = append(found, x.setting+", "+g.name)
			}
		}
	}
	assert.Len(t, rows, line+1)
	assert.Equal(t, outside, found)

	for _, row := range rows[1:] {
		var n int
		var p float64
		if words := strings.Fields(row[0]); len(words) == 2 && strings.HasPrefix(words[1], "p=") {
			n, err = strconv.Atoi(strings.TrimPrefix(words[0], "n="))
			require.NoError(t, err)
			p, err = strconv.ParseFloat(strings.TrimPrefix(words[1], "p="), 64)
			require.NoError(t, err)
		}
		if n == 0 || n > 500 {
			continue
		}
		for _, m := range shareMethods {
			if row[1] != "share, "+m.String() {
				continue
			}
			exact := exactCoverage(t, n, p, m)
			observed, err := strconv.ParseFloat(row[4], 64)
			require.NoError(t, err)
			assert.InDelta(t, exact, observed, 3.5*math.Sqrt(exact*(1-exact)/10000)+0.00005, "%s %s", row[0], row[1])
		}
	}
}

func exactCoverage(t *testing.T, n int, p float64, m stats.ProportionMethod) float64 {
	t.Helper()
	covered := 0.0
	for k := range n + 1 {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(k + 1))
		c, _ := math.Lgamma(float64(n - k + 1))
		chance := math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
		if chance < 1e-12 {
			continue
		}
		data := make([]int8, n)
		for i := range k {
			data[i] = 1
		}
		x, err := stats.NewTicks("x", data)
		require.NoError(t, err)
		e, err := stats.Proportion(x, 1, nil, &stats.ProportionSettings{Method: m})
		require.NoError(t, err)
		if covers(e, p) {
			covered += chance
		}
	}
	return covered
}

func TestRun(t *testing.T) {
	var stderr bytes.Buffer
	assert.Equal(t, 2, run(context.Background(), []string{"-topic", "weather"}, io.Discard, &stderr))
	assert.Contains(t, stderr.String(), `unknown topic "weather"`)
	assert.Equal(t, 2, run(context.Background(), []string{"surplus"}, io.Discard, io.Discard))
	ctx, stop := context.WithCancel(context.Background())
	stop()
	assert.Equal(t, 2, run(ctx, []string{"-topic", "stats"}, io.Discard, io.Discard))
}
