package document

import (
	"bufio"
	"io"
	"strings"
)

// WriteMarkdown writes the document as GitHub-flavoured Markdown. Characters
// with a meaning in Markdown are escaped, so that no text of a user's codebook
// becomes markup.
func (d *Document) WriteMarkdown(out io.Writer) error {
	w := &writer{bufio.NewWriter(out)}
	w.line("# ", escape(d.Title))
	for _, p := range d.Lead {
		w.line()
		Paragraph(p).markdown(w)
	}
	for _, s := range d.Sections {
		w.line()
		w.line("## ", escape(s.Title))
		for _, b := range s.Blocks {
			w.line()
			b.markdown(w)
		}
	}
	return w.Flush()
}

func (p Paragraph) markdown(w *writer) { w.line(escapeLine(string(p))) }

func (l List) markdown(w *writer) {
	for _, item := range l {
		w.line("- ", escapeLine(item))
	}
}

func (p *Picture) markdown(w *writer) {
	w.line("![", escape(p.Alt), "](",
		strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29").Replace(p.File), ")")
}

func (t *Table) markdown(w *writer) {
	if t.Title != "" {
		w.line("**", escape(t.Title), "**")
		w.line()
	}

	w.WriteString("|")
	for _, c := range t.Columns {
		w.WriteString(" " + escape(c.Title) + " |")
	}
	w.line()

	w.WriteString("|")
	for _, c := range t.Columns {
		if c.Right {
			w.WriteString(" ---: |")
		} else {
			w.WriteString(" --- |")
		}
	}
	w.line()

	for _, r := range t.Rows {
		w.WriteString("|")
		if r.Cells == nil {
			w.line(" **", escape(r.Heading), "** |", strings.Repeat(" |", len(t.Columns)-1))
			continue
		}
		for _, c := range t.read(r) {
			w.WriteString(" " + escape(c) + " |")
		}
		w.line()
	}

	for _, n := range t.Notes {
		w.line()
		w.line(escapeLine(n))
	}
}

var escaper = strings.NewReplacer("\\", "\\\\", "|", "\\|", "*", "\\*", "_", "\\_", "`", "\\`",
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "[", "\\[", "]", "\\]", "#", "\\#", "~", "\\~", "$", "\\$")

func escape(s string) string {
	return escaper.Replace(strings.Join(strings.Fields(Visible(s)), " "))
}

// escapeLine also keeps the line's beginning from being read as a list or rule.
func escapeLine(s string) string {
	s = escape(s)
	if s == "" {
		return s
	}
	if strings.ContainsRune("+-=", rune(s[0])) {
		return "\\" + s
	}
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if digits > 0 && digits < len(s) && (s[digits] == '.' || s[digits] == ')') {
		return s[:digits] + "\\" + s[digits:]
	}
	return s
}
