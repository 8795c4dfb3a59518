package stats

import (
	"fmt"
	"math"
)

// The states that an answer can have besides a value. They are negative, so
// that code >= 0 means "answered".
const (
	// Skipped: the question was put and left empty.
	Skipped int8 = -1
	// Refused: the respondent declined, or said "don't know".
	Refused int8 = -2
	// NotAsked: the question was never put to this respondent, so that the
	// silence says nothing; for a multi-select it is apart from "not ticked".
	NotAsked int8 = -3
)

// Level is one possible answer of a question.
type Level struct {
	// Label is the answer in words.
	Label string `json:"label"`
	// Value is its number on the scale; for answers without one, their
	// position from 1.
	Value float64 `json:"value"`
}

// Codes is a column of answers to one question, a byte each. The code k of a
// respondent is an index into the levels, or one of Skipped, Refused and
// NotAsked. A multi-select option has the two levels of [NewTicks]: 0 not
// ticked, 1 ticked. A Codes is not changed after it was made.
type Codes struct {
	name   string
	levels []Level
	data   []int8
}

// NewCodes returns the column of the given codes. It keeps data and levels,
// which the caller must not change afterwards. It panics when there are more
// than 127 levels; a code that is neither a level nor a missing state is an
// error that names the first such row (from 0).
func NewCodes(name string, levels []Level, data []int8) (*Codes, error) {
	if len(levels) > math.MaxInt8 {
		panic("stats: more than 127 levels")
	}
	for i, k := range data {
		if k < NotAsked || int(k) >= len(levels) {
			return nil, fmt.Errorf("stats: column %q, row %d: code %d is not one of %d levels", name, i, k,
				len(levels))
		}
	}
	return &Codes{name: name, levels: levels, data: data}, nil
}

// NewTicks returns a column of a multi-select option: 1 ticked, 0 not ticked,
// or a missing state. It keeps data.
func NewTicks(name string, data []int8) (*Codes, error) {
	return NewCodes(name, []Level{{"not ticked", 0}, {"ticked", 1}}, data)
}

// Name returns the column's name.
func (c *Codes) Name() string { return c.name }

// Len returns the number of respondents.
func (c *Codes) Len() int { return len(c.data) }

// Levels returns the possible answers in code order. The slice is shared:
// treat it as read-only.
func (c *Codes) Levels() []Level { return c.levels }

// At returns the code of respondent i: a level's index or a missing state.
func (c *Codes) At(i int) int8 { return c.data[i] }

// Data returns all codes. The slice is shared: treat it as read-only.
func (c *Codes) Data() []int8 { return c.data }

// Answered returns the number of respondents with a value.
func (c *Codes) Answered() int {
	n := 0
	for _, k := range c.data {
		if k >= 0 {
			n++
		}
	}
	return n
}

// Values returns each respondent's value on the scale, NaN where there is none.
func (c *Codes) Values() []float64 {
	out := make([]float64, len(c.data))
	for i, k := range c.data {
		if k < 0 {
			out[i] = math.NaN()
		} else {
			out[i] = c.levels[k].Value
		}
	}
	return out
}

// Indicator returns the column as an option that is ticked where the answer is
// one of the given codes and not ticked where it is another one; missing
// states stay what they are.
func (c *Codes) Indicator(name string, codes ...int8) *Codes {
	var in [math.MaxInt8 + 1]int8
	for _, k := range codes {
		in[k] = 1
	}
	data := make([]int8, len(c.data))
	for i, k := range c.data {
		data[i] = k
		if k >= 0 {
			data[i] = in[k]
		}
	}
	out, err := NewTicks(name, data)
	if err != nil {
		panic("stats: indicator of a valid column is valid")
	}
	return out
}

// Select returns the answers of the given rows, in that order.
func (c *Codes) Select(rows []int) *Codes {
	data := make([]int8, len(rows))
	for j, i := range rows {
		data[j] = c.data[i]
	}
	return &Codes{name: c.name, levels: c.levels, data: data}
}

// levelsInUse maps codes to positions among the levels that some used row has.
func levelsInUse(c *Codes, used func(i int) bool) (position []int, labels, empty []string) {
	seen := make([]bool, len(c.Levels()))
	for i, k := range c.Data() {
		if k >= 0 && used(i) {
			seen[k] = true
		}
	}
	position = make([]int, len(seen))
	for k, in := range seen {
		if !in {
			position[k] = -1
			empty = append(empty, c.Levels()[k].Label)
			continue
		}
		position[k] = len(labels)
		labels = append(labels, c.Levels()[k].Label)
	}
	return position, labels, empty
}
