package ctostudy

import (
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// measured is a term with what it came to.
type measured struct {
	term claimTerm
	*stats.Linearized
}

// order computes every inequality of an order.
func (m *Measure) order(c Claim, population string) (*evaluation, error) {
	out := &evaluation{unit: c.unit()}
	for _, chain := range c.comparisons {
		var left []measured
		for s, side := range chain {
			right, err := m.side(side, chain, population)
			if err != nil {
				return nil, err
			}
			if s > 0 {
				if err := m.contrasts(out, left, right); err != nil {
					return nil, err
				}
			}
			left = right
		}
	}
	out.estimate, out.base = out.contrasts[0].Estimate, out.contrasts[0].N
	for _, c := range out.contrasts {
		if c.Value < out.estimate.Value {
			out.estimate = c.Estimate
		}
		out.base = min(out.base, c.N)
	}
	return out, nil
}

// contrasts adds left minus right for every pair.
func (m *Measure) contrasts(out *evaluation, left, right []measured) error {
	for _, a := range left {
		for _, b := range right {
			e, err := m.Estimate(stats.Difference(a.Linearized, b.Linearized))
			if err != nil {
				return err
			}
			out.contrasts = append(out.contrasts, contrast{left: a.term, right: b.term, Estimate: e})
		}
	}
	return nil
}

// side computes the terms of one side, wildcards written out.
func (m *Measure) side(side []claimTerm, chain comparison, population string) ([]measured, error) {
	var out []measured
	for _, t := range side {
		if t.kind != claimConstant && t.population == "" {
			t.population = population
		}
		if !t.wildcard() {
			l, err := m.linear(t, population)
			if err != nil {
				return nil, err
			}
			out = append(out, measured{t, l})
			continue
		}
		several, err := m.expand(t, chain)
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
func (m *Measure) expand(t claimTerm, chain comparison) ([]measured, error) {
	i := slices.IndexFunc(t.args, func(a string) bool { return strings.HasSuffix(a, "/*") })
	construct := strings.TrimSuffix(t.args[i], "/*")
	items, err := m.items(construct)
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
		l, err := m.linear(one, t.population)
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

// names reports whether a term of the comparison has the item as its i-th
// argument.
func (c comparison) names(kind ClaimKind, i int, item string) bool {
	for _, side := range c {
		for _, t := range side {
			if t.kind == kind && i < len(t.args) && t.args[i] == item {
				return true
			}
		}
	}
	return false
}

// grouping compares each listed option with the most frequent other one of
// its construct.
func (m *Measure) grouping(c Claim, population string) (*evaluation, error) {
	var contrasts []contrast
	place, base := 0, math.MaxInt
	for _, item := range c.term.args {
		construct, _, _ := strings.Cut(item, "/")
		listed := claimTerm{kind: ClaimShare, args: []string{item}, population: population}
		others := claimTerm{kind: ClaimShare, args: []string{construct + "/*"}, rank: 1, population: population}
		one, err := m.order(Claim{Kind: ClaimOrder, comparisons: []comparison{{{listed}, {others}}}}, population)
		if err != nil {
			return nil, err
		}
		if one.estimate.Value > 0 {
			place++
		}
		base = min(base, one.base)
		contrasts = append(contrasts, one.contrasts...)
	}
	out, err := m.exact(place, base, nil)
	if err != nil {
		return nil, err
	}
	out.unit, out.contrasts = UnitGrouping, contrasts
	return out, nil
}
