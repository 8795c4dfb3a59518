package ctostudy

import (
	"context"
	_ "embed"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/stats"
)

// Classes, their shares in a subpopulation and what they answered to held-out items
// in a weighted, stratified, clustered wave of a finite population, against R's
// survey (testdata/reference/domain/script.R): values, errors, intervals on the
// logit scale, degrees of freedom and bases.
func TestClassesAgainstR(t *testing.T) {
	want := map[string]float64{}
	for _, row := range tableOf(t, wavetest.Testdata(t, "reference/domain/output.csv")) {
		want[row[0]] = numberOf(t, row[1])
	}
	w := wavetest.Read(t, string(wavetest.Testdata(t, "reference/domain/codebook.json")), string(wavetest.Testdata(t, "reference/domain/data.csv")))
	a, err := Analyze(context.Background(), w, &AnalysisSettings{Classes: 2})
	require.NoError(t, err)
	found := a.Archetypes
	require.NotNil(t, found, a.whyNot("archetypes"))

	same := func(name string, e *stats.Estimate) {
		t.Helper()
		require.Contains(t, want, name)
		assert.InDelta(t, want[name], e.Value, 2e-4, name)
		assert.InEpsilon(t, want[name+".se"], e.StdErr, 2e-3, name)
		assert.InDelta(t, want[name+".low"], e.Low, 3e-4, name)
		assert.InDelta(t, want[name+".high"], e.High, 3e-4, name)
	}
	described := func(name string, e *stats.Estimate) {
		t.Helper()
		same(name, e)
		assert.Equal(t, want[name+".df"], e.DF, name)
		assert.Equal(t, int(math.Round(want[name+".n"])), e.N, name)
		assert.InEpsilon(t, want[name+".kish"], e.EffectiveN, 1e-3, name)
	}

	same("prior.share", &found.Fit.Share[0])
	assert.Equal(t, want["prior.df"], found.Fit.Share[0].DF)
	for k := range 2 {
		for j := range 5 {
			same(fmt.Sprintf("prior.p%d.%d", k+1, j+1), &found.Fit.Profile[k][j][1])
		}
	}
	require.Equal(t, []string{"cto", "cto.south"}, []string{found.Shares[0].Population, found.Shares[1].Population})
	m := a.Measure([]int{0, 1})
	for k := range 2 {
		described(fmt.Sprintf("south.%d", k+1), &found.Shares[1].Class[k])
		for i, name := range []string{"h1", "low", "middle", "high"} {
			described(fmt.Sprintf("%s.%d", name, k+1), found.HeldOut[i].Class[k])
		}

		// A claim comes to the same, base and interval included.
		c, err := ParseClaim("share heldout/h1")
		require.NoError(t, err)
		e, err := c.evaluate(m, fmt.Sprintf("cto.archetype%d", k+1))
		require.NoError(t, err)
		described(fmt.Sprintf("h1.%d", k+1), e.estimate)
		c, err = ParseClaim(fmt.Sprintf("class %d", k+1))
		require.NoError(t, err)
		for _, population := range []string{"cto.south", "south.cto"} { // the second has no row
			e, err = c.evaluate(m, population)
			require.NoError(t, err)
			described(fmt.Sprintf("south.%d", k+1), e.estimate)
		}
	}
}

// The share that a class with a wide interval has stays within 0 and 1, and none,
// or all, of the class has the exact interval of its effective number.
func TestLogitInterval(t *testing.T) {
	for _, c := range []struct{ p, se, half, low, high float64 }{
		{0.02, 0.015, 0.03, 1 / (1 + 49*math.Exp(0.03/0.0196)), 1 / (1 + 49*math.Exp(-0.03/0.0196))},
		{0.5, 0.1, 0.2, 1 / (1 + math.Exp(0.8)), 1 / (1 + math.Exp(-0.8))},
		{0, 0, 0, 0, 1 - math.Pow(0.025, 1.0/20)},
		{1, 0, 0, math.Pow(0.025, 1.0/20), 1},
	} {
		e := &stats.Estimate{Value: c.p, StdErr: c.se, Low: c.p - c.half, High: c.p + c.half, Level: 0.95, EffectiveN: 20}
		logitInterval(e)
		assert.InDelta(t, c.low, e.Low, 1e-12, "%+v", c)
		assert.InDelta(t, c.high, e.High, 1e-12, "%+v", c)
	}
}
