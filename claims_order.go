package ctostudy

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/parallel"
	"github.com/ctostudy/ctostudy/stats"
)

// measured is a term with what it came to.
type measured struct {
	term claimTerm
	*stats.Linearized
}

// orderWork is an order under way. Chains of wildcards repeat terms and pairs of
// terms: each is computed once.
type orderWork struct {
	m     *Measure
	terms map[string]*stats.Linearized
	pairs map[termPair]*stats.Estimate
}

func newOrderWork(m *Measure) *orderWork {
	return &orderWork{
		m:     m,
		terms: map[string]*stats.Linearized{},
		pairs: map[termPair]*stats.Estimate{},
	}
}

// keptInfluences bounds the influences that an order keeps of its terms, in
// numbers (8 bytes each).
const keptInfluences = 1 << 25

// mostContrasts bounds the inequalities of an order: sides of wildcards multiply,
// and 200 of them against 200 would be ten million.
const mostContrasts = 1 << 18

// linear computes a term without wildcard, or returns it from before.
func (w *orderWork) linear(t claimTerm, population string) (*stats.Linearized, error) {
	key := t.String() + "@" + population
	if l := w.terms[key]; l != nil {
		return l, nil
	}
	l, err := t.linear(w.m, population)
	if err == nil && (len(w.terms)+1)*len(l.Influence) <= keptInfluences {
		w.terms[key] = l
	}
	return l, err
}

// evaluateOrder computes every inequality of an order.
func evaluateOrder(m *Measure, c Claim, population string) (*evaluation, error) {
	w := newOrderWork(m)
	out := &evaluation{unit: c.unit()}
	for _, chain := range c.comparisons {
		var left []measured
		for s, side := range chain {
			right, err := w.side(side, chain, population)
			if err != nil {
				return nil, err
			}
			if s > 0 {
				if err := w.contrasts(out, left, right); err != nil {
					return nil, err
				}
			}
			left = right
		}
	}

	smallest := 0
	out.base = out.contrasts[0].N
	for i, c := range out.contrasts {
		if c.Value < out.contrasts[smallest].Value {
			smallest = i
		}
		out.base = min(out.base, c.N)
	}
	worst := &out.contrasts[smallest]
	estimate, err := m.Estimate(stats.Difference(worst.of[0], worst.of[1]))
	if err != nil {
		return nil, err
	}
	worst.Estimate, out.estimate = estimate, estimate
	return out, nil
}

// contrasts adds left minus right for every pair. A pair that is as stated needs
// no error: it is never significantly reversed.
func (w *orderWork) contrasts(out *evaluation, left, right []measured) error {
	first := len(out.contrasts)
	if first+len(left)*len(right) > mostContrasts {
		return notAvailable("the order states more than %d inequalities: "+
			"split it into several claims", mostContrasts)
	}

	var reversed []termPair
	for _, a := range left {
		for _, b := range right {
			pair := termPair{a.Linearized, b.Linearized}
			e := withoutSpread(a.Value-b.Value, min(a.N, b.N))
			c := contrast{left: a.term, right: b.term, of: pair, Estimate: e}
			out.contrasts = append(out.contrasts, c)

			if _, known := w.pairs[pair]; !known && !(e.Value > 0) {
				w.pairs[pair] = nil // to come
				reversed = append(reversed, pair)
			}
		}
	}

	if err := w.estimate(reversed); err != nil {
		return err
	}
	for i := range out.contrasts[first:] {
		c := &out.contrasts[first+i]
		if e := w.pairs[c.of]; e != nil {
			c.Estimate = e
		}
	}
	return nil
}

// withoutSpread is an estimate whose error nobody needs.
func withoutSpread(value float64, n int) *stats.Estimate {
	nan := math.NaN()
	return &stats.Estimate{Value: value, StdErr: nan, Low: nan, High: nan, N: n}
}

// estimate computes pairs with their errors, on all processors; which of them
// computes a pair changes nothing.
func (w *orderWork) estimate(pairs []termPair) error {
	found, errs := make([]*stats.Estimate, len(pairs)), make([]error, len(pairs))
	parallel.Each(context.Background(), len(pairs), func(i int) {
		found[i], errs[i] = w.m.Estimate(stats.Difference(pairs[i][0], pairs[i][1]))
	})

	for i, pair := range pairs {
		if errs[i] != nil {
			return errs[i]
		}
		w.pairs[pair] = found[i]
	}
	return nil
}

// side computes the terms of one side, wildcards written out.
func (w *orderWork) side(
	side []claimTerm, chain comparison, population string,
) ([]measured, error) {
	var out []measured
	for _, t := range side {
		if !t.constant() && t.population == "" {
			t.population = population
		}
		if !t.wildcard() {
			l, err := w.linear(t, population)
			if err != nil {
				return nil, err
			}
			out = append(out, measured{t, l})
			continue
		}
		several, err := w.expand(t, chain)
		if err != nil {
			return nil, err
		}
		out = append(out, several...)
	}
	return out, nil
}

// expand computes the items that a wildcard stands for: those of the
// construct that the comparison does not name and that were put to the
// population. A rank leaves the one of that rank.
func (w *orderWork) expand(t claimTerm, chain comparison) ([]measured, error) {
	i := slices.IndexFunc(t.args, func(a string) bool { return strings.HasSuffix(a, "/*") })
	construct := strings.TrimSuffix(t.args[i], "/*")
	items, err := itemsOf(w.m, construct)
	if err != nil {
		return nil, err
	}
	var out []measured
	for _, name := range items {
		if chain.names(t.kind, i, construct+"/"+name) {
			continue
		}
		one := t
		one.rank, one.args = 0, slices.Clone(t.args)
		for j, a := range one.args {
			if prefix, ok := strings.CutSuffix(a, "/*"); ok {
				one.args[j] = prefix + "/" + name
			}
		}
		l, err := w.linear(one, t.population)
		if errors.Is(err, ErrNotAvailable) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, measured{one, l})
	}
	if len(out) < max(t.rank, 1) {
		return nil, notAvailable("%s stands for %d items that were answered", t, len(out))
	}
	if t.rank == 0 {
		return out, nil
	}
	slices.SortStableFunc(out, func(a, b measured) int {
		switch {
		case a.Value > b.Value:
			return -1
		case a.Value < b.Value:
			return 1
		}
		return 0
	})
	return out[t.rank-1 : t.rank], nil
}

// evaluateGrouping compares each listed option with the most frequent other one of
// its construct.
func evaluateGrouping(m *Measure, c Claim, population string) (*evaluation, error) {
	var contrasts []contrast
	place, base := 0, math.MaxInt
	for _, chain := range c.comparisons {
		one, err := evaluateOrder(m, Claim{comparisons: []comparison{chain}}, population)
		if err != nil {
			return nil, err
		}
		if one.estimate.Value > 0 {
			place++
		}
		base = min(base, one.base)
		contrasts = append(contrasts, one.contrasts...)
	}
	out, err := exact(m, place, base, nil)
	if err != nil {
		return nil, err
	}
	out.unit, out.contrasts = UnitGrouping, contrasts
	return out, nil
}
