package survey

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
)

const tinyCodebook = `{"missingValues": ["", {"value": "-7", "means": "not asked"}], "fields": [
	{"name": "id", "type": "string", "constraints": {"required": true, "unique": true}},
	{"name": "age", "type": "number", "constraints": {"minimum": 0, "maximum": 120}},
	{"name": "staff", "type": "integer"},
	{"name": "stage", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}},
	{"name": "role", "type": "string", "constraints": {"enum": ["CTO", "CIO"]}},
	{"name": "tick", "type": "boolean"},
	{"name": "list", "type": "list", "constraints": {"enum": ["a", "b"]}}]}`

const tinyHeader = "id,age,staff,stage,role,tick,list\n"

func TestReadCSVProblems(t *testing.T) {
	const good = "x,1,1,1,CTO,1,a\n"
	p := func(line int, column, value, reason, detail string) Problem {
		return Problem{File: "w.csv", Line: line, Column: column, Value: value, Reason: reason, Detail: detail}
	}
	for _, c := range []struct {
		name, text string
		want       []Problem
	}{
		{"empty file", "", []Problem{p(0, "", "", "the file is empty", "")}},
		{"blank lines only", "\n\r\n \n", []Problem{p(0, "", "", "the file is empty", "")}},
		{"mark only", "\ufeff", []Problem{p(0, "", "", "the file is empty", "")}},
		{"header only", tinyHeader, []Problem{p(0, "", "", "no respondents", "there is nothing below the header")}},
		{"no header", good, []Problem{p(1, "", "x,1,1,1,CTO,1,a", "no header with the codebook's columns", `the first line names the columns, such as "id"`)}},
		{"columns missing", "\nage,id,stage,role,tick\n1,x,1,CTO,1\n", []Problem{p(2, "staff", "", "column missing", ""), p(2, "list", "", "column missing", "")}},
		{"column twice", strings.TrimSpace(tinyHeader) + ",age\nx,1,1,1,CTO,1,a,2\n", []Problem{p(1, "age", "", "column given twice", "")}},
		{"ragged", tinyHeader + good + "y,1\n\nz,1,1,1,CTO,1,a,\n", []Problem{p(3, "", "2 cells", "ragged row", "the header has 7"), p(5, "", "8 cells", "ragged row", "the header has 7")}},
		{"bare quote", tinyHeader + "x,5\",1,1,CTO,1,a\n" + good, []Problem{p(2, "", "", "not a CSV row", "quotation mark within an unquoted cell")}},
		{"text after quote", tinyHeader + good + "\"y\n\"z,1,1,1,CTO,1,a\n" + "z,1,1,1,CTO,7,a\n", []Problem{p(4, "", "", "not a CSV row", "text after a closing quotation mark"), p(5, "tick", "7", "not one of the answers", `"0", "1"`)}},
		{"open quote", tinyHeader + good + "\"y,1,1,1,CTO,1,a\nz,1,1,1,CTO,7,a\n", []Problem{p(3, "", "", "not a CSV row", "quotation mark never closed")}},
		{"text for a number", tinyHeader + "x,old,1,1,CTO,1,a\n", []Problem{p(2, "age", "old", "not a number", "digits with a decimal point")}},
		{"decimal comma", tinyHeader + "x,\"1,5\",1,1,CTO,1,a\n", []Problem{p(2, "age", "1,5", "not a number", "digits with a decimal point")}},
		{"no finite number", tinyHeader + "a,NaN,1e999,1,CTO,1,a\nb,Inf,0x1p3,1,CTO,1,a\nc,1_0,.,1,CTO,1,a\n", []Problem{
			p(2, "age", "NaN", "not a number", "digits with a decimal point"), p(2, "staff", "1e999", "not a number", "digits with a decimal point"),
			p(3, "age", "Inf", "not a number", "digits with a decimal point"), p(3, "staff", "0x1p3", "not a number", "digits with a decimal point"),
			p(4, "age", "1_0", "not a number", "digits with a decimal point"), p(4, "staff", ".", "not a number", "digits with a decimal point")}},
		{"bounds", tinyHeader + "a,-1,1,1,CTO,1,a\nb,121,2.5,1,CTO,1,a\n", []Problem{
			p(2, "age", "-1", "off its bounds", "at least 0"), p(3, "age", "121", "off its bounds", "at most 120"), p(3, "staff", "2.5", "not a whole number", "")}},
		{"off the scale", tinyHeader + "a,1,1,0,CTO,1,a\nb,1,1,6.0,CTO,1,a\nc,1,1,4.5,CTO,1,a\nd,1,1,high,CTO,1,a\n", []Problem{
			p(2, "stage", "0", "off the scale", "1 to 5"), p(3, "stage", "6.0", "off the scale", "1 to 5"),
			p(4, "stage", "4.5", "off the scale", "1 to 5"), p(5, "stage", "high", "off the scale", "1 to 5")}},
		{"not an answer", tinyHeader + "a,1,1,1,cto,yes,a;c\n", []Problem{p(2, "role", "cto", "not one of the answers", `"CTO", "CIO"`),
			p(2, "tick", "yes", "not one of the answers", `"0", "1"`), p(2, "list", "a;c", "not one of the options", `"a", "b"`)}},
		{"empty option", tinyHeader + "a,1,1,1,CTO,1,;\n", []Problem{p(2, "list", ";", "not one of the options", `"a", "b"`)}},
		{"duplicate id", tinyHeader + good + "y,1,1,1,CTO,1,a\n" + good, []Problem{p(4, "id", "x", "value given twice", "first in line 2")}},
		{"required", tinyHeader + ",1,1,1,CTO,1,a\n-7,1,1,1,CTO,1,a\n", []Problem{p(2, "id", "", "required answer missing", ""), p(3, "id", "-7", "required answer missing", "")}},
		{"not UTF-8", tinyHeader + "\xe9t\xe9,\xff,1,\xff,CTO,1,a\n", []Problem{p(2, "id", "\xe9t\xe9", "not UTF-8 text", ""), p(2, "age", "\xff", "not UTF-8 text", ""), p(2, "stage", "\xff", "not UTF-8 text", "")}},
		{"UTF-16", "\xff\xfei\x00d\x00", []Problem{p(0, "", "", "the file is UTF-16; save it as CSV in UTF-8", "")}},
		{"gzip", "\x1f\x8b\x08", []Problem{p(0, "", "", "the file is compressed; unpack it first", "")}},
		{"workbook", "PK\x03\x04", []Problem{p(0, "", "", "the file is a workbook or archive; save it as CSV in UTF-8", "")}},
		{"zero bytes", "id\x00,", []Problem{p(0, "", "", "the file is not text: it has zero bytes", "")}},
		{"line of a cell", tinyHeader + "\"x\ny\",1,1,7,CTO,1,a\nz,1,1,8,CTO,1,a\n", []Problem{p(3, "stage", "7", "off the scale", "1 to 5"), p(4, "stage", "8", "off the scale", "1 to 5")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, r := range map[string]io.Reader{"whole": strings.NewReader(c.text), "byte by byte": iotest.OneByteReader(strings.NewReader(c.text))} {
				w, err := ReadCSV(context.Background(), r, readBook(t, tinyCodebook), &ReadSettings{File: "w.csv"})
				assert.Nil(t, w)
				assert.Equal(t, c.want, problemsOf(t, err), name)
			}
		})
	}
}

