package ctostudy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/nulls"
	cells "github.com/ctostudy/ctostudy/internal/study2021"
	"github.com/ctostudy/ctostudy/internal/words"

	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// errNoFigures is returned for an audit of nothing.
var errNoFigures = errors.New("ctostudy: no figures to audit")

// auditRule is one way in which printed figures are compared with each other.
type auditRule int

// The rules. "Excluded" below means that no values round to what is printed
// and satisfy both places.
const (
	// ruleOrder: a sentence that orders quantities, against their printed
	// values. "construct/*" stands for the printed items of the construct.
	ruleOrder auditRule = iota
	// ruleRepeated: one claim in one population printed at two places. Values
	// of which one rounds to the other agree, and so does a value above x
	// with "more than x".
	ruleRepeated
	// ruleCaption: an order that stands over a figure, in its own population
	// and in every part of it that the figure prints and orders nowhere else.
	ruleCaption
	// ruleOwnership: who is responsible for a duty (a grouping) against
	// printed shares whose item ends with the duty's name: another owner's
	// share above one half (excluded), more than half of the other party
	// listing the duty as theirs, or less than half of its owners (tension).
	ruleOwnership
	// ruleTotal: shares of classes sum to 100, single choices to at most 100;
	// the parties are all respondents; no base exceeds its population, and
	// that of a class is its share; a part of a population fits into the
	// whole; a share is a number of people over its base (Brown and Heathers
	// 2017).
	ruleTotal
	// ruleBounds: premiums that share organisations, by what they imply together: a
	// reading under which they cannot hold together.
	ruleBounds
)

var auditRuleTexts = []string{"order", "repeated", "caption", "ownership", "total", "bounds"}

func (r auditRule) String() string { return words.Of(r, auditRuleTexts...) }

// MarshalText returns the rule's word.
func (r auditRule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// strength is how much two places contradict each other.
type strength int

// The strengths, strongest first.
const (
	// excludedStrength: no values that round to what is printed satisfy both.
	excludedStrength strength = iota
	// narrowStrength: both hold, but only for values in a stated range that neither
	// place prints.
	narrowStrength
	// tensionStrength: the places answer different questions and point to different
	// answers.
	tensionStrength
)

var strengthTexts = []string{"excluded", "narrow", "tension"}

func (s strength) String() string { return words.Of(s, strengthTexts...) }

// MarshalText returns the strength's word.
func (s strength) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// place is a printed figure, in the population for which it was compared.
type place struct {
	ID         string `json:"id"`
	Source     string `json:"source"`
	Population string `json:"population"`
	Item       string `json:"item"`
	// Printed is the number with its unit, "order", or whose a duty is.
	Printed string `json:"printed"`
}

func (p place) String() string {
	text := fmt.Sprintf("%s, %s (%s): %s", p.Source, p.Population, p.ID, p.Item)
	if p.Printed != UnitOrder.String() {
		text += " " + p.Printed
	}
	return text
}

func placeOf(f Figure) place { return place{f.ID, f.Source, f.Population, f.Item, f.Text()} }

// finding is one contradiction.
type finding struct {
	Rule     auditRule `json:"rule"`
	Strength strength  `json:"strength"`
	// Statement is what Against, one place or several, speaks against.
	Statement place   `json:"statement"`
	Against   []place `json:"against"`
	// Numbers says in numbers what does not go together.
	Numbers string `json:"numbers"`
}

// ruleCount is how much a rule found to compare.
type ruleCount struct {
	Rule auditRule `json:"rule"`
	// Compared counts single comparisons: inequalities with both sides
	// printed, pairs of printings, shares against owners, sums, readings.
	Compared int `json:"compared"`
	Found    int `json:"found"`
}

// AuditSettings say under what unpublished circumstances bounds are computed.
type AuditSettings struct {
	// N is the number of respondents behind premiums whose base is not
	// published; if zero, 5000.
	N int
	// Study says what the claims' metrics, outcomes and parties are; if nil, the 2021 one. Bounds
	// and spreads are those of three metrics.
	Study *survey.Study

	// cells are the scenarios of unpublished cell sizes; the first is the one
	// shown by itself. If nil, [cells.Scenarios]. Tests set fewer.
	cells []cells.Scenario
}

func (s *AuditSettings) resolved() (AuditSettings, error) {
	out := AuditSettings{}
	if s != nil {
		out = *s
	}
	if out.N == 0 {
		out.N = 5000
	}
	if out.N < 0 {
		return out, errors.New("ctostudy: AuditSettings.N must not be negative")
	}
	if out.Study == nil {
		out.Study = defaultStudy()
	}
	if out.cells == nil {
		out.cells = cells.Scenarios()
	}
	if len(out.cells) == 0 {
		return out, errors.New("ctostudy: no scenarios of cell sizes")
	}
	for _, c := range out.cells {
		if err := c.Check(); err != nil {
			return out, err
		}
	}
	return out, nil
}

// AuditResult is what the figures say of each other. It is built by [Audit].
type AuditResult struct {
	// Figures is the number of figures audited.
	Figures int `json:"figures"`
	// Rules has a row for each rule, in their order.
	Rules []ruleCount `json:"rules"`
	// Findings are ordered by rule, within a rule as the figures are.
	Findings []finding `json:"findings"`
	// Bounds has an entry for each outcome whose premiums are all printed and
	// each reading.
	Bounds []impliedBounds `json:"bounds"`
	// Spread has a row for each premium.
	Spread   []criticalSpread `json:"spread"`
	Warnings []stats.Warning  `json:"warnings"`
	// Scenarios are those of the settings.
	Scenarios []cells.Scenario `json:"scenarios"`
}

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

// criticalSpread is how spread out growth may be for a premium to be told
// from zero: at a standard deviation below Low in every scenario, above High
// in none. The report prints no spread; where growth varies more than this,
// its premium is within chance. Both are in multiples of the mean growth of
// the organisations compared, which the report does not print either.
//
// With N respondents, premium R - 1 and weight w_c of cell c in "mean of the first group
// minus mean of the second", averaged over the three metrics if the premium is,
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

// auditor walks over the figures.
type auditor struct {
	*ledger
	settings AuditSettings
	out      *AuditResult
}

// metrics returns the names of the study's metrics.
func (a *auditor) metrics() []string { return metricsOf(a.settings.Study) }

func (a *auditor) compared(r auditRule, n int) { a.out.Rules[r].Compared += n }

func (a *auditor) find(
	r auditRule, s strength, statement place, numbers string, against ...Figure,
) {
	finding := finding{Rule: r, Strength: s, Statement: statement, Numbers: numbers}
	for _, f := range against {
		finding.Against = append(finding.Against, placeOf(f))
	}
	a.out.Rules[r].Found++
	a.out.Findings = append(a.out.Findings, finding)
}

// partOf reports whether population q is a proper part of p.
func (a *auditor) partOf(q, p string) bool {
	return strings.HasPrefix(q, p+".") || p == "all" && a.partyOf(q) != ""
}

// partyOf returns the party of a population's people, "" if it is of none.
func (a *auditor) partyOf(population string) string {
	party, _, _ := strings.Cut(population, ".")
	if slices.Contains(a.settings.Study.Parties, party) {
		return party
	}
	return ""
}
