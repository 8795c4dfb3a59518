package segment

import (
	"context"
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// nominal draws answers with two to five levels, some missing.
func nominal(t *testing.T, n, p int) []*stats.Codes {
	g := random.Stream(4, random.Simulation, 5)
	var out []*stats.Codes
	for j := range p {
		levels := make([]stats.Level, 2+j%4)
		data := make([]int8, n)
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
	return out
}

// The engine against the definition of the model, at random parameters, for
// products of ratios and for their logarithms: log-likelihood, expected sizes
// and expected answers.
func TestExpectationOracle(t *testing.T) {
	columns := nominal(t, 700, 11)
	x, err := NewItems(columns, nil)
	require.NoError(t, err)
	w := make([]float64, 700)
	for i := range w {
		w[i] = float64(i % 4)
	}
	design, err := stats.NewDesign(700, &stats.Weights{Kind: stats.FrequencyWeights, Values: w}, nil)
	require.NoError(t, err)
	for _, d := range []*stats.Design{nil, design} {
		dat := newData(x, d)
		for k := 1; k <= 5; k++ {
			m := dat.random(random.Stream(1, random.Simulation, uint64(k)), k)
			for i := range m {
				m[i] = math.Pow(m[i], []float64{1, 3}[k%2]) // some far from even
			}
			dat.normalise(m, k)
			logLik, counts := 0.0, make(model, len(m))
			for i := range 700 {
				joint, total := make([]float64, k), 0.0
				for c := range joint {
					joint[c] = m[c]
					for j, column := range columns {
						if a := int(column.At(i)); a >= 0 {
							joint[c] *= m[k+c*dat.width+dat.offset[j]+a]
						}
					}
					total += joint[c]
				}
				logLik += d.Weight(i) * math.Log(total)
				for c := range joint {
					r := d.Weight(i) * joint[c] / total
					counts[c] += r
					for j, column := range columns {
						if a := int(column.At(i)); a >= 0 {
							counts[k+c*dat.width+dat.offset[j]+a] += r
						}
					}
				}
			}
			e := newExpectation(dat, k)
			assert.InEpsilon(t, logLik, e.run(m), 1e-12)
			assert.InDeltaSlice(t, counts, e.counts, 1e-9)

			e.forceLogs = true
			assert.InEpsilon(t, logLik, e.run(m), 1e-12)
			assert.InDeltaSlice(t, counts, e.counts, 1e-9)
		}
	}
}

// Given the exact cell probabilities of a known model as
// frequencies, maximum likelihood has to return the model itself, and its
// log-likelihood is n times the sum of P log P. Three binary items identify two
// classes (Goodman 1974).
func TestRecoversThePopulation(t *testing.T) {
	const share = .6
	p := [2][3]float64{{.9, .7, .2}, {.3, .2, .6}}
	columns, w, want := make([][]int8, 3), []float64(nil), 0.0
	for cell := range 8 {
		a, b := share, 1-share
		for j := range columns {
			x := int8(cell >> j & 1)
			columns[j] = append(columns[j], x)
			if x == 1 {
				a, b = a*p[0][j], b*p[1][j]
			} else {
				a, b = a*(1-p[0][j]), b*(1-p[1][j])
			}
		}
		w = append(w, math.Round(10000*(a+b))) // whole but for rounding
		want += 10000 * (a + b) * math.Log(a+b)
	}
	d, err := stats.NewDesign(8, &stats.Weights{Kind: stats.FrequencyWeights, Values: w}, nil)
	require.NoError(t, err)
	r := fitTwo(t, ticks(t, columns), d, noPrior)
	assert.InDelta(t, want, r.LogLik, 1e-9)
	assert.InDelta(t, share, r.Share[0].Value, 1e-4)
	for k := range 2 {
		for j := range 3 {
			assert.InDelta(t, p[k][j], r.Profile[k][j][1].Value, 1e-4)
		}
	}
	assert.Equal(t, 10000, r.N)
}

// Log-likelihoods of one to three classes, plain and with frequencies, against
// flexmix 2.3 (models.R).
func TestLogLikAgainstFlexmix(t *testing.T) {
	x := ticks(t, answers(t))
	w := make([]float64, 400)
	for i := range w {
		w[i] = float64(1 + i%3)
	}
	d, err := stats.NewDesign(400, &stats.Weights{Kind: stats.FrequencyWeights, Values: w}, nil)
	require.NoError(t, err)
	for _, row := range numbers(t, "latentclass/models.csv") {
		for c, design := range []*stats.Design{nil, d} {
			r, err := LatentClass(context.Background(), x, int(row[0]), design, noPrior)
			require.NoError(t, err)
			assert.InDelta(t, row[1+c], r.LogLik, 1e-6, "k = %v, weighted %d", row[0], c)
		}
	}
}

// Strata that do not matter and one cluster per respondent change nothing;
// respondents in pairs of copies as clusters have the errors of half as many.
func TestDesigns(t *testing.T) {
	columns := answers(t)
	w := make([]float64, 400)
	alone := make([]int, 400)
	for i := range w {
		w[i], alone[i] = 1+float64(i%2), i
	}
	plain, err := stats.NewDesign(400, &stats.Weights{Values: w}, nil)
	require.NoError(t, err)
	clustered, err := stats.NewDesign(400, &stats.Weights{Values: w}, &stats.DesignSettings{Clusters: alone})
	require.NoError(t, err)
	a, b := fitTwo(t, ticks(t, columns), plain, nil), fitTwo(t, ticks(t, columns), clustered, nil)
	assert.InEpsilon(t, a.Share[0].StdErr, b.Share[0].StdErr, 1e-9)
	assert.InEpsilon(t, a.Profile[1][3][1].StdErr, b.Profile[1][3][1].StdErr, 1e-9)
	assert.Equal(t, 399.0, b.Share[0].DF)
	assert.Greater(t, b.Share[0].High-b.Share[0].Low, a.Share[0].High-a.Share[0].Low, "t is wider than the normal")

	twice, w2, pairs := make([][]int8, 8), []float64(nil), []int(nil)
	for i := range w {
		for range 2 {
			for j := range columns {
				twice[j] = append(twice[j], columns[j][i])
			}
			w2, pairs = append(w2, w[i]), append(pairs, i)
		}
	}
	doubled, err := stats.NewDesign(800, &stats.Weights{Values: w2}, &stats.DesignSettings{Clusters: pairs})
	require.NoError(t, err)
	one, two := fitTwo(t, ticks(t, columns), plain, noPrior), fitTwo(t, ticks(t, twice), doubled, noPrior)
	assert.InEpsilon(t, one.Share[0].StdErr, two.Share[0].StdErr, 1e-5)
	assert.InEpsilon(t, one.Profile[0][2][1].StdErr, two.Profile[0][2][1].StdErr, 1e-5)
}

// Pseudo-criteria are marked, and stand at n and at Kish's n.
func TestPseudoCriteria(t *testing.T) {
	w := make([]float64, 400)
	total, squares := 0.0, 0.0
	for i := range w {
		w[i] = 1 + float64(i%5)
		total, squares = total+w[i], squares+w[i]*w[i]
	}
	d, err := stats.NewDesign(400, &stats.Weights{Values: w}, nil)
	require.NoError(t, err)
	x := ticks(t, answers(t))
	r := fitTwo(t, x, d, nil)
	kish := total * total / squares
	assert.True(t, r.Pseudo)
	assert.InEpsilon(t, -2*r.LogLik+17*math.Log(400), r.BIC, 1e-12)
	assert.InEpsilon(t, -2*r.LogLik*kish/400+17*math.Log(kish), r.Kish.BIC, 1e-12)
	c, err := ChooseClasses(context.Background(), x, 2, d, &LatentClassSettings{MinStarts: 5})
	require.NoError(t, err)
	assert.Contains(t, c.String(), "pseudo-BIC")
	assert.Contains(t, c.String(), "n = 327.27") // 1200^2 / (80 x 55)
	assert.Equal(t, 2, c.Best(BIC).K)
	assert.InEpsilon(t, r.LogLik, c.Rows[1].LogLik, 1e-9)

	written, err := json.Marshal(r)
	require.NoError(t, err)
	var back map[string]any
	require.NoError(t, json.Unmarshal(written, &back))
	assert.InEpsilon(t, r.BIC, back["BIC"], 1e-12)
	assert.Contains(t, back, "RunnerUpAgreement")
	assert.Len(t, back["Share"], 2)
}

// Lifts and tests of a model's own answers and of others'.
func TestProfiles(t *testing.T) {
	columns := answers(t)
	x := ticks(t, columns)
	r := fitTwo(t, x, nil, noPrior)
	own, err := Profiles(r)
	require.NoError(t, err)
	require.Len(t, own.Rows, 16)
	mean := 0.0
	for _, c := range columns[0] {
		mean += float64(c) / 400
	}
	row := own.Rows[0]
	assert.InDelta(t, mean, row.All, 1e-5, "maximum likelihood keeps the margin")
	assert.InEpsilon(t, row.Share.Value/mean, row.Lift, 1e-4)
	other := own.Rows[1]
	assert.InEpsilon(t, row.Share.Value-other.Share.Value, row.Difference, 1e-12)
	assert.InEpsilon(t, row.StdErr, other.StdErr, 1e-9)
	assert.Less(t, row.PAdjusted, 1e-6)
	for i, c := range own.Rows { // Holm (1979) by its definition, one test for both classes
		adjusted := 0.0
		for _, a := range own.Rows {
			if a.PValue <= c.PValue {
				larger := 0
				for _, b := range own.Rows {
					if b.Class == 0 && b.PValue >= a.PValue {
						larger++
					}
				}
				adjusted = max(adjusted, min(1, float64(larger)*a.PValue))
			}
		}
		assert.InDelta(t, adjusted, c.PAdjusted, 1e-12, "row %d", i)
	}
	assert.Greater(t, own.Rows[14].PAdjusted, .05, "item 8 was planted alike in both classes")

	var asked []*stats.Codes
	for _, data := range columns {
		c, err := stats.NewTicks("held out", data)
		require.NoError(t, err)
		asked = append(asked, c)
	}
	known, err := Describe(asked, r.Posterior, nil, nil)
	require.NoError(t, err)
	require.Len(t, known.Rows, 16)
	for i := range known.Rows {
		assert.InDelta(t, own.Rows[i].Share.Value, known.Rows[i].Share.Value, 1e-5)
		assert.Less(t, known.Rows[i].Share.StdErr, own.Rows[i].Share.StdErr*1.001, "membership taken as known")
	}
}

// Standard errors of probabilities and differences against gradients by finite
// differences of the logits.
func TestGradients(t *testing.T) {
	x := ticks(t, planted(1, 600, 8, .35, 0))
	r, err := LatentClass(context.Background(), x, 3, nil, nil)
	require.NoError(t, err)
	f := r.fitted
	moved := func(column int, by float64) model {
		m := append(model(nil), f.m...)
		for i, col := range f.space.column {
			if col == column {
				m[i] *= math.Exp(by)
			}
		}
		f.normalise(m, 3)
		return m
	}
	rows, err := Profiles(r)
	require.NoError(t, err)
	for _, row := range rows.Rows[3:9] { // two items
		at := 3 + f.offset[1] + 1
		if row.Item == "item3" {
			at = 3 + f.offset[2] + 1
		}
		of := func(m model) (p, difference float64) {
			rest := 0.0
			for l := range 3 {
				if l != row.Class {
					rest += m[l] * m[at+l*f.width] / (1 - m[row.Class])
				}
			}
			return m[at+row.Class*f.width], m[at+row.Class*f.width] - rest
		}
		var g, h []term
		for column := range f.space.n {
			a, b := of(moved(column, 1e-5))
			c, d := of(moved(column, -1e-5))
			g, h = append(g, term{column, (a - c) / 2e-5}), append(h, term{column, (b - d) / 2e-5})
		}
		assert.InEpsilon(t, math.Sqrt(quadratic(f.cov, g)), row.Share.StdErr, 1e-6)
		assert.InEpsilon(t, math.Sqrt(quadratic(f.cov, h)), row.StdErr, 1e-6)
	}
}

// Entropies and criteria by their definitions: two classes of eight yes-no items
// have 1 + 2 x 8 parameters.
func TestEntropies(t *testing.T) {
	r := fitTwo(t, ticks(t, answers(t)), nil, nil)
	entropy, shares := 0.0, 0.0
	for _, p := range r.Posterior.RawMatrix().Data {
		entropy -= p * math.Log(p)
	}
	for _, s := range r.Share {
		shares -= s.Value * math.Log(s.Value)
	}
	assert.Equal(t, 17, r.NPar)
	assert.InEpsilon(t, -2*r.LogLik+2*17, r.AIC, 1e-12)
	assert.InEpsilon(t, -2*r.LogLik+3*17, r.AIC3, 1e-12)
	assert.InEpsilon(t, -2*r.LogLik+17*math.Log(400), r.BIC, 1e-12)
	assert.InEpsilon(t, -2*r.LogLik+17*(math.Log(400)+1), r.CAIC, 1e-12)
	assert.InEpsilon(t, r.BIC+2*entropy, r.ICL, 1e-12)
	assert.InEpsilon(t, 1-entropy/(400*math.Ln2), r.RelativeEntropy, 1e-9)
	assert.InEpsilon(t, 1-entropy/400/shares, r.EntropyR2, 1e-9)
	assert.InEpsilon(t, -2*r.LogLik+17*math.Log(402.0/24), r.SABIC, 1e-12)
}
