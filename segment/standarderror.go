package segment

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
)

// standardErrors fills shares and profiles.
func (r *LatentClassResult) standardErrors() error {
	f := r.fitted
	f.space = f.newSpace(f.m, r.K, r.Settings.NoPrior)
	prior := words.NewPhrase("raise the prior")
	if r.Settings.NoPrior {
		prior = words.NewPhrase("turn the prior on")
	}
	if f.space.n > 0 {
		cov, err := f.covariance(r)
		if err != nil {
			return err
		}
		f.cov = cov
	}
	fixed := r.decided()
	if f.space.n > 0 && f.cov == nil {
		todo := words.NewPhrase("use fewer classes or %s", prior)
		if fixed { // classes are not at fault
			todo = prior
		}
		r.Warnings = append(r.Warnings, stats.NewWarning("information",
			"the information matrix is singular, so the data do not bound the estimates: %s", todo))
	}
	if f.spreadless() {
		r.Warnings = append(r.Warnings, stats.NewWarning("no-degrees-of-freedom",
			"all respondents are of one first-stage unit, so that the estimates have neither "+
				"standard errors nor intervals: say nothing of clusters, or join strata"))
	}
	if f.space.fixed > 0 {
		r.Warnings = append(r.Warnings, stats.NewWarning("boundary",
			"%d estimates are 0 or 1; the errors of the others take them as known: %s",
			f.space.fixed, prior))
	}
	for k := range r.K {
		r.Share = append(r.Share, r.estimate(k, 0, r.K, base{float64(r.N), r.WeightedN, r.EffectiveN}))
	}
	bases := f.bases(r)
	for k := range r.K {
		var rows [][]stats.Estimate
		for j, n := range f.x.categories {
			at := r.K + k*f.width + f.offset[j]
			var row []stats.Estimate
			for c := range n {
				row = append(row, r.estimate(at+c, at, n, bases[k][j]))
			}
			rows = append(rows, row)
		}
		r.Profile = append(r.Profile, rows)
	}
	return nil
}

// spreadless reports whether the design says nothing of the estimates' spread.
func (f *fitted) spreadless() bool { return f.cov != nil && math.IsNaN(f.cov.At(0, 0)) }

// estimate returns the probability at a place of the model, in the
// distribution of the given length that begins at first. On the boundary the
// interval is that of Clopper and Pearson (1934) for none, or all, of the
// effective number; where the data do not bound the estimate it is all from 0
// to 1.
func (r *LatentClassResult) estimate(at, first, length int, on base) stats.Estimate {
	f, p := r.fitted, r.fitted.m[at]
	out := stats.Estimate{Value: p, Level: r.Settings.Level, DF: r.df(), DesignEffect: 1,
		N: int(math.Round(on.n)), WeightedN: on.weighted, EffectiveN: on.effective}
	alone := unanimous(on.effective, r.Settings.Level)
	switch {
	case length == 1 || at < r.K && r.K == 1 || at >= r.K && f.answered[(at-r.K)%f.width] == 0:
		out.Value = math.Round(p)
		out.Low, out.High = out.Value, out.Value
	case f.space.boundary[at] && p < 0.5:
		out.Value, out.High = 0, 1-alone
	case f.space.boundary[at]:
		out.Value, out.Low, out.High = 1, alone, 1
	case f.cov == nil:
		out.StdErr, out.DesignEffect, out.High = math.Inf(1), math.Inf(1), 1
	default:
		variance := quadratic(f.cov, f.gradient(at, first, length))
		out.StdErr, out.DesignEffect = math.Sqrt(variance), variance*on.n/(p*(1-p))
		low, high := onLogits(p, r.quantile()*out.StdErr)
		out.Low, out.High = min(p, low), max(p, high)
	}
	return out
}

// onLogits returns the interval, symmetric on the logit scale, of a probability off
// 0 and 1 whose own interval has the given half width.
func onLogits(p, half float64) (low, high float64) {
	logit := math.Log(p / (1 - p))
	half /= p * (1 - p)
	return 1 / (1 + math.Exp(half-logit)), 1 / (1 + math.Exp(-half-logit))
}

// unanimous returns the lower limit of a probability if all of n respondents say
// yes (Clopper and Pearson 1934); the upper limit if nobody does is 1 less that.
func unanimous(n, level float64) float64 {
	return math.Pow((1-level)/2, 1/max(n, 1))
}

// quantile is that of the two-sided intervals.
func (r *LatentClassResult) quantile() float64 {
	return tails.Critical(r.Settings.Level, max(r.df(), 1))
}

// df is the degrees of freedom of the strata and clusters that the model's
// respondents are of, +Inf without either.
func (r *LatentClassResult) df() float64 { return r.fitted.df }

// term is one entry of a sparse gradient with respect to the logits.
type term struct {
	column int
	value  float64
}

// gradient is that of a probability: p_c (1[a = c] - p_a) for the logit of a.
func (f *fitted) gradient(at, first, length int) []term {
	var out []term
	for i := first; i < first+length; i++ {
		if col := f.space.column[i]; col >= 0 {
			out = append(out, term{col, f.m[at] * (is(i, at) - f.m[i])})
		}
	}
	return out
}

// quadratic returns g' cov g.
func quadratic(cov *mat.SymDense, g []term) float64 {
	sum := 0.0
	for _, a := range g {
		for _, b := range g {
			sum += a.value * b.value * cov.At(a.column, b.column)
		}
	}
	return max(sum, 0)
}
