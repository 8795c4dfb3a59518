// Package tidy writes tables as CSV files for machines: one row an estimate, undefined numbers
// empty, no cell that a spreadsheet would take for a formula.
package tidy

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"github.com/ctostudy/ctostudy/internal/document"
)

// Digits is the number of significant digits in files for machines: fewer than
// agree between processors.
const Digits = 6

// Number writes a number, nothing if it is undefined.
func Number(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', Digits, 64)
}

// Writer writes a table. Every cell goes through [document.Cell]: a text of a codebook
// or of a claims file can stand in any column.
type Writer struct {
	out *csv.Writer
	err error
}

// New returns the writer of a table with the header written.
func New(out io.Writer, header ...string) *Writer {
	t := &Writer{out: csv.NewWriter(out)}
	t.Row(header...)
	return t
}

// Row writes a row. The first error is kept for [Writer.End].
func (t *Writer) Row(cells ...string) {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = document.SafeCell(c)
	}
	if t.err == nil {
		t.err = t.out.Write(safe)
	}
}

// End writes what is left and returns the first error.
func (t *Writer) End() error {
	t.out.Flush()
	if t.err != nil {
		return t.err
	}
	return t.out.Error()
}
