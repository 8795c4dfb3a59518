package document

import (
	"cmp"
	"slices"
	"strings"
)

// Arrangement is the order in which readers see a table: which of its rows, under which headings,
// in which columns.
type Arrangement struct {
	// Title stands above; if empty, the table's.
	Title string
	// Only says which rows are seen; if nil, all.
	Only func(Record) bool
	// Heading is the key of the column whose cells stand as headings over the rows that follow; if
	// empty, there are none. Gather brings rows of one heading together.
	Heading string
	Gather  bool
	// By are the keys of the columns that make a line of several rows, which stand side by side as
	// [Arrangement.Across] says; if nil, each row is a line.
	By      []string
	Columns []Shown
	Across  Across
	// Notes are printed after the table's own.
	Notes []string
}

// Across puts rows of a line side by side.
type Across struct {
	Key string // of the column that tells them apart
	// Values are that column's words, a column each; Titles what stands above.
	Values, Titles []string
	// Show is what is seen of each, Wrap lets columns break.
	Show []Part
	Wrap bool
}

// Shown is a column that readers see.
type Shown struct {
	Title       string
	Show        []Part
	Right, Wrap bool
}

// Part is a part of what a column shows.
type Part struct {
	keys     []string
	brackets bool
}

// Value shows a cell.
func Value(key string) Part { return Part{keys: []string{key}} }

// Bracketed shows a cell in round brackets.
func Bracketed(key string) Part { return Part{keys: []string{key}, brackets: true} }

// Interval shows two cells as the ends of an interval.
func Interval(low, high string) Part { return Part{keys: []string{low, high}} }

// Record is a row of a table with its columns' names.
type Record struct {
	table *Table
	cells []Cell
}

// Word returns what a row has in a column, as it stands in files.
func (r Record) Word(key string) string { return r.cell(key).file() }

// Label returns what readers see of a row's column.
func (r Record) Label(key string) string {
	return r.cell(key).read(r.table.Columns[r.table.column(key)], r.table.SmallBase)
}

func (r Record) cell(key string) Cell { return r.cells[r.table.column(key)] }

// show writes parts of a row. After an empty cell nothing more is said.
func (r Record) show(parts []Part) string {
	var out []string
	for _, p := range parts {
		out = append(out, r.part(p))
		if r.cell(p.keys[0]).lacks() != 0 {
			break
		}
	}
	return strings.Join(out, " ")
}

func (r Record) part(p Part) string {
	cell := r.cell(p.keys[0])
	text := r.Label(p.keys[0])
	switch {
	case cell.lacks() != 0:
		return text
	case p.brackets:
		return "(" + text + ")"
	case len(p.keys) == 1:
		return text
	}

	col := r.table.Columns[r.table.column(p.keys[0])]
	high := r.cell(p.keys[1])
	return Span(col.scale()*cell.number, col.scale()*high.number, cell.places(col))
}

// line is a row that readers see, of one record or of several side by side.
type line struct {
	heading string
	first   Record
	across  map[string]Record
}

// Arrange returns the table as readers see it.
func (t *Table) Arrange(a Arrangement) *Table {
	out := &Table{
		Title: cmp.Or(a.Title, t.Title), Population: t.Population,
		Notes: slices.Concat(t.Notes, a.Notes),
	}
	for _, c := range a.Columns {
		out.Columns = append(out.Columns, Column{Title: c.Title, Right: c.Right, Wrap: c.Wrap})
	}
	for _, title := range a.Across.Titles {
		out.Columns = append(out.Columns, Column{Title: title, Right: true, Wrap: a.Across.Wrap})
	}

	heading := ""
	for _, l := range t.lines(a) {
		if l.heading != heading {
			heading = l.heading
			out.AddHeading(heading)
		}

		var cells []string
		for _, c := range a.Columns {
			cells = append(cells, l.first.show(c.Show))
		}
		for _, value := range a.Across.Values {
			r, ok := l.across[value]
			if !ok {
				cells = append(cells, Unknown)
				continue
			}
			cells = append(cells, r.show(a.Across.Show))
		}
		out.Add(cells...)
	}
	return out
}

// lines returns what readers see as lines, in the order in which they first come.
func (t *Table) lines(a Arrangement) []*line {
	var out []*line
	known := map[string]*line{}
	for _, row := range t.Rows {
		r := Record{t, row.Cells}
		if a.Only != nil && !a.Only(r) {
			continue
		}

		name := ""
		for _, key := range a.By {
			name += r.Word(key) + "\x1f"
		}
		l := known[name]
		if l == nil || a.By == nil {
			l = &line{first: r, across: map[string]Record{}}
			if a.Heading != "" {
				l.heading = r.Label(a.Heading)
			}
			known[name] = l
			out = append(out, l)
		}
		if a.Across.Key != "" {
			l.across[r.Word(a.Across.Key)] = r
		}
	}

	if a.Gather {
		place := map[string]int{}
		for _, l := range out {
			if _, ok := place[l.heading]; !ok {
				place[l.heading] = len(place)
			}
		}
		slices.SortStableFunc(out, func(x, y *line) int { return place[x.heading] - place[y.heading] })
	}
	return out
}
