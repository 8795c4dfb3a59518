package ctostudy

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ctostudy/ctostudy/stats"
)

// ReadSettings say how a wave's file is read.
type ReadSettings struct {
	// File is the name used in problems; if empty, "wave".
	File string
	// Delimiter separates cells; if zero, whichever of comma, semicolon and
	// tab is most frequent in the header.
	Delimiter rune
}

// ReadCSV reads a wave in the codebook's columns, in any order. The file is
// UTF-8, with or without a byte-order mark, with either kind of line ends.
// Columns that the codebook does not describe are left out with a warning.
// Everything wrong is returned at once as *Problems with file, line, column
// and value: columns missing, ragged rows, values off their scale, text where
// a number belongs, repeated ids, required answers missing.
func ReadCSV(ctx context.Context, r io.Reader, c *Codebook, s *ReadSettings) (*Wave, error) {
	file, delimiter := "wave", rune(0)
	if s != nil {
		delimiter = s.Delimiter
		if s.File != "" {
			file = s.File
		}
	}
	in, err := newCSVInput(ctx, r, file, delimiter)
	if err != nil {
		return nil, err
	}
	columns, warnings := in.header(c)
	if in.problems.err() == nil {
		err = in.rows(columns)
	}
	if err != nil {
		return nil, err
	}
	if err := in.problems.err(); err != nil {
		return nil, err
	}
	w := &Wave{codebook: c, n: in.n, columns: map[string]*waveColumn{}, warnings: warnings}
	for _, col := range columns {
		if col != nil {
			w.columns[col.field.Name] = col.finish()
		}
	}
	return w, nil
}

// csvInput is a file being read.
type csvInput struct {
	ctx      context.Context
	file     string
	reader   *csv.Reader
	problems Problems
	n        int
}

func newCSVInput(ctx context.Context, r io.Reader, file string, delimiter rune) (*csvInput, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	if mark, _ := b.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = b.Discard(3)
	}
	head, err := b.Peek(1 << 16)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return nil, fmt.Errorf("ctostudy: %s: %w", file, err)
	}
	in := &csvInput{ctx: ctx, file: file}
	if len(bytes.TrimSpace(head)) == 0 {
		in.add(0, "", "", "the file is empty")
		return nil, in.problems.err()
	}
	if bytes.IndexByte(head, 0) >= 0 {
		in.add(0, "", "", "not a text file (it holds zero bytes): a UTF-8 CSV file is needed")
		return nil, in.problems.err()
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if delimiter == 0 {
		delimiter = ','
		for _, d := range ";\t" {
			if bytes.Count(line, []byte(string(d))) > bytes.Count(line, []byte(string(delimiter))) {
				delimiter = d
			}
		}
	}
	in.reader = csv.NewReader(b)
	in.reader.Comma = delimiter
	in.reader.FieldsPerRecord = -1
	in.reader.ReuseRecord = true
	in.reader.LazyQuotes = false
	return in, nil
}

func (in *csvInput) add(line int, column, value, reason string) {
	in.problems.add(Problem{File: in.file, Line: line, Column: column, Value: value, Reason: reason})
}

// header matches the columns of the file with the codebook's fields. A nil
// entry is a column that is left out.
func (in *csvInput) header(c *Codebook) ([]*csvColumn, []stats.Warning) {
	names, err := in.reader.Read()
	if err != nil {
		in.add(1, "", "", "the header cannot be read: "+err.Error())
		return nil, nil
	}
	fields := map[string]*Field{}
	for i := range c.Fields {
		fields[c.Fields[i].Name] = &c.Fields[i]
	}
	var columns []*csvColumn
	var unknown []string
	seen := map[string]bool{}
	for _, name := range names {
		name = strings.TrimSpace(name)
		if !utf8.ValidString(name) {
			in.add(1, "", name, "the header is not UTF-8")
		}
		if seen[name] {
			in.add(1, name, "", "column appears twice")
		}
		seen[name] = true
		f := fields[name]
		if f == nil {
			columns = append(columns, nil)
			unknown = append(unknown, quoted(name))
			continue
		}
		columns = append(columns, newCSVColumn(f, c.MissingValues))
	}
	for i := range c.Fields {
		if !seen[c.Fields[i].Name] {
			in.add(1, c.Fields[i].Name, "", "column of the codebook is missing from the file")
		}
	}
	if len(unknown) == 0 {
		return columns, nil
	}
	count := len(unknown)
	if count > maxPlaces {
		unknown = append(unknown[:maxPlaces], "...")
	}
	return columns, []stats.Warning{{Code: "unknown-columns", Text: fmt.Sprintf("%d columns are not in the codebook and were left out: %s", count, strings.Join(unknown, ", "))}}
}

func (in *csvInput) rows(columns []*csvColumn) error {
	for {
		record, err := in.reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line := 0
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			in.add(parse.StartLine, "", "", "not a CSV row: "+parse.Err.Error())
			break
		}
		if err != nil {
			return fmt.Errorf("ctostudy: %s: %w", in.file, err)
		}
		line, _ = in.reader.FieldPos(0)
		if len(record) != len(columns) {
			in.add(line, "", strconv.Itoa(len(record))+" cells", fmt.Sprintf("row does not have the header's %d cells", len(columns)))
			continue
		}
		for j, col := range columns {
			if col == nil {
				continue
			}
			if reason := col.add(record[j]); reason != "" {
				in.add(line, col.field.Name, record[j], reason)
			}
		}
		in.n++
		if in.n%4096 == 0 && in.ctx.Err() != nil {
			return in.ctx.Err()
		}
	}
	if in.n == 0 && in.problems.err() == nil {
		in.add(0, "", "", "no respondents: there is only a header")
	}
	return nil
}

