package segment

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/random"
)

// flat is the eigenvalue of the information, scaled to a diagonal of ones, below
// which a direction of the parameters is taken to change no probability. Where
// the rank is short by construction eigenvalues come out at 1e-10 and below (EM
// stops within 1e-5 of the point); of models that are weakly told, at 1e-6 and
// above.
const flat = 1e-8

// local is what the answers say of the parameters near the estimates. Parameters
// are probabilities and not logits, since those of estimates near 0 and 1 change
// next to nothing however well the estimates are known.
type local struct {
	f      *fitted
	k      int
	given  [][]int
	sets   []answeredSet
	free   []freeProbability
	logs   model // logarithms of the estimates
	blunt  model // chances from which cells are drawn beside the estimates
	answer []int
	joint  []float64 // of each class
}

// freeProbability is a probability of the model, whose rise the largest of the
// same distribution pays for.
type freeProbability struct {
	at, pays int // places of the model
	class    int // -1: a share
	item     int
	up, down int // the two answers, by their index among the given ones
}

// newLocal lists the free probabilities.
func (f *fitted) newLocal(k int) *local {
	l := &local{
		f: f, k: k, given: f.givenAnswers(),
		logs: make(model, len(f.m)), blunt: make(model, len(f.m)),
		answer: make([]int, len(f.x.categories)), joint: make([]float64, k),
	}
	l.sets = f.answeredSets(l.given)
	for i, p := range f.m {
		l.logs[i] = math.Log(p)
	}

	l.add(-1, 0, 0, indices(k))
	for class := range k {
		for j, answers := range l.given {
			l.add(class, j, k+class*f.width+f.offset[j], answers)
		}
	}
	return l
}

// add lists the free probabilities of a distribution that begins at first, and
// blunts it: halfway to an even one.
func (l *local) add(class, item, first int, answers []int) {
	largest := 0
	for i, c := range answers {
		l.blunt[first+c] = math.Log((l.f.m[first+c] + 1/float64(len(answers))) / 2)
		if l.f.m[first+c] > l.f.m[first+answers[largest]] {
			largest = i
		}
	}

	pays := first + answers[largest]
	for i, c := range answers {
		if i != largest {
			l.free = append(l.free, freeProbability{
				at: first + c, pays: pays, class: class, item: item, up: i, down: largest,
			})
		}
	}
}

// chance returns the logarithm of the probability of answers to the items of a
// set under a model given by logarithms, and leaves the classes' posteriors in
// joint.
func (l *local) chance(logs model, set *answeredSet, answer []int) float64 {
	top := math.Inf(-1)
	for k := range l.joint {
		sum, from := logs[k], l.k+k*l.f.width
		for i, j := range set.items {
			sum += logs[from+l.f.offset[j]+l.given[j][answer[i]]]
		}
		l.joint[k] = sum
		top = max(top, sum)
	}

	total := 0.0
	for k, v := range l.joint {
		l.joint[k] = math.Exp(v - top)
		total += l.joint[k]
	}
	for k := range l.joint {
		l.joint[k] /= total
	}
	return top + math.Log(total)
}

// scores writes the derivatives of the log-probability of answers, times a
// factor, whose posteriors are in joint.
func (l *local) scores(row []float64, set *answeredSet, answer []int, factor float64) {
	for j := range l.answer {
		l.answer[j] = -1
	}
	for i, j := range set.items {
		l.answer[j] = answer[i]
	}

	m := l.f.m
	for c, p := range l.free {
		switch {
		case p.class < 0:
			row[c] = factor * (l.joint[p.at]/m[p.at] - l.joint[p.pays]/m[p.pays])
		case l.answer[p.item] == p.up:
			row[c] = factor * l.joint[p.class] / m[p.at]
		case l.answer[p.item] == p.down:
			row[c] = -factor * l.joint[p.class] / m[p.pays]
		default:
			row[c] = 0
		}
	}
}

// information returns what a respondent's answers say of the free probabilities,
//
//	G = sum_x P(x) s(x) s(x)',   s(x) the derivatives of log P(x)
//
// over the answer patterns of all sets, each with its share of the respondents;
// if there are more than mostCells patterns, from a sample of them.
func (l *local) information() *mat.SymDense {
	n := len(l.free)
	out := mat.NewSymDense(n, nil)
	rows, used := mat.NewDense(rowsAtOnce, n, nil), 0
	flush := func() {
		part := blas64.General{Rows: used, Cols: n, Stride: n, Data: rows.RawMatrix().Data}
		blas64.Syrk(blas.Trans, 1, part, 1, out.RawSymmetric())
		used = 0
	}
	add := func(set *answeredSet, answer []int, factor float64) {
		l.scores(rows.RawRowView(used), set, answer, factor)
		if used++; used == rowsAtOnce {
			flush()
		}
	}

	if cells := l.cells(); cells <= mostCells {
		l.all(add)
	} else {
		l.drawn(max(2048, 8*n), add)
	}
	if used > 0 {
		flush()
	}
	return out
}

