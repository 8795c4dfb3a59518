package drivers_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

const premiumReference = "../testdata/reference/premium/"

// ticks returns a yes-or-no column.
func ticks(t testing.TB, codes ...int8) *stats.Codes {
	t.Helper()
	c, err := stats.NewTicks("high", codes)
	require.NoError(t, err)
	return c
}

func sampling(t testing.TB, w ...float64) *stats.Design {
	t.Helper()
	d, err := stats.NewDesign(len(w), &stats.Weights{Values: w}, nil)
	require.NoError(t, err)
	return d
}

type premiumSet struct {
	growth, weight []float64
	high           []int8
}

func readPremiumSets(t testing.TB) map[string]*premiumSet {
	t.Helper()
	f, err := os.Open(premiumReference + "groups.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	out := map[string]*premiumSet{}
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		require.NoError(t, err)
		return v
	}
	for _, row := range rows[1:] {
		s := out[row[0]]
		if s == nil {
			s = &premiumSet{}
			out[row[0]] = s
		}
		s.high = append(s.high, int8(number(row[1])))
		s.growth = append(s.growth, number(row[2]))
		s.weight = append(s.weight, number(row[3]))
	}
	return out
}

// What script.R wrote.
type premiumOutput struct {
	L95, L80 struct {
		Level, Ratio, DF float64
		Kind             string
		Ends             []float64
		StdError         float64 `json:"std_error"`
		Difference       float64
		DifferenceLow    float64 `json:"difference_low"`
		DifferenceHigh   float64 `json:"difference_high"`
		DifferenceDF     float64 `json:"difference_df"`
		HighLow          float64 `json:"high_low"`
		LowHigh          float64 `json:"low_high"`
	}
	Weighted struct {
		HighMean float64 `json:"high_mean"`
		LowMean  float64 `json:"low_mean"`
		HighSE   float64 `json:"high_se"`
		LowSE    float64 `json:"low_se"`
		Premium  float64
		SEWhole  float64 `json:"se_whole"`
		SEGroups float64 `json:"se_groups"`
	}
}

func readPremiumOutput(t testing.TB, set string) premiumOutput {
	t.Helper()
	b, err := os.ReadFile(premiumReference + "output.json")
	require.NoError(t, err)
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(b, &all))
	var out premiumOutput
	require.NoError(t, json.Unmarshal(all[set], &out))
	return out
}

func TestPremiumAgainstR(t *testing.T) {
	sets := readPremiumSets(t)
	for _, name := range []string{"clear", "few", "weak", "none"} {
		want := readPremiumOutput(t, name) // R 4.2.2, testdata/reference/premium/script.R
		for _, level := range []float64{0, 0.80} {
			ref := want.L95
			if level != 0 {
				ref = want.L80
			}
			t.Run(name+"/"+strconv.FormatFloat(ref.Level, 'g', -1, 64), func(t *testing.T) {
				s := sets[name]
				got, err := drivers.Premium(s.growth, ticks(t, s.high...), nil,
					&drivers.PremiumSettings{Level: level})
				require.NoError(t, err)
				assert.Equal(t, ref.Kind, got.Set.Kind)
				assert.InEpsilon(t, ref.DF, got.Set.DF, 1e-9)
				assert.InEpsilon(t, ref.Difference, got.Difference.Value, 1e-9)
				assert.InEpsilon(t, ref.DifferenceLow, got.Difference.Low, 1e-8)
				assert.InEpsilon(t, ref.DifferenceHigh, got.Difference.High, 1e-8)
				assert.InEpsilon(t, ref.DifferenceDF, got.DifferenceDF, 1e-9)
				assert.InEpsilon(t, ref.HighLow, got.HighMean.Low, 1e-8)
				assert.InEpsilon(t, ref.LowHigh, got.LowMean.High, 1e-8)
				if ref.Kind != "whole line" {
					assert.InEpsilon(t, ref.Ends[0], got.Set.Low, 1e-8)
					assert.InEpsilon(t, ref.Ends[1], got.Set.High, 1e-8)
				}
				require.Equal(t, ref.Kind == "bounded", got.Defined)
				if got.Defined {
					assert.InEpsilon(t, ref.Ratio-1, got.Value, 1e-9)
					assert.InEpsilon(t, ref.StdError, got.StdErr, 1e-9)
					assert.Equal(t, got.Set.Low, got.Low)
					assert.Equal(t, got.Set.High, got.High)
				}
			})
		}
	}
}

