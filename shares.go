package ctostudy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/bases"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// ErrPopulation is returned for a text that names no population. It is wrapped with the detail.
var ErrPopulation = errors.New("ctostudy: not a population")

// LeastBase is the number of respondents below which nothing is shown.
const LeastBase = bases.Least

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

// MarshalJSON writes the size, null where it may not be shown.
func (p PopulationSize) MarshalJSON() ([]byte, error) {
	type plain PopulationSize
	if p.Withheld() {
		return json.Marshal(struct {
			Name      string   `json:"population"`
			N         *int     `json:"n"`
			WeightedN *float64 `json:"weighted_n"`
			Withheld  bool     `json:"withheld"`
		}{Name: p.Name, Withheld: true})
	}
	return json.Marshal(plain(p))
}

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
			both := func(i int) bool { return in[a].At(i) == 1 && in[b].At(i) == 1 }
			p := newPopulation(names[a]+"."+names[b], w.Len(), both)
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
func sizes(populations []population, d *stats.Design) []PopulationSize {
	var out []PopulationSize
	for _, p := range populations {
		size := PopulationSize{Name: p.name}
		for _, i := range p.rows {
			size.N += int(d.Copies(i))
			size.WeightedN += d.Weight(i)
		}
		out = append(out, size)
	}
	return out
}

// memberMask returns who belongs to a population of a single name: 1, others 0. It is nil if the
// codebook has no such item.
func memberMask(w *survey.Wave, name string) ([]float64, error) {
	in := w.Codes("population", name)
	if in == nil {
		return nil, nil
	}
	if n := len(in.Levels()); n != 2 {
		return nil, fmt.Errorf("%w: item %q of the codebook's construct \"population\" has %d answers, "+
			"and nothing says which of them belong: give it values", ErrPopulation, name, n)
	}

	out := make([]float64, in.Len())
	for i := range out {
		if in.At(i) == 1 {
			out[i] = 1
		}
	}
	return out, nil
}

// noPopulation says that a name is of no population.
func noPopulation(name string) error {
	return fmt.Errorf("%w: the codebook's construct \"population\" has no item %q",
		ErrPopulation, name)
}

// peopleOf returns what the members of a population are called: by its word or, without one, as
// respondents.
func peopleOf(study *survey.Study, population string) string {
	switch word := study.Words[population]; {
	case word != "":
		return word
	case population == "all":
		return "respondents"
	}
	return fmt.Sprintf("respondents of %q", population)
}

// rowsOf returns the rows of a population's members.
func rowsOf(w *survey.Wave, population string) ([]int, error) {
	mask := make([]float64, w.Len())
	for i := range mask {
		mask[i] = 1
	}
	if population != "all" {
		for _, name := range strings.Split(population, ".") {
			part, err := memberMask(w, name)
			if err == nil && part == nil {
				err = notAvailable("the codebook's construct \"population\" has no item %q", name)
			}
			if err != nil {
				return nil, err
			}
			for i := range mask {
				mask[i] *= part[i]
			}
		}
	}

	var rows []int
	for i, a := range mask {
		if a > 0 {
			rows = append(rows, i)
		}
	}
	return rows, nil
}

// ShareRow is the share of a population that ticked an option, of those who
// answered.
type ShareRow struct {
	Population, Construct, Item, Title string
	// Estimate is the share, 0 to 1, with its Wilson interval; its N is the
	// number who answered, unweighted, and WeightedN their weight. Error and
	// interval are NaN if the design says nothing of the share's spread.
	*stats.Estimate
}

// MarshalJSON writes the names and the estimate.
func (r ShareRow) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Population string          `json:"population"`
		Construct  string          `json:"construct"`
		Item       string          `json:"item"`
		Title      string          `json:"title"`
		Share      *stats.Estimate `json:"share"`
	}{r.Population, r.Construct, r.Item, r.Title, r.Estimate})
}

// shares returns the share of every option in every population, in the
// codebook's order. Populations in which nobody answered have no row; an
// option that nobody at all answered is left out.
func shares(ctx context.Context, w *survey.Wave, study *survey.Study, populations []population,
	d *stats.Design, level float64) (rows []ShareRow, left []LeftOut, err error) {
	for _, c := range w.Codebook().Constructs {
		respondents := c.Is("respondent") || c.Is("population") || c.Is("design")
		if respondents || slices.Contains(study.Controls, c.Name) {
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
			if x == nil || !anybodyAnswered(x, d) {
				what := "share " + c.Name + "/" + item.Name
				left = append(left, LeftOut{What: what, Why: "nobody answered it"})
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

// anybodyAnswered reports whether somebody with a weight has an answer.
func anybodyAnswered(x *stats.Codes, d *stats.Design) bool {
	for i := range x.Len() {
		if x.At(i) >= 0 && d.Copies(i) > 0 {
			return true
		}
	}
	return false
}

// shareOf returns the share that ticked an option in a subpopulation of the
// design, which the mask marks, with Wilson's interval. Strata, clusters and
// the numbers sampled stay those of the whole wave. Nobody left is
// [stats.ErrEmpty].
func shareOf(x *stats.Codes, mask []float64, d *stats.Design, level float64) (
	*stats.Estimate, error) {
	return stats.Proportion(x, 1, d.Domain(mask), &stats.ProportionSettings{Level: level})
}

// estimateOf returns a linearised estimate with its error under the design.
func estimateOf(l *stats.Linearized, d *stats.Design, level float64) (*stats.Estimate, error) {
	return l.Estimate(d, &stats.EstimateSettings{Level: level})
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
