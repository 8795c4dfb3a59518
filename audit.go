package ctostudy

// Audit compares printed figures with each other and looks at no answers. Its
// rules are
//
//	order      a sentence that orders quantities against their printed values
//	repeated   one claim in one population printed at two places
//	caption    an order over a figure, in its population and the figure's parts of it
//	ownership  whose a duty is against the shares that claim it
//	total      sums of classes, choices and parties, bases, parts of populations,
//	           shares that are no number of people over their base
//	bounds     premiums that share organisations and cannot hold together
//
// A contradiction is excluded if no values round to what is printed and satisfy
// both places, narrow if only values do that neither place prints, and a tension
// if the places answer different questions and point to different answers.
//
// Figures whose terms are not printed are passed over; no finding for such a
// figure does not mean that it is consistent: Rules counts what was compared.
// What the overlap of premiums implies is in Bounds, what spread of growth they
// presuppose in Spread. The 2021 report is audited as
//
//	Audit(append(Published(), Restated()...), nil)
//
// An empty list is an error; a claim that cannot be read is an error
// that wraps [ErrClaim] and names the figure. Premiums that exclude each other
// are no error but findings and bounds without a feasible scenario.
func Audit(figures []Figure, s *AuditSettings) (*AuditResult, error) {
	settings, err := s.resolved()
	if err != nil {
		return nil, err
	}
	if len(figures) == 0 {
		return nil, errNoFigures
	}
	l, err := newLedger(figures, settings.Study)
	if err != nil {
		return nil, err
	}
	a := &auditor{ledger: l, settings: settings}
	a.out = &AuditResult{Figures: len(figures), Scenarios: settings.cells, Findings: []finding{}}
	for r := range auditRuleTexts {
		a.out.Rules = append(a.out.Rules, ruleCount{Rule: auditRule(r)})
	}
	auditOrders(a, ruleOrder)
	auditRepeated(a)
	auditOrders(a, ruleCaption)
	auditOwnership(a)
	auditTotals(a)
	if err := auditBounds(a); err != nil {
		return nil, err
	}
	auditSpreads(a)
	return a.out, nil
}
