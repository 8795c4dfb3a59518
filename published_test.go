package ctostudy

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPublished(t *testing.T) {
	figures := Published()
	require.Len(t, figures, 206)
	ids, evidence, reading := map[string]bool{}, map[Evidence]int{}, map[Reading]int{}
	for _, f := range figures {
		assert.False(t, ids[f.ID], f.ID)
		ids[f.ID] = true
		evidence[f.Evidence]++
		reading[f.Reading]++
		assert.Equal(t, f.Evidence == External, f.Claim == "none", f.ID)
	}
	// The floors are those that the study's design demands; the exact numbers
	// guard the hand-maintained file.
	assert.GreaterOrEqual(t, evidence[Calibrated], 115)
	assert.GreaterOrEqual(t, evidence[Recovered], 30)
	assert.Equal(t, map[Evidence]int{Calibrated: 148, Recovered: 39, Contradicted: 2, AmbiguousEvidence: 8, External: 9}, evidence)
	assert.Len(t, reading, len(readingTexts))
}

// Each is a row of the report's transcription.
func TestPublishedRows(t *testing.T) {
	byID := map[string]Figure{}
	for _, f := range Published() {
		byID[f.ID] = f
	}
	cloud := byID["tech.near.cloud.china"] // figure 3: 58% in Greater China
	assert.Equal(t, Figure{ID: "tech.near.cloud.china", Source: "figure 3", Population: "cto.china", Base: 216,
		Measure: "share expecting results in 2-3 years", Item: "cloud", Printed: "58", Value: 58, HasValue: true,
		Unit: UnitPercent, Reading: stated, Evidence: Calibrated, Claim: "share tech.near/cloud", shipped: true, read: cloud.read}, cloud)
	assert.Equal(t, "58%", cloud.Text())

	core := byID["core.strategy"] // chapter 3: more than 90%
	assert.True(t, core.AtLeast)
	assert.Equal(t, ">90%", core.Text())
	assert.Equal(t, "~50%", byID["consumers.responsibility"].Text()) // perspective: nearly 50%
	assert.Equal(t, "13x", byID["revenue.thirteenfold"].Text())      // chapter 1: 13 times
	assert.Equal(t, "5000", byID["sample.total"].Text())             // methods: 5,000
	assert.Equal(t, "order", byID["uniformity"].Text())
	assert.Equal(t, Contradicted, byID["tech.trend.rises.rpa"].Evidence)
	assert.Equal(t, Contradicted, byID["interact.caption.china"].Evidence)
	assert.Zero(t, byID["interact.cio.ceo.china"].Base, "the number of Greater China CIOs is not published")
}

// The caller of Published owns the slice.
func TestPublishedIsACopy(t *testing.T) {
	a := Published()
	a[0].Value = -1
	assert.NotEqual(t, a[0].Value, Published()[0].Value)
}

const figureHeader = "id,source,population,base,measure,item,value,unit,reading,evidence,claim,note\n"

func TestReadFigures(t *testing.T) {
	text := "\ufeffnote,id,source,population,base,measure,item,value,unit,reading,evidence,claim\r\n" +
		"ours,a,page 1,cto,12,share,x,40.5,% more than,stated,recovered,share own/x\r\n"
	figures, err := ReadFigures(strings.NewReader(text), nil)
	require.NoError(t, err)
	require.Len(t, figures, 1)
	assert.Equal(t, "share own/x", figures[0].Claimed().String())
	figures[0].read = nil
	assert.Equal(t, []Figure{{ID: "a", Source: "page 1", Population: "cto", Base: 12, Measure: "share", Item: "x",
		Printed: "40.5", Value: 40.5, HasValue: true, AtLeast: true, Evidence: Recovered, Claim: "share own/x", Note: "ours"}}, figures)
}

