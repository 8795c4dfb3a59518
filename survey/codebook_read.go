package survey

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/internal/source"
)

// ReadCodebook reads and checks a codebook, a JSON file in UTF-8. Everything
// wrong with it is returned at once as *[Problems], with lines and the paths of
// members. Members that the format does not know are problems, but for note
// and those whose names start with "x-", which may stand anywhere.
func ReadCodebook(r io.Reader) (*Codebook, error) {
	if err := source.Check(r, "codebook"); err != nil {
		return nil, err
	}
	name := source.Name(r, "codebook")
	data, err := io.ReadAll(io.LimitReader(r, maxCodebookSize+1))
	if err != nil {
		return nil, fmt.Errorf("ctostudy: %s: %w", name, err)
	}
	in := &codebookReader{lines: map[string]int{}}
	in.problems.file = name
	if len(data) > maxCodebookSize {
		in.problems.Add(Problem{Reason: "the codebook is larger than 16 MiB"})
		return nil, in.problems.Err()
	}
	root, problem := jsonTree(data)
	if problem != nil {
		in.problems.Add(*problem)
		return nil, in.problems.Err()
	}
	c := in.codebook(root)
	c.check(&in.problems, in)
	if err := in.problems.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// UnmarshalJSON accepts a bare text, which means skipped, or an object.
func (m *MissingValue) UnmarshalJSON(b []byte) error {
	*m = MissingValue{Means: "skipped"}
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &m.Value)
	}
	type plain MissingValue
	return json.Unmarshal(b, (*plain)(m))
}

// codebookReader decodes nodes and keeps the line of each path.
type codebookReader struct {
	problems Problems
	lines    map[string]int
	faulty   []string // paths of what could not be decoded, the first thousand
}

// members says how each member of an object is decoded; later is a member that
// is known and not acted upon yet.
type members map[string]func(n *jsonNode, path string)

// later marks members that are refused by name until they are acted upon.
var later func(n *jsonNode, path string)

func (in *codebookReader) wrong(n *jsonNode, path, want string) {
	in.problems.Add(Problem{Line: n.line, Path: path, Reason: "wrong kind of value", Detail: want + " belongs here, not " + n.kind()})
	in.undecoded(path)
}

// object decodes the members of an object; those listed as needed must be
// there.
func (in *codebookReader) object(n *jsonNode, path string, known members, needed ...string) {
	in.lines[path] = n.line
	if n.value != json.Delim('{') {
		in.wrong(n, path, "an object")
		return
	}
	seen := map[string]bool{}
	for _, m := range n.members {
		at := strings.TrimPrefix(path+"."+m.name, ".")
		decode, listed := known[m.name]
		switch {
		case seen[m.name]:
			in.problems.Add(Problem{Line: m.line, Path: at, Reason: "member given twice"})
		case listed && decode == nil:
			in.problems.Add(Problem{Line: m.line, Path: at, Reason: reasonLater,
				Detail: "this version does nothing with it: leave it out, or rename it x-" + m.name + " to keep it as a note"})
		case decode != nil:
			in.lines[at] = m.line
			decode(m.node, at)
		case m.name != "note" && !strings.HasPrefix(m.name, "x-"):
			var names []string
			for _, name := range slices.Sorted(maps.Keys(known)) {
				if known[name] != nil {
					names = append(names, name)
				}
			}
			in.problems.Add(Problem{Line: m.line, Path: at, Reason: "unknown member", Detail: "known are " + strings.Join(names, ", ") + ", note and x-..."})
		}
		seen[m.name] = true
	}
	for _, name := range needed {
		if !seen[name] {
			in.problems.Add(Problem{Line: n.line, Path: path, Reason: "member missing", Detail: name})
			in.undecoded(strings.TrimPrefix(path+"."+name, "."))
		}
	}
}

// array decodes each element of an array.
func (in *codebookReader) array(n *jsonNode, path string, element func(n *jsonNode, path string)) {
	if n.value != json.Delim('[') {
		in.wrong(n, path, "an array")
		return
	}
	for i, e := range n.items {
		at := path + "[" + strconv.Itoa(i) + "]"
		in.lines[at] = e.line
		element(e, at)
	}
}

// parts decodes the fields, constructs or items of what holds them. Those that a
// program left nil are written as null.
func (in *codebookReader) parts(n *jsonNode, path string, element func(n *jsonNode, path string)) {
	if n.value != nil {
		in.array(n, path, element)
	}
}

func (in *codebookReader) undecoded(path string) {
	if len(in.faulty) < 1000 {
		in.faulty = append(in.faulty, path)
	}
}

// follows reports whether what stands at a path could not be decoded, so that
// what a check says of it only follows from that.
func (in *codebookReader) follows(path string) bool {
	return slices.ContainsFunc(in.faulty, func(f string) bool { return within(path, f) || within(f, path) })
}

// within reports whether a path is another one or leads below it.
func within(path, above string) bool {
	rest, ok := strings.CutPrefix(path, above)
	return ok && (rest == "" || above == "" || rest[0] == '.' || rest[0] == '[')
}

func (in *codebookReader) text(to *string) func(*jsonNode, string) {
	return func(n *jsonNode, path string) {
		s, ok := n.value.(string)
		if !ok {
			in.wrong(n, path, "a text")
		}
		*to = s
	}
}

// texts decodes a list of texts; a number stands for its own text.
func (in *codebookReader) texts(to *[]string) func(*jsonNode, string) {
	return func(n *jsonNode, path string) {
		*to = []string{}
		in.array(n, path, func(e *jsonNode, at string) {
			switch v := e.value.(type) {
			case string:
				*to = append(*to, v)
			case json.Number:
				*to = append(*to, v.String())
			default:
				in.wrong(e, at, "a text")
			}
		})
	}
}

