package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// constantReference is testdata/reference/regression/constant.csv (constant.R).
func constantReference(t *testing.T) func(model, quantity, name string) float64 {
	t.Helper()
	rows := table(t, "../testdata/reference/regression/constant.csv")
	value := numbers(t, rows["value"])
	byName := map[string]float64{}
	for i, v := range value {
		byName[rows["model"][i]+"|"+rows["quantity"][i]+"|"+rows["name"][i]] = v
	}
	return func(model, quantity, name string) float64 {
		v, ok := byName[model+"|"+quantity+"|"+name]
		require.True(t, ok, "%s %s %s", model, quantity, name)
		return v
	}
}

// inflated compares the inflation of all columns with R's.
func inflated(t *testing.T, model string, fit *OLSResult, names map[string]string) {
	t.Helper()
	want := constantReference(t)
	for _, c := range fit.Coefficients {
		switch v := want(model, "vif", inR(c.Term, names)); {
		case math.IsNaN(v):
			assert.True(t, math.IsNaN(c.VIF), "%s %s: %v", model, c.Term, c.VIF)
		case math.IsInf(v, 1):
			assert.True(t, math.IsInf(c.VIF, 1), "%s %s: %v", model, c.Term, c.VIF)
		default:
			assert.InEpsilon(t, v, c.VIF, 1e-9, "%s %s", model, c.Term)
		}
	}
}

var noConstant = &ModelSettings{NoIntercept: true}

// Variance inflation is with the constant, however a model without one holds it.
func TestInflationWithoutConstant(t *testing.T) {
	x, z := []float64{1, 2, 3, 4, 5, 6, 7, 8}, []float64{2, 1, 4, 3, 6, 5, 8, 6}
	y := []float64{3, 1, 4, 1, 5, 9, 2, 6}
	g := ticked(t, 0, 1, 1, 0, 0, 1, 0, 1)
	for _, none := range []bool{false, true} {
		m, err := ModelMatrix(
			[]Term{{Name: "x", Numeric: x}, {Name: "z", Numeric: z}, {Name: "g", Factor: g}},
			&ModelSettings{NoIntercept: none})
		require.NoError(t, err)
		fit, err := OLS(m, y, nil, nil)
		require.NoError(t, err)
		for _, c := range fit.Coefficients {
			switch c.Term {
			case "x":
				assert.InEpsilon(t, 5.4625, c.VIF, 1e-4)
			case "z":
				assert.InEpsilon(t, 5.5627, c.VIF, 1e-4)
			}
		}
		if none {
			inflated(t, "eight", fit, map[string]string{"g: not ticked": "g0", "g: ticked": "g1"})
		}
	}

	// A matrix with a column of ones, or of any other constant, of its own.
	for model, constant := range map[string]float64{"ones": 1, "threes": 3} {
		name := map[string]string{
			"constant": map[string]string{"ones": "one", "threes": "three"}[model],
		}
		for _, scale := range []float64{1, 1e-9, 1e9} {
			own := mat.NewDense(8, 3, nil)
			for i := range 8 {
				own.SetRow(i, []float64{x[i] * scale, constant, z[i]})
			}
			m, err := ModelOfMatrix(own, []string{"x", "constant", "z"}, noConstant)
			require.NoError(t, err)
			fit, err := OLS(m, y, nil, nil)
			require.NoError(t, err)
			inflated(t, model, fit, name)
		}
	}

	hidden := mat.NewDense(8, 3, nil) // p and q add up to 1
	for i := range 8 {
		hidden.SetRow(i, []float64{x[i], z[i] / 10, 1 - z[i]/10})
	}
	m, err := ModelOfMatrix(hidden, []string{"x", "p", "q"}, noConstant)
	require.NoError(t, err)
	fit, err := OLS(m, y, nil, nil)
	require.NoError(t, err)
	inflated(t, "hidden", fit, nil)
}

