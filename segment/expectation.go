package segment

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// states is the number of states of a byte, and the length of every table, so
// that a look-up by a byte needs no check of bounds.
const states = 256

// block is how many patterns are worked on together: their class ratios stay
// in the nearest cache.
const block = 256

// safe is the largest sum of |log ratios| for which products of ratios can
// neither overflow nor vanish; beyond it the ratios are summed as logarithms.
const safe = 600

// model is one set of parameters, flat: the K shares, then class by class the
// chances of all answers (data.offset).
type model []float64

// expectation runs E steps on one data set. Per evaluation it holds, for every
// class but the reference (the largest), the ratio
//
//	share_k P(state of group g | k) / (share_ref P(state | ref))
//
// of every state of every group, so that a pattern's class ratios are one
// product of table look-ups, without exp or log; K-1 classes are worked on and
// what the reference takes is the rest. The log-likelihood is
//
//	sum_u w_u log(1 + sum_k ratio_uk) + sum_jc answered_jc log profile_ref,jc + n log share_ref
//
// whose second part needs no pattern.
type expectation struct {
	d          *data
	k          int
	ratio, sum [][]*[states]float64 // [class][group]
	q          [][]float64          // ratios [class][pattern of the block]
	norm       []float64            // weight / (1 + sum of ratios) of each pattern of the block
	logs       model                // logarithms of the parameters
	forceLogs  bool                 // for tests: sum logarithms where products are safe
	counts     model                // expected sizes and answers, laid out as a model
}

func newExpectation(d *data, k int) *expectation {
	e := &expectation{
		d: d, k: k, norm: make([]float64, block),
		counts: make(model, k+k*d.width), logs: make(model, k+k*d.width),
	}
	for range k {
		r, s := make([]*[states]float64, len(d.codes)), make([]*[states]float64, len(d.codes))
		for g := range r {
			r[g], s[g] = new([states]float64), new([states]float64)
		}
		e.ratio, e.sum, e.q = append(e.ratio, r), append(e.sum, s), append(e.q, make([]float64, block))
	}
	return e
}

// run evaluates a model: it returns the log-likelihood and leaves in e.counts
// the expected class sizes and answers.
func (e *expectation) run(m model) float64 {
	clear(e.counts)
	last := 0
	logLik := e.each(m, func(ref, from, to int) {
		last = ref
		for k, q := range e.q {
			if k != ref {
				e.counts[k] += gather(q[:to-from], e.norm, e.sum[k], e.d.codes, from)
			}
		}
	})
	e.fold(last)
	return logLik
}

// each visits the patterns block by block, with their ratios in e.q, and
// returns the log-likelihood. A ratio times e.norm is a weighted posterior.
func (e *expectation) each(m model, visit func(ref, from, to int)) float64 {
	d, ref := e.d, 0
	for k := 1; k < e.k; k++ {
		if m[k] > m[ref] {
			ref = k
		}
	}
	for i, p := range m {
		e.logs[i] = math.Log(p)
	}
	logs := e.load(m, ref)
	logLik := d.total * e.logs[ref]
	for c, n := range d.answered {
		if n > 0 {
			logLik += n * e.logs[e.k+ref*d.width+c]
		}
	}
	for from := 0; from < len(d.weight); from += block {
		to := min(from+block, len(d.weight))
		logLik += e.block(m, ref, from, to, logs)
		visit(ref, from, to)
	}
	return logLik
}

// load fills the tables with ratios against the reference class, or with their
// logarithms where the products would not be safe, and reports which.
func (e *expectation) load(m model, ref int) bool {
	d := e.d
	from, logs := e.k+ref*d.width, e.forceLogs
	for k := range e.k {
		bound := math.Abs(e.logs[k] - e.logs[ref])
		for j, n := range d.x.categories {
			worst, at := 0.0, e.k+k*d.width+d.offset[j]
			for c := range n {
				worst = max(worst, math.Abs(e.logs[at+c]-e.logs[from+d.offset[j]+c]))
			}
			bound += worst
		}
		logs = logs || bound > safe
	}
	step := make([]float64, d.width)
	for k := range e.k {
		if k == ref {
			continue
		}
		for c := range step {
			at := e.k + k*d.width + c
			if logs {
				step[c] = e.logs[at] - e.logs[from+c]
			} else {
				step[c] = m[at] / m[from+c]
			}
		}
		for g, gr := range d.x.groups {
			gr.spread(e.ratio[k][g], step[d.offset[gr.first]:], logs)
			clear(e.sum[k][g][:])
		}
	}
	return logs
}

// spread fills the table of a group from the ratios of its items' answers,
// item by item: the states of the first a items, times (plus, for logarithms)
// the answers of the next.
func (g *group) spread(t *[states]float64, step []float64, logs bool) {
	t[0] = 1
	if logs {
		t[0] = 0
	}
	size := 1
	for a := range g.size {
		offset := g.offsets[a]
		n := g.sizes[a]
		for s := n - 1; s >= 0; s-- {
			if s < offset { // missing: nothing is learnt
				continue
			}
			v := step[s-offset]
			to := t[s*size : (s+1)*size]
			if logs {
				for i, b := range t[:size] {
					to[i] = b + v
				}
				continue
			}
			for i, b := range t[:size] {
				to[i] = b * v
			}
		}
		step = step[n-offset:]
		size *= n
	}
}

// block works on a run of patterns and returns sum w log(1 + sum_k ratio).
func (e *expectation) block(m model, ref, from, to int, logs bool) float64 {
	d := e.d
	w := d.weight[from:to]
	for k := range e.k {
		if k == ref {
			continue
		}
		q := e.q[k][:len(w)]
		first := m[k] / m[ref]
		if logs {
			first = e.logs[k] - e.logs[ref]
		}
		for i := range q {
			q[i] = first
		}
		look(q, e.ratio[k], d.codes, from, logs)
	}
	if logs {
		return e.normaliseLogs(w, ref)
	}
	return e.normalise(w, ref)
}