func TestReadCSVForms(t *testing.T) {
	const row = "x,1,1,1,CTO,1,a\n"
	plain := tinyHeader + row + "y,-7,-7,-7,CIO,true,b\n"
	want := marshalledWave(t, readAnswers(t, tinyCodebook, plain))
	for _, c := range []struct{ name, text string }{
		{"byte-order mark", "\ufeff" + plain},
		{"CRLF", strings.ReplaceAll(plain, "\n", "\r\n")},
		{"CR", strings.ReplaceAll(plain, "\n", "\r")},
		{"CR and quotes", strings.ReplaceAll(strings.ReplaceAll(plain, "\n", "\r"), "CTO", `"CTO"`)},
		{"no last line end", strings.TrimSuffix(plain, "\n")},
		{"last \\r", strings.TrimSuffix(plain, "\n") + "\r"},
		{"blank lines", "\r\n\n" + strings.ReplaceAll(plain, "\n", "\n\n\r\n")},
		{"semicolons", strings.ReplaceAll(plain, ",", ";")},
		{"tabs", strings.ReplaceAll(plain, ",", "\t")},
		{"quoted", `"` + strings.ReplaceAll(strings.ReplaceAll(strings.TrimSuffix(plain, "\n"), ",", `","`), "\n", "\"\n\"") + "\"\n"},
		{"quoted CRLF", `"` + strings.ReplaceAll(strings.ReplaceAll(strings.TrimSuffix(plain, "\n"), ",", `","`), "\n", "\"\r\n\"") + "\"\r\n"},
		{"spaces", tinyHeader + "x, 1,1 ,  1, CTO ,\t1, a ;\ny,-7 ,-7,-7,CIO,TRUE,b\n"},
		{"other spellings", tinyHeader + "x,1.0,1e0,1.0,CTO,tRue,a;\ny,-7,-7,-7,CIO,True,b;b\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := ReadCSV(context.Background(), iotest.HalfReader(strings.NewReader(c.text)), readBook(t, tinyCodebook), nil)
			require.NoError(t, err)
			assert.Equal(t, want, marshalledWave(t, w))
		})
	}
	w, err := ReadCSV(context.Background(), strings.NewReader(strings.ReplaceAll(plain, ",", "|")), readBook(t, tinyCodebook), &ReadSettings{Delimiter: '|'})
	require.NoError(t, err)
	assert.Equal(t, want, marshalledWave(t, w))
}

