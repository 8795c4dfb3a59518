package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/survey"
)

const (
	// panelMost is how many classes find room side by side.
	panelMost = 4
	// unpublishedRows is how many answers are drawn where none is published.
	unpublishedRows = 12
)

// drawProfiles draws a panel for each class, a row for each answer whose share is published for
// any class. Classes are named by the judgement; without published profiles the twelve answers
// that tell the classes apart best are drawn. The first key is the picture's title if there are
// more or fewer classes than the study's.
func drawProfiles(s *sketch, spec survey.Picture) (*chart, error) {
	found := s.analysis.Archetypes
	if found == nil {
		return nil, unavailable("archetypes: %s", s.whyNot("archetypes"))
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
	anyPublished := s.fillProfiles(d)
	keys := &picture.Keys{}
	keys.Add(s.thisWave(), waveGlyph)
	if anyPublished {
		keys.Add(s.say("published"), publishedGlyph)
	}

	title := s.say(spec.Title)
	classes := s.analysis.Study.Classes
	if classes != nil && n != classes.Number && len(spec.Keys) > 0 {
		title = s.say(spec.Keys[0], n)
	}
	p := s.frame(title, s.unit(spec), found.Fit.N)
	return d.chart(p, title, keys), nil
}

// profileKey names a published cell: which class, which answer.
type profileKey struct {
	class int
	item  string
}

// publishedProfiles returns the printed profile figures of a judgement.
func publishedProfiles(j *ctostudy.Judgement) map[profileKey]ctostudy.Figure {
	out := map[profileKey]ctostudy.Figure{}
	for _, v := range j.Verdicts {
		c := v.Figure.Claimed()
		k, ok := v.Figure.Archetype()
		if ok && c.Kind() == "profile" && v.Figure.HasValue {
			out[profileKey{k, c.Arguments()[0]}] = v.Figure
		}
	}
	return out
}

// fillProfiles chooses the panels and the rows, and says whether any value is published.
func (s *sketch) fillProfiles(d *rowPanels) (anyPublished bool) {
	found, published := s.analysis.Archetypes, publishedProfiles(s.judgement)
	order, number := s.panelOrder()
	for _, k := range order {
		d.titles = append(d.titles, s.classTitle(k, number[k]))
	}

	question := ""
	for _, a := range chosenAnswers(found, published) {
		item := found.Items[a.Item]
		row := panelRow{label: withAnswer(s.say(a.Title), s.say(a.Label))}
		if q := s.questionOf(item); q != question {
			question = q
			row.heading = q
		}
		for _, k := range order {
			dot := panelDot{estimate: drawn(&found.Fit.Profile[k][a.Item][a.Answer])}
			if f, ok := published[profileKey{number[k], item}]; ok && found.Claimed(a) {
				dot.published = &f
				anyPublished = true
			}
			row.cells = append(row.cells, []panelDot{dot})
		}
		d.rows = append(d.rows, row)
	}
	return anyPublished
}

// panelOrder returns the classes from left to right, those with a published number first, and
// these numbers.
func (s *sketch) panelOrder() (order []int, number map[int]int) {
	number = map[int]int{}
	for i, k := range s.judgement.ClassOf {
		if k >= 0 {
			order = append(order, k)
			number[k] = i + 1
		}
	}
	for k := range s.analysis.Archetypes.Classes() {
		if !slices.Contains(order, k) {
			order = append(order, k)
		}
	}
	return order, number
}

// classTitle returns the lines above a class's panel.
func (s *sketch) classTitle(k, number int) []string {
	share := s.analysis.Archetypes.Fit.Share[k]
	title := []string{s.say("class %d", k+1)}
	if name, named := s.classNames()[number]; named {
		title = []string{name.in(s.lang), s.say("published: %s", name.share.Text())}
	}
	return append(title,
		document.Fixed(100*share.Value, 1)+"% "+document.Span(100*share.Low, 100*share.High, 1))
}

// chosenAnswers returns the answers to draw: the published ones or, if there are
// none, those that differ most between the classes, in the items' order.
func chosenAnswers(
	found *ctostudy.ArchetypeResult, profiles map[profileKey]ctostudy.Figure,
) []ctostudy.ProfileAnswer {
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
	slices.SortStableFunc(out, func(a, b ctostudy.ProfileAnswer) int {
		return cmp.Compare(spread(b), spread(a))
	})
	out = out[:min(len(out), unpublishedRows)]
	slices.SortFunc(out, func(a, b ctostudy.ProfileAnswer) int {
		return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.Answer, b.Answer))
	})
	return out
}
