package stats

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// CovarianceKind is how the covariance of coefficients is estimated.
type CovarianceKind int

const (
	// HC3 divides squared residuals by (1-h)^2 (MacKinnon and White 1985).
	HC3 CovarianceKind = iota
	// Classical assumes equal error variances.
	Classical
	// HC0, HC1 and HC2 are White's (1980) and its corrections.
	HC0
	HC1
	HC2
)

func (k CovarianceKind) String() string {
	return [...]string{"HC3", "classical", "HC0", "HC1", "HC2"}[k]
}

// OLSSettings choose the standard errors.
type OLSSettings struct {
	Covariance CovarianceKind
	// Level of the confidence intervals; if zero, 0.95.
	Level float64
}

// Coefficient is a line of a regression table.
type Coefficient struct {
	Term      string  `json:"term"`
	Estimate  float64 `json:"estimate"`
	StdErr    float64 `json:"std_error"`
	Statistic float64 `json:"statistic"`
	PValue    float64 `json:"p_value"`
	Low       float64 `json:"conf_low"`
	High      float64 `json:"conf_high"`
	// VIF is the variance inflation factor, always with the constant; NaN for
	// the constant itself.
	VIF float64 `json:"vif"`
}

// OLSResult is a fitted regression.
type OLSResult struct {
	Coefficients   []Coefficient
	N              int
	DF             float64 // residual degrees of freedom
	R2, AdjustedR2 float64
	RMSE           float64
	Residuals      []float64 // one per complete row
	Leverage       []float64 // one per complete row
	Vcov           *mat.SymDense
	Settings       OLSSettings
	Warnings       []Warning
}

// ErrTooFew is returned where there are not more rows than columns.
var ErrTooFew = errors.New("stats: a regression needs more complete rows than columns")

// OLS regresses y (one value per complete row of the model) on the model by
// weighted least squares, with intervals from the t distribution.
func OLS(m *Model, y []float64, d *Design, s *OLSSettings) (*OLSResult, error) {
	n, p := m.X.Dims()
	if len(y) != n {
		panic("stats: outcome differs in length from the model's complete rows")
	}
	d.Check(m.N)
	if !d.Simple() {
		return nil, ErrDesign
	}
	if n <= p {
		return nil, fmt.Errorf("%w: %d rows, %d columns", ErrTooFew, n, p)
	}
	set := OLSSettings{}
	if s != nil {
		set = *s
	}
	if set.Level == 0 {
		set.Level = 0.95
	}
	x, wy := mat.DenseCopyOf(m.X), make([]float64, n)
	total := 0.0
	for i := range n {
		if math.IsNaN(y[i]) || math.IsInf(y[i], 0) {
			return nil, fmt.Errorf("stats: outcome of row %d is %v", m.Rows[i], y[i])
		}
		w := d.Weight(m.Rows[i])
		total += w
		root := math.Sqrt(w)
		wy[i] = root * y[i]
		for j := range p {
			x.Set(i, j, root*x.At(i, j))
		}
	}
	r, scale := triangle(x, wy)
	if err := aliases(r, m.Names); err != nil {
		return nil, err
	}
	b := make([]float64, p)
	for j := p - 1; j >= 0; j-- {
		b[j] = r.At(j, p)
		for k := j + 1; k < p; k++ {
			b[j] -= r.At(j, k) * b[k]
		}
		b[j] /= r.At(j, j)
	}
	for j := range b {
		b[j] *= scale[p] / scale[j]
	}
	out := &OLSResult{N: n, DF: float64(n - p), Settings: set}
	var inverse mat.TriDense
	tri := mat.NewTriDense(p, mat.Upper, nil)
	for i := range p {
		for j := i; j < p; j++ {
			tri.SetTri(i, j, r.At(i, j)*scale[j])
		}
	}
	if err := inverse.InverseTri(tri); err != nil {
		var c mat.Condition
		if !errors.As(err, &c) {
			return nil, err
		}
	}
	out.residuals(m, x, y, b, &inverse, d)
	out.covariance(x, &inverse, d, m.Rows)
	out.table(m, b, &inverse, x)
	out.fit(m, y, d, total)
	return out, nil
}

