package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// ModelOfMatrix returns the model whose terms are the columns of x under the
// given names, over its rows without NaN. It copies x. It panics when there is
// not a name per column; an infinite value is an error, no complete
// row an [ErrRows].
func ModelOfMatrix(x *mat.Dense, names []string, s *ModelSettings) (*Model, error) {
	n, p := x.Dims()
	if len(names) != p {
		panic("stats: not a name for each column")
	}
	m := &Model{N: n, Intercept: s == nil || !s.NoIntercept, Rows: make([]int, 0, n)}
	first := 0
	if m.Intercept {
		first, m.Names, m.Terms = 1, []string{"(Intercept)"}, []string{""}
	}
	for j, name := range names {
		if m.term(name) != nil {
			return nil, fmt.Errorf("%w: %q comes twice", errTerm, name)
		}
		m.coded = append(m.coded, codedTerm{name: name, first: first + j, columns: 1, base: -1})
		m.Names, m.Terms = append(m.Names, name), append(m.Terms, name)
	}
	m.X = mat.NewDense(max(n, 1), first+p, nil)
	state := make([]byte, n)
	inChunks(n, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			row := m.X.RawRowView(i)
			row[0] = 1
			for j, v := range x.RawRowView(i) {
				if row[first+j] = v; v-v != 0 { // NaN or infinite
					state[i] = max(state[i], 1)
					if math.IsInf(v, 0) {
						state[i] = 2
					}
				}
			}
		}
	})
	for i, bad := range state {
		switch bad {
		case 0:
			if len(m.Rows) < i {
				copy(m.X.RawRowView(len(m.Rows)), m.X.RawRowView(i))
			}
			m.Rows = append(m.Rows, i)
		case 2:
			return nil, fmt.Errorf("%w: row %d", errNotFinite, i)
		}
	}
	if len(m.Rows) == 0 {
		return nil, ErrRows
	}
	m.X = m.X.Slice(0, len(m.Rows), 0, first+p).(*mat.Dense)
	return m, nil
}
