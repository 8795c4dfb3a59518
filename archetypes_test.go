package ctostudy

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
)

var (
	//go:embed testdata/reference/domain/data.csv
	domainWave string
	//go:embed testdata/reference/domain/output.csv
	domainByR []byte
)

// domainBook describes the made sample of testdata/reference/domain: weights,
// strata, clusters and population sizes, two fifths of the respondents asked.
const domainBook = `{
  "title": "A made sample",
  "missingValues": [""],
  "fields": [
    {"name": "stratum", "type": "string"}, {"name": "cluster", "type": "string"},
    {"name": "weight", "type": "number"}, {"name": "people", "type": "number"}, {"name": "places", "type": "number"},
    {"name": "asked", "type": "boolean"}, {"name": "south", "type": "boolean"}, {"name": "h1", "type": "boolean"},
    {"name": "x1", "type": "boolean"}, {"name": "x2", "type": "boolean"}, {"name": "x3", "type": "boolean"},
    {"name": "x4", "type": "boolean"}, {"name": "x5", "type": "boolean"},
    {"name": "h2", "type": "string", "constraints": {"enum": ["low", "middle", "high"]}}],
  "constructs": [
    {"name": "population", "items": [{"name": "cto", "field": "asked"}, {"name": "south", "field": "south"}]},
    {"name": "design", "items": [{"name": "weight", "field": "weight"}, {"name": "stratum", "field": "stratum"},
      {"name": "cluster", "field": "cluster"}, {"name": "population", "field": "places"}]},
    {"name": "archetype", "items": [{"name": "x1", "field": "x1"}, {"name": "x2", "field": "x2"}, {"name": "x3", "field": "x3"},
      {"name": "x4", "field": "x4"}, {"name": "x5", "field": "x5"}]},
    {"name": "own", "items": [{"name": "first", "field": "x1"}]},
    {"name": "heldout", "items": [{"name": "h1", "title": "Out of office", "field": "h1"}, {"name": "h2", "title": "Pace", "field": "h2"}]}]
}`

// Classes, their shares in a subpopulation and what they answered to held-out items
// in a weighted, stratified, clustered wave of a finite population, against R's
// survey (testdata/reference/domain/script.R): values, errors, intervals on the
// logit scale, degrees of freedom and bases.
func TestClassesAgainstR(t *testing.T) {
	want := map[string]float64{}
	for _, row := range tableOf(t, domainByR) {
		want[row[0]] = numberOf(t, row[1])
	}
	w := readWave(t, domainBook, domainWave)
	a, err := Analyze(context.Background(), w, &AnalysisSettings{Classes: 2})
	require.NoError(t, err)
	found := a.Archetypes
	require.NotNil(t, found, a.whyNot("archetypes"))

	same := func(name string, e *stats.Estimate) {
		t.Helper()
		require.Contains(t, want, name)
		assert.InDelta(t, want[name], e.Value, 2e-4, name)
		assert.InEpsilon(t, want[name+".se"], e.StdErr, 2e-3, name)
		assert.InDelta(t, want[name+".low"], e.Low, 3e-4, name)
		assert.InDelta(t, want[name+".high"], e.High, 3e-4, name)
	}
	described := func(name string, e *stats.Estimate) {
		t.Helper()
		same(name, e)
		assert.Equal(t, want[name+".df"], e.DF, name)
		assert.Equal(t, int(math.Round(want[name+".n"])), e.N, name)
		assert.InEpsilon(t, want[name+".kish"], e.EffectiveN, 1e-3, name)
	}

	same("prior.share", &found.Fit.Share[0])
	assert.Equal(t, want["prior.df"], found.Fit.Share[0].DF)
	for k := range 2 {
		for j := range 5 {
			same(fmt.Sprintf("prior.p%d.%d", k+1, j+1), &found.Fit.Profile[k][j][1])
		}
	}
	require.Equal(t, []string{"cto", "cto.south"}, []string{found.Shares[0].Population, found.Shares[1].Population})
	m := a.Measure([]int{0, 1})
	for k := range 2 {
		described(fmt.Sprintf("south.%d", k+1), &found.Shares[1].Class[k])
		for i, name := range []string{"h1", "low", "middle", "high"} {
			described(fmt.Sprintf("%s.%d", name, k+1), found.HeldOut[i].Class[k])
		}

		// A claim comes to the same, base and interval included.
		c, err := ParseClaim("share heldout/h1")
		require.NoError(t, err)
		e, err := m.evaluate(c, fmt.Sprintf("cto.archetype%d", k+1))
		require.NoError(t, err)
		described(fmt.Sprintf("h1.%d", k+1), e.estimate)
		c, err = ParseClaim(fmt.Sprintf("class %d", k+1))
		require.NoError(t, err)
		for _, population := range []string{"cto.south", "south.cto"} { // the second has no row
			e, err = m.evaluate(c, population)
			require.NoError(t, err)
			described(fmt.Sprintf("south.%d", k+1), e.estimate)
		}
	}
}

