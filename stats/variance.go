package stats

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// DF returns the degrees of freedom of the design's variances: first-stage
// units less strata, counting those that hold a respondent of positive weight.
// Under frequency weights without clusters every copy is a unit. A nil design
// does not know its length and returns +Inf, which makes t the normal
// distribution; the estimators of this package use n-1 there.
func (d *Design) DF() float64 {
	if d == nil {
		return math.Inf(1)
	}
	return d.df(d.n, func(int) bool { return true })
}

// df is DF among those of the n respondents that are used and weigh anything.
func (d *Design) df(n int, used func(i int) bool) float64 {
	f := d.frameOf(n)
	units, strata := 0.0, 0
	if f.unit == nil && f.stratum == nil {
		for i := range n {
			if d.Weight(i) > 0 && used(i) {
				units += f.count(i)
			}
		}
		return units - 1
	}
	unit, stratum := make([]bool, f.units), make([]bool, len(f.size))
	for i := range n {
		u := f.of(i)
		if unit[u] || d.Weight(i) <= 0 || !used(i) {
			continue
		}
		unit[u] = true
		units += f.count(u)
		if h := f.stratumOf(u); !stratum[h] {
			stratum[h] = true
			strata++
		}
	}
	return units - float64(strata)
}

// Covariance returns the design-based covariance of the column totals of z (n
// by q), whose row i is the already weighted influence of respondent i on q
// estimates:
//
//	V = sum_h (1 - n_h/N_h) n_h/(n_h-1) sum_c (z_hc - mean_h)(z_hc - mean_h)'
//
// with z_hc the total of the rows of first-stage unit c in stratum h, n_h the
// units sampled and N_h those in the population (Binder 1983; with
// replacement beyond the first stage). A row of frequency weight w and no
// cluster is w units of z_i/w each. After [Rake] z is first replaced by its
// residual from the margins, since a raked total of a margin has no error.
//
// A row of weight 0 adds nothing to z but stays a unit of the design, as for a
// respondent outside of a subpopulation: leave the row out of the data to have
// it not counted in n_h. A row of frequency weight 0 is no unit. Respondents
// whose row of z is all 0 count as outside of the estimates; strata that only
// they are in are neither lonely nor averaged over. z is not modified. It
// panics when z has another number of rows than the design; a z that is not
// finite, or has no squares, and, under LonelyFail, a lonely unit ([ErrLonely])
// are errors. The variance is NaN for a single respondent, and where no stratum
// with influence has a variance of its own for a lonely one to take
// (LonelyRemove, LonelyAverage).
func (d *Design) Covariance(z *mat.Dense) (*mat.SymDense, error) {
	_, q := z.Dims()
	for j := range q {
		if size := largestOf(mat.Col(nil, j, z)); !hasSquare(size) {
			return nil, beyondSquares(fmt.Sprintf("influence %d", j), size)
		}
	}
	return d.covariance(z, nil)
}

// covariance is Covariance for estimates that rest on the respondents who are
// used. An influence of 0 may be that of a respondent who is like the mean, and
// one of 1e-16 may be meant as 0, so that influences do not tell who they are;
// nil used has nothing better.
func (d *Design) covariance(z *mat.Dense, used []bool) (*mat.SymDense, error) {
	n, q := z.Dims()
	d.Check(n)
	if err := finiteInfluences(z); err != nil {
		return nil, err
	}

	if d != nil && d.raked != nil {
		// A residual is nobody's alone: the margins spread it over the sample.
		z, used = d.raked.residuals(z), nil
	}
	f := d.frameOf(n)
	factor, inflate, err := d.strataFactors(f, f.strataOf(f.unitsIn(z, used)))
	if err != nil {
		return nil, err
	}

	out := mat.NewSymDense(q, nil)
	out.SymOuterK(inflate, d.scaled(f, f.totals(z), factor).T())
	return out, nil
}

// finiteInfluences names the first influence that is not finite.
func finiteInfluences(z *mat.Dense) error {
	n, _ := z.Dims()
	for i := range n {
		for j, v := range z.RawRowView(i) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("stats: row %d: influence %d is %v", i, j, v)
			}
		}
	}
	return nil
}

// unitsIn reports which first-stage units have a respondent who is used or, if
// used is nil, whose influence is not 0.
func (f *frame) unitsIn(z *mat.Dense, used []bool) []bool {
	in := make([]bool, f.units)
	n, _ := z.Dims()
	for i := range n {
		u := f.of(i)
		switch {
		case in[u] || f.count(u) == 0:
		case used != nil:
			in[u] = used[i]
		default:
			in[u] = slices.ContainsFunc(z.RawRowView(i), func(v float64) bool { return v != 0 })
		}
	}
	return in
}

