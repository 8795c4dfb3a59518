package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/words"
)

// CovarianceKind is how the covariance of coefficients is estimated:
//
//	V = (X'WX)^-1 M (X'WX)^-1
//
// with M by kind. Under frequency weights every copy of a row counts, under
// sampling weights the score of a row is w e x.
type CovarianceKind int

const (
	// HC3 divides squared residuals by (1-h)^2 (MacKinnon and White 1985). A
	// row with leverage h = 1 (within 1e-12) takes HC1 and a warning.
	HC3 CovarianceKind = iota
	// Classical assumes equal error variances (inverse to sampling weights).
	Classical
	// HC0 is White's (1980); HC1 multiplies it by N/(N-p), HC2 divides squared
	// residuals by 1-h.
	HC0
	HC1
	HC2
	// Cluster sums scores within the design's clusters and multiplies by
	// G/(G-1) (N-1)/(N-p), G the number of clusters (Liang and Zeger 1986).
	Cluster
	// Survey is the design's: [Design.Covariance] of the rows' influences
	// (Fuller 1975; Binder 1983).
	Survey
)

func (k CovarianceKind) String() string {
	return words.Of(k, "HC3", "classical", "HC0", "HC1", "HC2", "cluster", "survey")
}

// MarshalText writes the kind's name.
func (k CovarianceKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// leverageOne is how near 1 a leverage is 1.
const leverageOne = 1e-12

// check refuses what the design does not allow, and writes what the default is
// under it.
func (k CovarianceKind) check(d *Design, resolved *CovarianceKind) error {
	switch {
	case k < HC3 || k > Survey:
		return fmt.Errorf("stats: unknown covariance %v", k)
	case k == HC3 && !d.Simple():
		*resolved = Survey
	case k == Cluster:
		if d == nil || d.settings.Clusters == nil {
			return fmt.Errorf("%w: cluster covariance needs clusters", ErrDesign)
		}
		if d.settings.Strata != nil || d.settings.PopulationSize != nil || d.raked != nil {
			return fmt.Errorf("%w: cluster covariance knows clusters only; take Survey", ErrDesign)
		}
	case k != Survey && !d.Simple():
		return fmt.Errorf("%w: %v covariance; take Survey", ErrDesign, k)
	}
	return nil
}

// covariance fills Vcov and TestDF.
func (o *OLSResult) covariance() error {
	o.TestDF = o.DF
	p := len(o.model.Names)
	switch o.Settings.Covariance {
	case Classical:
		unit := mat.NewSymDense(p, nil)
		rss := o.residualSquares(0)
		for j := range p {
			unit.SetSym(j, j, rss/o.DF)
		}
		o.Vcov = o.solved.sandwich(unit)
	case Cluster:
		return o.clustered()
	case Survey:
		var err error
		o.TestDF = o.DF
		if o.design != nil {
			o.TestDF = o.designDF() - float64(p-1)
		}
		o.Vcov, err = o.design.covariance(o.Influence(), o.used())
		if !(o.TestDF > 0) {
			o.Warnings = append(o.Warnings, NewWarning("design-df",
				"the design has not more first-stage units than the model has columns: tests and intervals "+
					"are undefined"))
		}
		return err
	default:
		o.Vcov = o.solved.sandwich(o.solved.meat)
	}
	return nil
}

// residualSquares returns sum w e^2 over 4^power.
func (o *OLSResult) residualSquares(power int) float64 {
	unit, sum := math.Ldexp(1, -power), 0.0
	for i, e := range o.Residuals {
		if w := o.weight(i); w > 0 {
			e *= unit
			sum += w * e * e
		}
	}
	return sum
}

// factor returns the factor of the rows in the meat; nil where there is none by
// rows.
func (o *OLSResult) factor(weights []float64) rowFactor {
	kind, hc1 := o.Settings.Covariance, math.Sqrt(float64(o.N)/o.DF)
	if kind == Classical || kind == Cluster || kind == Survey {
		return nil
	}
	return func(i int, e, h float64) float64 {
		h = 1 - o.hat(weights, i, h)
		if weights != nil && !o.frequency() {
			e *= math.Sqrt(weights[i])
		}
		switch {
		case kind == HC1 || kind != HC0 && h < leverageOne:
			return e * hc1
		case kind == HC3:
			return e / h
		case kind == HC2:
			return e / math.Sqrt(h)
		}
		return e
	}
}

// hat returns the leverage of row i from the squared length of its row of Q; of
// one copy under frequency weights.
func (o *OLSResult) hat(weights []float64, i int, h float64) float64 {
	if weights != nil && weights[i] > 0 && o.frequency() {
		return h / weights[i]
	}
	return h
}

// frequency reports whether weights count copies.
func (o *OLSResult) frequency() bool {
	return o.design.Weighted() && o.design.Kind() == FrequencyWeights
}

// used reports which respondents of the data are in the fit.
func (o *OLSResult) used() []bool {
	used := make([]bool, o.model.N)
	for i, row := range o.model.Rows {
		used[row] = o.weight(i) > 0
	}
	return used
}

// designDF returns the degrees of freedom of the design among the rows used.
func (o *OLSResult) designDF() float64 {
	used := o.used()
	return o.design.df(o.model.N, func(i int) bool { return used[i] })
}

// Influence returns what each respondent of the data adds to the coefficients,
//
//	z_i = w_i e_i (X'WX)^-1 x_i,   0 where a row is incomplete or has no weight
//
// a row per respondent and a column per coefficient: the linearisation whose
// covariance under any design is that of the coefficients, jointly with
// whatever else has influences (see [Design.Covariance]).
func (o *OLSResult) Influence() *mat.Dense {
	l := o.solved
	out := mat.NewDense(o.model.N, l.p, nil)
	o.scores(func(i int, u []float64) {
		z := out.RawRowView(o.model.Rows[i])
		for j := range z {
			z[j] = floats.Dot(l.s[j][j:], u[j:])
		}
	})
	return out
}

// scores calls visit for each complete row i with its w e q, in the basis of Q;
// u is used again.
func (o *OLSResult) scores(visit func(i int, u []float64)) {
	l := o.solved
	u := make([]float64, l.p)
	buffer := l.buffer()
	for lo := 0; lo < l.n; lo += rowBlock {
		q, rows := l.block(lo, buffer)
		for i := range rows {
			f := l.weightRoot(lo+i) * l.e[lo+i]
			for k := range u {
				u[k] = f * q[k][i]
			}
			visit(lo+i, u)
		}
	}
}

// clustered fills the covariance by clusters.
func (o *OLSResult) clustered() error {
	p := len(o.model.Names)
	index := map[int]int{}
	var sums [][]float64
	o.scores(func(i int, u []float64) {
		if o.weight(i) == 0 {
			return
		}
		c := o.design.settings.Clusters[o.model.Rows[i]]
		k, ok := index[c]
		if !ok {
			k = len(sums)
			index[c] = k
			sums = append(sums, make([]float64, p))
		}
		floats.Add(sums[k], u)
	})
	g, n := float64(len(sums)), float64(o.N)
	if g < 2 {
		return fmt.Errorf("%w: cluster covariance of a single cluster", ErrDesign)
	}
	meat := mat.NewSymDense(p, nil)
	for _, u := range sums {
		meat.SymRankOne(meat, g/(g-1)*(n-1)/o.DF, mat.NewVecDense(p, u))
	}
	o.Vcov, o.TestDF = o.solved.sandwich(meat), g-1
	return nil
}
