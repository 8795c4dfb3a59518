package chart_test

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/drivers/chart"
	"github.com/ctostudy/ctostudy/internal/golden"
	"github.com/ctostudy/ctostudy/stats"
)

// What a reader needs is written on each picture, as text, in both languages;
// numbers that cannot be drawn are refused by name. The English ones are golden.
func TestPicturesSay(t *testing.T) {
	f, fit := readFinances(t), multivariate(t, nil)
	m, y := noisy(t)
	shares, err := drivers.Importance(t.Context(),
		&drivers.Data{Model: m, Y: y, Outcomes: []string{"a", "b"}},
		&drivers.ImportanceSettings{Resamples: 50})
	require.NoError(t, err)
	cells, err := drivers.Cells(f.growth, f.high, f.near, nil, nil)
	require.NoError(t, err)
	slopes, err := drivers.SimpleSlopes(f.growth, f.x["metric"], f.x["close"], nil, nil, nil)
	require.NoError(t, err)
	rows := f.curve(t)
	for _, c := range []struct {
		name             string
		draw             func(s *chart.Settings) (*plot.Plot, error)
		english, chinese []string
	}{
		{"importance",
			func(s *chart.Settings) (*plot.Plot, error) { return chart.Importance(shares, s) },
			[]string{"Importance of the drivers", "share of R2 in points (LMG) with 95% interval",
				"n = 80", "d2"}, []string{"驱动因素的重要性", "95%置信区间"}},
		{"residuals",
			func(s *chart.Settings) (*plot.Plot, error) { return chart.Residuals(fit, "roi", s) },
			[]string{"Residuals of roi", "mean with 95% interval", "n = 160"},
			[]string{"残差：roi", "拟合值"}},
		{"quantiles",
			func(s *chart.Settings) (*plot.Plot, error) { return chart.Quantiles(fit, "roi", s) },
			[]string{"Distribution of the residuals of roi", "normal quantile"},
			[]string{"残差分布", "正态分位数"}},
		{"cells", func(s *chart.Settings) (*plot.Plot, error) { return chart.Cells(cells, s) },
			[]string{"Growth in four cells", "mean growth in percent with 95% interval",
				"interaction +", "n = 148", "first 1", "second 0"}, []string{"四个组的增长率", "交互作用"}},
		{"slopes", func(s *chart.Settings) (*plot.Plot, error) { return chart.Slopes(slopes, s) },
			[]string{"Simple slopes", "predicted growth in percent", "moderator = 0.01",
				"with 95% interval"}, []string{"简单斜率", "预测增长率"}},
		{"curve", func(s *chart.Settings) (*plot.Plot, error) { return chart.Curve(rows, s) },
			[]string{"Specification curve (demonstration)", "42 specifications",
				"joint permutation test p =", "cut at terciles", "2020-2021", "no controls",
				"ratio of sums"},
			[]string{"设定曲线（演示）", "三分位", "有控制变量", "联合置换检验"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &chart.Settings{Source: "data made for the tests", Synthetic: true}
			for _, language := range []drivers.Language{drivers.English, drivers.Chinese} {
				s.Language = language
				p, err := c.draw(s)
				require.NoError(t, err)
				if language == drivers.English {
					golden.Picture(t, filepath.Join("testdata", c.name+".svg"), svg(t, p))
				}
				// texts are broken into lines, each an element of its own
				said := strings.Join(strings.Fields(strings.NewReplacer("</text>",
					" ").Replace(stripTags(string(svg(t, p))))), " ")
				want := append(c.english, "Source: data made for the tests", "synthetic wave")
				if language == drivers.Chinese {
					want = append(c.chinese, "资料来源：", "合成数据")
					said = strings.ReplaceAll(said, " ", "")
				}
				for _, text := range want {
					if !assert.Contains(t, said, text) {
						break
					}
				}
			}
			p, err := c.draw(nil)
			require.NoError(t, err)
			assert.NotContains(t, string(svg(t, p)), "synthetic")
		})
	}
}

// stripTags leaves the text of an SVG file.
func stripTags(s string) string {
	var out strings.Builder
	inside := false
	for _, c := range s {
		switch {
		case c == '<':
			inside = true
		case c == '>':
			inside = false
			out.WriteByte(' ')
		case !inside:
			out.WriteRune(c)
		}
	}
	return out.String()
}

func TestPicturesBadInput(t *testing.T) {
	fit := multivariate(t, nil)
	_, err := chart.Residuals(fit, "luck", nil)
	assert.ErrorIs(t, err, drivers.ErrTerm)
	_, err = chart.Quantiles(fit, "luck", nil)
	assert.ErrorIs(t, err, drivers.ErrTerm)
	m, y := noisy(t)
	for i := range 80 {
		y.Set(i, 1, m.X.At(i, 1))
	}
	exact, err := drivers.Multivariate(&drivers.Data{Model: m, Y: y, Outcomes: []string{"a", "b"}},
		nil)
	require.NoError(t, err)
	_, err = chart.Residuals(exact, "b", nil)
	assert.ErrorIs(t, err, drivers.ErrConstant)
	_, err = chart.Importance(&drivers.ImportanceResult{Outcomes: strings.Split("a b c d e f g",
		" ")}, nil)
	assert.ErrorIs(t, err, drivers.ErrSettings)
	_, err = chart.Importance(&drivers.ImportanceResult{Outcomes: []string{"a"},
		Drivers: []string{"d"},
		Shares:  []drivers.ShareRow{{Driver: "d", Estimate: math.NaN()}}}, nil)
	assert.ErrorIs(t, err, drivers.ErrValue)
	_, err = chart.Importance(&drivers.ImportanceResult{}, &chart.Settings{Terms: []string{"luck"}})
	assert.ErrorIs(t, err, drivers.ErrTerm)
	_, err = chart.Cells(&drivers.CellsResult{Mean: [2][2]stats.Estimate{{{Value: math.NaN()}}}},
		nil)
	assert.ErrorIs(t, err, drivers.ErrValue)
	_, err = chart.Slopes(&drivers.SlopesResult{Slopes: make([]drivers.SlopeRow, 7)}, nil)
	assert.ErrorIs(t, err, drivers.ErrSettings)
	_, err = chart.Curve(&drivers.CurveResult{}, nil)
	assert.ErrorIs(t, err, drivers.ErrValue)
}

// The points farthest out stay within the frame.
func TestResidualsKeepWithinTheFrame(t *testing.T) {
	fit := multivariate(t, nil)
	p, err := chart.Residuals(fit, "roi", nil)
	require.NoError(t, err)
	low, high := math.Inf(1), math.Inf(-1)
	for _, e := range fit.Fits[2].Residuals {
		low, high = math.Min(low, e/fit.Fits[2].RMSE), math.Max(high, e/fit.Fits[2].RMSE)
	}
	require.True(t, low < -2.9 || high > 2.9)
	assert.True(t, p.Y.Min < low-0.1 || low > -2.9, "%v %v", p.Y.Min, low)
	assert.True(t, p.Y.Max > high+0.1 || high < 2.9, "%v %v", p.Y.Max, high)
}
