package segment

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
)

// domainData reads the made sample of testdata/reference/domain: columns of numbers
// by name, -1 where there is no answer.
func domainData(t *testing.T) map[string][]float64 {
	t.Helper()
	f, err := os.Open("../testdata/reference/domain/data.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)

	out := map[string][]float64{}
	for _, row := range rows[1:] {
		for j, cell := range row {
			v := -1.0
			if cell != "" && rows[0][j] != "h2" {
				v, err = strconv.ParseFloat(cell, 64)
				require.NoError(t, err)
			}
			out[rows[0][j]] = append(out[rows[0][j]], v)
		}
	}
	return out
}

// Classes of those who were asked, whose errors are those of a subpopulation:
// against R's survey (testdata/reference/domain/script.R). In the last stratum
// one cluster alone was asked, and the population sizes are the whole sample's.
func TestClassesOfADomain(t *testing.T) {
	data := domainData(t)
	n := len(data["asked"])
	want := map[string]float64{}
	reference, err := os.Open("../testdata/reference/domain/output.csv")
	require.NoError(t, err)
	defer reference.Close()
	cells, err := csv.NewReader(reference).ReadAll()
	require.NoError(t, err)
	for _, row := range cells[1:] {
		want[row[0]], err = strconv.ParseFloat(row[1], 64)
		require.NoError(t, err)
	}

	var rows []int
	columns := make([]*stats.Codes, 5)
	for j := range columns {
		answers := make([]int8, n)
		for i, v := range data["x"+strconv.Itoa(j+1)] {
			answers[i] = int8(v)
			if v < 0 {
				answers[i] = stats.NotAsked
			}
		}
		columns[j], err = stats.NewTicks("x"+strconv.Itoa(j+1), answers)
		require.NoError(t, err)
	}
	strata, clusters := make([]int, n), make([]int, n)
	for i := range n {
		strata[i], clusters[i] = int(data["stratum"][i]), int(data["cluster"][i])
		if data["asked"][i] == 1 {
			rows = append(rows, i)
		}
	}
	x, err := NewItems(columns, rows)
	require.NoError(t, err)

	weights := &stats.Weights{Values: data["weight"]}
	for _, c := range []struct {
		name string
		w    *stats.Weights
		s    *stats.DesignSettings
	}{
		{"simple", nil, &stats.DesignSettings{Strata: strata, PopulationSize: data["people"]}},
		{"weighted", weights, &stats.DesignSettings{Strata: strata}},
		{"clustered", weights, &stats.DesignSettings{Strata: strata, Clusters: clusters, PopulationSize: data["places"]}},
	} {
		d, err := stats.NewDesign(n, c.w, c.s)
		require.NoError(t, err)
		r, err := LatentClass(context.Background(), x, 2, d, noPrior)
		require.NoError(t, err, c.name)

		assert.Equal(t, int(want[c.name+".n"]), r.N)
		assert.InDelta(t, want[c.name+".loglik"], r.LogLik, 1e-6)
		assert.InDelta(t, want[c.name+".share"], r.Share[0].Value, 1e-4)
		assert.InEpsilon(t, want[c.name+".share.se"], r.Share[0].StdErr, 1e-3, c.name)
		assert.Equal(t, want[c.name+".df"], r.Share[0].DF)
		for k := range 2 {
			for j := range 5 {
				name := c.name + ".p" + strconv.Itoa(k+1) + "." + strconv.Itoa(j+1)
				assert.InDelta(t, want[name], r.Profile[k][j][1].Value, 1e-4, name)
				assert.InEpsilon(t, want[name+".se"], r.Profile[k][j][1].StdErr, 1e-3, name)
				assert.InDelta(t, want[name+".low"], r.Profile[k][j][1].Low, 2e-4, "on the logit: %s", name)
				assert.InDelta(t, want[name+".high"], r.Profile[k][j][1].High, 2e-4, "on the logit: %s", name)
			}
		}

		rows, columns := r.Posterior.Dims()
		assert.Equal(t, []int{186, 2, 186}, []int{rows, columns, len(r.Modal)}, "of those who were asked")
		_, err = BivariateResiduals(r)
		assert.NoError(t, err)
		_, err = ResponseStyle(r)
		assert.NoError(t, err)
	}
}

// In a simple random sample of 600 of 750 every variance is a fifth of that in an
// unlimited population, whoever the model is of; the half that is asked is not a
// sample of 300.
func TestFinitePopulationOfADomain(t *testing.T) {
	columns, rows := make([][]int8, 6), []int(nil)
	half := planted(3, 300, 6, .3, 0)
	for i := range 600 {
		for j := range columns {
			answer := stats.NotAsked
			if i%2 == 0 {
				answer = half[j][i/2]
			}
			columns[j] = append(columns[j], answer)
		}
		if i%2 == 0 {
			rows = append(rows, i)
		}
	}
	var codes []*stats.Codes
	for j, data := range columns {
		c, err := stats.NewTicks("item"+strconv.Itoa(j+1), data)
		require.NoError(t, err)
		codes = append(codes, c)
	}
	x, err := NewItems(codes, rows)
	require.NoError(t, err)

	errorUnder := func(population float64) float64 {
		size := make([]float64, 600)
		for i := range size {
			size[i] = population
		}
		d, err := stats.NewDesign(600, nil, &stats.DesignSettings{PopulationSize: size})
		require.NoError(t, err)
		return fitTwo(t, x, d, noPrior).Share[0].StdErr
	}
	assert.InEpsilon(t, 1/5.0, errorUnder(750)*errorUnder(750)/(errorUnder(1e15)*errorUnder(1e15)), 1e-9)
}

// Rows that the columns lack, or that are named twice, are a mistake of the
// program; a respondent without an answer is named by its row in the columns.
func TestRowsOfItems(t *testing.T) {
	c, err := stats.NewTicks("x", []int8{1, 0, stats.NotAsked, 1})
	require.NoError(t, err)
	with := func(rows ...int) (*Items, error) {
		return NewItems([]*stats.Codes{c}, rows)
	}
	assert.PanicsWithValue(t, "segment: row 4 of items with 4 respondents", func() { _, _ = with(0, 4) })
	assert.PanicsWithValue(t, "segment: row 1 is named twice", func() { _, _ = with(0, 1, 1) })
	_, err = with(0, 1, 2)
	assert.ErrorIs(t, err, errEmptyRow)
	assert.ErrorContains(t, err, "row 2")
	_, err = with(0, 3)
	assert.ErrorIs(t, err, errConstant)
	x, err := with(3, 1)
	require.NoError(t, err)
	assert.Equal(t, 2, x.Len())
	assert.Panics(t, func() {
		d, err := stats.NewDesign(2, nil, &stats.DesignSettings{})
		require.NoError(t, err)
		_, _ = LatentClass(context.Background(), x, 1, d, nil)
	}, "the design is that of the sample")
}

// Respondents of one cluster leave estimates, and say nothing of their spread: no
// error is 0, no p is 1, and a warning says so.
func TestClassesOfOneCluster(t *testing.T) {
	d, err := stats.NewDesign(400, nil, &stats.DesignSettings{Clusters: make([]int, 400), Lonely: stats.LonelyAdjust})
	require.NoError(t, err)
	x := ticks(t, answers(t))
	r := fitTwo(t, x, d, nil)
	plain := fitTwo(t, x, nil, nil)
	assert.Contains(t, codes(r.Warnings), "no-degrees-of-freedom")
	for k := range 2 {
		assert.Equal(t, plain.Share[k].Value, r.Share[k].Value)
		assert.Equal(t, plain.Profile[k][3][1].Value, r.Profile[k][3][1].Value)
		for _, v := range []float64{r.Share[k].StdErr, r.Share[k].Low, r.Profile[k][3][1].StdErr, r.Profile[k][3][1].High} {
			assert.True(t, math.IsNaN(v))
		}
	}

	style, err := ResponseStyle(r)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(style.Z) && math.IsNaN(style.PValue), "%+v", style)
	pairs, err := BivariateResiduals(r)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(pairs[0].Statistic) && math.IsNaN(pairs[0].PValue) && math.IsNaN(pairs[0].PAdjusted), "%+v", pairs[0])
	rows, err := Profiles(r)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(rows.Rows[0].PValue))
	assert.Equal(t, []string{"no-degrees-of-freedom"}, codes(rows.Warnings))
	assert.Contains(t, written(t, []any{r, style, pairs, rows}), `"Z":null`)
}
