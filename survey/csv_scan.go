package survey

import (
	"bytes"
	"errors"
	"io"
)

const (
	byteOrderMark = "\ufeff"
	csvBlock      = 256 << 10
	// maxRecord bounds one row, in bytes: more is a quotation mark that is
	// never closed, or no CSV.
	maxRecord = 16 << 20
)

var (
	errBareQuote = errors.New("quotation mark within an unquoted cell")
	errAfter     = errors.New("text after a closing quotation mark")
	errUnclosed  = errors.New("quotation mark never closed")
	errTooLong   = errors.New("row too long")
)

// csvScanner splits a file into rows of cells as RFC 4180 and encoding/csv do
// (blank lines are no rows, quoted cells may hold line breaks, "" within
// quotes is a quotation mark, \r\n becomes \n). A line without quotation marks,
// the usual case, is only searched for delimiters; nothing is copied.
type csvScanner struct {
	r          io.Reader
	buf        []byte
	start, end int   // what is read and not yet scanned
	done       error // io.EOF or what the reader failed with
	comma      byte
	eol        byte
	line       int // of the next row
	blankLines int // passed over

	cells   [][]byte // of the row; they hold until the next call
	quotes  int      // cells of the row in quotation marks
	at      int      // line of the row
	breaks  []int    // lines of the cells of a row that spans several, else empty
	scratch []byte   // cells without their quotation marks
}

func newCSVScanner(r io.Reader) *csvScanner {
	s := &csvScanner{r: r, buf: make([]byte, csvBlock), line: 1, eol: '\n', comma: ','}
	for s.end < 4096 && s.fill() {
	}
	if bytes.HasPrefix(s.rest(), []byte(byteOrderMark)) {
		s.start = len(byteOrderMark)
	}
	for bytes.IndexByte(s.rest(), '\n') < 0 && s.end-s.start < maxRecord && s.fill() {
	}
	if bytes.IndexByte(s.rest(), '\n') < 0 && bytes.IndexByte(s.rest(), '\r') >= 0 {
		s.eol = '\r' // the line ends of old Macintosh programs
	}
	return s
}

func (s *csvScanner) rest() []byte { return s.buf[s.start:s.end] }

