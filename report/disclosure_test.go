package report

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// folder is a report as written: the files' contents by name.
type folder map[string]string

func writtenFolder(t *testing.T, a *ctostudy.Analysis, figures []ctostudy.Figure,
	s *Settings) folder {
	t.Helper()
	j, err := a.Check(figures)
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "out")
	require.NoError(t, Write(context.Background(), dir, a, j, s))

	out := folder{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		out[filepath.ToSlash(strings.TrimPrefix(name, dir+string(filepath.Separator)))] = string(text)
		return err
	}))
	return out
}

// table returns the rows of a CSV file by the names of their columns.
func (f folder) table(t *testing.T, name string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(f[name])).ReadAll()
	require.NoError(t, err)
	var out []map[string]string
	for _, row := range rows[1:] {
		line := map[string]string{}
		for i, column := range rows[0] {
			line[column] = row[i]
		}
		out = append(out, line)
	}
	return out
}

// find returns the first row with the given cells: column, text, column, ...
func find(t *testing.T, rows []map[string]string, cells ...string) map[string]string {
	t.Helper()
	for _, row := range rows {
		match := true
		for i := 0; i < len(cells); i += 2 {
			match = match && row[cells[i]] == cells[i+1]
		}
		if match {
			return row
		}
	}
	require.Fail(t, "no such row", "%v", cells)
	return nil
}

// results is what a test reads of results.json.
type results struct {
	Analysis struct {
		Populations []struct {
			Population string
			N          *int
			WeightedN  *float64 `json:"weighted_n"`
		}
		Shares []struct {
			Population, Construct, Item string
			Share                       jsonNumber
		}
		Premiums []struct {
			Outcome, Metric string
			Result          struct {
				Premium, Difference jsonNumber
				HighMean            jsonNumber  `json:"high_mean"`
				LowMean             jsonNumber  `json:"low_mean"`
				TiesOther           *jsonNumber `json:"ties_other"`
				TieShare            *float64    `json:"tie_share"`
				NHigh               int         `json:"n_high"`
				NLow                int         `json:"n_low"`
				Fieller             struct{ Low, High *float64 }
			}
		}
		Scores []struct {
			Name string
			N    *int
			High *int `json:"n_high"`
			Tied *int `json:"n_tied"`
		}
		Norms map[string]struct {
			Groups map[string]struct{ N int }
			Pooled struct{ N int }
		}
		Regression struct {
			Coefficients []struct {
				Outcome, Term string
				Estimate      *float64
			}
		}
		Archetypes struct {
			Fit struct {
				Share   []jsonNumber
				Profile [][][]jsonNumber
			}
			HeldOut []struct {
				Item  string
				Class []*jsonNumber
			} `json:"held_out"`
		}
	}
	Verdicts []struct {
		ID, Verdict, Why string
		Estimate         *jsonNumber
	}
}

type jsonNumber struct {
	Estimate *float64
	N        *int
}

func (f folder) results(t *testing.T) results {
	t.Helper()
	var out results
	require.NoError(t, json.Unmarshal([]byte(f["results.json"]), &out))
	return out
}

// waveOf reads a wave of real answers.
func waveOf(t *testing.T, book, answers string) *survey.Wave {
	t.Helper()
	c, err := survey.ReadCodebook(strings.NewReader(book))
	require.NoError(t, err)
	w, err := survey.ReadCSV(context.Background(), strings.NewReader(answers), c, nil)
	require.NoError(t, err)
	return w
}

func analyzed(t *testing.T, w *survey.Wave) *ctostudy.Analysis {
	t.Helper()
	a, err := ctostudy.Analyze(context.Background(), w,
		&ctostudy.AnalysisSettings{MinStarts: 1, Resamples: 2})
	require.NoError(t, err)
	return a
}

// ownClaims are figures with ids 0, 1, ...; each is a population and a claim.
func ownClaims(t *testing.T, claims ...[2]string) []ctostudy.Figure {
	t.Helper()
	text := "id,population,value,unit,claim\n"
	for i, c := range claims {
		unit := "%"
		switch strings.Fields(c[1])[0] {
		case "count", "asked":
			unit = "n"
		case "order":
			text += fmt.Sprintf("%d,%s,,order,%s\n", i, c[0], c[1])
			continue
		}
		text += fmt.Sprintf("%d,%s,50,%s,%s\n", i, c[0], unit, c[1])
	}
	out, err := ctostudy.ReadFigures(strings.NewReader(text), nil)
	require.NoError(t, err)
	return out
}

