package ctostudy

import (
	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
)

// Unit is what a figure or an estimate counts in.
type Unit int

// The units. Shares, growth and premiums are in percent; the contrasts of an
// order are in points (percent), standard deviations or an index.
const (
	UnitPercent Unit = iota
	UnitCount
	UnitTimes
	UnitOrder
	UnitGrouping
	UnitPoints
	UnitSD
	UnitIndex
)

var unitTexts = []string{"%", "n", "times", "order", "grouping", "points", "SD", "index"}

func (u Unit) String() string { return words.Of(u, unitTexts...) }

// MarshalText returns the unit as the files print it.
func (u Unit) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// inUnit returns the estimate in percent or points where that is the unit.
func inUnit(e *stats.Estimate, u Unit) *stats.Estimate {
	out := *e
	if u == UnitPercent || u == UnitPoints {
		for _, x := range []*float64{&out.Value, &out.StdErr, &out.Low, &out.High} {
			*x *= 100
		}
	}
	return &out
}
