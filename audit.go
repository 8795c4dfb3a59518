package ctostudy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	cells "github.com/ctostudy/ctostudy/internal/study2021"
	"github.com/ctostudy/ctostudy/internal/words"

	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// ErrNoFigures is returned for an audit of nothing.
var ErrNoFigures = errors.New("ctostudy: no figures to audit")

// AuditRule is one way in which printed figures are compared with each other.
type AuditRule int

// The rules. "Excluded" below means that no values round to what is printed
// and satisfy both places.
const (
	// RuleOrder: a sentence that orders quantities, against their printed
	// values. "construct/*" stands for the printed items of the construct.
	RuleOrder AuditRule = iota
	// RuleRepeated: one claim in one population printed at two places. Values
	// of which one rounds to the other agree, and so does a value above x
	// with "more than x".
	RuleRepeated
	// RuleCaption: an order that stands over a figure, in its own population
	// and in every part of it that the figure prints and orders nowhere else.
	RuleCaption
	// RuleOwnership: who is responsible for a duty (a grouping) against
	// printed shares whose item ends with the duty's name: another owner's
	// share above one half (excluded), more than half of the other party
	// listing the duty as theirs, or less than half of its owners (tension).
	RuleOwnership
	// RuleTotal: shares of classes sum to 100, single choices to at most 100;
	// the parties are all respondents; no base exceeds its population, and
	// that of a class is its share; a part of a population fits into the
	// whole; a share is a number of people over its base (Brown and Heathers
	// 2017).
	RuleTotal
	// RuleBounds: premiums that share organisations, by [ImpliedBounds]: a
	// reading under which they cannot hold together.
	RuleBounds
)

var auditRuleTexts = []string{"order", "repeated", "caption", "ownership", "total", "bounds"}

func (r AuditRule) String() string { return words.Of(r, auditRuleTexts...) }

// MarshalText returns the rule's word.
func (r AuditRule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Strength is how much two places contradict each other.
type Strength int

// The strengths, strongest first.
const (
	// Excluded: no values that round to what is printed satisfy both.
	Excluded Strength = iota
	// Narrow: both hold, but only for values in a stated range that neither
	// place prints.
	Narrow
	// Tension: the places answer different questions and point to different
	// answers.
	Tension
)

var strengthTexts = []string{"excluded", "narrow", "tension"}

func (s Strength) String() string { return words.Of(s, strengthTexts...) }

// MarshalText returns the strength's word.
func (s Strength) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Place is a printed figure, in the population for which it was compared.
type Place struct {
	ID         string `json:"id"`
	Source     string `json:"source"`
	Population string `json:"population"`
	Item       string `json:"item"`
	// Printed is the number with its unit, "order", or whose a duty is.
	Printed string `json:"printed"`
}

func (p Place) String() string {
	text := fmt.Sprintf("%s, %s (%s): %s", p.Source, p.Population, p.ID, p.Item)
	if p.Printed != UnitOrder.String() {
		text += " " + p.Printed
	}
	return text
}

func placeOf(f Figure) Place { return Place{f.ID, f.Source, f.Population, f.Item, f.Text()} }

// Finding is one contradiction.
type Finding struct {
	Rule     AuditRule `json:"rule"`
	Strength Strength  `json:"strength"`
	// Statement is what Against, one place or several, speaks against.
	Statement Place   `json:"statement"`
	Against   []Place `json:"against"`
	// Numbers says in numbers what does not go together.
	Numbers string `json:"numbers"`
}

// RuleCount is how much a rule found to compare.
type RuleCount struct {
	Rule AuditRule `json:"rule"`
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
	Rules []RuleCount `json:"rules"`
	// Findings are ordered by rule, within a rule as the figures are.
	Findings []Finding `json:"findings"`
	// Bounds has an entry for each outcome whose premiums are all printed and
	// each reading.
	Bounds []ImpliedBounds `json:"bounds"`
	// Spread has a row for each premium.
	Spread   []CriticalSpread `json:"spread"`
	Warnings []stats.Warning  `json:"warnings"`
	// Scenarios are those of the settings.
	Scenarios []cells.Scenario `json:"scenarios"`
}

// Audit compares printed figures with each other and looks at no answers;
// [AuditRule] gives the rules. Figures whose terms are not printed are passed
// over, so that finding nothing says nothing of them: Rules counts what was
// compared. What the overlap of premiums implies is in Bounds, what spread of
// growth they presuppose in Spread. The 2021 report is audited as
//
//	Audit(append(Published(), Restated()...), nil)
//
// An empty list is [ErrNoFigures]; a claim that cannot be read is an error
// that wraps [ErrClaim] and names the figure. Premiums that exclude each other
// are no error but findings and bounds without a feasible scenario.
func Audit(figures []Figure, s *AuditSettings) (*AuditResult, error) {
	settings, err := s.resolved()
	if err != nil {
		return nil, err
	}
	if len(figures) == 0 {
		return nil, ErrNoFigures
	}
	l, err := newLedger(figures, settings.Study)
	if err != nil {
		return nil, err
	}
	a := &auditor{ledger: l, settings: settings}
	a.out = &AuditResult{Figures: len(figures), Scenarios: settings.cells, Findings: []Finding{}}
	for r := range auditRuleTexts {
		a.out.Rules = append(a.out.Rules, RuleCount{Rule: AuditRule(r)})
	}
	a.orders(RuleOrder)
	a.repeated()
	a.orders(RuleCaption)
	a.ownership()
	a.totals()
	if err := a.bounds(); err != nil {
		return nil, err
	}
	a.spreads()
	return a.out, nil
}

// auditor walks over the figures.
type auditor struct {
	*ledger
	settings AuditSettings
	out      *AuditResult
}

// metrics returns the names of the study's metrics.
func (a *auditor) metrics() []string { return metricsOf(a.settings.Study) }

func (a *auditor) compared(r AuditRule, n int) { a.out.Rules[r].Compared += n }

func (a *auditor) find(r AuditRule, s Strength, statement Place, numbers string, against ...Figure) {
	finding := Finding{Rule: r, Strength: s, Statement: statement, Numbers: numbers}
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
