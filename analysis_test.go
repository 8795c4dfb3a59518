package ctostudy

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func analyze(t *testing.T, w *survey.Wave) *Analysis {
	t.Helper()
	a, err := Analyze(context.Background(), w, &AnalysisSettings{Classes: 2, MinStarts: 10, Seed: 1})
	require.NoError(t, err)
	return a
}

func whats(list []LeftOut) (out []string) {
	for _, l := range list {
		out = append(out, l.What)
	}
	return out
}

func TestAnalyzeEverything(t *testing.T) {
	w := wavetest.Random(t, 600, nil)
	var stages []string
	a, err := Analyze(context.Background(), w, &AnalysisSettings{Classes: 2, MinStarts: 10, Seed: 1,
		Progress: func(stage string, _, _ int) { stages = append(stages, stage) }})
	require.NoError(t, err)
	assert.Empty(t, a.LeftOut)
	assert.True(t, a.Synthetic)
	assert.Equal(t, []string{"scores", "regression", "premiums", "shares", "archetypes", "done"}, slices.Compact(stages))
	assert.Len(t, a.Scores.All, 10)
	assert.Len(t, a.Premiums, 2*(3+3+3+1))
	assert.Len(t, a.Archetypes.Items, 34)
	assert.Len(t, a.Archetypes.Rows, 300)
	assert.Equal(t, []string{"all", "cto", "cio", "china", "cto.china", "cio.china"}, populationNames(a))
	one, err := json.Marshal(a)
	require.NoError(t, err)
	assert.True(t, json.Valid(one))

	before := runtime.GOMAXPROCS(1)
	other := analyze(t, w)
	runtime.GOMAXPROCS(before)
	two, err := json.Marshal(other)
	require.NoError(t, err)
	assert.Equal(t, string(one), string(two), "the same bytes whatever the number of processors")
}

func populationNames(a *Analysis) (out []string) {
	for _, p := range a.Populations {
		out = append(out, p.Name)
	}
	return out
}

func TestAnalyzeLeavesOut(t *testing.T) {
	cases := map[string]struct {
		edit  func(field string, i int, text string) string
		what  string
		why   string
		check func(t *testing.T, a *Analysis)
	}{
		"no CTO": {func(field string, _ int, text string) string {
			if field == "role" {
				return "CIO"
			}
			return text
		}, "archetypes", "the wave has no CTOs", func(t *testing.T, a *Analysis) {
			assert.Nil(t, a.Archetypes)
			assert.NotNil(t, a.Regression)
		}},
		"fewer CTOs than classes": {func(field string, i int, text string) string {
			if field == "role" && i > 0 {
				return "CIO"
			}
			return text
		}, "archetypes", "CTOs answered none of the items, or all of them alike", func(t *testing.T, a *Analysis) {
			assert.Nil(t, a.Archetypes)
			assert.NotEmpty(t, a.Premiums)
		}},
		"an item nobody answered": {func(field string, _ int, text string) string {
			if field == "resp_enduser" {
				return ""
			}
			return text
		}, "archetype item resp.enduser", "none of the CTOs answered it", func(t *testing.T, a *Analysis) {
			assert.Len(t, a.Archetypes.Items, 33)
			_, err := a.Measure(nil).Share("cto", "responsibility", "enduser")
			assert.ErrorIs(t, err, ErrNotAvailable)
		}},
		"no finances": {func(field string, _ int, text string) string {
			if strings.HasPrefix(field, "profit_") {
				return ""
			}
			return text
		}, "premium of profit by roi, high against low", "nobody gave a positive profit of 2020 and one of 2021", func(t *testing.T, a *Analysis) {
			for _, p := range a.Premiums {
				assert.Equal(t, "revenue", p.Outcome)
			}
			_, err := a.Measure(nil).Premium("profit", "roi", HighLow)
			assert.ErrorContains(t, err, "nobody gave a positive profit")
		}},
		"no revenue": {func(field string, _ int, text string) string {
			if field == "revenue_2020" {
				return "-5"
			}
			return text
		}, "premium of revenue by roi, high against low", "nobody gave a positive revenue of 2020 and one of 2021", func(t *testing.T, a *Analysis) {
			assert.NotNil(t, a.Regression) // without that control
		}},
		"a driver nobody rated": {func(field string, _ int, text string) string {
			if strings.HasPrefix(field, "driver_people") {
				return ""
			}
			return text
		}, "score people", `nobody answered half of the items of "driver.people"`, func(t *testing.T, a *Analysis) {
			assert.NotNil(t, a.Regression)
			assert.Len(t, a.Scores.All, 9)
		}},
		"a score that does not vary": {func(field string, _ int, text string) string {
			if strings.HasPrefix(field, "eff_") {
				return "3"
			}
			return text
		}, "score effectiveness", "effectiveness cannot be standardised: stats: the scores do not vary (all, n = 300)", func(t *testing.T, a *Analysis) {
			_, err := a.Measure(nil).ScoreMean("all", "effectiveness")
			assert.ErrorContains(t, err, "do not vary")
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			a := analyze(t, wavetest.Random(t, 300, c.edit))
			require.Contains(t, whats(a.LeftOut), c.what)
			assert.Contains(t, a.LeftOut, LeftOut{c.what, c.why})
			c.check(t, a)
			_, err := json.Marshal(a)
			assert.NoError(t, err)
		})
	}
}

