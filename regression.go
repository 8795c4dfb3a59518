package ctostudy

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
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

// newRegressionModel prepares the regression of the study's metrics on its
// drivers and the controls, over the respondents with all of them:
//
//	z of metric = constant + sum b z of driver + controls + error
//
// Outcomes and drivers are named as their scores. The controls are the items
// of the study's controls: a factor for each choice, the natural logarithm
// of each number. Metrics, drivers and controls that the wave lacks are left out
// with a warning, and so is a control that does not vary among those with all
// scores and all other controls, or whose missing answers leave too few of them,
// so that no control takes the regression with it. So is a score that would leave
// too few respondents or does not vary among them.
//
// Respondents without all of them are missing in the model and not taken out of
// the design: under strata and clusters the regression is of a domain.
func newRegressionModel(w *survey.Wave, scores *Scores, d *stats.Design) (*regressionModel, error) {
	study := scores.study
	metrics := available(scores, study.Metrics)
	predictors := available(scores, study.Drivers)
	if len(metrics) == 0 || len(predictors) == 0 {
		return nil, notAvailable("it needs at least one metric and one driver")
	}

	out := &regressionModel{}
	var whole []bool
	for {
		whole = completeScores(w.Len(), append(slices.Clone(metrics), predictors...), d)
		scarce, why := scarceScore(metrics, predictors, whole)
		if scarce == nil {
			break
		}
		other := func(s *Score) bool { return s == scarce }
		metrics, predictors = slices.DeleteFunc(metrics, other), slices.DeleteFunc(predictors, other)
		out.warnings = append(out.warnings, stats.NewWarning("score-left-out",
			"the regression goes without %s: %s", scarce.Name, why))
	}

	var terms []stats.Term
	for _, p := range predictors {
		z := make([]float64, len(p.Z))
		for i := range z {
			z[i] = math.NaN()
			if whole[i] {
				z[i] = p.Z[i]
			}
		}
		terms = append(terms, stats.Term{Name: p.Name, Numeric: z})
	}
	out.y = mat.NewDense(w.Len(), len(metrics), nil)
	controls, warnings := controlTerms(w, study.Controls, whole, 1+len(predictors))
	out.warnings = append(out.warnings, warnings...)
	for _, c := range controls {
		out.controls = append(out.controls, c.Name)
	}
	for _, scale := range slices.Concat(study.Metrics, study.Drivers) {
		if scores.Get(scale.Name) == nil {
			out.warnings = append(out.warnings, stats.NewWarning("score-missing",
				"the regression goes without %s: %s", scale.Name, whyNoScore(scores, scale.Name)))
		}
	}
	var err error
	if out.model, err = stats.ModelMatrix(append(terms, controls...), nil); err != nil {
		return nil, notAvailable("%v", err)
	}
	for j, m := range metrics {
		out.outcomes = append(out.outcomes, m.Name)
		out.y.SetCol(j, m.Z)
	}
	return out, nil
}

// data are what package drivers takes.
func (m *regressionModel) data(d *stats.Design) *drivers.Data {
	return &drivers.Data{Model: m.model, Y: m.y, Outcomes: m.outcomes, Design: d}
}

// fit regresses the metrics. Columns of controls that say what others say, such
// as those of an industry and a size that only the same few respondents have,
// are left out of the model, as R's lm does, with a warning.
func (m *regressionModel) fit(d *stats.Design, s *drivers.MultivariateSettings) (
	*drivers.MultivariateResult, error) {
	out, err := drivers.Multivariate(m.data(d), s)
	var alias *stats.AliasError
	if errors.As(err, &alias) && m.without(alias.Columns) {
		out, err = drivers.Multivariate(m.data(d), s)
	}
	if err != nil {
		return nil, notAvailable("%v", err)
	}
	out.Warnings = append(out.Warnings, m.warnings...)
	return out, nil
}

// without takes columns of controls out of the model. It reports whether all of
// them are of controls; if not, the model stays.
func (m *regressionModel) without(columns []string) bool {
	old := m.model
	var keep []int
	reduced := &stats.Model{N: old.N, Rows: old.Rows, Intercept: old.Intercept}
	for j, name := range old.Names {
		if !slices.Contains(columns, name) {
			keep = append(keep, j)
			reduced.Names, reduced.Terms = append(reduced.Names, name), append(reduced.Terms, old.Terms[j])
			continue
		}
		if !slices.Contains(m.controls, old.Terms[j]) {
			return false
		}
	}

	reduced.X = mat.NewDense(len(old.Rows), len(keep), nil)
	for k, j := range keep {
		reduced.X.SetCol(k, mat.Col(nil, j, old.X))
	}
	m.model = reduced
	gone := func(name string) bool { return !slices.Contains(reduced.Terms, name) }
	m.controls = slices.DeleteFunc(m.controls, gone)
	m.warnings = append(m.warnings, stats.NewWarning("control-alias",
		"the regression goes without %s: the other controls say the same of every respondent",
		words.Quoted(columns)))
	return true
}

