package document

import (
	"bufio"
	"io"
	"strings"
)

// writer keeps the first error of a series of prints.
type writer struct{ *bufio.Writer }

func (w *writer) line(parts ...string) {
	for _, p := range parts {
		w.WriteString(p)
	}
	w.WriteByte('\n')
}

// WriteText writes the document in lines of at most the given width. It panics
// for widths below 40.
func (d *Document) WriteText(out io.Writer, width int) error {
	if width < 40 {
		panic("document: width below 40 columns")
	}
	w := &writer{bufio.NewWriter(out)}
	heading(w, d.Title, "=", width)
	for _, p := range d.Lead {
		Paragraph(p).text(w, width)
	}
	for _, s := range d.Sections {
		w.line()
		heading(w, s.Title, "-", width)
		for i, b := range s.Blocks {
			if i > 0 {
				w.line()
			}
			b.text(w, width)
		}
	}
	return w.Flush()
}

// Text returns blocks as text in lines of at most the given width, an empty line
// between two of them. It panics for widths below 40.
func Text(width int, blocks ...Block) string {
	if width < 40 {
		panic("document: width below 40 columns")
	}

	var out strings.Builder
	w := &writer{bufio.NewWriter(&out)}
	for i, b := range blocks {
		if i > 0 {
			w.line()
		}
		b.text(w, width)
	}
	w.Flush() // a strings.Builder takes everything
	return out.String()
}

func heading(w *writer, title, rule string, width int) {
	widest := 0
	for _, l := range Wrap(title, width) {
		w.line(l)
		widest = max(widest, Width(l))
	}
	w.line(strings.Repeat(rule, widest))
}

func (p Paragraph) text(w *writer, width int) {
	for _, l := range Wrap(string(p), width) {
		w.line(l)
	}
}

func (l List) text(w *writer, width int) {
	for _, item := range l {
		for i, line := range Wrap(item, width-2) {
			if i == 0 {
				w.line("- ", line)
			} else {
				w.line("  ", line)
			}
		}
	}
}

func (p *Picture) text(*writer, int) {}

const gap = 2 // columns between two cells

func (t *Table) text(w *writer, width int) {
	if t.Title != "" {
		Paragraph(t.Title).text(w, width)
	}
	read := make([][]string, len(t.Rows)) // none for a heading
	for i, r := range t.Rows {
		if r.Cells != nil {
			read[i] = t.read(r)
		}
	}

	widths := t.widths(width, read)
	titles := make([]string, len(t.Columns))
	for j, c := range t.Columns {
		titles[j] = c.Title
	}
	t.textRow(w, titles, widths)
	rule := make([]string, len(widths))
	for j, n := range widths {
		rule[j] = strings.Repeat("-", n)
	}
	w.line(strings.Join(rule, strings.Repeat(" ", gap)))
	for i, r := range t.Rows {
		if r.Cells == nil {
			Paragraph(r.Heading).text(w, width)
			continue
		}
		t.textRow(w, read[i], widths)
	}

	for _, n := range t.Notes {
		Paragraph(n).text(w, width)
	}
}

// textRow writes one row, over as many lines as its tallest cell needs.
func (t *Table) textRow(w *writer, cells []string, widths []int) {
	lines := make([][]string, len(cells))
	tallest := 1
	for j, c := range cells {
		lines[j] = Wrap(c, widths[j])
		tallest = max(tallest, len(lines[j]))
	}
	for k := range tallest {
		var row strings.Builder
		for j := range cells {
			cell := ""
			if k < len(lines[j]) {
				cell = lines[j][k]
			}
			if j > 0 {
				row.WriteString(strings.Repeat(" ", gap))
			}
			row.WriteString(pad(cell, widths[j], t.Columns[j].Right))
		}
		w.line(strings.TrimRight(row.String(), " "))
	}
}

// widths returns the width of each column: what its widest cell needs, less in
// the columns that may break, widest first, until the table fits.
func (t *Table) widths(page int, read [][]string) []int {
	out := make([]int, len(t.Columns))
	total := gap * (len(t.Columns) - 1)
	for j, c := range t.Columns {
		title := Visible(c.Title)
		out[j] = Width(title)
		if words := strings.Fields(title); len(words) > 1 {
			// A title may break wherever its longest word still fits.
			out[j] = 0
			for _, word := range words {
				out[j] = max(out[j], Width(word))
			}
		}
		for _, cells := range read {
			if cells != nil {
				out[j] = max(out[j], Width(Visible(cells[j])))
			}
		}
		total += out[j]
	}

	const narrowest = 8
	for total > page {
		widest := -1
		for j, c := range t.Columns {
			if c.Wrap && out[j] > narrowest && (widest < 0 || out[j] > out[widest]) {
				widest = j
			}
		}
		if widest < 0 {
			break
		}
		out[widest]--
		total--
	}
	return out
}
