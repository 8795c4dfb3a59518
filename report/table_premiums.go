package report

import (
	"math"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
)

// premiumsTable holds by how much high grew faster than low.
func (v *view) premiumsTable() *document.Table {
	const places = 1
	percent := func(key string) document.Column {
		return document.Column{Key: key, Unit: document.Percent, Decimals: places}
	}
	points := func(key string) document.Column {
		return document.Column{Key: key, Unit: document.Points, Decimals: places}
	}
	t := &document.Table{Population: "all", Columns: []document.Column{
		{Key: "outcome"}, {Key: "metric"}, {Key: "comparison"}, {Key: "heading", Aside: true},
		percent("estimate"), percent("std_error"), percent("conf_low"), percent("conf_high"),
		points("difference_points"), points("difference_conf_low"), points("difference_conf_high"),
		{Key: "n_high", Unit: document.Respondents}, {Key: "n_low", Unit: document.Respondents},
		{Key: "tie_share", Unit: document.Share, Decimals: places}, percent("estimate_ties_other"),
		{Key: "why_undefined"},
	}}
	t.Notes = []string{v.say("Premium: mean growth of the first group over that of the second, " +
		"less one, with Fieller's interval. Points: the difference of the two means. " +
		"Ties: the share exactly at the cut, and the premium with them on its other side.")}

	for _, row := range v.analysis.Premiums {
		t.AddRow(v.premiumCells(row)...)
		if x := row.Result; x.Why != "" && !ctostudy.Withheld(&x.Estimate) {
			t.Notes = append(t.Notes, v.say(row.Outcome)+", "+v.say(string(row.Metric))+": "+x.Why)
		}
	}
	return t
}

func (v *view) premiumCells(row ctostudy.PremiumRow) []document.Cell {
	x := row.Result
	out := []document.Cell{
		document.Word(row.Outcome),
		document.Named(string(row.Metric), v.say(string(row.Metric))),
		document.Word(row.Kind.String()),
		document.Word(v.say(row.Outcome) + " · " + v.say(row.Kind.String())),
	}
	why := document.Word(x.Why)
	if ctostudy.Withheld(&x.Estimate) {
		return append(append(out, emptyCells(document.Withheld, 11)...), why)
	}

	other := math.NaN()
	if x.TiesOther != nil {
		other = x.TiesOther.Value
	}
	percent := func(fraction float64) document.Cell { return document.Number(100 * fraction) }
	return append(out,
		percent(x.Value), percent(x.StdErr), percent(x.Low), percent(x.High),
		percent(x.Difference.Value), percent(x.Difference.Low), percent(x.Difference.High),
		document.Count(x.NHigh), document.Count(x.NLow),
		document.Number(x.TieShare), percent(other), why)
}

// premiumSections shows the premiums under each outcome and comparison.
func (v *view) premiumSections(t *document.Table, pictures []picturePage) []document.Section {
	if len(t.Rows) == 0 {
		return nil
	}

	seen := t.Arrange(document.Arrangement{Heading: "heading", Columns: []document.Shown{
		shown(v.say("metric"), document.Value("metric")),
		shownNumber(v.say("premium, %"), document.Value("estimate")),
		shownNumber(v.say("interval"), document.Interval("conf_low", "conf_high")),
		shownNumber(v.say("points"), document.Value("difference_points")),
		shownNumber(v.say("interval"), document.Interval("difference_conf_low", "difference_conf_high")),
		shownNumber(v.say("n high"), document.Value("n_high")),
		shownNumber(v.say("n low"), document.Value("n_low")),
		shownNumber(v.say("ties, %"), document.Value("tie_share")),
		shownNumber(v.say("other way"), document.Value("estimate_ties_other")),
	}})
	blocks := append([]document.Block{seen}, pictureBlocks(pictures, premiumsForm, slopesForm)...)
	return []document.Section{{Title: v.say("Growth of high against low"), Blocks: blocks}}
}
