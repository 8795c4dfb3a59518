package survey

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

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
	in.problems.Add(Problem{Line: n.line, Path: path, Reason: "wrong kind of value",
		Detail: want + " belongs here, not " + n.kind()})
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
				Detail: "this version does nothing with it: leave it out, or rename it x-" + m.name +
					" to keep it as a note"})
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
			in.problems.Add(Problem{Line: m.line, Path: at, Reason: "unknown member",
				Detail: "known are " + strings.Join(names, ", ") + ", note and x-..."})
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
	return slices.ContainsFunc(in.faulty, func(f string) bool {
		return within(path, f) || within(f, path)
	})
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
