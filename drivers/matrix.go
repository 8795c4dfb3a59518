package drivers

import (
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/stats"
)

// selectRows returns the given rows of a matrix.
func selectRows(x *mat.Dense, rows []int) *mat.Dense {
	_, p := x.Dims()
	out := mat.NewDense(len(rows), p, nil)
	for i, k := range rows {
		out.SetRow(i, x.RawRowView(k))
	}
	return out
}

// picks returns a row for each of the columns, with a one there.
func picks(columns []int, width int) *mat.Dense {
	out := mat.NewDense(len(columns), width, nil)
	for i, k := range columns {
		out.Set(i, k, 1)
	}
	return out
}

// withTerms returns the model of some of its terms, and its constant, on the
// same rows.
func withTerms(m *stats.Model, terms []string) *stats.Model {
	out := &stats.Model{N: m.N, Rows: m.Rows, Intercept: m.Intercept}
	var columns []int
	for j, term := range m.Terms {
		if term == "" || slices.Contains(terms, term) {
			columns = append(columns, j)
			out.Names, out.Terms = append(out.Names, m.Names[j]), append(out.Terms, term)
		}
	}
	if len(columns) == 0 {
		return out
	}
	out.X = mat.NewDense(len(m.Rows), len(columns), nil)
	for k, j := range columns {
		out.X.SetCol(k, mat.Col(nil, j, m.X))
	}
	return out
}

// centre subtracts from the columns from first on their weighted means.
func centre(m *stats.Model, first int, d *stats.Design) {
	total := 0.0
	for _, row := range m.Rows {
		total += d.Weight(row)
	}
	for j := first; j < len(m.Names); j++ {
		mean := 0.0
		for i, row := range m.Rows {
			mean += d.Weight(row) / total * m.X.At(i, j)
		}
		for i := range m.Rows {
			m.X.Set(i, j, m.X.At(i, j)-mean)
		}
	}
}

// columnsOfInfluence returns the influences of estimates, a column each.
func columnsOfInfluence(parts ...*stats.Linearized) *mat.Dense {
	out := mat.NewDense(len(parts[0].Influence), len(parts), nil)
	for j, p := range parts {
		out.SetCol(j, p.Influence)
	}
	return out
}
