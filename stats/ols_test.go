package stats

import (
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// table reads a CSV file by columns.
func table(t *testing.T, name string) map[string][]string {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	out := map[string][]string{}
	for _, row := range rows[1:] {
		for j, cell := range row {
			out[rows[0][j]] = append(out[rows[0][j]], strings.TrimSpace(cell))
		}
	}
	return out
}

func numbers(t *testing.T, cells []string) []float64 {
	t.Helper()
	out := make([]float64, len(cells))
	for i, c := range cells {
		v, err := strconv.ParseFloat(c, 64)
		require.NoError(t, err)
		out[i] = v
	}
	return out
}

// factor codes texts by order of first appearance in levels.
func factor(t *testing.T, name string, cells, levels []string) *Codes {
	t.Helper()
	var ls []Level
	index := map[string]int8{}
	for k, l := range levels {
		ls = append(ls, Level{l, float64(k + 1)})
		index[l] = int8(k)
	}
	data := make([]int8, len(cells))
	for i, c := range cells {
		data[i] = index[c]
	}
	out, err := NewCodes(name, ls, data)
	require.NoError(t, err)
	return out
}

// reference is one line of testdata/reference/ols/output.csv (script.R: R's lm,
// sandwich and survey; versions beside it).
type reference struct{ estimate, stdErr float64 }

func references(t *testing.T) map[string]reference {
	out := map[string]reference{}
	rows := table(t, "../testdata/reference/ols/output.csv")
	estimate, stdErr := numbers(t, rows["estimate"]), numbers(t, rows["std_error"])
	for i := range estimate {
		out[rows["model"][i]+" "+rows["term"][i]] = reference{estimate[i], stdErr[i]}
	}
	return out
}

func example(t *testing.T) (*Model, []float64, *Design) {
	d := table(t, "../testdata/reference/ols/data.csv")
	m, err := ModelMatrix([]Term{
		{Name: "a", Numeric: numbers(t, d["a"])},
		{Name: "b", Numeric: numbers(t, d["b"])},
		{Name: "g", Factor: factor(t, "g", d["g"], []string{"u", "v", "w"})},
	}, nil)
	require.NoError(t, err)
	design, err := NewDesign(m.N, &Weights{Values: numbers(t, d["w"])}, nil)
	require.NoError(t, err)
	return m, numbers(t, d["y"]), design
}

// rName turns our column name into R's.
func rName(name string) string { return strings.ReplaceAll(name, ": ", "") }

func TestOLSAgainstR(t *testing.T) {
	want := references(t)
	m, y, design := example(t)
	for _, kind := range []CovarianceKind{Classical, HC0, HC1, HC2, HC3} {
		fit, err := OLS(m, y, nil, &OLSSettings{Covariance: kind})
		require.NoError(t, err)
		for _, c := range fit.Coefficients {
			w := want[kind.String()+" "+rName(c.Term)]
			assert.InEpsilon(t, w.estimate, c.Estimate, 1e-12, "%v %s", kind, c.Term)
			assert.InEpsilon(t, w.stdErr, c.StdErr, 1e-12, "%v %s", kind, c.Term)
		}
	}
	fit, err := OLS(m, y, nil, &OLSSettings{Covariance: Classical})
	require.NoError(t, err)
	assert.InEpsilon(t, want["fit r2"].estimate, fit.R2, 1e-12)
	assert.InEpsilon(t, want["fit r2"].stdErr, fit.AdjustedR2, 1e-12)
	assert.InEpsilon(t, want["fit sigma"].estimate, fit.RMSE, 1e-12)
	assert.InEpsilon(t, want["fit sigma"].stdErr, fit.Coefficients[2].PValue, 1e-10, "p of b")
	assert.InEpsilon(t, want["fit vif b"].estimate, fit.Coefficients[2].VIF, 1e-10)

	weighted, err := OLS(m, y, design, nil)
	require.NoError(t, err)
	for _, c := range weighted.Coefficients {
		w := want["weighted HC3 "+rName(c.Term)]
		assert.InEpsilon(t, w.estimate, c.Estimate, 1e-12, c.Term)
		assert.InEpsilon(t, w.stdErr, c.StdErr, 1e-12, c.Term)
	}
}

func TestOLSOnLongley(t *testing.T) {
	want := references(t)
	d := longley(t)
	var terms []Term
	for _, name := range []string{"GNP.deflator", "GNP", "Unemployed", "Armed.Forces",
		"Population", "Year"} {
		terms = append(terms, d.number(name))
	}
	fit := d.fit("Employed", terms, nil, Classical)
	for _, c := range fit.Coefficients {
		w := want["longley "+c.Term]
		assert.InEpsilon(t, w.estimate, c.Estimate, 1e-9, c.Term)
		assert.InEpsilon(t, w.stdErr, c.StdErr, 1e-9, c.Term)
	}
}

// HC3 by its definition, through the normal equations.
func TestHC3Oracle(t *testing.T) {
	m, y, _ := example(t)
	fit, err := OLS(m, y, nil, nil)
	require.NoError(t, err)
	var xx, inv mat.Dense
	xx.Mul(m.X.T(), m.X)
	require.NoError(t, inv.Inverse(&xx))
	n, p := m.X.Dims()
	var xy, b mat.VecDense
	xy.MulVec(m.X.T(), mat.NewVecDense(n, y))
	b.MulVec(&inv, &xy)
	meat := mat.NewDense(p, p, nil)
	for i := range n {
		x := m.X.RowView(i)
		e := y[i] - mat.Dot(x, &b)
		var hx mat.VecDense
		hx.MulVec(&inv, x)
		h := mat.Dot(x, &hx)
		meat.RankOne(meat, e*e/((1-h)*(1-h)), x, x)
	}
	var half, cov mat.Dense
	half.Mul(&inv, meat)
	cov.Mul(&half, &inv)
	for j, c := range fit.Coefficients {
		assert.InEpsilon(t, math.Sqrt(cov.At(j, j)), c.StdErr, 1e-9)
	}
}

func TestOLSIdentities(t *testing.T) {
	m, y, _ := example(t)
	plain, err := OLS(m, y, nil, nil)
	require.NoError(t, err)
	ones := make([]float64, m.N)
	for i := range ones {
		ones[i] = 1
	}
	unit, err := NewDesign(m.N, &Weights{Values: ones}, nil)
	require.NoError(t, err)
	same, err := OLS(m, y, unit, nil)
	require.NoError(t, err)
	assert.Equal(t, plain.Coefficients[1], same.Coefficients[1], "unit weights are no weights")
	for i := range ones {
		ones[i] = 2.5
	}
	scaled, err := NewDesign(m.N, &Weights{Values: ones}, nil)
	require.NoError(t, err)
	same, err = OLS(m, y, scaled, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, plain.LogLikelihood, same.LogLikelihood, 1e-12,
		"the unit of equal weights is none of the likelihood's")

	order := make([]int, m.N)
	for i := range order {
		order[i] = (i*37 + 11) % m.N // 37 and 150 share no factor
	}
	turned := &Model{X: mat.NewDense(m.N, len(m.Names), nil), Names: m.Names, Terms: m.Terms,
		Rows: m.Rows, N: m.N, Intercept: true}
	z := make([]float64, m.N)
	for r, i := range order {
		turned.X.SetRow(r, m.X.RawRowView(i))
		z[r] = y[i]
	}
	permuted, err := OLS(turned, z, nil, nil)
	require.NoError(t, err)
	for j := range plain.Coefficients {
		assert.InEpsilon(t, plain.Coefficients[j].StdErr, permuted.Coefficients[j].StdErr, 1e-11)
	}
}

func TestOLSRefusals(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 6}
	twice := []float64{2, 4, 6, 8, 10, 12}
	m, err := ModelMatrix([]Term{{Name: "x", Numeric: x}, {Name: "twice", Numeric: twice}}, nil)
	require.NoError(t, err)
	_, err = OLS(m, x, nil, nil)
	var alias *AliasError
	require.ErrorAs(t, err, &alias)
	assert.Equal(t, []string{"twice"}, alias.Columns)

	m, err = ModelMatrix([]Term{{Name: "x", Numeric: x[:2]}}, nil)
	require.NoError(t, err)
	_, err = OLS(m, x[:2], nil, nil)
	require.ErrorIs(t, err, ErrTooFew)

	m, err = ModelMatrix([]Term{{Name: "x", Numeric: x}}, nil)
	require.NoError(t, err)
	_, err = OLS(m, []float64{1, 2, math.NaN(), 4, 5, 6}, nil, nil)
	assert.Error(t, err)
	assert.Panics(t, func() { _, _ = OLS(m, x[:3], nil, nil) })

	_, err = ModelMatrix([]Term{{Name: "x", Numeric: []float64{math.NaN(), math.NaN()}}}, nil)
	require.ErrorIs(t, err, ErrRows)
	_, err = ModelMatrix([]Term{{Name: "x", Numeric: []float64{1, math.Inf(1)}}}, nil)
	assert.Error(t, err)
	strata, err := NewDesign(6, nil, &DesignSettings{Strata: []int{0, 0, 0, 1, 1, 1}})
	require.NoError(t, err)
	m, err = ModelMatrix([]Term{{Name: "x", Numeric: x}}, nil)
	require.NoError(t, err)
	y := []float64{1, 3, 2, 5, 4, 6}
	for _, kind := range []CovarianceKind{Classical, HC0, HC1, HC2, Cluster} {
		_, err = OLS(m, y, strata, &OLSSettings{Covariance: kind})
		require.ErrorIs(t, err, ErrDesign, "%v", kind)
	}
	fit, err := OLS(m, y, strata, nil)
	require.NoError(t, err)
	assert.Equal(t, Survey, fit.Settings.Covariance, "the default under a design")
}

