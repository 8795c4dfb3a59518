package ctostudy

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy/internal/source"
	"github.com/ctostudy/ctostudy/internal/words"
)

// Figure is one published figure: what the report prints, and how it is
// computed on a wave.
type Figure struct {
	ID string
	// Source is the place in the report, such as "figure 3".
	Source string
	// Population is a population as [Measure] takes it, such as "cto.china".
	Population string
	// Base is the number of respondents behind the printed value, 0 where it
	// is not published.
	Base int
	// Measure and Item say in words what is measured.
	Measure, Item string
	// Printed is the number as printed, such as "41" or "40.5"; empty for
	// orders and groupings. Value is it as a number and HasValue whether
	// there is one.
	Printed  string
	Value    float64
	HasValue bool
	Unit     Unit
	// AtLeast: the report says "more than" the value. Nearly: it says
	// "nearly", and the value is read as printed.
	AtLeast, Nearly bool
	Reading         Reading
	Evidence        Evidence
	// Claim is how the figure is computed; [Claim] gives the grammar.
	Claim string
	Note  string

	shipped bool       // one of [Published], not of a list of a team's own
	read    *readClaim // nil: not yet
}

// readClaim is a figure's claim beside the text that it was read from.
type readClaim struct {
	text string
	Claim
}

// Claimed returns the figure's claim; of a text that is no claim it is "none".
func (f Figure) Claimed() Claim {
	c, _ := f.readClaim(nil)
	return c
}

// readClaim returns the figure's claim, whose names have to be those of the study if there is one.
func (f Figure) readClaim(study *survey.Study) (Claim, error) {
	if f.read != nil && f.read.text == f.Claim && (study == nil || f.read.known(study)) {
		return f.read.Claim, nil
	}
	return parseClaim(f.Claim, study) // which says where an unknown name stands
}

// Reading is how sure the transcription of a figure is.
type Reading int

// The readings: printed in so many words; inferred from a layout; printed as
// an approximation; or open to several readings, of which the note names the
// one taken.
const (
	stated Reading = iota
	inferred
	approximate
	ambiguousReading
)

var readingTexts = []string{"stated", "inferred", "approximate", "ambiguous"}

func (r Reading) String() string { return words.Of(r, readingTexts...) }

// MarshalText returns the reading's word.
func (r Reading) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Evidence is what agreement of a wave with a figure shows.
type Evidence int

// The kinds of evidence. The first five are for the shipped synthetic wave. On a
// wave of real answers, which nobody planted, every figure is Reproduced if its
// claims file says so, else Compared; see [Analysis.Check].
const (
	// Calibrated: the synthesis aimed at the figure and it is computed from
	// answers, so that agreement shows that the computation is right and no
	// more. Expected verdict: match.
	Calibrated Evidence = iota
	// Recovered: planted by the synthesis and found again by an analysis that
	// was not told. Expected: match or consistent.
	Recovered
	// Contradicted: another figure of the same report excludes it. Expected:
	// differs.
	Contradicted
	// AmbiguousEvidence: computed under a stated reading; nothing is expected.
	AmbiguousEvidence
	// External: from another survey; not computable.
	External
	// Reproduced: printed from these very data, so that no sampling error lies
	// between them. Expected: match or last digit.
	Reproduced
	// Compared: printed from another sample. Expected of the claims of a list of
	// one's own: match or consistent. Of [Published] on a real wave nothing is
	// expected.
	Compared
)

var evidenceTexts = []string{
	"calibrated", "recovered", "contradicted", "ambiguous", "external", "reproduced", "compared",
}

func (e Evidence) String() string { return words.Of(e, evidenceTexts...) }

// MarshalText returns the evidence's word.
func (e Evidence) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// Text returns the figure's number with its unit, such as "41%", ">70%" or
// "5000", and the unit alone for orders and groupings.
func (f Figure) Text() string {
	if !f.HasValue {
		return f.Unit.String()
	}
	prefix, suffix := "", ""
	switch {
	case f.AtLeast:
		prefix = ">"
	case f.Nearly:
		prefix = "~"
	}
	switch f.Unit {
	case UnitPercent:
		suffix = "%"
	case UnitTimes:
		suffix = "x"
	}
	return prefix + f.Printed + suffix
}

