package survey

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy/stats"
)

// noCode marks a text that is no answer.
const noCode = math.MinInt8

// columnKind is how a field's answers are kept.
type columnKind int

const (
	textColumn   columnKind = iota
	codeColumn              // one of up to 127 answers, a byte each
	numberColumn            // a float64 each
	listColumn              // several of the answers, a byte per option
)

func (k columnKind) String() string {
	switch k {
	case textColumn:
		return "free text"
	case codeColumn:
		return "coded answers"
	case numberColumn:
		return "numbers"
	case listColumn:
		return "a list of options"
	}
	return fmt.Sprintf("columnKind(%d)", int(k))
}

// maxLevels is the number of answers that a byte holds beside the missing
// states.
const maxLevels = math.MaxInt8

// fieldSpec is a field with everything that reading and writing its cells
// needs, worked out once.
type fieldSpec struct {
	field  *Field
	kind   columnKind
	levels []stats.Level // of coded answers; a list's options
	texts  []string      // how each level is written
	// lookup holds the codes of the texts of the field's own answers, labels
	// and missing values, values those that are numbers, by value.
	lookup map[string]int8
	values map[float64]int8
	shared *missingCodes // the codebook's missing values
	// missingText holds the text of each missing state that can be written.
	missingText map[int8]string
}

// kind returns how the field's answers are kept. An integer without both
// bounds, or with too many values for a byte, is a number.
func (f *Field) kind() columnKind {
	switch f.Type {
	case "boolean":
		return codeColumn
	case "list":
		return listColumn
	case "number":
		return numberColumn
	case "integer":
		c := &f.Constraints
		if len(c.Enum) > 0 || c.Minimum != nil && c.Maximum != nil && *c.Maximum-*c.Minimum < maxLevels {
			return codeColumn
		}
		return numberColumn
	}
	if len(f.Constraints.Enum) > 0 {
		return codeColumn
	}
	return textColumn
}

// Answers returns the texts of the field's answers in the order of their
// codes, nil for numbers and free text.
func (f *Field) Answers() []string {
	switch kind := f.kind(); {
	case f.Type == "boolean":
		return []string{f.falseValues()[0], f.trueValues()[0]}
	case kind != codeColumn && kind != listColumn:
		return nil
	case len(f.Constraints.Enum) > 0:
		return f.Constraints.Enum
	}

	// A count of the steps ends even where adding 1 no longer changes a float64.
	low, high := *f.Constraints.Minimum, *f.Constraints.Maximum
	var out []string
	for i := range int(high-low) + 1 {
		out = append(out, strconv.FormatFloat(low+float64(i), 'f', -1, 64))
	}
	return out
}

func (f *Field) trueValues() []string {
	if len(f.TrueValues) == 0 {
		return []string{"1", "true", "TRUE", "True"}
	}
	return f.TrueValues
}

func (f *Field) falseValues() []string {
	if len(f.FalseValues) == 0 {
		return []string{"0", "false", "FALSE", "False"}
	}
	return f.FalseValues
}

func (f *Field) delimiter() string {
	if f.Delimiter == "" {
		return ";"
	}
	return f.Delimiter
}

// spec works out a valid field; shared are the codebook's missing values.
func (f *Field) spec(shared *missingCodes) *fieldSpec {
	s := &fieldSpec{field: f, kind: f.kind(), texts: f.Answers(), shared: shared}
	numbered := f.Type == "integer" && wholeNumbers(s.texts)
	for k, text := range s.texts {
		level := stats.Level{Label: text, Value: float64(k + 1)}
		if numbered {
			level.Value, _ = strconv.ParseFloat(text, 64)
		}
		if label := f.Labels[text]; label != "" {
			level.Label = label
		}
		s.levels = append(s.levels, level)
	}
	if f.Type == "boolean" {
		s.levels = []stats.Level{{Label: "not ticked", Value: 0}, {Label: "ticked", Value: 1}}
	}
	s.fillLookup()
	return s
}

// codesOf returns the codes of an item's values, which are texts or labels of
// answers.
func (s *fieldSpec) codesOf(values []string) []int8 {
	var out []int8
	for _, v := range values {
		if k := s.codeOf(v); k >= 0 {
			out = append(out, k)
		}
	}
	return out
}

// offBounds returns what a number should be and is not, "" where all is well
// or the number is missing.
func (s *fieldSpec) offBounds(x float64) string {
	c := &s.field.Constraints
	switch {
	case math.IsNaN(x):
	case s.field.Type == "integer" && x != math.Trunc(x):
		return "a whole number"
	case c.Minimum != nil && x < *c.Minimum:
		return "at least " + strconv.FormatFloat(*c.Minimum, 'g', -1, 64)
	case c.Maximum != nil && x > *c.Maximum:
		return "at most " + strconv.FormatFloat(*c.Maximum, 'g', -1, 64)
	}
	return ""
}

// wholeNumbers reports whether all texts are whole numbers.
func wholeNumbers(texts []string) bool {
	for _, t := range texts {
		if _, err := strconv.ParseInt(t, 10, 53); err != nil {
			return false
		}
	}
	return true
}

// Field returns the field of that name, nil if there is none.
func (c *Codebook) Field(name string) *Field {
	for i := range c.Fields {
		if c.Fields[i].Name == name {
			return &c.Fields[i]
		}
	}
	return nil
}

// Construct returns the construct of that name, nil where there is none.
func (c *Codebook) Construct(name string) *Construct {
	for i := range c.Constructs {
		if c.Constructs[i].Name == name {
			return &c.Constructs[i]
		}
	}
	if !slices.Contains(namedRoles, name) {
		return nil
	}

	for i := range c.Constructs {
		if c.Constructs[i].Role == name {
			return &c.Constructs[i]
		}
	}
	return nil
}

// Item returns the item of that name, nil where there is none.
func (c *Construct) Item(name string) *Item {
	for i := range c.Items {
		if c.Items[i].Name == name {
			return &c.Items[i]
		}
	}
	return nil
}
