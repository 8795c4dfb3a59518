package drivers

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/stats"
)

// GroupRow compares a coefficient between two groups of respondents.
type GroupRow struct {
	Outcome string `json:"outcome"`
	// Inside is the coefficient among those with code 1, Outside that among
	// those with code 0; both name the same term.
	Inside  stats.Coefficient `json:"inside"`
	Outside stats.Coefficient `json:"outside"`
	// Inference is of Inside less Outside.
	Inference
}

// GroupDifferencesResult is one model fitted in two groups.
type GroupDifferencesResult struct {
	// Inside and Outside are the fits among codes 1 and 0.
	Inside  *MultivariateResult `json:"inside"`
	Outside *MultivariateResult `json:"outside"`
	// Rows has a line per outcome and coefficient but the constant.
	Rows []GroupRow `json:"rows"`
	// Joint tests for each term whether it goes alike in both groups with all
	// outcomes, by a Wald test.
	Joint    TestTable       `json:"joint"`
	Warnings []stats.Warning `json:"warnings"`
}

// MarshalJSON writes the result; undefined numbers are null.
func (r *GroupDifferencesResult) MarshalJSON() ([]byte, error) {
	type plain GroupDifferencesResult
	return nulls.Marshal((*plain)(r))
}

// GroupDifferences fits the model among the respondents with code 1 of a
// yes-or-no column, and among those with code 0, and compares the coefficients,
// such as between Greater China and the rest or CTOs and CIOs. It is the model in
// which the group interacts with every term:
//
//	difference = b_1 - b_0,   V = V_1 + V_0
//
// with the degrees of freedom of that model; clusters that reach into both
// groups add their covariance. Terms that do not vary within one of the groups,
// such as the group itself, are left out with a warning; so a coefficient that
// differs may differ because of what they say. Missing codes leave a respondent
// out. A group with no more respondents than terms is a [stats.ErrTooFew] that
// names it, a column of more levels than two an [ErrSettings]; the rest is as in
// [Multivariate].
func GroupDifferences(data *Data, group *stats.Codes,
	s *MultivariateSettings) (*GroupDifferencesResult, error) {
	data.check()
	m, d := data.Model, data.Design
	if group.Len() != m.N {
		panic(badGroup)
	}
	if len(group.Levels()) != 2 {
		return nil, notYesOrNo(group)
	}
	out := &GroupDifferencesResult{}
	var size [2]int
	for _, row := range m.Rows {
		if k := group.At(row); k >= 0 && d.Weight(row) > 0 {
			size[k] += int(d.Copies(row))
		}
	}
	for k, n := range size {
		if n < 2 {
			return nil, fmt.Errorf("respondents with %s %q: %w: there are %d", group.Name(),
				group.Levels()[k].Label, stats.ErrTooFew, n)
		}
	}
	fixed, terms := constantTerms(m, group, d)
	if fixed != nil {
		out.Warnings = append(out.Warnings, stats.NewWarning("constant-in-group",
			"left out, since they do not vary within a group: %s", strings.Join(fixed, ", ")))
	}
	if terms == nil {
		return nil, fmt.Errorf("%w: none varies within both groups", ErrTerm)
	}
	inside := data.with(withTerms(m, terms))
	for code, fit := range []**MultivariateResult{&out.Outside, &out.Inside} {
		mask := make([]float64, m.N)
		for i := range mask {
			if int(group.At(i)) == code {
				mask[i] = 1
			}
		}
		var err error
		inside.Design = d.Domain(mask)
		if *fit, err = Multivariate(inside, s); err != nil {
			return nil, fmt.Errorf("respondents with %s %q: %w", group.Name(),
				group.Levels()[code].Label, err)
		}
		out.Warnings = append(out.Warnings, (*fit).Warnings...)
	}
	return out, out.compare(d)
}

// constantTerms splits the terms into those with a column that does not vary
// within a group, and the others.
func constantTerms(m *stats.Model, group *stats.Codes, d *stats.Design) (fixed, varying []string) {
	constant := map[string]bool{}
	for j, term := range m.Terms {
		var first [2]float64
		var seen, varies [2]bool
		for i, row := range m.Rows {
			k := group.At(row)
			if k < 0 || d.Weight(row) == 0 {
				continue
			}
			v := m.X.At(i, j)
			if !seen[k] {
				seen[k], first[k] = true, v
			}
			varies[k] = varies[k] || v != first[k]
		}
		constant[term] = constant[term] || !varies[0] || !varies[1]
	}
	for j, term := range m.Terms {
		switch {
		case term == "" || j > 0 && m.Terms[j-1] == term:
		case constant[term]:
			fixed = append(fixed, term)
		default:
			varying = append(varying, term)
		}
	}
	return fixed, varying
}

