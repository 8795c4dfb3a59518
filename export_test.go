package ctostudy

// ShippedAnalysis is the shipped wave, analysed and judged once for all tests
// and examples.
func ShippedAnalysis() (*Analysis, *Judgement, error) {
	s := shipped()
	return s.analysis, s.judgement, s.err
}
