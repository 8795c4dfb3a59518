package stats

import "github.com/ctostudy/ctostudy/internal/nulls"

// Every result below writes itself as JSON with null for numbers that are not
// finite.

// MarshalJSON writes the table and the measures of fit; residuals, leverages and
// the covariance are left out.
func (o *OLSResult) MarshalJSON() ([]byte, error) {
	type plain OLSResult
	return nulls.Marshal((*plain)(o))
}

// MarshalJSON writes the line.
func (r Coefficient) MarshalJSON() ([]byte, error) {
	type plain Coefficient
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the test.
func (r WaldTest) MarshalJSON() ([]byte, error) {
	type plain WaldTest
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the test.
func (r ChiSquareTest) MarshalJSON() ([]byte, error) {
	type plain ChiSquareTest
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the prediction.
func (r Prediction) MarshalJSON() ([]byte, error) {
	type plain Prediction
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the estimate under the names of tidy tables.
func (r Estimate) MarshalJSON() ([]byte, error) {
	type plain Estimate
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the effect sizes.
func (r GroupEffect) MarshalJSON() ([]byte, error) {
	type plain GroupEffect
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the test.
func (r GroupTestResult) MarshalJSON() ([]byte, error) {
	type plain GroupTestResult
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the group.
func (r RankGroup) MarshalJSON() ([]byte, error) {
	type plain RankGroup
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the test.
func (r RankTestResult) MarshalJSON() ([]byte, error) {
	type plain RankTestResult
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the table and the test.
func (r CrossTabResult) MarshalJSON() ([]byte, error) {
	type plain CrossTabResult
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the scale.
func (r ReliabilityResult) MarshalJSON() ([]byte, error) {
	type plain ReliabilityResult
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the item.
func (r ItemReliability) MarshalJSON() ([]byte, error) {
	type plain ItemReliability
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the solution.
func (r OneFactorResult) MarshalJSON() ([]byte, error) {
	type plain OneFactorResult
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the comparison.
func (r ParallelAnalysisResult) MarshalJSON() ([]byte, error) {
	type plain ParallelAnalysisResult
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the level.
func (r RakedLevel) MarshalJSON() ([]byte, error) {
	type plain RakedLevel
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the raking without its design.
func (r RakeResult) MarshalJSON() ([]byte, error) {
	type plain RakeResult
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the replicates without their values.
func (r BootstrapResult) MarshalJSON() ([]byte, error) {
	type plain BootstrapResult
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the norm.
func (r Norm) MarshalJSON() ([]byte, error) {
	type plain Norm
	return nulls.Marshal(plain(r))
}
