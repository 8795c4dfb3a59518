package report

import (
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
)

// sharesTable holds every share by population.
func (v *view) sharesTable() *document.Table {
	t := &document.Table{SmallBase: v.smallBase()}
	t.Columns = slices.Concat(
		wordColumns("population", "construct", "item", "title"),
		estimateColumns(document.Share, 1),
		[]document.Column{{Key: "weighted_n"}, {Key: "suppressed"}})

	for _, s := range v.analysis.Shares {
		t.AddRow(slices.Concat(
			[]document.Cell{document.Word(s.Population), document.Word(s.Construct), document.Word(s.Item),
				document.Named(s.Title, v.say(s.Title))},
			estimateCells(s.Estimate),
			[]document.Cell{document.Number(s.WeightedN),
				document.Word(strconv.FormatBool(ctostudy.Withheld(s.Estimate)))})...)
	}
	return t
}

// shareSections shows the shares of the study's banners side by side; the file has all.
func (v *view) shareSections(t *document.Table, pictures []picturePage) []document.Section {
	if len(t.Rows) == 0 {
		return nil
	}

	banners := document.Across{Key: "population"}
	banners.Show = []document.Part{document.Value("estimate"), document.Bracketed("n")}
	for _, population := range v.analysis.Study.Banners {
		asked := func(s ctostudy.ShareRow) bool { return s.Population == population }
		if slices.ContainsFunc(v.analysis.Shares, asked) {
			banners.Values = append(banners.Values, population)
			banners.Titles = append(banners.Titles, v.say(population))
		}
	}

	seen := t.Arrange(document.Arrangement{
		Heading: "construct", By: []string{"construct", "item"},
		Columns: []document.Shown{shownText(v.say("option"), document.Value("title"))},
		Across:  banners,
		Notes: []string{v.say("Of those who answered; each cell is the share in percent and " +
			"its unweighted n. Intervals are in shares.csv.")},
	})
	blocks := pictureBlocks(pictures, growthForm, dumbbellForm, dotsForm, tilesForm, answersForm)
	return []document.Section{{Title: v.say("Shares"), Blocks: append(blocks, seen)}}
}
