package report

import (
	"cmp"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/survey"
)

// drawAnswers draws a row for each of some constructs that have the same items, a panel for each
// of their answers. The panel in which a grouping of the report places a construct is shaded; rows
// follow that place and then the share of its answer.
func drawAnswers(s *sketch, spec survey.Picture) (*chart, error) {
	place := s.publishedPlaces(spec.Populations[0])
	rows, titles, n := s.answerRows(spec, place)
	if len(rows) == 0 {
		return nil, unavailable("no constructs such as %q with the answers %s",
			spec.Constructs[0], strings.Join(spec.Answers, ", "))
	}
	slices.SortStableFunc(rows, func(a, b answerRow) int {
		return cmp.Or(a.answer-b.answer, cmp.Compare(b.share, a.share))
	})

	d := &rowPanels{scale: shareScale, series: []draw.GlyphStyle{waveGlyph}, rowHeight: 15.6}
	var used []int // answers that somebody may be shown to have given
	for k := range spec.Answers {
		if titles[k] != "" {
			d.titles = append(d.titles, []string{titles[k]})
			used = append(used, k)
		}
	}
	for _, row := range rows {
		drawnRow := panelRow{label: row.label}
		for _, k := range used {
			drawnRow.cells = append(drawnRow.cells, row.cells[k])
			drawnRow.shaded = append(drawnRow.shaded, row.shaded[k])
		}
		d.rows = append(d.rows, drawnRow)
	}

	keys := &picture.Keys{}
	keys.Add(s.thisWave(), waveGlyph)
	s.publishedKey(d, keys)
	if len(place) > 0 {
		keys.Add(s.say("place in the report"), shadedGlyph)
	}
	p := s.frame(s.say(spec.Title), s.unit(spec), n)
	return d.chart(p, s.say(spec.Title), keys), nil
}

// answerRow is the row of a construct.
type answerRow struct {
	panelRow
	answer int     // the place that the report gives it, else the most frequent answer
	share  float64 // of that answer
}

// answerRows returns the rows in the codebook's order, what their answers are called (nothing if
// no share may be shown), and the largest base.
func (s *sketch) answerRows(
	spec survey.Picture, place map[string]string,
) (rows []answerRow, titles []string, n int) {
	population := spec.Populations[0]
	titles = make([]string, len(spec.Answers))
	prefix, many := strings.CutSuffix(spec.Constructs[0], "*")

	for _, c := range s.analysis.Wave.Codebook().Constructs {
		if c.Name != spec.Constructs[0] && !(many && strings.HasPrefix(c.Name, prefix)) {
			continue
		}

		row := answerRow{panelRow: panelRow{label: s.say(cmp.Or(c.Title, c.Name))}, share: -1}
		answered := false
		for k, answer := range spec.Answers {
			e := s.share(population, c.Name, answer)
			here := place[c.Name] == answer
			row.cells = append(row.cells, []panelDot{{e, s.printedShare(population, c.Name, answer)}})
			row.shaded = append(row.shaded, here)
			if here {
				row.answer = k
			}
			if e == nil {
				continue
			}

			n = max(n, e.N)
			answered = true
			i := slices.IndexFunc(c.Items, func(item survey.Item) bool { return item.Name == answer })
			titles[k] = s.say(c.Items[i].Label())
			if here || place[c.Name] == "" && e.Value > row.share {
				row.answer = k
				row.share = e.Value
			}
		}
		if answered {
			rows = append(rows, row)
		}
	}
	return rows, titles, n
}

// publishedPlaces returns the answer that groupings of the judgement give for a construct.
func (s *sketch) publishedPlaces(population string) map[string]string {
	out := map[string]string{}
	for _, v := range s.judgement.Verdicts {
		c := v.Figure.Claimed()
		if c.Kind() != "grouping" || v.Figure.Population != population {
			continue
		}
		for _, item := range c.Arguments() {
			construct, answer, _ := strings.Cut(item, "/")
			out[construct] = answer
		}
	}
	return out
}
