package study2021

import (
	"errors"

	"github.com/ctostudy/ctostudy/internal/linear"
)

// Overlap holds the printed premiums of an outcome as ranges of ratios, and one reading of them.
type Overlap struct {
	Premium, Close [3]Interval
	Both           Interval
	ReadClose      CloseReading
	ReadBoth       BothReading
}

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

// Ranges returns the bounds of all targets at given cell sizes, or [linear.ErrInfeasible] if the
// premiums exclude each other. Loose: some corner of the rounding box, or some bound, is out of
// reach of cells that all grow.
func (o Overlap) Ranges(n Cells) (out [targetCount]Interval, loose bool, err error) {
	if o.ReadBoth == BothMean {
		return o.meanRanges(n)
	}

	for i, t := range targets(n) {
		for end := range out[i] {
			out[i][end], _, err = o.program(n).extreme(t.upper, t.lower, end == 1)
			if err != nil {
				return out, false, err
			}
		}
	}
	return out, false, nil
}

// meanRanges is Ranges if the one number is a mean of three ratios, which is linear only once Q is
// given: it takes for each target the Q of the corner at which the target is extreme.
func (o Overlap) meanRanges(n Cells) (out [targetCount]Interval, loose bool, err error) {
	corners, reached := cornersOf(o, n)
	if reached == 0 {
		return out, false, linear.ErrInfeasible
	}
	loose = reached < cornerCount

	attained := 0
	for i, t := range targets(n) {
		for end, c := range corners[i] {
			p := o.program(n)
			o.givenQ(p, n, c.q)

			value, _, err := p.extreme(t.upper, t.lower, end == 1)
			switch {
			case errors.Is(err, linear.ErrInfeasible):
				out[i][end] = c.value
				loose = true
			case err != nil:
				return out, false, err
			default:
				out[i][end] = value
				attained++
			}
		}
	}

	if attained == 0 {
		return out, false, linear.ErrInfeasible
	}
	return out, loose, nil
}

// program returns the constraints that are linear without Q.
func (o Overlap) program(n Cells) *cellProgram {
	p := newCellProgram(n)

	for j := range 3 {
		high := meanWeights(n, High(j))
		highClose := meanWeights(n, Both(High(j), Close))
		rest := meanWeights(n, Both(High(j), Distant))
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
		best := meanWeights(n, func(c int) bool { return c == cellCount-1 })
		worst := meanWeights(n, func(c int) bool { return c == 0 })
		p.between(best, worst, o.Both)
	}
	return p
}

// pointSlack widens the range of a ratio at given Q: at the ends of Q it is a single point, which
// rounding error would miss.
const pointSlack = 1e-7

// givenQ adds Q, and for each metric's ratio the range that leaves the mean of the three within
// what is printed.
func (o Overlap) givenQ(p *cellProgram, n Cells, q float64) {
	t := targets(n)
	p.equal(t[targetQ].upper, t[targetQ].lower, q)

	var ratio [3]Interval
	var sum Interval
	for j := range ratio {
		ratio[j] = nothing()
		groups := groupShares(n, j)
		for _, premium := range o.Premium[j] {
			for _, closePremium := range o.Close[j] {
				means := groups.means(premium, closePremium, q, o.ReadClose)
				ratio[j] = ratio[j].with(means.both())
			}
		}
		sum[0] += ratio[j][0]
		sum[1] += ratio[j][1]
	}

	for j, r := range ratio {
		// What the other two reach at most, and at least, leaves this one the rest of the sum.
		low := max(r[0], 3*o.Both[0]-(sum[1]-r[1]))
		high := min(r[1], 3*o.Both[1]-(sum[0]-r[0]))
		p.between(t[j].upper, t[j].lower, Interval{low - pointSlack, high + pointSlack})
	}
}

// NeededQ returns the range of Q that each metric by itself needs for the common ratio; it is empty
// (low above high) if none would do.
func (o Overlap) NeededQ(n Cells) (out [3]Interval) {
	for j := range out {
		out[j] = nothing()

		for bits := range 8 {
			one := fixedPremiums{
				fourGroups: groupShares(n, j),
				premium:    o.Premium[j][bits&1],
				close:      o.Close[j][bits>>1&1],
			}
			q, ok := solveQ([]fixedPremiums{one}, o.Both[bits>>2], o.ReadClose)
			if ok {
				out[j] = out[j].with(q)
			}
		}
	}
	return out
}
