package report

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/wavetest"
)

// One sentence stands beside everything that rests on the chances of belonging to
// a class, and beside nothing else.
func TestUnderstatedIsSaid(t *testing.T) {
	book := string(wavetest.Testdata(t, "reference/domain/codebook.json"))
	data := string(wavetest.Testdata(t, "reference/domain/data.csv"))
	a, err := ctostudy.Analyze(context.Background(), wavetest.Read(t, book, data),
		&ctostudy.AnalysisSettings{Classes: 2, MinStarts: 10})
	require.NoError(t, err)
	figures, err := ctostudy.ReadFigures(strings.NewReader(`id,population,value,unit,claim
profile1,cto.archetype1,80,%,profile x1
profile2,cto.archetype2,20,%,profile x1
profile3,cto.archetype1,70,%,profile x2
all,cto,50,%,class 1
south,cto.south,50,%,class 1
held,cto.archetype1,50,%,share heldout/h1
contrast,cto,,order,order heldout/h1@cto.archetype1 > heldout/h1@cto.archetype2
shares,cto,,order,order class(1)@cto.south > class(1)@cto
made,cto.archetype1,80,%,share own/first
nobody,cto,50,%,share heldout/h1
`), nil)
	require.NoError(t, err)
	j, err := a.Check(figures)
	require.NoError(t, err)

	beside := map[string]bool{"south": true, "held": true, "contrast": true, "shares": true}
	for _, v := range j.Verdicts {
		require.NotNil(t, v.Estimate, "%s: %s", v.Figure.ID, v.Why)
		assert.Equal(t, beside[v.Figure.ID], strings.Contains(v.Why, ctostudy.ClassUncertainty), "%s: %s",
			v.Figure.ID, v.Why)
	}

	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	var text, table, results bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	said := 4 // two tables of classes, one of verdicts, and the warning
	for _, v := range j.Failures() {
		if beside[v.Figure.ID] {
			said++
		}
	}
	assert.Equal(t, said,
		strings.Count(strings.Join(strings.Fields(text.String()), " "), ctostudy.ClassUncertainty))
	require.NoError(t, writeResults(&results, r.manifest, r.view, r.Warnings))
	assert.Contains(t, results.String(), `"class-uncertainty"`)

	require.NoError(t, r.tables.classes.WriteCSV(&table))
	rows, err := csv.NewReader(&table).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		chances := row[2] == "held out" || row[2] == "share" && row[3] != "cto"
		assert.Equal(t, chances, row[len(row)-1] == ctostudy.ClassUncertainty, row)
	}

	plain := strings.Replace(book, `"heldout", "items"`, `"other", "items"`, 1)
	plain = strings.Replace(plain, `, {"name": "south", "field": "south"}`, "", 1)
	a, err = ctostudy.Analyze(context.Background(), wavetest.Read(t, plain, data),
		&ctostudy.AnalysisSettings{Classes: 2, MinStarts: 10})
	require.NoError(t, err)
	assert.Empty(t, wavetest.Warning(a.Archetypes.Warnings, "class-uncertainty"),
		"nothing rests on chances")
}