// cells returns the number of answer patterns of all sets.
func (l *local) cells() float64 {
	sum := 0.0
	for _, set := range l.sets {
		sum += set.cells
	}
	return sum
}

// all adds every answer pattern with the root of its probability.
func (l *local) all(add func(set *answeredSet, answer []int, factor float64)) {
	answer := make([]int, len(l.given))
	for i := range l.sets {
		set := &l.sets[i]
		for number := range int(set.cells) {
			set.cell(answer, number, l.given)
			log := l.chance(l.logs, set, answer)
			add(set, answer, math.Sqrt(set.weight/l.f.total*math.Exp(log)))
		}
	}
}

// drawn adds a sample of answer patterns. Every second is drawn from the model,
// the others from all sets alike and from blunted chances: answers that a class
// hardly gives tell its chances apart, and a sample of the model has none of
// them. Each counts by its probability over its chance of being drawn.
func (l *local) drawn(sample int, add func(set *answeredSet, answer []int, factor float64)) {
	r := random.Stream(0, random.Identification, 2)
	answer := make([]int, len(l.given))
	even := -math.Log(float64(len(l.sets)))

	for q := range sample {
		set := &l.sets[r.IntN(len(l.sets))]
		if q%2 == 0 {
			set = l.drawSet(r)
			l.draw(r, l.logs, set, answer)
		} else {
			l.draw(r, l.blunt, set, answer)
		}

		blunt := even + l.chance(l.blunt, set, answer)
		log := math.Log(set.weight/l.f.total) + l.chance(l.logs, set, answer)
		drawn := (1 + math.Exp(blunt-log)) / 2 // over the probability
		add(set, answer, math.Sqrt(1/drawn/float64(sample)))
	}
}

// drawSet draws a set by its share of the respondents.
func (l *local) drawSet(r *rand.Rand) *answeredSet {
	left := r.Float64() * l.f.total
	for i := range l.sets {
		if left -= l.sets[i].weight; left < 0 {
			return &l.sets[i]
		}
	}
	return &l.sets[len(l.sets)-1]
}

// draw draws a class and its answers to the items of a set.
func (l *local) draw(r *rand.Rand, logs model, set *answeredSet, answer []int) {
	class := pick(r, logs, 0, indices(l.k))
	for i, j := range set.items {
		answer[i] = pick(r, logs, l.k+class*l.f.width+l.f.offset[j], l.given[j])
	}
}

// pick draws the index of an answer of a distribution that begins at first.
func pick(r *rand.Rand, logs model, first int, answers []int) int {
	left := r.Float64()
	for i, c := range answers {
		if left -= math.Exp(logs[first+c]); left < 0 {
			return i
		}
	}
	return len(answers) - 1
}

// prior returns what the prior says of the free probabilities, as its
// respondents would whose class is known.
func (l *local) prior(weight float64) *mat.SymDense {
	out := mat.NewSymDense(len(l.free), nil)
	for a, p := range l.free {
		respondents := weight
		if p.class >= 0 {
			respondents /= float64(l.k)
		}
		for b := a; b < len(l.free) && l.free[b].pays == p.pays; b++ {
			out.SetSym(a, b, respondents/l.f.m[p.pays])
		}
		out.SetSym(a, a, out.At(a, a)+respondents/l.f.m[p.at])
	}
	return out
}

// undecided returns in how many directions of the parameters the answers say
// nothing near the estimates, or less than the prior does:
//
//	v' n G v < v' A v
//
// with A the prior's information. Both sides are those of any other parameters
// too, logits for instance, since neither is a second derivative.
func (l *local) undecided(prior float64) int {
	g := l.information()
	n := len(l.free)
	scale := make([]float64, n)
	for i := range scale {
		if v := g.At(i, i); v > 0 {
			scale[i] = 1 / math.Sqrt(v)
		}
	}

	scaled, against := mat.NewSymDense(n, nil), l.prior(prior/l.f.total)
	for i := range n {
		for j := i; j < n; j++ {
			v := scale[i] * scale[j]
			scaled.SetSym(i, j, v*g.At(i, j))
			against.SetSym(i, j, v*(g.At(i, j)-against.At(i, j)))
		}
	}
	for i := range n {
		scaled.SetSym(i, i, scaled.At(i, i)-flat)
	}

	out := notPositive(scaled)
	if prior > 0 {
		out = max(out, notPositive(against))
	}
	return out
}

// notPositive counts the eigenvalues that are not above 0. The factorisation is
// tried first: it takes a tenth of the time, and there are mostly none.
func notPositive(m *mat.SymDense) int {
	var chol mat.Cholesky
	if chol.Factorize(m) {
		return 0
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(m, false) {
		return 0
	}

	count := 0
	for _, v := range eigen.Values(nil) {
		if v <= 0 {
			count++
		}
	}
	return count
}
