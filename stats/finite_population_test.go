package stats

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Simple random samples without replacement, one of them counted by frequency
// weights, against R's survey (testdata/reference/survey/finite.R).
func TestFinitePopulationsAgainstR(t *testing.T) {
	want, schools := expected(t, "finite"), surveys(t, "estimates")["strat"]
	copies, first := []float64(nil), []int(nil)
	for i := range 60 {
		copies, first = append(copies, float64(i%4)), append(first, i)
	}
	for name, c := range map[string]struct {
		rows       []int
		weights    *Weights
		population float64
	}{
		"half":     {countTo(200), &Weights{Values: slices.Repeat([]float64{2}, 200)}, 400},
		"repeated": {first, &Weights{Kind: FrequencyWeights, Values: copies}, 120},
	} {
		t.Run(name, func(t *testing.T) {
			n := len(c.rows)
			d, err := NewDesign(n, c.weights,
				&DesignSettings{PopulationSize: slices.Repeat([]float64{c.population}, n)})
			require.NoError(t, err)
			y, x := selected(schools.y, c.rows), selected(schools.x, c.rows)
			group, tick := schools.g.Select(c.rows), schools.t.Select(c.rows)
			elementary := make([]float64, n)
			for i := range elementary {
				if group.At(i) == code(group, "E") {
					elementary[i] = 1
				}
			}
			is := func(what string, got float64) {
				t.Helper()
				assert.InEpsilon(t, want[name+" "+what], got, 1e-9, what)
			}
			se := func(what string, e *Estimate, err error) {
				t.Helper()
				require.NoError(t, err)
				is(what+" value", e.Value)
				is(what+" se", e.StdErr)
			}

			mean, err := Mean(y, d, nil)
			se("mean", mean, err)
			is("mean low", mean.Low)
			is("mean deff", mean.DesignEffect)
			e, err := Total(y, d, nil)
			se("total", e, err)
			e, err = Ratio(y, x, d, nil)
			se("ratio", e, err)
			e, err = Mean(y, d.Domain(elementary), nil)
			se("domain", e, err)
			groups, err := GroupMeans(y, group, d, nil)
			require.NoError(t, err)
			se("domain", groups.Groups[code(group, "E")].Estimate, nil)
			e, err = Proportion(tick, code(tick, "Yes"), d, nil)
			se("share", e, err)
			e, err = Quantile(y, 0.5, d, nil)
			require.NoError(t, err)
			is("median se", e.StdErr)

			m, err := ModelMatrix([]Term{{Name: "x", Numeric: x}}, nil)
			require.NoError(t, err)
			fit, err := OLS(m, y, d, nil)
			require.NoError(t, err)
			is("slope value", fit.Coefficients[1].Estimate)
			is("slope se", fit.Coefficients[1].StdErr)
			tab, err := CrossTab(tick, group, d, nil)
			require.NoError(t, err)
			is("chisq statistic", tab.Statistic)
			is("chisq p", tab.PValue)
			test, err := GroupMeansTest(y, tick, d, nil)
			require.NoError(t, err)
			is("welch p", test.PValue)
		})
	}
}
