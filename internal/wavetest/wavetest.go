// Package wavetest makes small waves for tests.
package wavetest

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// Testdata returns a file of the module's folder testdata, whichever package is tested.
func Testdata(t testing.TB, name string) []byte {
	t.Helper()
	folder := "."
	for range 4 {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			break
		}
		folder = filepath.Join("..", folder)
	}
	text, err := os.ReadFile(filepath.Join(folder, "testdata", name))
	require.NoError(t, err)
	return text
}

// Random makes a wave in the 2021 codebook of answers that mean nothing,
// but for CTOs of two kinds. Edit may change the text of a cell.
func Random(t testing.TB, n int, edit func(field string, i int, text string) string) *survey.Wave {
	t.Helper()
	return RandomOf(t, Codebook(t, string(Testdata(t, "codebook-2021.json"))), n, edit)
}

// RandomOf makes a wave as [Random] does, in any codebook.
func RandomOf(t testing.TB, book *survey.Codebook, n int, edit func(field string, i int, text string) string) *survey.Wave {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for j, f := range book.Fields {
		if j > 0 {
			b.WriteByte(',')
		}
		b.WriteString(f.Name)
	}
	b.WriteByte('\n')
	for i := range n {
		for j, f := range book.Fields {
			text := ""
			switch {
			case f.Name == "id":
				text = strconv.Itoa(i + 1)
			case f.Name == "w": // edited; it draws nothing
			case f.Type == "number":
				text = strconv.FormatFloat(1+float64(r.IntN(1000))/10, 'f', 1, 64)
			case f.Type == "boolean":
				kind := i / 2 % 2
				text = strconv.Itoa(min(1, r.IntN(5)/(1+3*((j+kind)%2)))) // 4 in 5 or 1 in 5
			default:
				levels := f.Answers()
				text = levels[r.IntN(len(levels))]
			}
			if f.Name == "role" {
				text = []string{"CTO", "CIO"}[i%2]
			}
			if edit != nil {
				text = edit(f.Name, i, text)
			}
			if j > 0 {
				b.WriteByte(',')
			}
			if strings.ContainsAny(text, `,"`) {
				text = strconv.Quote(text)
			}
			b.WriteString(text)
		}
		b.WriteByte('\n')
	}
	w, err := survey.ReadCSV(context.Background(), strings.NewReader(b.String()), book, nil)
	require.NoError(t, err)
	return w
}

// SmallBook describes a wave with every item of the scores and a weight.
// SmallBook is a codebook of roles, industries and every kind of score.
func SmallBook() string {
	var fields, constructs []string
	scale := func(name string) {
		fields = append(fields, fmt.Sprintf(`{"name":%q,"type":"integer","constraints":{"minimum":1,"maximum":5}}`, name))
	}
	construct := func(name string, items ...string) {
		var list []string
		for _, item := range items {
			item, field, _ := strings.Cut(item, "=")
			list = append(list, fmt.Sprintf(`{"name":%q,"field":%q}`, item, field))
		}
		constructs = append(constructs, fmt.Sprintf(`{"name":%q,"items":[%s]}`, name, strings.Join(list, ",")))
	}
	fields = append(fields, `{"name":"role","type":"string","constraints":{"enum":["CTO","CIO"]}}`,
		`{"name":"industry","type":"string","constraints":{"enum":["banking","retail"]}}`, `{"name":"roi","type":"number"}`)
	for _, name := range []string{"c1", "c2", "c3", "c4", "c5", "ai", "flow", "safe", "e1", "e2", "e3", "e4", "often", "vital"} {
		scale(name)
	}
	construct("control", "role=role")
	construct("respondent", "industry=industry")
	construct("maturity.cloud", "1=c1", "2=c2", "3=c3", "4=c4", "5=c5")
	construct("maturity.ai", "ai=ai")
	construct("maturity.automation", "workflow=flow")
	construct("maturity.security", "security=safe")
	construct("effectiveness", "1=e1", "2=e2", "3=e3", "4=e4")
	construct("roi", "roi=roi")
	construct("collaboration", "frequency=often", "importance=vital")
	return fmt.Sprintf(`{"title":"small","fields":[%s],"constructs":[%s]}`, strings.Join(fields, ","), strings.Join(constructs, ","))
}

