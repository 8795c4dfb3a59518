package survey

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
)

// warningsOf returns the texts of a wave's warnings of a code.
func warningsOf(w *Wave, code string) []string {
	var out []string
	for _, warning := range w.Warnings() {
		if warning.Code == code {
			out = append(out, warning.Text)
		}
	}
	return out
}

func TestBlankRowsAreNoRespondents(t *testing.T) {
	const book = `{"fields": [{"name": "id", "type": "string"}, {"name": "a", "type": "number"}]}`
	for _, c := range []struct {
		name, text string
		n, blank   int
	}{
		{"rows of delimiters", "id,a\nx,1\ny,2\n,\n,\n", 2, 2},
		{"between respondents", "id,a\nx,1\n,\n\"y\",2\n", 2, 1},
		{"blanks", "id,a\nx,1\n , \t\n\u00a0,\u00a0\n", 1, 2},
		{"semicolons and CRLF", "id;a\r\nx;1\r\n;\r\n", 1, 1},
		{"quotation marks around nothing", "\"id\",\"a\"\n\"x\",\"1\"\n\"\",\"\"\n", 1, 1},
		{"more or fewer delimiters", "id,a\nx,1\n,,,\n \n", 1, 2},
		{"blank lines of two columns", "id,a\n\nx,1\n\n\n", 1, 0},
		{"an index", "row,id,a\n1,x,1\n2,,\n", 2, 0},
		{"an id", "id,a\nx,1\ny,\n", 2, 0},
		{"quotation marks around one cell", "id,a\nx,1\n\"\",\n", 2, 0},
		{"a quoted blank", "id,a\nx,1\n\" \",\" \"\n", 2, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := readAnswers(t, book, c.text)
			assert.Equal(t, c.n, w.Len())
			var want []string
			if c.blank > 0 {
				want = []string{fmt.Sprintf("rows that hold nothing but blanks are no respondents: %d left out", c.blank)}
			}
			assert.Equal(t, want, warningsOf(w, "blank-rows"))
		})
	}

	const one = `{"fields": [{"name": "a", "type": "number"}]}`
	w := readAnswers(t, one, "\n\na\n1\n\n2\n  \n\"\"\n3\n\n")
	assert.Equal(t, 4, w.Len(), "quotation marks around nothing are a missing answer")
	require.Len(t, warningsOf(w, "blank-rows"), 1)
	assert.Contains(t, warningsOf(w, "blank-rows")[0], "blank lines are no respondents: 3 left out")

	_, err := ReadCSV(context.Background(), strings.NewReader("id,a\n,\n,\n"), readBook(t, book), nil)
	assert.Equal(t, []Problem{{File: "wave", Reason: "no respondents", Detail: "all rows below the header are blank"}}, problemsOf(t, err))
}

func TestRespondentsWithoutAnswersAreWrittenAndReadAgain(t *testing.T) {
	c := readBook(t, `{"fields": [{"name": "id", "type": "string"}, {"name": "a", "type": "number"}]}`)
	w, err := ReadCSV(context.Background(), strings.NewReader("row,id,a\n1,x,1\n2,,\n3,,2\n"), c, nil)
	require.NoError(t, err)
	assert.Equal(t, "id,a\nx,1\n\"\",\n,2\n", marshalledWave(t, w))
	again, err := ReadCSV(context.Background(), strings.NewReader(marshalledWave(t, w)), c, nil)
	require.NoError(t, err)
	assert.Equal(t, 3, again.Len())
}

