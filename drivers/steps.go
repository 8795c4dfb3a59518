package drivers

import (
	"fmt"
	"slices"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/stats"
)

// Step is a set of terms that enter a model together.
type Step struct {
	Name  string
	Terms []string
}

// StepRow is what a step adds to the explanation of an outcome.
type StepRow struct {
	Step    string `json:"step"`
	Outcome string `json:"outcome"`
	// R2 is that of the model up to this step (0 to 1), Change its gain over
	// the step before (over nothing for the first).
	R2         float64 `json:"r_squared"`
	AdjustedR2 float64 `json:"adj_r_squared"`
	Change     float64 `json:"change"`
	// F tests Change on DF1 and DF2 degrees of freedom: the Wald test that
	// the step's coefficients are zero. With classical covariances it is the F
	// test of the change of R2.
	F      float64 `json:"f"`
	DF1    float64 `json:"df1"`
	DF2    float64 `json:"df2"`
	PValue float64 `json:"p_value"`
}

// HierarchicalResult is a model built up step by step.
type HierarchicalResult struct {
	// Rows has a line per step and outcome, step by step.
	Rows []StepRow `json:"rows"`
	// Joint tests each step on all outcomes at once.
	Joint TestTable `json:"joint"`
	// Final is the model of all steps.
	Final    *MultivariateResult `json:"final"`
	Warnings []stats.Warning     `json:"warnings"`
}

// MarshalJSON writes the result; undefined numbers are null.
func (r *HierarchicalResult) MarshalJSON() ([]byte, error) {
	type plain HierarchicalResult
	return nulls.Marshal((*plain)(r))
}

// Hierarchical fits each outcome on the model's terms step by step, such as
// controls, drivers, interactions, all on the same respondents, and tests the
// change of R2
//
//	F = (R2_k - R2_(k-1)) / df1 / ((1 - R2_k) / df2)        (classical)
//
// or by the Wald test of the step's coefficients under another covariance or a
// design. Terms of the model that are in no step are left out; one that is in two,
// or none of the model's, is an [ErrTerm]; no step, or one without terms, is an
// [ErrSettings]. The rest is as in [Multivariate].
func Hierarchical(data *Data, steps []Step, s *MultivariateSettings) (*HierarchicalResult, error) {
	data.check()
	out := &HierarchicalResult{}
	var terms []string
	before := make([]float64, len(data.Outcomes))
	for _, step := range steps {
		for _, term := range step.Terms {
			if !slices.Contains(data.Model.Terms, term) || slices.Contains(terms, term) {
				return nil, fmt.Errorf("%w: step %q: %q is not a term of the model, or is used twice", ErrTerm, step.Name, term)
			}
			terms = append(terms, term)
		}
		if len(step.Terms) == 0 {
			return nil, fmt.Errorf("%w: step %q has no terms", ErrSettings, step.Name)
		}
		fit, err := Multivariate(data.with(withTerms(data.Model, terms)), s)
		if err != nil {
			return nil, fmt.Errorf("step %q: %w", step.Name, err)
		}
		var columns []int
		for _, term := range step.Terms {
			columns = append(columns, fit.columnsOf(term)...)
		}
		slices.Sort(columns)
		for o, name := range data.Outcomes {
			f := fit.Fits[o]
			test, err := f.WaldTest(picks(columns, len(fit.Terms)), nil)
			if err != nil {
				return nil, fmt.Errorf("step %q, outcome %q: %w", step.Name, name, err)
			}
			out.Rows = append(out.Rows,
				StepRow{Step: step.Name, Outcome: name, R2: f.R2, AdjustedR2: f.AdjustedR2,
					Change: f.R2 - before[o], F: test.F, DF1: test.DF1, DF2: test.DF2,
					PValue: test.PValue})
			before[o] = f.R2
		}
		joint, err := fit.wald(step.Name, fit.contrast(columns, false))
		if err != nil {
			return nil, err
		}
		out.Joint, out.Final, out.Warnings = append(out.Joint, *joint), fit, fit.Warnings
	}
	if out.Final == nil {
		return nil, fmt.Errorf("%w: no steps", ErrSettings)
	}
	return out, nil
}

// String returns the result as text, in English.
func (r *HierarchicalResult) String() string { return r.Text(English) }

// Text returns what each step adds to the explanation of each outcome.
func (r *HierarchicalResult) Text(l Language) string {
	t := &text{Language: l}
	c := t.table(l.say("Steps"), l.say("Step"), "R2", l.say("Change"), "F", "df1", "df2", "p")
	for _, outcome := range r.Final.Outcomes {
		c.AddHeading(outcome)
		for _, row := range r.Rows {
			if row.Outcome == outcome {
				c.Add(row.Step, thousandths(row.R2), thousandths(row.Change), hundredths(row.F),
					written(row.DF1, 0), written(row.DF2, 1), pValue(row.PValue))
			}
		}
	}
	t.warnings(r.Warnings)
	return t.String()
}
