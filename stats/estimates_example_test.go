package stats_test

import (
	"context"
	"fmt"

	"github.com/ctostudy/ctostudy/stats"
)

// Eight respondents from four offices in two regions, raked to the population's
// roles: a mean, its difference between roles, and a test.
func ExampleRake() {
	design, err := stats.NewDesign(8, &stats.Weights{Values: []float64{2, 1, 1, 2, 3, 1, 2, 2}},
		&stats.DesignSettings{
			Strata:   []int{1, 1, 1, 1, 2, 2, 2, 2},
			Clusters: []int{11, 11, 12, 12, 21, 21, 22, 22},
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	role, err := stats.NewCodes("role",
		[]stats.Level{{Label: "CTO", Value: 1}, {Label: "CIO", Value: 2}}, []int8{0, 1, 0, 1, 0, 0, 1, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	raked, err := stats.Rake(context.Background(),
		[]stats.Margin{{Column: role, Target: []float64{0.6, 0.4}}}, design, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("weights lose a factor of %.2f\n", raked.WeightingLoss)
	score := []float64{4, 2, 3, 3, 5, 4, 2, 1}
	test, err := stats.GroupMeansTest(score, role, raked.Design, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range test.Groups {
		fmt.Printf("%s %.2f (%.2f), n = %d\n", g.Label, g.Estimate.Value, g.Estimate.StdErr, g.Estimate.N)
	}
	fmt.Printf("F(%.0f, %.0f) = %.2f, p = %.3f\n", test.DF1, test.DF2, test.Statistic, test.PValue)
	// Output:
	// weights lose a factor of 1.22
	// CTO 4.29 (0.28), n = 4
	// CIO 2.00 (0.40), n = 4
	// F(1, 1) = 34.65, p = 0.107
}

// A share among offices drawn in two regions.
func ExampleProportion() {
	design, err := stats.NewDesign(8, &stats.Weights{Values: []float64{2, 1, 1, 2, 3, 1, 2, 2}},
		&stats.DesignSettings{
			Strata:   []int{1, 1, 1, 1, 2, 2, 2, 2},
			Clusters: []int{11, 11, 12, 12, 21, 21, 22, 22},
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	ticks, err := stats.NewTicks("uses cloud", []int8{1, 1, 0, 1, 0, 1, 1, 0})
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := stats.Proportion(ticks, 1, design, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f (%.3f), %.3f to %.3f on %.0f degrees of freedom\n", share.Value, share.StdErr,
		share.Low, share.High, share.DF)
	// Output:
	// 0.571 (0.101), 0.269 to 0.828 on 2 degrees of freedom
}

func ExampleQuantile() {
	median, err := stats.Quantile([]float64{12, 7, 30, 22, 15, 9, 41, 18, 25, 11}, 0.5, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f, %.0f to %.0f\n", median.Value, median.Low, median.High)
	// Output:
	// 16.5, 9 to 30
}

// Means by group keep their joint error, for differences.
func ExampleGroupMeans() {
	role, err := stats.NewCodes("role",
		[]stats.Level{{Label: "CTO", Value: 1}, {Label: "CIO", Value: 2}}, []int8{0, 1, 0, 1, 0, 0, 1, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	means, err := stats.GroupMeans([]float64{4, 2, 3, 3, 5, 4, 2, 1}, role, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range means.Groups {
		fmt.Printf("%s %.2f (%.2f)\n", g.Label, g.Estimate.Value, g.Estimate.StdErr)
	}
	difference, err := means.Difference(1, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("difference %.2f, %.2f to %.2f\n", difference.Value, difference.Low, difference.High)
	// Output:
	// CTO 4.00 (0.38)
	// CIO 2.00 (0.38)
	// difference -2.00, -3.70 to -0.30
}

// The error of a ratio of two totals, by resampling offices.
func ExampleDesign_Bootstrap() {
	x, y := []float64{4, 2, 3, 3, 5, 4, 2, 1}, []float64{5, 4, 4, 5, 6, 5, 3, 3}
	design, err := stats.NewDesign(8, nil,
		&stats.DesignSettings{Clusters: []int{1, 1, 2, 2, 3, 3, 4, 4}})
	if err != nil {
		fmt.Println(err)
		return
	}
	replicates, err := design.Bootstrap(8, &stats.BootstrapSettings{Replicates: 500, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := replicates.Evaluate(context.Background(), func(d *stats.Design) ([]float64, error) {
		return []float64{stats.LinearTotal(x, nil, d).Value / stats.LinearTotal(y, nil, d).Value}, nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f (%.3f), %d replicates failed\n", result.Value[0], result.StdErr[0], result.Failed)
	// Output:
	// 0.686 (0.062), 0 replicates failed
}
