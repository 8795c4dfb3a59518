package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// word is a word of the 2021 study in an identifier or a text.
type word struct {
	room, file string
	line       int
	word       string
}

// The rooms of the study: what stands there is about 2021. The root's accessors are the one file
// that gives out the shipped study.
var (
	ownRooms = []string{"internal/study2021", "examples"}
	ownFiles = map[string][]string{"root": {"wave2021.go", "study2021.go"}}
)

// studyWords are the words that only the 2021 study has, and its archetypes' names.
var studyWords = []string{"cto", "ctos", "cio", "cios", "china", "2021", "maturity", "effectiveness", "roi"}

// driverNames are ordinary English, so that they count only as the name of a construct or an item:
// a text that is the word alone, or follows "driver.".
var driverNames = []string{"mission", "people", "partners", "process", "innovation", "technology"}

var wordPattern = regexp.MustCompile(`[A-Za-z]+|[0-9]+`)

// wordsOf lists the words of 2021 in the identifiers and texts of a package; comments and the
// module's own import paths do not count, and neither do tests and what only tests import.
func wordsOf(fset *token.FileSet, p *pkg) (out []word) {
	if slices.Contains(harnesses, p.room) {
		return nil
	}
	if slices.ContainsFunc(ownRooms, func(r string) bool { return p.room == r || strings.HasPrefix(p.room, r+"/") }) {
		return nil
	}

	for _, f := range p.files {
		name := fileName(fset, f.Pos())
		if slices.Contains(ownFiles[p.room], name) {
			continue
		}
		note := func(at token.Pos, found []string) {
			for _, w := range found {
				out = append(out, word{p.room, name, fset.Position(at).Line, w})
			}
		}

		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Ident:
				note(n.Pos(), inName(n.Name))
			case *ast.BasicLit:
				if n.Kind == token.STRING {
					note(n.Pos(), inText(strings.Trim(n.Value, "\"`")))
				}
			}
			return true
		})
	}
	return out
}

// inName returns the words of the study in an identifier, which it splits at capitals and digits.
func inName(name string) []string {
	var parts []string
	start := 0
	runes := []rune(name)
	for i := 1; i <= len(runes); i++ {
		if i == len(runes) || boundary(runes, i) {
			parts = append(parts, strings.ToLower(string(runes[start:i])))
			start = i
		}
	}
	return chosen(parts)
}

// boundary reports whether a part of an identifier begins at i: a capital after a small letter, the
// last capital of several before a small letter, a digit after a letter.
func boundary(r []rune, i int) bool {
	switch {
	case unicode.IsDigit(r[i]) != unicode.IsDigit(r[i-1]):
		return true
	case unicode.IsUpper(r[i]) && !unicode.IsUpper(r[i-1]):
		return true
	case unicode.IsUpper(r[i]) && i+1 < len(r) && unicode.IsLower(r[i+1]):
		return true
	}
	return false
}

func inText(text string) []string {
	if slices.Contains(driverNames, strings.TrimPrefix(text, "driver.")) {
		return []string{text}
	}
	text = strings.ReplaceAll(text, "ctostudy", "")
	return chosen(wordPattern.FindAllString(strings.ToLower(text), -1))
}

func chosen(parts []string) (out []string) {
	for _, p := range parts {
		if slices.Contains(studyWords, p) {
			out = append(out, p)
		}
	}
	return out
}

func (m *measurement) wordsIn(room string) (n int) {
	for _, w := range m.words {
		if w.room == room {
			n++
		}
	}
	return n
}

func (m *measurement) printWords(out io.Writer) {
	for _, w := range m.words {
		fmt.Fprintf(out, "%s/%s:%d: %s\n", w.room, w.file, w.line, w.word)
	}
}
