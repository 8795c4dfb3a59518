package report

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// drawDumbbell draws two dots in a row for each item, for the shares in two constructs, joined; a
// panel for each population. The rows stand under headings that say whether the share of the
// first population rises or falls from one construct to the other, with an interval that excludes
// no change, and in the order of the change.
func drawDumbbell(s *sketch, spec survey.Picture) (*chart, error) {
	rows, err := s.dumbbellRows(spec)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, unavailable("no options in both constructs %q", spec.Constructs)
	}

	d := &rowPanels{series: []draw.GlyphStyle{waveGlyph, secondGlyph}, joined: true, rowHeight: 19}
	n := 0
	for p, population := range spec.Populations {
		base := 0
		for _, row := range rows {
			for _, dot := range row.cells[p] {
				if dot.estimate != nil {
					base = max(base, dot.estimate.N)
				}
			}
		}
		if base > 0 {
			n = max(n, base)
			d.titles = append(d.titles, []string{s.in(population, base)})
		}
	}

	heading := ""
	for _, row := range rows {
		row.cells = row.cells[:len(d.titles)]
		if row.group != heading {
			heading = row.group
			row.heading = row.group
		}
		d.rows = append(d.rows, row.panelRow)
	}

	keys := &picture.Keys{}
	keys.Add(s.say(spec.Keys[0]), waveGlyph)
	keys.Add(s.say(spec.Keys[1]), secondGlyph)
	s.publishedKey(d, keys)
	d.fit()
	p := s.frame(s.say(spec.Title), s.unit(spec), n)
	return d.chart(p, s.say(spec.Title), keys), nil
}

// dumbbellRow is a row with the change that orders it.
type dumbbellRow struct {
	panelRow
	group  string // the heading that it stands under
	change float64
}

func (s *sketch) dumbbellRows(spec survey.Picture) ([]dumbbellRow, error) {
	var out []dumbbellRow
	rises, stays, falls := s.say(spec.Keys[2]), s.say(spec.Keys[3]), s.say(spec.Keys[4])

	for _, item := range s.items(spec.Constructs[0]) {
		row := dumbbellRow{panelRow: panelRow{label: s.say(item.Label())}}
		for _, population := range spec.Populations {
			var cell []panelDot
			for _, construct := range spec.Constructs {
				cell = append(cell, s.shareDot(population, construct, item.Name))
			}
			row.cells = append(row.cells, cell)
		}
		if row.cells[0][0].estimate == nil || row.cells[0][1].estimate == nil {
			continue
		}

		change, err := s.changeOf(spec, item.Name)
		if err != nil {
			return nil, err
		}
		row.change = change.Value
		switch {
		case change.Low > 0:
			row.group = rises
		case change.High < 0:
			row.group = falls
		default:
			row.group = stays
		}
		out = append(out, row)
	}

	rank := []string{rises, stays, falls}
	slices.SortStableFunc(out, func(a, b dumbbellRow) int {
		return cmp.Or(
			slices.Index(rank, a.group)-slices.Index(rank, b.group), cmp.Compare(b.change, a.change))
	})
	return out, nil
}

// changeOf returns the difference of an item's shares in the two constructs.
func (s *sketch) changeOf(spec survey.Picture, item string) (*stats.Estimate, error) {
	measure := s.analysis.Measure(nil)
	first, err := measure.Share(spec.Populations[0], spec.Constructs[0], item)
	if err != nil {
		return nil, err
	}
	second, err := measure.Share(spec.Populations[0], spec.Constructs[1], item)
	if err != nil {
		return nil, err
	}
	return measure.Estimate(stats.Difference(second, first))
}
