package stats

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Encode returns the model's columns for other data, as [OLSResult.Predict]
// takes them: terms holds every number and factor of the model by name, factors
// with levels of the same labels. Rows with a missing value are NaN. It panics
// when terms differ in length. A term that is not there, a level that the model
// has not seen, and values and products that are infinite are errors; no row at
// all is an [ErrRows].
func (m *Model) Encode(terms []Term) (*mat.Dense, error) {
	n := -1
	getters := make([]func(i int) (float64, int), len(m.coded))
	for k := range m.coded {
		c := &m.coded[k]
		at := slices.IndexFunc(terms, func(t Term) bool {
			return t.Name == c.name && (t.Factor != nil) == (c.labels != nil) && t.Product == nil
		})
		if at < 0 {
			return nil, fmt.Errorf("%w: %q", errTerm, c.name)
		}
		if length := termLen(terms[at]); n >= 0 && length != n {
			panic("stats: terms differ in length")
		} else {
			n = length
		}
		getters[k] = c.getter(terms[at])
	}
	if n < 1 {
		return nil, ErrRows
	}
	out := mat.NewDense(n, len(m.Names), nil)
	for i := range n {
		row := out.RawRowView(i)
		if m.Intercept {
			row[0] = 1
		}
		for k := range m.coded {
			v, level := getters[k](i)
			if level == -2 {
				return nil, fmt.Errorf("%w: row %d has a level of %q that the model has not", errTerm, i,
					m.coded[k].name)
			}
			m.coded[k].fill(row, v, level)
		}
		m.multiply(row)
		if j := slices.IndexFunc(row, func(v float64) bool { return math.IsInf(v, 0) }); j >= 0 {
			return nil, fmt.Errorf("%w: %q, row %d", errNotFinite, m.Names[j], i)
		}
	}
	return out, nil
}
