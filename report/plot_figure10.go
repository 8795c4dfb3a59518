package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/picture"
)

const (
	// panelMost is how many classes find room side by side.
	panelMost = 4
	// unpublishedRows is how many answers are drawn where none is published.
	unpublishedRows = 12
)

// archetypes redraws figure 10: a panel for each class, a row for each answer
// whose share the report prints for any archetype. Classes are named by the
// judgement; without published profiles the twelve answers that tell the
// classes apart best are drawn.
func (m *figureMaker) archetypes() (*chart, error) {
	found := m.a.Archetypes
	if found == nil {
		return nil, unavailable("archetypes: %s", whyNot(m.a, "archetypes"))
	}
	n := found.Classes()
	if n > panelMost {
		return nil, unavailable("%d archetypes: at most %d find room in one picture", n, panelMost)
	}
	for k := range n {
		if ctostudy.Withheld(&found.Fit.Share[k]) {
			return nil, unavailable("archetypes: a class could be recognised")
		}
	}
	d := &rowPanels{scale: shareScale, series: []draw.GlyphStyle{waveGlyph}, rowHeight: 15.6}
	anyPublished := m.fillArchetypes(d)
	keys := &picture.Keys{Labels: []string{m.thisWave()}, Styles: d.series[:1:1]}
	if anyPublished {
		keys.Labels, keys.Styles = append(keys.Labels, m.say("published")), append(keys.Styles, publishedGlyph)
	}
	title := m.say("Three archetypes of CTOs: what they answer for and spend time on")
	if n != 3 {
		title = m.say("%d archetypes of CTOs: what they answer for and spend time on", n)
	}
	return m.chart(d, title, m.say("share of the archetype, %%, with %g%% interval", m.interval()), found.Fit.N, keys), nil
}

// profileKey names a published cell: which archetype, which answer.
type profileKey struct {
	archetype int
	item      string
}

// publishedProfiles returns the printed profile figures of a judgement.
func publishedProfiles(j *ctostudy.Judgement) map[profileKey]ctostudy.Figure {
	out := map[profileKey]ctostudy.Figure{}
	for _, v := range j.Verdicts {
		c, err := ctostudy.ParseClaim(v.Figure.Claim)
		k, ok := v.Figure.Archetype()
		if err == nil && ok && c.Kind() == "profile" && v.Figure.HasValue {
			out[profileKey{k, c.Arguments()[0]}] = v.Figure
		}
	}
	return out
}

// archetypeName is a published archetype's name and share among all CTOs.
type archetypeName struct {
	english, chinese string
	share            ctostudy.Figure
}

// archetypeNames returns the names of the published archetypes by their
// number: the item of the figure that prints an archetype's share, such as
// "1 technology steward (技术管理者)", whose part in brackets is the Chinese one.
func archetypeNames(j *ctostudy.Judgement) map[int]archetypeName {
	out := map[int]archetypeName{}
	for _, v := range j.Verdicts {
		c, err := ctostudy.ParseClaim(v.Figure.Claim)
		if err != nil || c.Kind() != "class" || v.Figure.Population != "cto" {
			continue
		}
		k, _ := strconv.Atoi(c.Arguments()[0]) // the grammar admits numbers only
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

// fillArchetypes chooses the panels and the rows, and says whether any value
// is published.
func (m *figureMaker) fillArchetypes(d *rowPanels) bool {
	found, published, names := m.a.Archetypes, publishedProfiles(m.j), archetypeNames(m.j)
	order := make([]int, 0, found.Classes()) // classes from left to right
	number := map[int]int{}
	for i, k := range m.j.ClassOf {
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
		share := found.Fit.Share[k]
		title := []string{m.say("class %d", k+1)}
		if name, named := names[number[k]]; named {
			title = []string{name.in(m.lang), m.say("published: %s", name.share.Text())}
		}
		d.titles = append(d.titles, append(title, document.Fixed(100*share.Value, 1)+"% "+document.Span(100*share.Low, 100*share.High, 1)))
	}
	part, anyPublished := "", false
	for _, a := range chosenAnswers(found, published) {
		item := found.Items[a.Item]
		row := panelRow{label: withAnswer(m.say(a.Title), m.say(a.Label))}
		if p := partTitle(item, m.lang); p != part {
			part, row.heading = p, p
		}
		for _, k := range order {
			dot := panelDot{estimate: drawn(&found.Fit.Profile[k][a.Item][a.Answer])}
			if f, ok := published[profileKey{number[k], item}]; ok && found.Claimed(a) {
				dot.published, anyPublished = &f, true
			}
			row.cells = append(row.cells, []panelDot{dot})
		}
		d.rows = append(d.rows, row)
	}
	return anyPublished
}

// chosenAnswers returns the answers to draw: the published ones or, if there are
// none, those that differ most between the classes, in the items' order.
func chosenAnswers(found *ctostudy.ArchetypeResult, profiles map[profileKey]ctostudy.Figure) []ctostudy.ProfileAnswer {
	published := map[string]bool{}
	for key := range profiles {
		published[key.item] = true
	}

	all := found.Profiled()
	var out []ctostudy.ProfileAnswer
	for _, a := range all {
		if found.Claimed(a) && published[a.Name] {
			out = append(out, a)
		}
	}
	if out != nil {
		return out
	}

	spread := func(a ctostudy.ProfileAnswer) float64 {
		low, high := math.Inf(1), math.Inf(-1)
		for _, class := range found.Fit.Profile {
			if v := class[a.Item][a.Answer].Value; !math.IsNaN(v) { // else it is withheld
				low, high = min(low, v), max(high, v)
			}
		}
		return high - low
	}
	out = slices.Clone(all)
	slices.SortStableFunc(out, func(a, b ctostudy.ProfileAnswer) int { return cmp.Compare(spread(b), spread(a)) })
	out = out[:min(len(out), unpublishedRows)]
	slices.SortFunc(out, func(a, b ctostudy.ProfileAnswer) int {
		return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.Answer, b.Answer))
	})
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
