package survey

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
)

// oneField is a codebook of a single field "q" with the given further members
// and the given missing values, left out where empty.
func oneField(missing, members string) string {
	if missing != "" {
		missing = `"missingValues": ` + missing + `, `
	}
	items := `{"name": "q", "field": "q"}`
	if strings.Contains(members, `"list"`) {
		items = "" // which would need values
	}
	return fmt.Sprintf(`{%s"fields": [{"name": "q", %s}],
		"constructs": [{"name": "c", "items": [%s]}]}`, missing, members, items)
}

func TestMissingCodesAreComparedByValue(t *testing.T) {
	spellings := []string{"-9", "-9.0", "-09", "-9e0", "-9E+00", "-9.", "-90e-1", " -9 ", "\u00a0-9.00"}
	for name, members := range map[string]string{
		"number":        `"type": "number"`,
		"integer":       `"type": "integer"`,
		"scale":         `"type": "integer", "constraints": {"minimum": 1, "maximum": 5}`,
		"whole numbers": `"type": "integer", "constraints": {"enum": [1, 5]}`,
		"number texts":  `"type": "string", "constraints": {"enum": ["1", "5"]}`,
		"words":         `"type": "string", "constraints": {"enum": ["1", "five"]}`,
		"boolean":       `"type": "boolean"`,
		"own booleans":  `"type": "boolean", "trueValues": ["1"], "falseValues": ["2"]`,
		"list":          `"type": "list", "constraints": {"enum": ["1", "five"]}`,
	} {
		for _, code := range []string{"-9", "-9.0", "-09"} {
			book := oneField(`["", {"value": "`+code+`", "means": "refused"}]`, members)
			w := readAnswers(t, book, "q\n1\n\""+strings.Join(spellings, "\"\n\"")+"\"\n")
			for i := range w.Len() {
				want := int8(0)
				if i > 0 {
					want = stats.Refused
				}
				assert.Equal(t, want, stateAt(w.columns["q"], i), "%s, %s, row %d", name, code, i)
			}
		}
	}

	// A positive code has a sign as well; free texts are compared as texts.
	w := readAnswers(t, oneField(`["9"]`, `"type": "number"`), "q\n+9\n9.0\n8\n")
	assert.InDeltaSlice(t, []float64{math.NaN(), math.NaN(), 8}, w.Numbers("c", "q"), 0)
	w = readAnswers(t, oneField(`["-9"]`, `"type": "string"`), "q\n-9.0\n-9\n -9 \n")
	assert.Equal(t, []string{"-9.0", "", ""}, w.Text("c", "q"))
}

// stateAt returns the missing state of an answer, 0 where there is one.
func stateAt(c *column, i int) int8 {
	switch {
	case c.codes != nil:
		return min(c.codes.At(i), 0)
	case c.options != nil:
		return min(c.options[0].At(i), 0)
	case c.missing != nil:
		return c.missing[i]
	}
	return 0
}

func TestAnswersAreComparedByValue(t *testing.T) {
	for name, members := range map[string]string{
		"scale":        `"type": "integer", "constraints": {"minimum": 1, "maximum": 2}`,
		"padded":       `"type": "integer", "constraints": {"enum": ["01", "02"]}`,
		"number texts": `"type": "string", "constraints": {"enum": ["1", "2"]}`,
		"boolean":      `"type": "boolean", "trueValues": ["2"], "falseValues": ["1"]`,
	} {
		w := readAnswers(t, oneField("", members), "q\n1\n01\n1.0\n2e0\n+2\n")
		assert.Equal(t, []int8{0, 0, 0, 1, 1}, w.columns["q"].codes.Data(), name)
	}
	w := readAnswers(t, oneField("", `"type": "list", "constraints": {"enum": ["1", "2"]}`), "q\n1.0;2.0\n2.0\n")
	assert.Equal(t, []int8{1, 0}, w.columns["q"].options[0].Data())

	// Answers that are words are texts, and so are those that numbers cannot tell apart.
	for name, enum := range map[string]string{
		"words": `["1", "2", "3 or more"]`, "versions": `["1.1", "1.2"]`, "padded": `["1", "01"]`,
	} {
		book := readBook(t, oneField("", `"type": "string", "constraints": {"enum": `+enum+`}`))
		_, err := ReadCSV(context.Background(), strings.NewReader("q\n1.10\n1.0\n"), book, nil)
		assert.Len(t, problemsOf(t, err), 2, name)
	}
	w = readAnswers(t, oneField("", `"type": "string", "constraints": {"enum": ["1", "01"]}`), "q\n01\n1\n")
	assert.Equal(t, []int8{1, 0}, w.columns["q"].codes.Data())
}

