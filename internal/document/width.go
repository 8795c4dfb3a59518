package document

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Width returns the number of terminal columns that s takes: two for East
// Asian wide and full-width characters, none for combining marks and
// characters without a picture, one for others (Unicode TR 11).
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	if r < 0x7f && r >= 0x20 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// pad fills s with spaces to the given width.
func pad(s string, columns int, right bool) string {
	fill := strings.Repeat(" ", max(0, columns-Width(s)))
	if right {
		return fill + s
	}
	return s + fill
}

// Wrap breaks s into lines of at most the given width: at spaces, on either
// side of a wide character, and inside a word only where it alone is wider
// than a line. Line breaks in s are spaces, and what is hidden is an escape
// ([Visible]).
func Wrap(s string, columns int) []string {
	var lines []string
	line, used := "", 0
	for _, part := range breakable(Visible(s)) {
		w := Width(part.text)
		gap := 0
		if part.spaced && used > 0 {
			gap = 1
		}
		if used > 0 && used+gap+w > columns {
			lines = append(lines, line)
			line, used, gap = "", 0, 0
		}
		for w > columns && columns > 1 {
			head, tail := cut(part.text, columns)
			lines = append(lines, head)
			part.text, w = tail, Width(tail)
		}
		line += strings.Repeat(" ", gap) + part.text
		used += gap + w
	}
	return append(lines, line)
}

type part struct {
	text   string
	spaced bool // a space stands before it
}

// breakable splits s where a line may end: words, and wide characters with the
// punctuation that must not begin a line.
func breakable(s string) []part {
	var out []part
	for _, word := range strings.Fields(s) {
		spaced := true
		current := ""
		for _, r := range word {
			wide := runeWidth(r) == 2
			before := wide && !strings.ContainsRune("，。、；：）》」！？％", r)
			after := !wide && current != "" && endsWide(current)
			if before || after {
				if current != "" {
					out = append(out, part{current, spaced})
					spaced = false
				}
				current = ""
			}
			current += string(r)
		}
		out = append(out, part{current, spaced})
	}
	return out
}

func endsWide(s string) bool {
	r := []rune(s)
	return runeWidth(r[len(r)-1]) == 2
}

func cut(s string, columns int) (head, tail string) {
	used := 0
	for i, r := range s {
		used += runeWidth(r)
		if used > columns && i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}