// Weights of one are no weights, and a weight of zero leaves a respondent out.
func TestAnalyzeWeights(t *testing.T) {
	weighted := func(n int, weight func(i int) string) *Analysis {
		book, err := codebook2021()
		require.NoError(t, err)
		book.Fields = append(book.Fields, survey.Field{Name: "w", Type: "number"})
		book.Constructs = append(book.Constructs, survey.Construct{Name: "design", Items: []survey.Item{{Name: "weight", Field: "w"}}})
		return analyze(t, wavetest.RandomOf(t, book, n, func(field string, i int, text string) string {
			if field == "w" {
				return weight(i)
			}
			return text
		}))
	}
	plain := analyze(t, wavetest.Random(t, 400, nil))
	ones := weighted(400, func(int) string { return "1" })
	sameResults(t, plain, ones)
	halves := weighted(400, func(int) string { return "0.5" })
	sameResults(t, plain, halves)
	sameResults(t, weighted(400, func(int) string { return "1" }), weighted(440, func(i int) string {
		if i >= 400 {
			return "0"
		}
		return "1"
	}))
}

// A stratum for each respondent leaves no degrees of freedom: estimates stay,
// without intervals, and a warning names the first strata. Strata of several are
// honoured.
func TestAnalyzeStrata(t *testing.T) {
	book, err := codebook2021()
	require.NoError(t, err)
	book.Constructs = append(book.Constructs, survey.Construct{Name: "design", Items: []survey.Item{{Name: "stratum", Field: "id"}}})
	a := analyze(t, wavetest.RandomOf(t, book, 60, nil))
	assert.Len(t, a.Scores.All, 10) // strata do not matter to scores
	assert.NotNil(t, a.Regression)
	require.NotEmpty(t, a.Shares)
	for _, s := range a.Shares {
		assert.False(t, math.IsNaN(s.Value))
		assert.True(t, math.IsNaN(s.Low) && math.IsNaN(s.High))
	}
	assert.Regexp(t, `^strata "1", "2", "3", .* and 40 more have a single first-stage unit`, wavetest.Warning(a.Warnings, "lonely-strata"))
	assert.Regexp(t, "cluster of each stratum", a.whyNot(premiumName("profit", "roi", HighLow)))

	book.Constructs[len(book.Constructs)-1].Items[0].Field = "role"
	a = analyze(t, wavetest.RandomOf(t, book, 400, nil))
	assert.Empty(t, wavetest.Warning(a.Warnings, "lonely-strata"))
	for _, what := range []string{"regression", "shares", "archetypes", premiumName("profit", "roi", HighLow)} {
		assert.NotContains(t, whats(a.LeftOut), what, a.whyNot(what))
	}
}

// Nor does the order of the rows matter.
func TestAnalyzeRowOrder(t *testing.T) {
	w := wavetest.Random(t, 400, nil)
	rows := rand.New(rand.NewPCG(3, 4)).Perm(400)
	sameResults(t, analyze(t, w), analyze(t, w.Select(rows)))
}

// sameResults compares estimates, to rounding.
func sameResults(t *testing.T, want, got *Analysis) {
	t.Helper()
	require.Equal(t, whats(want.LeftOut), whats(got.LeftOut))
	require.Len(t, got.Premiums, len(want.Premiums))
	for i, p := range want.Premiums {
		if p.Result.Defined {
			require.InDelta(t, p.Result.Value, got.Premiums[i].Result.Value, 1e-9)
		}
		require.Equal(t, p.Result.NHigh, got.Premiums[i].Result.NHigh)
	}
	for _, s := range want.Shares {
		l, err := got.Measure(nil).Share(s.Population, s.Construct, s.Item)
		require.NoError(t, err)
		require.InDelta(t, s.Value, l.Value, 1e-9)
	}
	require.Len(t, got.Regression.Table(), len(want.Regression.Table()))
	for i, c := range want.Regression.Table() {
		require.InDelta(t, c.Estimate, got.Regression.Table()[i].Estimate, 1e-9)
		require.InDelta(t, c.StdErr, got.Regression.Table()[i].StdErr, 1e-9)
	}
	for k, s := range want.Archetypes.Fit.Share {
		require.InDelta(t, s.Value, got.Archetypes.Fit.Share[k].Value, 1e-4) // converged to 1e-8 in log-likelihood
	}
}

func TestAnalyzeSmallBook(t *testing.T) {
	a := analyze(t, wavetest.Read(t, wavetest.SmallBook(), wavetest.Five))
	assert.Nil(t, a.Regression)
	assert.Nil(t, a.Archetypes)
	assert.Empty(t, a.Premiums)
	for _, what := range []string{"score mission", "regression", "archetypes", premiumName("revenue", "maturity", HighLow)} {
		assert.Contains(t, whats(a.LeftOut), what)
	}
	assert.False(t, a.Synthetic)
	_, err := json.Marshal(a)
	assert.NoError(t, err)
}

func TestAnalyzeRefuses(t *testing.T) {
	w := wavetest.Read(t, wavetest.SmallBook(), wavetest.Five)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Analyze(ctx, w, nil)
	assert.ErrorIs(t, err, context.Canceled)
	for _, s := range []AnalysisSettings{{Classes: 1}, {MinStarts: -1}, {Level: 1}, {Scores: ScoreSettings{MinGroup: 1}}} {
		_, err := Analyze(context.Background(), w, &s)
		assert.Error(t, err, fmt.Sprintf("%+v", s))
	}
}

// What analyses may not know what was published: only what judges may.
func TestAnalysisDoesNotReadFigures(t *testing.T) {
	files := []string{"scores.go", "cuts.go", "norms.go", "shares.go", "finance.go",
		"regression.go", "archetypes.go", "analysis.go", "measure.go"}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				for _, banned := range []string{"Published", "ReadFigures", "Figure", "Assumptions", "Truth", "published"} {
					assert.NotContains(t, id.Name, banned, name)
				}
			}
			return true
		})
	}
}