// Every answer of an item stands in every file, and in the picture, by its label;
// an option has one row.
func TestArchetypeAnswersHaveLabels(t *testing.T) {
	a, err := ctostudy.Analyze(context.Background(), wavetest.Read(t, answersBook, answersWave()), nil)
	require.NoError(t, err)
	require.NotNil(t, a.Archetypes, "%v", a.LeftOut)
	j, err := a.Check(nil)
	require.NoError(t, err)
	r, err := New(a, j, nil)
	require.NoError(t, err)
	labels := []string{"A: 1 Extremely well", "A: 2 Quite well", "A: 3 Not too well",
		"B: 1 Extremely well", "B: 2 Quite well", "B: 3 Not too well",
		"C: for", "C: against", "D"}
	heldOut := []string{"A: 1 Extremely well", "A: 2 Quite well", "A: 3 Not too well", "C: for",
		"C: against", "D"}

	var table bytes.Buffer
	require.NoError(t, r.tables.classes.WriteCSV(&table))
	rows, err := csv.NewReader(&table).ReadAll()
	require.NoError(t, err)
	got := map[string][]string{}
	for _, row := range rows[1:] {
		if key := row[2] + " " + row[0]; row[2] != "share" {
			got[key] = append(got[key], row[4])
		}
	}
	for k := 1; k <= 3; k++ {
		assert.Equal(t, labels, got[fmt.Sprintf("profile %d", k)])
		assert.Equal(t, heldOut, got[fmt.Sprintf("held out %d", k)])
	}
	var report, results, picture bytes.Buffer
	require.NoError(t, r.WriteMarkdown(&report))
	for _, label := range labels[1:] {
		assert.Contains(t, report.String(), "| "+strings.Replace(label, "A: ", "How well: ", 1)+" | ")
	}
	assert.NotContains(t, report.String(), "A = 1")

	require.NoError(t, writeResults(&results, r.manifest, r.view, r.Warnings))
	var read struct {
		Analysis struct {
			Archetypes struct {
				Answers [][]string
				HeldOut []struct{ Item, Answer string } `json:"held_out"`
			}
		}
	}
	require.NoError(t, json.Unmarshal(results.Bytes(), &read))
	levels := []string{"1 Extremely well", "2 Quite well", "3 Not too well"}
	assert.Equal(t, [][]string{levels, levels, {"for", "against"}, nil},
		read.Analysis.Archetypes.Answers)
	assert.Equal(t, "2 Quite well", read.Analysis.Archetypes.HeldOut[1].Answer)
	assert.Equal(t, "against", read.Analysis.Archetypes.HeldOut[4].Answer)
	assert.Empty(t, read.Analysis.Archetypes.HeldOut[5].Answer, "an option")

	pictures, err := Pictures(a, j, nil)
	require.NoError(t, err)
	last := pictures[len(pictures)-1]
	require.Equal(t, profilesForm, last.form)
	require.NoError(t, last.WriteSVG(&picture))
	for _, label := range labels {
		assert.Contains(t, picture.String(), strings.Replace(label, "A: ", "How well: ", 1)+"</text>")
	}
}

// answersBook describes items of three answers, of two, and an option.
const answersBook = `{
  "title": "t",
  "fields": [
    {"name": "A", "type": "string", "constraints": {"enum": ["1 Extremely well", "2 Quite well", "3 Not too well"]}},
    {"name": "B", "type": "string", "constraints": {"enum": ["1 Extremely well", "2 Quite well", "3 Not too well"]}},
    {"name": "C", "type": "string", "constraints": {"enum": ["for", "against"]}},
    {"name": "D", "type": "boolean"}],
  "constructs": [
    {"name": "population", "items": [{"name": "cto", "field": "C", "values": ["for", "against"]}]},
    {"name": "archetype", "items": [{"name": "A", "title": "How well", "field": "A"}, {"name": "B", "field": "B"},
      {"name": "C", "field": "C"}, {"name": "D", "field": "D"}]},
    {"name": "heldout", "items": [{"name": "A", "field": "A"}, {"name": "C", "field": "C"}, {"name": "D", "field": "D"}]}]
}`

// answersWave has three groups of 100 that answer alike, but for a tenth.
func answersWave() string {
	levels := []string{"1 Extremely well", "2 Quite well", "3 Not too well"}
	var out strings.Builder
	out.WriteString("A,B,C,D\n")
	for i := range 300 {
		a, b, c, d := i%3, i%3, i%3%2, i%3/2
		if i%10 == 4 {
			a = (a + 1 + i/10%2) % 3
		}
		if i%11 == 5 {
			b = (b + 1 + i/11%2) % 3
		}
		if i%12 == 7 {
			c, d = 1-c, 1-d
		}
		fmt.Fprintf(&out, "%s,%s,%s,%d\n", levels[a], levels[b], []string{"for", "against"}[c], d)
	}
	return out.String()
}
