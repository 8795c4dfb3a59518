package survey

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sort"
	"strings"
	"unicode/utf8"
)

const (
	// maxCodebookSize bounds what is read of a codebook, in bytes.
	maxCodebookSize = 16 << 20
	// maxCodebookDepth bounds the nesting of a codebook; the format needs 6.
	maxCodebookDepth = 32
)

// jsonNode is a JSON value with the line on which it ends. Decoding by hand
// from nodes finds all faults at once, and where they are.
type jsonNode struct {
	value   any // json.Delim '{' or '[', string, json.Number, bool or nil
	line    int
	members []jsonMember // of an object, in the order of the file
	items   []*jsonNode  // of an array
}

type jsonMember struct {
	name string
	line int
	node *jsonNode
}

// kind returns what the node is, in words for a problem.
func (n *jsonNode) kind() string {
	switch v := n.value.(type) {
	case json.Delim:
		if v == '{' {
			return "an object"
		}
		return "an array"
	case string:
		return "a text"
	case json.Number:
		return "a number"
	case bool:
		return "true or false"
	}
	return "null"
}

// plain returns the node as encoding/json decodes it, but for numbers, which
// stay as they are written.
func (n *jsonNode) plain() any {
	switch n.value {
	case json.Delim('{'):
		out := make(map[string]any, len(n.members))
		for _, m := range n.members {
			out[m.name] = m.node.plain()
		}
		return out
	case json.Delim('['):
		out := make([]any, len(n.items))
		for i, item := range n.items {
			out[i] = item.plain()
		}
		return out
	}
	return n.value
}

// jsonTree reads one JSON value. The problem it returns has a line and reason.
func jsonTree(data []byte) (*jsonNode, *Problem) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	p := &jsonParser{decoder: json.NewDecoder(bytes.NewReader(data))}
	p.decoder.UseNumber()
	for i, b := range data {
		if b == '\n' {
			p.newlines = append(p.newlines, i)
		}
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, &Problem{Reason: "the file is empty"}
	}
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return nil, &Problem{Line: p.lineAt(at), Reason: reasonEncoding}
		}
		at += size
	}
	root, err := p.next(0)
	if err == nil {
		_, after := p.decoder.Token()
		if errors.Is(after, io.EOF) {
			return root, nil
		}
		err = errors.New("more text after the end of the codebook")
	}
	line := p.line()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		line = p.lineAt(int(syntax.Offset) - 1)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		line, err = p.lineAt(len(data)), errors.New("the file ends too early")
	}
	return nil, &Problem{Line: line, Reason: "not JSON", Detail: strings.TrimPrefix(err.Error(), "json: ")}
}

type jsonParser struct {
	decoder  *json.Decoder
	newlines []int // offsets
}

func (p *jsonParser) line() int { return p.lineAt(int(p.decoder.InputOffset())) }

// lineAt returns the line of the byte before an offset.
func (p *jsonParser) lineAt(offset int) int { return sort.SearchInts(p.newlines, offset) + 1 }

func (p *jsonParser) next(depth int) (*jsonNode, error) {
	token, err := p.decoder.Token()
	if err != nil {
		return nil, err
	}
	n := &jsonNode{value: token, line: p.line()}
	delim, nested := token.(json.Delim)
	if !nested {
		return n, nil
	}
	if depth >= maxCodebookDepth {
		return nil, errors.New("nested too deeply")
	}
	for p.decoder.More() {
		var m jsonMember
		if delim == '{' {
			name, err := p.decoder.Token()
			if err != nil {
				return nil, err
			}
			m.name, _ = name.(string)
			m.line = p.line()
		}
		if m.node, err = p.next(depth + 1); err != nil {
			return nil, err
		}
		if delim == '{' {
			n.members = append(n.members, m)
		} else {
			n.items = append(n.items, m.node)
		}
	}
	_, err = p.decoder.Token() // the closing bracket
	return n, err
}