// compare fills the rows and the joint tests.
func (r *GroupDifferencesResult) compare(d *stats.Design) error {
	v, err := r.vcov(d)
	if err != nil {
		return err
	}
	a, b, p := r.Inside, r.Outside, len(r.Inside.Terms)
	df := a.Fits[0].TestDF + b.Fits[0].TestDF
	if !d.Simple() {
		df = r.jointDF(d)
	}
	if !(df > 0) {
		r.Warnings = append(r.Warnings, stats.NewWarning("design-df",
			"the design has not more first-stage units than the two groups' models have columns: tests and intervals of the differences are undefined"))
	}
	var difference []float64
	for o, outcome := range a.Outcomes {
		for k, x := range a.Fits[o].Coefficients {
			row := GroupRow{Outcome: outcome, Inside: x, Outside: b.Fits[o].Coefficients[k]}
			row.Inference = inference(row.Inside.Estimate-row.Outside.Estimate,
				math.Sqrt(v.At(o*p+k, o*p+k)), df, a.Settings.Level)
			difference = append(difference, row.Estimate)
			if k > 0 || !a.Intercept {
				r.Rows = append(r.Rows, row)
			}
		}
	}
	for _, term := range a.termNames() {
		test, err := waldTest(term, a.contrast(a.columnsOf(term), false), difference, v, df)
		if err != nil {
			return err
		}
		r.Joint = append(r.Joint, *test)
	}
	return nil
}

// jointDF is the degrees of freedom under a design of the model in which the group
// interacts with every term, over the respondents of both groups: clusters less 1
// with the errors of clusters, and else those of the design less columns but one.
func (r *GroupDifferencesResult) jointDF(d *stats.Design) float64 {
	rows := append(slices.Clone(r.Inside.Rows), r.Outside.Rows...)
	df := designDF(r.Inside.model.N, func(int) bool { return true }, rows, d)
	if r.Inside.Settings.Covariance == stats.Cluster {
		return df
	}
	return df - float64(2*len(r.Inside.Terms)-1)
}

// vcov is the covariance of the differences of all coefficients.
func (r *GroupDifferencesResult) vcov(d *stats.Design) (*mat.SymDense, error) {
	if d.Simple() {
		a, err := r.Inside.Vcov()
		if err != nil {
			return nil, err
		}
		b, err := r.Outside.Vcov()
		if err != nil {
			return nil, err
		}
		a.AddSym(a, b)
		return a, nil
	}
	z := r.Inside.influences()
	z.Sub(z, r.Outside.influences())
	if r.Inside.Settings.Covariance != stats.Cluster {
		return d.Covariance(z)
	}
	return clusterCovariance(d, z, append(slices.Clone(r.Inside.Rows), r.Outside.Rows...))
}

// String returns the result as text, in English.
func (r *GroupDifferencesResult) String() string { return r.Text(English) }

// Text returns the coefficients inside and outside of the group, and their
// differences.
func (r *GroupDifferencesResult) Text(l Language) string {
	t := &text{Language: l}
	c := t.table(l.say("Coefficients inside (n = %s) and outside (n = %s) of the group",
		base(r.Inside.N), base(r.Outside.N)),
		l.say("Term"), l.say("Inside"), l.say("Outside"), l.say("Difference"),
		t.interval(r.Inside.Settings.Level), "p")
	outcome := ""
	for k, row := range r.Rows {
		if k == 0 || row.Outcome != outcome {
			outcome = row.Outcome
			c.AddHeading(outcome)
		}
		c.Add(row.Inside.Term, coefficient(row.Inside.Estimate), coefficient(row.Outside.Estimate),
			coefficient(row.Estimate), between(row.Low, row.High, coefficient), pValue(row.PValue))
	}
	t.flag(c, r.Inside.N, r.Outside.N)
	t.warnings(r.Warnings)
	return t.String()
}
