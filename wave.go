package ctostudy

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy/stats"
)

// Wave holds the answers of one survey wave by columns: a byte for a coded
// answer, a float64 for a number. It is not changed after it was read.
type Wave struct {
	codebook *Codebook
	n        int
	columns  map[string]*waveColumn
	warnings []stats.Warning
}

// column holds one field: exactly one of text, codes, options and numbers.
type waveColumn struct {
	field   *Field
	text    []string
	codes   *stats.Codes
	options map[string]*stats.Codes // of a list, by option
	numbers []float64               // NaN: missing
	missing []int8                  // of numbers: 0 or a missing state
}

// Len returns the number of respondents.
func (w *Wave) Len() int { return w.n }

// Codebook returns the wave's codebook, shared: treat it as read-only.
func (w *Wave) Codebook() *Codebook { return w.codebook }

// Warnings returns what reading the wave found worth saying.
func (w *Wave) Warnings() []stats.Warning { return w.warnings }

// Construct returns the construct of that name, nil where there is none.
func (w *Wave) Construct(name string) *Construct {
	for i := range w.codebook.Constructs {
		if w.codebook.Constructs[i].Name == name {
			return &w.codebook.Constructs[i]
		}
	}
	return nil
}

func (w *Wave) item(construct, name string) (*Item, *waveColumn) {
	c := w.Construct(construct)
	if c == nil {
		return nil, nil
	}
	for i := range c.Items {
		if c.Items[i].Name == name {
			return &c.Items[i], w.columns[c.Items[i].Field]
		}
	}
	return nil, nil
}

// Has reports whether the codebook has the construct and, where item is not
// empty, the item.
func (w *Wave) Has(construct, item string) bool {
	if item == "" {
		return w.Construct(construct) != nil
	}
	it, _ := w.item(construct, item)
	return it != nil
}

// Codes returns the coded answers of an item: for an item with values the
// option (0 not ticked, 1 ticked), else the field's levels, reversed where the
// codebook says so. It is nil where the construct or item is absent or its
// field holds numbers or free text.
func (w *Wave) Codes(construct, item string) *stats.Codes {
	it, col := w.item(construct, item)
	if it == nil {
		return nil
	}
	name := construct + "/" + item
	if col.options != nil {
		return w.listOption(it, col, name)
	}
	if col.codes == nil {
		return nil
	}
	if it.Values != nil {
		texts := col.field.levelTexts()
		var codes []int8
		for _, v := range it.Values {
			codes = append(codes, int8(slices.Index(texts, v)))
		}
		return col.codes.Indicator(name, codes...)
	}
	if !it.Reverse {
		return col.codes
	}
	data := make([]int8, w.n)
	last := int8(len(col.codes.Levels()) - 1)
	for i, k := range col.codes.Data() {
		data[i] = k
		if k >= 0 {
			data[i] = last - k
		}
	}
	levels := slices.Clone(col.codes.Levels())
	for k := range levels { // values stay a rising scale, labels turn with the answers
		levels[k].Label = col.codes.Levels()[int(last)-k].Label
	}
	return mustCodes(name, levels, data)
}

func (w *Wave) listOption(it *Item, col *waveColumn, name string) *stats.Codes {
	data := make([]int8, w.n)
	for j, v := range it.Values {
		for i, k := range col.options[v].Data() {
			if j == 0 || k > 0 {
				data[i] = k
			}
		}
	}
	if it.Values == nil {
		return nil
	}
	return mustCodes(name, tickLevels(), data)
}

func mustCodes(name string, levels []stats.Level, data []int8) *stats.Codes {
	c, err := stats.NewCodes(name, levels, data)
	if err != nil {
		panic("ctostudy: " + err.Error())
	}
	return c
}

// Numbers returns an item as numbers on its scale, NaN where unanswered, for
// number fields and coded ones alike; nil where absent.
func (w *Wave) Numbers(construct, item string) []float64 {
	it, col := w.item(construct, item)
	if it == nil {
		return nil
	}
	if col.numbers != nil {
		return slices.Clone(col.numbers)
	}
	if c := w.Codes(construct, item); c != nil {
		return c.Values()
	}
	return nil
}

// Text returns the cells of a free-text item such as the respondent's id; nil
// where absent.
func (w *Wave) Text(construct, item string) []string {
	it, col := w.item(construct, item)
	if it == nil {
		return nil
	}
	return col.text
}

