package survey

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// WriteCSV writes the wave as its codebook describes it, such that [ReadCSV]
// reads the same wave again: comma-separated UTF-8, fields in the codebook's
// order, answers as their texts (not labels), each missing state as the first
// text that means it, numbers in as few digits as identify them. A field that
// the wave has no column for is written as skipped. A state that the codebook
// has no text for is an error. Texts are written as they are, also those that
// a spreadsheet would take for formulas.
func (w *Wave) WriteCSV(out io.Writer) error {
	b := bufio.NewWriterSize(out, 64<<10)
	fields := w.codebook.Fields
	columns := make([]*column, len(fields))
	missing := w.codebook.missingCodes()
	var line []byte
	for j := range fields {
		columns[j] = w.columns[fields[j].Name]
		switch {
		case columns[j] == nil:
			columns[j] = &column{fieldSpec: fields[j].spec(missing)}
		case columns[j].mayGroupThousands():
			padded := *columns[j]
			padded.padded = true
			columns[j] = &padded
		}
		line = appendCell(line, fields[j].Name, j)
	}
	for i := 0; ; i++ {
		if len(bytes.Trim(line, ",")) == 0 {
			// Else the row would be read as a blank one, which is no respondent.
			line = append([]byte(`""`), line...)
		}
		if _, err := b.Write(append(line, '\n')); err != nil {
			return err
		}
		if i == w.n {
			return b.Flush()
		}
		line = line[:0]
		for j, col := range columns {
			text, err := col.cell(i)
			if err != nil {
				return fmt.Errorf("ctostudy: respondent %d, column %q: %w", i+1, fields[j].Name, err)
			}
			line = appendCell(line, text, j)
		}
	}
}

// appendCell appends a cell to a line, quoted where that is needed.
func appendCell(line []byte, text string, j int) []byte {
	if j > 0 {
		line = append(line, ',')
	}
	if text == "" {
		return line
	}
	space := bareText(text) != text // some programs would drop it
	if !space && !strings.ContainsAny(text, "\",\r\n") {
		return append(line, text...)
	}
	line = append(line, '"')
	line = append(line, strings.ReplaceAll(text, `"`, `""`)...)
	return append(line, '"')
}

// cell returns the text of row i.
func (c *column) cell(i int) (string, error) {
	switch {
	case c.codes != nil:
		if k := c.codes.At(i); k >= 0 {
			return c.texts[k], nil
		}
		return c.missingCell(c.codes.At(i))
	case c.options != nil:
		return c.listCell(i)
	case c.numbers != nil:
		x := c.numbers[i]
		if math.IsNaN(x) {
			return c.missingCell(c.stateOf(i))
		}
		text := cellNumber(x)
		if c.padded && strings.Contains(text, ".") {
			text += "0"
		}
		return c.answer(text)
	case c.text != nil:
		if c.missing != nil && c.missing[i] != 0 {
			return c.missingCell(c.missing[i])
		}
		return c.answer(c.text[i])
	}
	return c.missingCell(stats.Skipped)
}

// mayGroupThousands reports whether [ReadCSV] would refuse the numbers in their
// shortest form, as 1.125 beside 7.
func (c *column) mayGroupThousands() bool {
	if c.field.DecimalChar != "" {
		return false
	}

	var points pointCount
	for _, x := range c.numbers {
		switch {
		case math.IsNaN(x):
		case x == math.Trunc(x):
			points.whole++
		default:
			points.note([]byte(cellNumber(x)), 0)
		}
	}
	return points.doubtful()
}

// stateOf returns why number i is missing.
func (c *column) stateOf(i int) int8 {
	if c.missing == nil || c.missing[i] == 0 {
		return stats.Skipped
	}
	return c.missing[i]
}

func (c *column) missingCell(state int8) (string, error) {
	text, ok := c.missingText[state]
	if !ok {
		return "", fmt.Errorf("the codebook has no text for %q", stateName(state))
	}
	return text, nil
}

// answer returns a number's or text's cell, an error where the codebook calls
// that text a missing value.
func (c *column) answer(text string) (string, error) {
	if c.codeOf(text) != noCode {
		return "", fmt.Errorf("the codebook calls the answer %s missing", quoteShort(text))
	}
	return text, nil
}

func (c *column) listCell(i int) (string, error) {
	var ticked []string
	state := c.options[0].At(i)
	for k, o := range c.options {
		switch v := o.At(i); {
		case v < 0 != (state < 0), v < 0 && v != state:
			return "", fmt.Errorf("some options are missing and others are not, which a list cannot say")
		case v == 1:
			ticked = append(ticked, c.texts[k])
		}
	}
	if state < 0 {
		return c.missingCell(state)
	}
	if len(ticked) == 0 && !c.emptyIsNone() {
		return "", fmt.Errorf("nothing is ticked, but the codebook calls the empty cell missing")
	}

	text := strings.Join(ticked, c.field.delimiter())
	if k := c.codeOf(text); k < 0 && k != noCode {
		return "", fmt.Errorf("the codebook calls the answer %s missing", quoteShort(text))
	}
	return text, nil
}
