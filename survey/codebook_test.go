package survey

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// smallCodebook is a team's own questionnaire: labels instead of codes, a
// reversed item, several missing codes, a delimited list, a survey design.
var smallCodebook = committed("../testdata/small/codebook.json")

func committed(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func readBook(t testing.TB, text string) *Codebook {
	t.Helper()
	c, err := ReadCodebook(strings.NewReader(text))
	require.NoError(t, err)
	return c
}

// problemsOf returns the problems of an error that must be one.
func problemsOf(t testing.TB, err error) []Problem {
	t.Helper()
	var p *Problems
	require.ErrorAs(t, err, &p)
	require.NotEmpty(t, p.List)
	return p.List
}

func TestReadCodebookReadsEverything(t *testing.T) {
	c := readBook(t, smallCodebook)
	assert.Equal(t, "a team's wave", c.Title)
	assert.False(t, c.Synthetic)
	assert.Equal(t, []MissingValue{{"", "skipped"}, {"-9", "skipped"}, {"refused", "refused"}, {"-7", "not asked"}}, c.MissingValues)
	assert.Len(t, c.Fields, 12)
	assert.Equal(t, []string{"10", "20", "50"}, c.Fields[4].Constraints.Enum, "numbers stand for their texts")
	assert.True(t, c.Construct("rating").Item("against").Reverse)
	assert.Nil(t, c.Construct("none"))
	assert.NoError(t, c.Check())
}

func TestCodebookSurvivesMarshalling(t *testing.T) {
	c := readBook(t, smallCodebook)
	text, err := json.Marshal(c)
	require.NoError(t, err)
	assert.Equal(t, c, readBook(t, string(text)))
	var other Codebook
	require.NoError(t, json.Unmarshal([]byte(`{"missingValues": ["-8", {"value": "r", "means": "refused"}]}`), &other))
	assert.Equal(t, []MissingValue{{"-8", "skipped"}, {"r", "refused"}}, other.MissingValues)
}

func TestSampleFrequencyAndLonelyAreKept(t *testing.T) {
	c := readBook(t, `{"sample": "members of a panel, drawn at random", "fields": [{"name": "n", "type": "integer"}],
		"constructs": [{"name": "design", "lonely": "average", "items": [{"name": "frequency", "field": "n"}]}]}`)
	assert.Equal(t, "members of a panel, drawn at random", c.Sample)
	assert.Equal(t, "average", c.Construct("design").Lonely)
	assert.Equal(t, c, readBook(t, marshalled(t, c)))

	for text, good := range map[string]bool{"0": true, "12": true, "3.0": true, "2.5": false, "-1": false, "": false} {
		_, err := ReadCSV(context.Background(), strings.NewReader("n\n1\n\""+text+"\"\n"), c, nil)
		assert.Equal(t, good, err == nil, text)
	}
}

func TestShippedCodebookIsValid(t *testing.T) {
	c, _ := shippedFiles(t)
	assert.True(t, c.Synthetic)
	assert.Contains(t, c.Sample, "online quota sample")
	assert.NotNil(t, c.Construct("archetype"))
}

func TestReadCodebookForm(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Problem
	}{
		{"empty", " \n", Problem{Reason: "the file is empty"}},
		{"byte-order mark alone", "\ufeff", Problem{Reason: "the file is empty"}},
		{"not JSON", "{\n\"fields\": oops}", Problem{Line: 2, Reason: "not JSON", Detail: "invalid character 'o' looking for beginning of value"}},
		{"cut off", "{\n\"fields\": [\n", Problem{Line: 3, Reason: "not JSON", Detail: "the file ends too early"}},
		{"more behind", "{}\n{}", Problem{Line: 2, Reason: "not JSON", Detail: "more text after the end of the codebook"}},
		{"deep", "\n" + strings.Repeat("[", 100000), Problem{Line: 2, Reason: "not JSON", Detail: "nested too deeply"}},
		{"not UTF-8", "{\n\n\"title\": \"\xff\"}", Problem{Line: 3, Reason: "not UTF-8 text"}},
		{"noise", "\x00\x01\x02", Problem{Line: 1, Reason: "not JSON", Detail: `invalid character '\x00' looking for beginning of value`}},
		{"array", "[]", Problem{Line: 1, Reason: "wrong kind of value", Detail: "an object belongs here, not an array"}},
		{"no fields", "{}", Problem{Line: 1, Reason: "member missing", Detail: "fields"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadCodebook(strings.NewReader(c.text))
			c.want.File = "codebook"
			assert.Equal(t, c.want, problemsOf(t, err)[0])
		})
	}
	_, err := ReadCodebook(brokenReader{})
	assert.ErrorIs(t, err, errBroken)
}

var errBroken = errors.New("cable pulled")

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errBroken }