// groupsBook asks for a role, a region (of which every respondent has one), an
// option, a single choice coded by numbers whose options stand in two constructs,
// and a list of which one item joins two options.
const groupsBook = `{"title": "Groups", "fields": [
	{"name": "job", "type": "string", "constraints": {"enum": ["CTO", "CIO", "other"]}},
	{"name": "region", "type": "string", "constraints": {"enum": ["north", "south", "west"]}},
	{"name": "cn", "type": "boolean"},
	{"name": "use", "type": "boolean"},
	{"name": "cto_only", "type": "boolean"},
	{"name": "plan", "type": "integer", "constraints": {"enum": ["1", "2", "3"]}},
	{"name": "tools", "type": "list", "constraints": {"enum": ["a", "b", "c"]}},
	{"name": "w", "type": "number"}],
	"constructs": [
	{"name": "population", "items": [
		{"name": "cto", "field": "job", "values": ["CTO"]}, {"name": "cio", "field": "job", "values": ["CIO"]},
		{"name": "china", "field": "cn"},
		{"name": "north", "field": "region", "values": ["north"]}, {"name": "south", "field": "region", "values": ["south"]},
		{"name": "west", "field": "region", "values": ["west"]}]},
	{"name": "own", "items": [{"name": "use", "field": "use"}, {"name": "cto_only", "field": "cto_only"}]},
	{"name": "plan", "items": [{"name": "one", "field": "plan", "values": ["1"]}, {"name": "two", "field": "plan", "values": ["2"]}]},
	{"name": "other", "items": [{"name": "three", "field": "plan", "values": ["3"]}]},
	{"name": "tools", "items": [{"name": "a", "field": "tools", "values": ["a"]}, {"name": "b", "field": "tools", "values": ["b"]},
		{"name": "ab", "field": "tools", "values": ["a", "b"]}, {"name": "c", "field": "tools", "values": ["c"]}]},
	{"name": "design", "items": [{"name": "weight", "field": "w"}]}]}`

const groupsHeader = "job,region,cn,use,cto_only,plan,tools,w\n"

// randomGroups are the answers of n respondents, few of whom are of another
// role, have no weight, or did not answer.
func randomGroups(random *rand.Rand, n int) string {
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	var b strings.Builder
	b.WriteString(groupsHeader)
	for range n {
		job := pick("CTO", "CTO", "CIO", "CIO", "CIO")
		if random.IntN(40) == 0 {
			job = "other"
		}
		only := ""
		if job == "CTO" {
			only = pick("0", "1")
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,%s,%s\n", job, pick("north", "north", "south", "west"),
			pick("1", "0", "0"), pick("1", "0", "0", "0", ""), only,
			pick("1", "1", "2", "2", "2", "3"), pick("a", "b", "a;b", "c", "a;c"),
			pick("1", "1", "2", "0"))
	}
	return b.String()
}

// span is a linear space over the fractions.
type fractions struct{ rows [][]*big.Rat }

// reduce returns what is left of v, and the place of its first number, or -1.
func (s *fractions) reduce(v []int) ([]*big.Rat, int) {
	out := make([]*big.Rat, len(v))
	for i, x := range v {
		out[i] = big.NewRat(int64(x), 1)
	}
	for _, row := range s.rows {
		p := slices.IndexFunc(row, func(x *big.Rat) bool { return x.Sign() != 0 })
		if f := new(big.Rat).Quo(out[p], row[p]); f.Sign() != 0 {
			for i := range out {
				out[i].Sub(out[i], new(big.Rat).Mul(f, row[i]))
			}
		}
	}
	return out, slices.IndexFunc(out, func(x *big.Rat) bool { return x.Sign() != 0 })
}

