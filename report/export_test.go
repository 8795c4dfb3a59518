package report

import "github.com/ctostudy/ctostudy"

// ShippedAnalysis is the shipped wave, analysed and judged once for all tests and examples.
func ShippedAnalysis() (*ctostudy.Analysis, *ctostudy.Judgement, error) {
	s := shippedOnce()
	return s.analysis, s.judgement, s.err
}
