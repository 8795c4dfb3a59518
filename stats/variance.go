package stats

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// LonelyPolicy says what a stratum with a single first-stage unit, which says
// nothing of its own spread, adds to a variance. The policies are those of
// Lumley's R package survey (2010, section 8.3). A stratum that was taken
// whole (population size 1) is never lonely: it adds nothing.
type LonelyPolicy int

const (
	// LonelyFail refuses the design with [ErrLonely], naming the stratum.
	LonelyFail LonelyPolicy = iota
	// LonelyRemove lets the stratum add nothing, as if it was taken whole.
	LonelyRemove
	// LonelyAdjust takes the unit's squared distance from 0, the mean
	// influence of the whole sample; conservative.
	LonelyAdjust
	// LonelyAverage gives the stratum the mean of the other strata's
	// variances. Strata without any influence, which a subpopulation has no
	// part in, are neither lonely nor among the others.
	LonelyAverage
)

func (p LonelyPolicy) String() string {
	if p < LonelyFail || p > LonelyAverage {
		return fmt.Sprintf("LonelyPolicy(%d)", int(p))
	}
	return [...]string{"fail", "remove", "adjust", "average"}[p]
}

// ErrLonely is wrapped with the stratum that has one first-stage unit only.
var ErrLonely = errors.New("stats: strata with one first-stage unit have no variance (see DesignSettings.Lonely)")

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
// it not counted in n_h. A row of frequency weight 0 is no unit. z is not
// modified. It panics when z has another number of rows than the design; a z
// that is not finite and a lonely unit ([ErrLonely]) are errors. The variance of
// a single respondent is NaN.
func (d *Design) Covariance(z *mat.Dense) (*mat.SymDense, error) {
	n, q := z.Dims()
	d.Check(n)
	for i := range n {
		for j, v := range z.RawRowView(i) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("stats: row %d: influence %d is %v", i, j, v)
			}
		}
	}
	if d != nil && d.raked != nil {
		z = d.raked.residuals(z)
	}
	f := d.frameOf(n)
	totals := z
	if f.unit != nil {
		totals = mat.NewDense(f.units, q, nil)
		for i := range n {
			row := totals.RawRowView(f.unit[i])
			for j, v := range z.RawRowView(i) {
				row[j] += v
			}
		}
	}
	touched := make([]bool, len(f.size)) // strata with influence
	for u := range f.units {
		for _, v := range totals.RawRowView(u) {
			if h := f.stratumOf(u); v != 0 {
				touched[h] = true
			}
		}
	}
	factor, inflate, err := d.strataFactors(f, touched)
	if err != nil {
		return nil, err
	}
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
	scaled := mat.NewDense(f.units, q, nil)
	for u := range f.units {
		h, count := f.stratumOf(u), f.count(u)
		if count == 0 {
			continue
		}
		scale, row := math.Sqrt(factor[h]*count), scaled.RawRowView(u)
		for j, v := range totals.RawRowView(u) {
			centre := means[h][j]
			if f.size[h] <= 1 && d != nil && d.settings.Lonely == LonelyAdjust && len(f.size) > 1 {
				centre = 0
			}
			row[j] = scale * (v/count - centre)
		}
	}
	out := mat.NewSymDense(q, nil)
	out.SymOuterK(inflate, scaled.T())
	return out, nil
}

// strataFactors returns what each stratum's sum of squares is multiplied by,
// and the inflation for lonely strata that take the average of the others, of
// those that are touched.
func (d *Design) strataFactors(f *frame, touched []bool) (factor []float64, inflate float64, err error) {
	factor = make([]float64, len(f.size))
	alone, strata := 0, 0
	policy := LonelyFail
	if d != nil {
		policy = d.settings.Lonely
	}
	for h, m := range f.size {
		if touched[h] {
			strata++
		}
		switch {
		case m > 1:
			factor[h] = f.open(h) * m / (m - 1)
		case f.open(h) < 1e-7 || m == 0:
		case len(f.size) == 1 && f.unit == nil:
			factor[h] = math.NaN() // one respondent in all
		case policy == LonelyFail || len(f.size) == 1:
			return nil, 0, fmt.Errorf("%w: stratum %d", ErrLonely, f.label[h])
		case policy == LonelyAdjust:
			factor[h] = f.open(h)
		case policy == LonelyAverage && touched[h]:
			alone++
		}
	}
	switch {
	case alone == 0:
		return factor, 1, nil
	case alone == strata:
		return nil, 0, fmt.Errorf("%w: every stratum", ErrLonely)
	}
	return factor, float64(strata) / float64(strata-alone), nil
}

// variance returns the variance of the total of one influence per respondent.
func (d *Design) variance(e []float64) (float64, error) {
	if len(e) == 0 {
		return math.NaN(), nil
	}
	f := d.frameOf(len(e))
	if f.unit == nil && f.stratum == nil && (d == nil || d.raked == nil) && f.size[0] > 1 {
		m, mean, squares := f.size[0], 0.0, 0.0 // Covariance without its matrices
		for _, v := range e {
			mean += v / m
		}
		for i, v := range e {
			if c := f.count(i); c > 0 {
				squares += c * (v/c - mean) * (v/c - mean)
			}
		}
		if v := f.open(0) * m / (m - 1) * squares; !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v, nil
		}
	}
	v, err := d.Covariance(mat.NewDense(len(e), 1, e))
	if err != nil {
		return math.NaN(), err
	}
	return v.At(0, 0), nil
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
