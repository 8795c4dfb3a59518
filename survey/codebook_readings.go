package survey

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// A reading is what one member of a field says that a cell's text means. Two
// members that read one text in two ways are a fault of the codebook: whichever
// was taken, the other would be passed over in silence.
type reading struct {
	text string
	kind readingKind
	// code is the code of an answer or the state of a missing value.
	code int8
	// path leads from the field to the member.
	path string
}

type readingKind int

const (
	readAnswer readingKind = iota
	readLabel
	readTrue
	readFalse
	readMissing
)

// isAnswer reports whether the text itself, not a label, is an answer.
func (r reading) isAnswer() bool {
	return r.kind == readAnswer || r.kind == readTrue || r.kind == readFalse
}

// bareText is a text of the codebook as cells are compared with it: spaces
// around it are passed over, no-break spaces too.
func bareText(text string) string { return strings.TrimSpace(text) }

// readings returns what the field's own members say of texts; where the first
// of them is an answer, [fieldSpec] takes that.
func (f *Field) readings() []reading {
	var out []reading
	if f.Type == "boolean" {
		out = append(out, listReadings(f.falseValues(), len(f.FalseValues) > 0, readFalse, ".falseValues")...)
		out = append(out, listReadings(f.trueValues(), len(f.TrueValues) > 0, readTrue, ".trueValues")...)
		return append(out, f.ownMissing()...)
	}

	texts := f.Answers()
	code := make(map[string]int8, len(texts))
	for i, text := range texts {
		path := ".constraints"
		if len(f.Constraints.Enum) > 0 {
			path = fmt.Sprintf(".constraints.enum[%d]", i)
		}
		code[text] = int8(i)
		out = append(out, reading{text, readAnswer, int8(i), path})
	}

	for _, key := range slices.Sorted(maps.Keys(f.Labels)) {
		k, ok := code[key]
		if ok && bareText(f.Labels[key]) != "" {
			out = append(out, reading{f.Labels[key], readLabel, k, ".labels." + key})
		}
	}
	return append(out, f.ownMissing()...)
}

// listReadings returns the readings of a boolean's true or false values, which
// have places of their own only if the codebook lists them.
func listReadings(texts []string, listed bool, kind readingKind, path string) []reading {
	var out []reading
	for i, text := range texts {
		r := reading{text: text, kind: kind}
		if kind == readTrue {
			r.code = 1
		}
		if listed {
			r.path = fmt.Sprintf("%s[%d]", path, i)
		}
		out = append(out, r)
	}
	return out
}

// ownMissing returns the field's own missing values.
func (f *Field) ownMissing() []reading {
	var out []reading
	for i, m := range f.MissingValues {
		if m.Means != meansAnswer {
			path := fmt.Sprintf(".missingValues[%d]", i)
			out = append(out, reading{m.Value, readMissing, m.state(), path})
		}
	}
	return out
}

// words says what the reading makes of a text.
func (r reading) words(f *Field) string {
	switch r.kind {
	case readAnswer:
		return "the answer " + quoteShort(r.text)
	case readLabel:
		return "the label of the answer " + quoteShort(strings.TrimPrefix(r.path, ".labels."))
	case readTrue:
		return "the true value " + quoteShort(r.text)
	case readFalse:
		return "the false value " + quoteShort(r.text)
	}
	return fmt.Sprintf("the missing value %s (%s)", quoteShort(r.text), stateName(r.code))
}

// comparesNumbers reports whether the answers of a coded field are compared by
// value, 01 and 1.0 as 1: those of integers and booleans always, the texts of
// other choices if all are whole numbers and no two are equal.
func (f *Field) comparesNumbers() bool {
	if f.Type == "integer" || f.Type == "boolean" {
		return true
	}

	seen := map[float64]bool{}
	for _, text := range f.Answers() {
		v, ok := parseNumber(text)
		if !ok || v != math.Trunc(v) || seen[v] {
			return false
		}
		seen[v] = true
	}
	return true
}

// missingCodes are the missing values of the whole codebook, worked out once
// for all fields.
type missingCodes struct {
	texts  map[string]missingCode
	values map[float64]missingCode
	// byState holds the texts of each state in the codebook's order.
	byState map[int8][]string
	// stated is false where the codebook names none and the empty cell is
	// skipped by default; a field that lists it as an answer then has it.
	stated bool
}

type missingCode struct {
	text   string // as the codebook has it
	state  int8
	value  float64
	number bool
}

func (c *Codebook) missingCodes() *missingCodes {
	general := c.MissingValues
	if general == nil {
		general = []MissingValue{{Value: "", Means: "skipped"}}
	}

	out := &missingCodes{
		texts:   make(map[string]missingCode, len(general)),
		values:  map[float64]missingCode{},
		byState: map[int8][]string{},
		stated:  c.MissingValues != nil,
	}
	for _, m := range general {
		code := missingCode{text: m.Value, state: m.state()}
		code.value, code.number = parseNumber(bareText(m.Value))

		if _, taken := out.texts[bareText(m.Value)]; !taken {
			out.texts[bareText(m.Value)] = code
		}
		if _, taken := out.values[code.value]; code.number && !taken {
			out.values[code.value] = code
		}
		out.byState[code.state] = append(out.byState[code.state], m.Value)
	}
	return out
}

