package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/stats"
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

func (r CloseReading) String() string { return enumText("CloseReading", closeReadingTexts, int(r)) }

// MarshalText returns the reading's words.
func (r CloseReading) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

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

func (r BothReading) String() string { return enumText("BothReading", bothReadingTexts, int(r)) }

// MarshalText returns the reading's words.
func (r BothReading) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// ImpliedBounds are what the premiums of an outcome imply under one reading.
// The growth g_c >= 0 of sixteen cells, relative to some mean, has to satisfy
//
//	low <= (mean of high) / (mean of low) <= high        three metrics
//	low <= (mean of high, close) / (mean of CloseReading) <= high
//	low <= ratio or ratios of BothReading <= high
//
// with the ends of the printed values' rounding. Each is linear in g, but for
// the mean of three ratios. For that one, Q = mean of close / mean of distant
// is the outer parameter: given Q a metric's ratio is a monotone function of its two
// premiums, so that Q's ends and those of the ratios are at corners of the rounding box, and the
// simplex method gives the bound at that Q.
type ImpliedBounds struct {
	Outcome string       `json:"outcome"`
	Close   CloseReading `json:"close_reading"`
	Both    BothReading  `json:"both_reading"`
	// Feasible of Scenarios are those in which the printed values hold
	// together.
	Feasible  int `json:"feasible"`
	Scenarios int `json:"scenarios"`
	// Rows are the bounds of the three ratios of high and close to low and
	// distant, of Q, and of close to distant among low; none where nothing is
	// feasible.
	Rows []ImpliedBound `json:"rows"`
}

// ImpliedBound is the range of one ratio of mean growths.
type ImpliedBound struct {
	Quantity BoundQuantity `json:"quantity"`
	// Metric is empty for Q.
	Metric ScoreName `json:"metric,omitempty"`
	// Low and High are over rounding in the first scenario, NaN where that is
	// not feasible; OverallLow and OverallHigh also over scenarios. A ratio
	// whose lower mean may vanish has no upper bound, +Inf. NaN and Inf are
	// null in JSON.
	Low         float64 `json:"low"`
	High        float64 `json:"high"`
	OverallLow  float64 `json:"overall_low"`
	OverallHigh float64 `json:"overall_high"`
}

// MarshalJSON writes the bounds, undefined and infinite ones as null.
func (b ImpliedBound) MarshalJSON() ([]byte, error) {
	type plain ImpliedBound
	return nulls.Marshal(plain(b))
}

// BoundQuantity is a ratio of mean growths.
type BoundQuantity int

// The quantities.
const (
	BothRatio     BoundQuantity = iota // high and close / low and distant
	CloseRatio                         // Q: close / distant
	LowCloseRatio                      // close / distant among low
)

var boundQuantityTexts = []string{"high and close / low and distant", "close / distant (Q)", "low: close / distant"}

func (q BoundQuantity) String() string {
	return enumText("BoundQuantity", boundQuantityTexts, int(q))
}

