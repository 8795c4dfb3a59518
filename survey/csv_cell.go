package survey

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ctostudy/ctostudy/stats"
)

// cellReader collects the answers to one field, cell by cell.
type cellReader struct {
	*fieldSpec
	role     string         // in the survey design, else empty
	required bool           // no answer may be missing
	key      bool           // a text that tells respondents or groups apart
	short    [256]int8      // codes of the texts of one byte
	seen     map[string]int // line of each value, of a unique field
	answered int            // cells with an answer
	points   pointCount     // of a number
	doubtful int            // numbers between the bounds that the codebook calls missing

	codes   []int8
	ticks   [][]int8 // of a list, by option
	numbers []float64
	text    []string
	missing []int8 // see column
}

// newCellReader returns the reader of a field, which has a role in the survey
// design or none; a key is an item of the respondent.
func newCellReader(spec *fieldSpec, role string, key bool) *cellReader {
	unique := spec.field.Constraints.Unique
	r := &cellReader{
		fieldSpec: spec,
		role:      role,
		required:  role != "" || spec.field.Constraints.Required,
		key:       key || role != "" || unique,
	}

	for b := range r.short {
		r.short[b] = r.fieldSpec.code([]byte{byte(b)})
	}
	if unique {
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
	return r.fieldSpec.code(cell)
}

// read appends a cell. It returns what is wrong with it, "" where all is well,
// and what was expected.
func (r *cellReader) read(cell []byte, line int) (reason, detail string) {
	k := r.code(cell)
	if k >= 0 && r.kind == codeColumn && r.seen == nil {
		r.codes = append(r.codes, k) // the usual cell
		r.answered++
		return "", ""
	}

	whole := cell
	if k == noCode {
		if trimmed := bytes.TrimSpace(cell); len(trimmed) < len(cell) {
			cell = trimmed
			k = r.code(cell)
		}
	}

	var x float64
	var number bool
	if k == noCode && r.kind != textColumn {
		if x, number = parseNumber(string(cell)); number {
			k = r.codeOfValue(x)
		}
	}

	switch {
	case k < 0 && k != noCode:
		r.addMissing(k)
		if number {
			r.points.noteMissing(cell, line)
		}
		if r.kind == numberColumn && r.betweenBounds(cell) {
			r.doubtful++
		}
		if r.required {
			return "required answer missing", ""
		}
		return "", ""
	case r.kind == codeColumn:
		reason, detail = r.addCode(cell, k)
	case r.kind == numberColumn:
		reason, detail = r.addNumber(cell, x, number)
		if number {
			r.points.note(cell, line)
		}
	case r.kind == listColumn:
		reason, detail = r.addList(cell)
	case r.key:
		reason = r.addText(cell)
	default:
		reason = r.addText(whole)
	}

	r.answered++
	if reason == "" && r.seen != nil {
		return r.isNew(r.identity(cell, k, x), line)
	}
	return reason, detail
}

// identity returns a text that equal answers of a unique field share: 7, 07 and
// 7.0 are one number, while texts are compared as they are.
func (r *cellReader) identity(cell []byte, k int8, x float64) string {
	switch r.kind {
	case codeColumn:
		return r.texts[r.codes[len(r.codes)-1]]
	case numberColumn:
		if x == 0 {
			x = 0 // -0 is the same number
		}
		return cellNumber(x)
	case listColumn:
		var ticked []byte
		for _, option := range r.ticks {
			ticked = append(ticked, byte('0'+option[len(option)-1]))
		}
		return string(ticked)
	}
	return string(cell)
}

// isNew notes a value of a unique field.
func (r *cellReader) isNew(value string, line int) (reason, detail string) {
	if first, twice := r.seen[value]; twice {
		return "value given twice", "first in line " + strconv.Itoa(first)
	}
	r.seen[value] = line
	return "", ""
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

// betweenBounds reports whether a missing value is a number that the field's
// bounds allow, of which the field itself says nothing: a 99 of an age up to
// 120 may be an age.
func (r *cellReader) betweenBounds(cell []byte) bool {
	c := &r.field.Constraints
	if c.Minimum == nil || c.Maximum == nil {
		return false
	}
	x, ok := parseNumber(string(cell))
	_, own := r.values[x]
	return ok && !own && r.offBounds(x) == ""
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

// otherCode reads a boolean's answer in other case: tRUE for true.
func (r *cellReader) otherCode(cell string) int8 {
	switch {
	case r.field.Type != "boolean":
	case len(r.field.TrueValues) == 0 && strings.EqualFold(cell, "true"):
		return 1
	case len(r.field.FalseValues) == 0 && strings.EqualFold(cell, "false"):
		return 0
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

// addNumber appends a number; ok is false where the cell is none.
func (r *cellReader) addNumber(cell []byte, x float64, ok bool) (reason, detail string) {
	if r.role == "weight" && !ok {
		x, ok = parseFloat(string(cell)) // only the ratios of weights count
	}

	switch {
	case !utf8.Valid(cell):
		reason = reasonEncoding
	case len(cell) == 0:
		reason, detail = "empty cell", "the codebook does not list it among the missing values"
	case !ok:
		reason, detail = "not a number", "digits with a decimal point"
		if _, large := parseFloat(string(cell)); large {
			reason, detail = reasonLarge, detailLarge
		}
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

func (r *cellReader) addList(cell []byte) (reason, detail string) {
	for k := range r.ticks {
		r.ticks[k] = append(r.ticks[k], 0)
	}
	row := len(r.ticks[0]) - 1
	rest := string(cell)
	for rest != "" {
		option, after, _ := strings.Cut(rest, r.field.delimiter())
		rest = after
		k := r.codeOf(option)
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
	return s.code(nil) == noCode
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
		col.codes = validCodes(stats.NewCodes(r.field.Name, r.levels, fitted(r.codes)))
	case listColumn:
		for k, data := range r.ticks {
			col.options = append(col.options, validCodes(stats.NewTicks(r.field.Name+": "+r.levels[k].Label, fitted(data))))
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
