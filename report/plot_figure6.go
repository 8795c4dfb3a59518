package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/survey"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
)

// dutyAnswers are the answers to who is responsible.
var dutyAnswers = []string{"cto", "cio", "both", "nobody"}

// responsibility redraws figure 6: a row for each duty, a panel for each answer
// to who is responsible. The panel in which the report places a duty is shaded;
// rows follow that place and then the share of its answer.
func (m *figureMaker) responsibility() (*chart, error) {
	place := m.publishedPlaces()
	type duty struct {
		panelRow
		answer int // where the report places it, else the most frequent
		share  float64
	}
	var duties []duty
	titles, n := map[int]string{}, 0
	for _, c := range m.a.Wave.Codebook().Constructs {
		if !strings.HasPrefix(c.Name, "duty.") {
			continue
		}
		row := duty{panelRow: panelRow{label: m.say(cmp.Or(c.Title, c.Name)), cells: make([][]panelDot, len(dutyAnswers)), shaded: make([]bool, len(dutyAnswers))}, share: -1}
		answered := false
		for k, answer := range dutyAnswers {
			e := m.share("all", c.Name, answer)
			row.cells[k] = []panelDot{{e, m.printed("share "+c.Name+"/"+answer, "all")}}
			if row.shaded[k] = place[c.Name] == answer; row.shaded[k] {
				row.answer = k
			}
			if e == nil {
				continue
			}
			n, answered = max(n, e.N), true
			i := slices.IndexFunc(c.Items, func(item survey.Item) bool { return item.Name == answer })
			titles[k] = m.say(c.Items[i].Label())
			if row.shaded[k] || place[c.Name] == "" && e.Value > row.share {
				row.answer, row.share = k, e.Value
			}
		}
		if answered {
			duties = append(duties, row)
		}
	}
	if len(duties) == 0 {
		return nil, unavailable("no constructs such as %q with the answers cto, cio, both or nobody", "duty.strategy")
	}
	slices.SortStableFunc(duties, func(a, b duty) int { return cmp.Or(a.answer-b.answer, cmp.Compare(b.share, a.share)) })
	d := &rowPanels{scale: shareScale, series: []draw.GlyphStyle{waveGlyph}, rowHeight: 15.6}
	keys := &picture.Keys{Labels: []string{m.thisWave()}, Styles: d.series[:1:1]}
	for k := range dutyAnswers {
		if titles[k] != "" {
			d.titles = append(d.titles, []string{titles[k]})
		}
	}
	for _, row := range duties {
		used := panelRow{label: row.label}
		for k := range dutyAnswers {
			if titles[k] != "" {
				used.cells, used.shaded = append(used.cells, row.cells[k]), append(used.shaded, row.shaded[k])
			}
		}
		d.rows = append(d.rows, used)
	}
	m.publishedKey(d, keys)
	if len(place) > 0 {
		keys.Labels, keys.Styles = append(keys.Labels, m.say("place in the report")), append(keys.Styles, shadedGlyph)
	}
	return m.chart(d, m.say("Who is responsible for which duty"),
		m.say("share of CTOs and CIOs who give the answer, %%, with %g%% interval", m.interval()), n, keys), nil
}

// publishedPlaces returns the answer that groupings of the judgement give for a
// construct.
func (m *figureMaker) publishedPlaces() map[string]string {
	out := map[string]string{}
	for _, v := range m.j.Verdicts {
		c, err := ctostudy.ParseClaim(v.Figure.Claim)
		if err != nil || c.Kind() != "grouping" || v.Figure.Population != "all" {
			continue
		}
		for _, item := range c.Arguments() {
			construct, answer, _ := strings.Cut(item, "/")
			out[construct] = answer
		}
	}
	return out
}