func TestUniqueNumbersAreComparedByValue(t *testing.T) {
	for _, c := range []struct {
		members, cells string
		want           []string // values given twice
	}{
		{`"type": "integer"`, "7,07,7.0,8,7e0", []string{"07", "7.0", "7e0"}},
		{`"type": "number"`, "0.5,.5,0,-0,5e-1", []string{".5", "-0", "5e-1"}},
		{`"type": "string"`, "7,07,7.0,7 ,\u00a07", []string{"7 ", "\u00a07"}},
		{`"type": "integer"`, "9007199254740991,9007199254740992", nil},
	} {
		book := readBook(t, oneField("", `"constraints": {"unique": true}, `+c.members))
		text := "q\n" + strings.ReplaceAll(c.cells, ",", "\n") + "\n"
		_, err := ReadCSV(context.Background(), strings.NewReader(text), book, nil)

		var got []string
		if err != nil {
			for _, p := range problemsOf(t, err) {
				assert.Equal(t, "value given twice", p.Reason)
				got = append(got, p.Value)
			}
		}
		assert.Equal(t, c.want, got, c.members)
	}
}

func TestKeysWithoutSpacesAroundThem(t *testing.T) {
	book := `{"fields": [{"name": "id", "type": "string", "constraints": {"required": true, "unique": true}},
		{"name": "s", "type": "string"}, {"name": "c", "type": "string"}, {"name": "said", "type": "string"}],
		"constructs": [{"name": "design", "items": [{"name": "stratum", "field": "s"}, {"name": "cluster", "field": "c"}]}]}`
	w := readAnswers(t, book, "id,s,c,said\nA1, North,x, yes\nA2,North\u00a0,x\t,  \nA3,South, y ,no\n")
	assert.Equal(t, []string{"North", "North", "South"}, w.columns["s"].text)
	assert.Equal(t, []string{"x", "x", "y"}, w.columns["c"].text)
	assert.Equal(t, []string{" yes", "", "no"}, w.columns["said"].text, "a free text stays as it is, blanks are none")

	_, err := ReadCSV(context.Background(), strings.NewReader("id,s,c,said\nA1,n,x,\nA1 ,n,x,\n  ,n,x,\n\u00a0,n,x,\n"), readBook(t, book), nil)
	var got []string
	for _, p := range problemsOf(t, err) {
		got = append(got, fmt.Sprintf("%d %s", p.Line, p.Reason))
	}
	assert.Equal(t, []string{"3 value given twice", "4 required answer missing", "5 required answer missing"}, got)
}

