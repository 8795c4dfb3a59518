package drivers_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/drivers"
)

// said is a result and what its text has to contain.
type said struct {
	result interface {
		fmt.Stringer
		Text(drivers.Language) string
	}
	contains []string
}

// saidResults are a result of each kind, on few respondents.
func saidResults(t *testing.T) map[string]said {
	t.Helper()
	x, high, near, _ := finances(t)
	data := readSurvey(t, nil)
	fit := data.fit(t, nil, nil)
	joint, err := fit.JointTests()
	require.NoError(t, err)
	corrected, err := fit.Corrected([]drivers.Reliability{{Term: "people", Value: 0.8}})
	require.NoError(t, err)
	m, y := noisy(t, 80, 3, 6)
	names := []string{"a", "b"}
	shares := importance(t, m, y, names, nil, drivers.ImportanceSettings{Resamples: 50})
	steps, err := drivers.Hierarchical(dataOf(m, y, names, nil),
		[]drivers.Step{{Name: "one", Terms: []string{"d0"}},
			{Name: "two", Terms: []string{"d1"}}}, nil)
	require.NoError(t, err)
	side := make([]int8, 80)
	for i := range 25 {
		side[i] = 1
	}
	groups, err := drivers.GroupDifferences(dataOf(m, y, names, nil), ticks(t, side...), nil)
	require.NoError(t, err)

	growth, err := drivers.Growth(x["from"], x["to"])
	require.NoError(t, err)
	cut, err := drivers.Cut(x["metric"], drivers.MeanCut, nil)
	require.NoError(t, err)
	premium, err := drivers.Premium(x["growth"], high, nil,
		&drivers.PremiumSettings{Ties: cut.Ties})
	require.NoError(t, err)
	cells, err := drivers.Cells(x["growth"], high, near, nil, nil)
	require.NoError(t, err)
	slopes, err := drivers.SimpleSlopes(x["growth"], x["metric"], x["close"], nil, nil, nil)
	require.NoError(t, err)
	report := drivers.Specification{Metric: "metric", Window: drivers.Window{From: 2020, To: 2021}}
	curved := curve(t, curveData(t), nil,
		drivers.CurveSettings{Report: &report, Demonstration: true, Permutations: 9,
			Cuts:    []drivers.CutKind{drivers.MeanCut},
			Growths: []drivers.GrowthKind{drivers.RelativeGrowth}})

	people, err := fit.Coefficient("roi", "people")
	require.NoError(t, err)
	return map[string]said{
		"coefficients": {fit,
			[]string{"n = 160; 0 lack a term", "roi (R2 ",
				fmt.Sprintf("people %.3f %.3f", people.Estimate, people.StdErr),
				"95% interval", "robust (HC3)", "Correlations"}},
		"tests":     {joint, []string{"people Wald"}},
		"corrected": {corrected, []string{"Raw", "people"}},
		"importance": {shares,
			[]string{"(LMG)", "a (R2 ", "n = 80", "d0 > d1", "Bootstrap support"}},
		"steps":  {steps, []string{"one ", "two ", fmt.Sprintf("two %.3f", steps.Rows[2].R2)}},
		"groups": {groups, []string{"inside (n = 25*)", "outside (n = 55)", "fewer than 30"}},
		"growth": {growth,
			[]string{fmt.Sprintf("n = %d with growth", growth.N), "2 are left out"}},
		"premium": {premium,
			[]string{fmt.Sprint(premium.NHigh, " ", premium.NLow),
				fmt.Sprintf("%.1f%%", 100*premium.Value),
				"Ties: 0.0%"}},
		"cells": {cells,
			[]string{fmt.Sprintf("high x low %d", cells.Mean[1][0].N), "Interaction, points"}},
		"slopes": {slopes,
			[]string{fmt.Sprintf("(n = %d)", slopes.Fit.N),
				fmt.Sprintf("%.2f %.2f", slopes.Slopes[0].At, 100*slopes.Slopes[0].Estimate)}},
		"curve": {curved,
			[]string{"specifications", "Joint permutation test",
				"metric, mean, 2020-2021, relative growth", "Demonstration"}},
	}
}

// Results say in words, within 100 columns, what they are, in two languages.
func TestResultsSay(t *testing.T) {
	word := regexp.MustCompile(`\b(interval|Term|Estimate|Share|Rank|Cell|Growth|Points|Premium|Step|Outcome|fewer|median)\b`)
	for name, c := range saidResults(t) {
		t.Run(name, func(t *testing.T) {
			english := c.result.String()
			assert.Equal(t, english, c.result.Text(drivers.English))
			joined := strings.Join(strings.Fields(english), " ")
			for _, want := range c.contains {
				assert.Contains(t, joined, want)
			}
			for line := range strings.Lines(english) {
				assert.LessOrEqual(t, len(strings.TrimRight(line, "\n")), 100, line)
			}

			chinese, _, _ := strings.Cut(c.result.Text(drivers.Chinese), "\n- ") // warnings are English
			assert.NotEqual(t, english, chinese)
			assert.Empty(t, word.FindString(chinese), chinese)
		})
	}
}

// What a terminal would act on in a name is written as an escape.
func TestTextsShowHiddenCharacters(t *testing.T) {
	m, y := noisy(t, 80, 3, 6)
	fit, err := drivers.Multivariate(dataOf(m, y, []string{"a\x1b[31m", "b\u202e"}, nil), nil)
	require.NoError(t, err)
	assert.Contains(t, fit.String(), `a\x1b[31m`)
	assert.Contains(t, fit.String(), `b\u202e`)
	assert.NotContains(t, fit.String(), "\x1b")
}

func TestLanguages(t *testing.T) {
	assert.Equal(t, "en zh Language(7)",
		fmt.Sprint(drivers.English, drivers.Chinese, drivers.Language(7)))
	var l drivers.Language
	require.NoError(t, l.UnmarshalText([]byte("zh")))
	assert.Equal(t, drivers.Chinese, l)
	assert.ErrorContains(t, l.UnmarshalText([]byte("fr")), "en or zh")
}
