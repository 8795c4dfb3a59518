package ctostudy

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

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

func bookWith(design string) string { return strings.Replace(countedBook, "DESIGN", design, 1) }

// Rows that are counted are as many respondents: the error of a share is that
// of 1,615 people, sqrt(p (1 - p) / (n - 1)), not of three rows.
func TestFrequenciesAreRespondents(t *testing.T) {
	book := bookWith(`"items": [{"name": "frequency", "field": "number"}]`)
	a := analyze(t, readWave(t, book, "role,cloud,place,office,number\nCTO,1,n,,600\nCTO,0,n,,1000\nCIO,0,s,,15\nCIO,1,s,,0\n"))

	assert.Equal(t, 1615, a.N)
	assert.Equal(t, []PopulationSize{{"all", 1615, 1615}, {"cto", 1600, 1600}, {"north", 1600, 1600},
		{"west", 0, 0}, {"cto.north", 1600, 1600}}, a.Populations)
	share := a.Shares[0]
	p := 600.0 / 1615
	assert.InEpsilon(t, p, share.Value, 1e-12)
	assert.InEpsilon(t, math.Sqrt(p*(1-p)/1614), share.StdErr, 1e-12)
	assert.Equal(t, 1615, share.N)
	assert.Equal(t, 1615.0, share.EffectiveN)

	_, err := survey.ReadCSV(context.Background(), strings.NewReader("role,cloud,place,office,number\nCTO,1,n,,1.5\n"), readCodebook(t, book), nil)
	assert.ErrorContains(t, err, "whole number of respondents")
	_, err = survey.ReadCSV(context.Background(), strings.NewReader("role,cloud,place,office,number\nCTO,1,n,,\n"), readCodebook(t, book), nil)
	assert.Error(t, err)
	many := readWave(t, book, "role,cloud,place,office,number\nCTO,1,n,,3000000000\n")
	_, err = Analyze(context.Background(), many, nil)
	assert.ErrorContains(t, err, "3000000000 respondents, more than the 20000000")
}

// A file of counted rows gives every output that the file before counting gives.
func TestFrequenciesAreRepeatedRows(t *testing.T) {
	book, err := codebook2021()
	require.NoError(t, err)
	book.Fields[0].Constraints = survey.Constraints{} // no respondent is named
	book.Fields = append(book.Fields, survey.Field{Name: "w", Type: "number"})
	plain := randomWaveOf(t, book, 120, func(field string, i int, text string) string {
		if field == "w" {
			return strconv.Itoa(i * i % 5)
		}
		return text
	})
	var rows []int
	for i := range plain.Len() {
		for range i * i % 5 {
			rows = append(rows, i)
		}
	}

	expanded := plain.Select(rows)
	counted := described(t, plain, func(book *survey.Codebook) {
		frequency := survey.Item{Name: "frequency", Field: "w"}
		book.Constructs = append(book.Constructs, survey.Construct{Name: "design", Items: []survey.Item{frequency}})
	})

	want, got := outputs(t, expanded), outputs(t, counted)
	for name := range want {
		assert.True(t, want[name] == got[name], name) // too long to be printed
	}
	assert.Len(t, got, len(want))

	// The design of the rows themselves, for a program's own estimates.
	d, err := counted.Design()
	require.NoError(t, err)
	assert.Equal(t, float64(len(rows)), d.EffectiveN())
}

// outputs returns the files of a report, and the analysis, by name.
func outputs(t *testing.T, w *survey.Wave) map[string]string {
	t.Helper()
	a := analyze(t, w)
	j, err := a.Check(Published())
	require.NoError(t, err)
	r, err := NewReport(a, j, &ReportSettings{NoPictures: true})
	require.NoError(t, err)
	files, err := r.files(context.Background())
	require.NoError(t, err)

	out := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f.name, ".csv") { // the others hold the hash of the answers
			out[f.name] = string(f.content)
		}
	}
	text, err := json.Marshal(a)
	require.NoError(t, err)
	out["analysis"] = string(text)
	var b strings.Builder
	require.NoError(t, r.WriteText(&b))
	out["text"] = b.String()
	return out
}

