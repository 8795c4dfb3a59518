package ctostudy

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/study2021"
	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/survey"
)

// shopStudy is a study with names of its own: satisfaction explained by service and price, growth
// of sales, and classes of buyers.
const shopStudy = `{
  "metrics": [{"name": "satisfaction", "parts": ["happy.*"]}, "loyalty"],
  "drivers": ["service", "price"], "index": {"name": "contact", "within": ["place/area"]},
  "controls": ["place"], "amounts": "money",
  "classes": {"population": "buyers", "items": "habits", "heldout": "media",
    "number": 2, "name": "segment"},
  "words": {"buyers": "buyers"}
}`

// shopAnswers are the answers of shopWave, by field.
type shopAnswers map[string][]float64

// shopWave makes a wave of the shop's study: respondents of two kinds of habits, whose satisfaction
// follows service and price.
func shopWave(t *testing.T, study string) (*survey.Wave, shopAnswers) {
	t.Helper()
	const n = 400
	r := rand.New(rand.NewPCG(7, 8))
	answers := shopAnswers{}
	rating := func(x float64) float64 { return math.Round(min(5, max(1, x))) }
	draw := func(field string, x float64) float64 {
		answers[field] = append(answers[field], x)
		return x
	}
	for i := range n {
		service := draw("service", rating(3+r.NormFloat64()))
		price := draw("price", rating(3+r.NormFloat64()))
		happy := 0.5*service + 0.3*price + 0.6
		for _, field := range []string{"staff", "shop"} {
			draw(field, rating(happy+0.7*r.NormFloat64()))
		}
		draw("loyalty", rating(happy+r.NormFloat64()))
		draw("calls", rating(3+r.NormFloat64()))
		draw("visits", rating(3+r.NormFloat64()))
		draw("buys", float64(i%4/2))
		draw("area", float64(i%2))
		base := draw("m24", float64(50+r.IntN(50)))
		draw("m26", base*(1.05+0.02*happy+0.05*r.Float64()))
		draw("m22", base)

		kind := i / 4 % 2
		for j := range 6 {
			often := 0.15
			if j/3 == kind {
				often = 0.85
			}
			draw(fmt.Sprintf("h%d", j), math.Floor(r.Float64()+often))
		}
		draw("tv", float64((kind+i/8)%2))
	}

	fields := []string{`area "type":"string","constraints":{"enum":["0","1"]}`}
	for _, name := range strings.Fields("service price staff shop loyalty calls visits") {
		fields = append(fields, name+rating5)
	}
	for _, name := range strings.Fields("m22 m24 m26") {
		fields = append(fields, name+` "type":"number"`)
	}
	for _, name := range strings.Fields("buys h0 h1 h2 h3 h4 h5 tv") {
		fields = append(fields, name+` "type":"boolean"`)
	}
	book := bookOf(t, fields, [][2]string{
		{"population", "buyers=buys"},
		{"happy.staff", "staff"}, {"happy.shop", "shop"}, {"loyalty", "loyalty"},
		{"service", "service"}, {"price", "price"}, {"contact", "calls visits"}, {"place", "area"},
		{"money", "sales.2022=m22 sales.2024=m24 sales.2026=m26"},
		{"habits", "h0 h1 h2 h3 h4 h5"}, {"media", "tv"}})
	book = strings.TrimSuffix(strings.TrimSpace(book), "}") + `, "study": ` + study + "}"
	return wavetest.Read(t, book, answers.csv(n)), answers
}

const rating5 = ` "type":"integer","constraints":{"minimum":1,"maximum":5}`

