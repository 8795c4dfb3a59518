package report

import (
	"github.com/ctostudy/ctostudy/internal/document"
)

// sampleSection says who answered.
func (v *view) sampleSection() document.Section {
	t := &document.Table{Columns: []document.Column{
		{Title: v.say("population")},
		{Title: "n", Unit: document.Respondents, Right: true},
		{Title: v.say("weighted n"), Decimals: 1, Right: true},
	}}
	for _, p := range v.analysis.Populations {
		n, weighted := document.Count(p.N), document.Number(p.WeightedN)
		if p.Withheld() {
			n, weighted = document.Empty(document.Withheld), document.Empty(document.Withheld)
		}
		t.AddRow(document.Named(p.Name, v.say(p.Name)), n, weighted)
	}

	var blocks []document.Block
	if s := v.analysis.Source; s != "" {
		blocks = append(blocks, document.Paragraph(v.say("Source: %s.", v.say(s))))
	}
	return document.Section{Title: v.say("Who answered"), Blocks: append(blocks, t)}
}

// recordSection is what is needed to obtain the numbers again.
func (v *view) recordSection(m manifest) document.Section {
	respondents := v.say("fewer than 5")
	if m.Respondents != nil {
		respondents = document.Thousands(*m.Respondents)
	}
	list := document.List{
		v.say("Answers: %s respondents, SHA-256 %s", respondents, m.Answers),
		v.say("Seed %d, %d classes, intervals at %g%%", m.Seed, m.Classes, 100*m.Level),
		v.say("ctostudy %s, %s", m.Library, m.Go),
	}
	for _, in := range m.Inputs {
		list = append(list, in.Name+": SHA-256 "+in.SHA256)
	}
	return document.Section{
		Title: v.say("How to obtain these numbers again"), Blocks: []document.Block{list},
	}
}