func TestLeverageOne(t *testing.T) {
	// The dummy of row 0 fits it exactly.
	m, err := ModelMatrix([]Term{{Name: "x", Numeric: []float64{1, 0, 0, 0, 0, 0}}}, nil)
	require.NoError(t, err)
	fit, err := OLS(m, []float64{9, 1, 2, 3, 4, 5}, nil, nil)
	require.NoError(t, err)
	require.Len(t, fit.Warnings, 1)
	assert.Equal(t, "leverage-one", fit.Warnings[0].Code)
	assert.False(t, math.IsNaN(fit.Coefficients[1].StdErr))
}

// A respondent alone in a group is fitted exactly: no covariance that is made of
// residuals may be silent about it, and copies count.
func TestLeverageOneIsSaid(t *testing.T) {
	x, y := []float64{1, 2, 3, 4, 5, 6, 7}, []float64{2, 1, 4, 3, 6, 5, 9}
	own := []float64{0, 0, 0, 1, 0, 0, 0}
	m, err := ModelMatrix([]Term{{Name: "x", Numeric: x}, {Name: "own", Numeric: own}}, nil)
	require.NoError(t, err)
	clusters, err := NewDesign(7, nil, &DesignSettings{Clusters: []int{1, 2, 3, 4, 5, 6, 7}})
	require.NoError(t, err)
	ones, err := NewDesign(7,
		&Weights{Kind: FrequencyWeights, Values: slices.Repeat([]float64{1}, 7)}, nil)
	require.NoError(t, err)
	for kind := HC3; kind <= Survey; kind++ {
		for _, d := range []*Design{nil, ones, clusters} {
			if (d == clusters) != (kind == Cluster) {
				continue
			}
			fit, err := OLS(m, y, d, &OLSSettings{Covariance: kind})
			require.NoError(t, err)
			text := warned(fit.Warnings, "leverage-one")
			if kind == Classical {
				assert.Empty(t, text)
				continue
			}
			assert.Contains(t, text, "1 rows have leverage 1", kind)
		}
	}

	twice, err := NewDesign(7,
		&Weights{Kind: FrequencyWeights, Values: []float64{1, 1, 1, 2, 1, 1, 1}}, nil)
	require.NoError(t, err)
	fit, err := OLS(m, y, twice, nil)
	require.NoError(t, err)
	assert.Empty(t, fit.Warnings, "each of the two has leverage 1/2")
}