func TestNumbersBeyondWholeOnes(t *testing.T) {
	for cell, good := range map[string]bool{
		"9007199254740992": true, "-9007199254740992": true, "9007199254740992.0": true, "9007199254740991.5": true,
		"9007199254740993": false, "-9007199254740993": false, "9007199254740992.5": false, "1e16": false, "90071992547409930e-1": false,
	} {
		for _, kind := range []string{"number", "integer"} {
			_, err := ReadCSV(context.Background(), strings.NewReader("q\n"+cell+"\n"), readBook(t, oneField("", `"type": "`+kind+`"`)), nil)
			if kind == "integer" && cell == "9007199254740991.5" {
				continue // it is read as a neighbour, a whole number
			}
			assert.Equal(t, good, err == nil, "%s: %v", cell, err)
		}
	}
	for _, kind := range []string{"number", "integer"} {
		for _, bound := range []string{"9007199254740993", "-9007199254740993", "1e300"} {
			_, err := ReadCodebook(strings.NewReader(oneField("", `"type": "`+kind+`", "constraints": {"minimum": `+bound+`}`)))
			p := problemsOf(t, err)[0]
			assert.Equal(t, "fields[0].constraints.minimum: a number beyond 2^53", p.Path+": "+p.Reason)
		}
	}
	// Two codes that a float64 does not tell apart are two texts.
	w := readAnswers(t, oneField(`["99999999999999999"]`, `"type": "string", "constraints": {"enum": ["99999999999999998", "x"]}`), "q\n99999999999999998\n99999999999999999\n")
	assert.Equal(t, []int8{0, stats.Skipped}, w.columns["q"].codes.Data())
}

func TestOneTextTwoReadings(t *testing.T) {
	for _, c := range []struct{ name, missing, members, path, says string }{
		{"missing code in an enum", `["NA"]`, `"type": "string", "constraints": {"enum": ["DE", "NA"]}`, "fields[0].constraints.enum[1]", `the missing value "NA" (skipped) and the answer "NA"`},
		{"in a list", `["NA"]`, `"type": "list", "constraints": {"enum": ["DE", "NA"]}`, "fields[0].constraints.enum[1]", `the missing value "NA" (skipped) and the answer "NA"`},
		{"by value", `["-9.0"]`, `"type": "integer", "constraints": {"enum": [-9, 1]}`, "fields[0].constraints.enum[0]", `the missing value "-9.0" (skipped) and the answer "-9", which are the same in a cell`},
		{"on a scale", `[{"value": "99", "means": "refused"}]`, `"type": "integer", "constraints": {"minimum": 0, "maximum": 100}`, "fields[0].constraints", `the missing value "99" (refused) and the answer "99"`},
		{"with spaces", `["NA "]`, `"type": "string", "constraints": {"enum": ["DE", "NA"]}`, "fields[0].constraints.enum[1]", `the missing value "NA " (skipped) and the answer "NA", which are the same in a cell`},
		{"a true value", `["yes"]`, `"type": "boolean", "trueValues": ["yes"]`, "fields[0].trueValues[0]", `the missing value "yes" (skipped) and the true value "yes"`},
		{"a default true value", `["true"]`, `"type": "boolean"`, "fields[0]", `the missing value "true" (skipped) and the true value "true"`},
		{"a false value", `["", "-9"]`, `"type": "boolean", "falseValues": ["no", ""]`, "fields[0].falseValues[1]", `the missing value "" (skipped) and the false value ""`},
		{"a label", `["refused"]`, `"type": "integer", "constraints": {"enum": [1, 9]}, "labels": {"9": "refused"}`, "fields[0].labels.9", `the missing value "refused" (skipped) and the label of the answer "9"`},
		{"a missing code of the field", "", `"type": "string", "constraints": {"enum": ["a", "b"]}, "missingValues": ["b"]`, "fields[0].missingValues[0]", `the answer "b" and the missing value "b" (skipped)`},
		{"its value", "", `"type": "integer", "constraints": {"minimum": 1, "maximum": 9}, "missingValues": ["9.0"]`, "fields[0].missingValues[0]", `the answer "9" and the missing value "9.0" (skipped)`},
		{"label and missing of the field", "", `"type": "integer", "constraints": {"enum": [1, 9]}, "labels": {"9": "none"}, "missingValues": ["none"]`, "fields[0].missingValues[0]", `the label of the answer "9" and the missing value "none" (skipped)`},
		{"label of another answer", "", `"type": "integer", "constraints": {"minimum": 1, "maximum": 5}, "labels": {"1": "2", "2": "x"}`, "fields[0].labels.1", `the answer "2" and the label of the answer "1"`},
		{"its value, too", "", `"type": "integer", "constraints": {"minimum": 1, "maximum": 5}, "labels": {"1": "2.0"}`, "fields[0].labels.1", `the answer "2" and the label of the answer "1"`},
		{"two labels", "", `"type": "integer", "constraints": {"minimum": 1, "maximum": 5}, "labels": {"1": "low", "2": "low "}`, "fields[0].labels.2", `the label of the answer "1" and the label of the answer "2"`},
		{"answers and spaces", "", `"type": "string", "constraints": {"enum": ["a", "a "]}`, "fields[0].constraints.enum[1]", `the answer "a" and the answer "a ", which are the same in a cell`},
		{"true and false by value", "", `"type": "boolean", "trueValues": ["1.0"], "falseValues": ["1"]`, "fields[0]", `the false value "1" and the true value "1.0"`},
		{"two meanings", `["-9", {"value": "-9.0", "means": "refused"}]`, `"type": "number"`, "missingValues[1]", `"refused", and "skipped" as "-9" is the same number`},
		{"two meanings and spaces", `["NA", {"value": " NA", "means": "refused"}]`, `"type": "string"`, "missingValues[1]", `"skipped" and "refused"`},
		{"label of a list", "", `"type": "list", "constraints": {"enum": ["a", "b", "c"]}, "labels": {"c": "a; b"}`, "fields[0].labels.c", `the label of the answer "c" and 2 options with the delimiter ";" between them`},
		{"missing value of a list", "", `"type": "list", "constraints": {"enum": ["a", "b"]}, "missingValues": ["a;b"]`, "fields[0].missingValues[0]", `the missing value "a;b" (skipped) and 2 options`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadCodebook(strings.NewReader(oneField(c.missing, c.members)))
			list := problemsOf(t, err)
			require.Len(t, list, 1, "%v", list)
			assert.Equal(t, c.path, list[0].Path)
			assert.Contains(t, list[0].Detail, c.says)
		})
	}

	// The same reading twice is none of them.
	for _, members := range []string{
		`"type": "string", "constraints": {"enum": ["a", "b"]}, "labels": {"a": "a"}, "missingValues": ["-9", "-9.0", " ", ""]`,
		`"type": "string", "constraints": {"enum": ["00", "01", "1"]}`,
		`"type": "number", "constraints": {"minimum": -100, "maximum": 100}, "missingValues": ["-9"]`,
		`"type": "list", "constraints": {"enum": ["a", "b"]}, "labels": {"b": "other; please say"}`,
	} {
		readBook(t, oneField("", members))
	}
}

