package document

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "中文": 4, "e\u0301": 1, "（a）": 5, "–": 1,
		"\u200b": 0} {
		assert.Equal(t, want, Width(s), "%q", s)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 20, []string{"one two three"}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one\n two", 20, []string{"one two"}},
		{"incomprehensible x", 7, []string{"incompr", "ehensib", "le x"}},
		{"技术管理者", 6, []string{"技术管", "理者"}},
		{"技术，管理", 5, []string{"技", "术，", "管理"}},
		{"共 41% 的人", 6, []string{"共 41%", "的人"}},
		{"CTO的人", 5, []string{"CTO的", "人"}},
	} {
		got := Wrap(c.text, c.width)
		assert.Equal(t, c.want, got, "%q in %d", c.text, c.width)
	}
}

func example() *Document {
	table := &Table{Title: "Shares",
		Columns: []Column{{Title: "item", Wrap: true}, {Title: "share", Right: true}},
		Notes:   []string{"Base: those who answered."}}
	table.AddHeading("first group")
	table.Add("a|b *c*", "41%")
	table.Add("技术管理者", "7%")
	return &Document{Title: "T", Lead: []string{"Synthetic."}, Sections: []Section{
		{Title: "S", Blocks: []Block{Paragraph("1. text"), table, List{"one", "two"},
			&Picture{File: "a (b).svg", Alt: "A"}}},
	}}
}

func TestWriteText(t *testing.T) {
	var out strings.Builder
	require.NoError(t, example().WriteText(&out, 40))
	assert.Equal(t, `T
=
Synthetic.

S
-
1. text

Shares
item        share
----------  -----
first group
a|b *c*       41%
技术管理者     7%
Base: those who answered.

- one
- two

`, out.String())
	assert.Panics(t, func() { _ = example().WriteText(&out, 39) })
}

func TestWriteMarkdown(t *testing.T) {
	var out strings.Builder
	require.NoError(t, example().WriteMarkdown(&out))
	assert.Equal(t, `# T

Synthetic.

## S

1\. text

**Shares**

| item | share |
| --- | ---: |
| **first group** | |
| a\|b \*c\* | 41% |
| 技术管理者 | 7% |

Base: those who answered.

- one
- two

![A](a%20%28b%29.svg)
`, out.String())
}

func TestTablesFitThePage(t *testing.T) {
	table := &Table{Columns: []Column{{Title: "what it is", Wrap: true},
		{Title: "in a very long heading", Right: true}, {Title: "why", Wrap: true}}}
	table.Add(strings.Repeat("word ", 40), "123456", strings.Repeat("技术", 60))
	var out strings.Builder
	require.NoError(t, (&Document{Title: "T",
		Sections: []Section{{Title: "S", Blocks: []Block{table}}}}).WriteText(&out, 60))
	for line := range strings.Lines(out.String()) {
		assert.LessOrEqual(t, Width(strings.TrimSuffix(line, "\n")), 60, line)
	}
	assert.Panics(t, func() {
		bad := &Table{Columns: []Column{{Title: "a"}}}
		bad.Add("1", "2")
		_ = (&Document{Sections: []Section{{Blocks: []Block{bad}}}}).WriteText(&out, 60)
	})
}

func TestMarkdownEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"- x":         "\\- x",
		"12) x":       "12\\) x",
		"<script>":    "&lt;script&gt;",
		"a & b":       "a &amp; b",
		"[x](y) `z` ": "\\[x\\](y) \\`z\\`",
		"":            "",
		"plain":       "plain",
	} {
		assert.Equal(t, want, escapeLine(in))
	}
}