func (s *fractions) add(v []int) {
	if row, p := s.reduce(v); p >= 0 {
		s.rows = append(s.rows, row)
		slices.SortFunc(s.rows, func(a, b []*big.Rat) int { // so that reducing from above is enough
			notZero := func(x *big.Rat) bool { return x.Sign() != 0 }
			first := func(r []*big.Rat) int { return slices.IndexFunc(r, notZero) }
			return first(a) - first(b)
		})
	}
}

// attack is a reader who knows shares.csv and the sizes of populations, and
// solves for every group of up to four respondents that differ in a population
// or in their answer to a field.
type attack struct {
	t     *testing.T
	w     *survey.Wave
	heads []int // respondents that a row is
	cells []map[string]string
	sizes map[string]int
}

func newAttack(t *testing.T, a *ctostudy.Analysis, f folder) *attack {
	out := &attack{t: t, w: a.Wave, heads: make([]int, a.Wave.Len()), cells: f.table(t, "shares.csv"),
		sizes: map[string]int{}}
	for i := range out.heads {
		if a.Design.Weight(i) > 0 {
			out.heads[i] = 1
		}
	}
	for _, p := range f.results(t).Analysis.Populations {
		if p.N != nil {
			out.sizes[p.Population] = *p.N
		}
	}
	return out
}

func (k *attack) in(population string, row int) bool {
	for _, name := range strings.Split(population, ".") {
		if name != "all" && k.w.Codes("population", name).At(row) != 1 {
			return false
		}
	}
	return true
}

// within reports whether all in one population, asked or not, are in another.
func (k *attack) within(part, whole string) bool {
	for row, n := range k.heads {
		if n > 0 && k.in(part, row) && !k.in(whole, row) {
			return false
		}
	}
	return true
}

// on attacks the items of one field: construct, item, construct, item, ...
func (k *attack) on(items ...string) (shown int) {
	code := func(i, row int) int { return max(int(k.w.Codes(items[i], items[i+1]).At(row)), -1) }
	kindOf := map[string]int{}
	rows := make([]int, len(k.heads)) // kind of each, -1 for none
	var people []int
	for row, n := range k.heads {
		key, answered := "", false
		for i := 0; i < len(items); i += 2 {
			key += strconv.Itoa(code(i, row)) + ","
			answered = answered || code(i, row) >= 0
		}
		for _, p := range k.w.Construct("population").Items {
			key += strconv.FormatBool(k.in(p.Name, row))
		}
		rows[row] = -1
		if n == 0 || !answered {
			continue
		}
		if _, ok := kindOf[key]; !ok {
			kindOf[key] = len(people)
			people = append(people, 0)
		}
		rows[row] = kindOf[key]
		people[kindOf[key]] += n
	}

	known := &fractions{}
	var full []string // populations that answered to the last
	vector := func(wanted func(row int) bool) (v []int, n int) {
		v = make([]int, len(people))
		for row, kind := range rows {
			if kind >= 0 && wanted(row) {
				v[kind] = 1
				n += k.heads[row]
			}
		}
		return v, n
	}
	for i := 0; i < len(items); i += 2 {
		for _, cell := range k.cells {
			if cell["construct"] != items[i] || cell["item"] != items[i+1] {
				continue
			}
			if cell["suppressed"] == "true" {
				assert.Empty(k.t, cell["estimate"]+cell["std_error"]+cell["conf_low"]+cell["n"]+cell["weighted_n"], "%v", cell)
				continue
			}
			shown++
			base, n := vector(func(row int) bool {
				return code(i, row) >= 0 && k.in(cell["population"], row)
			})
			with, ticked := vector(func(row int) bool {
				return code(i, row) == 1 && k.in(cell["population"], row)
			})
			assert.Equal(k.t, cell["n"], strconv.Itoa(n))
			assert.GreaterOrEqual(k.t, n, 5, "%v", cell)
			assert.False(k.t, ticked > 0 && ticked < 5 || n > ticked && n < ticked+5, "%d of %d: %v", ticked,
				n, cell)
			known.add(base)
			known.add(with)
			if size, ok := k.sizes[cell["population"]]; ok && size == n {
				full = append(full, cell["population"])
			}
		}
	}
	for _, whole := range full {
		for part := range k.sizes {
			if k.within(part, whole) {
				base, _ := vector(func(row int) bool { return k.in(part, row) })
				known.add(base)
			}
		}
	}

	var try func(from, n int, set []int)
	try = func(from, n int, set []int) {
		if n > 0 {
			_, left := known.reduce(set)
			assert.GreaterOrEqual(k.t, left, 0, "the answers of %d respondents to %v can be worked out", n,
				items)
		}
		for kind := from; kind < len(people); kind++ {
			if n+people[kind] <= 4 {
				next := slices.Clone(set)
				next[kind] = 1
				try(kind+1, n+people[kind], next)
			}
		}
	}
	try(0, 0, make([]int, len(people)))
	return shown
}

