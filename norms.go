package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
)

// Norms are the fitted standardisers behind a wave's scores, by name: a score's own name; for the
// step within groups, its name and that of the groups' item, such as "return.industry"; for the
// index, its name and the item's, such as "closeness.often". Saved as JSON and given to a later
// wave, they put its scores on this wave's scale.
type Norms map[string]*stats.Standardizer

// norming standardises the scores of one wave.
type norming struct {
	design *stats.Design
	// minGroup is the number of answers from which a group has its own norm.
	minGroup int
	// given are the norms of an earlier wave, nil to fit them; used are those of this one.
	given, used Norms
}

// standardized applies the norm of that name to the answers of what is called so, and keeps the
// norm, which is fitted unless one was given. Respondents of groups without a norm stay without z,
// and a warning names the groups.
func (b *norming) standardized(name, of string, x []float64, group *stats.Codes) (
	[]float64, []stats.Warning, error) {
	norm := b.given[name]
	if b.given != nil && norm == nil {
		return nil, nil, fmt.Errorf("ctostudy: the saved norms have no %q", name)
	}

	if norm == nil {
		fitted, err := b.fitNorm(x, group)
		if err != nil {
			return nil, nil, notAvailable("%s cannot be standardised: %v", name, err)
		}
		norm = fitted
	}
	if group != nil && norm.Groups == nil {
		// A norm in which every group was small has no groups in JSON: all take the
		// pooled norm.
		pooled := *norm
		pooled.Groups = map[string]stats.Norm{}
		norm = &pooled
	}
	b.used[name] = norm

	groups, without := normed(norm, x, group, b.design)
	z, err := norm.Apply(x, groups)
	if err != nil {
		return nil, nil, notAvailable("%s cannot be standardised: %v", name, err)
	}
	if without == nil {
		return z, nil, nil
	}
	return z, []stats.Warning{b.withoutNorm(of, group.Name(), without)}, nil
}

// fitNorm fits a norm, within groups where there are any. A group of its own size
// whose scores do not vary has no norm, and neither have the small groups if
// their scores are few together (fewSmall) or do not vary: one respondent
// alone in an industry must not take the scores of all others with him, and two must
// not be the norm of anybody.
func (b *norming) fitNorm(x []float64, group *stats.Codes) (*stats.Standardizer, error) {
	settings := &stats.StandardizerSettings{MinGroup: b.minGroup}
	if group == nil {
		return stats.NewStandardizer(x, nil, b.design, settings)
	}

	of := normGroups(x, group, b.design, b.minGroup)
	some := false
	data := append([]int8(nil), group.Data()...)
	without := map[uint8]stats.Norm{}
	for _, g := range distinct(of) {
		part := make([]float64, len(x))
		for i, v := range x {
			if part[i] = v; of[i] != g {
				part[i] = math.NaN()
			}
		}

		err := stats.ErrConstant
		if g != smallGroups || !b.fewSmall(x, of) {
			_, err = stats.NewStandardizer(part, nil, b.design, settings)
		}
		switch {
		case err == nil:
			some = true
		case errors.Is(err, stats.ErrConstant):
			for i := range data {
				if of[i] == g {
					data[i] = stats.Skipped
				}
			}
			without[g] = b.withoutSpread(part)
		default:
			return nil, err
		}
	}
	if !some {
		return nil, fmt.Errorf("%w within any %s", stats.ErrConstant, group.Name())
	}

	kept := mustCodes(stats.NewCodes(group.Name(), group.Levels(), data))
	norm, err := stats.NewStandardizer(x, kept, b.design, settings)
	if err != nil {
		return nil, err
	}
	for g, none := range without {
		if g == smallGroups {
			norm.Pooled = none
		} else {
			norm.Groups[group.Levels()[g].Label] = none
		}
	}
	return norm, nil
}

// fewSmall reports whether the small groups have too few scores together to be a
// norm: fewer than [LeastBase], or than minGroup if that is less. If all groups
// are small, they are everybody, and never too few.
func (b *norming) fewSmall(x []float64, of []uint8) bool {
	n, everybody := 0.0, true
	for i, v := range x {
		if math.IsNaN(v) || of[i] == noGroup {
			continue
		}
		if of[i] == smallGroups {
			n += b.design.Copies(i)
		} else {
			everybody = false
		}
	}
	return !everybody && n < float64(min(LeastBase, b.minGroup))
}

// withoutSpread stands for the norm of a group that has none: its number of scores
// and an SD of 0, so that nobody is normed by it, nor, in this wave or a later one,
// by the norm of others.
func (b *norming) withoutSpread(x []float64) stats.Norm {
	n := 0.0
	for i, v := range x {
		if !math.IsNaN(v) {
			n += b.design.Copies(i)
		}
	}
	return stats.Norm{N: int(n)}
}

// distinct returns the groups of [normGroups] that there are, in order.
func distinct(of []uint8) []uint8 {
	out := slices.Clone(of)
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(g uint8) bool { return g == noGroup })
}

// normed returns the groups of those who have a score and whose group has a
// norm, others being missing, and the labels of the groups whose respondents
// have a score, and a weight, but no norm.
func normed(norm *stats.Standardizer, x []float64, group *stats.Codes, d *stats.Design) (
	*stats.Codes, []string) {
	if group == nil {
		return nil, nil
	}

	data := append([]int8(nil), group.Data()...)
	without := make([]bool, len(group.Levels()))
	for i, k := range data {
		if k < 0 {
			continue
		}
		of, own := norm.Groups[group.Levels()[k].Label]
		if !own {
			of = norm.Pooled
		}
		lacking := of.SD == 0
		if math.IsNaN(x[i]) || lacking {
			data[i] = stats.Skipped
		}
		if !math.IsNaN(x[i]) && lacking && d.Weight(i) > 0 {
			without[k] = true
		}
	}

	var labels []string
	for k, yes := range without {
		if yes {
			labels = append(labels, group.Levels()[k].Label)
		}
	}
	return mustCodes(stats.NewCodes(group.Name(), group.Levels(), data)), labels
}

// withoutNorm warns of the groups whose respondents have no score of that name.
func (b *norming) withoutNorm(name, group string, labels []string) stats.Warning {
	why := fmt.Sprintf("there the answers do not vary, or are fewer than %d "+
		"(groups of fewer than %d answers are taken together)", min(LeastBase, b.minGroup), b.minGroup)
	if b.given != nil {
		why = "the saved norms have none for them"
	}
	return stats.NewWarning("group-without-norm",
		"respondents with %s %s have no score of %s, which is normed within %s: %s; "+
			"all others have theirs",
		group, words.Quoted(labels), name, group, why)
}

// normGroups returns the group that each respondent is normed in: the code where
// the group has at least smallest scores (copies under frequency weights, as
// [stats.NewStandardizer] counts them) and one group for all smaller ones.
func normGroups(x []float64, group *stats.Codes, d *stats.Design, smallest int) []uint8 {
	var count [math.MaxInt8]float64

	for i, v := range x {
		if k := group.At(i); k >= 0 && !math.IsNaN(v) {
			count[k] += d.Copies(i)
		}
	}

	out := make([]uint8, len(x))
	for i := range out {
		out[i] = smallGroups
		if k := group.At(i); k >= 0 && count[k] >= float64(smallest) {
			out[i] = uint8(k)
		} else if k < 0 {
			out[i] = noGroup
		}
	}
	return out
}

const (
	// smallGroups is the group of all in smaller groups. It is no code: there are at most 127.
	smallGroups = math.MaxInt8
	// noGroup is the group of those whose group is missing.
	noGroup = math.MaxUint8
)
