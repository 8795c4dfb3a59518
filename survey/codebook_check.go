package survey

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Check returns what is wrong with a codebook that a program made, nil where
// nothing is; [ReadCodebook] has checked what it returns.
func (c *Codebook) Check() error {
	var p Problems
	c.check(&p, nil)
	return p.Err()
}

// check adds what is wrong beyond the form of the JSON that it was read from,
// if any.
func (c *Codebook) check(p *Problems, in *codebookReader) {
	k := &codebookCheck{book: c, problems: p, in: in, fields: map[string]*fieldSpec{}}
	if len(c.Fields) == 0 {
		k.bad("fields", "", "no fields", "")
	}
	k.missing("missingValues", c.MissingValues, false)
	k.shared = c.missingCodes()
	names := map[string]bool{}
	for i := range c.Fields {
		f, path := &c.Fields[i], fmt.Sprintf("fields[%d]", i)
		k.name(path+".name", f.Name, names)
		if k.field(path, f) && k.fields[f.Name] == nil {
			k.fields[f.Name] = f.spec(k.shared)
		} else if k.fields[f.Name] == nil {
			k.fields[f.Name] = &fieldSpec{} // so that items of a faulty field are not said to lack one
		}
	}
	names = map[string]bool{}
	for i := range c.Constructs {
		con, path := &c.Constructs[i], fmt.Sprintf("constructs[%d]", i)
		k.name(path+".name", con.Name, names)
		k.lonely(path+".lonely", con)
		if con.Is(roleDesign) && con.Item("weight") != nil && con.Item("frequency") != nil {
			k.bad(path, "", "weight beside frequency",
				"a row stands for so many respondents or is weighted: give one or the other")
		}

		items := map[string]bool{}
		for j := range con.Items {
			at := fmt.Sprintf("%s.items[%d]", path, j)
			k.name(at+".name", con.Items[j].Name, items)
			if con.Is(rolePopulation) {
				k.population(at+".name", con.Items[j].Name)
			}
			k.item(at, con, &con.Items[j])
		}
	}
	checkRoles(k)
	checkStudy(k)
}

// missing checks the missing values of the codebook or of a field, of which
// only the latter may say that a text is an answer.
func (k *codebookCheck) missing(path string, list []MissingValue, ofField bool) {
	means := map[string]string{} // by text
	values := map[float64]MissingValue{}
	var texts []string

	for i, m := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		texts = append(texts, m.Value)
		switch {
		case m.Means == "skipped", m.Means == "refused", m.Means == "not asked":
		case m.Means == meansAnswer && ofField:
		case m.Means == meansAnswer:
			k.bad(at+".means", m.Means, "unknown meaning",
				"a field says what is an answer there, in its own missingValues")
			continue
		default:
			k.bad(at+".means", m.Means, "unknown meaning",
				`a missing value means "skipped", "refused" or "not asked"`)
			continue
		}

		// Spaces around it and other ways of writing a number are the same text.
		text := bareText(m.Value)
		if other, twice := means[text]; twice && other != m.Means {
			k.bad(at, m.Value, reasonTwoReadings, fmt.Sprintf("%q and %q", other, m.Means))
			continue
		}
		means[text] = m.Means

		x, number := parseNumber(text)
		other, twice := values[x]
		if number && twice && other.Means != m.Means {
			k.bad(at, m.Value, reasonTwoReadings, fmt.Sprintf(
				"%q, and %q as %s is the same number", m.Means, other.Means, quoteShort(other.Value)))
		} else if number {
			values[x] = m
		}
	}
	k.distinct(path, texts)
}

