package ctostudy

import (
	"context"
	"errors"
	"math"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy/stats"
)

// ShareRow is the share of a population that ticked an option, of those who
// answered.
type ShareRow struct {
	Population, Construct, Item, Title string
	// Estimate is the share, 0 to 1, with its Wilson interval; its N is the
	// number who answered, unweighted, and WeightedN their weight. Error and
	// interval are NaN if the design says nothing of the share's spread.
	*stats.Estimate
}

// PopulationSize is the number of respondents in a population.
type PopulationSize struct {
	Name string `json:"population"`
	// N counts respondents with a weight above 0, WeightedN is their total
	// weight; 0 and NaN where a report may not show them.
	N         int     `json:"n"`
	WeightedN float64 `json:"weighted_n"`
}

// Withheld reports whether a report may not show the size.
func (p PopulationSize) Withheld() bool { return math.IsNaN(p.WeightedN) }

// population is a part of a wave.
type population struct {
	name string
	mask []float64 // 0 or 1
	rows []int
}

// populationsOf returns everybody, each item of the construct "population" and
// each pair of items that somebody has both of, such as "cto.china".
func populationsOf(w *survey.Wave) []population {
	out := []population{newPopulation("all", w.Len(), func(int) bool { return true })}
	c := w.Construct("population")
	if c == nil {
		return out
	}
	var in []*stats.Codes
	var names []string
	for _, item := range c.Items {
		if x := w.Codes("population", item.Name); x != nil && len(x.Levels()) == 2 {
			in, names = append(in, x), append(names, item.Name)
			out = append(out, newPopulation(item.Name, w.Len(), func(i int) bool { return x.At(i) == 1 }))
		}
	}
	for a := range in {
		for b := a + 1; b < len(in); b++ {
			p := newPopulation(names[a]+"."+names[b], w.Len(), func(i int) bool { return in[a].At(i) == 1 && in[b].At(i) == 1 })
			if len(p.rows) > 0 {
				out = append(out, p)
			}
		}
	}
	return out
}

func newPopulation(name string, n int, in func(i int) bool) population {
	p := population{name: name, mask: make([]float64, n)}
	for i := range n {
		if in(i) {
			p.mask[i] = 1
			p.rows = append(p.rows, i)
		}
	}
	return p
}

// sizes returns the populations' sizes.
func sizes(w *survey.Wave, d *stats.Design) []PopulationSize {
	var out []PopulationSize
	for _, p := range populationsOf(w) {
		size := PopulationSize{Name: p.name}
		for _, i := range p.rows {
			size.N += int(d.Copies(i))
			size.WeightedN += d.Weight(i)
		}
		out = append(out, size)
	}
	return out
}

// ticks returns an option as numbers: 1 ticked, 0 not ticked, NaN missing.
func ticks(x *stats.Codes) []float64 {
	out := make([]float64, x.Len())
	for i := range out {
		out[i] = math.NaN()
		if k := x.At(i); k >= 0 {
			out[i] = float64(k)
		}
	}
	return out
}

// isOption reports whether an item is ticked or not, rather than rated or
// chosen among several answers.
func isOption(c *survey.Codebook, item survey.Item) bool {
	if len(item.Values) > 0 {
		return true
	}
	for _, f := range c.Fields {
		if f.Name == item.Field {
			return f.Type == "boolean"
		}
	}
	return false
}

// shares returns the share of every option in every population, in the
// codebook's order. Populations in which nobody answered have no row; an
// option that nobody at all answered is left out.
func shares(ctx context.Context, w *survey.Wave, d *stats.Design, level float64) (rows []ShareRow, left []LeftOut, err error) {
	populations := populationsOf(w)
	for _, c := range w.Codebook().Constructs {
		switch c.Name {
		case "respondent", "population", "design", "control":
			continue
		}
		for _, item := range c.Items {
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
			if !isOption(w.Codebook(), item) {
				continue
			}
			x := w.Codes(c.Name, item.Name)
			if x == nil || x.Answered() == 0 {
				left = append(left, LeftOut{What: "share " + c.Name + "/" + item.Name, Why: "nobody answered it"})
				continue
			}

			for _, p := range populations {
				e, err := shareOf(x, p.mask, d, level)
				if errors.Is(err, stats.ErrEmpty) {
					continue
				}
				if err != nil {
					return nil, nil, err
				}
				rows = append(rows, ShareRow{
					Population: p.name, Construct: c.Name, Item: item.Name, Title: item.Label(), Estimate: e})
			}
		}
	}
	return rows, left, nil
}

// shareOf returns the share that ticked an option in a subpopulation of the
// design, which the mask marks, with Wilson's interval. Strata, clusters and
// the numbers sampled stay those of the whole wave. Nobody left is
// [stats.ErrEmpty].
func shareOf(x *stats.Codes, mask []float64, d *stats.Design, level float64) (*stats.Estimate, error) {
	return stats.Proportion(x, 1, d.Domain(mask), &stats.ProportionSettings{Level: level})
}

// estimateOf returns a linearised estimate with its error under the design.
func estimateOf(l *stats.Linearized, d *stats.Design, level float64) (*stats.Estimate, error) {
	return l.Estimate(d, &stats.EstimateSettings{Level: level})
}
