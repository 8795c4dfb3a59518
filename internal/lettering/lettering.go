// Package lettering sets text in pictures that the stock fonts of gonum/plot,
// Liberation, cannot set alone: Chinese. A [Letters] measures text rune by
// rune with fallback fonts, and draws the outlines of fallback glyphs on
// canvases that need a font, such as images. Canvases that keep text as text,
// such as SVG, need no outlines: the viewer has its own fallback.
package lettering

import (
	"strings"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Letters is a handler of text in which a character that Liberation lacks
// takes the width of its fallback glyph, and of one em where no fallback font
// has it either. It implements [text.Handler]; it is safe for one goroutine
// at a time.
type Letters struct {
	text.Plain
	fallback []*sfnt.Font
}

var _ text.Handler = (*Letters)(nil)

// New returns a handler that falls back to the given fonts, in that order.
func New(fallback ...*sfnt.Font) *Letters {
	return &Letters{Plain: text.Plain{Fonts: font.NewCache(liberation.Collection())},
		fallback: fallback}
}

// Sets reports whether every character of s has a glyph.
func (l *Letters) Sets(s string) bool {
	face := l.face(10)
	var buf sfnt.Buffer
	for _, r := range s {
		if f, _ := l.glyph(&buf, face.Face, r); f == nil {
			return false
		}
	}
	return true
}

// face is the sans-serif of Liberation.
func (l *Letters) face(size vg.Length) font.Face {
	return l.Fonts.Lookup(font.Font{Typeface: "Liberation", Variant: "Sans"}, size)
}

// Box returns the extents of one line.
func (l *Letters) Box(txt string, fnt font.Font) (width, height, depth vg.Length) {
	face := l.Fonts.Lookup(fnt, fnt.Size)
	extents := face.Extents()
	return l.width(face, txt), extents.Ascent, extents.Descent
}

// Draw draws text that may have several lines. Lines with fallback glyphs, which
// are higher than Latin ones, stand as far apart as the text's height allows.
func (l *Letters) Draw(c vg.Canvas, txt string, sty text.Style, pt vg.Point) {
	face := l.Fonts.Lookup(sty.Font, sty.Font.Size)
	c.SetColor(sty.Color)
	c.Push()
	defer c.Pop()
	c.Translate(pt)
	c.Rotate(sty.Rotation)
	extents := face.Extents()
	lines := l.Lines(txt)
	y := sty.Height(txt)*vg.Length(sty.YAlign) - extents.Ascent + sty.Font.Size
	step := sty.Font.Size
	if !l.plain(face, strings.Join(lines, "")) {
		step = extents.Ascent + extents.Descent
	}
	for i, line := range lines {
		if line == "" {
			continue
		}
		x := vg.Length(sty.XAlign) * l.width(face, line)
		c.FillString(face, vg.Point{X: x, Y: y + step*vg.Length(len(lines)-1-i)}, line)
	}
}

// glyph returns the first font that has the rune, nil where none has.
func (l *Letters) glyph(buf *sfnt.Buffer, first *sfnt.Font, r rune) (*sfnt.Font, sfnt.GlyphIndex) {
	if k, err := first.GlyphIndex(buf, r); err == nil && k != 0 {
		return first, k
	}
	for _, f := range l.fallback {
		if k, err := f.GlyphIndex(buf, r); err == nil && k != 0 {
			return f, k
		}
	}
	return nil, 0
}

func (l *Letters) width(face font.Face, s string) vg.Length {
	if l.plain(face, s) {
		return face.Width(s)
	}
	var buf sfnt.Buffer
	total := vg.Length(0)
	for _, r := range s {
		total += l.advance(&buf, face, r)
	}
	return total
}

// advance is in points at the face's size.
func (l *Letters) advance(buf *sfnt.Buffer, face font.Face, r rune) vg.Length {
	f, k := l.glyph(buf, face.Face, r)
	if f == nil {
		return face.Font.Size
	}
	em := fixed.Int26_6(f.UnitsPerEm())
	units, err := f.GlyphAdvance(buf, k, em, 0)
	if err != nil {
		return face.Font.Size
	}
	return face.Font.Size * vg.Length(float64(units)/float64(em))
}

// plain reports whether the face itself has every character.
func (l *Letters) plain(face font.Face, s string) bool {
	var buf sfnt.Buffer
	for _, r := range s {
		if k, err := face.Face.GlyphIndex(&buf, r); err != nil || k == 0 {
			return false
		}
	}
	return true
}

// Outlined returns a canvas that draws on c and fills the outlines of the
// glyphs of every text that the text's own font cannot set. A character that
// no font has leaves a gap of one em.
func (l *Letters) Outlined(c vg.Canvas) vg.Canvas { return &outlined{Canvas: c, letters: l} }

type outlined struct {
	vg.Canvas
	letters *Letters
}

// FillString draws one line of text.
func (c *outlined) FillString(face font.Face, pt vg.Point, s string) {
	if c.letters.plain(face, s) {
		c.Canvas.FillString(face, pt, s)
		return
	}
	var buf sfnt.Buffer
	for _, r := range s {
		if f, k := c.letters.glyph(&buf, face.Face, r); f != nil {
			if path := outline(&buf, f, k, face.Font.Size, pt); len(path) > 0 {
				c.Fill(path)
			}
		}
		pt.X += c.letters.advance(&buf, face, r)
	}
}

// outline returns the glyph's closed contours with the origin at pt.
func outline(buf *sfnt.Buffer, f *sfnt.Font, k sfnt.GlyphIndex, size vg.Length,
	pt vg.Point) vg.Path {
	em := fixed.Int26_6(f.UnitsPerEm())
	segments, err := f.LoadGlyph(buf, k, em, nil)
	if err != nil {
		return nil // a bitmap glyph: left blank
	}

	scale := size / vg.Length(em)
	at := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: pt.X + scale*vg.Length(p.X), Y: pt.Y - scale*vg.Length(p.Y)}
	}

	var path vg.Path
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if len(path) > 0 {
				path.Close()
			}
			path.Move(at(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			path.Line(at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			path.QuadTo(at(s.Args[0]), at(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	if len(path) > 0 {
		path.Close()
	}
	return path
}