// field checks one field and reports whether a spec can be made of it.
func (k *codebookCheck) field(path string, f *Field) bool {
	k.failed = false
	switch f.Type {
	case "string", "integer", "number", "boolean", "list":
	case "date", "any":
		k.bad(path+".type", f.Type, reasonLater, `"string", "integer", "number", "boolean" or "list"`)
		return false
	case "":
		k.bad(path+".type", "", "empty type", `"string", "integer", "number", "boolean" or "list"`)
		return false
	default:
		k.bad(path+".type", f.Type, "unknown type", `"string", "integer", "number", "boolean" or "list"`)
		return false
	}
	k.bounds(path+".constraints", f)
	k.enum(path+".constraints.enum", f)
	if f.Type != "boolean" && (f.TrueValues != nil || f.FalseValues != nil) {
		k.bad(path, f.Type, reasonMismatch, "trueValues and falseValues belong to a boolean")
	}
	k.distinct(path+".trueValues", f.TrueValues)
	k.distinct(path+".falseValues", f.FalseValues)
	if f.Type != "list" && f.Delimiter != "" {
		k.bad(path+".delimiter", f.Delimiter, reasonMismatch, "only a list has a delimiter")
	}
	k.decimalChar(path+".decimalChar", f)
	k.missing(path+".missingValues", f.MissingValues, true)
	if k.failed {
		return false
	}

	k.readings(path, f)
	answers := f.Answers()
	for _, key := range slices.Sorted(maps.Keys(f.Labels)) {
		if f.Type == "boolean" || !slices.Contains(answers, key) {
			k.bad(path+".labels."+key, key, "label of something that is no answer", "labels go with the texts of a scale, choice or list")
		}
	}
	return !k.failed
}

// decimalChar checks the only statement about points that is read so far.
func (k *codebookCheck) decimalChar(path string, f *Field) {
	switch {
	case f.DecimalChar == "":
	case f.Type != "number" && f.Type != "integer":
		k.bad(path, f.DecimalChar, reasonMismatch, "a decimal point belongs to numbers")
	case f.DecimalChar != ".":
		k.bad(path, f.DecimalChar, reasonLater, "only the decimal point is read so far")
	}
}

// bounds checks minimum and maximum.
func (k *codebookCheck) bounds(path string, f *Field) {
	low, high := f.Constraints.Minimum, f.Constraints.Maximum
	if low == nil && high == nil {
		return
	}
	if f.Type != "integer" && f.Type != "number" {
		k.bad(path, f.Type, reasonMismatch, "minimum and maximum belong to integers and numbers")
	}
	for _, b := range []struct {
		name  string
		value *float64
	}{{"minimum", low}, {"maximum", high}} {
		if b.value == nil {
			continue
		}

		v := *b.value
		text := strconv.FormatFloat(v, 'g', -1, 64)
		switch {
		case math.IsNaN(v), math.IsInf(v, 0), f.Type == "integer" && v != math.Trunc(v):
			k.bad(path+"."+b.name, text, "not a whole number", "")
		case math.Abs(v) > maxWhole:
			k.bad(path+"."+b.name, text, reasonLarge, "there whole numbers are not told apart")
		}
	}
	if low != nil && high != nil && *low > *high {
		k.bad(path, "", "minimum above maximum", "")
	}
	if len(f.Constraints.Enum) > 0 {
		k.bad(path, "", "enum beside minimum or maximum", "give one or the other")
	}
}

// enum checks the answers of a choice or list.
func (k *codebookCheck) enum(path string, f *Field) {
	texts := f.Constraints.Enum
	k.distinct(path, texts)
	switch {
	case texts == nil && f.Type != "list":
		return
	case len(texts) == 0:
		k.bad(path, "", "no answers", "")
	case len(texts) > maxLevels:
		k.bad(path, "", "too many answers", fmt.Sprintf("%d, at most %d", len(texts), maxLevels))
	}
	switch f.Type {
	case "number", "boolean":
		k.bad(path, f.Type, reasonMismatch, "enum belongs to a string, an integer or a list")
	case "integer":
		first := map[int64]string{}
		for i, t := range texts {
			v, err := strconv.ParseInt(t, 10, 53)
			if err != nil {
				k.bad(fmt.Sprintf("%s[%d]", path, i), t, "not a whole number", "words are the answers of a string")
				continue
			}
			if other, twice := first[v]; twice && other != t {
				k.bad(fmt.Sprintf("%s[%d]", path, i), t, reasonTwice, "as "+other)
			}
			first[v] = t
		}
	case "list":
		d := f.delimiter()
		k.printable(strings.TrimSuffix(path, "constraints.enum")+"delimiter", strings.ReplaceAll(d, "\t", ""))
		for i, t := range texts {
			if t == "" || strings.TrimSpace(t) != t || strings.Contains(t, d) {
				k.bad(fmt.Sprintf("%s[%d]", path, i), t, "not an option of a list", fmt.Sprintf("an option is not empty, has no spaces around it and does not hold the delimiter %q", d))
			}
		}
	}
}