// ReadFigures reads a team's own claims from CSV with the columns of
// testdata/published.csv, in any order: id, population, value, unit and claim
// and, where wanted, source, base, measure, item (or title), reading (if absent
// or empty, stated), evidence and note. Evidence is "reproduced" for a figure
// that was printed from the very data of the wave and "compared", the default,
// for one of another sample; the words of the 2021 figures are read too. A unit
// is n, % (also "% more than" and "% nearly"), times, order or grouping; [Claim]
// gives the grammar of claims. The decimals of a value as it is written are
// those that were printed: 41 and 41.0 are two claims. Metrics, outcomes and
// scores have to be those of the study (nil: the 2021 one, as in a codebook that
// says nothing of it). All problems are returned at once as *[survey.Problems].
func ReadFigures(r io.Reader, study *survey.Study) ([]Figure, error) {
	if err := source.Check(r, "claims"); err != nil {
		return nil, err
	}
	if study == nil {
		study = defaultStudy()
	}
	return readFigures(r, source.Name(r, "claims"), study)
}

var figureColumns = []string{
	"id", "source", "population", "base", "measure", "item", "title",
	"value", "unit", "reading", "evidence", "claim", "note",
}

// figureReader collects figures and problems.
type figureReader struct {
	file     string
	study    *survey.Study
	csv      *csv.Reader
	place    map[string]int // of a column in the record
	ids      map[string]int // line of each id
	problems survey.Problems
}

func readFigures(r io.Reader, file string, study *survey.Study) ([]Figure, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("ctostudy: %s: %w", file, err)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	in := &figureReader{
		file: file, study: study, csv: csv.NewReader(bytes.NewReader(data)),
		place: map[string]int{}, ids: map[string]int{},
	}
	in.csv.FieldsPerRecord = -1
	if !utf8.Valid(data) {
		in.problems.Add(survey.Problem{File: file, Reason: "the file is not UTF-8 text"})
		return nil, in.problems.Err()
	}
	if !in.header() {
		return nil, in.problems.Err()
	}
	var out []Figure
	for {
		record, err := in.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			in.broken(err)
			break
		}
		out = append(out, in.figure(record))
	}
	if len(out) == 0 && in.problems.Err() == nil {
		in.problems.Add(survey.Problem{File: file, Reason: "no figures below the header"})
	}
	if err := in.problems.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// broken reports what encoding/csv cannot read.
func (in *figureReader) broken(err error) {
	var parse *csv.ParseError
	p := survey.Problem{File: in.file, Reason: err.Error()}
	if errors.As(err, &parse) {
		p.Line, p.Reason = parse.StartLine, parse.Err.Error() // where the quote was opened
	}
	in.problems.Add(p)
}

// header reads the names of the columns and reports whether rows can follow.
func (in *figureReader) header() bool {
	record, err := in.csv.Read()
	if errors.Is(err, io.EOF) {
		in.problems.Add(survey.Problem{File: in.file, Reason: "the file is empty"})
		return false
	}
	if err != nil {
		in.broken(err)
		return false
	}
	for j, name := range record {
		name = strings.TrimSpace(name)
		switch _, twice := in.place[name]; {
		case !slices.Contains(figureColumns, name):
			in.wrongColumn(name, "unknown column")
		case twice:
			in.wrongColumn(name, "the column occurs twice")
		}
		in.place[name] = j
	}
	for _, name := range []string{"id", "population", "value", "unit", "claim"} {
		if _, ok := in.place[name]; !ok {
			in.wrongColumn(name, "the column is missing")
		}
	}
	_, item := in.place["item"]
	if _, title := in.place["title"]; item && title {
		in.wrongColumn("title", "title and item are the same column: keep one of them")
	}
	in.csv.FieldsPerRecord = -1
	return in.problems.Err() == nil
}

func (in *figureReader) wrongColumn(name, reason string) {
	in.problems.Add(survey.Problem{File: in.file, Line: 1, Column: name, Reason: reason})
}