// officeWave is a wave of three places; the west has one office.
func officeWave() string {
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

const officeDesign = `"items": [{"name": "stratum", "field": "place"}, {"name": "cluster", "field": "office"}, {"name": "weight", "field": "number"}]`

// A stratum with a single cluster leaves all estimates, and is named by its
// label. With "fail" the wave is refused when it is read.
func TestLonelyStratumLeavesEstimates(t *testing.T) {
	for lonely, said := range map[string]string{"": "rather too large", "adjust": "rather too large", "remove": "too small", "average": "mean of the other strata"} {
		design := officeDesign
		if lonely != "" {
			design += `, "lonely": "` + lonely + `"`
		}
		a := analyze(t, readWave(t, bookWith(design), officeWave()))
		text := warningOf(a.Warnings, "lonely-strata")
		assert.Contains(t, text, `stratum "the west" has a single first-stage unit`, lonely)
		assert.Contains(t, text, said, lonely)
		require.Len(t, a.Shares, 6, lonely) // all, cto, north, west, cto.north, cto.west

		for _, s := range a.Shares {
			assert.False(t, math.IsNaN(s.Value), s.Population)
			if strings.HasSuffix(s.Population, "west") && lonely != "" && lonely != "adjust" {
				assert.True(t, math.IsNaN(s.StdErr) && math.IsNaN(s.Low), "%s has no variance of its own", s.Population)
			} else if !strings.HasSuffix(s.Population, "west") {
				assert.Greater(t, s.StdErr, 0.0, s.Population)
				assert.Less(t, s.Low, s.High, s.Population)
			}
		}
	}

	_, err := survey.ReadCSV(context.Background(), strings.NewReader(officeWave()), readCodebook(t, bookWith(officeDesign+`, "lonely": "fail"`)), nil)
	assert.ErrorContains(t, err, `strata with a single cluster, which says nothing of their spread: "the west"`)
}

// What a single cluster says has no error, and so cannot differ from a printed
// value.
func TestClaimsOfASingleClusterAreInconclusive(t *testing.T) {
	books := map[string]string{
		"a stratum of one cluster": bookWith(officeDesign),
		"a cluster of a stratum":   bookWith(strings.Replace(officeDesign, `{"name": "stratum", "field": "place"}, `, "", 1)),
		"one cluster in all":       bookWith(`"items": [{"name": "cluster", "field": "role"}]`),
	}
	figures := []Figure{
		{ID: "share", Population: "cto.west", Value: 99, HasValue: true, Printed: "99", Unit: UnitPercent, Claim: "share tech/cloud"},
		{ID: "above", Population: "cto.west", Value: 99, HasValue: true, Printed: "99", AtLeast: true, Unit: UnitPercent, Claim: "share tech/cloud"},
		{ID: "order", Population: "cto.west", Unit: UnitOrder, Claim: "order tech/cloud > 0.99"},
	}
	for name, book := range books {
		text := officeWave()
		if name == "one cluster in all" {
			text = strings.ReplaceAll(text, "CIO", "CTO")
		}
		a := analyze(t, readWave(t, book, text))
		j, err := a.Check(figures)
		require.NoError(t, err)
		for _, v := range j.Verdicts {
			assert.Equal(t, Inconclusive, v.Outcome, "%s, %s: %s", name, v.Figure.ID, v.Why)
		}

		text = reportText(t, a, j)
		assert.NotContains(t, text, "NaN", name)
	}
}

func reportText(t *testing.T, a *Analysis, j *Judgement) string {
	t.Helper()
	r, err := NewReport(a, j, &ReportSettings{NoPictures: true})
	require.NoError(t, err)
	files, err := r.files(context.Background())
	require.NoError(t, err)
	var b strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f.name, ".json") {
			assert.True(t, json.Valid(f.content), f.name)
		}
		b.Write(f.content)
	}
	require.NoError(t, r.WriteText(&b))
	return b.String()
}

