package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/linear"
	cells "github.com/ctostudy/ctostudy/internal/study2021"

	"github.com/ctostudy/ctostudy/stats"
)

// auditBounds computes what the premiums of each outcome imply.
func auditBounds(a *auditor) error {
	if len(a.metrics()) != 3 {
		return nil // the cells are those of three
	}
	for _, outcome := range outcomeNames(a.settings.Study) {
		o, figures, lacking := overlapOf(a, outcome)
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
				b, err := impliedBy(a, outcome, o)
				if err != nil {
					return fmt.Errorf("ctostudy: bounds of %s, %s, %s: %w", outcome, o.ReadClose, o.ReadBoth, err)
				}
				a.out.Bounds = append(a.out.Bounds, b)
				a.compared(ruleBounds, 1)
				if b.Feasible == 0 {
					numbers := fmt.Sprintf("%s: infeasible in all %d scenarios of cell sizes "+
						"if read as %q and %q%s", outcome, b.Scenarios, o.ReadBoth, o.ReadClose,
						neededQ(o, a.settings.cells[0].Share, a.metrics()))
					a.find(ruleBounds, excludedStrength, placeOf(figures[0]), numbers, figures[1:]...)
				}
			}
		}
	}
	return nil
}

// overlapOf returns the seven premiums of an outcome, the common one first, and
// the claims among them that are not printed as a number.
func overlapOf(a *auditor, outcome string) (o cells.Overlap, figures []Figure, lacking []string) {
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

// impliedBy returns the bounds of an outcome under one reading, over all scenarios.
func impliedBy(a *auditor, outcome string, o cells.Overlap) (impliedBounds, error) {
	out := impliedBounds{
		Outcome:   outcome,
		Close:     o.ReadClose.String(),
		Both:      o.ReadBoth.String(),
		Scenarios: len(a.settings.cells),
	}
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
				"%s, %s, %s: at some corners of the rounding intervals growth would not be positive; "+
					"take the bounds as approximate", s.Name, o.ReadClose, o.ReadBoth))
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
		out = append(out, impliedBound{
			Quantity: quantity, Metric: metric,
			Low: math.NaN(), High: math.NaN(),
			OverallLow: math.Inf(1), OverallHigh: math.Inf(-1),
		})
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
		low, high := document.Fixed(q[0], 3), document.Fixed(q[1], 3)
		parts = append(parts, fmt.Sprintf("%s needs Q of %s to %s", metrics[j], low, high))
	}
	return "; in the first, " + strings.Join(parts, ", ")
}

// auditSpreads computes the critical spread of every printed premium.
func auditSpreads(a *auditor) {
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
			nearest := math.Min(math.Max(low, 0), high) // to zero, of all that print so
			ends = []float64{low, nearest, high}
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
		highClose := cells.Both(high, cells.Close)
		switch named := len(c.args) == 2 && c.args[1] == string(m); {
		case c.row() == premiumClaim && named:
			groups = append(groups, [2]func(int) bool{high, low})
		case c.row() == closeClaim && named:
			groups = append(groups, [2]func(int) bool{highClose, cells.Both(high, cells.Distant)})
		case c.row() == bothClaim:
			groups = append(groups, [2]func(int) bool{highClose, cells.Both(low, cells.Distant)})
		}
	}
	return groups
}
