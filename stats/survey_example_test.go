package stats_test

import (
	"context"
	"fmt"

	"github.com/ctostudy/ctostudy/stats"
)

// Eight respondents from four offices in two regions, raked to the population's
// roles: a mean, its difference between roles, and a test.
func ExampleRake() {
	design, err := stats.NewDesign(8, &stats.Weights{Values: []float64{2, 1, 1, 2, 3, 1, 2, 2}}, &stats.DesignSettings{
		Strata:   []int{1, 1, 1, 1, 2, 2, 2, 2},
		Clusters: []int{11, 11, 12, 12, 21, 21, 22, 22},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	role, err := stats.NewCodes("role", []stats.Level{{Label: "CTO", Value: 1}, {Label: "CIO", Value: 2}}, []int8{0, 1, 0, 1, 0, 0, 1, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	raked, err := stats.Rake(context.Background(), []stats.Margin{{Column: role, Target: []float64{0.6, 0.4}}}, design, nil)
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
