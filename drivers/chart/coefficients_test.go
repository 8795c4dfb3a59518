package chart_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/drivers/chart"
	"github.com/ctostudy/ctostudy/internal/golden"
	"github.com/ctostudy/ctostudy/stats"
)

func svg(t testing.TB, p *plot.Plot) []byte {
	t.Helper()
	w, err := p.WriterTo(18*vg.Centimeter, 12.4*vg.Centimeter, "svg")
	require.NoError(t, err)
	var out bytes.Buffer
	_, err = w.WriteTo(&out)
	require.NoError(t, err)
	return out.Bytes()
}

func pictureSettings() *chart.Settings {
	return &chart.Settings{
		Title: "What goes with three technology metrics", Unit: "SD of the metric per SD of the driver",
		Source: "data made for the tests", Synthetic: true, Terms: driverNames,
		Labels: map[string]string{"mission": "Mission", "people": "People and skills",
			"partners": "Partners and ecosystem",
			"process":  "Process", "innovation": "Innovation", "technology": "Technology",
			"maturity": "Technology maturity", "effectiveness": "Technology effectiveness",
			"roi": "Technology ROI"},
	}
}

func TestCoefficientsGolden(t *testing.T) {
	p, err := chart.Coefficients(multivariate(t, nil), pictureSettings())
	require.NoError(t, err)
	golden.Picture(t, "testdata/coefficients.svg", svg(t, p))
}

// What a reader needs is written on the picture, as text.
func TestCoefficientsSays(t *testing.T) {
	r := multivariate(t, &drivers.MultivariateSettings{Level: 0.9})
	s := pictureSettings()
	p, err := chart.Coefficients(r, s)
	require.NoError(t, err)
	for _, text := range []string{s.Title, s.Unit, "90% interval", "n = 160", "Source: " + s.Source,
		"synthetic wave", "Technology ROI", "\u22120.2"} {
		assert.True(t, strings.Contains(string(svg(t, p)), text), text)
	}
	assert.False(t, strings.Contains(string(svg(t, p)), "region"), "controls are left out")

	t.Run("Chinese", func(t *testing.T) {
		s.Language, s.Labels["mission"], s.Title = drivers.Chinese, "使命", "三项技术指标"
		p, err := chart.Coefficients(r, s)
		require.NoError(t, err)
		for _, text := range []string{"使命", "三项技术指标", "90%置信区间", "资料来源：", "合成数据"} {
			assert.True(t, strings.Contains(string(svg(t, p)), text), text)
		}
	})
	t.Run("defaults", func(t *testing.T) {
		p, err := chart.Coefficients(r, nil)
		require.NoError(t, err)
		got := string(svg(t, p))
		for _, text := range []string{">Coefficients<", "region: China",
			"coefficient with 90% interval"} {
			assert.True(t, strings.Contains(got, text), text)
		}
		for _, text := range []string{"(Intercept)", "synthetic", "Source"} {
			assert.False(t, strings.Contains(got, text), text)
		}
	})
	t.Run("long texts are broken", func(t *testing.T) {
		s.Title = strings.Repeat("很长的标题", 20)
		p, err := chart.Coefficients(r, s)
		require.NoError(t, err)
		assert.Len(t, strings.Split(p.Title.Text, "\n"), 4) // 200 columns over 66 a line
	})
}

func TestCoefficientsBadInput(t *testing.T) {
	r := multivariate(t, nil)
	_, err := chart.Coefficients(r, &chart.Settings{Terms: []string{"mission", "luck"}})
	require.ErrorIs(t, err, drivers.ErrTerm)
	assert.ErrorContains(t, err, "luck")

	r.Fits[1].Coefficients[2].High = math.NaN()
	_, err = chart.Coefficients(r, nil)
	require.ErrorIs(t, err, drivers.ErrValue)
	assert.ErrorContains(t, err, "people on effectiveness")

	x := []float64{1, 2, 3, 5}
	m, err := stats.ModelMatrix([]stats.Term{{Name: "x", Numeric: x}}, nil)
	require.NoError(t, err)
	names := strings.Split("a b c d e f g", " ")
	y := mat.NewDense(4, len(names), nil)
	y.Apply(func(i, j int, _ float64) float64 { return float64((i*j + i) % 5) }, y)
	y.SetCol(4, x)
	many, err := drivers.Multivariate(&drivers.Data{Model: m, Y: y, Outcomes: names}, nil)
	require.NoError(t, err)
	_, err = chart.Coefficients(many, nil)
	assert.ErrorContains(t, err, "at most 6")
}