func marshalledWave(t testing.TB, w *Wave) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, w.WriteCSV(&b))
	return b.String()
}

func TestReadCSVWarnings(t *testing.T) {
	header := strings.TrimSpace(tinyHeader) + ",more,\n"
	w := readAnswers(t, tinyCodebook, header+"x,,1,1,CTO,1,-7,?,?\ny,-7,1,1,CTO,1,,?,?\n")
	require.Len(t, w.Warnings(), 2)
	assert.Equal(t, []string{
		`unknown-columns: left out as the codebook does not describe them: 2 columns, "more", ""`,
		`nobody-answered: nobody answered 2 columns: "age", "list"; what needs them is left out`,
	}, []string{w.Warnings()[0].String(), w.Warnings()[1].String()})
}

func TestReadCSVCountsBeyondTwenty(t *testing.T) {
	text := tinyHeader
	for i := range 30 {
		text += strconv.Itoa(i) + ",?,1,9,CTO,1,a\n"
	}
	_, err := ReadCSV(context.Background(), strings.NewReader(text), readBook(t, tinyCodebook), nil)
	var p *Problems
	require.ErrorAs(t, err, &p)
	assert.Len(t, p.List, 40)
	assert.Equal(t, []ProblemCount{{"not a number", 30}, {"off the scale", 30}}, p.Counts)
}

func TestReadCSVDesignProblems(t *testing.T) {
	row := func(change func(cells []string)) string {
		lines := strings.SplitN(smallWave, "\n", 3)
		cells := strings.Split("CTO,r1,yes,4,10,1.5,yes,ai,,2,a,1", ",")
		change(cells)
		return lines[0] + "\n" + strings.Join(cells, ",") + "\n"
	}
	for _, c := range []struct {
		name   string
		change func(cells []string)
		want   Problem
	}{
		{"no weight", func(cells []string) { cells[9] = "" }, Problem{Line: 2, Column: "weight", Reason: "required answer missing"}},
		{"negative weight", func(cells []string) { cells[9] = "-1" }, Problem{Line: 2, Column: "weight", Value: "-1", Reason: "off its bounds", Detail: "a weight is at least 0, a population size above 0"}},
		{"no stratum", func(cells []string) { cells[10] = "-7" }, Problem{Line: 2, Column: "stratum", Value: "-7", Reason: "required answer missing"}},
		{"all zero", func(cells []string) { cells[9] = "0" }, Problem{Reason: "survey design: stats: all weights are zero"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadCSV(context.Background(), strings.NewReader(row(c.change)), readBook(t, smallCodebook), nil)
			c.want.File = "wave"
			assert.Equal(t, []Problem{c.want}, problemsOf(t, err))
		})
	}
}

