package ctostudy

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Rows that are counted are as many respondents: the error of a share is that
// of 1,615 people, sqrt(p (1 - p) / (n - 1)), not of three rows.
func TestFrequenciesAreRespondents(t *testing.T) {
	book := wavetest.OfficeBook(`"items": [{"name": "frequency", "field": "number"}]`)
	a := analyze(t, wavetest.Read(t, book, "role,cloud,place,office,number\nCTO,1,n,,600\nCTO,0,n,,1000\nCIO,0,s,,15\nCIO,1,s,,0\n"))

	assert.Equal(t, 1615, a.N)
	assert.Equal(t, []PopulationSize{{"all", 1615, 1615}, {"cto", 1600, 1600}, {"north", 1600, 1600},
		{"west", 0, 0}, {"cto.north", 1600, 1600}}, a.Populations)
	share := a.Shares[0]
	p := 600.0 / 1615
	assert.InEpsilon(t, p, share.Value, 1e-12)
	assert.InEpsilon(t, math.Sqrt(p*(1-p)/1614), share.StdErr, 1e-12)
	assert.Equal(t, 1615, share.N)
	assert.Equal(t, 1615.0, share.EffectiveN)

	_, err := survey.ReadCSV(context.Background(), strings.NewReader("role,cloud,place,office,number\nCTO,1,n,,1.5\n"), wavetest.Codebook(t, book), nil)
	assert.ErrorContains(t, err, "whole number of respondents")
	_, err = survey.ReadCSV(context.Background(), strings.NewReader("role,cloud,place,office,number\nCTO,1,n,,\n"), wavetest.Codebook(t, book), nil)
	assert.Error(t, err)
	many := wavetest.Read(t, book, "role,cloud,place,office,number\nCTO,1,n,,3000000000\n")
	_, err = Analyze(context.Background(), many, nil)
	assert.ErrorContains(t, err, "3000000000 respondents, more than the 20000000")
}

// A stratum with a single cluster leaves all estimates, and is named by its
// label. With "fail" the wave is refused when it is read.
func TestLonelyStratumLeavesEstimates(t *testing.T) {
	for lonely, said := range map[string]string{"": "rather too large", "adjust": "rather too large", "remove": "too small", "average": "mean of the other strata"} {
		design := wavetest.OfficeDesign
		if lonely != "" {
			design += `, "lonely": "` + lonely + `"`
		}
		a := analyze(t, wavetest.Read(t, wavetest.OfficeBook(design), wavetest.OfficeWave()))
		text := wavetest.Warning(a.Warnings, "lonely-strata")
		assert.Contains(t, text, `stratum "the west" has a single first-stage unit`, lonely)
		assert.Contains(t, text, said, lonely)
		require.Len(t, a.Shares, 6, lonely) // all, cto, north, west, cto.north, cto.west

		for _, s := range a.Shares {
			assert.False(t, math.IsNaN(s.Value), s.Population)
			if strings.HasSuffix(s.Population, "west") && lonely != "" && lonely != "adjust" {
				assert.True(t, math.IsNaN(s.StdErr) && math.IsNaN(s.Low), "%s has no variance of its own", s.Population)
			} else if !strings.HasSuffix(s.Population, "west") {
				assert.Greater(t, s.StdErr, 0.0, s.Population)
				assert.Less(t, s.Low, s.High, s.Population)
			}
		}
	}

	_, err := survey.ReadCSV(context.Background(), strings.NewReader(wavetest.OfficeWave()), wavetest.Codebook(t, wavetest.OfficeBook(wavetest.OfficeDesign+`, "lonely": "fail"`)), nil)
	assert.ErrorContains(t, err, `strata with a single cluster, which says nothing of their spread: "the west"`)
}

// What a single cluster says has no error, and so cannot differ from a printed
// value.
func TestClaimsOfASingleClusterAreInconclusive(t *testing.T) {
	books := map[string]string{
		"a stratum of one cluster": wavetest.OfficeBook(wavetest.OfficeDesign),
		"a cluster of a stratum":   wavetest.OfficeBook(strings.Replace(wavetest.OfficeDesign, `{"name": "stratum", "field": "place"}, `, "", 1)),
		"one cluster in all":       wavetest.OfficeBook(`"items": [{"name": "cluster", "field": "role"}]`),
	}
	figures := []Figure{
		{ID: "share", Population: "cto.west", Value: 99, HasValue: true, Printed: "99", Unit: UnitPercent, Claim: "share tech/cloud"},
		{ID: "above", Population: "cto.west", Value: 99, HasValue: true, Printed: "99", AtLeast: true, Unit: UnitPercent, Claim: "share tech/cloud"},
		{ID: "order", Population: "cto.west", Unit: UnitOrder, Claim: "order tech/cloud > 0.99"},
	}
	for name, book := range books {
		text := wavetest.OfficeWave()
		if name == "one cluster in all" {
			text = strings.ReplaceAll(text, "CIO", "CTO")
		}
		a := analyze(t, wavetest.Read(t, book, text))
		j, err := a.Check(figures)
		require.NoError(t, err)
		for _, v := range j.Verdicts {
			assert.Equal(t, Inconclusive, v.Agreement, "%s, %s: %s", name, v.Figure.ID, v.Why)
		}
	}
}