// No group of up to four respondents can be worked out from the shares and
// sizes of random waves by equations solved in fractions, and not everything is
// withheld.
func TestSharesWithstandEquations(t *testing.T) {
	shown := 0
	for seed := range uint64(3) {
		w := waveOf(t, groupsBook, randomGroups(rand.New(rand.NewPCG(seed, 1)), 90))
		a := analyzed(t, w)
		k := newAttack(t, a, writtenFolder(t, a, ownClaims(t, [2]string{"all", "share own/use"}),
			&Settings{NoPictures: true}))
		shown += k.on("own", "use") + k.on("own", "cto_only")
		shown += k.on("plan", "one", "plan", "two", "other", "three")
		shown += k.on("tools", "a", "tools", "b", "tools", "ab") + k.on("tools", "c")
	}
	assert.Greater(t, shown, 3*20)
}

// tally writes rows of groupsBook: so many times the same answers.
func tally(lines ...any) string {
	var b strings.Builder
	b.WriteString(groupsHeader)
	for i := 0; i < len(lines); i += 2 {
		b.WriteString(strings.Repeat(lines[i+1].(string)+"\n", lines[i].(int)))
	}
	return b.String()
}

// What is withheld, one reason at a time; the right side by hand.
func TestSharesWithheld(t *testing.T) {
	for _, c := range []struct {
		name, answers string
		withheld      string // populations of own/use
	}{
		{"nothing", tally(30, "CTO,north,0,1,,1,a,1", 30, "CTO,north,0,0,,1,a,1"), ""},
		{"a count of four", tally(4, "CTO,north,0,1,,1,a,1", 30, "CTO,north,0,0,,1,a,1"),
			"all cto north cto.north"},
		{"a complement of four", tally(30, "CTO,north,0,1,,1,a,1", 4, "CTO,north,0,0,,1,a,1"),
			"all cto north cto.north"},
		{"a count of five", tally(5, "CTO,north,0,1,,1,a,1", 30, "CTO,north,0,0,,1,a,1"), ""},
		// 3 of the 8 CTOs who answered ticked: 5 missing answers are no ticks.
		{"missing answers are none",
			tally(3, "CTO,north,0,1,,1,a,1", 5, "CTO,north,0,0,,1,a,1", 5, "CTO,north,0,,,1,a,1",
				20, "CIO,north,0,1,,1,a,1", 20, "CIO,north,0,0,,1,a,1"), "cto cio cto.north cio.north"},
		// Four answered: no base.
		{"missing answers make no base", tally(4, "CTO,north,0,0,,1,a,1", 9, "CTO,north,0,,,1,a,1",
			20, "CIO,north,0,1,,1,a,1", 20, "CIO,north,0,0,,1,a,1"), "cto cio cto.north cio.north"},
		// Two of the CTOs: by the CIOs, and all, they would be known.
		{"roles add up", tally(2, "CTO,north,0,1,,1,a,1", 20, "CTO,north,0,0,,1,a,1",
			20, "CIO,north,0,1,,1,a,1", 20, "CIO,north,0,0,,1,a,1"), "cto cio cto.north cio.north"},
		// Two of 24 in the west: the smaller of the two other regions goes.
		{"regions add up", tally(2, "CTO,west,0,1,,1,a,1", 22, "CTO,west,0,0,,1,a,1", 10,
			"CTO,south,0,1,,1,a,1", 20, "CTO,south,0,0,,1,a,1",
			10, "CTO,north,0,1,,1,a,1", 30, "CTO,north,0,0,,1,a,1"), "west south cto.west cto.south"},
		// 82 = 34 + 47 + 1: the one of another role.
		{"one left over", tally(20, "CTO,north,0,1,,1,a,1", 14, "CTO,north,0,0,,1,a,1", 27,
			"CIO,north,0,1,,1,a,1", 20, "CIO,north,0,0,,1,a,1",
			1, "other,north,0,1,,1,a,1"), "cto cto.north"},
		// Thirty of the CTOs who ticked have no weight: four are left.
		{"weights of 0", tally(4, "CTO,north,0,1,,1,a,1", 30, "CTO,north,0,1,,1,a,0", 40,
			"CIO,north,0,0,,1,a,1", 30, "CIO,north,0,1,,1,a,1"), "cto cio cto.north cio.north"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := analyzed(t, waveOf(t, groupsBook, c.answers))
			f := writtenFolder(t, a, ownClaims(t, [2]string{"all", "count"}), &Settings{NoPictures: true})
			want := strings.Fields(c.withheld)
			var got []string
			for _, row := range f.table(t, "shares.csv") {
				if row["item"] == "use" && row["suppressed"] == "true" {
					got = append(got, row["population"])
				}
			}
			assert.ElementsMatch(t, want, got)
			newAttack(t, a, f).on("own", "use")

			// The other files withhold the same.
			for _, s := range f.results(t).Analysis.Shares {
				if s.Item == "use" {
					assert.Equal(t, slices.Contains(want, s.Population), s.Share.Estimate == nil, s.Population)
				}
			}
			cells := markdownRow(t, f["report.md"], "use")
			for i, p := range markdownRow(t, f["report.md"], "option") {
				if i > 0 {
					assert.Equal(t, slices.Contains(want, p), cells[i] == "s", "%s: %q", p, cells[i])
				}
			}
		})
	}
}

