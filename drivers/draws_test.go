package drivers_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// A level of one to three respondents is in some resamples nobody's, so that its
// column is constant: it adds nothing there, by every method, and a warning
// counts those resamples. In the first row of the table they are (1-1/n)^n of all.
func TestResamplesWithoutALevel(t *testing.T) {
	const n = 400
	rng := random.Stream(31, random.Simulation, 0)
	y, x, z := mat.NewDense(n, 1, nil), make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], z[i] = rng.NormFloat64(), rng.NormFloat64()
		y.Set(i, 0, x[i]+z[i]/2+rng.NormFloat64())
	}
	many := make([]stats.Term, 0, 21)
	for j := range 21 {
		v := make([]float64, n)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		many = append(many, stats.Term{Name: "d" + string(rune('a'+j)), Numeric: v})
	}
	for _, c := range []struct {
		name  string
		rare  int
		tick  bool
		terms []stats.Term
		s     drivers.ImportanceSettings
	}{
		{name: "tick of 1", rare: 1, tick: true}, {name: "tick of 2", rare: 2, tick: true},
		{name: "level of 1", rare: 1}, {name: "level of 2", rare: 2}, {name: "level of 3", rare: 3},
		{name: "level of 3, relative weights", rare: 3,
			s: drivers.ImportanceSettings{Method: drivers.RelativeWeights}},
		{name: "tick of 2, relative weights", rare: 2, tick: true,
			s: drivers.ImportanceSettings{Method: drivers.RelativeWeights}},
		{name: "tick of 1, sampled orders", rare: 1, tick: true, terms: many,
			s: drivers.ImportanceSettings{Orderings: 3}},
		{name: "level of 2 as a control", rare: 2,
			s: drivers.ImportanceSettings{Controls: []string{"rare"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, yes := make([]int8, n), make([]float64, n)
			for i := range n {
				data[i] = int8(i % 2)
				if i < c.rare {
					data[i], yes[i] = 2, 1
				}
			}
			rare := stats.Term{Name: "rare", Numeric: yes}
			if !c.tick {
				codes, err := stats.NewCodes("rare",
					[]stats.Level{{Label: "a"}, {Label: "b"}, {Label: "c"}}, data)
				require.NoError(t, err)
				rare = stats.Term{Name: "rare", Factor: codes}
			}
			m, err := stats.ModelMatrix(append([]stats.Term{{Name: "x", Numeric: x}, rare,
				{Name: "z", Numeric: z}}, c.terms...), nil)
			require.NoError(t, err)
			c.s.Resamples, c.s.Seed = 200, 4
			r := importance(t, m, y, []string{"y"}, nil, c.s)
			for b := range 200 {
				for j := range r.Shares {
					v := r.Draws.At(b, j)
					require.True(t, v >= -1e-12 && v <= 1+1e-12, "share %v of %s in resample %d", v,
						r.Shares[j].Driver, b)
				}
			}
			for _, s := range r.Shares {
				assert.False(t, math.IsNaN(s.StdErr) || math.IsNaN(s.Low) || math.IsNaN(s.High))
				assert.True(t, s.Low <= s.High && s.StdErr < 1)
			}
			require.Len(t, r.Warnings, 1)
			assert.Equal(t, "resample-alias", r.Warnings[0].Code)
			p := math.Exp(-float64(c.rare))
			assert.InDelta(t, p, counted(t, r.Warnings[0].Text)/200, 3.5*math.Sqrt(p*(1-p)/200))
		})
	}
}

// counted is the first number in a text.
func counted(t testing.TB, text string) float64 {
	t.Helper()
	for k := range text {
		if text[k] >= '0' && text[k] <= '9' {
			v := 0.0
			for ; k < len(text) && text[k] >= '0' && text[k] <= '9'; k++ {
				v = 10*v + float64(text[k]-'0')
			}
			return v
		}
	}
	require.Fail(t, "no number in "+text)
	return 0
}

