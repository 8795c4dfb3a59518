package report

import (
	"gonum.org/v1/plot/vg/draw"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/survey"
)

// drawDots draws the shares of a construct's items, a row each.
func drawDots(s *sketch, spec survey.Picture) (*chart, error) {
	d := &rowPanels{
		titles: [][]string{nil}, series: []draw.GlyphStyle{waveGlyph}, valued: true, rowHeight: 17,
	}
	population, construct := spec.Populations[0], spec.Constructs[0]
	n := 0

	for _, item := range s.items(construct) {
		e := s.share(population, construct, item.Name)
		if e == nil {
			continue
		}
		n = max(n, e.N)
		dot := panelDot{e, s.printedShare(population, construct, item.Name)}
		d.rows = append(d.rows, panelRow{label: s.say(item.Label()), cells: [][]panelDot{{dot}}})
	}
	if len(d.rows) == 0 {
		return nil, unavailable("no options of the construct %q", construct)
	}

	keys := &picture.Keys{}
	keys.Add(s.thisWave(), waveGlyph)
	s.publishedKey(d, keys)
	d.sort()
	d.fit()
	p := s.frame(s.say(spec.Title), s.unit(spec), n)
	return d.chart(p, s.say(spec.Title), keys), nil
}