func TestPremiumWeightedAgainstR(t *testing.T) {
	sets := readPremiumSets(t)
	for _, name := range []string{"clear", "few"} {
		t.Run(name, func(t *testing.T) {
			want := readPremiumOutput(t, name).Weighted // R survey 4.1.1: svyby(svymean), svycontrast
			s := sets[name]
			d := sampling(t, s.weight...)
			got, err := drivers.Premium(s.growth, ticks(t, s.high...), d, nil)
			require.NoError(t, err)
			assert.InEpsilon(t, want.HighMean, got.HighMean.Value, 1e-12)
			assert.InEpsilon(t, want.LowMean, got.LowMean.Value, 1e-12)
			assert.InEpsilon(t, want.HighSE, got.HighMean.StdErr, 1e-10)
			assert.InEpsilon(t, want.LowSE, got.LowMean.StdErr, 1e-10)
			assert.InEpsilon(t, want.Premium, got.Value, 1e-12)
			assert.InEpsilon(t, want.SEGroups, got.StdErr, 1e-10)
			joint, err := got.Linearized.Estimate(d, nil)
			require.NoError(t, err)
			assert.InEpsilon(t, want.Premium, joint.Value, 1e-12)
			assert.InEpsilon(t, want.SEWhole, joint.StdErr, 1e-10)
		})
	}
}

// accepts is the test that Fieller's set inverts, written from its definition.
func accepts(r float64, high, low []float64, t float64) bool {
	a, va := stat.MeanVariance(high, nil)
	b, vb := stat.MeanVariance(low, nil)
	va, vb = va/float64(len(high)), vb/float64(len(low))
	return math.Abs(a-r*b) <= t*math.Sqrt(va+r*r*vb)
}

// The set holds exactly the premiums that the test accepts, whatever its shape.
func TestFiellerInvertsTheTest(t *testing.T) {
	for name, s := range readPremiumSets(t) {
		t.Run(name, func(t *testing.T) {
			got, err := drivers.Premium(s.growth, ticks(t, s.high...), nil, nil)
			require.NoError(t, err)
			var high, low []float64
			for i, g := range s.growth {
				if s.high[i] == 1 {
					high = append(high, g)
				} else {
					low = append(low, g)
				}
			}
			want := readPremiumOutput(t, name).L95
			quantile := map[string]float64{
				"clear": 1.97408004, // R 4.2.2: qt(0.975, 169.2427)
				"few":   2.38806460, // R 4.2.2: qt(0.975, 6.676309)
				"weak":  2.04434800, // R 4.2.2: qt(0.975, 29.2908)
				"none":  2.01327499, // R 4.2.2: qt(0.975, 45.681)
			}[name]
			for k := -40000; k <= 40000; k++ {
				p := float64(k) / 4000 // premiums -10 to 10
				inside := p >= got.Set.Low && p <= got.Set.High
				switch got.Set.Kind {
				case "exclusive":
					inside = p <= got.Set.Low || p >= got.Set.High
				case "whole line":
					inside = true
				}
				if nearEnd(p, want.Ends) {
					continue
				}
				if accepts(p+1, high, low, quantile) != inside {
					t.Fatalf("premium %v: in the set %v, accepted by the test %v", p, inside,
						!inside)
				}
			}
		})
	}
}

func nearEnd(p float64, ends []float64) bool {
	for _, e := range ends {
		if math.Abs(p-e) < 1e-4 {
			return true
		}
	}
	return false
}

