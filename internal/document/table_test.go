package document

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// survey is a table of two items in two populations, with every reason for an empty cell.
func survey() *Table {
	t := &Table{SmallBase: 30, Notes: []string{"of all"}, Columns: []Column{
		{Key: "group", Title: "group"}, {Key: "item", Title: "item"},
		{Key: "question", Title: "question", Aside: true},
		{Key: "estimate", Title: "%", Unit: Share, Decimals: 1, Right: true},
		{Key: "low", Unit: Share, Decimals: 0}, {Key: "high", Unit: Share, Decimals: 0},
		{Key: "n", Title: "n", Unit: Respondents, Right: true},
	}}
	add := func(group, item, question string, rest ...Cell) {
		t.AddRow(append([]Cell{Word(group), Named(item, strings.ToUpper(item)), Word(question)},
			rest...)...)
	}
	add("a", "x", "first", Number(1.0/3).On(1200), Number(0.3), Number(0.4), Count(1200))
	add("a", "y", "second", Empty(Withheld), Empty(Withheld), Empty(Withheld), Empty(Withheld))
	add("b", "x", "first", Number(-0.125).On(12).To(2).In("points"), Number(math.NaN()), Number(1),
		Count(12))
	add("b", "=z", "first", Empty(NotKnown), Empty(NotKnown), Empty(NotKnown), Empty(NotKnown))
	return t
}

func TestTableCSV(t *testing.T) {
	var out strings.Builder
	require.NoError(t, survey().WriteCSV(&out))
	assert.Equal(t, `group,item,estimate,low,high,n
a,x,0.333333,0.3,0.4,1200
a,y,,,,
b,x,-0.125,,1,12
b,'=z,,,,
`, out.String())
}

// Readers see labels, percent, marks of small bases, and why a cell is empty.
func TestTableRead(t *testing.T) {
	table := survey()
	want := [][]string{
		{"a", "X", "first", "33.3", "30", "40", "1,200"},
		{"a", "Y", "second", "s", "s", "s", "s"},
		{"b", "X", "first", "\u221212.50* points", "–", "100", "12"},
		{"b", "=Z", "first", "–", "–", "–", "–"},
	}
	for i, row := range table.Rows {
		assert.Equal(t, want[i], table.read(row))
	}
	table.SmallBase = 0
	assert.Equal(t, "\u221212.50 points", table.read(table.Rows[2])[3], "no base is small")
}

func TestCellOfReadersAndFiles(t *testing.T) {
	col := Column{Decimals: 3}
	assert.Equal(t, "<0.001", Number(1e-9).As("<0.001").read(col, 0))
	assert.Equal(t, "1e-09", Number(1e-9).As("<0.001").file())
	assert.Equal(t, "–", Number(5).FileOnly().read(col, 0))
	assert.Equal(t, "5", Number(5).FileOnly().file())
	assert.Equal(t, "–", Number(math.Inf(1)).read(col, 0))
	assert.Empty(t, Number(math.Inf(1)).file())
	assert.Empty(t, Cell{}.file())
}

func TestArrange(t *testing.T) {
	seen := survey().Arrange(Arrangement{
		Title: "T", Heading: "question", Gather: true, Notes: []string{"and more"},
		Columns: []Shown{{Title: "item", Show: []Part{Value("item")}},
			{Title: "%", Show: []Part{Value("estimate"), Interval("low", "high"), Bracketed("n")}}},
	})
	assert.Equal(t, "T", seen.Title)
	assert.Equal(t, []string{"of all", "and more"}, seen.Notes)
	assert.Equal(t, "first|X: 33.3 [30, 40] (1,200)|X: \u221212.50* points – (12)|=Z: –|second|Y: s",
		lines(seen))
}

// Rows of one item stand side by side, in the order in which items first come; a row that a
// population lacks is not known.
func TestArrangeAcross(t *testing.T) {
	seen := survey().Arrange(Arrangement{
		By: []string{"item"}, Only: func(r Record) bool { return r.Word("item") != "=z" },
		Columns: []Shown{{Title: "item", Show: []Part{Value("item")}}},
		Across: Across{Key: "group", Values: []string{"b", "a"}, Titles: []string{"B", "A"},
			Show: []Part{Value("n")}},
	})
	assert.Equal(t, []string{"item", "B", "A"},
		[]string{seen.Columns[0].Title, seen.Columns[1].Title, seen.Columns[2].Title})
	assert.Equal(t, "X: 12 1,200|Y: – s", lines(seen))
}

func TestTablePanics(t *testing.T) {
	assert.PanicsWithValue(t, "document: row of 1 cells in a table of 7 columns",
		func() { survey().Add("a") })
	assert.PanicsWithValue(t, `document: a table without the column "size"`, func() {
		survey().Arrange(Arrangement{Heading: "size"})
	})
}

// lines writes a table's rows and headings in one line.
func lines(t *Table) string {
	var out []string
	for _, row := range t.Rows {
		if row.Cells == nil {
			out = append(out, row.Heading)
			continue
		}
		cells := t.read(row)
		out = append(out, cells[0]+": "+strings.Join(cells[1:], " "))
	}
	return strings.Join(out, "|")
}