func TestAFieldSaysWhatIsAnAnswerThere(t *testing.T) {
	const answer = `, "missingValues": [{"value": "NA", "means": "answer"}]`
	w := readAnswers(t, oneField(`["", "NA"]`, `"type": "string", "constraints": {"enum": ["DE", "NA"]}`+answer), "q\nNA\nDE\n\"\"\n")
	assert.Equal(t, []int8{1, 0, stats.Skipped}, w.columns["q"].codes.Data(), "Namibia, Germany, no answer")
	w = readAnswers(t, oneField(`["", "NA"]`, `"type": "string"`+answer), "q\nNA\nDE\n\"\"\n")
	assert.Equal(t, []string{"NA", "DE", ""}, w.columns["q"].text)

	w = readAnswers(t, oneField(`["99"]`, `"type": "integer", "constraints": {"minimum": 0, "maximum": 100}, "missingValues": [{"value": "99.0", "means": "answer"}]`), "q\n99\n99.0\n")
	assert.Equal(t, []float64{99, 99}, w.Numbers("c", "q"))
	w = readAnswers(t, oneField(`["99"]`, `"type": "number", "missingValues": [{"value": "99", "means": "answer"}]`), "q\n99\n99.0\n")
	assert.Equal(t, []float64{99, 99}, w.Numbers("c", "q"))
	w = readAnswers(t, oneField(`["", "-9"]`, `"type": "boolean", "falseValues": [""], "missingValues": [{"value": "", "means": "answer"}]`), "q\n1\n\"\"\n-9\n")
	assert.Equal(t, []int8{1, 0, stats.Skipped}, w.columns["q"].codes.Data())

	// A default that nobody wrote gives way without being asked.
	w = readAnswers(t, oneField("", `"type": "boolean", "falseValues": [""]`), "q\n1\n\"\"\n")
	assert.Equal(t, []int8{1, 0}, w.columns["q"].codes.Data())

	_, err := ReadCodebook(strings.NewReader(oneField(`["NA"]`, `"type": "string", "constraints": {"enum": ["DE"]}`+answer)))
	assert.Equal(t, "not an answer of the field", problemsOf(t, err)[0].Reason)
	_, err = ReadCodebook(strings.NewReader(oneField(`[{"value": "NA", "means": "answer"}]`, `"type": "string"`)))
	assert.Equal(t, "unknown meaning", problemsOf(t, err)[0].Reason)
}