// Five holds five respondents with answers missing on every kind of score.
const Five = `role,industry,roi,c1,c2,c3,c4,c5,ai,flow,safe,e1,e2,e3,e4,often,vital
CTO,banking,10.5,1,2,3,4,5,3,3,3,4,4,4,4,5,4
CTO,banking,20.5,5,5,5,,,,4,5,2,3,,,1,2
CTO,retail,7,5,5,,,,2,,4,1,,,,3,
CIO,retail,9,,,,,,4,,,5,5,4,,4,1
CIO,retail,,2,2,2,2,,1,1,1,3,3,2,1,2,5
`

// Read reads a wave written in a test, with the codebook that describes it.
func Read(t testing.TB, codebook, text string) *survey.Wave {
	t.Helper()
	w, err := survey.ReadCSV(context.Background(), strings.NewReader(text), Codebook(t, codebook), nil)
	require.NoError(t, err)
	return w
}

// Codebook reads a codebook written in a test.
func Codebook(t testing.TB, text string) *survey.Codebook {
	t.Helper()
	c, err := survey.ReadCodebook(strings.NewReader(text))
	require.NoError(t, err)
	return c
}

// Described returns the same answers under a Changed codebook.
func Described(t testing.TB, w *survey.Wave, change func(*survey.Codebook)) *survey.Wave {
	t.Helper()
	out, err := Changed(w, change, nil)
	require.NoError(t, err)
	return out
}

// Changed returns a wave as it is read after a change of its codebook and of the cells of its
// file; nil changes nothing.
func Changed(w *survey.Wave, change func(*survey.Codebook), edit func(header []string, rows [][]string)) (*survey.Wave, error) {
	text, err := json.Marshal(w.Codebook())
	if err != nil {
		return nil, err
	}
	book, err := survey.ReadCodebook(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	if change != nil {
		change(book)
	}

	var file bytes.Buffer
	if err := w.WriteCSV(&file); err != nil {
		return nil, err
	}
	cells, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		return nil, err
	}
	if edit != nil {
		edit(cells[0], cells[1:])
	}

	file.Reset()
	if err := csv.NewWriter(&file).WriteAll(cells); err != nil {
		return nil, err
	}
	return survey.ReadCSV(context.Background(), &file, book, nil)
}

// Warning returns the text of the first warning with the code, empty if there
// is none.
// Warning returns the text of the first warning of a code, empty if there is none.
func Warning(warnings []stats.Warning, code string) string {
	for _, w := range warnings {
		if w.Code == code {
			return w.Text
		}
	}
	return ""
}

// countedBook describes the answers of the tests of this file.
const countedBook = `{
  "fields": [
    {"name": "role", "type": "string", "constraints": {"enum": ["CTO", "CIO"]}},
    {"name": "cloud", "type": "boolean"},
    {"name": "place", "type": "string", "constraints": {"enum": ["n", "s", "w"]},
      "labels": {"n": "the north", "s": "the south", "w": "the west"}},
    {"name": "office", "type": "string"},
    {"name": "number", "type": "number"}
  ],
  "constructs": [
    {"name": "population", "items": [
      {"name": "cto", "field": "role", "values": ["CTO"]}, {"name": "north", "field": "place", "values": ["n"]},
      {"name": "west", "field": "place", "values": ["w"]}]},
    {"name": "tech", "items": [{"name": "cloud", "field": "cloud"}]},
    {"name": "design", DESIGN}
  ]
}`

// OfficeBook is the codebook of counted rows and of offices, with a construct of the design.
func OfficeBook(design string) string { return strings.Replace(countedBook, "DESIGN", design, 1) }

// OfficeWave is a wave of three places; the west has one office.
func OfficeWave() string {
	var b strings.Builder
	b.WriteString("role,cloud,place,office,number\n")
	for i := range 60 {
		place := []string{"n", "s", "n", "s", "w"}[i%5]
		office := i % 3
		if place == "w" {
			office = 0
		}
		fmt.Fprintf(&b, "%s,%d,%s,o%d,%d\n", []string{"CTO", "CIO"}[i%2], (i*i/7+i)%2, place, office, 1+i%3)
	}
	return b.String()
}

// OfficeDesign has places as strata and offices as clusters.
const OfficeDesign = `"items": [{"name": "stratum", "field": "place"}, {"name": "cluster", "field": "office"}, {"name": "weight", "field": "number"}]`