// markdownRow returns the cells of the first row of a table that has the given
// one first.
func markdownRow(t *testing.T, page, first string) []string {
	t.Helper()
	for _, line := range strings.Split(page, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if cells[0] == first && len(cells) > 1 {
			return cells
		}
	}
	require.Fail(t, "no such row", first)
	return nil
}

// Populations of fewer than five, or that leave fewer, have no size and no
// weight anywhere, and no shares.
func TestPopulationsWithheld(t *testing.T) {
	a := analyzed(t, waveOf(t, groupsBook,
		tally(20, "CTO,north,0,1,,1,a,1", 20, "CTO,north,0,0,,1,a,1",
			20, "CIO,north,0,1,,1,a,1", 15, "CIO,north,0,0,,1,a,1", 1, "CIO,west,0,0,,1,a,7.25")))
	f := writtenFolder(t, a,
		ownClaims(t, [2]string{"west", "count"}, [2]string{"north", "count"}, [2]string{"cio", "count"},
			[2]string{"west.cio", "share own/use"}), &Settings{NoPictures: true})

	want := map[string]string{"all": "76", "cto": "40", "cio": "36", "china": "0", "north": "s",
		"south": "0", "west": "s",
		"cto.north": "40", "cio.north": "s", "cio.west": "s"}
	for name, n := range want {
		assert.Equal(t, n, markdownRow(t, f["report.md"], name)[1], name)
	}
	for _, p := range f.results(t).Analysis.Populations {
		assert.Equal(t, want[p.Population] == "s", p.N == nil, p.Population)
		assert.Equal(t, want[p.Population] == "s", p.WeightedN == nil, p.Population)
	}
	for _, row := range f.table(t, "shares.csv") {
		assert.Equal(t, want[row["population"]] == "s", row["n"] == "" && row["suppressed"] == "true",
			"%v", row)
	}
	claims := f.table(t, "claims.csv")
	for id, verdict := range []string{"suppressed", "suppressed", "differs", "suppressed"} {
		assert.Equal(t, verdict, find(t, claims, "id", strconv.Itoa(id))["verdict"], id)
	}
	for name, text := range f {
		assert.False(t, strings.Contains(text, "7.25"), "the weight of one person in %s", name)
	}
}

