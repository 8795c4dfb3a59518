package ctostudy

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/ctostudy/ctostudy/internal/document"
)

// printedTerm is a term of an order with the figure that prints it, and the
// values that round to it.
type printedTerm struct {
	claimTerm
	figure    Figure
	low, high float64
}

func (t printedTerm) String() string {
	if t.constant() {
		return document.Fixed(t.low, 0)
	}
	return t.figure.Item + " " + t.figure.Text()
}

// less says that a's printed value is the lower one, with what tells the two
// apart: their items, or what was measured of the same item.
func less(a, b printedTerm) string {
	if a.figure.Item == b.figure.Item && a.figure.Measure != b.figure.Measure {
		return fmt.Sprintf("%s %s < %s %s",
			a.figure.Measure, a.figure.Text(), b.figure.Measure, b.figure.Text())
	}
	return fmt.Sprintf("%s < %s", a, b)
}

// auditOrders compares the orders of a rule with the printed values: sentences in
// their own population, captions also in its printed parts.
func auditOrders(a *auditor, rule auditRule) {
	done := map[string]bool{}
	for i, f := range a.figures {
		caption := strings.HasPrefix(f.Source, "figure")
		if a.claims[i].row() != orderClaim || caption != (rule == ruleCaption) {
			continue
		}
		populations := []string{f.Population}
		if rule == ruleCaption {
			populations = append(populations, captionParts(a, f)...)
		}
		for _, p := range populations {
			key := printingKey(a.claims[i].String(), p)
			if done[key] {
				continue // another caption said the same
			}
			done[key] = true
			statement := placeOf(f)
			statement.Population = p
			auditOrder(a, rule, statement, a.claims[i])
		}
	}
}

// captionParts returns the parts of a caption's population of which its figure
// prints something, in order. A part with an order of its own over the same
// figure is left to that one.
func captionParts(a *auditor, caption Figure) []string {
	var out []string
	own := map[string]bool{}
	for i, f := range a.figures {
		if f.Source != caption.Source || !a.partOf(f.Population, caption.Population) {
			continue
		}
		own[f.Population] = own[f.Population] || a.claims[i].row() == orderClaim
		if f.HasValue && !slices.Contains(out, f.Population) {
			out = append(out, f.Population)
		}
	}
	return slices.DeleteFunc(out, func(p string) bool { return own[p] })
}

// auditOrder reports an order whose printed sides leave no room for left > right.
func auditOrder(a *auditor, rule auditRule, statement place, c Claim) {
	var against []Figure
	var numbers []string
	add := func(t printedTerm) {
		same := func(f Figure) bool { return f.ID == t.figure.ID }
		if !t.constant() && !slices.ContainsFunc(against, same) {
			against = append(against, t.figure)
		}
	}
	for _, chain := range c.comparisons {
		var left []printedTerm
		for _, side := range chain {
			right := printedSide(a, side, chain, statement.Population)
			for _, l := range left {
				for _, r := range right {
					a.compared(rule, 1)
					if l.high <= r.low+1e-9 { // at equality neither is greater
						add(l)
						add(r)
						numbers = append(numbers, less(l, r))
					}
				}
			}
			left = right
		}
	}
	if len(numbers) > 0 {
		a.find(rule, excludedStrength, statement, strings.Join(numbers, "; "), against...)
	}
}

// printedSide returns the terms of one side that are printed, wildcards
// written out.
func printedSide(a *auditor, side []claimTerm, chain comparison, population string) []printedTerm {
	var out []printedTerm
	for _, t := range side {
		if t.constant() {
			v := 100 * t.number // constants are fractions, printed shares percent
			out = append(out, printedTerm{t, Figure{}, v, v})
			continue
		}
		if t.population == "" {
			t.population = population
		}
		if t.wildcard() {
			out = append(out, printedItems(a, t, chain)...)
		} else if f, ok := a.number(t.claim().String(), t.population); ok {
			low, high := f.rounding()
			out = append(out, printedTerm{t, f, low, high})
		}
	}
	return out
}

// printedItems returns the printed items that a wildcard stands for, or the
// one of its rank among them; unprinted items could only raise that one.
func printedItems(a *auditor, t claimTerm, chain comparison) []printedTerm {
	i := slices.IndexFunc(t.args, func(arg string) bool { return strings.HasSuffix(arg, "/*") })
	var out []printedTerm
	for k, c := range a.claims {
		f := a.figures[k]
		if c.row() != t.kind || f.Population != t.population || !a.first(k) || !f.HasValue ||
			!matches(c.args, t.args) || chain.names(t.kind, i, c.args[i]) {
			continue
		}
		low, high := f.rounding()
		out = append(out, printedTerm{claimTerm{kind: c.kind, args: c.args}, f, low, high})
	}
	if t.rank == 0 {
		return out
	}
	sort.SliceStable(out, func(x, y int) bool { return out[x].low > out[y].low })
	if len(out) < t.rank {
		return nil
	}
	return out[t.rank-1 : t.rank]
}

// matches reports whether arguments are those of a pattern in which every
// "construct/*" stands for the same name.
func matches(args, pattern []string) bool {
	if len(args) != len(pattern) {
		return false
	}
	name := ""
	for j, p := range pattern {
		construct, wild := strings.CutSuffix(p, "*")
		rest, ok := strings.CutPrefix(args[j], construct)
		switch {
		case !wild && args[j] != p, wild && (!ok || name != "" && rest != name):
			return false
		case wild:
			name = rest
		}
	}
	return true
}

// auditRepeated compares every two printings of one claim in one population.
func auditRepeated(a *auditor) {
	for j, g := range a.figures {
		if !g.HasValue || a.claims[j].row() == noClaim {
			continue
		}
		for i, f := range a.figures[:j] {
			if !f.HasValue || a.keys[i] != a.keys[j] {
				continue
			}
			a.compared(ruleRepeated, 1)
			if strength, numbers := apart(f, g); numbers != "" {
				a.find(ruleRepeated, strength, placeOf(f), numbers, g)
			}
		}
	}
}

// apart says how two printings of one quantity differ, "" where they
// agree.
func apart(f, g Figure) (strength, string) {
	fl, fh := f.rounding()
	gl, gh := g.rounding()
	low, high := math.Max(fl, gl), math.Min(fh, gh)
	switch {
	case f.AtLeast && g.AtLeast, f.AtLeast && g.Value > f.Value, g.AtLeast && f.Value > g.Value:
		return 0, ""
	case low >= high:
		return excludedStrength, fmt.Sprintf("%s and %s: no value rounds to both", f.Text(), g.Text())
	case !f.AtLeast && !g.AtLeast && high-low >= math.Min(fh-fl, gh-gl)-1e-9:
		return 0, "" // one is the other, rounded
	}
	return narrowStrength, fmt.Sprintf("%s and %s hold together only between %s and %s",
		f.Text(), g.Text(), formatNumber(low), formatNumber(high))
}