func TestMembersOfLaterVersionsAreRefusedByName(t *testing.T) {
	book := func(top, field, constraints, construct, item string) string {
		return fmt.Sprintf(`{%s"fields": [{%s"name": "q", "type": "number", "constraints": {%s"minimum": 0}}],
			"constructs": [{%s"name": "c", "items": [{%s"name": "i", "field": "q"}]}]}`, top, field, constraints, construct, item)
	}
	readBook(t, book("", "", "", "", ""))
	for path, text := range map[string]string{
		"%s":                        book(`"%s": 1, `, "", "", "", ""),
		"fields[0].%s":              book("", `"%s": 1, `, "", "", ""),
		"fields[0].constraints.%s":  book("", "", `"%s": 1, `, "", ""),
		"constructs[0].%s":          book("", "", "", `"%s": 1, `, ""),
		"constructs[0].items[0].%s": book("", "", "", "", `"%s": 1, `),
	} {
		names := map[string]string{
			"%s":                        "dialect filter sheet public disclosure banners",
			"fields[0].%s":              "column columns format pattern categories labelsOnly codesOnly other ranked groupChar bareNumber",
			"fields[0].constraints.%s":  "pattern",
			"constructs[0].%s":          "margins raked",
			"constructs[0].items[0].%s": "from to",
		}[path]
		for _, name := range strings.Fields(names) {
			_, err := ReadCodebook(strings.NewReader(fmt.Sprintf(text, name)))
			p := problemsOf(t, err)[0]
			assert.Equal(t, fmt.Sprintf(path, name)+": not supported yet", p.Path+": "+p.Reason)
		}
	}
	for _, kind := range []string{"date", "any"} {
		_, err := ReadCodebook(strings.NewReader(oneField("", `"type": "`+kind+`"`)))
		assert.Equal(t, "not supported yet", problemsOf(t, err)[0].Reason)
	}
	_, err := ReadCodebook(strings.NewReader(oneField("", `"type": "number", "decimalChar": ","`)))
	assert.Equal(t, "not supported yet", problemsOf(t, err)[0].Reason)
	_, err = ReadCodebook(strings.NewReader(oneField("", `"type": "string", "decimalChar": "."`)))
	assert.Equal(t, reasonMismatch, problemsOf(t, err)[0].Reason)
}