func TestPointsThatMayGroupThousands(t *testing.T) {
	for _, c := range []struct {
		name, cells string
		doubtful    bool
	}{
		{"thousands beside whole numbers", "1.200 300 950 45", true},
		{"signs", "-1.200 300 +12.500", true},
		{"two readings of a whole number", "1.000 7", true},
		{"beside a missing code", "1.200 300 -9", true},
		{"a missing code with a point", "-9.000 300", true},
		{"whole numbers", "1200 300", false},
		{"three decimals only", "1.200 3.125", false},
		{"a missing code is no whole number", "1.200 -9 -09", false},
		{"below one", "0.125 1.200 3", false},
		{"other decimals", "1.200 1.5 3", false},
		{"four digits", "1200.125 3", false},
		{"an exponent", "1.200e3 3", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := "q\n" + strings.ReplaceAll(c.cells, " ", "\n") + "\n"
			_, err := ReadCSV(context.Background(), strings.NewReader(text), readBook(t, oneField(`["", "-9"]`, `"type": "number"`)), nil)
			assert.Equal(t, c.doubtful, err != nil, "%v", err)
			w := readAnswers(t, oneField(`["", "-9"]`, `"type": "number", "decimalChar": "."`), text)
			assert.Equal(t, strings.Count(text, "\n")-1, w.Len(), "the codebook says what the point is")
		})
	}

	_, err := ReadCSV(context.Background(), strings.NewReader("q\n300\n1.200\n12.500\n"), readBook(t, oneField("", `"type": "number"`)), nil)
	list := problemsOf(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, 3, list[0].Line)
	assert.Equal(t, "q", list[0].Column)
	assert.Equal(t, "1.200", list[0].Value)
	assert.Contains(t, list[0].Detail, "1.2 or 1200: ")
}

func TestNumbersAreWrittenWithoutDoubt(t *testing.T) {
	book := oneField("", `"type": "number"`)
	w := readAnswers(t, book, "q\n1.125\n7.0\n\"\"\n")
	assert.Equal(t, "q\n1.1250\n7\n\"\"\n", marshalledWave(t, w))
	again := readAnswers(t, book, marshalledWave(t, w))
	assert.InDeltaSlice(t, []float64{1.125, 7, math.NaN()}, again.Numbers("c", "q"), 0)

	said := oneField("", `"type": "number", "decimalChar": "."`)
	assert.Equal(t, "q\n1.125\n7\n", marshalledWave(t, readAnswers(t, said, "q\n1.125\n7.0\n")))
	assert.Equal(t, "q\n1.125\n2.5\n7\n", marshalledWave(t, readAnswers(t, book, "q\n1.125\n2.5\n7\n")))
}

func TestEverybodyTicked(t *testing.T) {
	book := func(fields, items string) string {
		return `{"fields": [{"name": "id", "type": "string"}, ` + fields + `], "constructs": [{"name": "film", "items": [` + items + `]}]}`
	}
	const items = `{"name": "one", "field": "a"}, {"name": "two", "field": "b"}`
	naive := book(`{"name": "a", "type": "boolean", "trueValues": ["I"]}, {"name": "b", "type": "boolean", "trueValues": ["II"]}`, items)

	w := readAnswers(t, naive, "id,a,b\n1,I,\n2,,II\n3,,\n4,I,II\n")
	require.Len(t, warningsOf(w, "everybody-ticked"), 1, "one warning for the question")
	text := warningsOf(w, "everybody-ticked")[0]
	assert.Contains(t, text, `ticked 2 of the 2 options of construct "film" (columns "a", "b")`)
	assert.Contains(t, text, "has a blank where an option was not ticked")

	choice := func(kind, enum, values string) string {
		return book(fmt.Sprintf(`{"name": "a", "type": "%s", "constraints": {"enum": %s}}, {"name": "b", "type": "boolean"}`, kind, enum),
			`{"name": "one", "field": "a", "values": `+values+`}, {"name": "two", "field": "b"}`)
	}
	for _, c := range []struct {
		name, book, text string
		warned           bool
	}{
		{"one option of two", naive, "id,a,b\n1,I,0\n2,,II\n3,,\n4,I,II\n", true},
		{"a single tick", naive, "id,a,b\n1,I,\n2,,0\n", true},
		{"nobody is missing", naive, "id,a,b\n1,I,0\n2,I,II\n3,I,0\n", false},
		{"one who did not tick", naive, "id,a,b\n1,I,0\n2,,II\n3,0,0\n", false},
		{"nobody ticked", naive, "id,a,b\n1,,0\n2,,0\n", false},
		{"a choice of one answer", choice("string", `["I"]`, `["I"]`), "id,a,b\n1,I,0\n2,,1\n", true},
		{"yes of yes and no", choice("string", `["I", "no"]`, `["I"]`), "id,a,b\n1,I,0\n2,,1\n", true},
		{"a list of one option", choice("list", `["I"]`, `["I"]`), "id,a,b\n1,I,0\n2,,1\n", true},
		{"a list of several", choice("list", `["I", "II"]`, `["I"]`), "id,a,b\n1,I,0\n2,,1\n", false},
		{"any answer", choice("string", `["I", "no"]`, `["I", "no"]`), "id,a,b\n1,I,0\n2,,1\n", false},
		{"a scale", choice("string", `["I", "II", "III"]`, `["I"]`), "id,a,b\n1,I,0\n2,,1\n", false},
	} {
		w := readAnswers(t, c.book, c.text)
		assert.Equal(t, c.warned, len(warningsOf(w, "everybody-ticked")) == 1, c.name)
	}
}

