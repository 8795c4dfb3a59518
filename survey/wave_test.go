package survey

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
)

// smallWave has the columns of smallCodebook in another order.
var smallWave = committed("../testdata/small/wave.csv")

func readAnswers(t testing.TB, codebook, text string) *Wave {
	t.Helper()
	w, err := ReadCSV(context.Background(), strings.NewReader(text), readBook(t, codebook), nil)
	require.NoError(t, err)
	return w
}

func TestWaveHoldsWhatTheCellsSay(t *testing.T) {
	const s, r, n = stats.Skipped, stats.Refused, stats.NotAsked
	w := readAnswers(t, smallCodebook, smallWave)
	assert.Equal(t, 4, w.Len())
	assert.Equal(t, []string{"missing-between-bounds"}, codesOfWarnings(w.Warnings()), "-9 and -7 may be returns")
	for _, c := range []struct {
		construct, item string
		want            []int8
	}{
		{"rating", "agree", []int8{2, 0, 1, r}},
		{"rating", "against", []int8{0, 2, 1, r}},
		{"rating", "stage", []int8{4, 4, 0, n}},
		{"rating", "late", []int8{0, 0, 4, n}},
		{"rating", "odd", []int8{0, 2, 1, s}},
		{"rating", "mature", []int8{1, 1, 0, n}},
		{"population", "cto", []int8{1, 1, 0, s}},
		{"tick", "cloud", []int8{1, 0, 0, 1}},
		{"tick", "ai", []int8{1, 0, n, s}},
		{"tick", "net", []int8{1, 1, n, s}},
	} {
		codes := w.Codes(c.construct, c.item)
		require.NotNil(t, codes, c.item)
		assert.Equal(t, c.want, codes.Data(), c.item)
	}
	assert.Equal(t, []string{"says \"hm\", twice", "", "", "two\nlines"}, w.Text("said", "comment"))
}

func TestWaveScales(t *testing.T) {
	w := readAnswers(t, smallCodebook, smallWave)
	nan := math.NaN()
	for _, c := range []struct {
		item string
		want []float64
	}{
		{"agree", []float64{3, 1, 2, nan}},
		{"against", []float64{1, 3, 2, nan}},
		{"stage", []float64{4, 4, 0, nan}},
		{"late", []float64{0, 0, 4, nan}},
		{"odd", []float64{10, 50, 20, nan}},
		{"oddly", []float64{50, 10, 40, nan}},
		{"roi", []float64{1.5, nan, nan, nan}},
		{"loss", []float64{-1.5, nan, nan, nan}},
		{"mature", []float64{1, 1, 0, nan}},
	} {
		assert.InDeltaSlice(t, c.want, w.Numbers("rating", c.item), 0, c.item)
	}
	assert.Equal(t, []stats.Level{{Label: "none", Value: 0}, {Label: "1", Value: 1}, {Label: "2", Value: 2}, {Label: "3", Value: 3}, {Label: "all", Value: 4}}, w.Codes("rating", "stage").Levels())
	assert.Equal(t, []stats.Level{{Label: "50", Value: 10}, {Label: "20", Value: 40}, {Label: "10", Value: 50}}, w.Codes("rating", "oddly").Levels(), "labels stay with their answers")
}

func TestWaveAbsent(t *testing.T) {
	w := readAnswers(t, smallCodebook, smallWave)
	assert.True(t, w.Has("rating", ""))
	assert.True(t, w.Has("rating", "agree"))
	assert.False(t, w.Has("rating", "x"))
	assert.False(t, w.Has("x", ""))
	assert.Nil(t, w.Construct("x"))
	assert.Nil(t, w.Codes("x", "agree"))
	assert.Nil(t, w.Codes("rating", "x"))
	assert.Nil(t, w.Codes("rating", "roi"))
	assert.Nil(t, w.Codes("said", "comment"))
	assert.Nil(t, w.Numbers("said", "comment"))
	assert.Nil(t, w.Numbers("rating", "x"))
	assert.Nil(t, w.Text("rating", "agree"))
	assert.Nil(t, w.Text("x", "x"))
}

func TestWaveDesign(t *testing.T) {
	w := readAnswers(t, smallCodebook, smallWave)
	d, err := w.Design()
	require.NoError(t, err)
	want, err := stats.NewDesign(4, &stats.Weights{Values: []float64{2, 0.5, 1, 1}}, &stats.DesignSettings{Strata: []int{0, 0, 1, 1}, StrataLabels: map[int]string{0: "a", 1: "b"},
		Clusters: []int{0, 1, 2, 2}, Lonely: stats.LonelyAdjust})
	require.NoError(t, err)
	assert.Equal(t, want, d, "cluster 1 of stratum a is not cluster 1 of stratum b")
	w = readAnswers(t, `{"fields": [{"name": "a", "type": "string"}]}`, "a\nx\n")
	d, err = w.Design()
	require.NoError(t, err)
	assert.Nil(t, d)
}

