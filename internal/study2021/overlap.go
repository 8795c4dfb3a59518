package study2021

import (
	"errors"
	"math"

	"github.com/ctostudy/ctostudy/internal/linear"
)

// CloseReading is what the premium of close collaboration among organisations
// with a high metric compares: the text opposes them to organisations that
// have the high metric only.
type CloseReading int

// The readings of figure 8.
const (
	CloseAgainstDistant CloseReading = iota // those with distant collaboration
	CloseAgainstHigh                        // all with the high metric
)

var closeReadingTexts = []string{"close against distant, both high", "close and high against all high"}

// String returns the reading's words.
func (r CloseReading) String() string { return closeReadingTexts[r] }

// CloseReadings returns all readings.
func CloseReadings() []CloseReading { return []CloseReading{CloseAgainstDistant, CloseAgainstHigh} }

// BothReading is what the one number for high metric and close collaboration,
// against low and distant, says of three metrics.
type BothReading int

// The readings of the 39%.
const (
	BothMean  BothReading = iota // the mean of three ratios, one a metric
	BothEach                     // the ratio of every metric
	BothAtAll                    // high on all three metrics against low on all three
)

var bothReadingTexts = []string{"mean over the metrics", "in each metric", "all three metrics at once"}

// String returns the reading's words.
func (r BothReading) String() string { return bothReadingTexts[r] }

// BothReadings returns all readings.
func BothReadings() []BothReading { return []BothReading{BothMean, BothEach, BothAtAll} }

// Overlap holds the printed premiums of an outcome as ranges of ratios, and
// one reading of them.
type Overlap struct {
	Premium, Close [3]Interval
	Both           Interval
	ReadClose      CloseReading
	ReadBoth       BothReading
}

// Interval is a range, low and high.
type Interval [2]float64

// target is a ratio of two weighted sums of cells.
type target struct{ upper, lower Cells }

// The places of the targets: for each metric high and close over low and distant; Q, close over
// distant; for each metric close over distant among low.
const (
	targetBoth     = 0
	targetQ        = 3
	targetLowClose = 4
	targetCount    = 7
)

func targets(n Cells) (out [targetCount]target) {
	for j := range 3 {
		lowDistant := meanWeights(n, Both(Low(j), Distant))

		out[targetBoth+j] = target{meanWeights(n, Both(High(j), Close)), lowDistant}
		out[targetLowClose+j] = target{meanWeights(n, Both(Low(j), Close)), lowDistant}
	}
	out[targetQ] = target{meanWeights(n, Close), meanWeights(n, Distant)}
	return out
}

// Ranges returns the bounds of all targets at given cell sizes, or that the
// premiums exclude each other (errInfeasible). Loose: some corner of the
// rounding box, or some bound, is out of reach of cells that all grow.
func (o Overlap) Ranges(n Cells) (out [targetCount]Interval, loose bool, err error) {
	if o.ReadBoth != BothMean {
		for i, t := range targets(n) {
			for end := range out[i] {
				if out[i][end], _, err = o.program(n).extreme(t.upper, t.lower, end == 1); err != nil {
					return out, false, err
				}
			}
		}
		return out, false, nil
	}
	corners, reached := o.corners(n)
	if reached == 0 {
		return out, false, linear.ErrInfeasible
	}
	loose, reached = reached < cornerCount, 0
	for i, t := range targets(n) {
		for end, c := range corners[i] {
			p := o.program(n)
			o.givenQ(p, n, c.q)
			v, _, err := p.extreme(t.upper, t.lower, end == 1)
			switch {
			case errors.Is(err, linear.ErrInfeasible):
				v, loose = c.value, true
			case err != nil:
				return out, false, err
			default:
				reached++
			}
			out[i][end] = v
		}
	}
	if reached == 0 {
		return out, false, linear.ErrInfeasible
	}
	return out, loose, nil
}

// program returns the constraints that are linear without Q.
func (o Overlap) program(n Cells) *cellProgram {
	p := newCellProgram(n)
	for j := range 3 {
		high := meanWeights(n, High(j))
		highClose, rest := meanWeights(n, Both(High(j), Close)), meanWeights(n, Both(High(j), Distant))
		if o.ReadClose == CloseAgainstHigh {
			rest = high
		}
		p.between(high, meanWeights(n, Low(j)), o.Premium[j])
		p.between(highClose, rest, o.Close[j])
		if o.ReadBoth == BothEach {
			p.between(highClose, meanWeights(n, Both(Low(j), Distant)), o.Both)
		}
	}
	if o.ReadBoth == BothAtAll {
		p.between(meanWeights(n, func(c int) bool { return c == cellCount-1 }), meanWeights(n, func(c int) bool { return c == 0 }), o.Both)
	}
	return p
}

// givenQ adds Q, and for each metric's ratio the range that leaves the mean of
// the three within what is printed.
func (o Overlap) givenQ(p *cellProgram, n Cells, q float64) {
	t := targets(n)
	p.equal(t[targetQ].upper, t[targetQ].lower, q)
	var ratio [3]Interval
	var sum Interval
	for j := range ratio {
		ratio[j] = Interval{math.Inf(1), math.Inf(-1)}
		for _, premium := range o.Premium[j] {
			for _, close := range o.Close[j] {
				b := groupShares(n, j).means(premium, close, q, o.ReadClose).both()
				ratio[j] = Interval{math.Min(ratio[j][0], b), math.Max(ratio[j][1], b)}
			}
		}
		sum[0], sum[1] = sum[0]+ratio[j][0], sum[1]+ratio[j][1]
	}
	const slack = 1e-7 // at the ends of Q the range is a single point, which rounding error would miss
	for j, r := range ratio {
		r = Interval{math.Max(r[0], 3*o.Both[0]-(sum[1]-r[1])) - slack, math.Min(r[1], 3*o.Both[1]-(sum[0]-r[0])) + slack}
		p.between(t[j].upper, t[j].lower, r)
	}
}

// NeededQ returns the range of Q that each metric by itself needs for the common ratio; it is empty
// (low above high) if none would do.
func (o Overlap) NeededQ(n Cells) (out [3]Interval) {
	for j := range out {
		out[j] = Interval{math.Inf(1), math.Inf(-1)}

		for corner := range 8 {
			premium, close := o.Premium[j][corner&1], o.Close[j][corner>>1&1]
			one := []fixedPremiums{{groupShares(n, j), premium, close}}
			if q, ok := o.solveQ(one, o.Both[corner>>2]); ok {
				out[j] = Interval{math.Min(out[j][0], q), math.Max(out[j][1], q)}
			}
		}
	}
	return out
}