// Design returns the survey design that the codebook's "design" construct
// (items weight, stratum, cluster, population) describes, nil where it has
// none. A missing weight counts as zero.
func (w *Wave) Design() (*stats.Design, error) {
	if !w.Has("design", "") {
		return nil, nil
	}
	var weights *stats.Weights
	if x := w.Numbers("design", "weight"); x != nil {
		for i, v := range x {
			if math.IsNaN(v) {
				x[i] = 0
			}
		}
		weights = &stats.Weights{Kind: stats.SamplingWeights, Values: x}
	}
	s := &stats.DesignSettings{Strata: w.labels("stratum"), Clusters: w.labels("cluster"), PopulationSize: w.Numbers("design", "population")}
	return stats.NewDesign(w.n, weights, s)
}

// labels numbers the distinct answers of a design item in order of first
// appearance.
func (w *Wave) labels(item string) []int {
	texts := w.Text("design", item)
	if x := w.Numbers("design", item); texts == nil && x != nil {
		texts = make([]string, w.n)
		for i, v := range x {
			texts[i] = strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	if texts == nil {
		return nil
	}
	number := map[string]int{}
	out := make([]int, w.n)
	for i, t := range texts {
		if _, ok := number[t]; !ok {
			number[t] = len(number)
		}
		out[i] = number[t]
	}
	return out
}

// waveBuilder makes a wave from columns; fields that are not set are missing
// throughout.
type waveBuilder struct {
	wave *Wave
	err  error
}

func newWave(c *Codebook, n int) *waveBuilder {
	w := &Wave{codebook: c, n: n, columns: make(map[string]*waveColumn, len(c.Fields))}
	for i := range c.Fields {
		w.columns[c.Fields[i].Name] = &waveColumn{field: &c.Fields[i]}
	}
	return &waveBuilder{wave: w}
}

func (b *waveBuilder) column(field string, n int) *waveColumn {
	col := b.wave.columns[field]
	if col == nil || n != b.wave.n {
		panic(fmt.Sprintf("ctostudy: field %q set with %d values in a wave of %d", field, n, b.wave.n))
	}
	return col
}

func (b *waveBuilder) setText(field string, data []string) { b.column(field, len(data)).text = data }

func (b *waveBuilder) setCodes(field string, data []int8) {
	col := b.column(field, len(data))
	codes, err := stats.NewCodes(field, col.field.levels(), data)
	if err != nil && b.err == nil {
		b.err = err
	}
	col.codes = codes
}

func (b *waveBuilder) codesOf(field string) []int8 {
	if c := b.column(field, b.wave.n).codes; c != nil {
		return c.Data()
	}
	return nil
}

func (b *waveBuilder) setNumbers(field string, data []float64) {
	b.column(field, len(data)).numbers = data
}

// setMissing says why the marked numbers are missing.
func (b *waveBuilder) setMissing(field string, in []bool, state int8) {
	col := b.column(field, len(in))
	if col.missing == nil {
		col.missing = make([]int8, len(in))
	}
	for i, yes := range in {
		if yes {
			col.missing[i] = state
			col.numbers[i] = math.NaN()
		}
	}
}

func (b *waveBuilder) build() (*Wave, error) {
	for _, col := range b.wave.columns {
		col.fill(b.wave.n)
	}
	return b.wave, b.err
}

// fill makes an unset column one of missing answers.
func (col *waveColumn) fill(n int) {
	skipped := func() []int8 {
		out := make([]int8, n)
		for i := range out {
			out[i] = stats.Skipped
		}
		return out
	}
	switch {
	case col.text != nil || col.codes != nil || col.numbers != nil || col.options != nil:
	case col.field.Type == "number":
		col.numbers, col.missing = make([]float64, n), skipped()
		for i := range col.numbers {
			col.numbers[i] = math.NaN()
		}
	case col.field.Type == "list":
		col.options = map[string]*stats.Codes{}
		for _, o := range col.field.Constraints.Enum {
			col.options[o] = mustCodes(col.field.Name, tickLevels(), skipped())
		}
	case col.field.levelTexts() == nil:
		col.text = make([]string, n)
	default:
		col.codes = mustCodes(col.field.Name, col.field.levels(), skipped())
	}
}

func tickLevels() []stats.Level { return []stats.Level{{Label: "not ticked", Value: 0}, {Label: "ticked", Value: 1}} }

// levels returns the levels of a coded field.
func (f *Field) levels() []stats.Level {
	if f.Type == "boolean" {
		return tickLevels()
	}
	var out []stats.Level
	for k, text := range f.levelTexts() {
		l := stats.Level{Label: text, Value: float64(k + 1)}
		if v, err := strconv.Atoi(text); err == nil && f.Type == "integer" {
			l.Value = float64(v)
		}
		if label, ok := f.Labels[text]; ok {
			l.Label = label
		}
		out = append(out, l)
	}
	return out
}
