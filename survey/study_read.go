package survey

import (
	"bytes"
	"encoding/json"
	"math"
)

// readStudy decodes the codebook's member study.
func readStudy(in *codebookReader, to **Study) func(*jsonNode, string) {
	return func(n *jsonNode, path string) {
		s := &Study{}
		*to = s
		in.object(n, path, members{
			"metrics": listOf(in, &s.Metrics, readScale),
			"drivers": listOf(in, &s.Drivers, readScale),
			"index": func(n *jsonNode, path string) {
				index := readScale(in, n, path)
				s.Index = &index
			},
			"controls": in.texts(&s.Controls),
			"amounts":  in.text(&s.Amounts),
			"outcomes": listOf(in, &s.Outcomes, readOutcome),
			"classes":  func(n *jsonNode, path string) { s.Classes = readClasses(in, n, path) },
			"parties":  in.texts(&s.Parties),
			"banners":  in.texts(&s.Banners),
			"words":    readWords(in, &s.Words),
			"pictures": listOf(in, &s.Pictures, readPicture),
			"sources":  in.texts(&s.Sources),
			"untitled": in.text(&s.Untitled),
		})
	}
}

// listOf decodes a list of what a function decodes.
func listOf[T any](in *codebookReader, to *[]T,
	read func(*codebookReader, *jsonNode, string) T) func(*jsonNode, string) {
	return func(n *jsonNode, path string) {
		*to = []T{}
		in.array(n, path, func(e *jsonNode, at string) { *to = append(*to, read(in, e, at)) })
	}
}

// readScale decodes a score: a text is the name of a construct, or of all that begin so.
func readScale(in *codebookReader, n *jsonNode, path string) Scale {
	if name, ok := n.value.(string); ok {
		return scaleOf(name)
	}
	var s Scale
	in.object(n, path, members{"name": in.text(&s.Name), "title": in.text(&s.Title),
		"parts": in.texts(&s.Parts), "within": in.texts(&s.Within)}, "name")
	return s
}

// UnmarshalJSON accepts the name of a construct, or an object.
func (s *Scale) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte(`"`)) {
		var name string
		if err := json.Unmarshal(b, &name); err != nil {
			return err
		}
		*s = scaleOf(name)
		return nil
	}
	type plain Scale
	*s = Scale{}
	return json.Unmarshal(b, (*plain)(s))
}

func readOutcome(in *codebookReader, n *jsonNode, path string) Outcome {
	var o Outcome
	in.object(n, path, members{"name": in.text(&o.Name), "title": in.text(&o.Title),
		"from": in.text(&o.From), "to": in.text(&o.To)}, "name", "from", "to")
	return o
}

func readClasses(in *codebookReader, n *jsonNode, path string) *Classes {
	c := &Classes{}
	in.object(n, path, members{"population": in.text(&c.Population), "items": in.text(&c.Items),
		"heldout": in.text(&c.HeldOut), "number": readCount(in, &c.Number),
		"name": in.text(&c.Name), "title": in.text(&c.Title)})
	return c
}

func readPicture(in *codebookReader, n *jsonNode, path string) Picture {
	var p Picture
	in.object(n, path, members{"number": readCount(in, &p.Number), "name": in.text(&p.Name),
		"form": in.text(&p.Form), "constructs": in.texts(&p.Constructs), "answers": in.texts(&p.Answers),
		"populations": in.texts(&p.Populations), "outcome": in.text(&p.Outcome),
		"title": in.text(&p.Title), "unit": in.text(&p.Unit), "keys": in.texts(&p.Keys)},
		"number", "form")
	return p
}

// readCount decodes a whole number from 1.
func readCount(in *codebookReader, to *int) func(*jsonNode, string) {
	return func(n *jsonNode, path string) {
		var x *float64
		in.number(&x)(n, path)
		switch {
		case x == nil:
		case *x != math.Trunc(*x) || *x < 1 || *x > math.MaxInt32:
			in.wrong(n, path, "a whole number from 1")
		default:
			*to = int(*x)
		}
	}
}

// readWords decodes an object of texts.
func readWords(in *codebookReader, to *map[string]string) func(*jsonNode, string) {
	return func(n *jsonNode, path string) {
		*to = map[string]string{}
		known := members{}
		for _, m := range n.members {
			known[m.name] = func(n *jsonNode, path string) {
				var s string
				in.text(&s)(n, path)
				(*to)[m.name] = s
			}
		}
		in.object(n, path, known)
	}
}