func TestMembersOfFrictionlessAreKept(t *testing.T) {
	c := readBook(t, `{"primaryKey": "q", "foreignKeys": [{"fields": ["q"], "reference": {"resource": "r", "fields": ["<a>", 1.50, true, null]}}],
		"fields": [{"name": "q", "type": "string", "rdfType": "http://schema.org/Text", "example": 1.0, "description": "what was said"}]}`)
	assert.Equal(t, "q", c.PrimaryKey)
	assert.Equal(t, "what was said", c.Fields[0].Description)
	assert.Equal(t, json.Number("1.0"), c.Fields[0].Example)
	assert.Equal(t, c, readBook(t, marshalled(t, c)))
	assert.Contains(t, marshalled(t, c), `1.50,true,null`)
}

func TestCodebooksAreReadBackFromTheirJSON(t *testing.T) {
	text := Field{Name: "q", Type: "string"}
	for name, c := range map[string]*Codebook{
		"no constructs":     {Fields: []Field{text}},
		"no items":          {Fields: []Field{text}, Constructs: []Construct{{Name: "c"}}},
		"no missing values": {Fields: []Field{text}, MissingValues: []MissingValue{}},
	} {
		require.NoError(t, c.Check(), name)
		assert.Equal(t, c, readBook(t, marshalled(t, c)), name)
	}
	w := readAnswers(t, marshalled(t, &Codebook{Fields: []Field{text}, MissingValues: []MissingValue{}}), "q\n\"\"\n")
	assert.Equal(t, int8(0), stateAt(w.columns["q"], 0), "an empty list leaves no missing value")
}

func TestPopulationNames(t *testing.T) {
	for name, good := range map[string]bool{
		"cto": true, "CTO-2": true, "a_b": true, "2021": true, "华东": true, "Ärzte": true, "हिन्दी": true, "archetypes": true, "archetype": true, "All": true,
		"all": false, "a.b": false, "a b": false, "a/b": false, "a*": false, "=1": false, "a:b": false, "archetype1": false, "archetype12": false, "archetype01": false, "½": false,
	} {
		book := readBook(t, smallCodebook)
		book.Construct("population").Items[0].Name = name
		assert.Equal(t, good, book.Check() == nil, name)
	}
}

func TestScaleAtTheEndOfWholeNumbers(t *testing.T) {
	c := readBook(t, oneField("", `"type": "integer", "constraints": {"minimum": 9007199254740990, "maximum": 9007199254740992}`))
	assert.Equal(t, []string{"9007199254740990", "9007199254740991", "9007199254740992"}, c.Fields[0].Answers())
	w := readAnswers(t, marshalled(t, c), "q\n9007199254740991\n9007199254740992\n")
	assert.Equal(t, []int8{1, 2}, w.columns["q"].codes.Data())
}

// The codebook's missing values are worked out once, not for each field: twice
// as many fields and missing values take about twice, not four times the room.
func TestManyMissingValuesOfManyFields(t *testing.T) {
	allocated := func(n int) uint64 {
		c := &Codebook{}
		var header []string
		for i := range n {
			name := fmt.Sprintf("q%d", i)
			header = append(header, name)
			c.Fields = append(c.Fields, Field{Name: name, Type: "number"})
			c.MissingValues = append(c.MissingValues, MissingValue{"m" + name, "skipped"})
		}
		file := strings.Join(header, ",") + "\n1" + strings.Repeat(",mq0", n-1) + "\n"

		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w, err := ReadCSV(context.Background(), strings.NewReader(file), c, nil)
		runtime.ReadMemStats(&after)
		require.NoError(t, err)
		require.Equal(t, 1, w.Len())
		return after.TotalAlloc - before.TotalAlloc
	}
	assert.Less(t, allocated(2000), 3*allocated(1000))
}

func TestNilReaders(t *testing.T) {
	var file *os.File
	c := readBook(t, smallCodebook)

	_, err := ReadCodebook(file)
	assert.ErrorContains(t, err, "codebook: there is nothing to read from")
	_, err = ReadCodebook(nil)
	assert.ErrorContains(t, err, "nothing to read from")
	_, err = ReadCSV(context.Background(), file, c, nil)
	assert.ErrorContains(t, err, "wave: there is nothing to read from")
}
