package drivers

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/stats"
)

// Reliability is the part of a term's variance that is not measurement error
// (0 to 1), such as Cronbach's alpha or omega of a score.
type Reliability struct {
	Term  string
	Value float64
}

// CorrectedRow is a coefficient as it is and corrected for unreliability.
type CorrectedRow struct {
	Outcome string `json:"outcome"`
	// Raw is the line of the fit; its Term names the coefficient.
	Raw stats.Coefficient `json:"raw"`
	// Estimate is the corrected coefficient, with a linearised standard error
	// that takes the reliabilities as known.
	Estimate float64 `json:"estimate"`
	StdErr   float64 `json:"std_error"`
	Low      float64 `json:"conf_low"`
	High     float64 `json:"conf_high"`
}

// MarshalJSON writes the line; undefined numbers are null.
func (r CorrectedRow) MarshalJSON() ([]byte, error) {
	type plain CorrectedRow
	return nulls.Marshal(plain(r))
}

// Corrected returns, beside each coefficient but the constant, what it would
// be had the terms been measured without error:
//
//	b = (S_xx - D)^-1 S_xy,   D = diag((1 - reliability_j) s_jj)
//	e_i = (S_xx - D)^-1 (x_i (y_i - x_i'b) + diag((1 - reliability_j) x_ij^2) b) w_i / sum w
//
// with S the weighted covariances and x, y about their means (Fuller 1987,
// section 3.1.2, with the reliabilities known: errors that are independent of the
// true values and of each other). e_i are the influences that give the
// standard errors under the design. Terms without a reliability count as measured
// exactly; errors of an outcome do not bias its coefficients.
//
// A correction rests on its reliabilities: alpha understates the reliability of a
// score of unlike items and so overstates the correction. A reliability outside
// (0, 1], or so small that S_xx - D is not positive definite, is an
// [ErrSettings], a name that is not a one-column term, or comes twice, an [ErrTerm]. The model
// needs a constant ([ErrSettings]).
func (r *MultivariateResult) Corrected(reliabilities []Reliability) (CorrectedTable, error) {
	if !r.Intercept {
		return nil, fmt.Errorf("%w: the model needs a constant", ErrSettings)
	}
	p := len(r.Terms) - 1
	unreliable := make([]float64, p)
	given := map[string]bool{"": true}
	for _, v := range reliabilities {
		columns := r.columnsOf(v.Term)
		if given[v.Term] || len(columns) != 1 {
			return nil, fmt.Errorf("%w: %q is not a term of one column, or is given twice", ErrTerm,
				v.Term)
		}
		given[v.Term] = true
		j := columns[0] - 1
		if !(v.Value > 0 && v.Value <= 1) {
			return nil, fmt.Errorf("%w: the reliability of %q is %v", ErrSettings, v.Term, v.Value)
		}
		unreliable[j] = 1 - v.Value
	}
	x, means := mat.NewDense(len(r.Rows), p, nil), make([]float64, p)
	for i, row := range r.Rows {
		for j := range means {
			means[j] += r.design.Weight(row) / r.WeightedN * r.model.X.At(i, j+1)
		}
	}
	s := mat.NewSymDense(p, nil)
	for i, row := range r.Rows {
		for j := range means {
			x.Set(i, j, r.model.X.At(i, j+1)-means[j])
		}
		s.SymRankOne(s, r.design.Weight(row)/r.WeightedN, x.RowView(i))
	}
	for j, u := range unreliable {
		s.SetSym(j, j, (1-u)*s.At(j, j))
	}
	var chol mat.Cholesky
	if !chol.Factorize(s) || chol.Cond() > 1e12 {
		return nil, fmt.Errorf("%w: the reliabilities leave no positive true variance of some combination of terms", ErrSettings)
	}
	return r.corrected(x, unreliable, &chol)
}

func (r *MultivariateResult) corrected(x *mat.Dense, unreliable []float64,
	chol *mat.Cholesky) (CorrectedTable, error) {
	p := len(unreliable)
	var out CorrectedTable
	for o, fit := range r.Fits {
		y, mean := make([]float64, len(r.Rows)), 0.0
		for i, row := range r.Rows { // outcomes from their fit, so that nothing else need be kept
			y[i] = r.Fitted[o][i] + fit.Residuals[i]
			mean += r.design.Weight(row) / r.WeightedN * y[i]
		}
		sxy := mat.NewVecDense(p, nil)
		for i, row := range r.Rows {
			sxy.AddScaledVec(sxy, r.design.Weight(row)/r.WeightedN*(y[i]-mean), x.RowView(i))
		}
		var b mat.VecDense
		if err := chol.SolveVecTo(&b, sxy); err != nil {
			return nil, fmt.Errorf("%w: reliabilities: %v", ErrSettings, err)
		}
		score := mat.NewDense(len(r.Rows), p, nil)
		for i, row := range r.Rows {
			w, v := r.design.Weight(row)/r.WeightedN, x.RawRowView(i)
			e := y[i] - mean - mat.Dot(x.RowView(i), &b)
			for j := range p {
				score.Set(i, j, w*v[j]*(e+unreliable[j]*v[j]*b.AtVec(j)))
			}
		}
		var z mat.Dense
		if err := chol.SolveTo(&z, score.T()); err != nil {
			return nil, fmt.Errorf("%w: reliabilities: %v", ErrSettings, err)
		}
		influence := mat.NewDense(r.model.N, p, nil)
		for i, row := range r.Rows {
			for j := range p {
				influence.Set(row, j, z.At(j, i))
			}
		}
		v, err := r.design.Covariance(influence)
		if err != nil {
			return nil, err
		}
		t := tails.Critical(r.Settings.Level, fit.TestDF)
		for j := range p {
			row := CorrectedRow{Outcome: r.Outcomes[o], Raw: fit.Coefficients[j+1],
				Estimate: b.AtVec(j), StdErr: math.Sqrt(v.At(j, j))}
			row.Low, row.High = row.Estimate-t*row.StdErr, row.Estimate+t*row.StdErr
			out = append(out, row)
		}
	}
	return out, nil
}

// CorrectedTable has a row per outcome and coefficient but the constant.
type CorrectedTable []CorrectedRow

// String returns the table as text, in English.
func (t CorrectedTable) String() string { return t.Text(English) }

// Text returns the coefficients of each outcome as they are and corrected.
func (t CorrectedTable) Text(l Language) string {
	out := &text{Language: l}
	c := out.table(l.say("Corrected for the unreliability of terms"),
		l.say("Term"), l.say("Raw"), l.say("Corrected"), l.say("Interval"))
	outcome := ""
	for k, row := range t {
		if k == 0 || row.Outcome != outcome {
			outcome = row.Outcome
			c.AddHeading(outcome)
		}
		c.Add(row.Raw.Term, coefficient(row.Raw.Estimate), coefficient(row.Estimate),
			between(row.Low, row.High, coefficient))
	}
	return out.String()
}
