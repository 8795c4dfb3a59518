package report

import (
	"math"
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

// The parts of the table of classes.
const (
	partShare   = "share"    // of a class in a population
	partProfile = "profile"  // answers that the classes were found from
	partHeldOut = "held out" // answers that they are compared by
)

// classesTable holds the shares and profiles of the classes.
func (v *view) classesTable() *document.Table {
	t := &document.Table{SmallBase: v.smallBase()}
	t.Columns = slices.Concat(
		wordColumns("class", "archetype", "part", "population", "item"),
		[]document.Column{{Key: "question", Aside: true}, {Key: "row", Aside: true}},
		estimateColumns(document.Share, 1),
		wordColumns("note"))
	a := v.analysis.Archetypes
	if a == nil {
		return t
	}

	for k := range a.Classes() {
		for row, of := range v.classRows(k) {
			t.AddRow(slices.Concat(
				[]document.Cell{document.Word(strconv.Itoa(k + 1)), document.Word(v.className(k)),
					document.Word(of.part), document.Named(of.population, v.say(of.population)),
					of.item, document.Word(of.question), document.Count(row)},
				estimateCells(of.estimate),
				[]document.Cell{document.Word(of.note)})...)
		}
	}
	return t
}

// classRow is what is said of one class in a row.
type classRow struct {
	part, population string
	item             document.Cell
	question         string // that the item belongs to
	estimate         *stats.Estimate
	note             string
}

// classRows returns the rows of a class: as many, of the same, as those of every other.
func (v *view) classRows(k int) (out []classRow) {
	a := v.analysis.Archetypes
	all := v.classPopulation()

	for _, s := range a.Shares {
		row := classRow{part: partShare, population: s.Population, estimate: &s.Class[k]}
		if s.Population != all { // in all, the share is the model's own estimate
			row.note = ctostudy.ClassUncertainty
		}
		out = append(out, row)
	}
	for _, p := range a.Profiled() {
		out = append(out, classRow{
			part: partProfile, population: all,
			item: document.Named(
				withAnswer(p.Name, p.Label), withAnswer(v.say(p.Title), v.say(p.Label))),
			question: v.questionOf(a.Items[p.Item]),
			estimate: &a.Fit.Profile[k][p.Item][p.Answer],
		})
	}
	for _, h := range a.HeldOut {
		out = append(out, classRow{
			part: partHeldOut, population: all,
			item: document.Named(
				withAnswer(h.Item, h.Answer), withAnswer(v.say(h.Title), v.say(h.Answer))),
			question: v.say("held out"),
			estimate: h.Class[k], note: ctostudy.ClassUncertainty,
		})
	}
	return out
}

// classSections says how surely the classes were found, and shows them side by side.
func (v *view) classSections(t *document.Table, pictures []picturePage) []document.Section {
	a := v.analysis.Archetypes
	if a == nil {
		return nil
	}

	shares := document.Arrangement{
		Title: v.say("Shares of the classes, %"), Only: isPart(partShare), By: []string{"row"},
		Columns: []document.Shown{shownText(v.say("population"), document.Value("population"))},
		Across:  v.sideBySide(document.Value("estimate"), document.Interval("conf_low", "conf_high")),
	}
	if len(a.Shares) > 1 {
		shares.Notes = append(shares.Notes, v.say(ctostudy.ClassUncertainty))
	}

	profile := document.Arrangement{
		Title: v.say("Share of each class that gives an answer, %"),
		Only:  isPart(partProfile, partHeldOut), Heading: "question", By: []string{"row"},
		Columns: []document.Shown{shownText(v.say("answer"), document.Value("item"))},
		Across:  v.sideBySide(document.Value("estimate")),
	}
	if len(a.HeldOut) > 0 {
		profile.Notes = []string{
			v.say("Held-out answers took no part in finding the classes."),
			v.say(ctostudy.ClassUncertainty),
		}
	}

	blocks := []document.Block{v.classSearch(), t.Arrange(shares), t.Arrange(profile)}
	blocks = append(blocks, pictureBlocks(pictures, profilesForm)...)
	return []document.Section{{Title: v.classesTitle(), Blocks: blocks}}
}

// isPart selects parts of the table of classes.
func isPart(parts ...string) func(document.Record) bool {
	return func(r document.Record) bool { return slices.Contains(parts, r.Word("part")) }
}

// sideBySide shows parts of each class's cells in a column.
func (v *view) sideBySide(show ...document.Part) document.Across {
	out := document.Across{Key: "class", Show: show, Wrap: true}
	for k := range v.analysis.Archetypes.Classes() {
		out.Values = append(out.Values, strconv.Itoa(k+1))
		out.Titles = append(out.Titles, v.className(k))
	}
	return out
}

// classSearch says how the classes were found, and how surely.
func (v *view) classSearch() document.Paragraph {
	a := v.analysis.Archetypes
	fit := a.Fit
	return document.Paragraph(v.say("%d latent classes of %s %s from %d answers. "+
		"%d random starts, %d of which reached the best solution; %d distinct optima. "+
		"Entropy R2 = %.3f, log-likelihood %.2f, BIC %.1f.",
		a.Classes(), document.Thousands(fit.N), v.word(v.classPopulation()), len(a.Items),
		fit.Starts, fit.Hits, fit.Distinct, fit.EntropyR2, fit.LogLik, fit.BIC) + v.styleText(a.Style))
}

// styleText says what the test of response style found, nothing without one.
func (v *view) styleText(t *segment.ResponseStyleTest) string {
	if t == nil || math.IsNaN(t.PValue) {
		return ""
	}
	return " " + v.say("Tendency to tick within classes: "+
		"dispersion %.2f (1 where there is none), p = %.2g.",
		t.Dispersion, t.PValue)
}
