package survey

import (
	"encoding/json"
	"fmt"
	"io"

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
		"study":       readStudy(in, &c.Study),
		"primaryKey":  in.kept(&c.PrimaryKey),
		"foreignKeys": in.kept(&c.ForeignKeys),
		"rdfType":     in.kept(&c.RDFType),
		"example":     in.kept(&c.Example),
		"description": in.kept(&c.Description),
		"dialect":     later, "filter": later, "sheet": later, "public": later,
		"disclosure": later, "banners": later,
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
		"role":   in.text(&c.Role), "margins": later, "raked": later,
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
