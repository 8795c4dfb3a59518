package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/require"
)

// fuzzBook has every construct, in few fields.
const fuzzBook = `{"title": "small", "synthetic": SYNTHETIC,
"missingValues": ["", {"value": "-9", "means": "refused"}, {"value": "-8", "means": "not asked"}],
"fields": [
{"name": "role", "type": "string", "constraints": {"enum": ["CTO", "CIO"]}},
{"name": "place", "type": "string", "constraints": {"enum": ["n", "s"]}, "labels": {"n": "north"}},
{"name": "office", "type": "integer", "constraints": {"minimum": 1, "maximum": 6}},
{"name": "w", "type": "number"}, {"name": "size", "type": "number"},
{"name": "a", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}},
{"name": "b", "type": "integer", "constraints": {"enum": [1, 2, 3]}},
{"name": "c", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}},
{"name": "d", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}},
{"name": "roi", "type": "number"},
{"name": "t", "type": "boolean"}, {"name": "u", "type": "boolean"},
{"name": "l", "type": "list", "constraints": {"enum": ["x", "y", "z"]}},
{"name": "s", "type": "string", "constraints": {"enum": ["low", "mid", "high"]}},
{"name": "r0", "type": "number"}, {"name": "r1", "type": "number"}],
"constructs": [
{"name": "respondent", "items": [{"name": "industry", "field": "place"}]},
{"name": "population", "items": [{"name": "cto", "field": "role", "values": ["CTO"]}, {"name": "north", "field": "place", "values": ["n"]}]},
{"name": "control", "items": [{"name": "role", "field": "role"}, {"name": "revenue", "field": "r0"}]},
{"name": "maturity.cloud", "items": [{"name": "a", "field": "a"}, {"name": "b", "field": "b"}]},
{"name": "maturity.ai", "items": [{"name": "c", "field": "c", "reverse": true}]},
{"name": "effectiveness", "items": [{"name": "c", "field": "c"}, {"name": "d", "field": "d"}]},
{"name": "roi", "items": [{"name": "roi", "field": "roi"}]},
{"name": "driver.mission", "items": [{"name": "d", "field": "d"}]},
{"name": "driver.people", "items": [{"name": "a", "field": "a"}]},
{"name": "collaboration", "items": [{"name": "frequency", "field": "c"}, {"name": "importance", "field": "b"}]},
{"name": "finance", "items": [{"name": "revenue.2020", "field": "r0"}, {"name": "revenue.2021", "field": "r1"},
{"name": "profit.2020", "field": "r1"}, {"name": "profit.2021", "field": "roi"}]},
{"name": "mature.2019", "items": [{"name": "security", "field": "a", "values": ["4", "5"]}]},
{"name": "mature.2021", "items": [{"name": "security", "field": "c", "values": ["4", "5"]}]},
{"name": "tech.near", "items": [{"name": "t", "field": "t"}, {"name": "x", "field": "l", "values": ["x"]}, {"name": "y", "field": "l", "values": ["y", "z"]}]},
{"name": "duty", "items": [{"name": "low", "field": "s", "values": ["low"]}, {"name": "mid", "field": "s", "values": ["mid"]}]},
{"name": "archetype", "items": [{"name": "resp.t", "field": "t"}, {"name": "resp.u", "field": "u"}, {"name": "time.x", "field": "l", "values": ["x"]}, {"name": "s", "field": "s"}]},
{"name": "heldout", "items": [{"name": "y", "field": "l", "values": ["y"]}]},
{"name": "design", "items": [DESIGN]}]}`

// fuzzDesigns are designs of fuzzBook.
var fuzzDesigns = []string{
	``,
	`{"name": "weight", "field": "w"}`,
	`{"name": "frequency", "field": "b"}`,
	`{"name": "weight", "field": "w"}, {"name": "stratum", "field": "place"}, {"name": "cluster", "field": "office"}, {"name": "population", "field": "size"}`,
}

