package ctostudy

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// WriteCSV writes the wave as its codebook describes it: fields in the
// codebook's order, each missing state as the first text that means it,
// numbers as short as reading them back allows. A state for which the codebook
// has no text is an error.
func (w *Wave) WriteCSV(out io.Writer) error {
	cw := csv.NewWriter(out)
	record := make([]string, len(w.codebook.Fields))
	cells := make([]func(i int) (string, error), len(record))
	for j := range record {
		f := &w.codebook.Fields[j]
		record[j] = f.Name
		cells[j] = w.columns[f.Name].cells(w.codebook.MissingValues)
	}
	if err := cw.Write(record); err != nil {
		return err
	}
	for i := range w.n {
		for j, cell := range cells {
			text, err := cell(i)
			if err != nil {
				return fmt.Errorf("ctostudy: field %q, row %d: %w", w.codebook.Fields[j].Name, i, err)
			}
			record[j] = text
		}
		if err := cw.Write(record); err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}

// cells returns the function that writes row i of the column.
func (col *waveColumn) cells(common []MissingValue) func(i int) (string, error) {
	absent := func(state int8) (string, error) {
		for _, m := range append(slices.Clone(common), col.field.MissingValues...) {
			if missingStates[m.Means] == state {
				return m.Value, nil
			}
		}
		if state == stats.Skipped {
			return "", nil
		}
		return "", fmt.Errorf("the codebook has no text for a missing state (%d)", state)
	}
	texts := col.field.levelTexts()
	if col.field.Type == "boolean" {
		if len(col.field.FalseValues) > 0 && len(col.field.TrueValues) > 0 {
			texts = []string{col.field.FalseValues[0], col.field.TrueValues[0]}
		}
	}
	switch {
	case col.numbers != nil:
		return func(i int) (string, error) {
			if !math.IsNaN(col.numbers[i]) {
				return strconv.FormatFloat(col.numbers[i], 'f', -1, 64), nil
			}
			if col.missing == nil || col.missing[i] == 0 {
				return absent(stats.Skipped)
			}
			return absent(col.missing[i])
		}
	case col.options != nil:
		return func(i int) (string, error) { return col.list(i, absent) }
	case col.text != nil:
		return func(i int) (string, error) { return col.text[i], nil }
	}
	return func(i int) (string, error) {
		if k := col.codes.At(i); k >= 0 {
			return texts[k], nil
		} else {
			return absent(k)
		}
	}
}

func (col *waveColumn) list(i int, absent func(int8) (string, error)) (string, error) {
	var ticked []string
	for _, o := range col.field.Constraints.Enum {
		switch k := col.options[o].At(i); k {
		case 0:
		case 1:
			ticked = append(ticked, o)
		default:
			return absent(k)
		}
	}
	delimiter := col.field.Delimiter
	if delimiter == "" {
		delimiter = ";"
	}
	return strings.Join(ticked, delimiter), nil
}
