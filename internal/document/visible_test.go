package document

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain – 中文 é \\n":             "plain – 中文 é \\n",
		"\x1b[31mred\x1b[0m":           `\x1b[31mred\x1b[0m`,
		"a\x00b\x07c\x08d\x7f":         `a\x00b\x07c\x08d\x7f`,
		"a\vb\fc":                      `a\x0bb\x0cc`,
		"one\ttwo\r\nthree\nfour":      "one two\nthree\nfour",
		"over\rwrite":                  `over\x0dwrite`,
		"c1 \u0085\u009b31m":           `c1 \u0085\u009b31m`,
		"rtl \u202etxt.exe\u202c":      `rtl \u202etxt.exe\u202c`,
		"\u2066i\u2069\u200e\u200f":    `\u2066i\u2069\u200e\u200f`,
		"\u061c":                       `\u061c`,
		"l\u2028p\u2029":               `l\u2028p\u2029`,
		"\ufeffbom \uffff \ufffe":      `\ufeffbom \uffff \ufffe`,
		"tag \U000e0041":               `tag \U000e0041`,
		"bytes \xff\xc0":               `bytes \xff\xc0`,
		"kept \ufffd, joined 👩\u200d🔬": "kept \ufffd, joined 👩\u200d🔬",
	} {
		assert.Equal(t, want, Visible(in), "%q", in)
	}
}

// What stays is what XML 1.0 allows (section 2.2) and no control of the direction.
func TestVisibleLeavesOnlyCharactersOfXML(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xd800 && r <= 0xdfff {
			continue // no characters of UTF-8
		}
		for _, c := range Visible("a" + string(r) + "b") {
			inXML := c == '\n' || c >= 0x20 && c <= 0xd7ff || c >= 0xe000 && c <= 0xfffd || c >= 0x10000
			if !inXML || c != '\n' &&
				unicode.In(c, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
				t.Fatalf("%U leaves %U", r, c)
			}
		}
	}
}

func TestCell(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "",
		"cto":                 "cto",
		"a - b = c":           "a - b = c",
		"=1+1":                "'=1+1",
		"+cmd|' /C calc'!A0":  "'+cmd|' /C calc'!A0",
		"-1+1":                "'-1+1",
		"@SUM(A1)":            "'@SUM(A1)",
		"  =1+1":              "'  =1+1",
		"\u00a0=1+1":          "'\u00a0=1+1",
		"\u200b=1+1":          "'\u200b=1+1",
		"＝1+1":                "'＝1+1",
		"＠x":                  "'＠x",
		"\t=1+1":              "'=1+1",
		"\r\n-x":              "'-x",
		"-5":                  "-5",
		"+1.5e-3":             "+1.5e-3",
		"-":                   "'-",
		"-5%":                 "'-5%",
		"two\nlines\tand\x1b": `two lines and\x1b`,
	} {
		assert.Equal(t, want, SafeCell(in), "%q", in)
	}
}

func TestVisibleJSONReadsBack(t *testing.T) {
	want := map[string]string{"a\u202eb": "\x1b \x7f \u0085 \u2028 \u2066 \U000e0041 中 \\u202e \t"}
	text, err := json.MarshalIndent(want, "", " ")
	require.NoError(t, err)

	shown := VisibleJSON(text)
	var got map[string]string
	require.NoError(t, json.Unmarshal(shown, &got))
	assert.Equal(t, want, got)
	for _, r := range string(shown) {
		assert.False(t, r != '\n' && hidden(r), "%U", r)
	}
}

// hostile is a text of which nothing may reach a reader as it is.
const hostile = "\x1b]0;x\x07 \u202e \x00 \v \u2028 \u009b <b> | *"

func TestDocumentsShowWhatIsHidden(t *testing.T) {
	table := &Table{Title: hostile, Columns: []Column{{Title: hostile}, {Title: "b"}},
		Notes: []string{hostile}}
	table.AddHeading(hostile)
	table.Add(hostile, "1")
	d := &Document{Title: hostile, Lead: []string{hostile}, Sections: []Section{{Title: hostile,
		Blocks: []Block{Paragraph(hostile), List{hostile}, table,
			&Picture{File: "a.svg", Alt: hostile}}}}}

	var text, markdown strings.Builder
	require.NoError(t, d.WriteText(&text, 100))
	require.NoError(t, d.WriteMarkdown(&markdown))
	for _, out := range []string{text.String(), markdown.String()} {
		for _, r := range out {
			assert.False(t, r != '\n' && hidden(r), "%U", r)
		}
		assert.Contains(t, out, `x1b`)
	}
	assert.NotContains(t, markdown.String(), "<b>")
	for line := range strings.Lines(text.String()) {
		assert.LessOrEqual(t, Width(strings.TrimSuffix(line, "\n")), 100, line)
	}
}
