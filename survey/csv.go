package survey

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/ctostudy/ctostudy/internal/source"
	"github.com/ctostudy/ctostudy/stats"
)

// ReadSettings say how a wave's file is read.
type ReadSettings struct {
	// File is the name used in problems; if empty, that of an *os.File, else
	// "wave".
	File string
	// Delimiter separates cells: an ASCII character other than a quotation
	// mark or line end. If zero, whichever of comma, semicolon and tab splits
	// the header into the most of the codebook's columns.
	Delimiter rune
}

// resolved returns the settings with defaults filled in.
func (s *ReadSettings) resolved(r io.Reader) (ReadSettings, error) {
	var out ReadSettings
	if s != nil {
		out = *s
	}
	if out.File == "" {
		out.File = source.Name(r, "wave")
	}
	if d := out.Delimiter; d < 0 || d >= utf8.RuneSelf || d == '"' || d == '\n' || d == '\r' {
		return out, fmt.Errorf("ctostudy: delimiter %q is not an ASCII character other than a quotation mark or line end", d)
	}
	return out, nil
}

// ReadCSV reads a wave with the columns of a codebook, in any order. The file
// is UTF-8, with or without a byte-order mark, with line ends of any kind;
// cells are quoted as in RFC 4180, and line breaks within them are read as \n.
// Spaces around answers and numbers, no-break spaces too, are passed over, and
// so they are around texts that tell respondents or groups apart: those of
// unique fields and of the constructs "respondent" and "design". Where answers
// and missing values are numbers they are compared by value, so that a missing
// -9 is also -9.0, -09 and -9e0, and 4.0 is the answer 4; in free texts they
// are compared as texts. An answer may stand as its text or as its label.
//
// Rows whose cells are all blank are no respondents, and neither are blank
// lines, of which a file of one column may have some that were meant as missing
// answers; a warning says how many were left out. Only a row in which
// quotation marks stand around some of the blank cells, or around that of a
// file of one column, is a respondent without answers: so [Wave.WriteCSV]
// writes one.
//
// A column of numbers in which every number with a point has exactly three
// decimals and others have no point is refused, since 1.200 may be 1200 there,
// unless its field has "decimalChar": ".". Numbers beyond 2^53 are refused, as a
// float64 does not tell whole ones apart, but for weights, whose ratios count.
//
// Columns that the codebook does not know are left out with a warning (see
// [Wave.Warnings]), and so is one that nobody answered. Everything wrong is
// returned at once as *[Problems]: columns missing, ragged rows, values off
// their scale, text where a number belongs, repeated ids, required answers
// missing (the answers to items of the construct "design" always are
// required). Other errors are those of r and of ctx.
func ReadCSV(ctx context.Context, r io.Reader, c *Codebook, s *ReadSettings) (*Wave, error) {
	if err := source.Check(r, "wave"); err != nil {
		return nil, err
	}
	settings, err := s.resolved(r)
	if err != nil {
		return nil, err
	}
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("ctostudy: invalid codebook: %w", err)
	}
	in := &csvReader{scanner: newCSVScanner(r), book: c, missing: c.missingCodes(), fields: make(map[string]*Field, len(c.Fields))}
	for i := range c.Fields {
		in.fields[c.Fields[i].Name] = &c.Fields[i]
	}
	in.problems.file = settings.File
	if in.readable() && in.header(byte(settings.Delimiter)) {
		if err := in.rows(ctx); err != nil {
			return nil, err
		}
	}
	if err := in.scanner.done; err != nil && err != io.EOF {
		return nil, fmt.Errorf("ctostudy: %s: %w", settings.File, err)
	}
	return in.wave()
}

// csvReader is a file being read.
type csvReader struct {
	scanner  *csvScanner
	book     *Codebook
	missing  *missingCodes
	fields   map[string]*Field // of the codebook, by name
	problems Problems
	cells    []*cellReader // by column of the file; nil: left out
	unknown  []string      // columns left out
	n        int           // respondents
	blank    int           // rows that hold nothing
}

func (in *csvReader) bad(line int, column, value, reason, detail string) {
	in.problems.Add(Problem{Line: line, Column: column, Value: value, Reason: reason, Detail: detail})
}