func TestPremiumIdentities(t *testing.T) {
	s := readPremiumSets(t)["clear"]
	high := ticks(t, s.high...)
	base, err := drivers.Premium(s.growth, high, nil, nil)
	require.NoError(t, err)
	copied := append([]float64(nil), s.growth...)

	t.Run("unit weights", func(t *testing.T) {
		w := make([]float64, len(s.growth))
		for i := range w {
			w[i] = 2.5
		}
		got, err := drivers.Premium(s.growth, high, sampling(t, w...), nil)
		require.NoError(t, err)
		assert.InEpsilon(t, base.Value, got.Value, 1e-12)
		assert.InEpsilon(t, base.StdErr, got.StdErr, 1e-12)
		assert.InEpsilon(t, base.EffectiveN, got.EffectiveN, 1e-12)
	})
	t.Run("zero weight, no growth and no group leave a row out", func(t *testing.T) {
		growth := append(append([]float64(nil), s.growth...), 9, math.NaN(), 9, 9)
		side := append(append([]int8(nil), s.high...), 1, 1, stats.Skipped, stats.NotAsked)
		w := make([]float64, len(growth))
		for i := range w {
			w[i] = 1
		}
		w[len(s.growth)] = 0
		got, err := drivers.Premium(growth, ticks(t, side...), sampling(t, w...), nil)
		require.NoError(t, err)
		assert.InEpsilon(t, base.Value, got.Value, 1e-12)
		assert.InEpsilon(t, base.Low, got.Low, 1e-12)
		assert.Equal(t, base.NHigh, got.NHigh)
		assert.Equal(t, base.NLow, got.NLow)
		assert.Len(t, got.Linearized.Influence, len(growth))
	})
	t.Run("groups exchanged", func(t *testing.T) {
		side := make([]int8, len(s.high))
		for i, k := range s.high {
			side[i] = 1 - k
		}
		got, err := drivers.Premium(s.growth, ticks(t, side...), nil, nil)
		require.NoError(t, err)
		assert.InEpsilon(t, 1/(1+base.Value), 1+got.Value, 1e-12)
		assert.InEpsilon(t, 1/(1+base.Low), 1+got.High, 1e-9)
		assert.InEpsilon(t, -base.Difference.Low, got.Difference.High, 1e-12)
	})
	t.Run("unit of growth cancels", func(t *testing.T) {
		growth := make([]float64, len(s.growth))
		for i, g := range s.growth {
			growth[i] = 100 * g
		}
		got, err := drivers.Premium(growth, high, nil, nil)
		require.NoError(t, err)
		assert.InEpsilon(t, base.High, got.High, 1e-12)
		assert.InEpsilon(t, 100*base.Difference.Value, got.Difference.Value, 1e-12)
	})
	assert.Equal(t, copied, s.growth, "the input is not changed")
}

func TestPremiumTies(t *testing.T) {
	growth := []float64{0.10, 0.14, 0.12, 0.08, 0.05, 0.06, math.NaN(), 0.07}
	high := ticks(t, 1, 1, 1, 0, 0, 0, 0, stats.Skipped)
	at := ticks(t, 0, 0, 0, 1, 0, 0, 1, 1)
	got, err := drivers.Premium(growth, high, nil, &drivers.PremiumSettings{Ties: at})
	require.NoError(t, err)
	assert.InEpsilon(t, 1.0/6, got.TieShare, 1e-12) // by hand: one of the six with a rate and a group
	other, err := drivers.Premium(growth, ticks(t, 1, 1, 1, 1, 0, 0, 1, stats.Skipped), nil, nil)
	require.NoError(t, err)
	require.NotNil(t, got.TiesOther)
	assert.Equal(t, other.Estimate, *got.TiesOther)
	assert.InEpsilon(t, 0.11/0.055-1, got.TiesOther.Value, 1e-12) // by hand

	t.Run("none", func(t *testing.T) {
		got, err := drivers.Premium(growth, high, nil, nil)
		require.NoError(t, err)
		assert.True(t, math.IsNaN(got.TieShare))
		assert.Nil(t, got.TiesOther)
	})
	t.Run("all of a group", func(t *testing.T) {
		all := ticks(t, 0, 0, 0, 1, 1, 1, 1, 0)
		got, err := drivers.Premium(growth, high, nil, &drivers.PremiumSettings{Ties: all})
		require.NoError(t, err)
		assert.Nil(t, got.TiesOther)
		assert.Equal(t, "ties-other-undefined", got.Warnings[len(got.Warnings)-1].Code)
	})
}

