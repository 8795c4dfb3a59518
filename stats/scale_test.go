package stats

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

const scalesDir = "../testdata/reference/scales/"

// psychAlpha is R's psych::alpha: see testdata/reference/scales/script.R.
type psychAlpha struct {
	Alpha        float64   `json:"alpha"`
	Standardized float64   `json:"standardized"`
	AverageR     float64   `json:"average_r"`
	Low          float64   `json:"low"`
	High         float64   `json:"high"`
	Dropped      []float64 `json:"dropped"`
	StdDropped   []float64 `json:"standardized_dropped"`
	TotalR       []float64 `json:"total_r"`
	RestR        []float64 `json:"rest_r"`
}

type scaleReference struct {
	Attitude, Likert, Weighted, Frequency psychAlpha
	AttitudeMean                          float64    `json:"attitude_mean"`
	AttitudeSD                            float64    `json:"attitude_sd"`
	SEAttitude                            svyAlpha   `json:"se_attitude"`
	SEPlain                               svyAlpha   `json:"se_plain"`
	SEWeights                             svyAlpha   `json:"se_weights"`
	SEComplex                             svyAlpha   `json:"se_complex"`
	OmegaAttitude                         psychOmega `json:"omega_attitude"`
	OmegaLikert                           psychOmega `json:"omega_likert"`
	HTMT                                  float64
	HTMTErrors                            []float64 `json:"htmt_errors"`
	EigenAttitude                         []float64 `json:"eigen_attitude"`
	WeightedEigen                         []float64 `json:"weighted_eigen"`
	Parallel                              struct{ Mean, Q95, SD []float64 }
	Scores                                []float64
	ScoresAnswered                        []float64 `json:"scores_answered"`
	Robust                                struct {
		Median, MAD float64
		Z           []float64
	}
	Normal []float64
}

type svyAlpha struct {
	Alpha  float64 `json:"alpha"`
	StdErr float64 `json:"std_error"`
}

type psychOmega struct {
	Total    float64
	Loadings []float64
}

func readScaleReference(t *testing.T) *scaleReference {
	t.Helper()
	text, err := os.ReadFile(scalesDir + "output.json")
	require.NoError(t, err)
	out := &scaleReference{}
	require.NoError(t, json.Unmarshal(text, out))
	return out
}

// attitude is R's data set of that name.
func attitude(t *testing.T) *Scale {
	t.Helper()
	data := table(t, scalesDir+"attitude.csv")
	out := &Scale{Name: "attitude"}
	for _, name := range []string{"rating", "complaints", "privileges", "learning", "raises",
		"critical", "advance"} {
		out.Items = append(out.Items, ScaleItem{Name: name, Values: numbers(t, data[name])})
	}
	return out
}

// likert returns the two scales of the generated survey and the given design
// columns.
func likert(t *testing.T) (a, b *Scale, data map[string][]string) {
	t.Helper()
	data = table(t, scalesDir+"twoscales.csv")
	levels := []Level{{"1", 1}, {"2", 2}, {"3", 3}, {"4", 4}, {"5", 5}}
	read := func(name string) ScaleItem {
		codes := make([]int8, len(data[name]))
		for i, cell := range data[name] {
			codes[i] = Skipped
			if k, err := strconv.Atoi(cell); err == nil {
				codes[i] = int8(k - 1)
			}
		}
		c, err := NewCodes(name, levels, codes)
		require.NoError(t, err)
		item := RatedItem(c)
		item.Reversed = name == "a3"
		return item
	}
	a, b = &Scale{Name: "a"}, &Scale{Name: "b"}
	for _, k := range []string{"1", "2", "3", "4"} {
		a.Items, b.Items = append(a.Items, read("a"+k)), append(b.Items, read("b"+k))
	}
	return a, b, data
}

func design(t *testing.T, n int, kind WeightKind, w []float64, s *DesignSettings) *Design {
	t.Helper()
	var weights *Weights
	if w != nil {
		weights = &Weights{Kind: kind, Values: w}
	}
	d, err := NewDesign(n, weights, s)
	require.NoError(t, err)
	return d
}

