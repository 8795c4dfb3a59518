package document

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns s with everything that a terminal, an editor or an XML reader would act on instead
// of showing it written as an escape of Go: \x1b, \u202e, \U000e0041. These are the control
// characters (escape sequences, NUL, the C1 controls), marks and overrides of the direction of
// writing, the line and paragraph separators, deprecated and invisible tag characters, byte-order
// marks, code points that are no characters, and bytes that are not UTF-8. Line feeds stay, tabs and
// the carriage returns of line ends become spaces. A backslash of s stays as it is: the result
// is for reading, and it is not meant to be turned back.
//
// Every text of a user's file that is printed, drawn or written goes through Visible, [SafeCell] or
// [VisibleJSON].
func Visible(s string) string {
	if !needsEscape(s) {
		return s
	}

	var b strings.Builder
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case r == '\t':
			b.WriteByte(' ')
		case r == '\n' || !hidden(r):
			b.WriteString(s[:size])
		default:
			b.WriteString(escapeOf(r))
		}
		s = s[size:]
	}
	return b.String()
}

func needsEscape(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return r != '\n' && hidden(r)
	})
}

// hidden reports whether a character is acted on, or vanishes, where it should be seen.
func hidden(r rune) bool {
	switch {
	case r < 0x7f:
		return r < 0x20
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Bidi_Control, r):
		return true
	case r == 0x2028, r == 0x2029: // separators of lines and paragraphs
		return true
	case r >= 0x206a && r <= 0x206f, r >= 0xfff9 && r <= 0xfffb: // deprecated formats, annotations
		return true
	case r == 0xfeff, r >= 0xe0000 && r <= 0xe007f: // byte-order mark, tags
		return true
	case r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe: // no characters; XML refuses two of them
		return true
	}
	return false
}

func escapeOf(r rune) string {
	switch {
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// aNumber is what a spreadsheet reads as a number, whatever its sign.
var aNumber = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// formulaSigns open a formula in some spreadsheet: the signs themselves and their full-width forms,
// which are taken for them in East Asian settings.
const formulaSigns = "=+-@＝＋－＠"

// SafeCell returns s as the text of a cell of a CSV file: visible ([Visible]), on one line, and with an
// apostrophe before it if a spreadsheet would take it for a formula, also after blanks. A number
// stays a number.
func SafeCell(s string) string {
	s = strings.ReplaceAll(Visible(strings.TrimLeft(s, "\t\r\n")), "\n", " ")
	if aNumber.MatchString(s) {
		return s
	}

	start := strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) // zero-width characters as well
	})
	first, _ := utf8.DecodeRuneInString(start)
	if start != "" && strings.ContainsRune(formulaSigns, first) {
		return "'" + s
	}
	return s
}

// VisibleJSON returns a JSON text in which the characters that [Visible] shows are escapes of JSON, so that
// it reads back as the same value. encoding/json escapes only some of them.
func VisibleJSON(text []byte) []byte {
	var out []byte
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r < 0x7f || !hidden(r): // the controls below 0x20 are white space between values
			out = append(out, text[i:i+size]...)
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			r -= 0x10000 // a surrogate pair
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
		i += size
	}
	return out
}