// fill reads more after what is not yet scanned and reports whether there may
// be more still.
func (s *csvScanner) fill() bool {
	if s.done != nil {
		return false
	}
	if s.start > 0 && s.end == len(s.buf) {
		s.end = copy(s.buf, s.rest())
		s.start = 0
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.done = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	s.done = io.ErrNoProgress
	return false
}

// next scans a row. It returns io.EOF at the end, what the reader failed with,
// or one of the errors above; the line is then in at, and after errBareQuote
// and errAfter scanning goes on with the next line.
func (s *csvScanner) next() error {
	for {
		s.at, s.breaks = s.line, s.breaks[:0]
		i := s.lineEnd()
		if i < 0 && s.end-s.start > maxRecord {
			return errTooLong
		}
		if i < 0 && s.done != nil && s.done != io.EOF {
			return s.done
		}
		if i < 0 && s.start == s.end {
			return io.EOF
		}
		line, size := s.rest(), s.end-s.start
		if i >= 0 {
			line, size = line[:i], i+1
		}
		if bytes.IndexByte(line, '"') >= 0 {
			return s.quoted()
		}
		s.start += size
		s.line++
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		if len(line) > 0 {
			s.quotes = 0
			s.split(line)
			return nil
		}
		s.blankLines++
	}
}

// lineEnd returns the offset of the next line end, -1 where there is none.
func (s *csvScanner) lineEnd() int {
	from := 0
	for {
		if i := bytes.IndexByte(s.rest()[from:], s.eol); i >= 0 {
			return from + i
		}
		from = s.end - s.start
		if from > maxRecord || !s.fill() {
			return -1
		}
	}
}

func (s *csvScanner) split(line []byte) {
	s.cells = s.cells[:0]
	for {
		i := bytes.IndexByte(line, s.comma)
		if i < 0 {
			s.cells = append(s.cells, line)
			return
		}
		s.cells = append(s.cells, line[:i])
		line = line[i+1:]
	}
}

// quoted scans a row with quotation marks; where it does not end in what was
// read so far it reads on and begins again.
func (s *csvScanner) quoted() error {
	for {
		size, err := s.parse(s.rest())
		switch {
		case err == nil, err == errBareQuote, err == errAfter:
			s.start += size
			return err
		case s.end-s.start > maxRecord:
			return errTooLong
		}
		// Doubling what is read keeps the repeated scanning linear.
		for want := 2 * (s.end - s.start); s.end-s.start < want && s.fill(); {
		}
		if s.done != nil && s.done != io.EOF {
			return s.done
		}
		if s.done != nil {
			size, err = s.parse(s.rest())
			s.start += size
			if err == errUnclosed {
				s.start = s.end
			}
			return err
		}
	}
}

// parse scans one row at the beginning of data and returns its length with its
// line end. It returns errUnclosed where the row does not end within data.
func (s *csvScanner) parse(data []byte) (int, error) {
	s.cells, s.breaks, s.scratch = s.cells[:0], s.breaks[:0], s.scratch[:0]
	s.quotes = 0
	line, i := s.at, 0
	for {
		s.breaks = append(s.breaks, line)
		var err error
		if i < len(data) && data[i] == '"' {
			s.quotes++
			i, line, err = s.quotedCell(data, i+1, line)
		} else {
			i, err = s.plainCell(data, i)
		}
		if err == errUnclosed {
			return 0, err
		}
		if err != nil {
			s.at = line
			for i < len(data) && data[i] != s.eol {
				i++
			}
			s.line = line + 1
			return min(i+1, len(data)), err
		}
		if i < len(data) && data[i] == s.comma {
			i++
			continue
		}
		if i < len(data) && data[i] == '\r' && s.eol == '\n' {
			i++
		}
		s.line = line + 1
		return min(i+1, len(data)), nil
	}
}

// plainCell scans a cell that does not begin with a quotation mark and returns
// where it ends: at a delimiter, at a line end, or at the end of data.
func (s *csvScanner) plainCell(data []byte, from int) (int, error) {
	i := from
	for i < len(data) && data[i] != s.comma && data[i] != s.eol {
		if data[i] == '"' {
			return i, errBareQuote
		}
		i++
	}
	if i == len(data) && s.done == nil {
		return i, errUnclosed // the rest of the line is not read yet
	}
	end := i
	if end > from && data[end-1] == '\r' && (end == len(data) || data[end] == '\n') {
		end--
		i = end
	}
	s.cells = append(s.cells, data[from:end])
	return i, nil
}

// quotedCell scans a cell from behind its opening quotation mark and returns
// where it ends and the line there.
func (s *csvScanner) quotedCell(data []byte, i, line int) (int, int, error) {
	begin := len(s.scratch)
	for {
		j := bytes.IndexByte(data[i:], '"')
		if j < 0 {
			return i, line, errUnclosed
		}
		s.scratch = append(s.scratch, data[i:i+j]...)
		line += bytes.Count(data[i:i+j], []byte{s.eol})
		i += j + 1
		rest := data[i:]
		switch {
		case len(rest) > 0 && rest[0] == '"':
			s.scratch = append(s.scratch, '"')
			i++
			continue
		case len(rest) == 0 && s.done == nil, len(rest) == 1 && rest[0] == '\r' && s.done == nil:
			return i, line, errUnclosed
		case len(rest) == 0, rest[0] == s.comma, rest[0] == s.eol, rest[0] == '\r' && (len(rest) == 1 || rest[1] == '\n'):
			s.cells = append(s.cells, unixLines(s.scratch[begin:]))
			return i, line, nil
		}
		return i, line, errAfter
	}
}

// unixLines replaces \r\n by \n in place. Several \r before a \n are all taken,
// so that what was written is what is read again.
func unixLines(cell []byte) []byte {
	if bytes.IndexByte(cell, '\r') < 0 {
		return cell
	}
	out := cell[:0]
	for _, b := range cell {
		if b == '\n' {
			for len(out) > 0 && out[len(out)-1] == '\r' {
				out = out[:len(out)-1]
			}
		}
		out = append(out, b)
	}
	return out
}

// lineOf returns the line on which cell j of the row begins.
func (s *csvScanner) lineOf(j int) int {
	if j < len(s.breaks) {
		return s.breaks[j]
	}
	return s.at
}

// blankRow reports whether nothing stands in the row: blanks only, or nothing
// within quotation marks around every cell. Quotation marks around some cells,
// or around the only one, say that somebody gave no answer.
func (s *csvScanner) blankRow() bool {
	for _, cell := range s.cells {
		if len(bytes.TrimSpace(cell)) > 0 || s.quotes > 0 && len(cell) > 0 {
			return false
		}
	}
	return s.quotes == 0 || s.quotes == len(s.cells) && len(s.cells) > 1
}
