package drivers_test

import (
	"context"
	"fmt"
	"log"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

// exampleSurvey is 60 made-up respondents: two drivers, a control, two metrics,
// sales of three years and who is in the north.
func exampleSurvey() (data *drivers.Data, sales [3][]float64, north *stats.Codes) {
	n := 60
	people, process, size, side := make([]float64, n), make([]float64, n), make([]float64,
		n), make([]int8, n)
	y := mat.NewDense(n, 2, nil)
	for i := range n {
		f := float64(i)
		people[i], process[i], size[i], side[i] = math.Sin(f), math.Sin(1.7*f+1), math.Cos(2.3*f), int8(i%3/2)
		y.Set(i, 0, 0.8*people[i]+0.2*process[i]+0.5*math.Sin(11*f*f+2))
		y.Set(i, 1, 0.2*people[i]+0.6*process[i]+0.3*size[i]-0.4*math.Sin(7*f*f))
		for k := range sales {
			sales[k] = append(sales[k],
				(100+20*size[i])*math.Pow(1.05+0.02*y.At(i, 0)+0.01*math.Cos(17*f), float64(k)))
		}
	}
	m, err := stats.ModelMatrix([]stats.Term{{Name: "people", Numeric: people},
		{Name: "process", Numeric: process}, {Name: "size", Numeric: size}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	if north, err = stats.NewTicks("north", side); err != nil {
		log.Fatal(err)
	}
	data = &drivers.Data{Model: m, Y: y, Outcomes: []string{"maturity", "roi"}}
	return data, sales, north
}

func ExampleImportance() {
	data, _, _ := exampleSurvey()
	r, err := drivers.Importance(context.Background(), data,
		&drivers.ImportanceSettings{Controls: []string{"size"}, Seed: 1, Permutations: 99})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range r.Shares {
		fmt.Printf("%-8s  %-7s  %.2f [%.2f, %.2f]  rank %d, possibly %d to %d  p = %.2f\n",
			s.Outcome, s.Driver, s.Estimate, s.Low, s.High, s.Rank, s.RankLow, s.RankHigh, s.PValue)
	}
	d := r.Differences[1]
	fmt.Printf("%s outranks %s on %s in %.0f%% of the resamples\n", d.B, d.A, d.Outcome,
		100*(1-d.Support))
	// Output:
	// maturity  people   0.69 [0.55, 0.77]  rank 1, possibly 1 to 1  p = 0.01
	// maturity  process  0.04 [0.01, 0.14]  rank 2, possibly 2 to 2  p = 0.01
	// roi       people   0.01 [0.00, 0.08]  rank 2, possibly 2 to 2  p = 0.32
	// roi       process  0.60 [0.43, 0.73]  rank 1, possibly 1 to 1  p = 0.01
	// process outranks people on roi in 100% of the resamples
}

func ExampleMultivariateResult_JointTests() {
	data, _, _ := exampleSurvey()
	fit, err := drivers.Multivariate(data,
		&drivers.MultivariateSettings{Covariance: stats.Classical})
	if err != nil {
		log.Fatal(err)
	}
	tests, err := fit.JointTests()
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range tests[:4] {
		fmt.Printf("%s, %s: %.3f, F = %.1f on %g and %g\n", t.Term, t.Statistic, t.Value, t.F,
			t.DF1, t.DF2)
	}
	alike, err := fit.EqualityTests()
	if err != nil {
		log.Fatal(err)
	}
	differences, err := fit.EqualityDifferences()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("alike on both: p = %.2g, difference %.2f\n", alike[0].PValue,
		differences[0].Estimate)
	// Output:
	// people, Wilks: 0.269, F = 74.6 on 2 and 55
	// people, Pillai: 0.731, F = 74.6 on 2 and 55
	// people, Hotelling-Lawley: 2.714, F = 74.6 on 2 and 55
	// people, Roy: 2.714, F = 74.6 on 2 and 55
	// alike on both: p = 1.1e-10, difference 0.69
}

func ExampleMultivariateResult_Corrected() {
	data, _, _ := exampleSurvey()
	fit, err := drivers.Multivariate(data, nil)
	if err != nil {
		log.Fatal(err)
	}
	rows, err := fit.Corrected([]drivers.Reliability{{Term: "people", Value: 0.8},
		{Term: "process", Value: 0.7}})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range rows[:2] {
		fmt.Printf("%s on %s: %.2f, corrected %.2f [%.2f, %.2f]\n", r.Raw.Term, r.Outcome,
			r.Raw.Estimate, r.Estimate, r.Low, r.High)
	}
	// Output:
	// people on maturity: 0.79, corrected 0.99 [0.82, 1.16]
	// process on maturity: 0.21, corrected 0.31 [0.11, 0.51]
}

func ExampleHierarchical() {
	data, _, _ := exampleSurvey()
	r, err := drivers.Hierarchical(data,
		[]drivers.Step{{Name: "controls", Terms: []string{"size"}},
			{Name: "drivers", Terms: []string{"people", "process"}}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range r.Rows {
		fmt.Printf("%-8s  %-8s  R2 %.3f, change %.3f, p = %.2g\n", row.Step, row.Outcome, row.R2,
			row.Change, row.PValue)
	}
	// Output:
	// controls  maturity  R2 0.000, change 0.000, p = 0.96
	// controls  roi       R2 0.111, change 0.111, p = 0.013
	// drivers   maturity  R2 0.734, change 0.734, p = 3e-15
	// drivers   roi       R2 0.721, change 0.610, p = 5.4e-15
}

func ExampleGroupDifferences() {
	data, _, north := exampleSurvey()
	r, err := drivers.GroupDifferences(data, north, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range r.Rows[:2] {
		fmt.Printf("%s on %s: %.2f against %.2f, p = %.2f\n", row.Inside.Term, row.Outcome,
			row.Inside.Estimate, row.Outside.Estimate, row.PValue)
	}
	// Output:
	// people on maturity: 0.74 against 0.81, p = 0.61
	// process on maturity: 0.18 against 0.22, p = 0.79
}

func ExampleCut() {
	r, err := drivers.Cut([]float64{12, 15, 15, 16, 18, 20, 11, 15}, drivers.MedianCut, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.High, r.Groups.Data(), r.Other.Data(), r.TieShare)
	// Output:
	// 15 [0 0 0 1 1 1 0 0] [0 1 1 1 1 1 0 1] 0.375
}

func ExampleSymmetricGrowth() {
	g, err := drivers.SymmetricGrowth([]float64{100, 50, -10}, []float64{110, 45, 10})
	if err != nil {
		log.Fatal(err)
	}
	w, err := drivers.Winsorized([]float64{-0.9, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 4},
		0.1, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f %.3f\n", g.Rates, w)
	// Output:
	// [0.095 -0.105 2.000] [-0.445 0.010 0.020 0.030 0.040 0.050 0.060 0.070 0.080 2.040]
}

// Three premiums between the same groups: of mean growth, of the growth of
// sums, and between organisations of the same size.
func ExampleAdjustedPremium() {
	data, sales, _ := exampleSurvey()
	cut, err := drivers.Cut(mat.Col(nil, 0, data.Y), drivers.MeanCut, nil)
	if err != nil {
		log.Fatal(err)
	}
	growth, err := drivers.Growth(sales[1], sales[2])
	if err != nil {
		log.Fatal(err)
	}
	raw, err := drivers.Premium(growth.Rates, cut.Groups, nil,
		&drivers.PremiumSettings{Resamples: 999, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	sums, err := drivers.PremiumOfSums(sales[1], sales[2], cut.Groups, nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	adjusted, err := drivers.AdjustedPremium(growth.Rates, cut.Groups,
		[]stats.Term{{Name: "size", Numeric: mat.Col(nil, 3, data.Model.X)}}, nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("raw       %.2f [%.2f, %.2f], bootstrap [%.2f, %.2f]\n", raw.Value, raw.Low,
		raw.High, raw.BootstrapLow, raw.BootstrapHigh)
	fmt.Printf("of sums   %.2f [%.2f, %.2f]\n", sums.Value, sums.Low, sums.High)
	fmt.Printf("adjusted  %.2f [%.2f, %.2f]\n", adjusted.Value, adjusted.Low, adjusted.High)
	// Output:
	// raw       0.58 [0.43, 0.76], bootstrap [0.43, 0.78]
	// of sums   0.59 [0.44, 0.77]
	// adjusted  0.58 [0.43, 0.77]
}

func ExampleCells() {
	data, sales, north := exampleSurvey()
	cut, err := drivers.Cut(mat.Col(nil, 0, data.Y), drivers.MeanCut, nil)
	if err != nil {
		log.Fatal(err)
	}
	growth, err := drivers.Growth(sales[1], sales[2])
	if err != nil {
		log.Fatal(err)
	}
	r, err := drivers.Cells(growth.Rates, cut.Groups, north, nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("high: %.1f%% in the north, %.1f%% elsewhere\n", 100*r.Mean[1][1].Value,
		100*r.Mean[1][0].Value)
	fmt.Printf("low:  %.1f%% in the north, %.1f%% elsewhere\n", 100*r.Mean[0][1].Value,
		100*r.Mean[0][0].Value)
	fmt.Printf("interaction %.1f points [%.1f, %.1f]\n", 100*r.Interaction.Value,
		100*r.Interaction.Low, 100*r.Interaction.High)
	// Output:
	// high: 6.2% in the north, 6.5% elsewhere
	// low:  4.0% in the north, 4.1% elsewhere
	// interaction -0.3 points [-1.4, 0.7]
}

func ExampleSimpleSlopes() {
	data, sales, _ := exampleSurvey()
	growth, err := drivers.Growth(sales[1], sales[2])
	if err != nil {
		log.Fatal(err)
	}
	r, err := drivers.SimpleSlopes(growth.Rates, mat.Col(nil, 0, data.Y),
		mat.Col(nil, 3, data.Model.X), nil, nil, &drivers.SlopesSettings{At: []float64{-1, 0, 1}})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range r.Slopes {
		fmt.Printf("at %+.0f: %.1f points [%.1f, %.1f]\n", s.At, 100*s.Estimate, 100*s.Low,
			100*s.High)
	}
	fmt.Println("slopes that do not differ from zero:", r.Region.Kind)
	// Output:
	// at -1: 1.9 points [1.4, 2.5]
	// at +0: 2.0 points [1.7, 2.3]
	// at +1: 2.0 points [1.5, 2.6]
	// slopes that do not differ from zero: exclusive
}

func ExampleSpecificationCurve() {
	data, sales, _ := exampleSurvey()
	report := drivers.Specification{Metric: "maturity",
		Window: drivers.Window{From: 2020, To: 2021}}
	r, err := drivers.SpecificationCurve(context.Background(), &drivers.CurveData{
		Metrics: []drivers.Metric{{Name: "maturity", Values: mat.Col(nil, 0, data.Y)}},
		Years: []drivers.Year{{Year: 2019, Values: sales[0]}, {Year: 2020, Values: sales[1]},
			{Year: 2021, Values: sales[2]}},
		Controls: []stats.Term{{Name: "size", Numeric: mat.Col(nil, 3, data.Model.X)}},
	}, nil, &drivers.CurveSettings{Report: &report, Demonstration: true, Permutations: 99, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d specifications, median premium %.2f, %.0f%% positive and significant, joint test p = %.2f\n",
		len(r.Rows), r.MedianPremium, 100*r.Significant, r.PMeanT)
	for _, row := range r.Rows {
		if row.Report {
			fmt.Printf("the report's: %.2f [%.2f, %.2f]\n", row.Premium.Value, row.Premium.Low,
				row.Premium.High)
		}
	}
	// Output:
	// 84 specifications, median premium 0.70, 100% positive and significant, joint test p = 0.01
	// the report's: 0.58 [0.43, 0.76]
}
