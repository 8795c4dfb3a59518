package segment

import (
	"math"
	"math/rand/v2"
)

// data are the distinct answer patterns with their weights.
type data struct {
	x        *Items
	patterns [][]uint8 // patterns[u][g]
	weight   []float64 // total weight of the respondents with the pattern
	of       []int     // pattern of respondent i
	total    float64
	marginal [][]float64 // share of each answer of each item among the answered
}

// model is one set of parameters.
type model struct {
	share   []float64     // share[k]
	profile [][][]float64 // profile[k][j][c]
}

// fit is one start from its random parameters to convergence. It is a value:
// the winner's parameters, likelihood and convergence belong together.
type fit struct {
	model
	logLik, objective float64
	iterations        int
	converged         bool
}

// tables hold log P(state | class) of every group, so that a pattern's
// likelihood takes one look-up per group and class.
type tables struct {
	log [][][]float64 // log[g][state][k]
	sum [][][]float64 // expected weight by group, state and class
}

func newTables(x *Items, k int) *tables {
	t := &tables{}
	for _, g := range x.groups {
		l, s := make([][]float64, g.states), make([][]float64, g.states)
		cells := make([]float64, 2*g.states*k)
		for i := range l {
			l[i], s[i] = cells[2*i*k:(2*i+1)*k], cells[(2*i+1)*k:(2*i+2)*k]
		}
		t.log, t.sum = append(t.log, l), append(t.sum, s)
	}
	return t
}

// load fills the tables from a model, taking each logarithm once.
func (t *tables) load(x *Items, m *model) {
	k := len(m.share)
	for g, gr := range x.groups {
		logs := make([][][]float64, gr.size)
		for a := range gr.size {
			n := x.categories[gr.first+a]
			logs[a] = make([][]float64, n)
			for c := range n {
				logs[a][c] = make([]float64, k)
				for class := range k {
					logs[a][c][class] = math.Log(m.profile[class][gr.first+a][c])
				}
			}
		}
		for s := range gr.states {
			row := t.log[g][s]
			clear(row)
			for a, c := range gr.answer[s] {
				if c >= 0 {
					for class, v := range logs[a][c] {
						row[class] += v
					}
				}
			}
			clear(t.sum[g][s])
		}
	}
}

// posterior fills r with the class probabilities of a pattern and returns its
// log-likelihood.
func (t *tables) posterior(pattern []uint8, logShare, r []float64) float64 {
	copy(r, logShare)
	for g, s := range pattern {
		for k, v := range t.log[g][s] {
			r[k] += v
		}
	}
	top := r[0]
	for _, v := range r[1:] {
		top = math.Max(top, v)
	}
	sum := 0.0
	for k, v := range r {
		r[k] = math.Exp(v - top)
		sum += r[k]
	}
	for k := range r {
		r[k] /= sum
	}
	return top + math.Log(sum)
}

// em runs EM steps on one start until the penalised log-likelihood gains less
// than tolerance. The penalised log-likelihood
//
//	sum_u w_u log P(u) + sum_k (a/K) log share_k + sum_kjc (a m_jc / K) log profile_kjc
//
// never falls; a is the prior's weight and m the overall answer shares.
func (d *data) em(m model, prior, tolerance float64, steps int) fit {
	k := len(m.share)
	t := newTables(d.x, k)
	f := fit{model: m, objective: math.Inf(-1)}
	r, logShare := make([]float64, k), make([]float64, k)
	for f.iterations = 1; f.iterations <= steps; f.iterations++ {
		t.load(d.x, &f.model)
		size := make([]float64, k)
		for c := range logShare {
			logShare[c] = math.Log(f.share[c])
		}
		f.logLik = 0
		for u, p := range d.patterns {
			f.logLik += d.weight[u] * t.posterior(p, logShare, r)
			for c := range r {
				r[c] *= d.weight[u]
				size[c] += r[c]
			}
			for g, s := range p {
				row := t.sum[g][s]
				for c, v := range r {
					row[c] += v
				}
			}
		}
		before := f.objective
		f.objective = f.logLik + d.penalty(&f.model, prior)
		if f.objective-before < tolerance {
			f.converged = true
			break
		}
		if f.iterations < steps {
			d.maximise(&f.model, t, size, prior)
		}
	}
	f.iterations = min(f.iterations, steps)
	return f
}

func (d *data) penalty(m *model, prior float64) float64 {
	if prior == 0 {
		return 0
	}
	sum, k := 0.0, float64(len(m.share))
	for c := range m.share {
		sum += prior / k * math.Log(m.share[c])
		for j, row := range m.profile[c] {
			for a, p := range row {
				if d.marginal[j][a] > 0 {
					sum += prior / k * d.marginal[j][a] * math.Log(p)
				}
			}
		}
	}
	return sum
}

// maximise is the M step. It writes new slices, so that models may be shared.
func (d *data) maximise(m *model, t *tables, size []float64, prior float64) {
	k := len(size)
	next := model{share: make([]float64, k), profile: make([][][]float64, k)}
	for c := range size {
		next.share[c] = (size[c] + prior/float64(k)) / (d.total + prior)
		next.profile[c] = make([][]float64, len(d.x.categories))
		for j, n := range d.x.categories {
			next.profile[c][j] = make([]float64, n)
			for a := range n {
				next.profile[c][j][a] = prior / float64(k) * d.marginal[j][a]
			}
		}
	}
	for g, gr := range d.x.groups {
		for s := range gr.states {
			for a, v := range gr.answer[s] {
				if v < 0 {
					continue
				}
				for c := range size {
					next.profile[c][gr.first+a][v] += t.sum[g][s][c]
				}
			}
		}
	}
	for c := range size {
		for _, row := range next.profile[c] {
			total := 0.0
			for _, v := range row {
				total += v
			}
			for a := range row {
				row[a] = math.Max(row[a]/total, 1e-12)
			}
		}
	}
	*m = next
}

// random draws starting parameters: equal shares, and answer shares around the
// overall ones.
func (d *data) random(r *rand.Rand, k int) model {
	m := model{share: make([]float64, k), profile: make([][][]float64, k)}
	for c := range k {
		m.share[c] = 1 / float64(k)
		for j := range d.x.categories {
			row, total := make([]float64, d.x.categories[j]), 0.0
			for a := range row {
				row[a] = (d.marginal[j][a] + 0.05) * (0.25 + 1.5*r.Float64())
				total += row[a]
			}
			for a := range row {
				row[a] /= total
			}
			m.profile[c] = append(m.profile[c], row)
		}
	}
	return m
}
