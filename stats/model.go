package stats

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// Term is a named predictor: a numeric column, a factor, or the product of
// earlier terms; exactly one of them.
type Term struct {
	// Name is unique; a product without one is called "a * b".
	Name    string
	Numeric []float64 // NaN where missing
	Factor  *Codes
	// Product names the earlier terms, each once, whose columns are multiplied:
	// their interaction.
	Product []string
	// Base is the label of a factor's level that has no column of its own, by
	// default the first level in use. A factor has a 0/1 column for each other
	// level, so that coefficients are differences from the base.
	Base string
	// Effect asks for effect (sum) coding of a factor, with -1 at the base in each
	// of its columns: coefficients are differences from the unweighted mean of the
	// levels.
	Effect bool
}

// ModelSettings say how a model matrix is made.
type ModelSettings struct {
	// NoIntercept leaves the constant out; the first factor then has a column
	// for each level. In products it is coded as any other factor, by its
	// base and Effect, since all levels' products would add up to the rest of
	// the product.
	NoIntercept bool
}

// Model is a matrix of predictors with named columns and the rows that are
// complete.
type Model struct {
	// X has a row per complete row and a column per name.
	X *mat.Dense
	// Names are the columns' names: "(Intercept)", a numeric term's name,
	// "factor: level", or those of a product's parts with " * " between them.
	Names []string
	// Terms[j] is the term that column j belongs to, "" for the constant.
	Terms []string
	// Rows are the rows of the data that are complete, in order.
	Rows []int
	// N is the number of rows of the data.
	N         int
	Intercept bool

	coded    []codedTerm
	products []productColumn
}

// codedTerm is how a numeric term or a factor fills its columns.
type codedTerm struct {
	name    string
	first   int      // its first column
	columns int      // how many
	labels  []string // the levels in use, nil for a number
	base    int      // index into labels; -1: every level has a column
	product int      // the base in products
	effect  bool
}

// productColumn is a column that is the product of others.
type productColumn struct {
	column int
	parts  []productPart
}

// productPart is a column, or its difference from another one: the effect
// coding of a factor with a column for each level.
type productPart struct {
	column int
	less   int // -1: nothing
}

// ErrRows is returned where no row is complete.
var ErrRows = errors.New("stats: no complete row")

// errTerm is wrapped with the name of a term or level that a model does not
// have, or that is not what is needed.
var errTerm = errors.New("stats: not a term of the model, or not of this kind")

// ModelMatrix builds the matrix from terms, over the rows where every term has
// a value. Terms of different lengths panic, as does a term that is not exactly
// one of numeric, factor and product. Infinite values, unknown parts of a
// product, unknown bases and names that come twice are errors; terms without a
// complete row are an [ErrRows], a factor with one level in use is an [AliasError].
func ModelMatrix(terms []Term, s *ModelSettings) (*Model, error) {
	if len(terms) == 0 {
		return nil, errors.New("stats: a model needs terms")
	}
	m := &Model{N: -1, Intercept: s == nil || !s.NoIntercept}
	var main []Term
	for _, t := range terms {
		n := termLen(t)
		if n < 0 {
			continue
		}
		if main = append(main, t); m.N < 0 {
			m.N = n
		}
		if n != m.N {
			panic("stats: terms differ in length")
		}
	}
	if main == nil {
		return nil, fmt.Errorf("%w: product of %v before its parts", errTerm, terms[0].Product)
	}
	if err := m.complete(main); err != nil {
		return nil, err
	}
	if m.Intercept {
		m.Names, m.Terms = []string{"(Intercept)"}, []string{""}
	}
	full := !m.Intercept
	for _, t := range terms {
		if t.Product != nil {
			if err := m.addProduct(t); err != nil {
				return nil, err
			}
			continue
		}
		if err := m.addTerm(t, full); err != nil {
			return nil, err
		}
		full = full && t.Factor == nil
	}
	m.X = mat.NewDense(len(m.Rows), len(m.Names), nil)
	getters := make([]func(i int) (float64, int), len(main))
	for k, t := range main {
		getters[k] = m.coded[k].getter(t)
	}
	inChunks(len(m.Rows), func(_, lo, hi int) {
		for r := lo; r < hi; r++ {
			row := m.X.RawRowView(r)
			if m.Intercept {
				row[0] = 1
			}
			for k := range m.coded {
				v, level := getters[k](m.Rows[r])
				m.coded[k].fill(row, v, level)
			}
			m.multiply(row)
		}
	})
	return m, nil
}

// complete fills Rows.
func (m *Model) complete(main []Term) error {
	m.Rows = make([]int, 0, m.N)
	for i := range m.N {
		whole := true
		for k := range main {
			if t := &main[k]; t.Factor != nil {
				whole = whole && t.Factor.At(i) >= 0
			} else if v := t.Numeric[i]; v-v != 0 { // NaN or infinite
				if math.IsInf(v, 0) {
					return fmt.Errorf("%w: term %q, row %d", errNotFinite, t.Name, i)
				}
				whole = false
			}
		}
		if whole {
			m.Rows = append(m.Rows, i)
		}
	}
	if len(m.Rows) > 0 {
		return nil
	}
	for _, t := range main {
		some := false
		for i := 0; i < m.N && !some; i++ {
			some = t.Factor != nil && t.Factor.At(i) >= 0 || t.Factor == nil && !math.IsNaN(t.Numeric[i])
		}
		if !some {
			return fmt.Errorf("%w: term %q is missing for all", ErrRows, t.Name)
		}
	}
	return ErrRows
}

