package ctostudy

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed testdata/assumptions.json
var assumptionsJSON []byte

// Assumption is something that the report does not publish and the synthetic
// wave needs, with the reason for what was taken.
type Assumption struct {
	ID string `json:"id"`
	// Value is a number, a text, or a table, as JSON.
	Value json.RawMessage `json:"value"`
	// Why is one line of reasoning.
	Why string `json:"why"`
}

// Assumptions returns the assumptions behind the shipped synthetic wave.
func Assumptions() []Assumption {
	var file struct {
		Note        string       `json:"note"`
		Assumptions []Assumption `json:"assumptions"`
	}
	if err := json.Unmarshal(assumptionsJSON, &file); err != nil {
		panic("ctostudy: embedded assumptions: " + err.Error())
	}
	return file.Assumptions
}

// assumed reads typed values out of a list of assumptions. The first thing
// that is absent or of another type is kept in err and ends a synthesis.
type assumed struct {
	byID map[string]json.RawMessage
	err  error
}

func newAssumed(list []Assumption) *assumed {
	a := &assumed{byID: make(map[string]json.RawMessage, len(list))}
	for _, x := range list {
		if _, twice := a.byID[x.ID]; twice {
			a.fail(fmt.Errorf("ctostudy: assumption %q is listed twice", x.ID))
		}
		a.byID[x.ID] = x.Value
	}
	return a
}

func (a *assumed) fail(err error) {
	if a.err == nil {
		a.err = err
	}
}

// get returns the assumption as a T.
func get[T any](a *assumed, id string) T {
	var v T
	raw, ok := a.byID[id]
	if !ok {
		a.fail(fmt.Errorf("ctostudy: assumption %q is missing", id))
		return v
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		a.fail(fmt.Errorf("ctostudy: assumption %q: %w", id, err))
	}
	return v
}
