package stats

import (
	"fmt"

	"github.com/ctostudy/ctostudy/internal/level"
)

func resolvedLevel(given float64) (float64, error) {
	out, ok := level.Resolved(given)
	if !ok {
		return 0, fmt.Errorf("stats: confidence level %v is not between 0 and 1", given)
	}
	return out, nil
}

// known panics on a choice that is not one of the typed constants.
func known(choice, last int, what string) {
	if choice < 0 || choice > last {
		panic(fmt.Sprintf("stats: unknown %s %d", what, choice))
	}
}