// A claim reaches a withheld share under no name: another spelling, a
// population of three parts, all where only some were asked, an order, a mean.
func TestClaimsOnWithheldShares(t *testing.T) {
	a := analyzed(t, waveOf(t, groupsBook, tally(
		3, "CTO,north,1,1,1,1,a,1", 20, "CTO,north,1,0,0,1,a,1", 20, "CTO,north,0,1,0,2,a,1", 30, "CTO,north,0,0,0,2,a,1",
		20, "CIO,north,1,1,,1,a,1", 20, "CIO,north,1,0,,1,a,1", 20, "CIO,north,0,1,,2,a,1", 30, "CIO,north,0,0,,2,a,1")))
	suppressed := [][2]string{
		{"cto.china", "share own/use"}, {"china.cto", "share own/use"},
		{"china.north.cto", "share own/use"},
		{"cto.cto.china", "share own/use"}, {"china.cto", "average own/use plan/one"},
		{"all", "share own/cto_only"}, // only CTOs were asked, of whom 3 ticked
		{"cto", "share own/cto_only"}, {"cio.china", "share own/use"},
		{"all", "order own/use@china.cto > own/use@cio"},
		{"all", "order own/use > own/use@north.china.cto"},
		{"china.cto", "order own/* > 1"}, {"cto.china", "growth plan/one own/use"},
		{"china.cto", "order dispersion(own) > 0"},
	}
	shown := [][2]string{{"all", "share own/use"}, {"cto", "share own/use"},
		{"china", "share own/use"}, {"north.cto", "share own/use"},
		{"all", "order own/use@cto > own/use@cio"}}
	f := writtenFolder(t, a, ownClaims(t, append(slices.Clone(suppressed), shown...)...),
		&Settings{NoPictures: true})

	verdicts := f.results(t).Verdicts
	for i, c := range suppressed {
		row := find(t, f.table(t, "claims.csv"), "id", strconv.Itoa(i))
		assert.Equal(t, "suppressed", row["verdict"], "%v", c)
		assert.Empty(t, row["estimate"]+row["std_error"]+row["conf_low"]+row["conf_high"]+row["n"], "%v",
			c)
		assert.Equal(t, "suppressed", verdicts[i].Verdict)
		assert.Nil(t, verdicts[i].Estimate)
		assert.Equal(t, "a small group could be recognised", verdicts[i].Why)
	}
	for i, c := range shown {
		row := find(t, f.table(t, "claims.csv"), "id", strconv.Itoa(len(suppressed)+i))
		assert.NotEqual(t, "suppressed", row["verdict"], "%v", c)
		assert.NotEmpty(t, row["estimate"], "%v", c)
	}
}

// A claim's own population is held against those before it: all but two of the
// CTOs would tell of the two.
func TestClaimsAreHeldAgainstEachOther(t *testing.T) {
	answers := tally(2, "CTO,west,1,1,,1,a,1", 20, "CTO,north,1,1,,1,a,1", 20, "CTO,north,1,0,,1,a,1",
		10, "CTO,west,0,1,,1,a,1", 20, "CTO,west,0,0,,1,a,1", 10, "CTO,north,0,1,,1,a,1", 20, "CTO,north,0,0,,1,a,1",
		10, "CIO,west,1,1,,1,a,1", 20, "CIO,west,1,0,,1,a,1", 15, "CIO,north,1,1,,1,a,1", 15, "CIO,north,1,0,,1,a,1",
		10, "CIO,west,0,1,,1,a,1", 10, "CIO,west,0,0,,1,a,1", 12, "CIO,north,0,1,,1,a,1", 15, "CIO,north,0,0,,1,a,1")
	a := analyzed(t, waveOf(t, groupsBook, answers))
	f := writtenFolder(t, a,
		ownClaims(t, [2]string{"cto.china", "share own/use"},
			[2]string{"cto.china.north", "share own/use"},
			[2]string{"north.china.cto", "count"}), &Settings{NoPictures: true})
	rows := f.table(t, "claims.csv")
	assert.NotEmpty(t, rows[0]["estimate"])
	assert.Equal(t, "suppressed", rows[1]["verdict"])
	assert.Equal(t, "suppressed", rows[2]["verdict"])
}