// readable reports whether the file may be CSV at all.
func (in *csvReader) readable() bool {
	head := in.scanner.rest()
	reason := ""
	switch {
	case len(bytes.TrimSpace(head)) == 0:
		reason = "the file is empty"
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		reason = "the file is UTF-16; save it as CSV in UTF-8"
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		reason = "the file is compressed; unpack it first"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		reason = "the file is a workbook or archive; save it as CSV in UTF-8"
	case bytes.IndexByte(head, 0) >= 0:
		reason = "the file is not text: it has zero bytes"
	default:
		return true
	}
	in.bad(0, "", "", reason, "")
	return false
}

// header matches the columns of the file with fields and reports whether rows
// can be read.
func (in *csvReader) header(delimiter byte) bool {
	s := in.scanner
	if delimiter == 0 {
		delimiter = in.delimiter()
	}
	s.comma = delimiter
	switch err := s.next(); {
	case errors.Is(err, io.EOF):
		in.bad(0, "", "", "the file is empty", "")
		return false
	case err != nil:
		in.broken(err)
		return false
	}
	roles := in.roles("design")
	keys := in.roles("respondent")
	first := map[string]bool{}
	found := 0
	for j, cell := range s.cells {
		name := string(cell)
		if !utf8.ValidString(name) {
			in.bad(s.lineOf(j), name, "", reasonEncoding, "in the header")
		}
		f := in.fields[name]
		if first[name] && f != nil {
			in.bad(s.lineOf(j), name, "", "column given twice", "")
		}
		if f == nil || first[name] {
			in.unknown = append(in.unknown, name)
			in.cells = append(in.cells, nil)
			continue
		}
		first[name] = true
		found++
		in.cells = append(in.cells, newCellReader(f.spec(in.missing), roles[name], keys[name] != ""))
	}
	if found == 0 {
		in.bad(s.at, "", string(bytes.Join(s.cells, []byte{s.comma})), "no header with the codebook's columns", "the first line names the columns, such as "+quoteShort(in.book.Fields[0].Name))
		return false
	}
	for i := range in.book.Fields {
		if name := in.book.Fields[i].Name; !first[name] {
			in.bad(s.at, name, "", "column missing", "")
		}
	}
	return true
}

// delimiter returns the one that finds the most of the codebook's columns.
func (in *csvReader) delimiter() byte {
	best, most := byte(','), -1
	for _, d := range []byte(",;\t") {
		try := *in.scanner
		try.comma, try.done = d, io.EOF // a copy that reads nothing more
		if try.next() != nil {
			continue
		}
		found := 0
		for _, cell := range try.cells {
			if in.fields[string(cell)] != nil {
				found++
			}
		}
		if found > most {
			best, most = d, found
		}
	}
	return best
}

// roles returns the names of a construct's items by field.
func (in *csvReader) roles(construct string) map[string]string {
	out := map[string]string{}
	if c := in.book.Construct(construct); c != nil {
		for _, it := range c.Items {
			out[it.Field] = it.Name
		}
	}
	return out
}

// broken reports what the scanner cannot split into cells and reports whether
// the next line may be.
func (in *csvReader) broken(err error) bool {
	switch err {
	case errBareQuote, errAfter:
		in.bad(in.scanner.at, "", "", "not a CSV row", err.Error())
		return true
	case errUnclosed, errTooLong:
		in.bad(in.scanner.at, "", "", "not a CSV row", err.Error())
	}
	return false // else what the reader failed with, which ReadCSV returns
}

// rows reads the respondents.
func (in *csvReader) rows(ctx context.Context) error {
	s := in.scanner
	s.blankLines = 0 // those above the header
	rows := 0
	for {
		if rows%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		err := s.next()
		if err == io.EOF {
			break
		}
		rows++
		if err != nil {
			if !in.broken(err) {
				break
			}
			continue
		}
		if s.blankRow() {
			in.blank++
			continue
		}
		if len(s.cells) != len(in.cells) {
			in.bad(s.at, "", fmt.Sprintf("%d cells", len(s.cells)), "ragged row", fmt.Sprintf("the header has %d", len(in.cells)))
			continue
		}
		in.n++
		for j, r := range in.cells {
			if r == nil {
				continue
			}
			if reason, detail := r.read(s.cells[j], s.at); reason != "" {
				in.bad(s.lineOf(j), r.field.Name, string(s.cells[j]), reason, detail)
			}
		}
	}
	allBlank := rows == in.blank // before blank lines, which are no rows, are counted with them
	in.noteBlankLines()

	switch {
	case rows == 0:
		in.bad(0, "", "", "no respondents", "there is nothing below the header")
	case allBlank:
		in.bad(0, "", "", "no respondents", "all rows below the header are blank")
	}
	return nil
}