// reads returns the missing value that has the same text as a reading or, in a
// field that compares numbers, the same value.
func (m *missingCodes) reads(text string) (missingCode, bool) {
	if code, ok := m.texts[bareText(text)]; ok {
		return code, true
	}
	x, ok := parseNumber(bareText(text))
	if !ok {
		return missingCode{}, false
	}
	code, ok := m.values[x]
	return code, ok
}

// fillLookup enters the texts and values that a cell may have.
func (s *fieldSpec) fillLookup() {
	numbers := s.field.comparesNumbers()
	readings := s.field.readings()
	s.lookup = make(map[string]int8, len(readings))
	s.values = make(map[float64]int8, len(readings))

	for _, r := range readings {
		s.enter(r.text, r.code)
		switch {
		case r.kind == readLabel:
		case r.kind == readMissing || numbers:
			s.enterValue(r.text, r.code)
		default:
			// The answer is a text; a number of the same value written in
			// another way might be meant for it, and is no missing value.
			s.enterValue(r.text, noCode)
		}
	}
	for _, m := range s.field.MissingValues {
		if m.Means == meansAnswer && s.levels == nil {
			s.enter(m.Value, noCode)
			s.enterValue(m.Value, noCode)
		}
	}

	s.missingText = map[int8]string{}
	for _, m := range s.field.MissingValues {
		if _, ok := s.missingText[m.state()]; !ok && m.Means != meansAnswer {
			s.missingText[m.state()] = m.Value
		}
	}
	for state, texts := range s.shared.byState {
		i := slices.IndexFunc(texts, func(t string) bool { return s.codeOf(t) == state })
		if _, ok := s.missingText[state]; !ok && i >= 0 {
			s.missingText[state] = texts[i]
		}
	}
}

func (s *fieldSpec) enter(text string, code int8) {
	if _, taken := s.lookup[bareText(text)]; !taken {
		s.lookup[bareText(text)] = code
	}
}

// enterValue enters the value of a text that is a number; a free text has none.
func (s *fieldSpec) enterValue(text string, code int8) {
	x, ok := parseNumber(bareText(text))
	if _, taken := s.values[x]; ok && !taken && s.kind != textColumn {
		s.values[x] = code
	}
}

// code returns the code or missing state of a text without spaces around it,
// noCode where it is neither; the field's own members come before the
// codebook's missing values.
func (s *fieldSpec) code(text []byte) int8 {
	if k, ok := s.lookup[string(text)]; ok {
		return k
	}
	missing, ok := s.shared.texts[string(text)]
	if !ok {
		return noCode
	}
	if k, ok := s.values[missing.value]; ok && missing.number {
		return k
	}
	return missing.state
}

// codeOfValue returns the code or missing state of a number, however written.
func (s *fieldSpec) codeOfValue(x float64) int8 {
	if k, ok := s.values[x]; ok {
		return k
	}
	if missing, ok := s.shared.values[x]; ok {
		return missing.state
	}
	return noCode
}

// codeOf returns the code or missing state of a text as a cell may hold it.
func (s *fieldSpec) codeOf(text string) int8 {
	text = bareText(text)
	if k := s.code([]byte(text)); k != noCode || s.kind == textColumn {
		return k
	}
	if x, ok := parseNumber(text); ok {
		return s.codeOfValue(x)
	}
	return noCode
}

// parseNumber reads a finite decimal number, with or without exponent. Numbers
// beyond 2^53 are none: there a float64 does not tell whole numbers apart.
func parseNumber(s string) (float64, bool) {
	x, ok := parseFloat(s)
	return x, ok && !beyondWhole(s, x)
}

func parseFloat(s string) (float64, bool) {
	for i := range len(s) {
		if b := s[i]; (b < '0' || b > '9') && b != '.' && b != '-' && b != '+' && b != 'e' && b != 'E' {
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil
}

// maxWhole is 2^53, up to which a float64 holds every whole number.
const maxWhole = 1 << 53

// beyondWhole reports whether the number that was read as x is beyond 2^53.
func beyondWhole(s string, x float64) bool {
	if math.Abs(x) != maxWhole {
		return math.Abs(x) > maxWhole
	}

	// x may have been rounded to 2^53. The clone keeps s on the stack of the
	// callers, for whom this is the rare case.
	exact, ok := new(big.Rat).SetString(strings.Clone(s))
	return !ok || exact.Abs(exact).Cmp(new(big.Rat).SetInt64(maxWhole)) > 0
}

// state returns the code of a missing value.
func (m MissingValue) state() int8 {
	switch m.Means {
	case "refused":
		return stats.Refused
	case "not asked":
		return stats.NotAsked
	}
	return stats.Skipped
}

// meansAnswer is what a field says of a missing value of the codebook that is
// an answer there.
const meansAnswer = "answer"

// stateName is what a missing state means.
func stateName(state int8) string {
	switch state {
	case stats.Refused:
		return "refused"
	case stats.NotAsked:
		return "not asked"
	}
	return "skipped"
}
