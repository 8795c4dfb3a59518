package survey

import (
	"fmt"
	"strings"
	"unicode"
)

// codebookCheck collects what is wrong with a codebook.
type codebookCheck struct {
	book     *Codebook
	problems *Problems
	in       *codebookReader // nil for a codebook that a program made
	shared   *missingCodes
	fields   map[string]*fieldSpec
	failed   bool // something was bad since this was last set to false
}

func (k *codebookCheck) bad(path, value, reason, detail string) {
	k.failed = true
	line := 0
	if k.in != nil {
		if k.in.follows(path) {
			return
		}
		// A member that is absent has the line of what should hold it.
		for at := path; line == 0 && at != ""; at = at[:max(strings.LastIndexAny(at, ".["), 0)] {
			line = k.in.lines[at]
		}
	}
	k.problems.Add(Problem{Line: line, Path: path, Value: value, Reason: reason, Detail: detail})
}

// name checks that a name is there, printable and new.
func (k *codebookCheck) name(path, name string, seen map[string]bool) {
	if name == "" {
		k.bad(path, "", reasonNoName, "")
		return
	}
	k.printable(path, name)
	if seen[name] {
		k.bad(path, name, reasonTwice, "")
	}
	seen[name] = true
}

func (k *codebookCheck) printable(path, text string) {
	for _, r := range text {
		if unicode.IsControl(r) || r == '\ufeff' || r == unicode.ReplacementChar {
			k.bad(path, text, reasonControl, "")
			return
		}
	}
}

// distinct checks a list of cell texts.
func (k *codebookCheck) distinct(path string, texts []string) {
	seen := make(map[string]bool, len(texts))
	for i, t := range texts {
		at := fmt.Sprintf("%s[%d]", path, i)
		k.printable(at, t)
		if seen[t] {
			k.bad(at, t, reasonTwice, "")
		}
		seen[t] = true
	}
}

// isPopulationName reports whether a name may be that of a population or of classes.
func isPopulationName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && r != '-' && r != '_'
	})
}
