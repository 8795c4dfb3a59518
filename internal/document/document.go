// Package document holds what a report says once and writes it as Markdown or
// as text of a fixed width. Widths count columns of a terminal: an East Asian
// wide character takes two.
package document

// Document is a report: a title, the lines that must be read first, sections.
type Document struct {
	Title string
	// Lead is printed under the title, a paragraph each.
	Lead     []string
	Sections []Section
}

// Section is a heading and what stands under it.
type Section struct {
	Title  string
	Blocks []Block
}

// Block is a part of a section: [Paragraph], [List], [Table] or [Picture].
type Block interface {
	text(w *writer, width int)
	markdown(w *writer)
}

// Paragraph is running text.
type Paragraph string

// List is a bulleted list.
type List []string

// Picture refers to an image file beside the report. Text leaves it out.
type Picture struct {
	File string // relative to the report, with slashes
	Alt  string
}

var (
	_ Block = Paragraph("")
	_ Block = List(nil)
	_ Block = (*Picture)(nil)
	_ Block = (*Table)(nil)
)