func codesOfWarnings(warnings []stats.Warning) []string {
	var out []string
	for _, w := range warnings {
		out = append(out, w.Code)
	}
	return out
}

func TestBoundsOfANumberAreAllowed(t *testing.T) {
	book := oneField("", `"type": "number", "constraints": {"minimum": 1, "maximum": 5}`)
	w := readAnswers(t, book, "q\n1\n5\n")
	assert.Equal(t, []float64{1, 5}, w.Numbers("c", "q"))
	for _, cell := range []string{"0.999999", "5.000001"} {
		_, err := ReadCSV(context.Background(), strings.NewReader("q\n"+cell+"\n"), readBook(t, book), nil)
		assert.Equal(t, "off its bounds", problemsOf(t, err)[0].Reason)
	}
}

func TestMissingValuesBetweenBounds(t *testing.T) {
	const bounds = `"constraints": {"minimum": 0, "maximum": 200}, "type": `
	for _, c := range []struct {
		members, cells string
		want           string // number of cells in the warning, if any
	}{
		{bounds + `"number"`, "99\n99.0\n45", "(cells: 2)"},
		{bounds + `"integer"`, "99\n45", "(cells: 1)"},
		{bounds + `"number"`, "-9\n45", ""},
		{bounds + `"number"`, "45\n46", ""},
		{bounds + `"number", "missingValues": ["99"]`, "99\n99.0", ""},
		{bounds + `"number", "missingValues": [{"value": "99", "means": "answer"}]`, "99\n99.0", ""},
		{`"type": "number", "constraints": {"minimum": 0}`, "99\n45", ""},
	} {
		w := readAnswers(t, oneField(`["", "99", "-9"]`, c.members), "q\n"+c.cells+"\n")
		texts := warningsOf(w, "missing-between-bounds")
		assert.Equal(t, c.want != "", len(texts) == 1, c.members)
		assert.Contains(t, strings.Join(texts, ""), c.want)
	}
}

func TestSpacesAroundTextsAreWrittenInQuotes(t *testing.T) {
	c := readBook(t, `{"missingValues": [], "fields": [{"name": "t", "type": "string"}, {"name": "u", "type": "string"}]}`)
	texts := []string{"\ttab", " space", "behind ", "\u00a0", "", "plain"}
	b := NewBuilder(c, len(texts))
	b.SetText("t", append([]string(nil), texts...))
	b.SetText("u", make([]string, len(texts)))
	w, err := b.Wave()
	require.NoError(t, err)
	text := marshalledWave(t, w)
	assert.Equal(t, "t,u\n\"\ttab\",\n\" space\",\n\"behind \",\n\"\u00a0\",\n\"\",\nplain,\n", text)
	again, err := ReadCSV(context.Background(), strings.NewReader(text), c, nil)
	require.NoError(t, err)
	assert.Equal(t, texts, again.columns["t"].text)
}
