package ctostudy

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
)

// FigureSettings say how a picture of an analysis is written.
type FigureSettings struct {
	// Language is that of the picture's own words; if zero, English.
	Language Language
	// Handler measures and draws text, for scripts that Liberation lacks; if
	// nil, gonum/plot's own. SVG keeps text as text with either.
	Handler text.Handler
}

const (
	// panelStep is the distance between the zeros of two panels, whose own
	// width is 100 percent.
	panelStep = 122
	// panelMost is how many classes find room side by side.
	panelMost = 4
	// unpublishedRows is how many answers are drawn where none is published.
	unpublishedRows = 12
)

// PlotArchetypes redraws figure 10: a panel for each class, side by side, a row
// for each answer whose share the report prints for any archetype. Each cell
// holds the share of the class with its interval and, where there is one, the
// published value as a diamond. Classes are named by the judgement; without
// one (j nil) or without published profiles the twelve answers that tell the
// classes apart best are drawn. It is laid out for 18 cm across and 5 cm + 0.55
// cm per row in height.
//
// It fails without archetypes ([ErrNotAvailable]) and on more than four.
func PlotArchetypes(a *Analysis, j *Judgement, s *FigureSettings) (*plot.Plot, error) {
	if a.Archetypes == nil {
		return nil, notAvailable("archetypes: %s", a.whyNot("archetypes"))
	}
	if n := a.Archetypes.Classes(); n > panelMost {
		return nil, fmt.Errorf("ctostudy: %d archetypes in one picture, at most %d find room", n, panelMost)
	}
	if s == nil {
		s = &FigureSettings{}
	}
	if j == nil {
		j = &Judgement{}
	}
	panels := &archetypePanels{published: publishedProfiles(j), names: archetypeNames(j), lang: s.Language}
	panels.fill(a, j)
	unit := s.Language.say("share of the archetype, %%, with %g%% interval", 100*a.Settings.levelOr())
	p := picture.New(picture.Frame{Title: s.Language.say("Three archetypes of CTOs: what they answer for and spend time on"),
		Unit: unit, N: a.Archetypes.Fit.N, Source: s.Language.say(a.Source), Synthetic: a.Synthetic, Chinese: s.Language == Chinese, Handler: s.Handler})
	if n := len(panels.classes); n != 3 {
		p.Title.Text = s.Language.say("%d archetypes of CTOs: what they answer for and spend time on", n)
	}
	p.Add(panels)
	keys := &picture.Keys{Y: panels.top() + 1.6, Labels: []string{s.Language.say("this wave")}, Styles: []draw.GlyphStyle{waveGlyph}}
	if a.Synthetic {
		keys.Labels[0] = s.Language.say("synthetic wave")
	}
	if len(panels.published) > 0 {
		keys.Labels = append(keys.Labels, s.Language.say("published"))
		keys.Styles = append(keys.Styles, publishedGlyph)
	}
	p.Add(keys)
	var x, y plot.ConstantTicks
	for c := range panels.classes {
		for _, v := range []int{0, 50, 100} {
			x = append(x, plot.Tick{Value: float64(c*panelStep + v), Label: fmt.Sprint(v)})
		}
	}
	for i, row := range panels.rows {
		y = append(y, plot.Tick{Value: panels.at(i), Label: row.label})
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = x, y
	p.X.LineStyle.Width, p.X.Tick.Length, p.X.Padding = 0, 0, vg.Points(3)
	p.X.Min, p.X.Max = -2, float64((len(panels.classes)-1)*panelStep+104)
	p.Y.Min, p.Y.Max = -0.7, panels.top()+2.2
	return p, nil
}

func (s AnalysisSettings) levelOr() float64 {
	if s.Level == 0 {
		return 0.95
	}
	return s.Level
}

// The wave's dots are small, so that the ends of their intervals show, and the
// published diamonds wide enough to stand around them.
var (
	waveGlyph      = draw.GlyphStyle{Color: picture.Series[0].Color, Shape: draw.CircleGlyph{}, Radius: 1.9}
	publishedGlyph = draw.GlyphStyle{Color: picture.Series[1].Color, Shape: diamond{}, Radius: 4.6}
)

// diamond is hollow, so that what it covers stays visible.
type diamond struct{}

func (diamond) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: style.Color, Width: vg.Points(1.3)})
	var path vg.Path
	path.Move(vg.Point{X: at.X, Y: at.Y + style.Radius})
	path.Line(vg.Point{X: at.X + style.Radius, Y: at.Y})
	path.Line(vg.Point{X: at.X, Y: at.Y - style.Radius})
	path.Line(vg.Point{X: at.X - style.Radius, Y: at.Y})
	path.Close()
	c.Stroke(path)
}

// profileKey names a published cell: which archetype, which answer.
type profileKey struct {
	archetype int
	item      string
}