// item checks one item of a construct.
func (k *codebookCheck) item(path string, con *Construct, it *Item) {
	spec := k.fields[it.Field]
	if spec == nil {
		k.bad(path+".field", it.Field, "no such field", "")
		return
	}
	f := spec.field
	if f == nil {
		return // the field is faulty itself
	}
	coded := spec.kind == listColumn || spec.kind == codeColumn && f.Type != "boolean"
	switch {
	case it.Values != nil && !coded:
		k.bad(path+".values", it.Field, reasonMismatch, "values belong to an item of a scale, choice or list")
	case it.Values != nil && len(it.Values) == 0:
		k.bad(path+".values", "", "no values", "")
	case it.Values == nil && spec.kind == listColumn:
		k.bad(path, it.Field, "item of a list without values", "name the options that tick it")
	}
	for i, v := range it.Values {
		if coded && spec.codeOf(v) < 0 {
			k.bad(fmt.Sprintf("%s.values[%d]", path, i), v, "not an answer of the field", it.Field)
		}
	}
	k.distinct(path+".values", it.Values)
	bounded := spec.kind == numberColumn && f.Constraints.Minimum != nil && f.Constraints.Maximum != nil
	scale := spec.kind == codeColumn && f.Type != "boolean"
	if it.Reverse && (it.Values != nil || !bounded && !scale) {
		k.bad(path+".reverse", it.Field, "only a scale can be reversed", "a choice, or a number with minimum and maximum, without values")
	}
	if con.Is(roleDesign) {
		k.design(path, it, spec)
	}
}

// population checks the name of a population: claims join names by points, and
// "all" and the archetypes are populations already.
func (k *codebookCheck) population(path, name string) {
	switch {
	case name == everybody:
		k.bad(path, name, "name of a population that there is already", `"all" is everybody`)
	case isClass(k.book, name):
		k.bad(path, name, "name of a population that there is already",
			"it is the name of one of the classes that are found")
	case !isPopulationName(name):
		k.bad(path, name, "not the name of a population", "letters, digits, - and _")
	}
}

// lonely checks the policy for strata with a single cluster.
func (k *codebookCheck) lonely(path string, c *Construct) {
	if c.Lonely == "" {
		return
	}
	if !c.Is(roleDesign) {
		k.bad(path, c.Lonely, "only the construct design says what lonely strata add", "")
		return
	}

	switch c.Lonely {
	case "fail", "remove", "adjust", "average":
	default:
		k.bad(path, c.Lonely, "unknown policy for lonely strata",
			`"fail", "remove", "adjust" or "average"`)
	}
}

// design checks an item of the construct that describes the survey design.
func (k *codebookCheck) design(path string, it *Item, spec *fieldSpec) {
	switch it.Name {
	case "weight", "frequency", "population":
		if spec.kind != numberColumn {
			k.bad(path+".field", it.Field, reasonMismatch,
				"a weight, frequency or population size is a number")
		}
	case "stratum", "cluster":
		if spec.kind == listColumn {
			k.bad(path+".field", it.Field, reasonMismatch, "a list is no stratum or cluster")
		}
	default:
		k.bad(path+".name", it.Name, "unknown item of the design", "weight, frequency, stratum, cluster or population")
	}
	if it.Values != nil || it.Reverse {
		k.bad(path, it.Name, "item of the design with values or reverse", "")
	}
}