func TestReadCodebookFindsAllProblems(t *testing.T) {
	_, err := ReadCodebook(strings.NewReader(`{
"title": 5,
"titel": "x",
"note": ["free"],
"missingValues": ["a", "a", {"value": "b", "means": "whatever"}, true, {"means": "refused"}],
"fields": [
{"name": "a", "type": "integer", "type": "integer", "constraints": {"minimum": 1, "maximum": "5"}},
{"name": "a", "type": "date"},
{"name": "", "type": "string"},
{"type": "number", "constraints": {"enum": ["1"]}}
],
"constructs": [{"name": "c", "items": [{"name": "i", "field": "nowhere"}, {"name": "j", "field": "a", "reversed": true}]}]
}`))
	type place struct {
		line         int
		path, reason string
	}
	var got []place
	for _, p := range problemsOf(t, err) {
		got = append(got, place{p.Line, p.Path, p.Reason})
	}
	assert.ElementsMatch(t, []place{
		{2, "title", "wrong kind of value"},
		{3, "titel", "unknown member"},
		{4, "note", "wrong kind of value"},
		{5, "missingValues[3]", "wrong kind of value"},
		{5, "missingValues[4]", "member missing"},
		{7, "fields[0].type", "member given twice"},
		{7, "fields[0].constraints.maximum", "wrong kind of value"},
		{10, "fields[3]", "member missing"},
		{12, "constructs[0].items[1].reversed", "unknown member"},
		{5, "missingValues[1]", "given twice"},
		{5, "missingValues[2].means", "unknown meaning"},
		{8, "fields[1].name", "given twice"},
		{8, "fields[1].type", "not supported yet"},
		{9, "fields[2].name", "empty name"},
		{10, "fields[3].constraints.enum", "does not go with the field's type"},
		{12, "constructs[0].items[0].field", "no such field"},
	}, got)
}