// available returns the scores that there are.
func available(scores *Scores, scales []survey.Scale) []*Score {
	var out []*Score
	for _, scale := range scales {
		if s := scores.Get(scale.Name); s != nil {
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

// scarceScore returns a score without which there may be a regression, and why it
// is left out: the one with the fewest respondents if too few have all scores, or
// one that does not vary among those who have. It is nil if there is none, or no
// other metric or driver would be left.
func scarceScore(metrics, predictors []*Score, whole []bool) (*Score, string) {
	n := 0
	for _, in := range whole {
		if in {
			n++
		}
	}
	tooFew := n <= 1+len(predictors)

	var scarce *Score
	for _, list := range [][]*Score{metrics, predictors} {
		if len(list) < 2 {
			continue
		}
		for _, s := range list {
			switch {
			case !tooFew && !varies(s.Z, whole):
				return s, "it does not vary among those with all scores"
			case tooFew && (scarce == nil || s.N < scarce.N):
				scarce = s
			}
		}
	}
	return scarce, "with it too few respondents have all scores"
}

// control is a control of the regression.
type control struct {
	stats.Term
	value []float64 // a number for each answer, NaN for none
}

// controlTerms returns the terms of the controls that vary among those with all
// scores and all other controls. others is the number of the model's columns
// that are no controls.
func controlTerms(w *survey.Wave, constructs []string, whole []bool, others int) (
	terms []stats.Term, warnings []stats.Warning) {
	var sources []*survey.Construct
	for _, name := range constructs {
		if c := w.Construct(name); c != nil {
			sources = append(sources, c)
		}
	}
	switch {
	case len(constructs) == 0:
		return nil, []stats.Warning{stats.NewWarning("no-controls",
			"the codebook's study has no controls, and so has the regression none")}
	case sources == nil:
		return nil, []stats.Warning{stats.NewWarning("no-controls",
			"the codebook has no construct %s, so the regression has no controls", words.Quoted(constructs))}
	}

	leave := func(name, why string) {
		warnings = append(warnings, stats.NewWarning("control-left-out", "control %q %s", name, why))
	}
	var controls []control
	for _, c := range sources {
		for _, item := range c.Items {
			x := newControl(w, c.Name, item)
			switch {
			case x == nil:
				leave(item.Name, "is neither a choice nor a number")
				continue
			case !varies(x.value, whole):
				leave(item.Name, "does not vary among those with all scores")
				continue
			}
			if slices.ContainsFunc(controls, func(other control) bool { return other.Name == x.Name }) {
				x.Name = c.Name + "/" + x.Name // another construct has an item of that name
			}
			controls = append(controls, *x)
		}
	}

	// A control that is left out gives its missing answers back, so that all are
	// looked at again.
	for again := true; again; {
		again = false
		complete := completeControls(whole, controls)
		if k := tooFew(whole, complete, controls, others); k >= 0 {
			leave(controls[k].Name, "was answered by too few of those with all scores")
			controls = slices.Delete(controls, k, k+1)
			again = true
			continue
		}
		for k, x := range controls {
			if !varies(x.value, complete) {
				leave(x.Name, "does not vary among those with all scores and all other controls")
				controls = slices.Delete(controls, k, k+1)
				again = true
				break
			}
		}
	}

	for _, x := range controls {
		terms = append(terms, x.Term)
		if lost := missingAmong(x.value, whole); lost > 0 {
			var unusable words.Phrase
			if x.Numeric != nil {
				unusable = words.NewPhrase(" (an amount of 0 or less has no logarithm)")
			}
			warnings = append(warnings, stats.NewWarning("control-missing",
				"%d respondents with all scores have no usable answer to control %q%s "+
					"and are not in the regression", lost, x.Name, unusable))
		}
	}
	return terms, warnings
}

// newControl returns a control, a factor or the logarithm of a number; nil where
// the item is neither.
func newControl(w *survey.Wave, construct string, item survey.Item) *control {
	out := &control{Term: stats.Term{Name: item.Name}, value: make([]float64, w.Len())}
	if out.Factor = w.Codes(construct, item.Name); out.Factor != nil {
		for i := range out.value {
			out.value[i] = math.NaN()
			if k := out.Factor.At(i); k >= 0 {
				out.value[i] = float64(k)
			}
		}
		return out
	}

	x := w.Numbers(construct, item.Name)
	if x == nil {
		return nil
	}
	for i, v := range x {
		out.value[i] = math.NaN()
		if v > 0 {
			out.value[i] = math.Log(v)
		}
	}
	out.Numeric = out.value
	return out
}

// completeControls reports who of those in has an answer to every control.
func completeControls(in []bool, controls []control) []bool {
	out := slices.Clone(in)
	for _, x := range controls {
		for i, v := range x.value {
			out[i] = out[i] && !math.IsNaN(v)
		}
	}
	return out
}

// varies reports whether a control has two different answers among those in.
func varies(x []float64, in []bool) bool {
	first := math.NaN()
	for i, v := range x {
		switch {
		case !in[i] || math.IsNaN(v):
		case math.IsNaN(first):
			first = v
		case v != first:
			return true
		}
	}
	return false
}

// missingAmong counts those in without an answer.
func missingAmong(x []float64, in []bool) int {
	n := 0
	for i, v := range x {
		if in[i] && math.IsNaN(v) {
			n++
		}
	}
	return n
}

// tooFew returns the control with the most missing answers if those who answered
// all controls are not more than the model's columns, which a regression needs;
// else, or if no answer is missing, -1.
func tooFew(whole, complete []bool, controls []control, others int) int {
	n, columns := 0, others
	for _, in := range complete {
		if in {
			n++
		}
	}
	for _, x := range controls {
		columns += answersAmong(x, complete)
	}
	if n > columns {
		return -1
	}

	worst, most := -1, 0
	for k, x := range controls {
		if lost := missingAmong(x.value, whole); lost > most {
			worst, most = k, lost
		}
	}
	return worst
}

// answersAmong is the number of columns of a control: one of a number, one less
// than its different answers of a choice.
func answersAmong(x control, in []bool) int {
	if x.Numeric != nil {
		return 1
	}
	seen := map[float64]bool{}
	for i, v := range x.value {
		if in[i] && !math.IsNaN(v) {
			seen[v] = true
		}
	}
	return max(0, len(seen)-1)
}
