package report

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/png"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/cmpimg"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
	"gonum.org/v1/plot/vg/vgimg"

	"github.com/ctostudy/ctostudy/internal/golden"
	"github.com/ctostudy/ctostudy/internal/lettering"
	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
)

func shippedFigures(t *testing.T, s *PictureSettings) []*Picture {
	t.Helper()
	a, j := shippedWave(t)
	figures, err := Pictures(a, j, s)
	require.NoError(t, err)
	require.Len(t, figures, len(a.Study.Pictures))
	return figures
}

func TestFiguresGolden(t *testing.T) {
	for _, f := range shippedFigures(t, nil) {
		t.Run(f.Name, func(t *testing.T) {
			var got bytes.Buffer
			require.NoError(t, f.WriteSVG(&got))
			golden.Picture(t, filepath.Join("..", "testdata", "golden", f.Name+".svg"), got.Bytes())
		})
	}
}

// The README's contact sheet shows all figures as they are drawn.
func TestFiguresContactSheet(t *testing.T) {
	if testing.Short() {
		t.Skip("three million pixels")
	}
	const columns, gap, dpi = 3, 12, 90
	figures := shippedFigures(t, nil)
	var heights [columns]vg.Length
	type place struct {
		column int
		top    vg.Length
	}
	places := make([]place, len(figures))
	for i, f := range figures {
		c := 0 // the shortest column, the leftmost of those
		for k, h := range heights {
			if h < heights[c] {
				c = k
			}
		}
		places[i] = place{c, heights[c]}
		heights[c] += f.Height + gap
	}
	height := max(heights[0], heights[1], heights[2])
	sheet := vgimg.NewWith(vgimg.UseWH(columns*(pictureWidth+gap), height), vgimg.UseDPI(dpi))
	for i, f := range figures {
		left, top := vg.Length(places[i].column)*(pictureWidth+gap)+gap/2, height-places[i].top
		f.Plot.Draw(draw.Canvas{Canvas: sheet, Rectangle: vg.Rectangle{
			Min: vg.Point{X: left, Y: top - f.Height}, Max: vg.Point{X: left + f.Width, Y: top}}})
	}
	var got bytes.Buffer
	require.NoError(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&got,
		fewColours(sheet.Image())))
	golden.Like(t, "../testdata/figures.png", got.Bytes(), func(want, got []byte) bool {
		if bytes.Equal(want, got) {
			return true
		}
		same, err := cmpimg.EqualApprox("png", want, got, 0.01)
		require.NoError(t, err)
		return same
	})
}

// fewColours returns a picture of its 256 most frequent colours, which takes a
// third of the space.
func fewColours(m image.Image) *image.Paletted {
	b, count := m.Bounds(), map[color.RGBA]int{}
	rgba := image.NewRGBA(b)
	imagedraw.Draw(rgba, b, m, b.Min, imagedraw.Src)
	at := rgba.RGBAAt
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(p, q color.RGBA) int {
		return cmp.Or(count[q]-count[p], int(p.R)-int(q.R), int(p.G)-int(q.G), int(p.B)-int(q.B))
	})
	out := image.NewPaletted(b, nil)
	for _, c := range colours[:min(len(colours), 256)] {
		out.Palette = append(out.Palette, c)
	}
	index := map[color.RGBA]uint8{}
	for c := range count {
		index[c] = uint8(out.Palette.Index(c))
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			out.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	return out
}

// drawnText is a line of text and the box of its ink.
type drawnText struct {
	text string
	box  vg.Rectangle
}

// textCanvas records where text is drawn. Characters that Liberation lacks are
// taken as one em wide, as in a Chinese font.
type textCanvas struct {
	recorder.Canvas
	letters *lettering.Letters
	state   []canvasState // the last is in force
	rotated bool
	texts   []drawnText
	// marks counts the outlines in the colour of published values.
	marks int
}

type canvasState struct {
	origin vg.Point
	turned bool
	colour color.Color
}

func newTextCanvas() *textCanvas {
	return &textCanvas{letters: lettering.New(), state: make([]canvasState, 1)}
}

func (c *textCanvas) now() *canvasState      { return &c.state[len(c.state)-1] }
func (c *textCanvas) Push()                  { c.state = append(c.state, *c.now()) }
func (c *textCanvas) Pop()                   { c.state = c.state[:len(c.state)-1] }
func (c *textCanvas) Translate(p vg.Point)   { c.now().origin = c.now().origin.Add(p) }
func (c *textCanvas) Rotate(radians float64) { c.now().turned = c.now().turned || radians != 0 }
func (c *textCanvas) Scale(x, y float64)     { panic("a picture is scaled") }
func (c *textCanvas) SetColor(k color.Color) { c.now().colour = k }