func TestWaveSelect(t *testing.T) {
	w := readAnswers(t, smallCodebook, smallWave)
	two := w.Select([]int{3, 0, 0})
	assert.Equal(t, 3, two.Len())
	assert.Equal(t, []int8{stats.Refused, 2, 2}, two.Codes("rating", "agree").Data())
	assert.Equal(t, []int8{stats.Skipped, 1, 1}, two.Codes("tick", "ai").Data())
	assert.InDeltaSlice(t, []float64{math.NaN(), 1.5, 1.5}, two.Numbers("rating", "roi"), 0)
	assert.Equal(t, []string{"two\nlines", `says "hm", twice`, `says "hm", twice`}, two.Text("said", "comment"))
	d, err := two.Design()
	require.NoError(t, err)
	assert.Equal(t, 2.0, d.Weight(1))
	var b bytes.Buffer
	require.NoError(t, w.Select([]int{3, 2}).WriteCSV(&b))
	assert.Contains(t, b.String(), "\nr4,,refused,-7,,-7,yes,,\"two\nlines\",1,b,1\nr3,")
}

func TestWaveBuilder(t *testing.T) {
	c := readBook(t, smallCodebook)
	b := NewBuilder(c, 2)
	b.SetText("id", []string{"x", "y"})
	b.SetCodes("agree", []int8{2, stats.Refused})
	b.SetCodes("cloud", []int8{0, 1})
	b.SetNumbers("roi", []float64{1, 2})
	b.SetMissing("roi", []bool{false, true}, stats.NotAsked)
	b.SetOptions("tools", [][]int8{{1, stats.Skipped}, {0, stats.Skipped}, {1, stats.Skipped}})
	assert.Equal(t, []int8{2, stats.Refused}, b.CodesOf("agree"))
	assert.Nil(t, b.CodesOf("stage"))
	w, err := b.Wave()
	require.NoError(t, err)
	assert.Nil(t, w.Codes("rating", "stage"), "a field that was not set has no column")
	var out bytes.Buffer
	require.NoError(t, w.WriteCSV(&out))
	assert.Equal(t, "id,role,agree,stage,odd,roi,cloud,tools,comment,weight,stratum,cluster\n"+
		"x,,yes,,,1,,ai|5g,,,,\n"+
		"y,,refused,,,-7,yes,,,,,\n", out.String())
}

func TestWaveBuilderErrors(t *testing.T) {
	c := readBook(t, smallCodebook)
	for _, set := range []struct {
		name string
		set  func(b *Builder)
		want string
	}{
		{"unknown", func(b *Builder) { b.SetText("x", nil) }, `field "x" is not in the codebook`},
		{"length", func(b *Builder) { b.SetText("id", []string{"a"}) }, `field "id" has 1 answers of 2 respondents`},
		{"kind", func(b *Builder) { b.SetNumbers("id", []float64{1, 2}) }, `field "id" holds free text, not numbers`},
		{"code", func(b *Builder) { b.SetCodes("agree", []int8{0, 3}) }, `column "agree", row 1: code 3`},
		{"infinite", func(b *Builder) { b.SetNumbers("roi", []float64{1, math.Inf(1)}) }, `field "roi", row 1: +Inf is not a number`},
		{"bounds", func(b *Builder) { b.SetNumbers("roi", []float64{1, 101}) }, `field "roi", row 1: 101 is not at most 100`},
		{"options", func(b *Builder) { b.SetOptions("tools", [][]int8{{1, 1}}) }, `field "tools" has 3 options, not 1`},
		{"option's length", func(b *Builder) { b.SetOptions("tools", [][]int8{{1, 1}, {1}, {0, 0}}) }, `field "tools", option 2 has 1 answers`},
		{"tick", func(b *Builder) { b.SetOptions("tools", [][]int8{{1, 2}, {1, 1}, {0, 0}}) }, `column "tools: ai", row 1: code 2`},
		{"missing text", func(b *Builder) { b.SetMissing("id", []bool{true, true}, stats.Refused) }, `field "id": the missing states of 2 numbers cannot be set`},
	} {
		t.Run(set.name, func(t *testing.T) {
			b := NewBuilder(c, 2)
			set.set(b)
			_, err := b.Wave()
			assert.ErrorContains(t, err, set.want)
		})
	}
}
