package survey

import (
	"fmt"
	"strings"
)

// readings checks that no text has two readings in a field: that it is not two
// answers, an answer and the label of another, an answer and a missing value.
func (k *codebookCheck) readings(path string, f *Field) {
	seen := newReadingSet(f)
	readings := f.readings()
	for _, r := range readings {
		if other, clash := seen.add(r); clash {
			k.clash(path, f, other, r)
		}
	}

	if f.Type == "list" {
		k.listOfOptions(path, f, readings, seen)
	}

	answers := newReadingSet(f) // texts of the codebook that are answers here
	for i, m := range f.MissingValues {
		if m.Means != meansAnswer {
			continue
		}
		at := fmt.Sprintf(".missingValues[%d]", i)
		r, known := seen.find(m.Value)
		coded := f.kind() == codeColumn || f.kind() == listColumn
		if coded && (!known || r.kind == readMissing) {
			k.bad(path+at, m.Value, "not an answer of the field", "")
		}
		answers.add(reading{text: m.Value, path: at})
	}

	// A default that nobody wrote down gives way to what the field says.
	if !k.shared.stated {
		return
	}
	for _, r := range readings {
		missing, clash := k.shared.reads(r.text)
		if _, settled := answers.find(r.text); clash && !settled && r.kind != readMissing {
			general := reading{text: missing.text, kind: readMissing, code: missing.state}
			k.clash(path, f, general, r)
		}
	}
}

// clash says that a text has two readings. The places and reasons are those of
// the members, in words.
func (k *codebookCheck) clash(path string, f *Field, a, b reading) {
	// What is written below the other is the fault; a missing value always is.
	at, text, reason := path+b.path, b.text, reasonTwoReadings
	switch {
	case a.kind == readMissing && b.isAnswer(), b.kind == readMissing && a.isAnswer():
		reason = "both an answer and a missing value"
	case a.kind == readFalse && b.kind == readTrue:
		at, reason = path, "both a true and a false value"
	case a.kind == readAnswer && b.kind == readAnswer:
		reason = reasonTwice
	}

	detail := fmt.Sprintf("%s and %s", a.words(f), b.words(f))
	if a.text != b.text {
		detail += ", which are the same in a cell"
	}
	switch {
	case a.kind == readMissing && a.path == "":
		detail += fmt.Sprintf(`; if it is an answer in this field, say so: `+
			`"missingValues": [{"value": %s, "means": "answer"}]`, quoteShort(a.text))
		if b.kind == readFalse {
			detail += "; whoever gave no answer then counts as not ticked"
		}
	case b.kind == readLabel:
		detail += "; reword the label"
	}
	k.bad(at, text, reason, detail)
}

// readingSet finds readings of the same text: spaces around it are passed over,
// and numbers are compared by value unless they are texts of a choice.
type readingSet struct {
	texts  map[string]reading
	values map[float64]reading
	number bool // answers are compared by value
	text   bool // nothing is
}

func newReadingSet(f *Field) *readingSet {
	return &readingSet{
		texts:  map[string]reading{},
		values: map[float64]reading{},
		number: f.comparesNumbers(),
		text:   f.kind() == textColumn,
	}
}

// find returns the reading of a text.
func (s *readingSet) find(text string) (reading, bool) {
	if r, ok := s.texts[bareText(text)]; ok {
		return r, true
	}
	x, ok := parseNumber(bareText(text))
	if !ok || s.text {
		return reading{}, false
	}
	r, ok := s.values[x]
	return r, ok
}

// add enters a reading and returns one that reads the same text otherwise.
func (s *readingSet) add(r reading) (other reading, clash bool) {
	other, taken := s.texts[bareText(r.text)]
	if !taken {
		other, taken = s.find(r.text)
		// 1 and 01 may be two answers of a choice between texts.
		if !s.number && other.kind != readMissing && r.kind != readMissing {
			taken = false
		}
		s.texts[bareText(r.text)] = r
	}

	x, ok := parseNumber(bareText(r.text))
	if _, known := s.values[x]; ok && !known && r.kind != readLabel {
		s.values[x] = r
	}
	return other, taken && other.code != r.code
}

// listOfOptions checks that no label or missing value of a list can be read as
// several of its options.
func (k *codebookCheck) listOfOptions(path string, f *Field, readings []reading, options *readingSet) {
	for _, r := range readings {
		parts := strings.Split(r.text, f.delimiter())
		if len(parts) < 2 {
			continue
		}

		known := 0
		for _, part := range parts {
			if option, ok := options.find(part); ok && option.kind != readMissing {
				known++
			}
		}
		if known == len(parts) {
			k.bad(path+r.path, r.text, reasonTwoReadings, fmt.Sprintf(
				"%s and %d options with the delimiter %q between them", r.words(f), known, f.delimiter()))
		}
	}
}