func (c *textCanvas) Stroke(p vg.Path) {
	if last := p[len(p)-1]; c.now().colour == publishedGlyph.Color && last.Type == vg.CloseComp {
		c.marks++
	}
}

func (c *textCanvas) FillString(face font.Face, at vg.Point, s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	c.rotated = c.rotated || c.now().turned
	at = at.Add(c.now().origin)
	width, _, _ := c.letters.Box(s, face.Font)
	// Capitals of Liberation Sans reach 0.73 em up, descenders 0.21 em down;
	// Chinese characters from -0.12 to 0.88.
	up, down := 0.76*face.Font.Size, 0.22*face.Font.Size
	if !c.letters.Sets(s) {
		up = 0.88 * face.Font.Size
	}
	if !strings.ContainsAny(s, "gjpqy,;()[]") {
		down = 0.12 * face.Font.Size
	}
	c.texts = append(c.texts,
		drawnText{s, vg.Rectangle{Min: vg.Point{X: at.X, Y: at.Y - down},
			Max: vg.Point{X: at.X + width, Y: at.Y + up}}})
}

// faults says which texts lie outside the canvas or over another.
func (c *textCanvas) faults(width, height vg.Length) []string {
	var out []string
	if c.rotated {
		out = append(out, "a text is turned")
	}
	for i, a := range c.texts {
		if a.box.Min.X < 0 || a.box.Min.Y < 0 || a.box.Max.X > width || a.box.Max.Y > height {
			out = append(out, fmt.Sprintf("%q is outside: %v", a.text, a.box))
		}
		for _, b := range c.texts[:i] {
			if a.box.Min.X < b.box.Max.X && b.box.Min.X < a.box.Max.X && a.box.Min.Y < b.box.Max.Y &&
				b.box.Min.Y < a.box.Max.Y {
				out = append(out, fmt.Sprintf("%q is over %q", a.text, b.text))
			}
		}
	}
	return out
}

func (c *textCanvas) all() string {
	var b strings.Builder
	for _, t := range c.texts {
		b.WriteString(t.text + "\n")
	}
	return b.String()
}

func recorded(f *Picture) *textCanvas {
	c := newTextCanvas()
	f.Draw(c)
	return c
}

func TestFiguresTexts(t *testing.T) {
	english := regexp.MustCompile(`[a-z]{2,}`)
	for _, language := range []Language{English, Chinese} {
		for _, f := range shippedFigures(t, &PictureSettings{Language: language}) {
			t.Run(language.String()+" "+f.Name, func(t *testing.T) {
				c := recorded(f)
				assert.Empty(t, c.faults(f.Width, f.Height))
				text := c.all()
				needs := []string{f.Title, "%", "interval", "n = ", "Source: ", "synthetic wave"}
				if language == Chinese {
					needs = []string{f.Title, "%", "置信区间", "n = ", "资料来源：", "合成数据"}
					assert.NotRegexp(t, english, strings.ReplaceAll(text, "ctostudy", ""),
						"a phrase lacks its Chinese")
				}
				if f.form == coefficientsForm {
					needs = append(needs[:1], needs[2:]...) // in standard deviations
				}
				for _, s := range needs {
					assert.Contains(t, strings.ReplaceAll(text, "\n", " "), s)
				}
				if f.form != coefficientsForm { // for which nothing is published
					assert.Contains(t, text, language.say("published"))
				}
			})
		}
	}
}

// Every published value of a figure is marked in it, and the numbers written
// beside are those that the report prints, which the shipped wave agrees with.
func TestFiguresShowPublishedValues(t *testing.T) {
	inKey := map[string]int{tilesForm: 0, coefficientsForm: 0}
	written := map[string]string{growthForm: "%s", dotsForm: "%s", tilesForm: "%s%%",
		premiumsForm: "%s", slopesForm: "published: +%s%%"}
	for _, f := range shippedFigures(t, nil) {
		c := recorded(f)
		lines, want := map[string]int{}, map[string]int{}
		for _, text := range c.texts {
			lines[text.text]++
		}
		n := 0
		for _, p := range ctostudy.Published() {
			source := fmt.Sprintf("figure %d", f.Number)
			if p.HasValue && p.Unit == ctostudy.UnitPercent && p.ID != "role.stray" &&
				(p.Source == source || f.form == answersForm && strings.HasPrefix(p.ID, "role.")) {
				n++
				if format, ok := written[f.form]; ok {
					want[fmt.Sprintf(format, p.Printed)]++
				}
			}
		}
		key, ok := inKey[f.form]
		if !ok {
			key = 1
		}
		assert.Equal(t, n+key, c.marks, f.Name)
		for text, times := range want {
			assert.GreaterOrEqual(t, lines[text], times, "%s: %q", f.Name, text)
		}
	}
}

