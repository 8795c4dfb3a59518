package document

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
)

// Table holds what a table says, once. Text, Markdown and CSV are written from it; [Table.Arrange]
// puts it into the order in which readers want it.
type Table struct {
	// Title is printed above the table; it may be empty.
	Title string
	// Population is whom all rows are about; if empty, a column says it.
	Population string
	// SmallBase is the number of respondents below which readers see a mark after a number; none
	// if it is 0.
	SmallBase int
	Columns   []Column
	Rows      []Row
	// Notes are printed under the table.
	Notes []string
}

// Column describes one column of a table.
type Column struct {
	// Key is the column's name in files for machines, Title what stands above it for readers.
	Key, Title string
	// Unit is the unit of its numbers; empty for words, and if a row says it.
	Unit Unit
	// Decimals are those that readers see.
	Decimals int
	// Aside keeps the column out of files: it is there for an arrangement.
	Aside bool
	// Right aligns the cells to the right, as numbers are.
	Right bool
	// Wrap lets the column's cells break into lines where the table would
	// be wider than the page.
	Wrap bool
}

// Unit is the unit of a column's numbers.
type Unit string

// The units.
const (
	Share       Unit = "share" // a fraction, which readers see in percent
	Percent     Unit = "%"
	Points      Unit = "points"
	SD          Unit = "SD"
	Respondents Unit = "respondents"
)

// scale is what readers see a number multiplied by.
func (c Column) scale() float64 {
	if c.Unit == Share {
		return 100
	}
	return 1
}

// Row is one row of a table: a cell per column, or a heading over the rows
// that follow.
type Row struct {
	Heading string
	Cells   []Cell
}

// Add appends a row of words.
func (t *Table) Add(words ...string) {
	cells := make([]Cell, len(words))
	for j, s := range words {
		cells[j] = Word(s)
	}
	t.AddRow(cells...)
}

// AddRow appends a row. It panics if it has not a cell for every column.
func (t *Table) AddRow(cells ...Cell) {
	if len(cells) != len(t.Columns) {
		panic(fmt.Sprintf("document: row of %d cells in a table of %d columns",
			len(cells), len(t.Columns)))
	}
	t.Rows = append(t.Rows, Row{Cells: cells})
}

// AddHeading appends a heading over the rows that follow.
func (t *Table) AddHeading(text string) { t.Rows = append(t.Rows, Row{Heading: text}) }

// read returns what readers see of a row.
func (t *Table) read(r Row) []string {
	out := make([]string, len(r.Cells))
	for j, c := range r.Cells {
		out[j] = c.read(t.Columns[j], t.SmallBase)
	}
	return out
}

// column returns the place of a column by its key. It panics for a key that no column has.
func (t *Table) column(key string) int {
	j := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Key == key })
	if j < 0 {
		panic(fmt.Sprintf("document: a table without the column %q", key))
	}
	return j
}

// WriteCSV writes the table for machines: keys, then the rows without their headings, numbers
// with [Digits] significant digits, nothing in an empty cell. Every cell goes through [SafeCell]: a
// text of a codebook or of a claims file can stand in any column.
func (t *Table) WriteCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	var keys []string
	for _, c := range t.Columns {
		if !c.Aside {
			keys = append(keys, SafeCell(c.Key))
		}
	}
	if err := w.Write(keys); err != nil {
		return err
	}

	for _, r := range t.Rows {
		var line []string
		for j, c := range r.Cells {
			if !t.Columns[j].Aside {
				line = append(line, SafeCell(c.file()))
			}
		}
		if line == nil { // a heading
			continue
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
