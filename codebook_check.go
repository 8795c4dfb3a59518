package ctostudy

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// UnmarshalJSON accepts a bare text (skipped) or an object.
func (m *MissingValue) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		m.Means = "skipped"
		return json.Unmarshal(b, &m.Value)
	}
	type plain MissingValue
	return json.Unmarshal(b, (*plain)(m))
}

// ReadCodebook reads and checks a codebook. All faults are returned at once,
// as *Problems.
func ReadCodebook(r io.Reader) (*Codebook, error) {
	var c Codebook
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return nil, &Problems{List: []Problem{{File: "codebook", Reason: "not a codebook: " + err.Error()}}}
	}
	var p Problems
	c.check(&p)
	if err := p.err(); err != nil {
		return nil, err
	}
	return &c, nil
}

func (c *Codebook) check(p *Problems) {
	bad := func(column, value, reason string) {
		p.add(Problem{File: "codebook", Column: column, Value: value, Reason: reason})
	}
	if len(c.Fields) == 0 {
		bad("", "", "no fields")
	}
	fields := map[string]*Field{}
	for i := range c.Fields {
		f := &c.Fields[i]
		if f.Name == "" {
			bad("", "", "field without a name")
		}
		if fields[f.Name] != nil {
			bad(f.Name, "", "field listed twice")
		}
		fields[f.Name] = f
		f.check(bad)
		checkMissing(f.MissingValues, f.Name, bad)
	}
	checkMissing(c.MissingValues, "", bad)
	names := map[string]bool{}
	for _, con := range c.Constructs {
		if names[con.Name] {
			bad(con.Name, "", "construct listed twice")
		}
		names[con.Name] = true
		items := map[string]bool{}
		for _, it := range con.Items {
			if items[it.Name] {
				bad(con.Name, it.Name, "item listed twice")
			}
			items[it.Name] = true
			f := fields[it.Field]
			if f == nil {
				bad(con.Name, it.Field, "item names a field that is not described")
				continue
			}
			levels := f.levelTexts()
			for _, v := range it.Values {
				if !slices.Contains(levels, v) {
					bad(it.Field, v, "item names a value that the field does not have")
				}
			}
			if it.Reverse && f.Type != "integer" && (f.Type != "string" || f.Constraints.Enum == nil) {
				bad(it.Field, "", "only a scale can be reversed")
			}
		}
	}
}

func checkMissing(list []MissingValue, column string, bad func(column, value, reason string)) {
	for _, m := range list {
		if m.Means != "skipped" && m.Means != "refused" && m.Means != "not asked" {
			bad(column, m.Means, `a missing value means "skipped", "refused" or "not asked"`)
		}
	}
}

func (f *Field) check(bad func(column, value, reason string)) {
	switch f.Type {
	case "string", "number", "boolean":
	case "list":
		if len(f.Constraints.Enum) == 0 {
			bad(f.Name, "", "a list needs constraints.enum")
		}
	case "integer":
		lo, hi := f.Constraints.Minimum, f.Constraints.Maximum
		switch {
		case f.Constraints.Enum != nil:
			for _, e := range f.Constraints.Enum {
				if _, err := strconv.Atoi(e); err != nil {
					bad(f.Name, e, "enum of an integer is not an integer")
				}
			}
		case lo == nil || hi == nil:
			bad(f.Name, "", "an integer needs minimum and maximum, or enum")
		case *lo != float64(int(*lo)) || *hi != float64(int(*hi)) || *hi < *lo || *hi-*lo > 126:
			bad(f.Name, fmt.Sprintf("%g to %g", *lo, *hi), "an integer scale needs whole bounds and at most 127 levels")
		}
	default:
		bad(f.Name, f.Type, "unknown type")
	}
	if len(f.Constraints.Enum) > 127 {
		bad(f.Name, "", "more than 127 answers")
	}
	seen := map[string]bool{}
	for _, e := range f.Constraints.Enum {
		if seen[e] {
			bad(f.Name, e, "answer listed twice")
		}
		seen[e] = true
	}
}

// levelTexts returns the texts of a coded field's answers in code order, nil
// for numbers and free text.
func (f *Field) levelTexts() []string {
	switch {
	case f.Type == "boolean":
		return []string{"0", "1"}
	case f.Constraints.Enum != nil && f.Type != "number":
		return f.Constraints.Enum
	case f.Type == "integer" && f.Constraints.Minimum != nil && f.Constraints.Maximum != nil:
		var out []string
		for v := int(*f.Constraints.Minimum); v <= int(*f.Constraints.Maximum) && len(out) < 128; v++ {
			out = append(out, strconv.Itoa(v))
		}
		return out
	}
	return nil
}