// figure reads one row.
func (in *figureReader) figure(record []string) Figure {
	line, _ := in.csv.FieldPos(0)
	if len(record) != len(in.place) {
		in.problems.Add(survey.Problem{File: in.file, Line: line, Value: strconv.Itoa(len(record)),
			Reason: fmt.Sprintf("the row does not have the header's %d cells", len(in.place))})
		return Figure{}
	}
	cell := func(column string) string {
		if at, ok := in.place[column]; ok {
			return strings.TrimSpace(record[at])
		}
		return ""
	}
	wrong := func(column, reason string) {
		in.problems.Add(survey.Problem{
			File: in.file, Line: line, Column: column, Value: cell(column), Reason: reason,
		})
	}

	f := Figure{
		ID:         cell("id"),
		Source:     cmp.Or(cell("source"), "claims"),
		Population: cell("population"),
		Measure:    cell("measure"),
		Item:       cmp.Or(cell("item"), cell("title"), cell("id")),
		Printed:    cell("value"),
		Claim:      cell("claim"),
		Note:       cell("note"),
	}
	if f.ID == "" {
		wrong("id", "the id is empty")
	} else if in.ids[f.ID] > 0 {
		wrong("id", fmt.Sprintf("the id was used in line %d", in.ids[f.ID]))
	}
	in.ids[f.ID] = line
	if f.Population == "" {
		wrong("population", "the population is empty")
	}
	in.numbers(&f, cell, wrong)
	word := func(column string, texts []string, absent int) int {
		if cell(column) == "" {
			return absent
		}
		k := slices.Index(texts, cell(column))
		if k < 0 {
			wrong(column, "none of "+strings.Join(texts, ", "))
		}
		return k
	}
	f.Reading = Reading(word("reading", readingTexts, int(stated)))
	f.Evidence = Evidence(word("evidence", evidenceTexts, int(Compared)))

	claim, err := parseClaim(f.Claim, in.study)
	f.read = &readClaim{f.Claim, claim}
	var at *claimError
	switch {
	case errors.As(err, &at):
		wrong("claim", fmt.Sprintf("at byte %d: %s", at.Column, at.Reason))
	case err == nil && f.Unit >= 0 && claim.row() != noClaim && claim.row().unit != f.Unit:
		wrong("claim", fmt.Sprintf("%s is not in the figure's unit, %s", claim.Kind(), f.Unit))
	}
	return f
}

// numbers reads base, value and unit.
func (in *figureReader) numbers(
	f *Figure, cell func(string) string, wrong func(column, reason string),
) {
	unit, qualifier, _ := strings.Cut(cell("unit"), " ")
	k := slices.Index(unitTexts[:UnitPoints], unit)
	f.Unit, f.AtLeast, f.Nearly = Unit(k), qualifier == "more than", qualifier == "nearly"
	if k < 0 || qualifier != "" && !f.AtLeast && !f.Nearly {
		units := strings.Join(unitTexts[:UnitPoints], ", ")
		wrong("unit", "none of "+units+`, perhaps with "more than" or "nearly"`)
		return
	}
	if base := cell("base"); base != "" {
		n, err := strconv.Atoi(base)
		if err != nil || n < 1 {
			wrong("base", "not a number of respondents")
		}
		f.Base = n
	}
	ordinal := f.Unit == UnitOrder || f.Unit == UnitGrouping
	if ordinal && f.Printed != "" {
		wrong("value", "an order or grouping has no value")
	}
	if ordinal {
		return
	}
	v, err := strconv.ParseFloat(f.Printed, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || strings.ContainsAny(f.Printed, "eExX_") {
		wrong("value", "not a decimal number")
	}
	f.Value, f.HasValue = v, true
}

// Archetype returns the number of the archetype that the figure's population names,
// such as "cto.archetype2"; false if it names none.
func (f Figure) Archetype() (int, bool) { return classIn(nil, f.Population) }

// Decimals returns the number of decimals of the printed value.
func (f Figure) Decimals() int {
	_, decimals, _ := strings.Cut(f.Printed, ".")
	return len(decimals)
}

// lastDigit returns the unit of the last digit that was printed: 1 for "41",
// 0.1 for "41.0".
func (f Figure) lastDigit() float64 { return math.Pow(10, -float64(f.Decimals())) }

// within reports whether x lies within so many units of the last printed digit,
// bounds included. The slack is rounding error of an x that lies on a bound; it is
// small beside the digit, also of a large number.
func (f Figure) within(x, units float64) bool {
	slack := math.Min(1e-9*math.Max(1, math.Abs(f.Value)), 1e-6*f.lastDigit())
	return math.Abs(x-f.Value) <= units*f.lastDigit()+slack
}

// rounding returns the closed interval of the values that print as the
// figure's number, and for "more than x" all from x up.
func (f Figure) rounding() (low, high float64) {
	if f.AtLeast {
		return f.Value, math.Inf(1)
	}
	half := 0.5 * f.lastDigit()
	return f.Value - half, f.Value + half
}
