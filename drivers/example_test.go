package drivers_test

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

func ExampleGrowth() {
	from := []float64{100, 80, -5, 0, math.NaN()}
	to := []float64{108, 84, 10, 3, 50}
	growth, err := drivers.Growth(from, to)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f\n", growth.Rates)
	fmt.Println(growth.N, "rates,", growth.NonPositiveBase, "bases of zero or less,",
		growth.Missing, "missing")
	// Output:
	// [0.080 0.050 NaN NaN NaN]
	// 2 rates, 2 bases of zero or less, 1 missing
}

func ExamplePremium() {
	growth := []float64{0.09, 0.07, 0.08, 0.06, 0.10, 0.05, 0.04, 0.06, 0.05, 0.04}
	high, err := stats.NewTicks("high maturity", []int8{1, 1, 1, 1, 1, 0, 0, 0, 0, 0})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := drivers.Premium(growth, high, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("growth %.1f%% against %.1f%%\n", 100*p.HighMean.Value, 100*p.LowMean.Value)
	fmt.Printf("premium %.0f%%, 95%% interval %.0f%% to %.0f%%\n", 100*p.Value, 100*p.Low,
		100*p.High)
	fmt.Printf("difference %.1f points, %.1f to %.1f\n", 100*p.Difference.Value,
		100*p.Difference.Low, 100*p.Difference.High)
	// Output:
	// growth 8.0% against 4.8%
	// premium 67%, 95% interval 26% to 119%
	// difference 3.2 points, 1.2 to 5.2
}

// A low group that does not clearly grow allows no ratio.
func ExamplePremium_refused() {
	growth := []float64{0.09, 0.07, 0.08, 0.06, 0.05, -0.04, -0.02, 0.03}
	high, err := stats.NewTicks("high maturity", []int8{1, 1, 1, 1, 0, 0, 0, 0})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := drivers.Premium(growth, high, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Defined, p.Set.Kind)
	fmt.Println(p.Why)
	fmt.Printf("difference %.1f points\n", 100*p.Difference.Value)
	// Output:
	// false exclusive
	// the low group's mean growth, 0.5% with a standard error of 2.1 points, is not clearly positive, so that no ratio to it is bounded at level 0.95 (Fieller's set: exclusive); read the difference in points
	// difference 7.0 points
}

// Two metrics on two drivers and a control: the table, and what the metrics share
// beyond the model.
func ExampleMultivariate() {
	people := []float64{-1.2, 0.3, 0.8, -0.5, 1.4, -0.9, 0.1, 0.6, -0.2, -0.4, 1.0, -1.0}
	process := []float64{0.4, -1.1, 0.9, 0.2, 0.7, -0.6, 1.3, -0.8, -0.3, 1.0, -1.5, -0.2}
	role, err := stats.NewCodes("role", []stats.Level{{Label: "CIO"}, {Label: "CTO"}},
		[]int8{0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := stats.ModelMatrix([]stats.Term{{Name: "people", Numeric: people},
		{Name: "process", Numeric: process}, {Name: "role", Factor: role}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	y := mat.NewDense(12, 2, nil)
	y.SetCol(0, []float64{-0.6, 0.0, 0.7, -0.1, 1.1, -0.8, 0.9, 0.0, -0.4, 0.3, 0.1, math.NaN()})
	y.SetCol(1, []float64{0.1, -0.7, 0.9, 0.3, 0.5, -0.5, 0.8, -0.4, 0.0, 0.6, -1.1, -0.3})
	fit, err := drivers.Multivariate(&drivers.Data{Model: model, Y: y,
		Outcomes: []string{"maturity", "roi"}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range fit.Table() {
		fmt.Printf("%-8s  %-11s  %6.3f  %5.3f  [%6.3f, %6.3f]\n", c.Outcome, c.Term, c.Estimate,
			c.StdErr, c.Low, c.High)
	}
	fmt.Printf("n = %d (%d more lack an outcome), residual correlation %.2f\n", fit.N,
		fit.MissingOutcome, fit.ResidualCorrelation[0][1])
	// Output:
	// maturity  (Intercept)  -0.014  0.068  [-0.174,  0.146]
	// maturity  people        0.631  0.062  [ 0.485,  0.777]
	// maturity  process       0.420  0.085  [ 0.219,  0.620]
	// maturity  role: CTO     0.127  0.147  [-0.221,  0.476]
	// roi       (Intercept)  -0.014  0.079  [-0.200,  0.173]
	// roi       people        0.089  0.075  [-0.089,  0.267]
	// roi       process       0.694  0.089  [ 0.484,  0.903]
	// roi       role: CTO     0.084  0.139  [-0.245,  0.414]
	// n = 11 (1 more lack an outcome), residual correlation -0.66
}