func TestCheckCodebook(t *testing.T) {
	one := func(f Field) func(*Codebook) {
		return func(c *Codebook) { c.Fields = append(c.Fields, f) }
	}
	item := func(construct string, it Item) func(*Codebook) {
		return func(c *Codebook) {
			if it.Name == "" {
				it.Name = "x"
			}
			c.Constructs = []Construct{{Name: construct, Items: []Item{it}}}
		}
	}
	number := func(x float64) *float64 { return &x }
	many := strings.Split(strings.Repeat("a,", 127)+"a", ",")
	for i := range many {
		many[i] = strings.Repeat("a", i)
	}
	for _, c := range []struct {
		name           string
		change         func(*Codebook)
		path, reason   string
		value, problem string
	}{
		{"no fields", func(c *Codebook) { *c = Codebook{} }, "fields", "no fields", "", ""},
		{"control character", one(Field{Name: "a\nb", Type: "string"}), "fields[12].name", reasonControl, "a\nb", ""},
		{"no type", one(Field{Name: "n"}), "fields[12].type", "empty type", "", ""},
		{"fraction", one(Field{Name: "n", Type: "integer", Constraints: Constraints{Minimum: number(0.5)}}), "fields[12].constraints.minimum", "not a whole number", "0.5", ""},
		{"upside down", one(Field{Name: "n", Type: "number", Constraints: Constraints{Minimum: number(2), Maximum: number(1)}}), "fields[12].constraints", "minimum above maximum", "", ""},
		{"bounds of a text", one(Field{Name: "n", Type: "string", Constraints: Constraints{Minimum: number(2)}}), "fields[12].constraints", reasonMismatch, "string", ""},
		{"enum and bounds", one(Field{Name: "n", Type: "integer", Constraints: Constraints{Minimum: number(1), Enum: []string{"1"}}}), "fields[12].constraints", "enum beside minimum or maximum", "", ""},
		{"words of an integer", one(Field{Name: "n", Type: "integer", Constraints: Constraints{Enum: []string{"1", "two"}}}), "fields[12].constraints.enum[1]", "not a whole number", "two", ""},
		{"same integer", one(Field{Name: "n", Type: "integer", Constraints: Constraints{Enum: []string{"1", "01"}}}), "fields[12].constraints.enum[1]", "given twice", "01", ""},
		{"empty enum", one(Field{Name: "n", Type: "string", Constraints: Constraints{Enum: []string{}}}), "fields[12].constraints.enum", "no answers", "", ""},
		{"too many answers", one(Field{Name: "n", Type: "string", Constraints: Constraints{Enum: many}}), "fields[12].constraints.enum", "too many answers", "", "128, at most 127"},
		{"list without options", one(Field{Name: "n", Type: "list"}), "fields[12].constraints.enum", "no answers", "", ""},
		{"option with delimiter", one(Field{Name: "n", Type: "list", Constraints: Constraints{Enum: []string{"a;b"}}}), "fields[12].constraints.enum[0]", "not an option of a list", "a;b", `an option is not empty, has no spaces around it and does not hold the delimiter ";"`},
		{"delimiter of a text", one(Field{Name: "n", Type: "string", Delimiter: ";"}), "fields[12].delimiter", reasonMismatch, ";", ""},
		{"true values of a text", one(Field{Name: "n", Type: "string", TrueValues: []string{"y"}}), "fields[12]", reasonMismatch, "string", ""},
		{"true and false", one(Field{Name: "n", Type: "boolean", TrueValues: []string{"0"}}), "fields[12]", "both a true and a false value", "0", ""},
		{"missing answer", one(Field{Name: "n", Type: "string", Constraints: Constraints{Enum: []string{"a"}}, MissingValues: []MissingValue{{"a", "skipped"}}}), "fields[12].missingValues[0]", "both an answer and a missing value", "a", ""},
		{"missing level", one(Field{Name: "n", Type: "integer", Constraints: Constraints{Minimum: number(-9), Maximum: number(-8)}}), "fields[12].constraints", "both an answer and a missing value", "-9", ""},
		{"missing means", one(Field{Name: "n", Type: "string", MissingValues: []MissingValue{{"a", ""}}}), "fields[12].missingValues[0].means", "unknown meaning", "", `a missing value means "skipped", "refused" or "not asked"`},
		{"label of nothing", one(Field{Name: "n", Type: "string", Labels: map[string]string{"1": "x"}}), "fields[12].labels.1", "label of something that is no answer", "1", ""},
		{"value off the enum", item("c", Item{Field: "role", Values: []string{"CTO", "CFO"}}), "constructs[0].items[0].values[1]", "not an answer of the field", "CFO", "role"},
		{"value off the scale", item("c", Item{Field: "stage", Values: []string{"5"}}), "constructs[0].items[0].values[0]", "not an answer of the field", "5", "stage"},
		{"missing as value", item("c", Item{Field: "stage", Values: []string{"-9"}}), "constructs[0].items[0].values[0]", "not an answer of the field", "-9", "stage"},
		{"no values", item("c", Item{Field: "stage", Values: []string{}}), "constructs[0].items[0].values", "no values", "", ""},
		{"values of a number", item("c", Item{Field: "roi", Values: []string{"1"}}), "constructs[0].items[0].values", reasonMismatch, "roi", ""},
		{"list without values", item("c", Item{Field: "tools"}), "constructs[0].items[0]", "item of a list without values", "tools", ""},
		{"reversed tick", item("c", Item{Field: "cloud", Reverse: true}), "constructs[0].items[0].reverse", "only a scale can be reversed", "cloud", ""},
		{"reversed text", item("c", Item{Field: "comment", Reverse: true}), "constructs[0].items[0].reverse", "only a scale can be reversed", "comment", ""},
		{"reversed unbounded", item("c", Item{Field: "weight", Reverse: true}), "constructs[0].items[0].reverse", "only a scale can be reversed", "weight", ""},
		{"reversed values", item("c", Item{Field: "stage", Reverse: true, Values: []string{"1"}}), "constructs[0].items[0].reverse", "only a scale can be reversed", "stage", ""},
		{"weight in words", item("design", Item{Name: "weight", Field: "role"}), "constructs[0].items[0].field", reasonMismatch, "role", ""},
		{"frequency in words", item("design", Item{Name: "frequency", Field: "role"}), "constructs[0].items[0].field", reasonMismatch, "role", ""},
		{"weight and frequency", func(c *Codebook) {
			c.Constructs = []Construct{{Name: "design", Items: []Item{
				{Name: "weight", Field: "weight"}, {Name: "frequency", Field: "cluster"}}}}
		}, "constructs[0]", "weight beside frequency", "", ""},
		{"lonely elsewhere", func(c *Codebook) { c.Constructs[0].Lonely = "adjust" }, "constructs[0].lonely", "only the construct design says what lonely strata add", "adjust", ""},
		{"unknown lonely", func(c *Codebook) { c.Construct("design").Lonely = "certainty" }, "constructs[4].lonely", "unknown policy for lonely strata", "certainty", `"fail", "remove", "adjust" or "average"`},
		{"unknown design", item("design", Item{Name: "strata", Field: "role"}), "constructs[0].items[0].name", "unknown item of the design", "strata", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			book := readBook(t, smallCodebook)
			c.change(book)
			list := problemsOf(t, book.Check())
			if c.problem == "" {
				list[0].Detail = ""
			}
			assert.Equal(t, []Problem{{Path: c.path, Value: c.value, Reason: c.reason, Detail: c.problem}}, list)
		})
	}
}

func FuzzReadCodebook(f *testing.F) {
	f.Add([]byte(smallCodebook))
	f.Add([]byte(`{"fields": [{"name": "a", "type": "list", "constraints": {"enum": ["x"]}}], "constructs": [{"name": "c", "items": [{"name": "i", "field": "a", "values": ["x"]}]}]}`))
	f.Add([]byte(`{"fields": [{"name": "a", "type": "integer", "constraints": {"minimum": 1e300}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ReadCodebook(strings.NewReader(string(data)))
		if err != nil {
			problemsOf(t, err)
			return
		}
		text, err := json.Marshal(c)
		require.NoError(t, err)
		again, err := ReadCodebook(strings.NewReader(string(text)))
		require.NoError(t, err)
		assert.Equal(t, marshalled(t, c), marshalled(t, again))
		for i := range c.Fields {
			c.Fields[i].spec(c.missingCodes())
		}
	})
}

func marshalled(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}
