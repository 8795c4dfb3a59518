// Command compare holds two folders of outputs, written by .ci/outputs, against each other.
//
//	go run ./.ci/compare KEPT NEW
//
// A file is equal, or it has the same numbers: the same structure (rows and columns of a CSV file,
// the tree of a JSON file, otherwise the sequence of numbers), every number to 1e-12, and the same
// verdicts and classes in the same order. A file of the second kind, which differs in words or
// keys, has to be named in CHANGELOG.md under "Outputs", in backquotes. Anything else fails, unless
// its line there says "numbers", which is for values that were wrong.
package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: compare KEPT NEW")
		os.Exit(2)
	}
	failed, err := compare(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(2)
	}
	if failed {
		os.Exit(1)
	}
}

func compare(kept, now string) (failed bool, err error) {
	old, err := files(kept)
	if err != nil {
		return false, err
	}
	current, err := files(now)
	if err != nil {
		return false, err
	}
	excused, err := exceptions("CHANGELOG.md")
	if err != nil {
		return false, err
	}

	names := slices.Sorted(maps.Keys(old))
	for name := range current {
		if _, ok := old[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)

	equal := 0
	for _, name := range names {
		kind := difference(name, old[name], current[name])
		switch {
		case kind == "":
			equal++
		case kind == wording && excused[name] != "", excused[name] == numbers:
			fmt.Printf("%s: %s, as CHANGELOG.md says\n", name, kind)
		default:
			fmt.Printf("%s: %s\n", name, kind)
			failed = true
		}
	}
	fmt.Printf("%d of %d files are equal\n", equal, len(names))
	return failed, nil
}

// files returns the contents of the files below a folder by their path.
func files(folder string) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		out[name] = append([]byte{}, withoutFonts(text)...) // an empty file is not a missing one
		return err
	})
	return out, err
}

// fontTexts are what outputs say of a machine's fonts: the warning that none has Chinese
// characters, in texts and in JSON, and the names of pictures of dots.
var fontTexts = []*regexp.Regexp{
	regexp.MustCompile(`(?m)^- no-font: .*\n(?:  .*\n)*`),
	regexp.MustCompile(`\{\s*"code": "no-font",\s*"text": "[^"]*"\s*\},?\s*`),
	regexp.MustCompile(`(?m)^.*\.png.*\n`),
}

// withoutFonts returns an output without what depends on the fonts of a machine.
func withoutFonts(text []byte) []byte {
	for _, pattern := range fontTexts {
		text = pattern.ReplaceAll(text, nil)
	}
	return text
}

const (
	wording = "other words, the same numbers"
	numbers = "numbers"
)

var named = regexp.MustCompile("`([^`]+)`")

// exceptions returns the output files that the change log names below a heading "Outputs" before
// the next heading: with "numbers" where the line has this word, else with "words".
func exceptions(changelog string) (map[string]string, error) {
	text, err := os.ReadFile(changelog)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}

	out := map[string]string{}
	inside := false
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			inside = strings.Contains(line, "Outputs")
			continue
		}
		if !inside {
			continue
		}
		kind := "words"
		if strings.Contains(line, numbers) {
			kind = numbers
		}
		for _, m := range named.FindAllStringSubmatch(line, -1) {
			out[m[1]] = kind
		}
	}
	return out, nil
}

// difference says how two contents differ, "" if they do not.
func difference(name string, old, current []byte) string {
	switch {
	case old == nil:
		return "a new file"
	case current == nil:
		return "no longer written"
	case bytes.Equal(old, current):
		return ""
	case strings.HasSuffix(name, ".code"):
		return "another exit code"
	}

	a, err := shapeOf(name, old)
	if err != nil {
		return "the kept copy: " + err.Error()
	}
	b, err := shapeOf(name, current)
	if err != nil {
		return err.Error()
	}
	switch {
	case a.form != b.form:
		return "another structure"
	case !slices.Equal(a.verdicts, b.verdicts):
		return "other verdicts or classes"
	case !sameNumbers(a.numbers, b.numbers):
		return "other numbers: " + firstOther(a.numbers, b.numbers)
	}
	return wording
}

// shape is what a file says apart from its words.
type shape struct {
	form     string
	numbers  []float64
	verdicts []string
}

var (
	numberPattern  = regexp.MustCompile(`[-−]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?`)
	verdictPattern = regexp.MustCompile(`\b(match|last digit|consistent|inconclusive|differs|suppressed|not computable|ambiguous|archetype ?\d+)\b`)
)

func shapeOf(name string, text []byte) (shape, error) {
	out := shape{verdicts: verdictPattern.FindAllString(string(text), -1)}
	for _, n := range numberPattern.FindAllString(string(text), -1) {
		n = strings.ReplaceAll(strings.Replace(n, "−", "-", 1), ",", "")
		if x, err := strconv.ParseFloat(n, 64); err == nil {
			out.numbers = append(out.numbers, x)
		}
	}

	var err error
	switch filepath.Ext(name) {
	case ".csv":
		out.form, err = formOfCSV(text)
	case ".json":
		out.form, err = formOfJSON(text)
	}
	return out, err
}

func formOfCSV(text []byte) (string, error) {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return fmt.Sprintf("%d rows of %d", len(rows), len(rows[0])), nil
}

// formOfJSON returns the tree of a JSON text without names, texts and numbers.
func formOfJSON(text []byte) (string, error) {
	var form strings.Builder
	d := json.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return form.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch v := token.(type) {
		case json.Delim:
			form.WriteRune(rune(v))
		case nil:
			form.WriteByte('0')
		case bool:
			form.WriteByte('b')
		case float64:
			form.WriteByte('n')
		case string:
			form.WriteByte('t')
		}
	}
}

func sameNumbers(a, b []float64) bool { return slices.EqualFunc(a, b, same) }

func same(x, y float64) bool { return math.Abs(x-y) <= 1e-12*math.Max(math.Abs(x), math.Abs(y)) }

func firstOther(a, b []float64) string {
	for i := range min(len(a), len(b)) {
		if !same(a[i], b[i]) {
			return fmt.Sprintf("the first is %v, and was %v", b[i], a[i])
		}
	}
	return fmt.Sprintf("%d numbers, and were %d", len(b), len(a))
}