// strataOf reports which strata have one of the units; the only stratum of a
// design counts always.
func (f *frame) strataOf(units []bool) []bool {
	out := make([]bool, len(f.size))
	if len(out) == 1 {
		out[0] = true
	}
	for u, in := range units {
		if in {
			out[f.stratumOf(u)] = true
		}
	}
	return out
}

// totals returns the sum of the rows of each first-stage unit.
func (f *frame) totals(z *mat.Dense) *mat.Dense {
	if f.unit == nil {
		return z
	}
	n, q := z.Dims()
	out := mat.NewDense(f.units, q, nil)
	for i := range n {
		row := out.RawRowView(f.unit[i])
		for j, v := range z.RawRowView(i) {
			row[j] += v
		}
	}
	return out
}

// scaled returns the deviations of the units' totals from their stratum's mean,
// such that the sum of their squares is the variance.
func (d *Design) scaled(f *frame, totals *mat.Dense, factor []float64) *mat.Dense {
	_, q := totals.Dims()
	means := make([][]float64, len(f.size))
	for h := range means {
		means[h] = make([]float64, q)
	}
	for u := range f.units {
		h := f.stratumOf(u)
		for j, v := range totals.RawRowView(u) {
			means[h][j] += v / f.size[h]
		}
	}

	adjusted := d.lonelyPolicy() == LonelyAdjust && len(f.size) > 1
	out := mat.NewDense(f.units, q, nil)
	for u := range f.units {
		h, count := f.stratumOf(u), f.count(u)
		if count == 0 {
			continue
		}
		row, scale := out.RawRowView(u), math.Sqrt(factor[h]*count)
		for j, v := range totals.RawRowView(u) {
			centre := means[h][j]
			if adjusted && f.lonely(h) {
				centre = 0
			}
			row[j] = scale * (v/count - centre)
		}
	}
	return out
}

// strataFactors returns what each stratum's sum of squares is multiplied by,
// and the inflation for lonely strata that take the average of the others, of
// those that the estimates have respondents in.
func (d *Design) strataFactors(f *frame, in []bool) (factor []float64, inflate float64, err error) {
	policy := d.lonelyPolicy()
	factor = make([]float64, len(f.size))
	alone, strata := 0, 0
	for h, m := range f.size {
		if in[h] {
			strata++
		}
		switch {
		case m > 1:
			factor[h] = f.open(h) * m / (m - 1)
		case !f.lonely(h) || !in[h]:
		case policy == LonelyAdjust:
			factor[h] = f.open(h)
			alone++
		default:
			alone++
		}
	}

	oneRespondent := f.unit == nil && f.stratum == nil
	switch {
	case alone == 0:
		return factor, 1, nil
	case policy == LonelyFail && !oneRespondent:
		names := f.lonelyAmong(func(h int) bool { return in[h] })
		return nil, 0, fmt.Errorf("%w: %s one", ErrLonely, listed(names, "stratum", "strata"))
	case policy == LonelyAdjust && len(f.size) > 1:
		return factor, 1, nil
	case alone == strata:
		return factor, math.NaN(), nil
	case policy == LonelyAverage:
		return factor, float64(strata) / float64(strata-alone), nil
	}
	return factor, 1, nil
}

// variance returns the variance of the total of one influence per respondent,
// of an estimate that rests on those who are used; nil as for covariance.
func (d *Design) variance(e []float64, used []bool) (float64, error) {
	if len(e) == 0 {
		return math.NaN(), nil
	}
	if v := d.simpleVariance(e); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return v, nil
	}
	v, err := d.covariance(mat.NewDense(len(e), 1, e), used)
	if err != nil {
		return math.NaN(), err
	}
	return v.At(0, 0), nil
}

// simpleVariance is the variance under a design without strata, clusters and
// raking, without the matrices of Covariance: (1 - n/N) n/(n-1) sum (z - mean)^2.
// It is NaN for other designs.
func (d *Design) simpleVariance(e []float64) float64 {
	f := d.frameOf(len(e))
	if f.unit != nil || f.stratum != nil || d != nil && d.raked != nil || f.size[0] <= 1 {
		return math.NaN()
	}

	m, mean := f.size[0], 0.0
	for _, v := range e {
		mean += v / m
	}
	squares := 0.0
	for i, v := range e {
		if c := f.count(i); c > 0 {
			squares += c * (v/c - mean) * (v/c - mean)
		}
	}
	return f.open(0) * m / (m - 1) * squares
}

// Exchangeable returns, for each of n respondents, the stratum within which
// respondents were drawn one by one and may so be permuted; nil where that is
// the whole sample. Clusters, finite populations and raking are an
// [ErrDesign]. It panics when the design has another length.
func (d *Design) Exchangeable(n int) ([]int, error) {
	d.Check(n)
	if d == nil || d.Simple() {
		return nil, nil
	}
	if d.settings.Clusters != nil || d.settings.PopulationSize != nil || d.raked != nil {
		return nil, ErrDesign
	}
	return slices.Clone(d.settings.Strata), nil
}
