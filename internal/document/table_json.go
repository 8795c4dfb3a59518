package document

import (
	"bytes"
	"encoding/json"
	"math"
)

// MarshalJSON writes the table for machines as an array of rows without their headings. A row is an
// object with the keys that the CSV file has, in their order; numbers have [Digits] significant
// digits, and an empty cell is null, whatever the reason.
func (t *Table) MarshalJSON() ([]byte, error) {
	rows := []json.RawMessage{} // no row is [], not null
	for _, r := range t.Rows {
		row, err := t.jsonRow(r)
		if err != nil {
			return nil, err
		}
		if row != nil {
			rows = append(rows, row)
		}
	}
	return json.Marshal(rows)
}

// jsonRow returns a row as an object, nil for a heading. The object is written by hand, since a map
// would lose the order of the columns.
func (t *Table) jsonRow(r Row) (json.RawMessage, error) {
	var out bytes.Buffer
	for j, c := range r.Cells {
		if t.Columns[j].Aside {
			continue
		}

		key, err := json.Marshal(t.Columns[j].Key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(c.forJSON())
		if err != nil {
			return nil, err
		}
		if out.Len() > 0 {
			out.WriteByte(',')
		}
		out.Write(key)
		out.WriteByte(':')
		out.Write(value)
	}

	if out.Len() == 0 {
		return nil, nil
	}
	return append(append([]byte{'{'}, out.Bytes()...), '}'), nil
}

// forJSON is what stands in a JSON file: a text, a number, or nothing.
func (c Cell) forJSON() any {
	switch {
	case c.lack != 0:
		return nil
	case c.kind == word:
		return c.word
	case c.kind == count:
		return int(c.number)
	case math.IsNaN(c.number) || math.IsInf(c.number, 0):
		return nil
	}
	return json.Number(machine(c.number))
}
