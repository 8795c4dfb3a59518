package ctostudy

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ctostudy/ctostudy/stats"
)

// noCode marks a text that is no answer.
const noCode = math.MinInt8

// cellReader collects the answers to one field, cell by cell.
type cellReader struct {
	*fieldSpec
	role     string         // in the survey design, else empty
	required bool           // no answer may be missing
	short    [256]int8      // codes of the texts of one byte
	seen     map[string]int // line of each value, of a unique field
	answered int            // cells with an answer

	codes   []int8
	ticks   [][]int8 // of a list, by option
	numbers []float64
	text    []string
	missing []int8 // see column
}

func newCellReader(spec *fieldSpec, role string) *cellReader {
	r := &cellReader{fieldSpec: spec, role: role, required: role != "" || spec.field.Constraints.Required}
	for b := range r.short {
		r.short[b] = noCode
	}
	for text, k := range spec.lookup {
		if len(text) == 1 {
			r.short[text[0]] = k
		}
	}
	if spec.field.Constraints.Unique {
		r.seen = map[string]int{}
	}
	if spec.kind == listColumn {
		r.ticks = make([][]int8, len(spec.levels))
	}
	return r
}

// code returns the code of a text, noCode where it is no answer.
func (r *cellReader) code(cell []byte) int8 {
	if len(cell) == 1 {
		return r.short[cell[0]]
	}
	if k, ok := r.lookup[string(cell)]; ok {
		return k
	}
	return noCode
}

// read appends a cell. It returns what is wrong with it, "" where all is well,
// and what was expected.
func (r *cellReader) read(cell []byte, line int) (reason, detail string) {
	k := r.code(cell)
	if k == noCode && r.kind != textColumn {
		if trimmed := bytes.TrimSpace(cell); len(trimmed) < len(cell) {
			cell = trimmed
			k = r.code(cell)
		}
	}
	switch {
	case k < 0 && k != noCode:
		r.addMissing(k)
		if r.required {
			return "required answer missing", ""
		}
		return "", ""
	case r.kind == codeColumn:
		reason, detail = r.addCode(cell, k)
	case r.kind == numberColumn:
		reason, detail = r.addNumber(cell)
	case r.kind == listColumn:
		reason, detail = r.addList(cell)
	default:
		reason = r.addText(cell)
	}
	r.answered++
	if reason == "" && r.seen != nil {
		if first, twice := r.seen[string(cell)]; twice {
			return "value given twice", "first in line " + strconv.Itoa(first)
		}
		r.seen[string(cell)] = line
	}
	return reason, detail
}

func (r *cellReader) addMissing(state int8) {
	switch r.kind {
	case codeColumn:
		r.codes = append(r.codes, state)
		return
	case listColumn:
		for k := range r.ticks {
			r.ticks[k] = append(r.ticks[k], state)
		}
		return
	case numberColumn:
		r.numbers = append(r.numbers, math.NaN())
	default:
		r.text = append(r.text, "")
	}
	n := max(len(r.numbers), len(r.text))
	if r.missing == nil {
		r.missing = make([]int8, n-1, n)
	}
	r.missing = append(r.missing, state)
}

// addAnswered notes that a number or text is there.
func (r *cellReader) addAnswered() {
	if r.missing != nil {
		r.missing = append(r.missing, 0)
	}
}

func (r *cellReader) addCode(cell []byte, k int8) (reason, detail string) {
	if k == noCode {
		k = r.otherCode(string(cell))
	}
	if k == noCode {
		r.codes = append(r.codes, stats.Skipped)
		return r.off(cell, "not one of the answers")
	}
	r.codes = append(r.codes, k)
	return "", ""
}

// otherCode reads other ways of writing an answer: 4.0 for 4, tRUE for true.
func (r *cellReader) otherCode(cell string) int8 {
	switch r.field.Type {
	case "integer":
		v, ok := parseNumber(cell)
		if !ok {
			return noCode
		}
		for k, l := range r.levels {
			if l.Value == v {
				return int8(k)
			}
		}
	case "boolean":
		if len(r.field.TrueValues) == 0 && strings.EqualFold(cell, "true") {
			return 1
		}
		if len(r.field.FalseValues) == 0 && strings.EqualFold(cell, "false") {
			return 0
		}
	}
	return noCode
}