// One share has one error, whatever is printed of it.
func TestShareHasOneError(t *testing.T) {
	for name, design := range map[string]string{
		"none":     `"items": []`,
		"weights":  `"items": [{"name": "weight", "field": "number"}]`,
		"strata":   `"items": [{"name": "weight", "field": "number"}, {"name": "stratum", "field": "place"}]`,
		"clusters": officeDesign,
	} {
		a := analyze(t, readWave(t, bookWith(design), officeWave()))
		m := a.Measure(nil)
		for _, s := range a.Shares {
			l, err := m.Share(s.Population, s.Construct, s.Item)
			require.NoError(t, err)
			e, err := m.Estimate(l)
			require.NoError(t, err)
			claim, err := ParseClaim("share tech/cloud")
			require.NoError(t, err)
			evaluated, err := m.evaluate(claim, s.Population)
			require.NoError(t, err)
			sameJSON(t, s.Estimate, evaluated.estimate)
			assert.Equal(t, s.N, e.N, "%s, %s", name, s.Population)
			if !math.IsNaN(s.StdErr) || !math.IsNaN(e.StdErr) {
				assert.Equal(t, s.StdErr, e.StdErr, "%s, %s", name, s.Population)
			}
		}
	}
}

func sameJSON(t *testing.T, want, got any) {
	t.Helper()
	one, err := json.Marshal(want)
	require.NoError(t, err)
	two, err := json.Marshal(got)
	require.NoError(t, err)
	assert.Equal(t, string(one), string(two))
}

// Weights of any size are finite in every output, or refused in words.
func TestExtremeWeights(t *testing.T) {
	book := bookWith(`"items": [{"name": "weight", "field": "number"}]`)
	for _, weight := range []string{"1e300", "1e-320", "1e51", "9e-51"} {
		_, err := survey.ReadCSV(context.Background(), strings.NewReader("role,cloud,place,office,number\nCTO,1,n,,1\nCTO,0,n,,"+weight+"\n"), readCodebook(t, book), nil)
		assert.ErrorContains(t, err, "respondent 2: weight", weight)
		assert.ErrorContains(t, err, "divide all weights by their mean", weight)
	}
	for _, scale := range []string{"e50", "e-50"} {
		text := "role,cloud,place,office,number\nCTO,1,n,,1" + scale + "\nCTO,0,n,,1" + scale + "\nCIO,1,s,,0\nCTO,1,n,,1" + scale + "\n"
		a := analyze(t, readWave(t, book, text))
		j, err := a.Check(nil)
		require.NoError(t, err)
		assert.NotContains(t, reportText(t, a, j), "NaN", scale)
		assert.InEpsilon(t, math.Sqrt(2.0/9/3*4/3), a.Shares[0].StdErr, 1e-12, scale) // four rows, three of weight
		assert.InEpsilon(t, 3, a.Shares[0].EffectiveN, 1e-12, scale)
	}
}

// A panic of the callback comes up where Analyze was called, from every stage.
func TestProgressPanicsInTheCaller(t *testing.T) {
	w := randomWave(t, 300, nil)
	for _, at := range []string{"scores", "archetypes", "archetypes, within", "done"} {
		func() {
			defer func() { assert.Equal(t, "enough of "+at, recover()) }()
			_, _ = Analyze(context.Background(), w, &AnalysisSettings{Classes: 2, MinStarts: 10, Seed: 1,
				Progress: func(stage string, _, total int) {
					if stage == at || stage+", within" == at && total != 5 {
						panic("enough of " + at)
					}
				}})
			t.Errorf("Analyze returned after a panic at %q", at)
		}()
	}
}

func TestAnalyzeRefusesTooManyResamples(t *testing.T) {
	for _, n := range []int{1 << 40, 100_001, 1, -1} {
		_, err := Analyze(context.Background(), readWave(t, smallBook(), five), &AnalysisSettings{Resamples: n})
		assert.ErrorContains(t, err, fmt.Sprintf("Resamples must be from 2 to 100000, not %d", n))
	}
}