// The check of texts finds what it is there to find.
func TestFiguresTextsCheckFails(t *testing.T) {
	face := lettering.New().Fonts.Lookup(font.Font{Typeface: "Liberation", Variant: "Sans"}, 10)
	draw := func(turn float64, at ...vg.Point) []string {
		c := newTextCanvas()
		c.Push()
		c.Translate(vg.Point{X: 10, Y: 10})
		c.Rotate(turn)
		for _, p := range at {
			c.FillString(face, p, "hello")
		}
		c.Pop()
		return c.faults(100, 40)
	}
	assert.Empty(t, draw(0, vg.Point{}, vg.Point{Y: 10}), "one line above the other")
	assert.Len(t, draw(0, vg.Point{}, vg.Point{X: 12}), 1, "over another")
	assert.Len(t, draw(0, vg.Point{X: 75}), 1, "over the right edge")
	assert.Len(t, draw(0, vg.Point{X: -11}), 1, "over the left edge")
	assert.Len(t, draw(0, vg.Point{Y: 25}), 1, "over the upper edge")
	assert.Len(t, draw(math.Pi/2, vg.Point{}), 1, "turned")
}

// realWave returns the first respondents of the shipped wave as if they were
// real ones.
func realWave(t *testing.T, rows int) *ctostudy.Analysis {
	t.Helper()
	text, err := os.ReadFile("../testdata/codebook-2021.json")
	require.NoError(t, err)
	book, err := survey.ReadCodebook(strings.NewReader(strings.Replace(string(text), `"synthetic": true`, `"synthetic": false`, 1)))
	require.NoError(t, err)
	require.False(t, book.Synthetic)
	book.Source = "our survey"
	data, err := os.ReadFile("../testdata/wave-2021.csv")
	require.NoError(t, err)
	lines := strings.SplitAfter(string(data), "\n")
	wave, err := survey.ReadCSV(context.Background(),
		strings.NewReader(lines[0]+strings.Join(everyFew(lines[1:5001], rows), "")), book, nil)
	require.NoError(t, err)
	a, err := ctostudy.Analyze(context.Background(), wave, nil)
	require.NoError(t, err)
	return a
}

// everyFew returns n lines, spread over all.
func everyFew(lines []string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = lines[i*len(lines)/n]
	}
	return out
}

// What rests on fewer than 5 real respondents is not drawn, and a real wave is
// not called synthetic.
func TestFiguresOfRealWave(t *testing.T) {
	a := realWave(t, 60)
	china := sharedBy(t, a, "cto.china", "invest", "cloud")
	require.Less(t, china.N, ctostudy.LeastBase)
	require.Positive(t, china.N)
	j, err := a.Check(ctostudy.Published())
	require.NoError(t, err)
	figures, err := Pictures(a, j, nil)
	require.NoError(t, err)
	drawn := map[string]string{}
	for _, f := range figures {
		c := recorded(f)
		assert.Empty(t, c.faults(f.Width, f.Height), f.Name)
		text := c.all()
		assert.NotContains(t, text, "synthetic", f.Name)
		assert.Contains(t, text, "Source: our survey", f.Name)
		drawn[f.form] = text
	}
	for _, form := range []string{dumbbellForm, dotsForm, tilesForm, answersForm} {
		require.Contains(t, drawn, form)
		assert.NotContains(t, drawn[form], "Greater China", form)
	}
	assert.Contains(t, drawn[dotsForm], "this wave\n")
	assert.Regexp(t, `CIOs\nn = 2\d\*\n`, drawn[tilesForm], "a base below 30 is marked")
}

func sharedBy(t *testing.T, a *ctostudy.Analysis, population, construct,
	item string) *stats.Estimate {
	t.Helper()
	for _, s := range a.Shares {
		if s.Population == population && s.Construct == construct && s.Item == item {
			return s.Estimate
		}
	}
	require.Fail(t, "no share")
	return nil
}