// noteBlankLines counts the blank lines of a file of one column, where they
// might be missing answers, with its blank rows.
func (in *csvReader) noteBlankLines() {
	if len(in.cells) == 1 {
		in.blank += in.scanner.blankLines
	}
}

// blankWarning says how many rows were passed over as they hold nothing.
func (in *csvReader) blankWarning() []stats.Warning {
	if in.blank == 0 {
		return nil
	}

	if len(in.cells) == 1 {
		return []stats.Warning{stats.NewWarning("blank-rows", "blank lines are no respondents: %d left out; "+
			"a missing answer in a file of one column is written as \"\" or as a missing value of the codebook",
			in.blank)}
	}
	return []stats.Warning{stats.NewWarning("blank-rows",
		"rows that hold nothing but blanks are no respondents: %d left out", in.blank)}
}

// checkPoints refuses columns whose points have two readings.
func (in *csvReader) checkPoints() {
	for _, r := range in.cells {
		if r == nil || r.field.DecimalChar != "" || !r.points.doubtful() {
			continue
		}
		x, _ := parseNumber(r.points.text)
		in.bad(r.points.line, r.field.Name, r.points.text, reasonTwoReadings, fmt.Sprintf(
			"%s or %s: every number with a point has exactly three decimals, and others have no point; "+
				"write thousands without a point, or say \"decimalChar\": \".\" in the codebook if these are decimals",
			cellNumber(x), cellNumber(1000*x)))
	}
}

// wave returns the wave, or the problems.
func (in *csvReader) wave() (*Wave, error) {
	in.checkPoints()
	if err := in.problems.Err(); err != nil {
		return nil, err
	}
	w := &Wave{codebook: in.book, n: in.n, columns: make(map[string]*column, len(in.cells))}
	if n := len(in.unknown); n > 0 {
		w.warnings = append(w.warnings, stats.NewWarning("unknown-columns",
			"left out as the codebook does not describe them: %d columns, %s", n, listed(in.unknown)))
	}
	w.warnings = append(w.warnings, in.blankWarning()...)
	var silent, doubtful []string
	for _, r := range in.cells {
		if r == nil {
			continue
		}
		w.columns[r.field.Name] = r.finish()
		if r.answered == 0 {
			silent = append(silent, r.field.Name)
		}
		if r.doubtful > 0 {
			doubtful = append(doubtful, fmt.Sprintf("%s (cells: %d)", quoteShort(r.field.Name), r.doubtful))
		}
	}
	if len(doubtful) > 0 {
		w.warnings = append(w.warnings, missingBetweenBounds(doubtful))
	}
	if len(silent) > 0 {
		w.warnings = append(w.warnings, stats.NewWarning("nobody-answered",
			"nobody answered %d columns: %s; what needs them is left out", len(silent), listed(silent)))
	}
	w.warnings = append(w.warnings, everybodyTicked(w)...)
	if _, err := w.Design(); err != nil {
		in.bad(0, "", "", strings.TrimPrefix(err.Error(), "ctostudy: "), "")
		return nil, in.problems.Err()
	}
	return w, nil
}

// missingBetweenBounds warns of numbers that may be answers or missing values.
func missingBetweenBounds(fields []string) stats.Warning {
	shown := fields[:min(len(fields), placesPerReason)]
	return stats.NewWarning("missing-between-bounds",
		"read as missing, though between minimum and maximum, in %d columns: %s; "+
			"a field's own missingValues say whether the value is missing there or an answer, as {\"value\": \"99\", \"means\": \"answer\"}",
		len(fields), strings.Join(shown, ", "))
}
