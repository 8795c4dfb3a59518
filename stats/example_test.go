package stats_test

import (
	"fmt"

	"github.com/ctostudy/ctostudy/stats"
)

// A weighted share, and a regression on a number and a factor.
func Example() {
	weights := &stats.Weights{Kind: stats.SamplingWeights, Values: []float64{1, 2, 1, 1, 2, 1, 1, 1}}
	design, err := stats.NewDesign(8, weights, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	ticks, err := stats.NewTicks("uses cloud", []int8{1, 1, 0, 1, 0, stats.NotAsked, 1, 0})
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := stats.Proportion(ticks, 1, design, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f of %d respondents, interval %.3f to %.3f\n", share.Value, share.N, share.Low,
		share.High)

	region, err := stats.NewCodes("region",
		[]stats.Level{{Label: "north", Value: 1}, {Label: "south", Value: 2}},
		[]int8{0, 0, 1, 1, 0, 1, 0, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := stats.ModelMatrix([]stats.Term{
		{Name: "size", Numeric: []float64{1, 2, 3, 4, 5, 6, 7, 8}},
		{Name: "region", Factor: region},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fit, err := stats.OLS(model, []float64{1.2, 1.9, 4.1, 5.2, 5.1, 6.8, 6.9, 9.1}, design, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range fit.Coefficients {
		fmt.Printf("%-14s %6.3f (%.3f)\n", c.Term, c.Estimate, c.StdErr)
	}
	// Output:
	// 0.556 of 7 respondents, interval 0.226 to 0.843
	// (Intercept)     0.070 (0.194)
	// size            0.985 (0.032)
	// region: south   1.057 (0.138)
}
