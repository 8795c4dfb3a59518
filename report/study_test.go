package report

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/wavetest"
)

// shopBook describes a survey of shops with a study and pictures of its own.
const shopBook = `{"title": "Shops", "source": "our shops", "synthetic": true,
 "fields": [%s],
 "constructs": [
  {"name": "population", "items": [{"name": "buyers", "field": "buys"}]},
  {"name": "happy", "title": "satisfaction", "items": [{"name": "staff", "field": "staff"}]},
  {"name": "service", "items": [{"name": "service", "field": "service"}]},
  {"name": "contact", "items": [{"name": "calls", "field": "calls"}]},
  {"name": "place", "items": [{"name": "area", "field": "area"}]},
  {"name": "money", "items": [{"name": "sales.2024", "field": "m24"}, {"name": "sales.2026", "field": "m26"}]},
  {"name": "habits", "items": [%s]},
  {"name": "paper", "items": [{"name": "ads", "field": "paper"}]},
  {"name": "web", "items": [{"name": "ads", "field": "web"}]}],
 "study": {"metrics": ["happy"], "drivers": ["service"], "index": "contact", "controls": ["place"],
  "amounts": "money", "banners": ["all", "buyers"], "words": {"buyers": "people who buy"},
  "classes": {"population": "buyers", "items": "habits", "number": 2, "name": "segment"},
  "pictures": [
   {"number": 1, "name": "dots", "form": "dots", "constructs": ["web"], "populations": ["all"], "title": "Web"},
   {"number": 2, "name": "tiles", "form": "tiles", "constructs": ["web"], "populations": ["all", "buyers"], "title": "By buyers"},
   {"number": 3, "name": "change", "form": "dumbbell", "constructs": ["paper", "web"], "populations": ["all"],
    "title": "Paper and web", "keys": ["paper", "web", "more", "as many", "fewer"]},
   {"number": 4, "name": "growth", "form": "growth", "constructs": ["paper", "web"], "populations": ["all"], "title": "Growth"},
   {"number": 5, "name": "answers", "form": "answers", "constructs": ["web"], "answers": ["ads"], "populations": ["all"], "title": "Ads"},
   {"number": 6, "name": "premiums", "form": "premiums", "title": "Faster"},
   {"number": 7, "name": "slopes", "form": "slopes", "outcome": "sales", "title": "Slopes", "unit": "mean growth, %%, with %%g%%%% interval"},
   {"number": 8, "name": "drivers", "form": "coefficients", "title": "Drivers"},
   {"number": 9, "name": "segments", "form": "profiles", "title": "Segments"}]}}`

// shops returns a codebook and answers of 300 shops.
func shops() (book, answers string) {
	const rating = `"type":"integer","constraints":{"minimum":1,"maximum":5}`
	var fields, items []string
	for name, kind := range map[string]string{
		"area": `"type":"string","constraints":{"enum":["0","1"]}`,
		"m24":  `"type":"number"`, "m26": `"type":"number"`,
		"staff": rating, "service": rating, "calls": rating,
		"buys": `"type":"boolean"`, "paper": `"type":"boolean"`, "web": `"type":"boolean"`,
		"h0": `"type":"boolean"`, "h1": `"type":"boolean"`, "h2": `"type":"boolean"`,
		"h3": `"type":"boolean"`, "h4": `"type":"boolean"`, "h5": `"type":"boolean"`,
	} {
		fields = append(fields, fmt.Sprintf(`{"name":%q,%s}`, name, kind))
	}
	slices.Sort(fields)
	for j := range 6 {
		items = append(items, fmt.Sprintf(`{"name":"h%d","field":"h%d"}`, j, j))
	}

	var out strings.Builder
	out.WriteString("buys,staff,service,calls,area,m24,m26,paper,web,h0,h1,h2,h3,h4,h5\n")
	r := rand.New(rand.NewPCG(7, 8))
	grade := func(x float64) float64 { return math.Round(min(5, max(1, x))) }
	for i := range 300 {
		service := grade(3 + r.NormFloat64())
		staff := grade(0.6*service + 1.2 + 0.7*r.NormFloat64())
		fmt.Fprintf(&out, "%d,%g,%g,%g,%d,100,%.1f,%d,%d",
			i%4/2, staff, service, grade(3+r.NormFloat64()), i%2, 103+2*staff+5*r.Float64(), i/2%2, i/5%2)
		for j := range 6 {
			often := 0.15
			if j/3 == i/4%2 {
				often = 0.85
			}
			fmt.Fprintf(&out, ",%d", int(r.Float64()+often))
		}
		out.WriteByte('\n')
	}
	return fmt.Sprintf(shopBook, strings.Join(fields, ","), strings.Join(items, ",")), out.String()
}

// Another survey is reported and drawn in its own words: every form has a picture, and no word of
// the 2021 study stands anywhere.
func TestAnotherStudyIsReportedInItsWords(t *testing.T) {
	book, answers := shops()
	a := analysisOf(t, wavetest.Read(t, book, answers))
	j, err := a.Check(nil)
	require.NoError(t, err)
	drawn, err := Pictures(a, j, nil)
	require.NoError(t, err)
	var names []string
	for _, p := range drawn {
		names = append(names, p.Name)
		assert.Empty(t, recorded(p).faults(p.Width, p.Height), p.Name)
	}
	assert.Equal(t, []string{"figure1-dots", "figure2-tiles", "figure3-change", "figure4-growth",
		"figure5-answers", "figure6-premiums", "figure7-slopes", "figure8-drivers", "figure9-segments",
	}, names, "%v", a.LeftOut)

	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	var text strings.Builder
	require.NoError(t, r.WriteMarkdown(&text))
	for _, p := range drawn {
		text.WriteString(recorded(p).all())
	}
	foreign := regexp.MustCompile(
		`(?i)\b(ctos?|cios?|china|2021|maturity|effectiveness|roi|archetypes?|technology|profit)\b`)
	assert.Empty(t, foreign.FindAllString(text.String(), -1))
	assert.Contains(t, text.String(), "2 latent classes of 150 people who buy from 6 answers")
}