// An outcome that one respondent has is constant in 37% of the resamples. These
// are left out for that outcome, and for it alone.
func TestResamplesOfAConstantOutcome(t *testing.T) {
	const n, resamples = 200, 300
	m, y := noisy(t, n, 3, 12)
	for i := range n {
		y.Set(i, 1, 0)
	}
	y.Set(9, 1, 1)
	names := []string{"a", "one"}
	r := importance(t, m, y, names, nil, drivers.ImportanceSettings{Resamples: resamples, Seed: 6})
	alone := importance(t, m, mat.NewDense(n, 1, mat.Col(nil, 0, y)), names[:1], nil,
		drivers.ImportanceSettings{Resamples: resamples, Seed: 6})
	lost := 0
	for b := range resamples {
		if math.IsNaN(r.Draws.At(b, 3)) {
			lost++
		}
	}
	require.Len(t, r.Warnings, 1)
	assert.Equal(t, "resample-constant", r.Warnings[0].Code)
	assert.Contains(t, r.Warnings[0].Text, `"one"`)
	assert.Equal(t, float64(lost), counted(t, r.Warnings[0].Text))
	p := math.Exp(-1)
	assert.InDelta(t, p, float64(lost)/resamples, 3.5*math.Sqrt(p*(1-p)/resamples))
	for j, s := range r.Shares {
		if j < 3 {
			want := alone.Shares[j]
			assert.InDeltaSlice(t,
				[]float64{want.StdErr, want.Low, want.High, want.RelativeLow, want.RelativeHigh},
				[]float64{s.StdErr, s.Low, s.High, s.RelativeLow, s.RelativeHigh}, 1e-12)
			continue
		}
		sum, squares, kept := 0.0, 0.0, 0.0
		for b := range resamples {
			if v := r.Draws.At(b, j); !math.IsNaN(v) {
				sum, squares, kept = sum+v, squares+v*v, kept+1
			}
		}
		assert.InEpsilon(t, math.Sqrt((squares-sum*sum/kept)/(kept-1)), s.StdErr, 1e-9)
		assert.True(t, s.Low >= 0 && s.Low < s.High && s.High <= 1)
		assert.True(t, s.RelativeLow < s.RelativeHigh && s.RankLow <= s.Rank &&
			s.Rank <= s.RankHigh)
	}
	for _, d := range r.Differences {
		assert.True(t, d.StdErr > 0 && d.Low < d.High && d.SimultaneousLow < d.SimultaneousHigh &&
			d.Support < 1+1e-9)
	}
}

// The same with 20 controls of 60 respondents, of which a shuffled driver has
// something again.
func TestPermutationWithManyControls(t *testing.T) {
	const n, controls = 60, 20
	reps := 500
	if testing.Short() {
		reps = 100
	}
	rejected := 0
	for k := range reps {
		rng := random.Stream(33, random.Simulation, uint64(k))
		x := map[string][]float64{}
		names, s := []string{"idle"}, drivers.ImportanceSettings{NoResamples: true,
			Permutations: 19, Seed: uint64(k)}
		for j := range controls {
			s.Controls = append(s.Controls, "c"+string(rune('a'+j)))
		}
		for range n {
			idle, y := rng.NormFloat64(), rng.NormFloat64()
			for _, name := range s.Controls {
				v := rng.NormFloat64()
				x[name] = append(x[name], v)
				idle, y = idle+v/4, y+v/4
			}
			x["idle"], x["y"] = append(x["idle"], idle), append(x["y"], y)
		}
		m, y := model(t, x, []string{"y"}, append(names, s.Controls...)...)
		if importance(t, m, y, []string{"y"}, nil, s).Shares[0].PValue <= 0.05 {
			rejected++
		}
	}
	assert.InDelta(t, 0.05, float64(rejected)/float64(reps), 3.5*math.Sqrt(0.05*0.95/float64(reps)))
}