// residuals fills raw residuals and leverages.
func (o *OLSResult) residuals(m *Model, x *mat.Dense, y, b []float64, inverse *mat.TriDense, d *Design) {
	n, p := x.Dims()
	o.Residuals, o.Leverage = make([]float64, n), make([]float64, n)
	for i := range n {
		o.Residuals[i] = y[i]
		for j := range p {
			o.Residuals[i] -= m.X.At(i, j) * b[j]
		}
		for j := range p {
			v := 0.0
			for k := range j + 1 {
				v += x.At(i, k) * inverse.At(k, j)
			}
			o.Leverage[i] += v * v
		}
	}
}

// covariance fills Vcov = (X'WX)^-1 M (X'WX)^-1.
func (o *OLSResult) covariance(x *mat.Dense, inverse *mat.TriDense, d *Design, rows []int) {
	n, p := x.Dims()
	bread := mat.NewSymDense(p, nil)
	var full mat.Dense
	full.Mul(inverse, inverse.T())
	for i := range p {
		for j := i; j < p; j++ {
			bread.SetSym(i, j, full.At(i, j))
		}
	}
	o.Vcov = mat.NewSymDense(p, nil)
	if o.Settings.Covariance == Classical {
		rss := 0.0
		for i, e := range o.Residuals {
			rss += d.Weight(rows[i]) * e * e
		}
		o.Vcov.ScaleSym(rss/o.DF, bread)
		return
	}
	meat := mat.NewSymDense(p, nil)
	full1 := 0
	for i := range n {
		e := o.Residuals[i] * math.Sqrt(d.Weight(rows[i]))
		h := 1 - o.Leverage[i]
		f := e * e
		switch kind := o.Settings.Covariance; {
		case h < 1e-12:
			full1++
			f *= float64(n) / o.DF
		case kind == HC3:
			f /= h * h
		case kind == HC2:
			f /= h
		case kind == HC1:
			f *= float64(n) / o.DF
		}
		meat.SymRankOne(meat, f, x.RowView(i))
	}
	if full1 > 0 {
		o.Warnings = append(o.Warnings, Warning{"leverage-one", fmt.Sprintf("%d rows have leverage 1 and take HC1: their outcome is fitted exactly", full1)})
	}
	var a, c mat.Dense
	a.Mul(bread, meat)
	c.Mul(&a, bread)
	for i := range p {
		for j := i; j < p; j++ {
			o.Vcov.SetSym(i, j, (c.At(i, j)+c.At(j, i))/2)
		}
	}
}

func (o *OLSResult) table(m *Model, b []float64, inverse *mat.TriDense, x *mat.Dense) {
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: o.DF}
	q := t.Quantile(0.5 + o.Settings.Level/2)
	for j, name := range m.Names {
		c := Coefficient{Term: name, Estimate: b[j], StdErr: math.Sqrt(o.Vcov.At(j, j)), VIF: math.NaN()}
		c.Statistic = c.Estimate / c.StdErr
		c.PValue = 2 * t.CDF(-math.Abs(c.Statistic))
		c.Low, c.High = c.Estimate-q*c.StdErr, c.Estimate+q*c.StdErr
		if m.Intercept && j > 0 {
			bread, mean, ss := 0.0, 0.0, 0.0
			for k := j; k < len(b); k++ {
				bread += inverse.At(j, k) * inverse.At(j, k)
			}
			sum, total := 0.0, 0.0
			for i := range o.N {
				w := x.At(i, 0) // root of the weight
				sum += w * x.At(i, j)
				total += w * w
			}
			mean = sum / total
			for i := range o.N {
				v := x.At(i, j) - mean*x.At(i, 0)
				ss += v * v
			}
			c.VIF = ss * bread
		}
		o.Coefficients = append(o.Coefficients, c)
	}
}

func (o *OLSResult) fit(m *Model, y []float64, d *Design, total float64) {
	mean, tss, rss := 0.0, 0.0, 0.0
	if m.Intercept {
		for i, v := range y {
			mean += d.Weight(m.Rows[i]) * v / total
		}
	}
	for i, v := range y {
		w := d.Weight(m.Rows[i])
		tss += w * (v - mean) * (v - mean)
		rss += w * o.Residuals[i] * o.Residuals[i]
	}
	dfTotal := float64(o.N)
	if m.Intercept {
		dfTotal--
	}
	o.R2 = 1 - rss/tss
	o.AdjustedR2 = 1 - (1-o.R2)*dfTotal/o.DF
	o.RMSE = math.Sqrt(rss / total * float64(o.N) / o.DF)
}