// The exit code and the report come from the verdicts that are shown: whatever
// value is claimed of a withheld share, the folder says the same.
func TestSuppressedVerdictsNeitherHoldNorFail(t *testing.T) {
	answers := tally(2, "CTO,north,0,1,,1,a,1", 48, "CTO,north,0,0,,1,a,1", 20, "CIO,north,0,1,,1,a,1",
		40, "CIO,north,0,0,,1,a,1")
	a := analyzed(t, waveOf(t, groupsBook, answers))
	pages := map[string]bool{}
	for _, value := range []string{"2", "4", "20", "30"} {
		figures, err := ctostudy.ReadFigures(strings.NewReader("id,population,value,unit,claim\nx,cto,"+value+",%,share own/use\n"), nil)
		require.NoError(t, err)
		j, err := a.Check(figures)
		require.NoError(t, err)
		r, err := New(a, j, &Settings{NoPictures: true})
		require.NoError(t, err)
		assert.True(t, r.OK(), "the exit code is 0 whatever %s is", value)
		assert.Zero(t, r.judgement.ExpectedByChance)

		page := writtenFolder(t, a, figures, &Settings{NoPictures: true})["report.md"]
		assert.NotContains(t, page, " !")
		assert.NotContains(t, page, "not what their evidence expects")
		pages[strings.ReplaceAll(page, value+".0", "v")] = true
	}
	figures, err := ctostudy.ReadFigures(strings.NewReader("id,population,value,unit,claim\nx,cto,2,%,share own/use\ny,all,90,%,share own/use\n"), nil)
	require.NoError(t, err)
	j, err := a.Check(figures)
	require.NoError(t, err)
	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	assert.False(t, r.OK(), "what is shown fails")
	assert.InDelta(t, 0.05, r.judgement.ExpectedByChance, 1e-12, "one verdict is shown")
}

// A wave marked as synthetic is shown whole.
func TestSyntheticWavesAreExempt(t *testing.T) {
	book := strings.Replace(groupsBook, `"title": "Groups"`, `"title": "Groups", "synthetic": true`, 1)
	a := analyzed(t, waveOf(t, book,
		tally(2, "CTO,north,0,1,,1,a,1", 20, "CTO,north,0,0,,1,a,1", 20, "CIO,north,0,1,,1,a,1")))
	f := writtenFolder(t, a, ownClaims(t, [2]string{"cto", "share own/use"}),
		&Settings{NoPictures: true})
	assert.Equal(t, "0.0909091",
		find(t, f.table(t, "shares.csv"), "population", "cto", "item", "use")["estimate"])
	assert.Contains(t, f["report.md"], "nobody can be recognised in a synthetic wave")
}

// Of fewer than five respondents not even their number is said.
func TestWaveOfFew(t *testing.T) {
	a := analyzed(t, waveOf(t, groupsBook,
		tally(2, "CTO,north,0,1,,1,a,1", 1, "CIO,north,0,0,,1,a,1")))
	f := writtenFolder(t, a, ownClaims(t, [2]string{"all", "count"}), &Settings{NoPictures: true})
	assert.Contains(t, f["report.md"], "Answers: fewer than 5 respondents")
	assert.Equal(t, "s", markdownRow(t, f["report.md"], "all")[1])
	assert.NotRegexp(t, `"(n|respondents)": [1-4]\b`, f["results.json"])
	assert.Equal(t, "suppressed", f.table(t, "claims.csv")[0]["verdict"])
}

// A tab before a formula does not hide it from a spreadsheet.
func TestTabBeforeAFormula(t *testing.T) {
	book := strings.Replace(groupsBook, `{"name": "use", "field": "use"}`, `{"name": "use", "title": "\t=1+1", "field": "use"}`, 1)
	a := analyzed(t, waveOf(t, book, tally(20, "CTO,north,0,1,,1,a,1", 20, "CTO,north,0,0,,1,a,1")))
	f := writtenFolder(t, a, ownClaims(t, [2]string{"all", "count"}), &Settings{NoPictures: true})
	assert.Equal(t, "'=1+1", find(t, f.table(t, "shares.csv"), "item", "use")["title"])
}