func integers(t *testing.T, cells []string) []int {
	t.Helper()
	out := make([]int, len(cells))
	for i, v := range numbers(t, cells) {
		out[i] = int(v)
	}
	return out
}

func TestCronbachAlphaAgainstPsych(t *testing.T) {
	ref := readScaleReference(t)
	a, _, data := likert(t)
	n := len(data["w"])
	for _, c := range []struct {
		name     string
		scale    *Scale
		d        *Design
		want     psychAlpha
		interval AlphaInterval
	}{
		{"attitude", attitude(t), nil, ref.Attitude, FeldtInterval},
		{"likert", a, nil, ref.Likert, FeldtInterval},
		{"sampling weights", a, design(t, n, SamplingWeights, numbers(t, data["w"]), nil), ref.Weighted,
			LinearizedInterval},
		{"frequency weights", a, design(t, n, FrequencyWeights, numbers(t, data["f"]), nil),
			ref.Frequency, FeldtInterval},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := CronbachAlpha(c.scale, c.d, nil)
			require.NoError(t, err)
			assert.InEpsilon(t, c.want.Alpha, got.Alpha.Value, 1e-12)
			assert.InEpsilon(t, c.want.Standardized, got.Standardized, 1e-12)
			assert.InEpsilon(t, c.want.AverageR, got.AverageR, 1e-12)
			assert.Equal(t, c.interval, got.Interval)
			if c.interval == FeldtInterval {
				assert.InEpsilon(t, c.want.Low, got.Alpha.Low, 1e-9)
				assert.InEpsilon(t, c.want.High, got.Alpha.High, 1e-9)
			}
			require.Len(t, got.Items, len(c.want.Dropped))
			for j, item := range got.Items {
				assert.InEpsilon(t, c.want.Dropped[j], item.AlphaIfDropped, 1e-12, item.Name)
				assert.InEpsilon(t, c.want.StdDropped[j], item.StandardizedIfDropped, 1e-12, item.Name)
				assert.InEpsilon(t, c.want.TotalR[j], item.TotalR, 1e-12, item.Name)
				assert.InEpsilon(t, c.want.RestR[j], item.RestR, 1e-12, item.Name)
			}
		})
	}
	// psych::alpha(attitude) as its manual shows it.
	got, err := CronbachAlpha(attitude(t), nil, nil)
	require.NoError(t, err)
	assert.InDelta(t, 0.8431428, got.Alpha.Value, 5e-8)
	assert.InDelta(t, 0.8390838, got.Standardized, 5e-8)
	assert.InEpsilon(t, ref.AttitudeMean, got.Mean, 1e-12)
	assert.InEpsilon(t, ref.AttitudeSD, got.SD, 1e-12)
	assert.Empty(t, got.Warnings)
}

func TestCronbachAlphaErrorAgainstSurvey(t *testing.T) {
	ref := readScaleReference(t)
	a, _, data := likert(t)
	n, w := len(data["w"]), numbers(t, data["w"])
	frame := &DesignSettings{Strata: integers(t, data["stratum"]),
		Clusters: integers(t, data["cluster"])}
	for _, c := range []struct {
		name  string
		scale *Scale
		d     *Design
		want  svyAlpha
	}{
		{"attitude", attitude(t), nil, ref.SEAttitude},
		{"no weights", a, nil, ref.SEPlain},
		{"weights", a, design(t, n, SamplingWeights, w, nil), ref.SEWeights},
		{"strata and clusters", a, design(t, n, SamplingWeights, w, frame), ref.SEComplex},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := CronbachAlpha(c.scale, c.d,
				&ReliabilitySettings{Interval: LinearizedInterval, Level: 0.9})
			require.NoError(t, err)
			e := got.Alpha
			assert.InEpsilon(t, c.want.Alpha, e.Value, 1e-12)
			assert.InEpsilon(t, c.want.StdErr, e.StdErr, 1e-9)
			assert.Equal(t, LinearizedInterval, got.Interval)
			// identity: the interval is symmetric in log(1 - alpha)
			assert.InEpsilon(t, (1-e.Value)*(1-e.Value), (1-e.Low)*(1-e.High), 1e-12)
			assert.Equal(t, 0.9, e.Level)
		})
	}
}

