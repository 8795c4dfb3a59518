package picture

import (
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/ctostudy/ctostudy/internal/document"
)

// visible sets text in which hidden characters are escapes ([document.Visible]). A control
// character would make an SVG file unreadable, and an override of the direction would turn
// its labels around.
type visible struct{ text.Handler }

func (v visible) Lines(txt string) []string { return v.Handler.Lines(document.Visible(txt)) }

func (v visible) Box(txt string, fnt font.Font) (width, height, depth vg.Length) {
	return v.Handler.Box(document.Visible(txt), fnt)
}

func (v visible) Draw(c vg.Canvas, txt string, sty text.Style, pt vg.Point) {
	v.Handler.Draw(c, document.Visible(txt), sty, pt)
}
