package stats_test

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/stats"
)

// A premium of regions, adjusted for size, with HC3 errors.
func ExampleOLS() {
	region, err := stats.NewCodes("region",
		[]stats.Level{{Label: "north", Value: 1}, {Label: "south", Value: 2}},
		[]int8{0, 0, 1, 1, 0, 1, 0, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := stats.ModelMatrix([]stats.Term{{Name: "size",
		Numeric: []float64{1, 2, 3, 4, 5, 6, 7, 8}}, {Name: "region", Factor: region}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fit, err := stats.OLS(model, []float64{1.2, 1.9, 4.1, 5.2, 5.1, 6.8, 6.9, 9.1}, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range fit.Coefficients {
		fmt.Printf("%-14s %6.3f (%.3f)\n", c.Term, c.Estimate, c.StdErr)
	}
	means, err := fit.MarginalMeans("region")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("R2 %.3f; %s %.2f, %s %.2f\n", fit.R2, means[0].Term, means[0].Estimate, means[1].Term,
		means[1].Estimate)
	// Output:
	// (Intercept)     0.117 (0.164)
	// size            0.975 (0.028)
	// region: south   1.062 (0.120)
	// R2 0.997; region: north 4.51, region: south 5.57
}

// A model of a number and its product with another, and what it predicts for
// respondents of a later wave.
func ExampleOLSResult_Predict() {
	size, spend := []float64{1, 2, 3, 4, 5, 6, 7, 8}, []float64{2, 1, 2, 3, 1, 3, 2, 1}
	model, err := stats.ModelMatrix([]stats.Term{{Name: "size", Numeric: size},
		{Name: "spend", Numeric: spend}, {Product: []string{"size", "spend"}}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fit, err := stats.OLS(model, []float64{2.1, 1.9, 4.2, 7.8, 3.9, 11.6, 9.2, 6.1}, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	later, err := model.Encode([]stats.Term{{Name: "size", Numeric: []float64{4, math.NaN()}},
		{Name: "spend", Numeric: []float64{2, 3}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range fit.Predict(later, &stats.PredictSettings{Respondent: true}) {
		fmt.Printf("%.2f, %.2f to %.2f\n", p.Estimate, p.Low, p.High)
	}
	// Output:
	// 5.60, 5.04 to 6.15
	// NaN, NaN to NaN
}