// fuzzWave makes answers to fuzzBook.
func fuzzWave() []byte {
	var b bytes.Buffer
	b.WriteString("role,place,office,w,size,a,b,c,d,roi,t,u,l,s,r0,r1\n")
	for i := range 32 {
		k := i * i
		list := []string{"x", "x;y", "", "z"}[k/3%4]
		fmt.Fprintf(&b, "%s,%s,%d,%d.5,20,%d,%d,%d,%d,%d,%d,%d,%s,%s,%d,%d\n",
			[]string{"CTO", "CTO", "CIO"}[i%3], []string{"n", "s"}[i/2%2],
			1+i%4, k%5, 1+k%5, 1+i%3, 1+(k+i)/3%5, 1+(k/7+i)%5, k%17-3, i/4%2, k/5%2, list,
			[]string{"low", "mid", "high"}[k%3], 50+k%31, 55+k%37)
	}
	return b.Bytes()
}

// fuzzTexts take the place of cells and of values of the codebook.
var fuzzTexts = []string{"", "0", "1", "-1", "5", "-9", "-8", "1e300", "1e-320", "-1e308", "NaN",
	"0.1", "9007199254740993", "true", "x;x;;z",
	"=1+1", "<b>", "\u202e", "CTO", "n", "all", "\"", "1.500", "low", "1e50", "1e-50", "16777217",
	"a/b", "null", "\x1b[1m"}

