package survey

import (
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/stats"
)

// Wave holds the answers of one survey wave by columns: a byte for a coded
// answer, a float64 for a number. It is not changed after it was read.
type Wave struct {
	codebook *Codebook
	n        int
	columns  map[string]*column // by field name
	warnings []stats.Warning
}

// column holds the answers to one field, in the form that its kind says.
type column struct {
	*fieldSpec
	codes   *stats.Codes
	options []*stats.Codes // of a list, one per answer of the spec
	numbers []float64      // NaN: missing
	text    []string       // "" where missing
	// missing holds a missing state or 0 for each number or text; nil: none
	// is missing but skipped numbers and texts are, by the default, "".
	missing []int8
	// padded says that numbers with a point are written with one decimal more.
	padded bool
}

// Len returns the number of respondents.
func (w *Wave) Len() int { return w.n }

// Codebook returns the wave's codebook, shared: treat it as read-only.
func (w *Wave) Codebook() *Codebook { return w.codebook }

// Warnings returns what was seen on reading that does not prevent an analysis,
// such as columns that the codebook does not know.
func (w *Wave) Warnings() []stats.Warning { return slices.Clone(w.warnings) }

// Construct returns the construct of that name, nil where there is none.
func (w *Wave) Construct(name string) *Construct { return w.codebook.Construct(name) }

// Has reports whether the codebook has the construct and, where item is not
// empty, the item.
func (w *Wave) Has(construct, item string) bool {
	c := w.Construct(construct)
	return c != nil && (item == "" || c.Item(item) != nil)
}

// lookup returns an item and the column that answers it, nil where absent.
func (w *Wave) lookup(construct, item string) (*Item, *column) {
	c := w.Construct(construct)
	if c == nil {
		return nil, nil
	}
	it := c.Item(item)
	if it == nil {
		return nil, nil
	}
	return it, w.columns[it.Field]
}

// Codes returns the coded answers of an item. For an item with values it is an
// option, 0 not ticked and 1 ticked; else it has the field's levels in their
// order. Where the codebook reverses the item, level k of m takes the place of
// level m-1-k and the value minimum + maximum - value, so that values still
// ascend and each label stays with its answer. It is nil where the construct
// or item is absent or its field holds numbers or free text.
func (w *Wave) Codes(construct, item string) *stats.Codes {
	it, col := w.lookup(construct, item)
	if col == nil {
		return nil
	}
	return col.answers(it)
}

// answers returns the coded answers to an item of the column's field, nil where
// it holds numbers or free text.
func (c *column) answers(it *Item) *stats.Codes {
	switch {
	case c.kind == listColumn:
		return c.anyTicked(it)
	case c.codes == nil:
		return nil
	case len(it.Values) > 0:
		return c.codes.Indicator(it.Name, c.codesOf(it.Values)...)
	case it.Reverse:
		return reversed(c.codes)
	}
	return c.codes
}

// Numbers returns an item as numbers on its scale, NaN where unanswered, for
// number fields and coded ones alike: the level's value, reversed where the
// codebook says so; for an option 1 ticked and 0 not. It is nil where the
// construct or item is absent or its field holds free text. The slice may be
// shared: treat it as read-only.
func (w *Wave) Numbers(construct, item string) []float64 {
	it, col := w.lookup(construct, item)
	if col == nil {
		return nil
	}
	if col.kind != numberColumn {
		if c := w.Codes(construct, item); c != nil {
			return c.Values()
		}
		return nil
	}
	if !it.Reverse {
		return col.numbers
	}
	sum := *col.field.Constraints.Minimum + *col.field.Constraints.Maximum
	out := make([]float64, len(col.numbers))
	for i, x := range col.numbers {
		out[i] = sum - x
	}
	return out
}

// Text returns the cells of a free-text item such as the respondent's id, ""
// where missing; nil where absent or not free text. The slice is shared: treat
// it as read-only.
func (w *Wave) Text(construct, item string) []string {
	if _, col := w.lookup(construct, item); col != nil {
		return col.text
	}
	return nil
}

// Select returns the wave of the given rows, in that order; a row may come
// more than once. It panics when a row is out of range.
func (w *Wave) Select(rows []int) *Wave {
	out := &Wave{codebook: w.codebook, n: len(rows), columns: make(map[string]*column, len(w.columns)), warnings: w.warnings}
	for name, col := range w.columns {
		out.columns[name] = col.selected(rows)
	}
	return out
}

func (c *column) selected(rows []int) *column {
	out := &column{fieldSpec: c.fieldSpec, numbers: pick(c.numbers, rows), text: pick(c.text, rows), missing: pick(c.missing, rows)}
	if c.codes != nil {
		out.codes = c.codes.Select(rows)
	}
	for _, o := range c.options {
		out.options = append(out.options, o.Select(rows))
	}
	return out
}

// pick returns the given rows of x, nil for nil.
func pick[T any](x []T, rows []int) []T {
	if x == nil {
		return nil
	}
	out := make([]T, len(rows))
	for j, i := range rows {
		out[j] = x[i]
	}
	return out
}

// anyTicked returns an option of a list: ticked where one of the item's values
// is.
func (c *column) anyTicked(it *Item) *stats.Codes {
	var out []int8
	for _, k := range c.codesOf(it.Values) {
		o := c.options[k]
		if len(it.Values) == 1 {
			return o
		}
		if out == nil {
			out = slices.Clone(o.Data())
			continue
		}
		for i, v := range o.Data() {
			out[i] = max(out[i], v)
		}
	}
	if out == nil {
		return nil
	}
	return validCodes(stats.NewTicks(it.Name, out))
}

// reversed returns the column with its scale turned.
func reversed(c *stats.Codes) *stats.Codes {
	old := c.Levels()
	m := len(old)
	low, high := math.Inf(1), math.Inf(-1)
	for _, l := range old {
		low, high = min(low, l.Value), max(high, l.Value)
	}
	levels := make([]stats.Level, m)
	for k := range levels {
		from := old[m-1-k]
		levels[k] = stats.Level{Label: from.Label, Value: low + high - from.Value}
	}
	data := slices.Clone(c.Data())
	for i, k := range data {
		if k >= 0 {
			data[i] = int8(m-1) - k
		}
	}
	return validCodes(stats.NewCodes(c.Name(), levels, data))
}

// validCodes is for columns made from valid ones.
func validCodes(c *stats.Codes, err error) *stats.Codes {
	if err != nil {
		panic("ctostudy: a column made from a valid one is valid: " + err.Error())
	}
	return c
}
