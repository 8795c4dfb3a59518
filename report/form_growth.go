package report

import (
	"errors"
	"slices"

	"github.com/ctostudy/ctostudy"

	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// drawGrowth draws the growth of shares from a construct to another, in a row for each item, a
// dot for each of one or two populations.
func drawGrowth(s *sketch, spec survey.Picture) (*chart, error) {
	d := &rowPanels{titles: [][]string{nil}, valued: true, rowHeight: 24}
	from, to := spec.Constructs[0], spec.Constructs[1]
	bases := make([]int, len(spec.Populations))

	for _, item := range s.items(to) {
		row := panelRow{label: s.say(item.Label()), cells: make([][]panelDot, 1)}
		any := false
		for k, population := range spec.Populations {
			e, printed, err := s.growthOf(population, from, to, item.Name)
			if err != nil {
				return nil, err
			}
			if e != nil {
				bases[k] = max(bases[k], e.N)
				any = true
			}
			row.cells[0] = append(row.cells[0], panelDot{e, printed})
		}
		if any {
			d.rows = append(d.rows, row)
		}
	}
	if len(d.rows) == 0 {
		return nil, unavailable("no growth from the construct %q to %q", from, to)
	}

	keys := s.populationKeys(d, spec.Populations, bases)
	d.sort()
	d.fit()
	p := s.frame(s.say(spec.Title), s.unit(spec), slices.Max(bases))
	return d.chart(p, s.say(spec.Title), keys), nil
}

// growthOf returns the growth of an item's share from a construct to another, nil if it is
// undefined or may not be shown, and the published one.
func (s *sketch) growthOf(
	population, from, to, item string,
) (*stats.Estimate, *ctostudy.Figure, error) {
	text := "growth " + from + "/" + item + " " + to + "/" + item
	printed := s.printed(text, population)
	if s.share(population, from, item) == nil || s.share(population, to, item) == nil {
		return nil, printed, nil
	}

	claim, err := ctostudy.ParseClaim(text)
	if err != nil {
		return nil, printed, nil // a name that no claim can hold
	}
	e, err := s.analysis.Measure(nil).Claim(claim, population)
	if errors.Is(err, ctostudy.ErrNotAvailable) { // nobody at first
		return nil, printed, nil
	}
	return e, printed, err
}

// populationKeys names the series by population and base, and drops those that
// nobody is behind.
func (s *sketch) populationKeys(d *rowPanels, populations []string, bases []int) *picture.Keys {
	keys := &picture.Keys{}
	cells := make([][]panelDot, len(d.rows))
	glyphs := []draw.GlyphStyle{waveGlyph, secondGlyph}

	for k, population := range populations {
		if bases[k] == 0 {
			continue
		}
		keys.Add(s.in(population, bases[k]), glyphs[k])
		for i, row := range d.rows {
			cells[i] = append(cells[i], row.cells[0][k])
		}
	}
	for i := range d.rows {
		d.rows[i].cells[0] = cells[i]
	}

	d.series = slices.Clone(keys.Styles)
	s.publishedKey(d, keys)
	return keys
}
