package chart_test

import (
	"bytes"
	"context"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"github.com/ctostudy/ctostudy/internal/golden"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/segment/chart"
	"github.com/ctostudy/ctostudy/stats"
)

var png = flag.String("png", "", "folder to write the pictures to as PNG as well")

// dependent are the ticks of 600 respondents of two classes in eight items, of
// which the second often repeats the first, whatever the class.
func dependent(t *testing.T) *segment.Items {
	t.Helper()
	g := random.Stream(1, random.Simulation, 77)
	columns := make([][]int8, 8)
	for range 600 {
		chance := [2]float64{.75, .3}
		if g.Float64() < .45 {
			chance = [2]float64{.25, .7}
		}
		g.NormFloat64() // the goldens were drawn with a tendency to tick, of size 0
		for j := range columns {
			tick := int8(0)
			if g.Float64() < 1/(1+1/(chance[j%2]/(1-chance[j%2]))) {
				tick = 1
			}
			if j == 1 && g.Float64() < .35 {
				tick = columns[0][len(columns[0])-1]
			}
			columns[j] = append(columns[j], tick)
		}
	}

	var out []*stats.Codes
	for j, data := range columns {
		c, err := stats.NewTicks("item"+strconv.Itoa(j+1), data)
		require.NoError(t, err)
		out = append(out, c)
	}
	x, err := segment.NewItems(out, nil)
	require.NoError(t, err)
	return x
}

// mixed are the answers of 600 respondents to five items, of which the first and
// the last have two answers and the others three to five.
func mixed(t *testing.T) *segment.Items {
	t.Helper()
	g := random.Stream(4, random.Simulation, 5)
	var out []*stats.Codes
	for j := range 5 {
		levels := make([]stats.Level, 2+j%4)
		data := make([]int8, 600)
		for i := range data {
			data[i] = int8(g.IntN(len(levels)))
			if g.Float64() < .5 {
				data[i] = int8(i % 3 % len(levels))
			}
			if j > 0 && g.Float64() < .15 {
				data[i] = []int8{stats.Skipped, stats.NotAsked, stats.Refused}[i%3]
			}
		}
		c, err := stats.NewCodes("q", levels, data)
		require.NoError(t, err)
		out = append(out, c)
	}
	x, err := segment.NewItems(out, nil)
	require.NoError(t, err)
	return x
}

func fit(t *testing.T, x *segment.Items, k, starts int) *segment.LatentClassResult {
	t.Helper()
	r, err := segment.LatentClass(context.Background(), x, k, nil, &segment.LatentClassSettings{MinStarts: starts})
	require.NoError(t, err)
	return r
}

// pictures are one of each kind, and one of residuals that have no direction.
func pictures(t *testing.T) map[string]*plot.Plot {
	t.Helper()
	s := &chart.Settings{
		Source: "data made for the tests", Synthetic: true,
		Classes: []string{"Operators", "Planners", "Others"},
		Labels:  map[string]string{"item1": "Runs the data centre", "item2": "Buys cloud services"},
	}
	out := map[string]*plot.Plot{}
	keep := func(name string, p *plot.Plot, err error) {
		require.NoError(t, err)
		out[name] = p
	}

	x := dependent(t)
	r := fit(t, x, 3, 20)
	profile, err := segment.Profiles(r)
	require.NoError(t, err)
	p, err := chart.Profiles(profile, s)
	keep("profiles", p, err)
	p, err = chart.Probabilities(r.Posterior, s)
	keep("probabilities", p, err)
	c, err := segment.CanonicalVariates(x.Indicators(), r.Modal, 3, nil)
	require.NoError(t, err)
	p, err = chart.Map(c, s)
	keep("map", p, err)

	two := fit(t, x, 2, 0)
	rows, err := segment.BivariateResiduals(two)
	require.NoError(t, err)
	p, err = chart.Residuals(rows, two.N, s)
	keep("residuals", p, err)

	one := fit(t, mixed(t), 1, 0)
	rows, err = segment.BivariateResiduals(one)
	require.NoError(t, err)
	for _, row := range rows {
		require.Equal(t, row.A == 0 && row.B == 4, row.Directed)
	}
	p, err = chart.Residuals(rows, one.N, s)
	keep("undirected", p, err)
	return out
}

func drawn(t *testing.T, p *plot.Plot, height float64, format string) []byte {
	t.Helper()
	w, err := p.WriterTo(18*vg.Centimeter, vg.Length(height)*vg.Centimeter, format)
	require.NoError(t, err)
	var out bytes.Buffer
	_, err = w.WriteTo(&out)
	require.NoError(t, err)
	return out.Bytes()
}

func TestPicturesGolden(t *testing.T) {
	all := pictures(t)
	for _, c := range []struct {
		name   string
		height float64
		says   []string
	}{
		{"profiles", 11, []string{"What each class answers", "Operators", "95% interval", "Buys cloud services"}},
		{"probabilities", 11, []string{"probability of the own class", "Planners"}},
		{"map", 15, []string{"of the variance between them", "Others"}},
		{"residuals", 10, []string{"hollow: less often", "item8  8"}},
		{"undirected", 8, []string{"crossed"}},
	} {
		got := drawn(t, all[c.name], c.height, "svg")
		for _, text := range append(c.says, "n = 600", "Source: data made for the tests", "synthetic wave") {
			assert.True(t, bytes.Contains(got, []byte(text)), "%s: %s", c.name, text)
		}
		golden.Picture(t, filepath.Join("testdata", c.name+".svg"), got)

		if *png != "" {
			file := filepath.Join(*png, c.name+".png")
			require.NoError(t, os.WriteFile(file, drawn(t, all[c.name], c.height, "png"), 0o666))
		}
	}
}

func TestPicturesBadInput(t *testing.T) {
	_, err := chart.Profiles(&segment.ProfileResult{}, nil)
	assert.ErrorIs(t, err, chart.ErrPicture)
	_, err = chart.Probabilities(mat.NewDense(1, 2, []float64{math.NaN(), 1}), nil)
	assert.ErrorIs(t, err, chart.ErrPicture)
	_, err = chart.Probabilities(mat.NewDense(1, 7, nil), nil)
	assert.ErrorIs(t, err, chart.ErrPicture)
	_, err = chart.Residuals(nil, 0, nil)
	assert.ErrorIs(t, err, chart.ErrPicture)
	bad := segment.BivariateResidual{A: 0, B: 1, Z: math.NaN()}
	_, err = chart.Residuals([]segment.BivariateResidual{bad}, 1, nil)
	assert.ErrorIs(t, err, chart.ErrPicture)
	_, err = chart.Map(&segment.CanonicalResult{K: 7}, nil)
	assert.ErrorIs(t, err, chart.ErrPicture)

	p, err := chart.Probabilities(mat.NewDense(2, 2, []float64{.9, .1, .2, .8}), &chart.Settings{Language: chart.Chinese})
	require.NoError(t, err)
	assert.Contains(t, p.Title.Text, "受访者")
}

// An estimate without an interval is a dot alone.
func TestProfilesWithoutIntervals(t *testing.T) {
	share := stats.Estimate{Value: 0.4, Low: math.NaN(), High: math.NaN()}
	rows := []segment.ProfileRow{{Item: "item", Answer: "ticked", Share: share}}
	p, err := chart.Profiles(&segment.ProfileResult{Rows: rows, N: 400, Level: 0.95}, nil)
	require.NoError(t, err)
	assert.NotContains(t, string(drawn(t, p, 8, "svg")), "NaN")
}