// One sentence stands beside everything that rests on the chances of belonging to
// a class, and beside nothing else.
func TestUnderstatedIsSaid(t *testing.T) {
	a, err := Analyze(context.Background(), readWave(t, domainBook, domainWave), &AnalysisSettings{Classes: 2, MinStarts: 10})
	require.NoError(t, err)
	figures, err := ReadFigures(strings.NewReader(`id,population,value,unit,claim
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
`))
	require.NoError(t, err)
	j, err := a.Check(figures)
	require.NoError(t, err)

	beside := map[string]bool{"south": true, "held": true, "contrast": true, "shares": true}
	for _, v := range j.Verdicts {
		require.NotNil(t, v.Estimate, "%s: %s", v.Figure.ID, v.Why)
		assert.Equal(t, beside[v.Figure.ID], strings.Contains(v.Why, understated), "%s: %s", v.Figure.ID, v.Why)
	}

	r, err := NewReport(a, j, &ReportSettings{NoPictures: true})
	require.NoError(t, err)
	var text, table, results bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	said := 4 // two tables of classes, one of verdicts, and the warning
	for _, v := range j.Failures() {
		if beside[v.Figure.ID] {
			said++
		}
	}
	assert.Equal(t, said, strings.Count(strings.Join(strings.Fields(text.String()), " "), understated))
	require.NoError(t, r.writeResults(&results))
	assert.Contains(t, results.String(), `"class-uncertainty"`)

	require.NoError(t, r.writeArchetypes(&table))
	rows, err := csv.NewReader(&table).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		chances := row[2] == "held out" || row[2] == "share" && row[3] != "cto"
		assert.Equal(t, chances, row[len(row)-1] == understated, row)
	}

	plain := strings.Replace(domainBook, `"heldout", "items"`, `"other", "items"`, 1)
	plain = strings.Replace(plain, `, {"name": "south", "field": "south"}`, "", 1)
	a, err = Analyze(context.Background(), readWave(t, plain, domainWave), &AnalysisSettings{Classes: 2, MinStarts: 10})
	require.NoError(t, err)
	assert.Empty(t, warningOf(a.Archetypes.Warnings, "class-uncertainty"), "nothing rests on chances")
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

// Every answer of an item stands in every file, and in the picture, by its label;
// an option has one row.
func TestArchetypeAnswersHaveLabels(t *testing.T) {
	a, err := Analyze(context.Background(), readWave(t, answersBook, answersWave()), nil)
	require.NoError(t, err)
	require.NotNil(t, a.Archetypes, a.whyNot("archetypes"))
	j, err := a.Check(nil)
	require.NoError(t, err)
	r, err := NewReport(a, j, nil)
	require.NoError(t, err)
	labels := []string{"A: 1 Extremely well", "A: 2 Quite well", "A: 3 Not too well", "B: 1 Extremely well", "B: 2 Quite well", "B: 3 Not too well",
		"C: for", "C: against", "D"}
	heldOut := []string{"A: 1 Extremely well", "A: 2 Quite well", "A: 3 Not too well", "C: for", "C: against", "D"}

	var table bytes.Buffer
	require.NoError(t, r.writeArchetypes(&table))
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

	require.NoError(t, r.writeResults(&results))
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
	assert.Equal(t, [][]string{levels, levels, {"for", "against"}, nil}, read.Analysis.Archetypes.Answers)
	assert.Equal(t, "2 Quite well", read.Analysis.Archetypes.HeldOut[1].Answer)
	assert.Equal(t, "against", read.Analysis.Archetypes.HeldOut[4].Answer)
	assert.Empty(t, read.Analysis.Archetypes.HeldOut[5].Answer, "an option")

	p, err := PlotFigure(FigureArchetypes, a, j, nil)
	require.NoError(t, err)
	require.NoError(t, p.WriteSVG(&picture))
	for _, label := range labels {
		assert.Contains(t, picture.String(), strings.Replace(label, "A: ", "How well: ", 1)+"</text>")
	}
}

// The share that a class with a wide interval has stays within 0 and 1, and none,
// or all, of the class has the exact interval of its effective number.
func TestLogitInterval(t *testing.T) {
	for _, c := range []struct{ p, se, half, low, high float64 }{
		{0.02, 0.015, 0.03, 1 / (1 + 49*math.Exp(0.03/0.0196)), 1 / (1 + 49*math.Exp(-0.03/0.0196))},
		{0.5, 0.1, 0.2, 1 / (1 + math.Exp(0.8)), 1 / (1 + math.Exp(-0.8))},
		{0, 0, 0, 0, 1 - math.Pow(0.025, 1.0/20)},
		{1, 0, 0, math.Pow(0.025, 1.0/20), 1},
	} {
		e := &stats.Estimate{Value: c.p, StdErr: c.se, Low: c.p - c.half, High: c.p + c.half, Level: 0.95, EffectiveN: 20}
		logitInterval(e)
		assert.InDelta(t, c.low, e.Low, 1e-12, "%+v", c)
		assert.InDelta(t, c.high, e.High, 1e-12, "%+v", c)
	}
}
