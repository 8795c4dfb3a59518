package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/linear"
	cells "github.com/ctostudy/ctostudy/internal/study2021"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/stats"
)

// impliedBounds are what the premiums of an outcome imply under one reading.
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
type impliedBounds struct {
	Outcome string `json:"outcome"`
	// Close and Both are the readings, in words.
	Close string `json:"close_reading"`
	Both  string `json:"both_reading"`
	// Feasible of Scenarios are those in which the printed values hold
	// together.
	Feasible  int `json:"feasible"`
	Scenarios int `json:"scenarios"`
	// Rows are the bounds of the three ratios of high and close to low and
	// distant, of Q, and of close to distant among low; none where nothing is
	// feasible.
	Rows []impliedBound `json:"rows"`
}

// impliedBound is the range of one ratio of mean growths.
type impliedBound struct {
	// Quantity is a ratio of mean growths, in words.
	Quantity string `json:"quantity"`
	// Metric is empty for Q.
	Metric string `json:"metric,omitempty"`
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
func (b impliedBound) MarshalJSON() ([]byte, error) {
	type plain impliedBound
	return nulls.Marshal(plain(b))
}

// bounds computes what the premiums of each outcome imply.
func (a *auditor) bounds() error {
	if len(a.metrics()) != 3 {
		return nil // the cells are those of three
	}
	for _, outcome := range outcomeNames(a.settings.Study) {
		o, figures, lacking := a.overlap(outcome)
		switch {
		case len(lacking) == len(figures):
			continue // no premiums, no bounds to miss
		case lacking != nil:
			a.out.Warnings = append(a.out.Warnings, stats.NewWarning("no-bounds",
				"bounds of %s need a printed value of: %s", outcome, strings.Join(lacking, ", ")))
			continue
		}
		for _, o.ReadClose = range cells.CloseReadings() {
			for _, o.ReadBoth = range cells.BothReadings() {
				b, err := a.impliedBounds(outcome, o)
				if err != nil {
					return fmt.Errorf("ctostudy: bounds of %s, %s, %s: %w", outcome, o.ReadClose, o.ReadBoth, err)
				}
				a.out.Bounds = append(a.out.Bounds, b)
				a.compared(ruleBounds, 1)
				if b.Feasible == 0 {
					numbers := fmt.Sprintf("%s: infeasible in all %d scenarios of cell sizes if read as %q and %q%s",
						outcome, b.Scenarios, o.ReadBoth, o.ReadClose, neededQ(o, a.settings.cells[0].Share, a.metrics()))
					a.find(ruleBounds, excludedStrength, placeOf(figures[0]), numbers, figures[1:]...)
				}
			}
		}
	}
	return nil
}

// overlap returns the seven premiums of an outcome, the common one first, and
// the claims among them that are not printed as a number.
func (a *auditor) overlap(outcome string) (o cells.Overlap, figures []Figure, lacking []string) {
	read := func(claim string) (r cells.Interval) {
		f, printed := a.number(claim, "all")
		low, high := f.rounding()
		if !printed || f.AtLeast {
			lacking = append(lacking, claim)
		}
		figures = append(figures, f)
		return cells.Interval{1 + low/100, 1 + high/100}
	}
	o.Both = read("both " + outcome)
	for j, m := range cells.Metrics {
		o.Premium[j] = read("premium " + outcome + " " + m)
	}
	for j, m := range cells.Metrics {
		o.Close[j] = read("close " + outcome + " " + m)
	}
	return o, figures, lacking
}

func (a *auditor) impliedBounds(outcome string, o cells.Overlap) (impliedBounds, error) {
	out := impliedBounds{Outcome: outcome, Close: o.ReadClose.String(), Both: o.ReadBoth.String(), Scenarios: len(a.settings.cells)}
	for k, s := range a.settings.cells {
		ranges, loose, err := o.Ranges(s.Share)
		if errors.Is(err, linear.ErrInfeasible) {
			continue
		}
		if err != nil {
			return out, fmt.Errorf("%s: %w", s.Name, err)
		}
		if loose {
			a.out.Warnings = append(a.out.Warnings, stats.NewWarning("approximate-bounds",
				"%s, %s, %s: at some corners of the rounding intervals growth would not be positive; take the bounds as approximate", s.Name, o.ReadClose, o.ReadBoth))
		}
		out.Feasible++
		if out.Feasible == 1 {
			out.Rows = emptyBounds(a.metrics())
		}
		for i, r := range ranges {
			row := &out.Rows[i]
			if k == 0 {
				row.Low, row.High = r[0], r[1]
			}
			row.OverallLow = math.Min(row.OverallLow, r[0])
			row.OverallHigh = math.Max(row.OverallHigh, r[1])
		}
	}
	return out, nil
}

// The ratios of mean growths that have bounds.
const (
	bothQuantity     = "high and close / low and distant"
	closeQuantity    = "close / distant (Q)"
	lowCloseQuantity = "low: close / distant"
)

// emptyBounds returns a row for each ratio in the order of the bounds, still without a range.
func emptyBounds(metrics []string) (out []impliedBound) {
	add := func(quantity string, metric string) {
		out = append(out, impliedBound{quantity, metric, math.NaN(), math.NaN(), math.Inf(1), math.Inf(-1)})
	}

	for _, m := range metrics {
		add(bothQuantity, m)
	}
	add(closeQuantity, "")
	for _, m := range metrics {
		add(lowCloseQuantity, m)
	}
	return out
}

// neededQ says which Q each metric by itself needs for the common ratio.
func neededQ(o cells.Overlap, n cells.Cells, metrics []string) string {
	if o.ReadBoth != cells.BothEach {
		return ""
	}

	var parts []string
	for j, q := range o.NeededQ(n) {
		parts = append(parts, fmt.Sprintf("%s needs Q of %s to %s", metrics[j], document.Fixed(q[0], 3), document.Fixed(q[1], 3)))
	}
	return "; in the first, " + strings.Join(parts, ", ")
}

// criticalSpread is how spread out growth may be for a premium to be told
// from zero: at a standard deviation below Low in every scenario, above High
// in none. The report prints no spread; where growth varies more than this,
// its premium is within chance. Both are in multiples of the mean growth of
// the organisations compared, which the report does not print either.
//
// With N respondents, premium R - 1 and weight w_c of cell c in "mean of the first group minus mean of the second", averaged
// over the three metrics where the premium is,
//
//	z = (R-1) m / (s sqrt(sum_c w_c^2 / (N n_c))),   s = (R-1) m / (1.96 sqrt(...))
//
// where m is the second group's mean when that of all compared is 1, n_c a
// cell's share, and s the same standard deviation in every cell.
type criticalSpread struct {
	Figure place `json:"figure"`
	N      int   `json:"n"`
	// Typical is s for the printed value in the first scenario.
	Typical float64 `json:"typical"`
	// Low and High are the least and the greatest s over rounding and
	// scenarios; Low is 0 where the premium may round from zero.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// spreads computes the critical spread of every printed premium.
func (a *auditor) spreads() {
	if len(a.metrics()) != 3 {
		return // the cells are those of three
	}
	for i, f := range a.figures {
		c := a.claims[i]
		groups := premiumGroups(c, a.metrics())
		if groups == nil || !f.HasValue || !a.first(i) {
			continue
		}
		row := criticalSpread{Figure: placeOf(f), N: f.Base, Low: math.Inf(1)}
		if row.N == 0 {
			row.N = a.settings.N
		}
		ends := []float64{f.Value}
		if low, high := f.rounding(); !f.AtLeast {
			ends = []float64{low, math.Min(math.Max(low, 0), high), high} // of all that print so, also the nearest to zero
		}
		row.Typical = cells.CriticalSpread(a.settings.cells[0].Share, groups, f.Value, row.N, verdictZ)
		for _, scenario := range a.settings.cells {
			for _, percent := range ends {
				s := cells.CriticalSpread(scenario.Share, groups, percent, row.N, verdictZ)
				row.Low, row.High = min(row.Low, s), max(row.High, s)
			}
		}
		a.out.Spread = append(a.out.Spread, row)
	}
}

// premiumGroups returns the pairs of groups that a premium compares, nil for
// other claims.
func premiumGroups(c Claim, metrics []string) (groups [][2]func(int) bool) {
	for j, m := range metrics {
		high, low := cells.High(j), cells.Low(j)
		switch named := len(c.args) == 2 && c.args[1] == string(m); {
		case c.row() == premiumClaim && named:
			groups = append(groups, [2]func(int) bool{high, low})
		case c.row() == closeClaim && named:
			groups = append(groups, [2]func(int) bool{cells.Both(high, cells.Close), cells.Both(high, cells.Distant)})
		case c.row() == bothClaim:
			groups = append(groups, [2]func(int) bool{cells.Both(high, cells.Close), cells.Both(low, cells.Distant)})
		}
	}
	return groups
}
