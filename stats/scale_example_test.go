package stats_test

import (
	"encoding/json"
	"fmt"

	"github.com/ctostudy/ctostudy/stats"
)

// Three items on a 1-5 scale, the last worded against the others.
func ExampleCronbachAlpha() {
	answers := [][]float64{{4, 5, 2, 3, 4, 1, 5, 3}, {4, 4, 2, 2, 5, 1, 4, 3},
		{2, 1, 3, 3, 2, 5, 2, 2}}
	scale := &stats.Scale{Name: "agility"}
	for j, name := range []string{"pace", "change", "inertia"} {
		scale.Items = append(scale.Items,
			stats.ScaleItem{Name: name, Values: answers[j], Reversed: j == 2, Low: 1, High: 5})
	}
	r, err := stats.CronbachAlpha(scale, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("alpha %.3f, %s interval %.3f to %.3f, n = %d\n", r.Alpha.Value, r.Interval,
		r.Alpha.Low, r.Alpha.High, r.Alpha.N)
	for _, item := range r.Items {
		fmt.Printf("%-8s r with the rest %.3f, alpha without it %.3f\n", item.Name, item.RestR,
			item.AlphaIfDropped)
	}
	// Output:
	// alpha 0.949, Feldt interval 0.827 to 0.989, n = 8
	// pace     r with the rest 0.918, alpha without it 0.907
	// change   r with the rest 0.879, alpha without it 0.936
	// inertia  r with the rest 0.894, alpha without it 0.930
}

// Norms of one wave, saved and applied to the next.
func ExampleNewStandardizer() {
	norms, err := stats.NewStandardizer([]float64{1, 5, 5, 1}, nil, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	saved, err := json.Marshal(norms)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(saved))
	var read stats.Standardizer
	if err := json.Unmarshal(saved, &read); err != nil {
		fmt.Println(err)
		return
	}
	z, err := read.Apply([]float64{3, 5}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f\n", z)
	// Output:
	// {"pooled":{"n":4,"mean":3,"sd":2}}
	// [0.000 1.000]
}

// exampleScales are two scales of two items each.
func exampleScales() (pace, trust *stats.Scale) {
	return &stats.Scale{Name: "pace", Items: []stats.ScaleItem{
			{Name: "speed", Values: []float64{4, 5, 2, 3, 4, 1, 5, 3}},
			{Name: "change", Values: []float64{4, 4, 2, 2, 5, 1, 4, 3}}}},
		&stats.Scale{Name: "trust", Items: []stats.ScaleItem{
			{Name: "open", Values: []float64{3, 5, 4, 1, 2, 2, 3, 5}},
			{Name: "fair", Values: []float64{2, 5, 5, 2, 3, 1, 2, 4}}}}
}

func ExampleHTMT() {
	pace, trust := exampleScales()
	pairs, err := stats.HTMT([]*stats.Scale{pace, trust}, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s and %s: %.2f (%.2f)\n", pairs[0].A, pairs[0].B, pairs[0].Ratio.Value,
		pairs[0].Ratio.StdErr)
	// Output:
	// pace and trust: 0.26 (0.38)
}

func ExampleParallelAnalysis() {
	pace, trust := exampleScales()
	all := &stats.Scale{Name: "all", Items: append(pace.Items, trust.Items...)}
	r, err := stats.ParallelAnalysis(all, nil, &stats.ParallelAnalysisSettings{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d factors: eigenvalues %.2f against %.2f\n", r.Factors, r.Eigenvalues[:2],
		r.Reference[:2])
	// Output:
	// 0 factors: eigenvalues [2.26 1.39] against [2.47 1.49]
}