func (in *codebookReader) flag(to *bool) func(*jsonNode, string) {
	return func(n *jsonNode, path string) {
		v, ok := n.value.(bool)
		if !ok {
			in.wrong(n, path, "true or false")
		}
		*to = v
	}
}

func (in *codebookReader) number(to **float64) func(*jsonNode, string) {
	return func(n *jsonNode, path string) {
		v, ok := n.value.(json.Number)
		x, err := v.Float64()
		if !ok || err != nil {
			in.wrong(n, path, "a number")
			return
		}
		if beyondWhole(v.String(), x) {
			in.problems.Add(Problem{Line: n.line, Path: path, Value: v.String(), Reason: reasonLarge,
				Detail: "there whole numbers are not told apart"})
			in.undecoded(path)
			return
		}
		*to = &x
	}
}

// kept decodes a member that is kept as it is.
func (in *codebookReader) kept(to *any) func(*jsonNode, string) {
	return func(n *jsonNode, _ string) { *to = n.plain() }
}

func (in *codebookReader) codebook(root *jsonNode) *Codebook {
	c := &Codebook{}
	in.object(root, "", members{
		"title":         in.text(&c.Title),
		"synthetic":     in.flag(&c.Synthetic),
		"source":        in.text(&c.Source),
		"sample":        in.text(&c.Sample),
		"note":          in.text(&c.Note),
		"missingValues": in.missing(&c.MissingValues),
		"fields": func(n *jsonNode, path string) {
			in.parts(n, path, func(e *jsonNode, at string) { c.Fields = append(c.Fields, in.field(e, at)) })
		},
		"constructs": func(n *jsonNode, path string) {
			in.parts(n, path, func(e *jsonNode, at string) { c.Constructs = append(c.Constructs, in.construct(e, at)) })
		},
		"primaryKey":  in.kept(&c.PrimaryKey),
		"foreignKeys": in.kept(&c.ForeignKeys),
		"rdfType":     in.kept(&c.RDFType),
		"example":     in.kept(&c.Example),
		"description": in.kept(&c.Description),
		"dialect":     later, "filter": later, "sheet": later, "public": later,
		"disclosure": later, "banners": later, "study": later,
	}, "fields")
	return c
}

func (in *codebookReader) missing(to *[]MissingValue) func(*jsonNode, string) {
	return func(n *jsonNode, path string) {
		*to = []MissingValue{}
		in.array(n, path, func(e *jsonNode, at string) {
			m := MissingValue{Means: "skipped"}
			switch v := e.value.(type) {
			case string:
				m.Value = v
			case json.Number:
				m.Value = v.String()
			default:
				in.object(e, at, members{"value": in.text(&m.Value), "means": in.text(&m.Means)}, "value")
			}
			*to = append(*to, m)
		})
	}
}

func (in *codebookReader) field(n *jsonNode, path string) Field {
	var f Field
	in.object(n, path, members{
		"name":        in.text(&f.Name),
		"title":       in.text(&f.Title),
		"type":        in.text(&f.Type),
		"trueValues":  in.texts(&f.TrueValues),
		"falseValues": in.texts(&f.FalseValues),
		"delimiter":   in.text(&f.Delimiter),
		"decimalChar": in.text(&f.DecimalChar),
		"rdfType":     in.kept(&f.RDFType),
		"example":     in.kept(&f.Example),
		"description": in.kept(&f.Description),
		"primaryKey":  in.kept(&f.PrimaryKey),
		"foreignKeys": in.kept(&f.ForeignKeys),
		"column":      later, "columns": later, "format": later, "pattern": later,
		"categories": later, "labelsOnly": later, "codesOnly": later, "other": later,
		"ranked": later, "groupChar": later, "bareNumber": later,
		"missingValues": in.missing(&f.MissingValues),
		"note":          in.text(&f.Note),
		"labels": func(n *jsonNode, path string) {
			f.Labels = map[string]string{}
			known := members{}
			for _, m := range n.members {
				known[m.name] = func(n *jsonNode, path string) {
					var s string
					in.text(&s)(n, path)
					f.Labels[m.name] = s
				}
			}
			in.object(n, path, known)
		},
		"constraints": func(n *jsonNode, path string) {
			c := &f.Constraints
			in.object(n, path, members{"required": in.flag(&c.Required), "unique": in.flag(&c.Unique),
				"minimum": in.number(&c.Minimum), "maximum": in.number(&c.Maximum), "enum": in.texts(&c.Enum),
				"pattern": later, "minLength": later, "maxLength": later})
		},
	}, "name", "type")
	return f
}

func (in *codebookReader) construct(n *jsonNode, path string) Construct {
	var c Construct
	in.object(n, path, members{
		"name":   in.text(&c.Name),
		"title":  in.text(&c.Title),
		"note":   in.text(&c.Note),
		"lonely": in.text(&c.Lonely),
		"role":   later, "margins": later, "raked": later,
		"items": func(n *jsonNode, path string) {
			in.parts(n, path, func(e *jsonNode, at string) { c.Items = append(c.Items, in.item(e, at)) })
		},
	}, "name", "items")
	return c
}

func (in *codebookReader) item(n *jsonNode, path string) Item {
	var it Item
	in.object(n, path, members{
		"name":    in.text(&it.Name),
		"title":   in.text(&it.Title),
		"field":   in.text(&it.Field),
		"values":  in.texts(&it.Values),
		"reverse": in.flag(&it.Reverse),
		"from":    later, "to": later,
	}, "name", "field")
	return it
}