// normalise fills e.norm and returns sum w log(1 + sum of ratios). Logarithms
// are taken of products of many terms, as long as the weight stays the same.
func (e *expectation) normalise(w []float64, ref int) float64 {
	norm := e.norm[:len(w)]
	for i := range norm {
		norm[i] = 1
	}
	for k, q := range e.q {
		if k != ref {
			for i, v := range q[:len(norm)] {
				norm[i] += v
			}
		}
	}
	logLik, product, last := 0.0, 1.0, w[0]
	for i, s := range norm {
		if w[i] != last || product > 1e150 || s > 1e150 {
			logLik += last * math.Log(product)
			product, last = 1, w[i]
		}
		product *= s
		norm[i] = w[i] / s
	}
	return logLik + last*math.Log(product)
}

// normaliseLogs is normalise for logarithms of ratios, which it turns into
// ratios to the largest class.
func (e *expectation) normaliseLogs(w []float64, ref int) float64 {
	logLik := 0.0
	for i, wi := range w {
		top := 0.0
		for k, q := range e.q {
			if k != ref {
				top = max(top, q[i])
			}
		}
		s := math.Exp(-top)
		for k, q := range e.q {
			if k != ref {
				q[i] = math.Exp(q[i] - top)
				s += q[i]
			}
		}
		logLik += wi * (top + math.Log(s))
		e.norm[i] = wi / s
	}
	return logLik
}

// look multiplies q by the table entries of every group (adds, for logarithms).
func look(q []float64, t []*[states]float64, codes [][]uint8, from int, logs bool) {
	g := 0
	if !logs {
		for ; g+4 <= len(t); g += 4 {
			ta, tb, tc, td := t[g], t[g+1], t[g+2], t[g+3]
			ca, cb := codes[g][from:][:len(q)], codes[g+1][from:][:len(q)]
			cc, cd := codes[g+2][from:][:len(q)], codes[g+3][from:][:len(q)]
			for i := range q {
				q[i] *= ta[ca[i]] * tb[cb[i]] * (tc[cc[i]] * td[cd[i]])
			}
		}
	}
	for ; g < len(t); g++ {
		ta, ca := t[g], codes[g][from:][:len(q)]
		if logs {
			for i := range q {
				q[i] += ta[ca[i]]
			}
		} else {
			for i := range q {
				q[i] *= ta[ca[i]]
			}
		}
	}
}

// gather adds the weighted posteriors to the table entries of every group and
// returns their sum.
func gather(q, norm []float64, t []*[states]float64, codes [][]uint8, from int) float64 {
	sum := 0.0
	norm = norm[:len(q)]
	for i, v := range q {
		q[i] = v * norm[i]
		sum += q[i]
	}
	g := 0
	for ; g+4 <= len(t); g += 4 {
		ta, tb, tc, td := t[g], t[g+1], t[g+2], t[g+3]
		ca, cb := codes[g][from:][:len(q)], codes[g+1][from:][:len(q)]
		cc, cd := codes[g+2][from:][:len(q)], codes[g+3][from:][:len(q)]
		for i, v := range q {
			ta[ca[i]] += v
			tb[cb[i]] += v
			tc[cc[i]] += v
			td[cd[i]] += v
		}
	}
	for ; g < len(t); g++ {
		ta, ca := t[g], codes[g][from:][:len(q)]
		for i, v := range q {
			ta[ca[i]] += v
		}
	}
	return sum
}

// fold sums the tables of states into answers of items, last item of a group
// first, and gives the reference class what is left.
func (e *expectation) fold(ref int) {
	d := e.d
	size, rest := d.total, e.counts[e.k+ref*d.width:][:d.width]
	copy(rest, d.answered)
	for k := range e.k {
		if k == ref {
			continue
		}
		size -= e.counts[k]
		own := e.counts[e.k+k*d.width:][:d.width]
		for g, gr := range d.x.groups {
			gr.gather(e.sum[k][g], own[d.offset[gr.first]:])
		}
		for c, v := range own {
			rest[c] -= v
		}
	}
	for c := range rest {
		rest[c] = max(rest[c], 0)
	}
	e.counts[ref] = max(size, 0)
}

// gather sums a table of states into the answers of the group's items. It
// overwrites the table.
func (g *group) gather(t *[states]float64, out []float64) {
	size, end := g.states, 0
	for a := range g.size {
		end += g.sizes[a] - g.offsets[a]
	}
	for a := g.size - 1; a >= 0; a-- {
		n, offset := g.sizes[a], g.offsets[a]
		size /= n
		end -= n - offset
		for s := range n {
			part, sum := t[s*size:(s+1)*size], 0.0
			for _, v := range part {
				sum += v
			}
			if s >= offset {
				out[end+s-offset] = sum
			}
			if s > 0 {
				for i, v := range part {
					t[i] += v
				}
			}
		}
	}
}

// posteriors returns the class probabilities of every pattern, whatever its
// weight.
func (e *expectation) posteriors(m model) *mat.Dense {
	d := *e.d
	d.weight = make([]float64, len(e.d.weight))
	for u := range d.weight {
		d.weight[u] = 1
	}
	all := *e
	all.d = &d
	out := mat.NewDense(len(d.weight), e.k, nil)
	all.each(m, func(ref, from, to int) {
		for u := from; u < to; u++ {
			rest := 1.0
			for k, q := range e.q {
				if k != ref {
					p := q[u-from] * e.norm[u-from]
					out.Set(u, k, p)
					rest -= p
				}
			}
			out.Set(u, ref, max(rest, 0))
		}
	})
	return out
}
