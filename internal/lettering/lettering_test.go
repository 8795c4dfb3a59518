package lettering

import (
	"image/color"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"
)

var sans = font.Font{Typeface: "Liberation", Variant: "Sans", Size: 10}

func TestWidths(t *testing.T) {
	l := New()
	latin, _, _ := l.Box("Widths", sans)
	face := l.Fonts.Lookup(sans, 10)
	want := face.Width("Widths")
	assert.Equal(t, want, latin)
	mixed, _, _ := l.Box("中文", sans)
	assert.InEpsilon(t, 20, float64(mixed), 1e-12) // one em each
	assert.True(t, l.Sets("Plain text – 41 %"))
	assert.False(t, l.Sets("中"))
}

func TestDrawAgreesWithPlain(t *testing.T) {
	for _, alignment := range []text.XAlignment{text.XLeft, text.XCenter, text.XRight} {
		letters := New()
		at := func(h text.Handler) []vg.Point {
			var c recorder.Canvas
			style := text.Style{Color: color.Black, Font: sans, XAlign: alignment, YAlign: text.YTop,
				Handler: h}
			h.Draw(&c, "two\nlines", style, vg.Point{X: 7, Y: 9})
			var out []vg.Point
			shift := vg.Point{}
			for _, a := range c.Actions {
				switch a := a.(type) {
				case *recorder.Translate:
					shift = a.Point
				case *recorder.FillString:
					out = append(out, a.Point.Add(shift))
				}
			}
			return out
		}
		plain, ours := at(letters.Plain), at(letters)
		require.Len(t, ours, 2)
		for i := range plain {
			// gonum/plot v0.17.0, text.Plain
			assert.InDelta(t, float64(plain[i].X), float64(ours[i].X), 1e-9)
			assert.InDelta(t, float64(plain[i].Y), float64(ours[i].Y), 1e-9)
		}
	}
}

func TestOutlinesOnlyWhereNeeded(t *testing.T) {
	// A font with Greek stands in for one with Chinese: Liberation Mono as
	// the fallback of itself never fills, a rune that nobody has is a gap.
	mono := liberation.Collection()[0].Face
	l := New(mono)
	var c recorder.Canvas
	canvas := l.Outlined(&c)
	face := l.Fonts.Lookup(sans, 10)
	canvas.FillString(face, vg.Point{}, "abc")
	require.Len(t, c.Actions, 1)
	assert.IsType(t, &recorder.FillString{}, c.Actions[0])
	c.Reset()
	canvas.FillString(face, vg.Point{}, "a中b")
	require.Len(t, c.Actions, 2) // outlines of a and b, a gap between
	last := c.Actions[1].(*recorder.Fill).Path
	assert.Greater(t, float64(last[0].Pos.X), 10+5.0)
}

func TestFind(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "NotoSansCJK-Regular.ttc"),
		[]byte("no font at all"), 0o666))
	_, _, err := find([]string{folder, filepath.Join(folder, "absent")}, "中")
	require.ErrorIs(t, err, ErrNoFont)
	_, err = Load(filepath.Join(folder, "absent"), "中")
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = Load(filepath.Join(folder, "NotoSansCJK-Regular.ttc"), "中")
	require.Error(t, err)
	assert.Less(t, rank("x/NotoSansCJK-Regular.ttc"), rank("x/NotoSansCJK-Bold.ttc"))
	assert.Less(t, rank("x/NotoSansCJK-Bold.ttc"), rank("x/Any-Regular.ttf"))
	// Whatever the machine has must set what was asked for.
	if f, _, err := Find("中文责任"); err == nil {
		assert.True(t, New(f).Sets("中文责任"))
	}
}