// publishedProfiles returns the printed profile figures of a judgement.
func publishedProfiles(j *Judgement) map[profileKey]Figure {
	out := map[profileKey]Figure{}
	for _, v := range j.Verdicts {
		c, err := ParseClaim(v.Figure.Claim)
		k, ok := archetypeOf(v.Figure.Population)
		if err == nil && ok && c.Kind == ClaimProfile && v.Figure.HasValue {
			out[profileKey{k, c.term.args[0]}] = v.Figure
		}
	}
	return out
}

// archetypeName is a published archetype's name and share among all CTOs.
type archetypeName struct {
	english, chinese string
	share            Figure
}

// archetypeNames returns the names of the published archetypes by their
// number: the item of the figure that prints an archetype's share, such as
// "1 technology steward (技术管理者)", whose part in brackets is the Chinese one.
func archetypeNames(j *Judgement) map[int]archetypeName {
	out := map[int]archetypeName{}
	for _, v := range j.Verdicts {
		c, err := ParseClaim(v.Figure.Claim)
		if err != nil || c.Kind != ClaimClass || v.Figure.Population != "cto" {
			continue
		}
		k, _ := strconv.Atoi(c.term.args[0]) // the grammar admits numbers only
		n := archetypeName{share: v.Figure}
		var inBrackets bool
		n.english, n.chinese, inBrackets = strings.Cut(v.Figure.Item, " (")
		n.chinese = fmt.Sprintf("%d %s", k, strings.TrimSuffix(n.chinese, ")"))
		if !inBrackets {
			n.chinese = n.english
		}
		out[k] = n
	}
	return out
}

// in returns the name in a language.
func (n archetypeName) in(l Language) string {
	if l == Chinese {
		return n.chinese
	}
	return n.english
}

// archetypePanels draws the cells.
type archetypePanels struct {
	published map[profileKey]Figure
	names     map[int]archetypeName
	lang      Language
	classes   []panelClass
	rows      []panelRow
	headings  map[int]string // over the row with this index
}

type panelClass struct {
	archetype int // 0 where no published archetype names the class
	title     []string
}

type panelRow struct {
	item, label string
	cells       []stats.Estimate // one per class
}

var (
	_ plot.Plotter    = (*archetypePanels)(nil)
	_ plot.GlyphBoxer = (*archetypePanels)(nil)
)

// fill chooses the panels and the rows.
func (d *archetypePanels) fill(a *Analysis, j *Judgement) {
	found := a.Archetypes
	order := make([]int, 0, found.Classes()) // classes from left to right
	number := map[int]int{}
	for i, k := range j.ClassOf {
		if k >= 0 {
			order = append(order, k)
			number[k] = i + 1
		}
	}
	for k := range found.Classes() {
		if !slices.Contains(order, k) {
			order = append(order, k)
		}
	}
	for _, k := range order {
		c := panelClass{archetype: number[k]}
		share := found.Fit.Share[k]
		name, named := d.names[c.archetype]
		c.title = []string{d.lang.say("class %d", k+1)}
		if named {
			c.title = []string{name.in(d.lang), d.lang.say("published: %s", name.share.Text())}
		}
		c.title = append(c.title, fixed(100*share.Value, 1)+"% "+span(100*share.Low, 100*share.High, 1))
		d.classes = append(d.classes, c)
	}
	d.headings = map[int]string{}
	part := ""
	for _, i := range d.chosen(found) {
		if p := partTitle(found.Items[i], d.lang); p != part {
			part = p
			d.headings[len(d.rows)] = p
		}
		row := panelRow{item: found.Items[i], label: d.lang.say(found.Titles[i])}
		for _, k := range order {
			row.cells = append(row.cells, found.Fit.Profile[k][i][1])
		}
		d.rows = append(d.rows, row)
	}
}

// chosen returns the answers to draw, by their index: the published ones, or
// those that differ most between the classes.
func (d *archetypePanels) chosen(found *ArchetypeResult) []int {
	var out []int
	published := map[string]bool{}
	for key := range d.published {
		published[key.item] = true
	}
	spread := make([]float64, len(found.Items))
	for i, item := range found.Items {
		if len(found.Fit.Profile[0][i]) != 2 {
			continue
		}
		if published[item] {
			out = append(out, i)
		}
		low, high := math.Inf(1), math.Inf(-1)
		for k := range found.Classes() {
			low, high = min(low, found.Fit.Profile[k][i][1].Value), max(high, found.Fit.Profile[k][i][1].Value)
		}
		spread[i] = high - low
	}
	if out != nil {
		return out
	}
	for i := range found.Items {
		if len(found.Fit.Profile[0][i]) == 2 {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		switch {
		case spread[a] > spread[b]:
			return -1
		case spread[a] < spread[b]:
			return 1
		}
		return 0
	})
	out = out[:min(len(out), unpublishedRows)]
	slices.Sort(out)
	return out
}

// partTitle says what question an archetype item belongs to.
func partTitle(item string, l Language) string {
	part, _, ok := strings.Cut(item, ".")
	switch {
	case !ok:
		return ""
	case part == "resp":
		return l.say("main responsibility")
	case part == "time":
		return l.say("takes most time")
	case part == "success":
		return l.say("success criterion")
	}
	return part
}
