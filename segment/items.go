package segment

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/stats"
)

// Items are the answers of n respondents to p categorical items, packed for
// the inner loop of the latent class model: items are grouped so that the
// states of a group (its answers and "missing") fit into a byte.
type Items struct {
	names      []string
	labels     [][]string // of each item's answers
	categories []int      // answers of each item
	n          int        // respondents that the model is of
	sample     int        // respondents of the columns
	rows       []int      // the row in the columns of each of the n; nil: their own
	groups     []group
	codes      [][]uint8 // codes[g][i], respondent i's state in group g
}

// group is a run of items whose joint state is one byte:
// state = sum over items of code x stride, code 0 meaning missing where the
// item has missing answers.
type group struct {
	first, size int
	states      int
	// sizes are the codes of each item, offsets the code of its first answer: 1 after
	// "missing", else 0.
	sizes, offsets []int
	answer         [][]int8 // answer[state][item-first], -1 missing
}

// NewItems packs one column per item. Missing answers of every kind
// contribute nothing to the likelihood (full information: ignorable given the
// answers).
//
// Rows are the respondents that a model is of, by their rows in the columns, each
// once; nil for all. Results have these rows only, in this order. The design that
// goes with them is still that of all rows of the columns: errors are those of a
// subpopulation, whose strata and clusters are the whole sample's (see
// stats.Design.Domain).
//
// An item with fewer than two different answers is an error, as is a respondent
// without any answer; the error names it, by its row in the columns. Columns of
// different lengths panic, as do rows that the columns do not have, or that are
// named twice.
func NewItems(columns []*stats.Codes, rows []int) (*Items, error) {
	if len(columns) == 0 {
		return nil, errNoItems
	}
	x := &Items{n: columns[0].Len(), sample: columns[0].Len()}
	for _, c := range columns {
		if c.Len() != x.sample {
			panic(fmt.Sprintf("segment: item %q has %d answers, item %q has %d",
				columns[0].Name(), x.sample, c.Name(), c.Len()))
		}
	}
	if rows != nil {
		columns = x.choose(columns, rows)
	}

	for _, c := range columns {
		seen := make([]bool, len(c.Levels()))
		distinct := 0
		for _, k := range c.Data() {
			if k >= 0 && !seen[k] {
				seen[k] = true
				distinct++
			}
		}
		if distinct < 2 {
			return nil, fmt.Errorf("%w: item %q has %d", errConstant, c.Name(), distinct)
		}
		var labels []string
		for _, level := range c.Levels() {
			labels = append(labels, level.Label)
		}
		x.names, x.labels = append(x.names, c.Name()), append(x.labels, labels)
		x.categories = append(x.categories, len(c.Levels()))
	}
	for i := range x.n {
		answered := false
		for _, c := range columns {
			answered = answered || c.At(i) >= 0
		}
		if !answered {
			return nil, fmt.Errorf("%w: row %d", errEmptyRow, x.row(i))
		}
	}
	x.pack(columns)
	return x, nil
}

// choose keeps the given rows, and returns the columns with these only.
func (x *Items) choose(columns []*stats.Codes, rows []int) []*stats.Codes {
	seen := make([]bool, x.sample)
	for _, i := range rows {
		if i < 0 || i >= x.sample {
			panic(fmt.Sprintf("segment: row %d of items with %d respondents", i, x.sample))
		}
		if seen[i] {
			panic(fmt.Sprintf("segment: row %d is named twice", i))
		}
		seen[i] = true
	}
	x.rows, x.n = slices.Clone(rows), len(rows)

	out := make([]*stats.Codes, len(columns))
	for j, c := range columns {
		out[j] = c.Select(rows)
	}
	return out
}

// row returns where respondent i stands in the sample.
func (x *Items) row(i int) int {
	if x.rows == nil {
		return i
	}
	return x.rows[i]
}

// domain returns the design of the sample for estimates of the respondents of x.
func (x *Items) domain(d *stats.Design) *stats.Design {
	if x.rows == nil {
		return d
	}
	mask := make([]float64, x.sample)
	for _, i := range x.rows {
		mask[i] = 1
	}
	return d.Domain(mask)
}

func (x *Items) pack(columns []*stats.Codes) {
	for j := 0; j < len(columns); {
		g := group{first: j, states: 1}
		var strides []int
		for ; j < len(columns); j++ {
			size, offset := x.categories[j], 0
			if columns[j].Answered() < x.n {
				size, offset = size+1, 1
			}
			if g.states*size > states {
				break
			}
			g.sizes = append(g.sizes, size)
			g.offsets = append(g.offsets, offset)
			strides = append(strides, g.states)
			g.states *= size
			g.size++
		}
		codes := make([]uint8, x.n)
		for i := range codes {
			state := 0
			for a := range g.size {
				if k := int(columns[g.first+a].At(i)); k >= 0 {
					state += (k + g.offsets[a]) * strides[a]
				}
			}
			codes[i] = uint8(state)
		}
		g.answer = make([][]int8, g.states)
		for s := range g.states {
			g.answer[s] = make([]int8, g.size)
			for a := range g.size {
				next := g.states
				if a+1 < g.size {
					next = strides[a+1]
				}
				g.answer[s][a] = int8(s%next/strides[a] - g.offsets[a])
			}
		}
		x.groups = append(x.groups, g)
		x.codes = append(x.codes, codes)
	}
}

// Len returns the number of respondents that a model is of.
func (x *Items) Len() int { return x.n }

// Names returns the items' names in order.
func (x *Items) Names() []string { return append([]string(nil), x.names...) }

// answerOf returns the answer of row i to item a of group g.
func (x *Items) answerOf(g, a, i int) int8 { return x.groups[g].answer[x.codes[g][i]][a] }

// copies returns how many respondents each row is.
func (x *Items) copies(d *stats.Design) []float64 {
	out := make([]float64, x.n)
	for i := range out {
		out[i] = d.Copies(x.row(i))
	}
	return out
}

// degrees returns df.
func (x *Items) degrees(d *stats.Design) float64 {
	if d.Simple() {
		return math.Inf(1)
	}
	return x.domain(d).DF()
}

// Indicators returns the answers as numbers for [CanonicalVariates]: a column
// of zeros and ones for every answer but each item's first, with the mean of
// those who answered where the answer is missing.
func (x *Items) Indicators() *mat.Dense {
	width := 0
	for _, n := range x.categories {
		width += n - 1
	}
	out := mat.NewDense(x.n, width, nil)
	at := 0
	for g, gr := range x.groups {
		for a := range gr.size {
			for c := 1; c < x.categories[gr.first+a]; c++ {
				given, answered := 0.0, 0.0
				for i := range x.n {
					if v := x.answerOf(g, a, i); v >= 0 {
						out.Set(i, at, is(int(v), c))
						given, answered = given+is(int(v), c), answered+1
					}
				}
				for i := range x.n {
					if x.answerOf(g, a, i) < 0 {
						out.Set(i, at, given/answered)
					}
				}
				at++
			}
		}
	}
	return out
}