func TestInflationBesideFactorsAgainstR(t *testing.T) {
	d, _ := motorTrend(t)
	cyl, gear := d.factor("cyl", "4", "6", "8"), d.factor("gear", "3", "4", "5")
	mpg, wt := numbers(t, d.rows["mpg"]), numbers(t, d.rows["wt"])
	some := make([]float64, len(wt))
	for i, g := range d.rows["gear"] {
		if g == "4" || wt[i] > 3 {
			some[i] = 1
		}
	}
	for model, c := range map[string]struct {
		terms   []Term
		weights []float64
	}{
		"wt first":  {[]Term{d.number("wt"), cyl, gear, d.number("hp")}, nil},
		"weighted":  {[]Term{cyl, gear, d.number("hp"), d.number("wt")}, some},
		"sampling":  {[]Term{cyl, gear, d.number("hp"), d.number("wt")}, wt},
		"no factor": {[]Term{d.number("hp"), d.number("wt")}, nil},
	} {
		m, err := ModelMatrix(c.terms, noConstant)
		require.NoError(t, err)
		var design *Design
		if c.weights != nil {
			design, err = NewDesign(m.N, &Weights{Values: c.weights}, nil)
			require.NoError(t, err)
		}
		fit, err := OLS(m, mpg, design, nil)
		require.NoError(t, err)
		inflated(t, model, fit, nil)
	}
}

// Products with the factor that has a column for each level, as R codes them.
func TestProductsWithoutConstantAgainstR(t *testing.T) {
	want := constantReference(t)
	d, _ := motorTrend(t)
	wt, hp, mpg := d.number("wt"), d.number("hp"), numbers(t, d.rows["mpg"])
	plain, am := d.factor("cyl", "4", "6", "8"), d.factor("am", "0", "1")
	based, effect := plain, plain
	based.Base = "8"
	effect.Effect, effect.Base = true, "8"
	product := func(parts ...string) Term { return Term{Product: parts} }

	for model, c := range map[string]struct {
		terms []Term
		names map[string]string
	}{
		"treatment": {[]Term{wt, plain, product("wt", "cyl")}, nil},
		"base 8":    {[]Term{based, wt, product("cyl", "wt")}, nil},
		"factors": {[]Term{am, plain, product("am", "cyl")},
			map[string]string{"am: 0": "am20", "am: 1": "am21", "am: 1 * cyl: 6": "am21:cyl6",
				"am: 1 * cyl: 8": "am21:cyl8"}},
		"three": {[]Term{plain, wt, hp, product("cyl", "wt"), product("cyl", "hp"), product("wt", "hp"),
			product("cyl", "wt", "hp")}, nil},
		"effect": {[]Term{effect, wt, product("cyl", "wt")},
			map[string]string{"cyl: 4 * wt": "cyl1:wt", "cyl: 6 * wt": "cyl2:wt"}},
	} {
		names := c.names
		if model == "three" {
			names = map[string]string{
				"cyl: 6 * wt * hp": "cyl6:wt:hp",
				"cyl: 8 * wt * hp": "cyl8:wt:hp",
			}
		}
		m, err := ModelMatrix(c.terms, noConstant)
		require.NoError(t, err, model)
		fit, err := OLS(m, mpg, nil, &OLSSettings{Covariance: Classical})
		require.NoError(t, err, model)
		(&regressionCase{fit, want}).coefficients(t, model, names)
		inflated(t, model, fit, names)

		// The same fit as beside a constant, and the same marginal means.
		with, err := ModelMatrix(c.terms, nil)
		require.NoError(t, err)
		other, err := OLS(with, mpg, nil, &OLSSettings{Covariance: Classical})
		require.NoError(t, err)
		assert.InDeltaSlice(t, other.Residuals, fit.Residuals, 1e-9, model)
		a, err := fit.MarginalMeans("cyl")
		require.NoError(t, err)
		b, err := other.MarginalMeans("cyl")
		require.NoError(t, err)
		for k := range a {
			assert.InEpsilon(t, b[k].Estimate, a[k].Estimate, 1e-9, model)
			assert.InEpsilon(t, b[k].StdErr, a[k].StdErr, 1e-9, model)
		}
		later, err := m.Encode(c.terms)
		require.NoError(t, err)
		assert.True(t, mat.Equal(m.X, later), model)
	}
}

func TestFirstFactorsThatCannotEnterProducts(t *testing.T) {
	one, err := NewCodes("g", []Level{{"a", 1}}, []int8{0, 0, 0, 0})
	require.NoError(t, err)
	x := Term{Name: "x", Numeric: []float64{1, 2, 3, 5}}
	_, err = ModelMatrix([]Term{{Name: "g", Factor: one}, x, {Product: []string{"x", "g"}}},
		noConstant)
	var alias *AliasError
	require.ErrorAs(t, err, &alias)
	assert.Equal(t, []string{"x * g"}, alias.Columns)

	_, err = ModelMatrix([]Term{{Name: "g", Factor: one, Base: "b"}, x}, noConstant)
	require.ErrorIs(t, err, errTerm, "a base that is no level")
}