// csv writes the answers as a file.
func (a shopAnswers) csv(n int) string {
	names := slices.Sorted(maps.Keys(a))
	var out strings.Builder
	out.WriteString(strings.Join(names, ",") + "\n")
	for i := range n {
		for j, name := range names {
			if j > 0 {
				out.WriteByte(',')
			}
			fmt.Fprint(&out, a[name][i])
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// Another survey's scores, outcomes and classes go through the same calls, by its own names.
func TestAnotherStudy(t *testing.T) {
	w, answers := shopWave(t, shopStudy)
	a := analyze(t, w)
	hasNoWordOf2021(t, a)
	var names []string
	for _, s := range a.Scores.All {
		names = append(names, s.Name)
	}
	assert.Equal(t, []string{"satisfaction", "loyalty", "service", "price", "contact"}, names)
	assert.Empty(t, a.LeftOut)
	assert.Contains(t, a.Scores.Norms, "contact.calls")

	// The score is the standardised mean of its parts.
	n := float64(a.N)
	raw := make([]float64, a.N)
	for i := range raw {
		raw[i] = (answers["staff"][i] + answers["shop"][i]) / 2
	}
	mean, sd := meanSD(raw)
	z := a.Scores.Get("satisfaction").Z
	for i := range raw {
		require.InDelta(t, (raw[i]-mean)/sd, z[i], 1e-12)
	}

	// Controls of two areas, drivers and constant, by the normal equations.
	x := [][]float64{ones64(a.N), standard(answers["service"]), standard(answers["price"]),
		answers["area"]}
	want := solved(x, z)
	for k, driver := range []string{"service", "price"} {
		got, err := a.Regression.Coefficient("satisfaction", driver)
		require.NoError(t, err)
		assert.InDelta(t, want[k+1], got.Estimate, 1e-9, driver)
	}
	assert.Equal(t, []string{"satisfaction", "loyalty"}, a.Regression.Outcomes)
	assert.NotNil(t, a.Importance)

	// Growth of the last two years, among those above and below the mean.
	var grown, count [2]float64
	for i := range raw {
		side := 0
		if raw[i] > mean {
			side = 1
		}
		grown[side] += answers["m26"][i]/answers["m24"][i] - 1
		count[side]++
	}
	assert.Equal(t, n, count[0]+count[1])
	row, err := a.Measure(nil).Premium("sales", "satisfaction", HighLow)
	require.NoError(t, err)
	assert.InDelta(t, grown[1]/count[1]/(grown[0]/count[0])-1, row.Result.Value, 1e-12)
	assert.Len(t, a.Premiums, 3*2+1, "three pairs of groups by two metrics, and their mean")
	assert.Len(t, a.Slopes, 4)

	// Classes of the buyers, who are half of all, found from what they do.
	require.NotNil(t, a.Archetypes)
	assert.Equal(t, 2, a.Archetypes.Classes())
	assert.Len(t, a.Archetypes.Rows, a.N/2)
	assert.InDelta(t, 0.5, a.Archetypes.Fit.Share[0].Value, 0.1)
	assert.Equal(t, "buyers", a.Archetypes.Shares[0].Population)
	assert.Len(t, a.Archetypes.HeldOut, 1)
	m := a.Measure([]int{1, 0})
	one, err := m.Mask("buyers.segment1")
	require.NoError(t, err)
	other, err := m.Mask("archetype2")
	require.NoError(t, err)
	for _, i := range a.Archetypes.Rows {
		assert.InDelta(t, 1, one[i]+other[i], 1e-9)
	}
}

// hasNoWordOf2021 checks that no word of 2021 is said of another study.
func hasNoWordOf2021(t *testing.T, a *Analysis) {
	t.Helper()
	text, err := json.Marshal(a)
	require.NoError(t, err)
	said := fmt.Sprint(a.LeftOut, a.Warnings)
	for _, word := range strings.Fields("cto cio china 2021 maturity effectiveness roi " +
		"revenue profit mission collaboration") {
		assert.NotRegexp(t, `(?i)\b`+word+`s?\b`, string(text))
		assert.NotRegexp(t, `(?i)\b`+word+`s?\b`, said)
	}
	assert.Equal(t, 1, strings.Count(string(text), "archetype"), "the member of the JSON")
	assert.NotContains(t, said, "archetype")
}

// Nor is one said if much of the wave is not there, or not used.
func TestMissingPartsOfAnotherStudy(t *testing.T) {
	w, _ := shopWave(t, shopStudy)
	for name, empty := range map[string]string{
		"no scores":     "staff shop loyalty m24 h0 h1 h2 h3 h4 h5",
		"no drivers":    "service price area tv m26",
		"nobody bought": "buys staff visits calls",
	} {
		missing, err := wavetest.Changed(w, func(c *survey.Codebook) {
			mood := survey.Construct{Name: "mood", Items: c.Constructs[3].Items}
			c.Constructs = append(c.Constructs, mood)
			c.Construct("money").Items[0].Name = "fuel"
		}, func(header []string, rows [][]string) {
			for _, row := range rows {
				for j, field := range header {
					if slices.Contains(strings.Fields(empty), field) {
						row[j] = ""
					}
				}
			}
		})
		require.NoError(t, err)

		a := analyze(t, missing)
		assert.NotEmpty(t, a.LeftOut, name)
		said := fmt.Sprint(a.Warnings)
		assert.Contains(t, said, `construct "mood"`)
		assert.Contains(t, said, `"fuel" of construct "money"`)
		hasNoWordOf2021(t, a)
	}
}

// The study of 2021, written into its codebook, is what the codebook has without it.
func TestStudyOf2021IsTheDefault(t *testing.T) {
	shipped, err := codebook2021()
	require.NoError(t, err)
	assert.Equal(t, study2021.Study(), studyOf(shipped))
	shipped.Study = study2021.Study()
	text, err := json.Marshal(shipped)
	require.NoError(t, err)
	assert.Equal(t, shipped.Study, wavetest.Codebook(t, string(text)).Study, "every member is read")

	byDefault := wavetest.Random(t, 200, nil)
	written := wavetest.Described(t, byDefault, func(c *survey.Codebook) {
		c.Study = study2021.Study()
	})
	assert.Equal(t, study2021.Study(), studyOf(written.Codebook()))
	want, err := json.Marshal(analyze(t, byDefault))
	require.NoError(t, err)
	got, err := json.Marshal(analyze(t, written))
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

func meanSD(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean) / float64(len(x))
	}
	return mean, math.Sqrt(sd)
}

func standard(x []float64) []float64 {
	mean, sd := meanSD(x)
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = (v - mean) / sd
	}
	return out
}

func ones64(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}

// solved returns the least-squares coefficients by Gaussian elimination of the normal equations.
func solved(x [][]float64, y []float64) []float64 {
	k := len(x)
	a := make([][]float64, k)
	for i := range a {
		a[i] = make([]float64, k+1)
		for r := range y {
			for j := range x {
				a[i][j] += x[i][r] * x[j][r]
			}
			a[i][k] += x[i][r] * y[r]
		}
	}
	for p := range k {
		for i := range k {
			if i == p {
				continue
			}
			f := a[i][p] / a[p][p]
			for j := p; j <= k; j++ {
				a[i][j] -= f * a[p][j]
			}
		}
	}
	out := make([]float64, k)
	for i := range out {
		out[i] = a[i][k] / a[i][i]
	}
	return out
}