func TestPremiumRefused(t *testing.T) {
	high := ticks(t, 1, 1, 1, 0, 0, 0)
	for _, c := range []struct {
		name   string
		growth []float64
		why    string
	}{
		{"negative low mean", []float64{0.1, 0.2, 0.15, -0.05, -0.06, -0.055}, "not positive"},
		{"low mean near zero", []float64{0.1, 0.2, 0.15, -0.05, 0.06, 0.02},
			"not clearly positive"},
		{"low mean zero", []float64{0.1, 0.2, 0.15, 0, 0, 0}, "not positive"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := drivers.Premium(c.growth, high, nil, nil)
			require.NoError(t, err)
			assert.False(t, got.Defined)
			assert.Contains(t, got.Why, c.why)
			assert.Nil(t, got.Linearized)
			for _, v := range []float64{got.Value, got.StdErr, got.Low, got.High} {
				assert.True(t, math.IsNaN(v))
			}
			assert.Equal(t, "premium-undefined", got.Warnings[0].Code)
			assert.False(t, math.IsNaN(got.Difference.Value))
			b, err := json.Marshal(got)
			require.NoError(t, err)
			assert.Contains(t, string(b), `"premium":{"estimate":null`)
		})
	}
}

func TestPremiumBadInput(t *testing.T) {
	nan := math.NaN()
	growth := []float64{0.1, 0.2, 0.3, 0.1}
	high := ticks(t, 1, 1, 0, 0)
	scale, err := stats.NewCodes("scale", []stats.Level{{Label: "a"}, {Label: "b"}, {Label: "c"}},
		[]int8{0, 1, 2, 0})
	require.NoError(t, err)
	clusters, err := stats.NewDesign(4, nil, &stats.DesignSettings{Clusters: []int{1, 1, 2, 2}})
	require.NoError(t, err)
	for _, c := range []struct {
		name   string
		growth []float64
		high   *stats.Codes
		d      *stats.Design
		s      *drivers.PremiumSettings
		want   error
	}{
		{"group of one", growth, ticks(t, 1, 0, 0, 0), nil, nil, drivers.ErrGroupSize},
		{"empty group", growth, ticks(t, 1, 1, 1, 1), nil, nil, drivers.ErrGroupSize},
		{"no growth", []float64{nan, nan, nan, nan}, high, nil, nil, drivers.ErrGroupSize},
		{"nobody", nil, ticks(t), nil, nil, drivers.ErrGroupSize},
		{"one with weight", growth, high, sampling(t, 1, 0, 1, 1), nil, drivers.ErrGroupSize},
		{"infinite", []float64{0.1, math.Inf(1), 0.3, 0.1}, high, nil, nil, drivers.ErrValue},
		{"three levels", growth, scale, nil, nil, drivers.ErrSettings},
		{"ties of three levels", growth, high, nil, &drivers.PremiumSettings{Ties: scale},
			drivers.ErrSettings},
		{"clusters and a bootstrap", growth, high, clusters, &drivers.PremiumSettings{Resamples: 9},
			stats.ErrDesign},
		{"negative resamples", growth, high, nil, &drivers.PremiumSettings{Resamples: -1},
			drivers.ErrSettings},
		{"level", growth, high, nil, &drivers.PremiumSettings{Level: 95}, drivers.ErrSettings},
		{"level nan", growth, high, nil, &drivers.PremiumSettings{Level: nan}, drivers.ErrSettings},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := drivers.Premium(c.growth, c.high, c.d, c.s)
			require.ErrorIs(t, err, c.want)
			assert.Nil(t, got)
		})
	}
	assert.Panics(t, func() { _, _ = drivers.Premium(growth[:3], high, nil, nil) })
	assert.Panics(t, func() { _, _ = drivers.Premium(growth, high, sampling(t, 1, 1), nil) })
	assert.Panics(t, func() {
		_, _ = drivers.Premium(growth, high, nil, &drivers.PremiumSettings{Ties: ticks(t, 1)})
	})
}
