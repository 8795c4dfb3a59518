package stats

import "gonum.org/v1/gonum/mat"

// factor prepares the regression on the margins: the generalised inverse of
// X'BX, X the indicators of all levels, B the weights before raking. Margins are
// collinear (each adds up to 1), so that directions without length are left out.
func (r *raking) factor() {
	p := r.columns()
	gram, at := mat.NewSymDense(p, nil), make([]int, len(r.margins))
	for i, b := range r.base {
		if b == 0 {
			continue
		}
		r.levels(i, at)
		for j, a := range at {
			for _, c := range at[j:] {
				gram.SetSym(a, c, gram.At(a, c)+b)
			}
		}
	}
	var e mat.EigenSym
	if !e.Factorize(gram, true) {
		panic("stats: a Gram matrix has eigenvalues")
	}
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	values := e.Values(nil)
	scaled := mat.DenseCopyOf(&vectors)
	for j, v := range values {
		f := 0.0
		if v > 1e-11*values[p-1] {
			f = 1 / v
		}
		for i := range p {
			scaled.Set(i, j, f*scaled.At(i, j))
		}
	}
	r.inverse = mat.NewDense(p, p, nil)
	r.inverse.Mul(scaled, vectors.T())
}

func (r *raking) columns() int {
	p := 0
	for _, t := range r.target {
		p += len(t)
	}
	return p
}

// levels fills the columns of X that are 1 for respondent i.
func (r *raking) levels(i int, at []int) {
	offset := 0
	for j, m := range r.margins {
		at[j] = offset + int(m.Column.At(i))
		offset += len(m.Target)
	}
}

// residuals returns w (y - X b) with y = z/w, w the raked weights and b the
// regression of y on X weighted by the weights before raking.
func (r *raking) residuals(z *mat.Dense) *mat.Dense {
	n, q := z.Dims()
	p, at := r.columns(), make([]int, len(r.margins))
	moments := mat.NewDense(p, q, nil)
	for i := range n {
		if r.final[i] == 0 {
			continue
		}
		r.levels(i, at)
		for j, v := range z.RawRowView(i) {
			for _, a := range at {
				moments.Set(a, j, moments.At(a, j)+r.base[i]*v/r.final[i])
			}
		}
	}
	var b mat.Dense
	b.Mul(r.inverse, moments)
	out := mat.DenseCopyOf(z)
	for i := range n {
		if r.final[i] == 0 {
			continue
		}
		r.levels(i, at)
		row := out.RawRowView(i)
		for j := range row {
			for _, a := range at {
				row[j] -= r.final[i] * b.At(a, j)
			}
		}
	}
	return out
}