// A small codebook has no figure and no panic.
func TestFiguresOfSmallCodebook(t *testing.T) {
	book, err := survey.ReadCodebook(strings.NewReader(fenced(t, "json")))
	require.NoError(t, err)
	wave, err := survey.ReadCSV(context.Background(), strings.NewReader(fenced(t, "csv")), book, nil)
	require.NoError(t, err)
	a, err := ctostudy.Analyze(context.Background(), wave, nil)
	require.NoError(t, err)
	j, err := a.Check(ctostudy.Published())
	require.NoError(t, err)
	for _, judged := range []*ctostudy.Judgement{nil, j} {
		figures, err := Pictures(a, judged, nil)
		require.NoError(t, err)
		assert.Empty(t, figures)
	}
}

// Without a judgement nothing is published.
func TestFiguresWithoutJudgement(t *testing.T) {
	a, _ := shippedWave(t)
	figures, err := Pictures(a, nil, nil)
	require.NoError(t, err)
	require.Len(t, figures, len(a.Study.Pictures))
	for _, f := range figures {
		c := recorded(f)
		assert.Empty(t, c.faults(f.Width, f.Height), f.Name)
		for _, text := range c.texts {
			assert.NotEqual(t, "published", text.text, f.Name)
		}
	}
}

// A scale holds all values; an interval that is far longer than all else is
// cut, and what has no interval has a dot.
func TestRowPanelsScale(t *testing.T) {
	dot := func(value, low, high float64) panelDot {
		return panelDot{estimate: &stats.Estimate{Value: value, Low: low, High: high}}
	}
	nan := math.NaN()
	for _, c := range []struct {
		name      string
		dots      []panelDot
		low, high float64 // of the scale, without its margins
	}{
		{"positive", []panelDot{dot(10, 8, 12), dot(20, 15, 25)}, 0, 25},
		{"negative", []panelDot{dot(-10, -12, -8), dot(20, 15, 25)}, -12, 25},
		{"long interval", []panelDot{dot(10, -4000, 5000)}, -10, 20},
		{"no interval", []panelDot{dot(10, nan, nan)}, 0, 10},
		{"published beyond", []panelDot{{published: &ctostudy.Figure{Value: 70}}, dot(10, 8, 12)}, 0, 70},
		{"nothing but zero", []panelDot{dot(0, 0, 0)}, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &rowPanels{titles: [][]string{nil}, series: []draw.GlyphStyle{waveGlyph}, rowHeight: 20,
				valued: true}
			for _, x := range c.dots {
				d.rows = append(d.rows, panelRow{label: "row", cells: [][]panelDot{{x}}})
			}
			d.fit()
			assert.LessOrEqual(t, d.scale.low, c.low)
			assert.GreaterOrEqual(t, d.scale.high, c.high)
			assert.InDelta(t, c.high-c.low, d.scale.high-d.scale.low, 0.15*(c.high-c.low), "margins")
			a, _ := shippedWave(t)
			s := newSketch(newView(a, nil, English), nil)
			chart := d.chart(s.frame("title", "unit", 1), "title", &picture.Keys{})
			f := &Picture{Plot: chart.plot, Width: pictureWidth, Height: chart.height}
			assert.Empty(t, recorded(f).faults(f.Width, f.Height))
			var svg bytes.Buffer
			require.NoError(t, f.WriteSVG(&svg))
			assert.NotContains(t, svg.String(), "NaN")
		})
	}
}

// A study's picture says all that its form needs; what it lacks is an error, not a panic.
func TestPicturesOfAnIncompleteStudy(t *testing.T) {
	a, j := shippedWave(t)
	for form, why := range map[string]string{
		"pie":        `picture 1 of the study has the unknown form "pie"`,
		growthForm:   `the form "growth" needs 2 constructs, and there are 0`,
		dumbbellForm: `the form "dumbbell" needs 2 constructs, and there are 0`,
		dotsForm:     `the form "dots" needs 1 constructs, and there are 0`,
	} {
		study := *a.Study
		study.Pictures = []survey.Picture{{Number: 1, Name: "x", Form: form}}
		other := *a
		other.Study = &study
		_, err := Pictures(&other, j, nil)
		assert.ErrorContains(t, err, why)
	}

	study := *a.Study
	study.Pictures = []survey.Picture{{Number: 1, Name: "../x", Form: dotsForm,
		Constructs:  []string{"invest"},
		Populations: []string{"cto"}, Title: "t"}}
	other := *a
	other.Study = &study
	drawn, err := Pictures(&other, j, nil)
	require.NoError(t, err)
	assert.Equal(t, "figure1----x", drawn[0].Name, "a name is no path")
	study.Pictures[0].Populations = nil
	_, err = Pictures(&other, j, nil)
	assert.ErrorContains(t, err, "needs 1 populations, and there are 0")
}