// addTerm adds the columns of a number or a factor; full gives each level one.
func (m *Model) addTerm(t Term, full bool) error {
	if slices.Contains(m.Terms, t.Name) {
		return fmt.Errorf("%w: %q comes twice", errTerm, t.Name)
	}
	c := codedTerm{name: t.Name, first: len(m.Names), columns: 1, base: -1, effect: t.Effect}
	names := []string{t.Name}
	if t.Factor != nil {
		_, c.labels, _ = levelsInUse(t.Factor, m.uses())
		if !full && len(c.labels) == 1 {
			return &AliasError{Columns: []string{t.Name}}
		}
		if t.Base != "" {
			if c.product = slices.Index(c.labels, t.Base); c.product < 0 {
				return fmt.Errorf("%w: base %q of %q is not a level in use", errTerm, t.Base, t.Name)
			}
		}
		if !full {
			c.base = c.product
		}
		names = nil
		for k, label := range c.labels {
			if k != c.base {
				names = append(names, t.Name+": "+label)
			}
		}
		c.columns = len(names)
	}
	for _, name := range names {
		m.Names, m.Terms = append(m.Names, name), append(m.Terms, t.Name)
	}
	m.coded = append(m.coded, c)
	return nil
}

// uses reports whether a row of the data is complete.
func (m *Model) uses() func(i int) bool {
	used := make([]bool, m.N)
	for _, i := range m.Rows {
		used[i] = true
	}
	return func(i int) bool { return used[i] }
}

// addProduct adds the products of the columns of earlier terms, the first
// part's columns running fastest.
func (m *Model) addProduct(t Term) error {
	if t.Name == "" {
		t.Name = strings.Join(t.Product, " * ")
	}
	if slices.Contains(m.Terms, t.Name) {
		return fmt.Errorf("%w: %q comes twice", errTerm, t.Name)
	}
	columns := [][]productPart{nil}
	for k, part := range t.Product {
		c := m.term(part)
		if c == nil || slices.Contains(t.Product[:k], part) {
			return fmt.Errorf("%w: %q of the product %q is no earlier number or factor, or comes twice",
				errTerm, part, t.Name)
		}
		var next [][]productPart
		for _, own := range c.inProducts() {
			for _, parts := range columns {
				next = append(next, append(slices.Clone(parts), own))
			}
		}
		columns = next
	}
	if columns == nil { // a factor with one level in use
		return &AliasError{Columns: []string{t.Name}}
	}
	for _, parts := range columns {
		names := make([]string, len(parts))
		for k, part := range parts {
			names[k] = m.Names[part.column]
		}
		m.products = append(m.products, productColumn{len(m.Names), parts})
		m.Names, m.Terms = append(m.Names, strings.Join(names, " * ")), append(m.Terms, t.Name)
	}
	return nil
}

// inProducts returns the columns of a term as they enter products.
func (c *codedTerm) inProducts() []productPart {
	var out []productPart
	for j := range c.columns {
		part := productPart{c.first + j, -1}
		if c.labels != nil && c.base < 0 {
			if j == c.product {
				continue
			}
			if c.effect {
				part.less = c.first + c.product
			}
		}
		out = append(out, part)
	}
	return out
}

// term returns the number or factor of that name, nil where there is none.
func (m *Model) term(name string) *codedTerm {
	for k := range m.coded {
		if m.coded[k].name == name {
			return &m.coded[k]
		}
	}
	return nil
}

// getter returns the value of a number, or the position of a factor's level
// among those in use: -1 missing, -2 not in use.
func (c *codedTerm) getter(t Term) func(i int) (float64, int) {
	if t.Factor == nil {
		x := t.Numeric
		return func(i int) (float64, int) { return x[i], 0 }
	}
	position := make([]int, len(t.Factor.Levels()))
	for k, l := range t.Factor.Levels() {
		if position[k] = slices.Index(c.labels, l.Label); position[k] < 0 {
			position[k] = -2
		}
	}
	return func(i int) (float64, int) {
		if k := t.Factor.At(i); k >= 0 {
			return 0, position[k]
		}
		return math.NaN(), -1
	}
}

// fill writes the columns of one value.
func (c *codedTerm) fill(row []float64, v float64, level int) {
	if c.labels == nil {
		row[c.first] = v
		return
	}
	j := c.first
	for k := range c.labels {
		if k == c.base {
			continue
		}
		switch {
		case level < 0:
			row[j] = math.NaN()
		case level == k:
			row[j] = 1
		case level == c.base && c.effect:
			row[j] = -1
		default:
			row[j] = 0
		}
		j++
	}
}

// multiply fills the products of a row whose other columns are filled.
func (m *Model) multiply(row []float64) {
	for _, p := range m.products {
		v := 1.0
		for _, part := range p.parts {
			x := row[part.column]
			if part.less >= 0 {
				x -= row[part.less]
			}
			v *= x
		}
		row[p.column] = v
	}
}

// termLen returns the number of rows of a term, -1 for a product.
func termLen(t Term) int {
	switch {
	case t.Factor != nil && t.Numeric == nil && t.Product == nil:
		return t.Factor.Len()
	case t.Factor == nil && t.Numeric != nil && t.Product == nil:
		return len(t.Numeric)
	case t.Factor == nil && t.Numeric == nil && t.Product != nil:
		return -1
	}
	panic("stats: term " + t.Name + " is not one of numeric, factor and product")
}
