package ctostudy

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

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
