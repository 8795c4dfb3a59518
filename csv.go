package ctostudy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

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
		out.File = fileName(r, "wave")
	}
	if d := out.Delimiter; d < 0 || d >= utf8.RuneSelf || d == '"' || d == '\n' || d == '\r' {
		return out, fmt.Errorf("ctostudy: delimiter %q is not an ASCII character other than a quotation mark or line end", d)
	}
	return out, nil
}

// ReadCSV reads a wave with the columns of a codebook, in any order. The file
// is UTF-8, with or without a byte-order mark, with line ends of any kind;
// cells are quoted as in RFC 4180, and line breaks within them are read as \n.
// Spaces around answers and numbers are passed over; a scale also takes 4.0
// for 4. An answer may stand as its text or as its label.
//
// Columns that the codebook does not know are left out with a warning (see
// [Wave.Warnings]), and so is one that nobody answered. Everything wrong is
// returned at once as *[Problems]: columns missing, ragged rows, values off
// their scale, text where a number belongs, repeated ids, required answers
// missing (the answers to items of the construct "design" always are
// required). Other errors are those of r and of ctx.
func ReadCSV(ctx context.Context, r io.Reader, c *Codebook, s *ReadSettings) (*Wave, error) {
	settings, err := s.resolved(r)
	if err != nil {
		return nil, err
	}
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("ctostudy: invalid codebook: %w", err)
	}
	in := &csvReader{scanner: newCSVScanner(r), book: c, fields: make(map[string]*Field, len(c.Fields))}
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
	fields   map[string]*Field // of the codebook, by name
	problems Problems
	cells    []*cellReader // by column of the file; nil: left out
	unknown  []string      // columns left out
	n        int           // respondents
}

func (in *csvReader) bad(line int, column, value, reason, detail string) {
	in.problems.add(Problem{Line: line, Column: column, Value: value, Reason: reason, Detail: detail})
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
	roles := in.designRoles()
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
		in.cells = append(in.cells, newCellReader(in.book.spec(f), roles[name]))
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

// designRoles returns the items of the survey design by field.
func (in *csvReader) designRoles() map[string]string {
	out := map[string]string{}
	if c := in.book.construct("design"); c != nil {
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
	if rows == 0 {
		in.bad(0, "", "", "no respondents", "there is nothing below the header")
	}
	return nil
}

// wave returns the wave, or the problems.
func (in *csvReader) wave() (*Wave, error) {
	if err := in.problems.err(); err != nil {
		return nil, err
	}
	w := &Wave{codebook: in.book, n: in.n, columns: make(map[string]*column, len(in.cells))}
	if n := len(in.unknown); n > 0 {
		w.warnings = append(w.warnings, stats.Warning{Code: "unknown-columns",
			Text: fmt.Sprintf("left out as the codebook does not describe them: %d columns, %s", n, listed(in.unknown))})
	}
	var silent []string
	for _, r := range in.cells {
		if r == nil {
			continue
		}
		w.columns[r.field.Name] = r.finish()
		if r.answered == 0 {
			silent = append(silent, r.field.Name)
		}
	}
	if len(silent) > 0 {
		w.warnings = append(w.warnings, stats.Warning{Code: "nobody-answered",
			Text: fmt.Sprintf("nobody answered %d columns: %s; what needs them is left out", len(silent), listed(silent))})
	}
	if _, err := w.Design(); err != nil {
		in.bad(0, "", "", strings.TrimPrefix(err.Error(), "ctostudy: "), "")
		return nil, in.problems.err()
	}
	return w, nil
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