var jsonScalars = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false`)

// withEdits changes values of the codebook, and cells, columns and rows of the
// answers, four bytes an edit: bytes alone seldom leave anything readable.
func withEdits(book, answers, edits []byte) ([]byte, []byte) {
	for ; len(edits) >= 4; edits = edits[4:] {
		what, place, value := edits[0]%8, int(edits[1])<<8|int(edits[2]), int(edits[3])
		text := fuzzTexts[value%len(fuzzTexts)]
		lines := bytes.Split(bytes.TrimRight(answers, "\n"), []byte("\n"))
		columns := bytes.Count(lines[0], []byte(",")) + 1

		switch what {
		case 0, 1, 2: // a cell
			setCell(lines, 1+place/columns%max(len(lines)-1, 1), place%columns, text)
		case 3: // a column
			for i := 1; i < len(lines); i++ {
				setCell(lines, i, place%columns, text)
			}
		case 4: // a row twice, or gone
			i := 1 + place%max(len(lines)-1, 1)
			if i < len(lines) && value%2 == 0 {
				lines = append(lines, lines[i])
			} else if i < len(lines) {
				lines = append(lines[:i:i], lines[i+1:]...)
			}
		default: // a value of the codebook, for another one or a text
			at := jsonScalars.FindAllIndex(book, -1)
			if len(at) == 0 {
				continue
			}
			here, there := at[place%len(at)], at[(place/7+31*value)%len(at)]
			with := append([]byte(nil), book[there[0]:there[1]]...)
			if what == 5 {
				with, _ = json.Marshal(text)
			}
			book = append(append(append([]byte(nil), book[:here[0]]...), with...), book[here[1]:]...)
		}
		answers = append(bytes.Join(lines, []byte("\n")), '\n')
	}
	return book, answers
}

// setCell changes a cell of a file without quotes.
func setCell(lines [][]byte, row, column int, text string) {
	if row >= len(lines) {
		return
	}
	cells := bytes.Split(lines[row], []byte(","))
	if column < len(cells) {
		cells[column] = []byte(text)
		lines[row] = bytes.Join(cells, []byte(","))
	}
}

// From a codebook and answers, whatever they are, to the files of a report: no
// panic, the same bytes again, JSON that is valid, tables of equal rows, no
// text "NaN" or "Inf", pictures that are XML.
func FuzzReport(f *testing.F) {
	for which := range 2 * len(fuzzDesigns) {
		f.Add(uint8(which), []byte{}, []byte{}, []byte{})
		f.Add(uint8(which), []byte("\x00\x00\x01\x07\x03\x00\x0e\x07"), []byte{}, []byte{})
		f.Add(uint8(which), []byte("\x04\x00\x01\x03\x01\x00\x04\x08"), []byte{}, []byte{})
	}
	book, err := os.ReadFile("../testdata/small/codebook.json")
	require.NoError(f, err)
	file, err := os.ReadFile("../testdata/small/wave.csv")
	require.NoError(f, err)
	f.Add(uint8(0), []byte{}, book, file)
	f.Add(uint8(0), []byte{}, []byte(wavetest.SmallBook()), []byte(wavetest.Five))

	// Short inputs, so that the engine does not spend its time on making them
	// shorter: the codebook and the answers are ours unless there are others.
	f.Fuzz(func(t *testing.T, which uint8, edits, book, answers []byte) {
		if len(book) > 1<<14 || len(answers) > 1<<14 || len(edits) > 64 {
			return
		}
		if len(book) == 0 {
			book = []byte(strings.NewReplacer("DESIGN", fuzzDesigns[int(which)%len(fuzzDesigns)],
				"SYNTHETIC", fmt.Sprint(int(which)/len(fuzzDesigns)%2 == 0)).Replace(fuzzBook))
		}
		if len(answers) == 0 {
			answers = fuzzWave()
		}
		book, answers = withEdits(book, answers, edits)
		checkReport(t, book, answers, which%16 == 7)
	})
}

// checkReport makes the report of an input twice, and looks at it.
func checkReport(t *testing.T, book, answers []byte, pictures bool) {
	t.Helper()
	files := reported(t, book, answers, pictures)
	if files == nil {
		return
	}
	again := reported(t, book, answers, pictures)

	given := undefinedWords.Match(book) || undefinedWords.Match(answers)
	for i, file := range files {
		if file.name != again[i].name || !bytes.Equal(file.content, again[i].content) {
			t.Errorf("%s has other bytes the second time", file.name)
		}
		if strings.HasSuffix(file.name, ".png") {
			continue
		}
		if !given && undefinedWords.Match(file.content) {
			t.Errorf("%s holds an undefined number: %s", file.name,
				around(file.content, undefinedWords.FindIndex(file.content)))
		}
		if !utf8.Valid(file.content) {
			t.Errorf("%s is not UTF-8", file.name)
		}
		if at := hiddenCharacters.FindIndex(file.content); at != nil {
			t.Errorf("%s holds a hidden character: %q", file.name, around(file.content, at))
		}
		checkForm(t, file)
	}
}

// undefinedWords are what Go prints of numbers that are none.
var undefinedWords = regexp.MustCompile(`\bNaN\b|[+-]Inf\b|%!`)

// hiddenCharacters act on terminals and pages.
var hiddenCharacters = regexp.MustCompile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f\u202a-\u202e\u2066-\u2069]")

func around(text []byte, at []int) string {
	return string(text[max(0, at[0]-80):min(len(text), at[1]+40)])
}

func checkForm(t *testing.T, file outputFile) {
	t.Helper()
	switch {
	case strings.HasSuffix(file.name, ".json"):
		if !json.Valid(file.content) {
			t.Errorf("%s is not JSON", file.name)
		}
	case strings.HasSuffix(file.name, ".csv"):
		rows, err := csv.NewReader(bytes.NewReader(file.content)).ReadAll()
		if err != nil {
			t.Errorf("%s: %v", file.name, err)
			return
		}
		checkIntervals(t, file.name, rows)
	case strings.HasSuffix(file.name, ".svg"):
		x := xml.NewDecoder(bytes.NewReader(file.content))
		for {
			if _, err := x.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s: %v", file.name, err)
				break
			}
		}
	}
}

// checkIntervals demands that an estimate lies in its interval and that no error
// is negative. Importance has intervals of resamples, which need not hold it.
func checkIntervals(t *testing.T, name string, rows [][]string) {
	t.Helper()
	place := map[string]int{}
	for j, title := range rows[0] {
		place[title] = j
	}
	if _, ok := place["conf_low"]; !ok || name == "importance.csv" {
		return
	}
	for _, row := range rows[1:] {
		at := func(title string) float64 {
			x, err := strconv.ParseFloat(row[place[title]], 64)
			if err != nil {
				return math.NaN() // empty
			}
			return x
		}
		value, slack := at("estimate"), 1e-5*math.Abs(at("estimate"))+1e-12
		if at("conf_low") > value+slack || at("conf_high") < value-slack || at("std_error") < 0 {
			t.Errorf("%s: %q: the interval does not hold the estimate", name, row)
		}
	}
}

// reported returns the files of a report, nil where the input is refused.
func reported(t *testing.T, book, answers []byte, pictures bool) []outputFile {
	c, err := survey.ReadCodebook(bytes.NewReader(book))
	if err != nil {
		return nil
	}
	ctx := context.Background()
	w, err := survey.ReadCSV(ctx, bytes.NewReader(answers), c, nil)
	if err != nil {
		return nil
	}
	people := 0.0
	for _, x := range w.Numbers("design", "frequency") {
		people += x
	}
	if people > 500 {
		return nil // as many rows take their time
	}

	a, err := ctostudy.Analyze(ctx, w,
		&ctostudy.AnalysisSettings{Classes: 2, MinStarts: 2, Resamples: 3,
			Scores: ctostudy.ScoreSettings{MinGroup: 4}})
	if err != nil {
		return nil
	}
	j, err := a.Check(fuzzFigures(c))
	if err != nil {
		t.Fatalf("claims of the codebook's own names: %v", err)
	}
	r, err := New(a, j, &Settings{NoPictures: !pictures})
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.files(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return append(files, outputFile{"text", b.Bytes()})
}

// fuzzFigures are claims of every kind about what the codebook has.
func fuzzFigures(c *survey.Codebook) []ctostudy.Figure {
	var items []string
	for _, con := range c.Constructs {
		if con.Name == "respondent" || con.Name == "population" || con.Name == "design" {
			continue
		}
		for _, item := range con.Items {
			if len(items) < 6 && (len(item.Values) > 0 || c.Field(item.Field) != nil &&
				c.Field(item.Field).Type == "boolean") {
				items = append(items, con.Name+"/"+item.Name)
			}
		}
	}
	claims := []string{"count", "score maturity", "premium revenue maturity", "close revenue roi",
		"both revenue", "class 1",
		"order score(maturity) > score(maturity)@north", "order premium(revenue maturity) > 0"}
	for k, item := range items {
		construct, _, _ := strings.Cut(item, "/")
		other := items[(k+1)%len(items)]
		claims = append(claims, "share "+item, "growth "+item+" "+other, "order "+item+" > "+other,
			"order "+item+"@cto > "+item+"@north", "dispersion "+construct, "disagreement "+construct,
			"grouping "+item,
			"order "+construct+"/*#1 > 0.5", "average "+item+" "+other, "levels "+item, "asked "+construct)
	}

	var out []ctostudy.Figure
	for k, text := range claims {
		if _, err := ctostudy.ParseClaim(text); err != nil {
			continue // a name that no claim can hold
		}
		f := ctostudy.Figure{ID: fmt.Sprint(k),
			Population: []string{"all", "cto", "cto.north", "archetype1"}[k%4], Claim: text,
			Value: 40, HasValue: true, Printed: "40", Unit: ctostudy.UnitPercent, AtLeast: k%7 == 0, Evidence: ctostudy.Recovered}
		if k%5 == 0 {
			f.Population = "all"
		}
		out = append(out, f)
	}
	return out
}
