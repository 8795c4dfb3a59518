package segment

import (
	"math"

	"github.com/ctostudy/ctostudy/stats"
)

// base is what an estimate rests on: the number of respondents, the sum of their
// weights, and Kish's number.
type base struct{ n, weighted, effective float64 }

// bases sums the posteriors r_ik of class k over the respondents who answered
// item j: sum c r, sum w r and (sum w r)^2 / sum w^2 r with c copies of weight w.
func (f *fitted) bases(r *LatentClassResult) [][]base {
	out, squares := make([][]base, r.K), make([][]float64, r.K)
	for k := range out {
		out[k], squares[k] = make([]base, len(f.x.categories)), make([]float64, len(f.x.categories))
	}
	answer := make([]int, len(f.x.categories))
	for i, u := range f.of {
		n, w := f.design.Copies(f.x.row(i)), f.design.Weight(f.x.row(i))
		if w == 0 {
			continue
		}
		f.answers(answer, u)
		for k, p := range r.Posterior.RawRowView(i) {
			for j, a := range answer {
				if b := &out[k][j]; a >= 0 {
					b.n, b.weighted = b.n+n*p, b.weighted+w*p
					squares[k][j] += w * w / n * p
				}
			}
		}
	}
	for k, row := range out {
		for j := range row {
			if b := &row[j]; squares[k][j] > 0 {
				b.effective = b.weighted * b.weighted / squares[k][j]
			}
		}
	}
	return out
}

// membersOf returns what a class's share of x rests on: the sum of the chances r of
// belonging to it among those who answered, that of w r, and Kish's number (sum w
// r)^2 / sum w^2 r; as for the profiles of a model.
func membersOf(x, mask []float64, d *stats.Design) base {
	var out base
	squares := 0.0
	for i, r := range mask {
		n, w := d.Copies(i), d.Weight(i)
		if w > 0 && r > 0 && !math.IsNaN(x[i]) {
			out.n += n * r
			out.weighted += w * r
			squares += w * w / n * r
		}
	}
	if squares > 0 {
		out.effective = out.weighted * out.weighted / squares
	}
	return out
}
