package stats_test

import (
	"fmt"

	"github.com/ctostudy/ctostudy/stats"
)

var (
	exampleScores = []float64{3, 4, 2, 5, 4, 1, 2, 3, 5, 5, 4, 5}
	exampleGroup  = []int8{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2}
	exampleLevels = []stats.Level{{Label: "bank", Value: 1}, {Label: "retail", Value: 2},
		{Label: "health", Value: 3}}
)

func ExampleWelchTest() {
	sector, err := stats.NewCodes("sector", exampleLevels, exampleGroup)
	if err != nil {
		fmt.Println(err)
		return
	}
	test, err := stats.WelchTest(exampleScores, sector, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("F(%.0f, %.2f) = %.2f, p = %.3f, eta2 = %.2f\n", test.DF1, test.DF2, test.Statistic,
		test.PValue, test.Effect.EtaSquared)
	// Output:
	// F(2, 4.94) = 5.51, p = 0.055, eta2 = 0.49
}

func ExampleKruskalWallisTest() {
	sector, err := stats.NewCodes("sector", exampleLevels, exampleGroup)
	if err != nil {
		fmt.Println(err)
		return
	}
	test, err := stats.KruskalWallisTest(exampleScores, sector, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range test.Groups {
		fmt.Printf("%-6s mean rank %.2f\n", g.Label, g.MeanRank)
	}
	fmt.Printf("H = %.2f, p = %.3f, epsilon2 = %.2f\n", test.Statistic, test.PValue,
		test.EpsilonSquared)
	// Output:
	// bank   mean rank 6.12
	// retail mean rank 3.75
	// health mean rank 9.62
	// H = 5.69, p = 0.058, epsilon2 = 0.52
}

func ExampleCrossTab() {
	sector, err := stats.NewCodes("sector", exampleLevels, exampleGroup)
	if err != nil {
		fmt.Println(err)
		return
	}
	cloud, err := stats.NewTicks("uses cloud", []int8{0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, stats.NotAsked})
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := stats.CrossTab(sector, cloud, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, label := range table.Rows {
		fmt.Println(label, table.Count[i])
	}
	fmt.Printf("F(%.2f, %.2f) = %.2f, p = %.3f, V = %.2f\n", table.DF1, table.DF2, table.Statistic,
		table.PValue, table.CramersV)
	fmt.Println(table.Warnings[0])
	// Output:
	// bank [3 1]
	// retail [2 2]
	// health [0 3]
	// F(1.99, 19.94) = 1.90, p = 0.175, V = 0.60
	// small-expected: the smallest expected count is 1.4: below 5 the test is rough, combine levels
}

func ExampleHolm() {
	fmt.Printf("%.3f\n", stats.Holm([]float64{0.01, 0.04, 0.03, 0.2}))
	// Output:
	// [0.040 0.090 0.090 0.200]
}
