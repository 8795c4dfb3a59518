package survey

import (
	"errors"
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/stats"
)

// Builder collects columns that a program made, checks them and makes a
// wave of them. A field without a column is absent from the wave; its items
// answer nil.
type Builder struct {
	codebook *Codebook
	n        int
	columns  map[string]*column
	specs    map[string]*fieldSpec
	errs     []error
}

// NewBuilder returns a builder for n respondents. The codebook must be valid.
func NewBuilder(c *Codebook, n int) *Builder {
	b := &Builder{codebook: c, n: n, columns: map[string]*column{}, specs: map[string]*fieldSpec{}}
	missing := c.missingCodes()
	for i := range c.Fields {
		b.specs[c.Fields[i].Name] = c.Fields[i].spec(missing)
	}
	return b
}

func (b *Builder) fail(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf("ctostudy: "+format, args...))
}

// column returns a fresh column for a field of one of the kinds, nil and an
// error kept for build where that cannot be.
func (b *Builder) column(field string, n int, kind columnKind) *column {
	spec := b.specs[field]
	switch {
	case spec == nil:
		b.fail("field %q is not in the codebook", field)
	case n != b.n:
		b.fail("field %q has %d answers of %d respondents", field, n, b.n)
	case spec.kind != kind:
		b.fail("field %q holds %v, not %v", field, spec.kind, kind)
	default:
		col := &column{fieldSpec: spec}
		b.columns[field] = col
		return col
	}
	return nil
}

// SetCodes sets a coded field: the index of the answer in the scale or enum, 0
// and 1 for a boolean, or a missing state. It keeps data.
func (b *Builder) SetCodes(field string, data []int8) {
	col := b.column(field, len(data), codeColumn)
	if col == nil {
		return
	}
	codes, err := stats.NewCodes(field, col.levels, data)
	if err != nil {
		b.fail("%w", err)
		return
	}
	col.codes = codes
}

// SetOptions sets a list: a column of ticks for each option, in the order of
// the enum. It keeps the slices.
func (b *Builder) SetOptions(field string, options [][]int8) {
	col := b.column(field, b.n, listColumn)
	if col == nil {
		return
	}
	if len(options) != len(col.levels) {
		b.fail("field %q has %d options, not %d", field, len(col.levels), len(options))
		return
	}
	for k, data := range options {
		if len(data) != b.n {
			b.fail("field %q, option %d has %d answers of %d respondents", field, k+1, len(data), b.n)
			return
		}
		o, err := stats.NewTicks(field+": "+col.levels[k].Label, data)
		if err != nil {
			b.fail("%w", err)
			return
		}
		col.options = append(col.options, o)
	}
}

// SetNumbers sets a number field; NaN is skipped. It keeps data.
func (b *Builder) SetNumbers(field string, data []float64) {
	col := b.column(field, len(data), numberColumn)
	if col == nil {
		return
	}
	for i, x := range data {
		if math.IsInf(x, 0) {
			b.fail("field %q, row %d: %v is not a number", field, i, x)
			return
		}
		if math.Abs(x) > maxWhole {
			b.fail("field %q, row %d: %v is %s", field, i, x, reasonLarge)
			return
		}
		if reason := col.offBounds(x); reason != "" {
			b.fail("field %q, row %d: %v is not %s", field, i, x, reason)
			return
		}
		if math.IsNaN(x) {
			col.setMissing(i, b.n, stats.Skipped)
		}
	}
	col.numbers = data
}

// SetText sets a free-text field; a text that the codebook calls missing is
// missing. It keeps data.
func (b *Builder) SetText(field string, data []string) {
	col := b.column(field, len(data), textColumn)
	if col == nil {
		return
	}
	for i, s := range data {
		if k := col.codeOf(s); k != noCode {
			col.setMissing(i, b.n, k)
			data[i] = ""
		}
	}
	col.text = data
}

// SetMissing says why the numbers of the rows marked in are missing; they
// become NaN.
func (b *Builder) SetMissing(field string, in []bool, state int8) {
	col := b.columns[field]
	if col == nil || col.kind != numberColumn || len(in) != b.n {
		b.fail("field %q: the missing states of %d numbers cannot be set", field, len(in))
		return
	}
	for i, yes := range in {
		if yes {
			col.numbers[i] = math.NaN()
			col.setMissing(i, b.n, state)
		}
	}
}

// CodesOf returns the codes that were set for a field, nil where none were.
func (b *Builder) CodesOf(field string) []int8 {
	if col := b.columns[field]; col != nil && col.codes != nil {
		return col.codes.Data()
	}
	return nil
}

// setMissing notes the state of row i among n.
func (c *column) setMissing(i, n int, state int8) {
	if c.missing == nil {
		c.missing = make([]int8, n)
	}
	c.missing[i] = state
}

// Wave returns the wave of what was set so far. The builder may be used
// further and build again. Errors of all setters come here.
func (b *Builder) Wave() (*Wave, error) {
	if len(b.errs) > 0 {
		return nil, errors.Join(b.errs...)
	}
	w := &Wave{codebook: b.codebook, n: b.n, columns: make(map[string]*column, len(b.columns))}
	for name, col := range b.columns {
		w.columns[name] = col
	}
	return w, nil
}
