package segment

import (
	"bytes"
	"context"
	"flag"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

var (
	update = flag.Bool("update", false, "write the golden pictures anew")
	png    = flag.String("png", "", "folder to write the pictures to as PNG as well")
)

// pictures are drawn from the respondents that TestLocalDependence describes.
func pictures(t *testing.T) map[string]*plot.Plot {
	t.Helper()
	x := ticks(t, planted(1, 600, 8, .35, 0))
	r, err := LatentClass(context.Background(), x, 3, nil, &LatentClassSettings{MinStarts: 20})
	require.NoError(t, err)
	s := &PlotSettings{Source: "data made for the tests", Synthetic: true, Classes: []string{"Operators", "Planners", "Others"},
		Labels: map[string]string{"item1": "Runs the data centre", "item2": "Buys cloud services"}}
	out := map[string]*plot.Plot{}
	keep := func(name string, p *plot.Plot, err error) {
		require.NoError(t, err)
		out[name] = p
	}
	profile, err := Profiles(r)
	require.NoError(t, err)
	p, err := PlotProfiles(profile, s)
	keep("profiles", p, err)
	p, err = PlotProbabilities(r.Posterior, s)
	keep("probabilities", p, err)
	c, err := CanonicalVariates(x.Indicators(), r.Modal, 3, nil)
	require.NoError(t, err)
	p, err = PlotMap(c, s)
	keep("map", p, err)
	two := fitTwo(t, x, nil, nil)
	rows, err := BivariateResiduals(two)
	require.NoError(t, err)
	p, err = PlotResiduals(rows, two.N, s)
	keep("residuals", p, err)
	mixed, err := NewItems(nominal(t, 600, 5), nil)
	require.NoError(t, err)
	one, err := LatentClass(context.Background(), mixed, 1, nil, nil)
	require.NoError(t, err)
	rows, err = BivariateResiduals(one)
	require.NoError(t, err)
	for _, row := range rows {
		require.Equal(t, row.A == 0 && row.B == 4, row.Directed)
	}
	p, err = PlotResiduals(rows, one.N, s)
	keep("undirected", p, err)
	return out
}

func drawn(t *testing.T, p *plot.Plot, name, format string) []byte {
	height := map[string]vg.Length{"profiles": 11, "probabilities": 11, "map": 15, "residuals": 10, "undirected": 8}[name] * vg.Centimeter
	w, err := p.WriterTo(18*vg.Centimeter, height, format)
	require.NoError(t, err)
	var out bytes.Buffer
	_, err = w.WriteTo(&out)
	require.NoError(t, err)
	return out.Bytes()
}

func TestPicturesGolden(t *testing.T) {
	words := map[string][]string{"profiles": {"What each class answers", "Operators", "95% interval", "Buys cloud services"},
		"probabilities": {"probability of the own class", "Planners"}, "map": {"of the variance between them", "Others"},
		"residuals": {"hollow: less often", "item8  8"}, "undirected": {"crossed"}}
	for name, p := range pictures(t) {
		got := drawn(t, p, name, "svg")
		for _, text := range append(words[name], "n = 600", "Source: data made for the tests", "synthetic wave") {
			assert.True(t, strings.Contains(string(got), text), "%s: %s", name, text)
		}
		golden := filepath.Join("testdata", name+".svg")
		if *update {
			require.NoError(t, os.WriteFile(golden, got, 0o666))
		}
		if *png != "" {
			require.NoError(t, os.WriteFile(filepath.Join(*png, name+".png"), drawn(t, p, name, "png"), 0o666))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		if runtime.GOARCH == "amd64" && !bytes.Equal(want, got) {
			require.NoError(t, os.WriteFile(golden+".got", got, 0o666))
			t.Errorf("the picture changed: compare %s with %s.got", golden, golden)
		}
	}
}

func TestPicturesBadInput(t *testing.T) {
	_, err := PlotProfiles(&ProfileResult{}, nil)
	assert.ErrorIs(t, err, ErrPicture)
	_, err = PlotProbabilities(mat.NewDense(1, 2, []float64{math.NaN(), 1}), nil)
	assert.ErrorIs(t, err, ErrValue)
	_, err = PlotProbabilities(mat.NewDense(1, 7, nil), nil)
	assert.ErrorIs(t, err, ErrPicture)
	_, err = PlotResiduals(nil, 0, nil)
	assert.ErrorIs(t, err, ErrPicture)
	_, err = CanonicalVariates(mat.NewDense(3, 2, []float64{1, 2, 3, 4, 5, 7}), []int{0, 1, 1}, 2, nil)
	assert.ErrorIs(t, err, ErrPicture)
	p, err := PlotProbabilities(mat.NewDense(2, 2, []float64{.9, .1, .2, .8}), &PlotSettings{Language: Chinese})
	require.NoError(t, err)
	assert.Contains(t, p.Title.Text, "受访者")
}

// Three groups on a line and one column of noise: the first variate is the
// line, in standard deviations within groups.
func TestCanonicalVariates(t *testing.T) {
	x, label := mat.NewDense(300, 2, nil), make([]int, 300)
	for i := range label {
		label[i] = i % 3
		// +-1 about the groups' means in both columns, uncorrelated
		x.Set(i, 0, 10*float64(i%3)+float64(i/3%2)*2-1)
		x.Set(i, 1, float64(i/6%2)*2-1)
	}
	r, err := CanonicalVariates(x, label, 3, nil)
	require.NoError(t, err)
	assert.InDelta(t, 1, r.Between[0], 1e-6)
	assert.InEpsilon(t, 10, math.Abs(r.Score.At(0, 0)-r.Score.At(1, 0)), 1e-3)
	assert.InEpsilon(t, 2, math.Abs(r.Score.At(0, 0)-r.Score.At(3, 0)), 1e-3)
}