// One share has one error, whatever is printed of it.
func TestShareHasOneError(t *testing.T) {
	for name, design := range map[string]string{
		"none":     `"items": []`,
		"weights":  `"items": [{"name": "weight", "field": "number"}]`,
		"strata":   `"items": [{"name": "weight", "field": "number"}, {"name": "stratum", "field": "place"}]`,
		"clusters": wavetest.OfficeDesign,
	} {
		a := analyze(t, wavetest.Read(t, wavetest.OfficeBook(design), wavetest.OfficeWave()))
		m := a.Measure(nil)
		for _, s := range a.Shares {
			l, err := m.Share(s.Population, s.Construct, s.Item)
			require.NoError(t, err)
			e, err := m.Estimate(l)
			require.NoError(t, err)
			claim, err := ParseClaim("share tech/cloud")
			require.NoError(t, err)
			evaluated, err := claim.evaluate(m, s.Population)
			require.NoError(t, err)
			sameJSON(t, s.Estimate, evaluated.estimate)
			assert.Equal(t, s.N, e.N, "%s, %s", name, s.Population)
			if !math.IsNaN(s.StdErr) || !math.IsNaN(e.StdErr) {
				assert.Equal(t, s.StdErr, e.StdErr, "%s, %s", name, s.Population)
			}
		}
	}
}

func sameJSON(t *testing.T, want, got any) {
	t.Helper()
	one, err := json.Marshal(want)
	require.NoError(t, err)
	two, err := json.Marshal(got)
	require.NoError(t, err)
	assert.Equal(t, string(one), string(two))
}

// Weights of any size are finite in every output, or refused in words.
func TestExtremeWeights(t *testing.T) {
	book := wavetest.OfficeBook(`"items": [{"name": "weight", "field": "number"}]`)
	for _, weight := range []string{"1e300", "1e-320", "1e51", "9e-51"} {
		_, err := survey.ReadCSV(context.Background(), strings.NewReader("role,cloud,place,office,number\nCTO,1,n,,1\nCTO,0,n,,"+weight+"\n"), wavetest.Codebook(t, book), nil)
		assert.ErrorContains(t, err, "respondent 2: weight", weight)
		assert.ErrorContains(t, err, "divide all weights by their mean", weight)
	}
	for _, scale := range []string{"e50", "e-50"} {
		text := "role,cloud,place,office,number\nCTO,1,n,,1" + scale + "\nCTO,0,n,,1" + scale + "\nCIO,1,s,,0\nCTO,1,n,,1" + scale + "\n"
		a := analyze(t, wavetest.Read(t, book, text))
		written, err := json.Marshal(a)
		require.NoError(t, err, scale)
		assert.NotContains(t, string(written), "NaN", scale)
		assert.InEpsilon(t, math.Sqrt(2.0/9/3*4/3), a.Shares[0].StdErr, 1e-12, scale) // four rows, three of weight
		assert.InEpsilon(t, 3, a.Shares[0].EffectiveN, 1e-12, scale)
	}
}

// A panic of the callback comes up where Analyze was called, from every stage.
func TestProgressPanicsInTheCaller(t *testing.T) {
	w := wavetest.Random(t, 300, nil)
	for _, at := range []string{"scores", "archetypes", "archetypes, within", "done"} {
		func() {
			defer func() { assert.Equal(t, "enough of "+at, recover()) }()
			_, _ = Analyze(context.Background(), w, &AnalysisSettings{Classes: 2, MinStarts: 10, Seed: 1,
				Progress: func(stage string, _, total int) {
					if stage == at || stage+", within" == at && total != 5 {
						panic("enough of " + at)
					}
				}})
			t.Errorf("Analyze returned after a panic at %q", at)
		}()
	}
}

func TestAnalyzeRefusesTooManyResamples(t *testing.T) {
	for _, n := range []int{1 << 40, 100_001, 1, -1} {
		_, err := Analyze(context.Background(), wavetest.Read(t, wavetest.SmallBook(), wavetest.Five), &AnalysisSettings{Resamples: n})
		assert.ErrorContains(t, err, fmt.Sprintf("Resamples must be from 2 to 100000, not %d", n))
	}
}
