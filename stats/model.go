package stats

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Term is a named predictor: a numeric column or a factor, exactly one of them.
type Term struct {
	Name    string
	Numeric []float64 // NaN where missing
	Factor  *Codes    // treatment coding, the first level in use is the base
}

// ModelSettings say how a model matrix is made.
type ModelSettings struct {
	// NoIntercept leaves the constant out.
	NoIntercept bool
}

// Model is a matrix of predictors with named columns and the rows that are
// complete.
type Model struct {
	// X has a row per complete row and a column per name.
	X *mat.Dense
	// Names are the columns' names: "(Intercept)", a numeric term's name, or
	// "factor: level".
	Names []string
	// Terms[j] is the term that column j belongs to, "" for the constant.
	Terms []string
	// Rows are the rows of the data that are complete, in order.
	Rows []int
	// N is the number of rows of the data.
	N         int
	Intercept bool
}

// ErrRows is returned where no row is complete.
var ErrRows = errors.New("stats: no complete row")

// ModelMatrix builds the matrix from terms, over the rows where every term has
// a value. Terms of different lengths panic, as does a term that is neither
// numeric nor a factor. Infinite values and terms without a complete row are
// errors.
func ModelMatrix(terms []Term, s *ModelSettings) (*Model, error) {
	if len(terms) == 0 {
		return nil, errors.New("stats: a model needs terms")
	}
	m := &Model{N: termLen(terms[0]), Intercept: s == nil || !s.NoIntercept}
	for i := range m.N {
		complete := true
		for _, t := range terms {
			if termLen(t) != m.N {
				panic("stats: terms differ in length")
			}
			if t.Factor != nil {
				complete = complete && t.Factor.At(i) >= 0
				continue
			}
			if math.IsInf(t.Numeric[i], 0) {
				return nil, fmt.Errorf("stats: term %q, row %d: infinite", t.Name, i)
			}
			complete = complete && !math.IsNaN(t.Numeric[i])
		}
		if complete {
			m.Rows = append(m.Rows, i)
		}
	}
	if len(m.Rows) == 0 {
		return nil, ErrRows
	}
	var columns [][]float64
	add := func(name, term string, value func(i int) float64) {
		x := make([]float64, len(m.Rows))
		for r, i := range m.Rows {
			x[r] = value(i)
		}
		columns, m.Names, m.Terms = append(columns, x), append(m.Names, name), append(m.Terms, term)
	}
	if m.Intercept {
		add("(Intercept)", "", func(int) float64 { return 1 })
	}
	for _, t := range terms {
		if t.Factor == nil {
			add(t.Name, t.Name, func(i int) float64 { return t.Numeric[i] })
			continue
		}
		used := make([]bool, len(t.Factor.Levels()))
		for _, i := range m.Rows {
			used[t.Factor.At(i)] = true
		}
		base := true
		for k, in := range used {
			if !in {
				continue
			}
			if base && m.Intercept {
				base = false
				continue
			}
			add(t.Name+": "+t.Factor.Levels()[k].Label, t.Name, func(i int) float64 {
				if t.Factor.At(i) == int8(k) {
					return 1
				}
				return 0
			})
		}
	}
	m.X = mat.NewDense(len(m.Rows), len(columns), nil)
	for j, x := range columns {
		m.X.SetCol(j, x)
	}
	return m, nil
}

func termLen(t Term) int {
	switch {
	case t.Factor != nil && t.Numeric == nil:
		return t.Factor.Len()
	case t.Factor == nil && t.Numeric != nil:
		return len(t.Numeric)
	}
	panic("stats: term " + t.Name + " is neither numeric nor a factor")
}
