package stats

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// AliasError names columns that are linear combinations of earlier ones.
type AliasError struct{ Columns []string }

func (e *AliasError) Error() string {
	return fmt.Sprintf("stats: columns are combinations of others: %s", strings.Join(e.Columns, ", "))
}

// qrBlock is the number of rows that are reduced together. It is fixed, so
// that results do not depend on the processors.
const qrBlock = 512

// triangle reduces [X y] to an upper triangle by Householder reflections, block
// of rows by block of rows, merging each block with the triangle so far.
// Columns are scaled to length 1 first; scale holds the lengths.
func triangle(x *mat.Dense, y []float64) (r *mat.Dense, scale []float64) {
	n, p := x.Dims()
	scale = make([]float64, p+1)
	for j := range p {
		scale[j] = mat.Norm(x.ColView(j), 2)
	}
	scale[p] = mat.Norm(mat.NewVecDense(n, y), 2)
	for j := range scale {
		if scale[j] == 0 {
			scale[j] = 1
		}
	}
	work := make([][]float64, 0, p+1+qrBlock)
	for i := 0; i < n; {
		for ; i < n && len(work) < cap(work); i++ {
			row := make([]float64, p+1)
			for j := range p {
				row[j] = x.At(i, j) / scale[j]
			}
			row[p] = y[i] / scale[p]
			work = append(work, row)
		}
		householder(work)
		work = work[:min(len(work), p+1)]
	}
	r = mat.NewDense(p+1, p+1, nil)
	for i, row := range work {
		for j := i; j <= p; j++ {
			r.Set(i, j, row[j])
		}
	}
	return r, scale
}

// householder reduces rows to an upper triangle in place.
func householder(a [][]float64) {
	for k := range min(len(a), len(a[0])) {
		norm := 0.0
		for i := k; i < len(a); i++ {
			norm = math.Hypot(norm, a[i][k])
		}
		if norm == 0 {
			continue
		}
		if a[k][k] > 0 {
			norm = -norm
		}
		v := make([]float64, len(a)-k)
		for i := range v {
			v[i] = a[k+i][k]
		}
		v[0] -= norm
		vv := 0.0
		for _, u := range v {
			vv += u * u
		}
		for j := k; j < len(a[0]); j++ {
			dot := 0.0
			for i, u := range v {
				dot += u * a[k+i][j]
			}
			f := 2 * dot / vv
			for i, u := range v {
				a[k+i][j] -= f * u
			}
		}
		for i := k + 1; i < len(a); i++ {
			a[i][k] = 0
		}
	}
}

// aliases returns the columns whose pivot in the scaled triangle is below
// 1e-12.
func aliases(r *mat.Dense, names []string) error {
	var out []string
	for j, name := range names {
		if math.Abs(r.At(j, j)) < 1e-12 {
			out = append(out, name)
		}
	}
	if out != nil {
		return &AliasError{Columns: out}
	}
	return nil
}
