package segment

import (
	"fmt"
	"math"
	"slices"

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
// plane; values that are not finite are an error. Columns, and sums of
// columns, that do not vary within classes are left out, even where they tell
// classes apart, since their ratio would be infinite; fewer than two other
// directions are an error. Labels of another length than x, or outside of 0..k-1,
// panic.
func CanonicalVariates(x *mat.Dense, label []int, k int, d *stats.Design) (*CanonicalResult, error) {
	n, p := x.Dims()
	d.Check(n)
	if len(label) != n {
		panic("segment: number of labels differs from number of rows")
	}
	for _, c := range label {
		if c < 0 || c >= k {
			panic("segment: label out of range")
		}
	}
	pts, err := newPoints(x, d)
	if err != nil {
		return nil, err
	}
	if k < 3 || p < 2 {
		return nil, fmt.Errorf("%w: it takes three classes and two columns", errPlane)
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
	white := whitener(within, pts, mean)
	if white == nil {
		return nil, fmt.Errorf("%w: it takes two directions that vary within classes", errPlane)
	}
	out := &CanonicalResult{Label: slices.Clone(label), K: k, N: n, Score: mat.NewDense(n, 2, nil)}
	if err := out.project(pts, white, between, mean, sizes); err != nil {
		return nil, err
	}
	return out, nil
}

// sameWithinClasses is the variance within classes, over that of the column or
// of as many standardised columns, below which a direction has none.
const sameWithinClasses = 1e-9

// whitener returns the matrix A, a column per direction that varies within
// classes, for which A' W A is the identity: D^-1/2 U L^-1/2 with D the variances
// within classes and U L U' the correlation. It is nil where there are fewer than
// two directions.
func whitener(within *mat.SymDense, pts *points, mean []float64) *mat.Dense {
	spread, total := make([]float64, pts.p), 0.0
	for i := range pts.n {
		w := pts.weight(i)
		total += w
		for j, v := range pts.row(i) {
			spread[j] += w * (v - mean[j]) * (v - mean[j])
		}
	}
	var kept []int
	for j, v := range spread {
		if within.At(j, j) > sameWithinClasses*v/total {
			kept = append(kept, j)
		}
	}
	if len(kept) < 2 {
		return nil
	}
	correlation := mat.NewSymDense(len(kept), nil)
	for a, i := range kept {
		for b, j := range kept[:a+1] {
			correlation.SetSym(a, b, within.At(i, j)/math.Sqrt(within.At(i, i)*within.At(j, j)))
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(correlation, true) {
		return nil
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil)
	first := 0 // values rise
	for first < len(values) && values[first] <= sameWithinClasses*float64(len(kept)) {
		first++
	}
	if len(values)-first < 2 {
		return nil
	}
	out := mat.NewDense(pts.p, len(values)-first, nil)
	for a, j := range kept {
		for v := first; v < len(values); v++ {
			out.Set(j, v-first, vectors.At(a, v)/math.Sqrt(within.At(j, j)*values[v]))
		}
	}
	return out
}

// project finds the eigenvectors of A' B A, with A the whitener, and the scores.
func (r *CanonicalResult) project(
	pts *points, white *mat.Dense, between *mat.SymDense, mean, sizes []float64,
) error {
	_, p := white.Dims()
	var half, full mat.Dense
	half.Mul(white.T(), between)
	full.Mul(&half, white)
	sym := mat.NewSymDense(p, nil)
	for i := range p {
		for j := i; j < p; j++ {
			sym.SetSym(i, j, (full.At(i, j)+full.At(j, i))/2)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(sym, true) {
		return fmt.Errorf("%w: no eigenvalues", errPlane)
	}
	values, all := eigen.Values(nil), 0.0
	for _, v := range values {
		all += max(v, 0)
	}
	var vectors, directions mat.Dense
	eigen.VectorsTo(&vectors)
	directions.Mul(white, &vectors)
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
			if math.IsNaN(score) || math.IsInf(score, 0) {
				return fmt.Errorf("%w: scores are not finite", errPlane)
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
