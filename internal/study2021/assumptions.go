package study2021

import (
	"encoding/json"
	"fmt"
)

// Assumption is something that the report does not publish and a synthesis needs.
type Assumption struct {
	ID    string          `json:"id"`
	Value json.RawMessage `json:"value"` // a number, a text or a table
	Why   string          `json:"why"`   // one line of reasoning
}

// assumptions hold the values of assumptions by id. The first fault of the list, or of what a
// synthesis asks of it, is kept in err and ends the synthesis.
type assumptions struct {
	byID map[string]json.RawMessage
	err  error
}

func newAssumptions(list []Assumption) *assumptions {
	a := &assumptions{byID: make(map[string]json.RawMessage, len(list))}

	for _, x := range list {
		if _, twice := a.byID[x.ID]; twice {
			a.fail(fmt.Errorf("study2021: assumption %q is listed twice", x.ID))
		}
		a.byID[x.ID] = x.Value
	}
	return a
}

func (a *assumptions) fail(err error) {
	if a.err == nil {
		a.err = err
	}
}

// checkShares keeps a fault if an assumption's shares are not the given number of shares.
func (a *assumptions) checkShares(id string, shares []float64, count int) {
	if _, ok := totalShare(shares); !ok || len(shares) != count {
		const text = "study2021: assumption %q needs %d shares, not %v"
		a.fail(fmt.Errorf(text, id, count, shares))
	}
}

// assumed returns the value of an assumption as a T. If it is missing or of another type, the fault
// is kept in a and the result is zero.
func assumed[T any](a *assumptions, id string) T {
	var v T
	text, ok := a.byID[id]
	if !ok {
		a.fail(fmt.Errorf("study2021: assumption %q is missing", id))
		return v
	}

	if err := json.Unmarshal(text, &v); err != nil {
		a.fail(fmt.Errorf("study2021: assumption %q: %w", id, err))
	}
	return v
}

// assumedShare returns the value of an assumption that is a share, from 0 to 1.
func assumedShare(a *assumptions, id string) float64 {
	share := assumed[float64](a, id)
	if share < 0 || share > 1 {
		a.fail(fmt.Errorf("study2021: assumption %q is %g, not a share from 0 to 1", id, share))
		return 0
	}
	return share
}
