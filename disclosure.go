package ctostudy

import (
	"math"
	"slices"
	"strings"
)

// flaggedBase is the base under which an estimate is marked as resting on few.
const flaggedBase = 30

// cellKey names a share: which option, in which population.
type cellKey struct{ population, construct, item string }

// disclosureCell is a share that a report would print: the number of rows
// behind it and how many of them ticked, unweighted. answer names the field
// behind a single choice, so that options of one question are known to add up.
type disclosureCell struct {
	key        cellKey
	n, ticked  int
	field      string
	suppressed bool
}

// suppressedCells returns the shares that must not be printed for others to
// read. In a population other than "all" a share is suppressed whose base is
// below 5 or whose count, or complement, is 1 to 4; in "all" one whose base is
// below 5. Where suppression could be undone by subtraction, because all
// options of a single choice are printed, or a total beside its two roles, the
// smallest sibling is suppressed as well.
func suppressedCells(cells []disclosureCell) map[cellKey]bool {
	cells = slices.Clone(cells)
	small := func(n int) bool { return n > 0 && n < minBase }
	for i := range cells {
		c := &cells[i]
		c.suppressed = c.n < minBase || c.key.population != "all" && (small(c.ticked) || small(c.n-c.ticked))
	}
	suppressSiblings(cells, func(c *disclosureCell) any {
		if c.field == "" {
			return nil
		}
		return [2]string{c.key.population, c.field}
	})
	suppressSiblings(cells, func(c *disclosureCell) any {
		if c.key.population != "cto" && c.key.population != "cio" {
			return nil
		}
		return [2]string{c.key.construct, c.key.item}
	})
	out := map[cellKey]bool{}
	for _, c := range cells {
		if c.suppressed {
			out[c.key] = true
		}
	}
	return out
}

// suppressSiblings suppresses, in each group of which exactly one cell is
// suppressed, the smallest other one.
func suppressSiblings(cells []disclosureCell, group func(*disclosureCell) any) {
	members := map[any][]*disclosureCell{}
	var order []any
	for i := range cells {
		g := group(&cells[i])
		if g == nil {
			continue
		}
		if members[g] == nil {
			order = append(order, g)
		}
		members[g] = append(members[g], &cells[i])
	}
	for _, g := range order {
		n := 0
		var smallest *disclosureCell
		for _, c := range members[g] {
			switch {
			case c.suppressed:
				n++
			case smallest == nil || c.ticked < smallest.ticked:
				smallest = c
			}
		}
		if n == 1 && smallest != nil {
			smallest.suppressed = true
		}
	}
}

// disclosureCells counts the answers behind an analysis' shares.
func disclosureCells(a *Analysis) []disclosureCell {
	m := a.Measure(nil)
	masks := map[string][]float64{}
	var out []disclosureCell
	for _, s := range a.Shares {
		mask, ok := masks[s.Population]
		if !ok {
			var err error
			if mask, err = m.Mask(s.Population); err != nil {
				mask = make([]float64, a.wave.Len()) // nobody: the cell is suppressed
			}
			masks[s.Population] = mask
		}
		cell := disclosureCell{key: cellKey{s.Population, s.Construct, s.Item}, field: choiceField(a.wave, s.Construct, s.Item)}
		if x := a.wave.Codes(s.Construct, s.Item); x != nil {
			for i, in := range mask {
				if k := x.At(i); in > 0 && k >= 0 {
					cell.n++
					cell.ticked += int(k)
				}
			}
		}
		out = append(out, cell)
	}
	return out
}

// choiceField returns the construct and field of an option of a single choice,
// empty for an option of its own.
func choiceField(w *Wave, construct, item string) string {
	c := w.Construct(construct)
	if c == nil {
		return ""
	}
	for _, it := range c.Items {
		if it.Name != item || it.Values == nil {
			continue
		}
		for _, f := range w.Codebook().Fields {
			if f.Name == it.Field && f.Type == "string" {
				return construct + "\x1f" + f.Name
			}
		}
	}
	return ""
}

// withheld says whether an estimate of a claim may not be shown: a share that
// is suppressed, whatever is computed from one, such as growth or an order,
// and a profile that a few of a class stand behind.
func (r *Report) withheld(v Verdict) bool {
	if r.suppressed == nil {
		return false
	}
	c, err := ParseClaim(v.Figure.Claim)
	if err != nil {
		return true
	}
	switch c.Kind {
	case ClaimCount, ClaimAsked:
		return v.Estimate != nil && v.Estimate.Value > 0 && v.Estimate.Value < minBase
	case ClaimProfile:
		return v.Estimate != nil && fewBehind(v.Estimate.Value/100, v.Estimate.N)
	case ClaimOrder:
		for _, chain := range c.comparisons {
			for _, t := range slices.Concat(chain...) {
				if r.touches(t, v.Figure.Population) {
					return true
				}
			}
		}
		return false
	}
	return r.touches(c.term, v.Figure.Population)
}

// touches reports whether a term is computed from a suppressed share. A
// grouping, and a wildcard, touch all options of their constructs.
func (r *Report) touches(t claimTerm, population string) bool {
	if t.population != "" {
		population = t.population
	}
	for _, arg := range t.args {
		construct, item, isItem := strings.Cut(arg, "/")
		for key := range r.suppressed {
			if key.population == population && key.construct == construct &&
				(!isItem || item == "*" || t.kind == ClaimGrouping || key.item == item) {
				return true
			}
		}
	}
	return false
}

// fewBehind reports whether a share p of n is of fewer than five, or leaves 1
// to 4 on one side.
func fewBehind(p float64, n int) bool {
	ticked := int(math.Round(p * float64(n)))
	return n < minBase || ticked > 0 && ticked < minBase || n-ticked > 0 && n-ticked < minBase
}

// shown returns the judgement as others may read it: verdicts on what is
// withheld are suppressed, with their estimates and reasons.
func (r *Report) shown(j *Judgement) *Judgement {
	out := *j
	out.Verdicts = slices.Clone(j.Verdicts)
	for i, v := range out.Verdicts {
		if r.withheld(v) {
			out.Verdicts[i].Outcome, out.Verdicts[i].Estimate, out.Verdicts[i].Why = Suppressed, nil, "a small group could be recognised"
		}
	}
	return &out
}