func TestReadCSVErrors(t *testing.T) {
	c := readBook(t, tinyCodebook)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := ReadCSV(ctx, strings.NewReader(tinyHeader+"x,1,1,1,CTO,1,a\n"), c, nil)
	assert.ErrorIs(t, err, context.Canceled)
	for _, head := range []string{"", "id,", tinyHeader, tinyHeader + "x,\"", tinyHeader + "x"} {
		_, err = ReadCSV(context.Background(), io.MultiReader(strings.NewReader(head), brokenReader{}), c, nil)
		assert.ErrorIs(t, err, errBroken, head)
	}
	_, err = ReadCSV(context.Background(), strings.NewReader(""), c, &ReadSettings{Delimiter: '"'})
	assert.ErrorContains(t, err, "delimiter '\"' is not an ASCII character")
	_, err = ReadCSV(context.Background(), strings.NewReader(""), &Codebook{}, nil)
	assert.ErrorContains(t, err, "invalid codebook")
	_, err = ReadCSV(context.Background(), io.MultiReader(strings.NewReader(tinyHeader+"\""), endless{}), c, nil)
	assert.Equal(t, []Problem{{File: "wave", Line: 2, Reason: "not a CSV row", Detail: "row too long"}}, problemsOf(t, err))
	_, err = ReadCSV(context.Background(), endless{}, c, nil)
	assert.Equal(t, []Problem{{File: "wave", Line: 1, Reason: "not a CSV row", Detail: "row too long"}}, problemsOf(t, err))
}

// endless is a file that never ends its first line.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestWriteCSVRoundTrip(t *testing.T) {
	w := readAnswers(t, smallCodebook, smallWave)
	text := marshalledWave(t, w)
	assert.Equal(t, `id,role,agree,stage,odd,roi,cloud,tools,comment,weight,stratum,cluster
r1,CTO,yes,4,10,1.5,yes,ai|5g,"says ""hm"", twice",2,a,1
r2,CTO,no,4,50,,,5g,,0.5,a,2
r3,CIO,so so,0,20,refused,,-7,-7,1,b,1
r4,,refused,-7,,-7,yes,,"two
lines",1,b,1
`, text)
	again := readAnswers(t, smallCodebook, text)
	assert.Equal(t, text, marshalledWave(t, again))
	assert.Equal(t, w.columns["roi"].missing, again.columns["roi"].missing)
	assert.Equal(t, w.columns["comment"].missing, again.columns["comment"].missing)
}

func TestWriteCSVOfTexts(t *testing.T) {
	c := readBook(t, `{"missingValues": [], "fields": [{"name": "t", "type": "string"}]}`)
	texts := []string{"", "=1+1", "+1", "-x", "@x", " lead", "\ttab", "a,b", `"`, "a\rb", "\r", "x\ny", "é", `\.`}
	b := NewBuilder(c, len(texts))
	b.SetText("t", slices.Clone(texts))
	w, err := b.Wave()
	require.NoError(t, err)
	again, err := ReadCSV(context.Background(), strings.NewReader(marshalledWave(t, w)), c, nil)
	require.NoError(t, err)
	assert.Equal(t, texts, again.columns["t"].text)
}

func TestWriteCSVErrors(t *testing.T) {
	c := readBook(t, `{"missingValues": ["", "7"], "fields": [
		{"name": "n", "type": "number"}, {"name": "l", "type": "list", "constraints": {"enum": ["a", "b"]}}]}`)
	for _, one := range []struct {
		name string
		set  func(b *Builder)
		want string
	}{
		{"no text", func(b *Builder) {
			b.SetNumbers("n", []float64{1})
			b.SetMissing("n", []bool{true}, stats.Refused)
		}, `ctostudy: respondent 1, column "n": the codebook has no text for "refused"`},
		{"missing value", func(b *Builder) { b.SetNumbers("n", []float64{7}) }, `column "n": the codebook calls the answer "7" missing`},
		{"mixed", func(b *Builder) { b.SetOptions("l", [][]int8{{1}, {stats.Skipped}}) }, `column "l": some options are missing and others are not`},
		{"nothing ticked", func(b *Builder) { b.SetOptions("l", [][]int8{{0}, {0}}) }, `column "l": nothing is ticked`},
	} {
		t.Run(one.name, func(t *testing.T) {
			b := NewBuilder(c, 1)
			one.set(b)
			w, err := b.Wave()
			require.NoError(t, err)
			assert.ErrorContains(t, w.WriteCSV(io.Discard), one.want)
		})
	}
	w := readAnswers(t, tinyCodebook, tinyHeader+"x,1,1,1,CTO,1,a\n")
	assert.ErrorIs(t, w.WriteCSV(fullDisk{}), errFull)
}

var errFull = errors.New("disk full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }
