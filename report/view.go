package report

import (
	"cmp"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/bases"
	"github.com/ctostudy/ctostudy/internal/document"
)

// view is an analysis and its judgement as others may read them, and the language in which they
// are told. Tables, sections and pictures are made from it.
type view struct {
	analysis  *ctostudy.Analysis
	judgement *ctostudy.Judgement
	lang      Language
}

// newView returns what may be shown. Without a judgement (j nil) nothing is published.
func newView(a *ctostudy.Analysis, j *ctostudy.Judgement, l Language) *view {
	if j == nil {
		j = &ctostudy.Judgement{}
	}
	a, j = ctostudy.Publishable(a, j)
	return &view{a, j, l}
}

func (v *view) say(phrase string, args ...any) string { return v.lang.say(phrase, args...) }

// word returns what a population is called in a sentence.
func (v *view) word(population string) string {
	return v.say(cmp.Or(v.analysis.Study.Words[population], population))
}

// label returns what a score is called.
func (v *view) label(score string) string {
	if v.analysis.Scores != nil {
		s := v.analysis.Scores.Get(score)
		if s != nil && s.Title != "" {
			return v.say(s.Title)
		}
	}
	return v.say(score)
}

// level returns the level of intervals in percent.
func (v *view) level() float64 { return 100 * v.analysis.Settings.Level }

// smallBase returns the base below which an estimate is marked, 0 where none is: nobody can be
// recognised in a synthetic wave.
func (v *view) smallBase() int {
	if v.analysis.Synthetic {
		return 0
	}
	return bases.Small
}

// base writes a number of respondents, marked if it is small.
func (v *view) base(n int) string {
	if n < v.smallBase() {
		return document.Thousands(n) + document.SmallMark
	}
	return document.Thousands(n)
}
