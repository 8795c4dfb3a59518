package ctostudy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

// regressionModel is what the metrics are regressed on.
type regressionModel struct {
	model    *stats.Model
	y        *mat.Dense
	outcomes []string
	// controls are the names of the terms that are no drivers.
	controls []string
	warnings []stats.Warning
}

// newRegressionModel prepares the regression of the technology metrics on the
// six drivers and the controls, over the respondents with all of them:
//
//	z of metric = constant + sum b z of driver + controls + error
//
// Outcomes and drivers are named as their scores. The controls are the items
// of the construct "control": a factor for each choice, the natural logarithm
// of each number. Metrics, drivers and controls that the wave lacks, and
// controls that do not vary, are left out with a warning.
func newRegressionModel(w *Wave, scores *Scores, d *stats.Design) (*regressionModel, error) {
	metrics := available(scores, Metrics())
	predictors := available(scores, Drivers())
	if len(metrics) == 0 || len(predictors) == 0 {
		return nil, notAvailable("it needs at least one metric and one driver")
	}
	whole := completeScores(w.Len(), append(append([]*Score(nil), metrics...), predictors...), d)
	var terms []stats.Term
	for _, p := range predictors {
		z := make([]float64, len(p.Z))
		for i := range z {
			z[i] = math.NaN()
			if whole[i] {
				z[i] = p.Z[i]
			}
		}
		terms = append(terms, stats.Term{Name: string(p.Name), Numeric: z})
	}
	out := &regressionModel{y: mat.NewDense(w.Len(), len(metrics), nil)}
	var controls []stats.Term
	controls, out.warnings = controlTerms(w, whole)
	for _, c := range controls {
		out.controls = append(out.controls, c.Name)
	}
	for _, name := range append(Metrics(), Drivers()...) {
		if scores.Get(name) == nil {
			out.warnings = append(out.warnings, stats.Warning{Code: "score-missing", Text: "the regression goes without " + string(name) + ": " + whyNoScore(scores, name)})
		}
	}
	var err error
	if out.model, err = stats.ModelMatrix(append(terms, controls...), nil); err != nil {
		return nil, notAvailable("%v", err)
	}
	for j, m := range metrics {
		out.outcomes = append(out.outcomes, string(m.Name))
		out.y.SetCol(j, m.Z)
	}
	return out, nil
}

// fit regresses the metrics.
func (m *regressionModel) fit(d *stats.Design, s *drivers.MultivariateSettings) (*drivers.MultivariateResult, error) {
	out, err := drivers.Multivariate(m.model, m.y, m.outcomes, d, s)
	if err != nil {
		return nil, notAvailable("%v", err)
	}
	out.Warnings = append(out.Warnings, m.warnings...)
	return out, nil
}

// available returns the scores that there are.
func available(scores *Scores, names []ScoreName) []*Score {
	var out []*Score
	for _, name := range names {
		if s := scores.Get(name); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// completeScores reports who has all of the scores, and a weight.
func completeScores(n int, scores []*Score, d *stats.Design) []bool {
	out := make([]bool, n)
	for i := range out {
		out[i] = d.Weight(i) > 0
		for _, s := range scores {
			out[i] = out[i] && !math.IsNaN(s.Z[i])
		}
	}
	return out
}

// controlTerms returns the terms of the controls that vary among those who
// have all scores.
func controlTerms(w *Wave, whole []bool) (terms []stats.Term, warnings []stats.Warning) {
	c := w.Construct("control")
	if c == nil {
		return nil, []stats.Warning{{Code: "no-controls", Text: "the codebook has no construct \"control\", so the regression has no controls"}}
	}
	for _, item := range c.Items {
		term, lost, ok := controlTerm(w, item, whole)
		if !ok {
			warnings = append(warnings, stats.Warning{Code: "control-left-out", Text: fmt.Sprintf("control %q does not vary among those with all scores, or is neither a choice nor a number", item.Name)})
			continue
		}
		terms = append(terms, term)
		if lost > 0 {
			warnings = append(warnings, stats.Warning{Code: "control-missing", Text: fmt.Sprintf("%d respondents with all scores have no usable answer to control %q and are not in the regression", lost, item.Name)})
		}
	}
	return terms, warnings
}

// controlTerm returns a control's term and how many with all scores it loses;
// not ok where it does not vary among the rest.
func controlTerm(w *Wave, item Item, whole []bool) (term stats.Term, lost int, ok bool) {
	term.Name = item.Name
	value := func(i int) float64 { return term.Numeric[i] }
	if term.Factor = w.Codes("control", item.Name); term.Factor != nil {
		value = func(i int) float64 {
			if k := term.Factor.At(i); k >= 0 {
				return float64(k)
			}
			return math.NaN()
		}
	} else {
		x := w.Numbers("control", item.Name)
		if x == nil {
			return term, 0, false
		}
		term.Numeric = make([]float64, len(x))
		for i, v := range x {
			term.Numeric[i] = math.NaN()
			if v > 0 {
				term.Numeric[i] = math.Log(v)
			}
		}
	}
	first := math.NaN()
	for i, in := range whole {
		if !in {
			continue
		}
		switch v := value(i); {
		case math.IsNaN(v):
			lost++
		case math.IsNaN(first):
			first = v
		case v != first:
			ok = true
		}
	}
	return term, lost, ok
}
