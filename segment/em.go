package segment

import (
	"context"
	"math"
	"math/rand/v2"
)

// least is the smallest probability a model may hold, so that logarithms stay
// finite with the prior off.
const least = 1e-12

// Each start is the best of a few random points after a few EM steps (Biernacki,
// Celeux and Govaert 2003): one point in thirty of the peers' data leads to a
// poor optimum of two classes, none of the best of four did. These steps are
// taken on so many patterns at least, evenly chosen.
const (
	candidates   = 4
	shortSteps   = 3
	thinPatterns = 800
)

// fit is one start from its random parameters to convergence. It is a value:
// the winner's parameters, likelihood and convergence belong together.
type fit struct {
	model             model
	logLik, objective float64
	iterations        int // E steps
	converged         bool
}

// start draws random points, runs each for a few steps and returns the best. Its
// expectation is one of few patterns.
func (e *expectation) start(r *rand.Rand, prior float64) fit {
	best := fit{objective: math.Inf(-1)}
	for range candidates {
		m := e.d.random(r, e.k)
		f := fit{}
		for range shortSteps {
			f = e.evaluate(m, prior)
			e.maximise(m, prior)
		}
		if f.objective > best.objective {
			f.model, best = m, f
		}
	}
	best.iterations = candidates * shortSteps
	return best
}

func (e *expectation) evaluate(m model, prior float64) fit {
	f := fit{model: m, logLik: e.run(m)}
	f.objective = f.logLik + e.penalty(prior)
	return f
}

// em follows the penalised log-likelihood upwards from a model until an EM step
// gains less than the tolerance:
//
//	sum_u w_u log P(u) + sum_k (a/K) log share_k + sum_kjc (a m_jc / K) log profile_kjc
//
// with a the prior's weight and m the overall answer shares. Every two EM steps
// are stretched as in SQUAREM (Varadhan and Roland 2008, scheme S3) on the
// scale of probabilities; a stretched point that would lower the objective is
// dropped for the EM step's own, so that it never falls. How far a point may be
// stretched doubles when the limit was reached in vain and halves when the
// point was dropped. A cancelled context ends with converged false.
func (e *expectation) em(ctx context.Context, first fit, prior, tolerance float64, steps int) fit {
	cur := e.evaluate(append(model(nil), first.model...), prior)
	n := len(cur.model)
	a, b, next := make(model, n), make(model, n), make(model, n)
	evaluations, limit := first.iterations+1, 1.0
	for evaluations < steps && ctx.Err() == nil {
		e.maximise(a, prior)
		once := e.evaluate(a, prior)
		evaluations++
		gain := once.objective - cur.objective
		if gain < tolerance {
			if gain > 0 {
				cur = once
			}
			cur.converged = true
			break
		}
		e.maximise(b, prior)
		length := stretch(next, cur.model, a, b, limit)
		e.d.normalise(next, e.k)
		far := e.evaluate(next, prior)
		evaluations++
		switch {
		case far.objective >= once.objective:
			if length == limit {
				limit *= 2
			}
			cur, next = far, cur.model
		case evaluations >= steps:
			cur, a = once, cur.model
		default:
			limit = max(1, limit/2)
			old := cur.model
			cur, b = e.evaluate(b, prior), old
			evaluations++
		}
	}
	cur.iterations = evaluations
	return cur
}

// stretch writes x + 2 s r + s^2 v, with r = a-x, v = (b-a)-r and s = |r|/|v|,
// between 1 (which gives b) and limit, and returns s. No probability falls
// below a tenth of b's.
func stretch(out, x, a, b model, limit float64) float64 {
	rr, vv := 0.0, 0.0
	for i, p := range x {
		r := a[i] - p
		v := b[i] - a[i] - r
		rr += r * r
		vv += v * v
	}
	s := limit
	if rr < limit*limit*vv {
		s = max(1, math.Sqrt(rr/vv))
	}
	for i, p := range x {
		r := a[i] - p
		v := b[i] - a[i] - r
		out[i] = max(p+s*(2*r+s*v), b[i]/10)
	}
	return s
}

// normalise makes every distribution sum to 1.
func (d *data) normalise(m model, k int) {
	d.distributions(k, func(at, n int) {
		sum := 0.0
		for _, v := range m[at : at+n] {
			sum += v
		}
		for i, v := range m[at : at+n] {
			m[at+i] = max(v/sum, least)
		}
	})
}

// penalty is the logarithm of the prior at the model just evaluated.
func (e *expectation) penalty(prior float64) float64 {
	if prior == 0 {
		return 0
	}
	sum := 0.0
	for k := range e.k {
		sum += e.logs[k]
		at := e.k + k*e.d.width
		for c, m := range e.d.marginal {
			sum += m * e.logs[at+c]
		}
	}
	return sum * prior / float64(e.k)
}

// maximise is the M step: it writes the model of the expected counts.
func (e *expectation) maximise(m model, prior float64) {
	d := e.d
	a := prior / float64(e.k)
	for k := range e.k {
		m[k] = e.counts[k] + a
		own := m[e.k+k*d.width:][:d.width]
		for c, v := range e.counts[e.k+k*d.width:][:d.width] {
			own[c] = v + a*d.marginal[c] + math.SmallestNonzeroFloat64
		}
	}
	d.normalise(m, e.k)
}

// random draws starting parameters: equal shares, and answer shares around the
// overall ones.
func (d *data) random(r *rand.Rand, k int) model {
	m := make(model, k+k*d.width)
	for c := range k {
		m[c] = 1 / float64(k)
		for a, p := range d.marginal {
			m[k+c*d.width+a] = (p + 0.05) * (0.25 + 1.5*r.Float64())
		}
	}
	d.normalise(m, k)
	return m
}
