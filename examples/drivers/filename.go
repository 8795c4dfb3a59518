package main

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestName is how many characters of a name enter the name of a file: with four
// bytes each it stays below the 255 bytes that file systems allow.
const longestName = 50

// fileNames gives each name a file name of its own.
type fileNames map[string]bool

// of returns the name with every character but letters, digits, marks, "-" and "_"
// replaced by "-", so that it is no path and hides nothing, cut to a length that
// file systems take. A name that another one has already, whatever the case of its
// letters and however its accents are written, gets a number.
func (taken fileNames) of(name string) string {
	var b strings.Builder
	count := 0
	for _, r := range name {
		if count++; count > longestName {
			break
		}
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '-', r == '_':
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}

	same := func(s string) string { return strings.ToLower(norm.NFC.String(s)) }
	out := b.String()
	for k := 2; taken[same(out)]; k++ {
		out = fmt.Sprintf("%s-%d", b.String(), k)
	}
	taken[same(out)] = true
	return out
}