func TestCronbachAlphaWarns(t *testing.T) {
	a, _, _ := likert(t)
	a.Items[2].Reversed = false
	got, err := CronbachAlpha(a, nil, nil)
	require.NoError(t, err)
	var codes []string
	for _, w := range got.Warnings {
		codes = append(codes, w.Code)
	}
	assert.Equal(t, []string{"item-against-scale", "incomplete-rows"}, codes)
	assert.Contains(t, got.Warnings[0].Text, `"a3"`)

	two, err := CronbachAlpha(&Scale{Items: a.Items[:2]}, nil, nil)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(two.Items[0].AlphaIfDropped))
	text, err := json.Marshal(two)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"alpha_if_dropped":null`)
	// identity: the Spearman-Brown formula for two items
	assert.InEpsilon(t, 2*two.AverageR/(1+two.AverageR), two.Standardized, 1e-12)
	assert.InEpsilon(t, two.AverageR, two.Items[0].RestR, 1e-12)
}

func TestScaleScores(t *testing.T) {
	ref := readScaleReference(t)
	a, _, _ := likert(t)
	got, err := ScaleScores(a)
	require.NoError(t, err)
	for i, want := range ref.Scores {
		require.GreaterOrEqual(t, ref.ScoresAnswered[i], 2.0)
		assert.InEpsilon(t, want, got[i], 1e-12, "row %d", i)
	}
	nan := math.NaN()
	s := &Scale{Items: []ScaleItem{
		{Values: []float64{1, 1, 1, nan}},
		{Values: []float64{2, nan, nan, nan}, Reversed: true, Low: 1, High: 5},
		{Values: []float64{3, 4, nan, nan}}}}
	got, err = ScaleScores(s)
	require.NoError(t, err)
	assert.InEpsilon(t, (1+(6-2)+3)/3.0, got[0], 1e-12)
	assert.Equal(t, 2.5, got[1]) // two of three
	assert.True(t, math.IsNaN(got[2]), "one of three is less than half")
	assert.True(t, math.IsNaN(got[3]))
	s.Items = s.Items[:2]
	got, err = ScaleScores(s)
	require.NoError(t, err)
	assert.Equal(t, 1.0, got[1], "one of two is half")
}

func TestScaleRefusals(t *testing.T) {
	ok := ScaleItem{Name: "ok", Values: []float64{1, 2, 4, 3}}
	other := ScaleItem{Name: "other", Values: []float64{2, 2, 3, 5}}
	nan := math.NaN()
	for _, c := range []struct {
		name string
		item ScaleItem
		want error
		text string
	}{
		{"infinite", ScaleItem{Name: "x", Values: []float64{1, math.Inf(1), 3, 2}}, errScale,
			`item "x", row 1`},
		{"no ends", ScaleItem{Name: "x", Values: []float64{1, 2, 3, 3}, Reversed: true}, errScale,
			`"x" has no ends`},
		{"infinite end", ScaleItem{Name: "x", Values: []float64{1, 2, 3, 3}, Reversed: true,
			High: math.Inf(1)}, errScale, `"x" has no ends`},
		{"answer beyond the ends", ScaleItem{Name: "x", Values: []float64{1, 2, 99, 3}, Reversed: true,
			Low: 1, High: 5}, errScale, `"x", row 2: 99 is outside of 1 to 5`},
		{"overflow", ScaleItem{Name: "x", Values: []float64{1, 2, 1e300, 3}}, errNotFinite, `"x"`},
		{"constant", ScaleItem{Name: "x", Values: []float64{3, 3, 3, nan}}, ErrConstant, `"x"`},
		{"no complete row", ScaleItem{Name: "x", Values: []float64{nan, nan, nan, nan}}, ErrEmpty, ""},
		{"one complete row", ScaleItem{Name: "x", Values: []float64{nan, 2, nan, nan}}, ErrConstant, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &Scale{Items: []ScaleItem{ok, c.item, other}}
			_, err := CronbachAlpha(s, nil, nil)
			require.ErrorIs(t, err, c.want)
			require.ErrorContains(t, err, c.text)
			_, err = McDonaldOmega(s, nil)
			require.ErrorIs(t, err, c.want)
			_, err = ParallelAnalysis(s, nil, nil)
			require.ErrorIs(t, err, c.want)
			_, err = HTMT([]*Scale{s, {Items: []ScaleItem{ok, other}}}, nil, nil)
			require.ErrorIs(t, err, c.want)
		})
	}
	_, err := CronbachAlpha(&Scale{Items: []ScaleItem{ok, other}},
		design(t, 4, SamplingWeights, []float64{0, 3, 0, 0}, nil), nil)
	require.ErrorIs(t, err, ErrConstant, "all weight on one row")
	_, err = CronbachAlpha(&Scale{Items: []ScaleItem{ok, other}},
		design(t, 4, SamplingWeights, []float64{1, 3, 1, 1},
			&DesignSettings{Strata: []int{1, 2, 2, 2}}), nil)
	require.ErrorIs(t, err, ErrLonely)
	_, err = CronbachAlpha(&Scale{Items: []ScaleItem{ok}}, nil, nil)
	require.ErrorIs(t, err, errScale)
	_, err = CronbachAlpha(&Scale{Items: []ScaleItem{ok,
		{Name: "mirror", Values: []float64{-1, -2, -4, -3}}}}, nil, nil)
	require.ErrorIs(t, err, ErrConstant, "the sum does not vary")
	_, err = McDonaldOmega(&Scale{Items: []ScaleItem{ok, other}}, nil)
	require.ErrorIs(t, err, errScale)
	_, err = ScaleScores(&Scale{})
	require.ErrorIs(t, err, errScale)
	_, err = HTMT([]*Scale{{}}, nil, nil)
	require.ErrorIs(t, err, errScale)
	_, err = ParallelAnalysis(&Scale{Items: []ScaleItem{ok, other, ok, other}}, nil, nil)
	require.ErrorIs(t, err, errScale, "as many rows as items")
	assert.Panics(t, func() { _, _ = ScaleScores(&Scale{Items: []ScaleItem{ok, {Values: []float64{1}}}}) })
}

func TestMcDonaldOmegaAgainstPsych(t *testing.T) {
	ref := readScaleReference(t)
	a, _, _ := likert(t)
	for _, c := range []struct {
		name  string
		scale *Scale
		want  psychOmega
	}{{"attitude", attitude(t), ref.OmegaAttitude}, {"likert", a, ref.OmegaLikert}} {
		t.Run(c.name, func(t *testing.T) {
			got, err := McDonaldOmega(c.scale, nil)
			require.NoError(t, err)
			assert.True(t, got.Converged)
			// psych's optimiser stops at about 1e-6 of the loadings
			assert.InEpsilon(t, c.want.Total, got.Total, 1e-6)
			for j, l := range c.want.Loadings {
				assert.InEpsilon(t, l, got.Loadings[j], 1e-5)
			}
		})
	}
}

func TestOneFactorRecoversAFactor(t *testing.T) {
	exact := func(l []float64) *mat.SymDense {
		r := mat.NewSymDense(len(l), nil)
		for a := range l {
			for b := range l {
				r.SetSym(a, b, l[a]*l[b])
			}
			r.SetSym(a, a, 1)
		}
		return r
	}
	want := []float64{0.9, 0.7, -0.3, 0.5}
	got := oneFactor(exact(want))
	assert.True(t, got.Converged)
	sum, unique := 0.0, 0.0
	for j, l := range want { // closed form: r_jm = l_j l_m
		assert.InEpsilon(t, l, got.Loadings[j], 1e-10)
		assert.InEpsilon(t, 1-l*l, got.Uniqueness[j], 1e-10)
		sum += l
		unique += 1 - l*l
	}
	assert.InEpsilon(t, sum*sum/(sum*sum+unique), got.Omega, 1e-10)
	assert.InEpsilon(t, got.Omega, got.Total, 1e-10) // the model holds, so the two agree
	assert.InDelta(t, 0, got.RMSR, 1e-10)

	// A Heywood case: r12 r13 / r23 = 0.9 * 0.8 / 0.6 > 1 asks for a communality above 1.
	r := mat.NewSymDense(3, []float64{1, 0.9, 0.8, 0.9, 1, 0.6, 0.8, 0.6, 1})
	assert.InEpsilon(t, math.Sqrt(maxCommunality), oneFactor(r).Loadings[0], 1e-12)
}

func TestParallelAnalysis(t *testing.T) {
	ref := readScaleReference(t)
	got, err := ParallelAnalysis(attitude(t), nil,
		&ParallelAnalysisSettings{Replicates: 4000, Seed: 1})
	require.NoError(t, err)
	for j, want := range ref.EigenAttitude {
		assert.InEpsilon(t, want, got.Eigenvalues[j], 1e-10)
		// Both sides are simulations, of 20,000 and 4,000: four of their errors.
		se := ref.Parallel.SD[j] * math.Sqrt(1.0/20000+1.0/4000)
		assert.InDelta(t, ref.Parallel.Mean[j], got.ReferenceMean[j], 4*se, "mean %d", j)
		// A normal 95% point has 2.11 times the error of a mean.
		assert.InDelta(t, ref.Parallel.Q95[j], got.Reference[j], 4*2.11*se, "quantile %d", j)
	}
	assert.Equal(t, 1, got.Factors)
	assert.Equal(t, 30, got.N)

	a, b, data := likert(t)
	both := &Scale{Items: append(append([]ScaleItem(nil), a.Items...), b.Items...)}
	two, err := ParallelAnalysis(both, nil, &ParallelAnalysisSettings{Seed: 1})
	require.NoError(t, err)
	assert.Equal(t, 2, two.Factors) // the generator has two factors
	weighted, err := ParallelAnalysis(a,
		design(t, len(data["w"]), SamplingWeights, numbers(t, data["w"]), nil), nil)
	require.NoError(t, err)
	for j, want := range ref.WeightedEigen {
		assert.InEpsilon(t, want, weighted.Eigenvalues[j], 1e-10)
	}
	_, err = ParallelAnalysis(a, nil, &ParallelAnalysisSettings{Quantile: 2})
	require.ErrorIs(t, err, errScale)
}

func TestHTMT(t *testing.T) {
	ref := readScaleReference(t)
	a, b, data := likert(t)
	got, err := HTMT([]*Scale{a, b}, nil, nil)
	require.NoError(t, err)
	require.Len(t, got, 1)
	assert.InEpsilon(t, ref.HTMT, got[0].Ratio.Value, 1e-12)
	assert.Empty(t, got[0].Warnings)

	n := len(data["w"])
	w := numbers(t, data["w"])
	for k, d := range []*Design{nil, design(t, n, SamplingWeights, w, nil),
		design(t, n, SamplingWeights, w,
			&DesignSettings{Strata: integers(t, data["stratum"]), Clusters: integers(t, data["cluster"])})} {
		got, err := HTMT([]*Scale{a, b}, d, nil)
		require.NoError(t, err)
		assert.InEpsilon(t, ref.HTMTErrors[k], got[0].Ratio.StdErr, 1e-9)
	}

	// A scale beside itself cannot be told apart from itself.
	same, err := HTMT([]*Scale{a, a, b}, nil, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "a", "b"}, []string{same[0].A, same[1].A, same[1].B})
	assert.Equal(t, "not-distinct", same[0].Warnings[0].Code)

	// Items that do not go together have no ratio.
	a.Items[2].Reversed = false
	torn, err := HTMT([]*Scale{{Name: "torn", Items: a.Items[1:3]}, b}, nil, nil)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(torn[0].Ratio.Value))
	assert.Equal(t, "one-trait", torn[0].Warnings[0].Code)

	// The error against the delete-one jackknife (Efron 1982), which agrees
	// to order 1/n.
	a.Items[2].Reversed = true
	var drop []float64
	mean := 0.0
	for i := range n {
		w := make([]float64, n)
		for k := range w {
			w[k] = 1
		}
		w[i] = 0
		one, err := HTMT([]*Scale{a, b}, design(t, n, SamplingWeights, w, nil), nil)
		require.NoError(t, err)
		drop = append(drop, one[0].Ratio.Value)
		mean += one[0].Ratio.Value / float64(n)
	}
	ss := 0.0
	for _, v := range drop {
		ss += (v - mean) * (v - mean)
	}
	assert.InEpsilon(t, math.Sqrt(ss*float64(n-1)/float64(n)), got[0].Ratio.StdErr, 0.03)
}

func TestReliabilityOfParallelItems(t *testing.T) {
	// Parallel items of reliability r have alpha k r / (1 + (k-1) r) in the
	// population (Spearman 1910; Brown 1910); n is large, 4 errors are allowed.
	rng := rand.New(rand.NewPCG(1, 1))
	const n, k, r = 20000, 5, 0.4
	s := &Scale{}
	truth := make([]float64, n)
	for i := range truth {
		truth[i] = rng.NormFloat64()
	}
	for range k {
		x := make([]float64, n)
		for i := range x {
			x[i] = math.Sqrt(r)*truth[i] + math.Sqrt(1-r)*rng.NormFloat64()
		}
		s.Items = append(s.Items, ScaleItem{Values: x})
	}
	got, err := CronbachAlpha(s, nil, nil)
	require.NoError(t, err)
	want := k * r / (1 + (k-1)*r)
	assert.InDelta(t, want, got.Alpha.Value, 4*got.Alpha.StdErr)
	// Feldt's interval in large samples: the two errors agree for normal answers.
	assert.InEpsilon(t, 2*1.959964*got.Alpha.StdErr, got.Alpha.High-got.Alpha.Low, 0.03)
	omega, err := McDonaldOmega(s, nil)
	require.NoError(t, err)
	assert.InDelta(t, want, omega.Omega, 4*got.Alpha.StdErr)
}

// An item that runs against the others is named by every measure of one scale.
func TestItemsAgainstTheScale(t *testing.T) {
	s := attitude(t)
	m, err := McDonaldOmega(s, nil)
	require.NoError(t, err)
	require.Empty(t, warned(m.Warnings, "item-against-scale"))

	turned := &Scale{Name: s.Name, Items: slices.Clone(s.Items)}
	item := &turned.Items[2]
	item.Values = slices.Clone(item.Values)
	for i, v := range item.Values {
		item.Values[i] = -v
	}
	reversed, err := McDonaldOmega(turned, nil)
	require.NoError(t, err)
	text := warned(reversed.Warnings, "item-against-scale")
	assert.Contains(t, text, item.Name)
	assert.Contains(t, text, "reverse")
	assert.InEpsilon(t, -m.Loadings[2], reversed.Loadings[2], 1e-9)
	alpha, err := CronbachAlpha(turned, nil, nil)
	require.NoError(t, err)
	assert.Contains(t, warned(alpha.Warnings, "item-against-scale"), item.Name)
}

// The sum of the other items is the same for all: nothing goes with it.
func TestItemsWhoseRestIsConstant(t *testing.T) {
	s := &Scale{Name: "s", Items: []ScaleItem{
		{Name: "a", Values: []float64{0.1, 0.2, 0.3, 0.7}},
		{Name: "b", Values: []float64{0.7, 0.3, 0.2, 0.1}},
		{Name: "c", Values: []float64{0.2, 0.5, 0.5, 0.2}},
	}}
	for i := range 4 { // b + c is 1 but for rounding
		s.Items[1].Values[i] = 1 - s.Items[2].Values[i]
	}
	r, err := CronbachAlpha(s, nil, nil)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(r.Items[0].RestR) && math.IsNaN(r.Items[0].AlphaIfDropped))
	assert.NotContains(t, warned(r.Warnings, "item-against-scale"), `"a"`)
}