// csvColumn collects one column while rows are read.
type csvColumn struct {
	field   *Field
	codes   map[string]int8 // texts of coded answers and of missing ones
	absent  map[string]int8 // texts of missing numbers and free text
	data    []int8
	ticks   [][]int8
	text    []string
	numbers []float64
	missing []int8
	seen    map[string]bool
}

var missingStates = map[string]int8{"skipped": stats.Skipped, "refused": stats.Refused, "not asked": stats.NotAsked}

func newCSVColumn(f *Field, common []MissingValue) *csvColumn {
	col := &csvColumn{field: f, codes: map[string]int8{}, absent: map[string]int8{}}
	if common == nil && f.MissingValues == nil {
		common = []MissingValue{{Value: "", Means: "skipped"}}
	}
	for _, m := range append(slices.Clone(common), f.MissingValues...) {
		col.absent[m.Value] = missingStates[m.Means]
	}
	for k, t := range f.levelTexts() {
		col.codes[t] = int8(k)
	}
	if f.Type == "boolean" {
		yes, no := f.TrueValues, f.FalseValues
		if yes == nil && no == nil {
			yes, no = []string{"1", "true", "True", "TRUE"}, []string{"0", "false", "False", "FALSE"}
		}
		clear(col.codes)
		for _, t := range no {
			col.codes[t] = 0
		}
		for _, t := range yes {
			col.codes[t] = 1
		}
	}
	if f.Type == "list" {
		col.ticks = make([][]int8, len(f.Constraints.Enum))
	}
	if f.Constraints.Unique {
		col.seen = map[string]bool{}
	}
	return col
}

// add appends a cell and returns what is wrong with it, or "".
func (col *csvColumn) add(cell string) (reason string) {
	if state, ok := col.absent[cell]; ok {
		col.addMissing(state)
		if col.field.Constraints.Required {
			return "a required answer is missing"
		}
		return ""
	}
	if col.seen != nil {
		if col.seen[cell] {
			reason = "value appears twice in a column of unique values"
		}
		col.seen[strings.Clone(cell)] = true
	}
	switch {
	case col.field.Type == "number":
		v, why := col.number(cell)
		col.numbers, col.missing = append(col.numbers, v), append(col.missing, 0)
		return why
	case col.ticks != nil:
		return col.addList(cell)
	case col.field.levelTexts() == nil && col.field.Type == "string":
		col.text = append(col.text, strings.Clone(cell))
		if !utf8.ValidString(cell) {
			return "not UTF-8"
		}
		return reason
	}
	k, ok := col.codes[cell]
	if !ok {
		if k, ok = col.codes[strings.TrimSpace(cell)]; !ok {
			col.data = append(col.data, stats.Skipped)
			return "not one of the field's answers"
		}
	}
	col.data = append(col.data, k)
	return reason
}

func (col *csvColumn) addMissing(state int8) {
	switch {
	case col.field.Type == "number":
		col.numbers, col.missing = append(col.numbers, math.NaN()), append(col.missing, state)
	case col.ticks != nil:
		for k := range col.ticks {
			col.ticks[k] = append(col.ticks[k], state)
		}
	case len(col.codes) == 0:
		col.text = append(col.text, "")
	default:
		col.data = append(col.data, state)
	}
}

func (col *csvColumn) number(cell string) (float64, string) {
	v, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(cell, "xX_") {
		return math.NaN(), "not a number"
	}
	c := col.field.Constraints
	if c.Minimum != nil && v < *c.Minimum || c.Maximum != nil && v > *c.Maximum {
		return math.NaN(), "number outside its bounds"
	}
	return v, ""
}

// addList ticks the options in a delimited cell.
func (col *csvColumn) addList(cell string) (reason string) {
	delimiter := col.field.Delimiter
	if delimiter == "" {
		delimiter = ";"
	}
	row := make([]int8, len(col.ticks))
	for _, part := range strings.Split(cell, delimiter) {
		k, ok := col.codes[strings.TrimSpace(part)]
		if !ok {
			reason = "not one of the field's options"
			continue
		}
		row[k] = 1
	}
	for k := range row {
		col.ticks[k] = append(col.ticks[k], row[k])
	}
	return reason
}

func (col *csvColumn) finish() *waveColumn {
	out := &waveColumn{field: col.field}
	switch {
	case col.numbers != nil:
		out.numbers, out.missing = col.numbers, col.missing
	case col.ticks != nil:
		out.options = map[string]*stats.Codes{}
		for k, o := range col.field.Constraints.Enum {
			out.options[o] = mustCodes(col.field.Name+"."+o, tickLevels(), col.ticks[k])
		}
	case col.text != nil:
		out.text = col.text
	default:
		out.codes = mustCodes(col.field.Name, col.field.levels(), col.data)
	}
	return out
}
