package ctostudy

import (
	"context"

	"github.com/ctostudy/ctostudy/stats"
)

// ShareRow is the share of a population that ticked an option, of those who
// answered.
type ShareRow struct {
	Population, Construct, Item, Title string
	// Estimate is the share, 0 to 1, with its Wilson interval; its N is the
	// number who answered, unweighted, and WeightedN their weight.
	*stats.Estimate
}

// PopulationSize is the number of respondents in a population.
type PopulationSize struct {
	Name string `json:"name"`
	// N counts respondents, WeightedN is their total weight.
	N         int     `json:"n"`
	WeightedN float64 `json:"weighted_n"`
}
