package report

import (
	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/internal/bases"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
)

// How numbers look in texts for readers: percent with one decimal, a dash where
// nothing is known, "s" where nothing may be shown, * on a small base.

const suppressedMark = "s"

// percent writes a share of 0 to 1, marked where its base is small.
func (r *Report) percent(e *stats.Estimate) string {
	switch {
	case ctostudy.Withheld(e):
		return suppressedMark
	case e == nil:
		return document.Unknown
	}
	return document.Fixed(100*e.Value, 1) + r.few(e.N)
}

// few returns the mark of small bases of real respondents.
func (r *Report) few(n int) string {
	if !r.analysis.Synthetic && n < bases.Small {
		return "*"
	}
	return ""
}

// decimalsOf returns how many decimals a unit is written with.
func decimalsOf(u ctostudy.Unit) int {
	switch u {
	case ctostudy.UnitCount, ctostudy.UnitGrouping:
		return 0
	case ctostudy.UnitSD, ctostudy.UnitTimes:
		return 2
	case ctostudy.UnitIndex:
		return 3
	}
	return 1
}
