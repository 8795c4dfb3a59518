package ctostudy

import (
	"math"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/internal/picture"
	"github.com/ctostudy/ctostudy/stats"
)

// How numbers look in texts for readers: percent with one decimal, a dash where
// nothing is known, "s" where nothing may be shown, * on a small base.

const (
	unknown        = "–"
	suppressedMark = "s"
)

// fixed writes a number with decimals and a real minus sign.
func fixed(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return unknown
	}
	text := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-")
	}
	return strings.Replace(text, "-", "\u2212", 1)
}

// span writes an interval.
func span(low, high float64, decimals int) string {
	if math.IsNaN(low) || math.IsNaN(high) {
		return unknown
	}
	return "[" + fixed(low, decimals) + ", " + fixed(high, decimals) + "]"
}

// percent writes a share of 0 to 1, marked where its base is small.
func (r *Report) percent(e *stats.Estimate) string {
	switch {
	case isWithheld(e):
		return suppressedMark
	case e == nil:
		return unknown
	}
	return fixed(100*e.Value, 1) + r.few(e.N)
}

// few returns the mark of small bases of real respondents.
func (r *Report) few(n int) string {
	if !r.analysis.Synthetic && n < flaggedBase {
		return "*"
	}
	return ""
}

// decimalsOf returns how many decimals a unit is written with.
func decimalsOf(u Unit) int {
	switch u {
	case UnitCount, UnitGrouping:
		return 0
	case UnitSD, UnitTimes:
		return 2
	case UnitIndex:
		return 3
	}
	return 1
}

func count(n int) string { return picture.Thousands(n) }