func TestReadFiguresProblems(t *testing.T) {
	row := func(cells ...string) string { return figureHeader + strings.Join(cells, ",") + "\n" }
	for _, c := range []struct {
		name, text, column, reason string
		line                       int
	}{
		{"empty", "", "", "the file is empty", 0},
		{"header only", figureHeader, "", "no figures below the header", 0},
		{"not text", "id\xff\xfe", "", "the file is not UTF-8 text", 0},
		{"missing column", "id,source\n", "claim", "the column is missing", 1},
		{"unknown column", "colour," + figureHeader, "colour", "unknown column", 1},
		{"repeated column", "id," + figureHeader, "id", "the column occurs twice", 1},
		{"ragged", row("a", "b"), "", "the row does not have the header's 12 cells", 2},
		{"open quote", figureHeader + "\"a,b\n", "", `extraneous or missing " in quoted-field`, 2},
		{"id", row("", "", "cto", "", "", "", "1", "%", "stated", "recovered", "share a/b", ""), "id", "the id is empty", 2},
		{"population", row("a", "", "", "", "", "", "1", "%", "stated", "recovered", "share a/b", ""), "population", "the population is empty", 2},
		{"base", row("a", "", "cto", "0", "", "", "1", "%", "stated", "recovered", "share a/b", ""), "base", "not a number of respondents", 2},
		{"value", row("a", "", "cto", "", "", "", "many", "%", "stated", "recovered", "share a/b", ""), "value", "not a decimal number", 2},
		{"no value", row("a", "", "cto", "", "", "", "", "%", "stated", "recovered", "share a/b", ""), "value", "not a decimal number", 2},
		{"exponent", row("a", "", "cto", "", "", "", "1e2", "%", "stated", "recovered", "share a/b", ""), "value", "not a decimal number", 2},
		{"value of an order", row("a", "", "cto", "", "", "", "1", "order", "stated", "recovered", "order a/b > 0", ""), "value", "an order or grouping has no value", 2},
		{"unit", row("a", "", "cto", "", "", "", "1", "points", "stated", "recovered", "share a/b", ""), "unit", "none of %, n, times", 2},
		{"qualifier", row("a", "", "cto", "", "", "", "1", "% about", "stated", "recovered", "share a/b", ""), "unit", "none of %, n, times", 2},
		{"reading", row("a", "", "cto", "", "", "", "1", "%", "sure", "recovered", "share a/b", ""), "reading", "none of stated, inferred", 2},
		{"evidence", row("a", "", "cto", "", "", "", "1", "%", "stated", "strong", "share a/b", ""), "evidence", "none of calibrated, recovered", 2},
		{"claim", row("a", "", "cto", "", "", "", "1", "%", "stated", "recovered", "share a", ""), "claim", "at byte 7: want an item", 2},
		{"claim of another unit", row("a", "", "cto", "", "", "", "1", "n", "stated", "recovered", "share a/b", ""), "claim", "share is not in the figure's unit, n", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadFigures(strings.NewReader(c.text), nil)
			var p *survey.Problems
			require.ErrorAs(t, err, &p)
			i := slices.IndexFunc(p.List, func(x survey.Problem) bool { return x.Column == c.column && strings.HasPrefix(x.Reason, c.reason) })
			require.GreaterOrEqual(t, i, 0, p.Error())
			assert.Equal(t, c.line, p.List[i].Line)
		})
	}
	_, err := ReadFigures(strings.NewReader(figureHeader+strings.Repeat("a,,cto,,,,1,%,stated,recovered,share a/b,\n", 2)), nil)
	var p *survey.Problems
	require.ErrorAs(t, err, &p)
	assert.Equal(t, []survey.Problem{{File: "claims", Line: 3, Column: "id", Value: "a", Reason: "the id was used in line 2"}}, p.List)
	_, err = ReadFigures(strings.NewReader(row("", "", "", "", "", "", "x", "y", "z", "u", "v", "")), nil)
	require.ErrorAs(t, err, &p)
	assert.Len(t, p.List, 6, "all problems of a row at once: id, population, unit, reading, evidence, claim")
	_, err = ReadFigures(failingReader{}, nil)
	assert.ErrorIs(t, err, errFailing)
}

var errFailing = errors.New("disk on fire")

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errFailing }

// FuzzReadFigures: no panic; every error that is not of reading is *Problems.
func FuzzReadFigures(f *testing.F) {
	f.Add(figureHeader + "a,,cto,,,,1,%,stated,recovered,share a/b,\n")
	f.Add("id,\"")
	f.Fuzz(func(t *testing.T, text string) {
		figures, err := ReadFigures(strings.NewReader(text), nil)
		if err != nil {
			var p *survey.Problems
			require.ErrorAs(t, err, &p)
			return
		}
		require.NotEmpty(t, figures)
	})
}
