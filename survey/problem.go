package survey

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// placesPerReason is how many places of each kind of problem are listed; the
// rest is counted.
const placesPerReason = 20

// Reasons that more than one check gives.
const (
	reasonTwice    = "given twice"
	reasonControl  = "a control character, line break or invalid UTF-8"
	reasonNoName   = "empty name"
	reasonMismatch = "does not go with the field's type"
	reasonEncoding = "not UTF-8 text"

	reasonLater       = "not supported yet"
	reasonTwoReadings = "one text, two readings"
)

// Whole numbers beyond 2^53 are refused in words that say what to do.
const (
	reasonLarge = "a number beyond 2^53"
	detailLarge = "beyond 9007199254740992 whole numbers are not told apart: " +
		"write thousands or millions, and ids as texts"
)

// Problem is one thing that is wrong with an input, and where.
type Problem struct {
	// File is the name of the input as the caller gave it, possibly empty.
	File string `json:"file,omitempty"`
	// Line counts from 1; 0 where the problem belongs to no line.
	Line int `json:"line,omitempty"`
	// Column is the column's name; empty for a whole line and in a codebook.
	Column string `json:"column,omitempty"`
	// Path leads to a member of a codebook, such as fields[3].constraints,
	// counting from 0; empty elsewhere.
	Path string `json:"path,omitempty"`
	// Value is the text found there, as it stands; empty also where there is
	// none to show.
	Value string `json:"value,omitempty"`
	// Reason is the kind of problem, the same words for the same kind.
	Reason string `json:"reason"`
	// Detail says what was expected there; it may be empty.
	Detail string `json:"detail,omitempty"`
}

// String returns the problem on one line of printable text, the value quoted
// and cut to 40 characters.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.place())
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(p.Reason)
	if p.Value != "" {
		b.WriteString(": " + quoteShort(p.Value))
	}
	if p.Detail != "" {
		b.WriteString(" (" + p.Detail + ")")
	}
	return b.String()
}

func (p Problem) place() string {
	var parts []string
	switch {
	case p.File != "" && p.Line > 0:
		parts = append(parts, fmt.Sprintf("%s:%d", p.File, p.Line))
	case p.File != "":
		parts = append(parts, p.File)
	case p.Line > 0:
		parts = append(parts, fmt.Sprintf("line %d", p.Line))
	}
	if p.Column != "" {
		parts = append(parts, "column "+quoteShort(p.Column))
	}
	if p.Path != "" {
		q := quoteShort(p.Path)
		parts = append(parts, strings.Trim(q, `"`))
	}
	return strings.Join(parts, ": ")
}

// quoteShort quotes a text of any bytes for one line of a terminal: at most 40
// characters, control characters and invalid bytes escaped.
func quoteShort(s string) string {
	const most = 40
	n := 0
	for i := range s {
		if n == most {
			return strconv.Quote(s[:i]) + "..."
		}
		n++
	}
	return strconv.Quote(s)
}

// ProblemCount says how often a kind of problem was met.
type ProblemCount struct {
	Reason string `json:"reason"`
	N      int    `json:"n"`
}

// Problems is the error of an input that cannot be used: everything that is
// wrong with it, found in one go.
type Problems struct {
	// List holds the first 20 problems of each kind in the order of the
	// input.
	List []Problem `json:"list"`
	// Counts holds the number of problems of each kind, shown or not, in the
	// order in which the kinds were first met.
	Counts []ProblemCount `json:"counts"`

	file string // of problems added without one
}

// Len returns the number of problems, shown or not.
func (p *Problems) Len() int {
	n := 0
	for _, c := range p.Counts {
		n += c.N
	}
	return n
}

// Error lists the problems, one on each line, and counts those beyond the
// first 20 of a kind.
func (p *Problems) Error() string {
	var b strings.Builder
	if n := p.Len(); n == 1 {
		b.WriteString("1 problem")
	} else {
		fmt.Fprintf(&b, "%d problems", n)
	}
	for _, one := range p.List {
		b.WriteString("\n" + one.String())
	}
	for _, c := range p.Counts {
		if c.N > placesPerReason {
			fmt.Fprintf(&b, "\nand %d more of: %s", c.N-placesPerReason, c.Reason)
		}
	}
	return b.String()
}

// Add records a problem. Texts are copied short, so that a file of noise does
// not stay in memory.
func (p *Problems) Add(one Problem) {
	if one.File == "" {
		one.File = p.file
	}
	one.Value, one.Column, one.Path = shorten(one.Value), shorten(one.Column), shorten(one.Path)
	for i := range p.Counts {
		if p.Counts[i].Reason == one.Reason {
			p.Counts[i].N++
			if p.Counts[i].N <= placesPerReason {
				p.List = append(p.List, one)
			}
			return
		}
	}
	p.Counts = append(p.Counts, ProblemCount{one.Reason, 1})
	p.List = append(p.List, one)
}

// shorten cuts a text to about 200 bytes at the border of a character.
func shorten(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > most-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.Clone(s[:cut])
}

// Err returns p as an error, nil where there is no problem.
func (p *Problems) Err() error {
	if len(p.List) == 0 {
		return nil
	}
	return p
}

// listed quotes the first names of a list.
func listed(names []string) string {
	var out []string
	for i, name := range names {
		if i == placesPerReason {
			return strings.Join(out, ", ") + ", ..."
		}
		out = append(out, quoteShort(name))
	}
	return strings.Join(out, ", ")
}
