package segment

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/stats"
)

// CanonicalResult places respondents in the plane that keeps classes furthest
// apart.
type CanonicalResult struct {
	// Row i of Score holds the two canonical variates of respondent i, in
	// standard deviations within classes, 0 being the mean of all.
	Score *mat.Dense
	// Between[v] is the share of the variance between classes that variate v
	// shows, 0 to 1.
	Between [2]float64
	Label   []int
	K       int
	N       int
}

// CanonicalVariates returns the directions a that maximise a'Ba / a'Wa, with B
// and W the weighted covariances between and within classes (Fisher 1936; Rao
// 1948), for the rows of x with the given classes 0..k-1. The sign is such that
// the largest class has a positive score. Fewer than three classes have no
// plane ([ErrPicture]); values that are not finite are an [ErrValue]; columns
// that do not vary within classes add nothing. Labels of another length than x
// panic.
func CanonicalVariates(x *mat.Dense, label []int, k int, d *stats.Design) (*CanonicalResult, error) {
	n, p := x.Dims()
	d.Check(n)
	if len(label) != n {
		panic("segment: number of labels differs from number of rows")
	}
	pts, err := newPoints(x, d)
	if err != nil {
		return nil, err
	}
	if k < 3 || p < 2 {
		return nil, fmt.Errorf("%w: a map needs three classes and two columns", ErrPicture)
	}
	centre, mean := pts.means(label, k), pts.means(make([]int, n), 1)
	within, between := mat.NewSymDense(p, nil), mat.NewSymDense(p, nil)
	total, sizes := 0.0, make([]float64, k)
	diff := mat.NewVecDense(p, nil)
	away := func(a, b []float64) *mat.VecDense {
		for j := range p {
			diff.SetVec(j, a[j]-b[j])
		}
		return diff
	}
	for i, c := range label {
		w := pts.weight(i)
		total, sizes[c] = total+w, sizes[c]+w
		within.SymRankOne(within, w, away(pts.row(i), centre[c*p:]))
	}
	for c, w := range sizes {
		between.SymRankOne(between, w/total, away(centre[c*p:(c+1)*p], mean))
	}
	within.ScaleSym(1/total, within)
	for j := range p { // keeps the inverse of what does not vary finite
		within.SetSym(j, j, within.At(j, j)+1e-9*(mat.Trace(within)/float64(p)+1e-300))
	}
	var chol mat.Cholesky
	if !chol.Factorize(within) {
		return nil, fmt.Errorf("%w: columns do not vary within classes", ErrPicture)
	}
	out := &CanonicalResult{Label: append([]int(nil), label...), K: k, N: n, Score: mat.NewDense(n, 2, nil)}
	return out, out.project(pts, &chol, between, mean, sizes)
}

// project finds the eigenvectors of L^-1 B L^-T, with W = L L', and the scores.
func (r *CanonicalResult) project(pts *points, chol *mat.Cholesky, between *mat.SymDense, mean, sizes []float64) error {
	p := pts.p
	var l, inverse mat.TriDense
	chol.LTo(&l)
	if err := inverse.InverseTri(&l); err != nil && math.IsInf(float64(err.(mat.Condition)), 1) {
		return fmt.Errorf("%w: %w", ErrPicture, err)
	}
	var half, full mat.Dense
	half.Mul(&inverse, between)
	full.Mul(&half, inverse.T())
	sym := mat.NewSymDense(p, nil)
	for i := range p {
		for j := i; j < p; j++ {
			sym.SetSym(i, j, (full.At(i, j)+full.At(j, i))/2)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(sym, true) {
		return fmt.Errorf("%w: no eigenvalues", ErrPicture)
	}
	values, all := eigen.Values(nil), 0.0
	for _, v := range values {
		all += max(v, 0)
	}
	var vectors, directions mat.Dense
	eigen.VectorsTo(&vectors)
	directions.Mul(inverse.T(), &vectors)
	largest := 0
	for c, w := range sizes {
		if w > sizes[largest] {
			largest = c
		}
	}
	for v := range 2 {
		side := 0.0
		for i, c := range r.Label {
			score := 0.0
			for j, value := range pts.row(i) {
				score += (value - mean[j]) * directions.At(j, p-1-v)
			}
			r.Score.Set(i, v, score)
			if c == largest {
				side += pts.weight(i) * score
			}
		}
		if side < 0 {
			for i := range r.Label {
				r.Score.Set(i, v, -r.Score.At(i, v))
			}
		}
		if all > 0 {
			r.Between[v] = max(values[p-1-v], 0) / all
		}
	}
	return nil
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
