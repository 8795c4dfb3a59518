package ctostudy

import (
	"math"
	"math/big"

	"github.com/ctostudy/ctostudy/stats"
)

// collaboration computes the index: the mean of the two items standardised
// within role, of those answered.
func (b *scoring) collaboration(out *Score) error {
	c := b.wave.Construct("collaboration")
	if c == nil || len(c.Items) == 0 {
		return notAvailable("the codebook has no construct %q", "collaboration")
	}
	if c.Title != "" {
		out.Title = c.Title
	}
	role := b.wave.Codes("control", "role")
	if role == nil {
		out.Warnings = append(out.Warnings, b.noGroups("no-role", "role", "collaboration is standardised over all", "control"))
	}
	var items, parts []*series
	for _, item := range c.Items {
		x := b.wave.Numbers("collaboration", item.Name)
		if x == nil {
			return notAvailable("item %q of %q is neither rated nor a number", item.Name, "collaboration")
		}
		z, warnings, err := b.standardized("collaboration."+item.Name, x, role)
		if err != nil {
			return err
		}
		out.Warnings = append(out.Warnings, warnings...)
		items = append(items, newSeries(x))
		parts = append(parts, &series{value: z})
	}
	index := meanOf(parts)
	out.Raw, out.Z = index.value, append([]float64(nil), index.value...)
	if out.N = index.count(); out.N == 0 {
		return notAvailable("nobody answered half of the items of %q", "collaboration")
	}
	if out.cut = b.sumCut(items, role, out.Z); out.cut == nil {
		out.cut = signCut(out.Z)
	}
	return nil
}

// sumCut cuts the sum of two standardised items at zero, on integers; nil
// where that is not possible.
func (b *scoring) sumCut(items []*series, role *stats.Codes, z []float64) *cut {
	if len(items) != 2 || b.weights == nil || b.settings.Norms != nil {
		return nil
	}
	var sums [2]*[noGroup + 1]groupSum
	var of [2][]uint8
	for j, x := range items {
		of[j] = b.groups(x, role)
		if x.exact != nil {
			sums[j] = b.sums(x, of[j], true)
		}
		if sums[j] == nil {
			return nil
		}
	}
	type pattern struct {
		group [2]uint8
		has   [2]bool
		x     [2]int64
	}
	known := map[pattern]int8{} // a few ratings make few patterns
	out := &cut{side: make([]int8, len(z)), exact: true}
	for i := range out.side {
		if math.IsNaN(z[i]) {
			out.side[i] = noSide
			continue
		}
		p := pattern{group: [2]uint8{of[0][i], of[1][i]}}
		for j, x := range items {
			if p.has[j] = !math.IsNaN(x.value[i]); p.has[j] {
				p.x[j] = x.exact[i]
			}
		}
		side, ok := known[p]
		if !ok {
			a, v := [2]*big.Int{{}, {}}, [2]*big.Int{{}, {}}
			for j := range items {
				if p.has[j] {
					a[j], v[j] = sums[j][p.group[j]].part(p.x[j])
				}
			}
			side = signOfSum(a[0], v[0], a[1], v[1])
			known[p] = side
		}
		out.side[i] = side
	}
	return out
}