// MarshalText returns the quantity's words.
func (q BoundQuantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// overlap holds the printed premiums of an outcome as ranges of ratios, and
// one reading of them.
type overlap struct {
	premium, close [3]interval
	both           interval
	readClose      CloseReading
	readBoth       BothReading
}

type interval [2]float64

// target is a ratio of two weighted sums of cells.
type target struct {
	quantity     BoundQuantity
	metric       ScoreName
	upper, lower [cellCount]float64
}

const targetQ = 3 // place of Q among the targets

func targets(n [cellCount]float64) (out []target) {
	for j, m := range Metrics() {
		out = append(out, target{BothRatio, m, meanWeights(n, inBoth(highCells(j), closeCells)), meanWeights(n, inBoth(lowCells(j), distantCells))})
	}
	out = append(out, target{CloseRatio, "", meanWeights(n, closeCells), meanWeights(n, distantCells)})
	for j, m := range Metrics() {
		out = append(out, target{LowCloseRatio, m, meanWeights(n, inBoth(lowCells(j), closeCells)), meanWeights(n, inBoth(lowCells(j), distantCells))})
	}
	return out
}

// bounds computes what the premiums of each outcome imply.
func (a *auditor) bounds() error {
	for _, outcome := range outcomes() {
		o, figures, lacking := a.overlap(outcome)
		switch {
		case len(lacking) == len(figures):
			continue // no premiums, no bounds to miss
		case lacking != nil:
			a.out.Warnings = append(a.out.Warnings, stats.Warning{Code: "no-bounds",
				Text: fmt.Sprintf("bounds of %s need a printed value of: %s", outcome, strings.Join(lacking, ", "))})
			continue
		}
		for o.readClose = range CloseReading(len(closeReadingTexts)) {
			for o.readBoth = range BothReading(len(bothReadingTexts)) {
				b, err := a.impliedBounds(outcome, o)
				if err != nil {
					return fmt.Errorf("ctostudy: bounds of %s, %s, %s: %w", outcome, o.readClose, o.readBoth, err)
				}
				a.out.Bounds = append(a.out.Bounds, b)
				a.compared(RuleBounds, 1)
				if b.Feasible == 0 {
					numbers := fmt.Sprintf("%s: infeasible in all %d scenarios of cell sizes if read as %q and %q%s",
						outcome, b.Scenarios, o.readBoth, o.readClose, o.neededQ(a.settings.Cells[0].Share))
					a.find(RuleBounds, Excluded, placeOf(figures[0]), numbers, figures[1:]...)
				}
			}
		}
	}
	return nil
}

// overlap returns the seven premiums of an outcome, the common one first, and
// the claims among them that are not printed as a number.
func (a *auditor) overlap(outcome string) (o overlap, figures []Figure, lacking []string) {
	read := func(claim string) (r interval) {
		f, printed := a.number(claim, "all")
		low, high := f.rounding()
		if !printed || f.AtLeast {
			lacking = append(lacking, claim)
		}
		figures = append(figures, f)
		return interval{1 + low/100, 1 + high/100}
	}
	o.both = read("both " + outcome)
	for j, m := range metricNames {
		o.premium[j] = read("premium " + outcome + " " + m)
	}
	for j, m := range metricNames {
		o.close[j] = read("close " + outcome + " " + m)
	}
	return o, figures, lacking
}

func (a *auditor) impliedBounds(outcome string, o overlap) (ImpliedBounds, error) {
	out := ImpliedBounds{Outcome: outcome, Close: o.readClose, Both: o.readBoth, Scenarios: len(a.settings.Cells)}
	for k, s := range a.settings.Cells {
		ranges, loose, err := o.ranges(s.Share)
		if errors.Is(err, errInfeasible) {
			continue
		}
		if err != nil {
			return out, fmt.Errorf("%s: %w", s.Name, err)
		}
		if loose {
			a.out.Warnings = append(a.out.Warnings, stats.Warning{Code: "approximate-bounds", Text: fmt.Sprintf(
				"%s, %s, %s: at some corners of the rounding intervals growth would not be positive; take the bounds as approximate", s.Name, o.readClose, o.readBoth)})
		}
		out.Feasible++
		for i, t := range targets(s.Share) {
			if out.Feasible == 1 {
				out.Rows = append(out.Rows, ImpliedBound{t.quantity, t.metric, math.NaN(), math.NaN(), math.Inf(1), math.Inf(-1)})
			}
			row := &out.Rows[i]
			if k == 0 {
				row.Low, row.High = ranges[i][0], ranges[i][1]
			}
			row.OverallLow, row.OverallHigh = math.Min(row.OverallLow, ranges[i][0]), math.Max(row.OverallHigh, ranges[i][1])
		}
	}
	return out, nil
}

// ranges returns the bounds of all targets at given cell sizes, or that the
// premiums exclude each other (errInfeasible). Loose: some corner of the
// rounding box, or some bound, is out of reach of cells that all grow.
func (o overlap) ranges(n [cellCount]float64) (out [7]interval, loose bool, err error) {
	if o.readBoth != BothMean {
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
		return out, false, errInfeasible
	}
	loose, reached = reached < cornerCount, 0
	for i, t := range targets(n) {
		for end, c := range corners[i] {
			p := o.program(n)
			o.givenQ(p, n, c.q)
			v, _, err := p.extreme(t.upper, t.lower, end == 1)
			switch {
			case errors.Is(err, errInfeasible):
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
		return out, false, errInfeasible
	}
	return out, loose, nil
}

// program returns the constraints that are linear without Q.
func (o overlap) program(n [cellCount]float64) *cellProgram {
	p := newCellProgram(n)
	for j := range 3 {
		high := meanWeights(n, highCells(j))
		highClose, rest := meanWeights(n, inBoth(highCells(j), closeCells)), meanWeights(n, inBoth(highCells(j), distantCells))
		if o.readClose == CloseAgainstHigh {
			rest = high
		}
		p.between(high, meanWeights(n, lowCells(j)), o.premium[j])
		p.between(highClose, rest, o.close[j])
		if o.readBoth == BothEach {
			p.between(highClose, meanWeights(n, inBoth(lowCells(j), distantCells)), o.both)
		}
	}
	if o.readBoth == BothAtAll {
		p.between(meanWeights(n, func(c int) bool { return c == cellCount-1 }), meanWeights(n, func(c int) bool { return c == 0 }), o.both)
	}
	return p
}

// givenQ adds Q, and for each metric's ratio the range that leaves the mean of
// the three within what is printed.
func (o overlap) givenQ(p *cellProgram, n [cellCount]float64, q float64) {
	t := targets(n)
	p.equal(t[targetQ].upper, t[targetQ].lower, q)
	var ratio [3]interval
	var sum interval
	for j := range ratio {
		ratio[j] = interval{math.Inf(1), math.Inf(-1)}
		for _, premium := range o.premium[j] {
			for _, close := range o.close[j] {
				b := groupShares(n, j).means(premium, close, q, o.readClose).both()
				ratio[j] = interval{math.Min(ratio[j][0], b), math.Max(ratio[j][1], b)}
			}
		}
		sum[0], sum[1] = sum[0]+ratio[j][0], sum[1]+ratio[j][1]
	}
	const slack = 1e-7 // at the ends of Q the range is a single point, which rounding error would miss
	for j, r := range ratio {
		r = interval{math.Max(r[0], 3*o.both[0]-(sum[1]-r[1])) - slack, math.Min(r[1], 3*o.both[1]-(sum[0]-r[0])) + slack}
		p.between(t[j].upper, t[j].lower, r)
	}
}

// neededQ says which Q each metric by itself needs for the common ratio.
func (o overlap) neededQ(n [cellCount]float64) string {
	if o.readBoth != BothEach {
		return ""
	}
	var parts []string
	for j, m := range Metrics() {
		low, high := math.Inf(1), math.Inf(-1)
		for corner := range 8 {
			one := []fixedPremiums{{groupShares(n, j), o.premium[j][corner&1], o.close[j][corner>>1&1]}}
			if q, ok := o.solveQ(one, o.both[corner>>2]); ok {
				low, high = math.Min(low, q), math.Max(high, q)
			}
		}
		parts = append(parts, fmt.Sprintf("%s needs Q of %s to %s", m, fixed(low, 3), fixed(high, 3)))
	}
	return "; in the first, " + strings.Join(parts, ", ")
}