// off returns the problem of a cell that is no answer and what the answers
// are.
func (r *cellReader) off(cell []byte, reason string) (string, string) {
	if !utf8.Valid(cell) {
		return reasonEncoding, ""
	}
	c := &r.field.Constraints
	if r.field.Type == "integer" && len(c.Enum) == 0 {
		return "off the scale", r.texts[0] + " to " + r.texts[len(r.texts)-1]
	}
	return reason, listed(r.texts)
}

func (r *cellReader) addNumber(cell []byte) (reason, detail string) {
	x, ok := parseNumber(string(cell))
	switch {
	case !utf8.Valid(cell):
		reason = reasonEncoding
	case len(cell) == 0:
		reason, detail = "empty cell", "the codebook does not list it among the missing values"
	case !ok:
		reason, detail = "not a number", "digits with a decimal point"
	case r.role == "weight" && x < 0, r.role == "population" && x <= 0:
		reason, detail = "off its bounds", "a weight is at least 0, a population size above 0"
	case r.role == "frequency" && (x < 0 || x != math.Trunc(x)):
		reason, detail = "off its bounds", "a frequency is a whole number of respondents, at least 0"
	case r.field.Type == "integer" && x != math.Trunc(x):
		reason = "not a whole number"
	default:
		if detail = r.offBounds(x); detail != "" {
			reason = "off its bounds"
		}
	}
	r.numbers = append(r.numbers, x)
	r.addAnswered()
	return reason, detail
}

// parseNumber reads a finite decimal number, with or without exponent.
func parseNumber(s string) (float64, bool) {
	for i := range len(s) {
		if b := s[i]; (b < '0' || b > '9') && b != '.' && b != '-' && b != '+' && b != 'e' && b != 'E' {
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil
}

func (r *cellReader) addList(cell []byte) (reason, detail string) {
	for k := range r.ticks {
		r.ticks[k] = append(r.ticks[k], 0)
	}
	row := len(r.ticks[0]) - 1
	rest := string(cell)
	for rest != "" {
		option, after, _ := strings.Cut(rest, r.field.delimiter())
		rest = after
		k := r.code([]byte(strings.TrimSpace(option)))
		if k < 0 {
			reason, detail = r.off([]byte(option), "not one of the options")
			continue
		}
		r.ticks[k][row] = 1
	}
	if len(cell) == 0 && !r.emptyIsNone() {
		return "empty cell", "the codebook does not list it among the missing values"
	}
	return reason, detail
}

// emptyIsNone reports whether an empty list means that nothing is ticked: where
// the codebook does not call it missing, it can mean nothing else.
func (s *fieldSpec) emptyIsNone() bool {
	_, missing := s.lookup[""]
	return !missing
}

func (r *cellReader) addText(cell []byte) (reason string) {
	r.text = append(r.text, string(cell))
	r.addAnswered()
	switch {
	case !utf8.Valid(cell):
		return reasonEncoding
	case bytes.IndexByte(cell, 0) >= 0:
		return "zero byte in a text"
	}
	return ""
}

// finish returns the column.
func (r *cellReader) finish() *column {
	col := &column{fieldSpec: r.fieldSpec, numbers: fitted(r.numbers), text: fitted(r.text), missing: fitted(r.missing)}
	switch r.kind {
	case codeColumn:
		col.codes = mustCodes(stats.NewCodes(r.field.Name, r.levels, fitted(r.codes)))
	case listColumn:
		for k, data := range r.ticks {
			col.options = append(col.options, mustCodes(stats.NewTicks(r.field.Name+": "+r.levels[k].Label, fitted(data))))
		}
	}
	return col
}

// fitted returns x without the room that appending left over.
func fitted[T any](x []T) []T {
	if cap(x)-len(x) < len(x)/16 {
		return x
	}
	return slices.Clone(x)
}
