package segment

import (
	"github.com/ctostudy/ctostudy/stats"
)

// data are the distinct answer patterns with their weights. Items lie in
// groups whose joint state is a byte (see [Items]); patterns that agree in
// every group are one.
type data struct {
	x      *Items
	codes  [][]uint8 // codes[g][u], state of group g in pattern u
	weight []float64 // total weight of the respondents with the pattern
	of     []int     // pattern of respondent i
	first  []int     // first respondent with pattern u
	total  float64
	rows   int // of positive weight
	// offset[j] is where the answers of item j begin among all answers of
	// all items, width how many there are.
	offset []int
	width  int
	// answered is the weight of those who gave each answer, marginal its
	// share among those who answered the item.
	answered, marginal []float64
}

// newData counts equal patterns once. Sampling weights are scaled to sum to the
// number of respondents with a positive weight; others have a pattern, so that
// they can be classified, but count for nothing.
func newData(x *Items, d *stats.Design) *data {
	dat := &data{x: x, of: make([]int, x.n), codes: make([][]uint8, len(x.groups))}
	total := 0.0
	for i := range x.n {
		if w := d.Weight(x.row(i)); w > 0 {
			total += w
			dat.rows++
		}
	}
	scale := 1.0
	if d.Weighted() && d.Kind() == stats.SamplingWeights {
		scale = float64(dat.rows) / total
	}
	seen := map[string]int{}
	key := make([]byte, len(x.groups))
	for i := range x.n {
		for g := range key {
			key[g] = x.codes[g][i]
		}
		u, ok := seen[string(key)]
		if !ok {
			u = len(dat.weight)
			seen[string(key)] = u
			for g, s := range key {
				dat.codes[g] = append(dat.codes[g], s)
			}
			dat.weight = append(dat.weight, 0)
			dat.first = append(dat.first, i)
		}
		dat.of[i] = u
		dat.weight[u] += scale * d.Weight(x.row(i))
		dat.total += scale * d.Weight(x.row(i))
	}
	dat.count()
	return dat
}

// count sums what all respondents together answered.
func (d *data) count() {
	for _, n := range d.x.categories {
		d.offset = append(d.offset, d.width)
		d.width += n
	}
	d.answered, d.marginal = make([]float64, d.width), make([]float64, d.width)
	for g, gr := range d.x.groups {
		for u, s := range d.codes[g] {
			for a, c := range gr.answer[s] {
				if c >= 0 {
					d.answered[d.offset[gr.first+a]+int(c)] += d.weight[u]
				}
			}
		}
	}
	for j, n := range d.x.categories {
		sum := 0.0
		for _, v := range d.answered[d.offset[j]:][:n] {
			sum += v
		}
		for c := range n {
			if sum > 0 {
				d.marginal[d.offset[j]+c] = d.answered[d.offset[j]+c] / sum
			}
		}
	}
}

// distinct returns the number of patterns with a positive weight.
func (d *data) distinct() int {
	n := 0
	for _, w := range d.weight {
		if w > 0 {
			n++
		}
	}
	return n
}

// thin returns evenly chosen patterns, at least the given number of them, or all
// where there are not twice as many. It is for judging parameters quickly.
func (d *data) thin(least int) *data {
	step := len(d.weight) / least
	if step < 2 {
		return d
	}
	out := &data{x: d.x, codes: make([][]uint8, len(d.codes))}
	for u := 0; u < len(d.weight); u += step {
		for g := range d.codes {
			out.codes[g] = append(out.codes[g], d.codes[g][u])
		}
		out.weight = append(out.weight, d.weight[u])
		out.total += d.weight[u]
	}
	out.count()
	return out
}

// answers writes the answer of pattern u to every item, -1 where missing.
func (d *data) answers(out []int, u int) {
	for g, gr := range d.x.groups {
		for a, c := range gr.answer[d.codes[g][u]] {
			out[gr.first+a] = int(c)
		}
	}
}

// distributions visits the distributions of a model of k classes: where each
// begins and how many probabilities it has.
func (d *data) distributions(k int, visit func(at, n int)) {
	visit(0, k)
	for at := k; at < k+k*d.width; at += d.width {
		for j, n := range d.x.categories {
			visit(at+d.offset[j], n)
		}
	}
}
