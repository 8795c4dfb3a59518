package segment_test

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

// must keeps the examples short.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// twoKinds are the answers of n respondents to four questions: two in three of
// them tick the first two questions, the others the last two, and one answer in
// ten is the other way round.
func twoKinds(n int) []*stats.Codes {
	var columns []*stats.Codes
	for j := range 4 {
		ticks := make([]int8, n)
		for i := range ticks {
			if (i%3 < 2) == (j < 2) != (i%10 == j) {
				ticks[i] = 1
			}
		}
		columns = append(columns, must(stats.NewTicks(fmt.Sprint("question ", j+1), ticks)))
	}
	return columns
}

func fitted() *segment.LatentClassResult {
	items := must(segment.NewItems(twoKinds(300), nil))
	return must(segment.LatentClass(context.Background(), items, 2, nil, &segment.LatentClassSettings{Seed: 1}))
}

// Two kinds of respondents, found from four questions, examined, and named by
// what was published about the second.
func Example() {
	ctx := context.Background()
	items := must(segment.NewItems(twoKinds(300), nil))
	table := must(segment.ChooseClasses(ctx, items, 3, nil, nil))
	k := table.Best(segment.BIC).K
	fit := must(segment.LatentClass(ctx, items, k, nil, &segment.LatentClassSettings{Seed: 1}))
	profiles := mat.NewDense(k, 4, nil)
	for c := range k {
		fmt.Printf("class %d: %.0f%%, ticks", c+1, 100*fit.Share[c].Value)
		for j := range 4 {
			profiles.Set(c, j, fit.Profile[c][j][1].Value)
			fmt.Printf(" %.1f", profiles.At(c, j))
		}
		fmt.Println()
	}
	published := mat.NewDense(1, 4, []float64{math.NaN(), math.NaN(), 0.9, 0.9})
	names := must(segment.Match(profiles, published, nil))
	fmt.Println("the published kind is class", names.ClassOf[0]+1)
	// Output:
	// class 1: 67%, ticks 0.9 0.9 0.1 0.1
	// class 2: 33%, ticks 0.1 0.1 0.9 0.9
	// the published kind is class 2
}

func ExampleLatentClass() {
	fit := fitted()
	e := fit.Share[0]
	fmt.Printf("%.2f [%.2f, %.2f], found by %d of %d starts\n", e.Value, e.Low, e.High, fit.Hits, fit.Starts)
	// Output: 0.67 [0.61, 0.72], found by 50 of 50 starts
}

func ExampleChooseClasses() {
	items := must(segment.NewItems(twoKinds(300), nil))
	table := must(segment.ChooseClasses(context.Background(), items, 3, nil, nil))
	for _, row := range table.Rows {
		fmt.Printf("%d classes, %2d parameters: BIC %.0f\n", row.K, row.NPar, row.BIC)
	}
	// Output:
	// 1 classes,  4 parameters: BIC 1600
	// 2 classes,  9 parameters: BIC 1210
	// 3 classes, 14 parameters: BIC 1228
}

func ExampleBivariateResiduals() {
	for _, pair := range must(segment.BivariateResiduals(fitted()))[:2] {
		fmt.Printf("%s and %s: BVR %.2f, adjusted p %.2g\n", pair.NameA, pair.NameB, pair.BVR, pair.PAdjusted)
	}
	// Output:
	// question 1 and question 2: BVR 0.37, adjusted p 0.61
	// question 1 and question 3: BVR 0.37, adjusted p 0.61
}

func ExampleResponseStyle() {
	test := must(segment.ResponseStyle(fitted()))
	fmt.Printf("dispersion of the number of ticks within classes: %.2f, p = %.2f\n", test.Dispersion, test.PValue)
	// Output: dispersion of the number of ticks within classes: 1.07, p = 0.11
}

func ExampleProfiles() {
	for _, row := range must(segment.Profiles(fitted())).Rows[:2] {
		fmt.Printf("%s, class %d: %.2f [%.2f, %.2f], lift %.2f\n", row.Item, row.Class+1, row.Share.Value, row.Share.Low, row.Share.High, row.Lift)
	}
	// Output:
	// question 1, class 1: 0.90 [0.84, 0.93], lift 1.42
	// question 1, class 2: 0.10 [0.06, 0.18], lift 0.17
}

func ExampleDescribe() {
	fit := fitted()
	budget := make([]int8, 300)
	for i := range budget {
		if i%3 == 2 || i%7 == 0 {
			budget[i] = 1
		}
	}
	heldOut := must(stats.NewTicks("has a budget", budget))
	for _, row := range must(segment.Describe([]*stats.Codes{heldOut}, fit.Posterior, nil, nil)).Rows {
		fmt.Printf("%s, class %d: %.2f, z = %.1f\n", row.Item, row.Class+1, row.Share.Value, row.Statistic)
	}
	// Output:
	// has a budget, class 1: 0.15, z = -34.3
	// has a budget, class 2: 1.00, z = 34.3
}

func ExampleMatch() {
	profiles := mat.NewDense(2, 2, []float64{0.2, 0.7, 0.8, 0.3})
	published := mat.NewDense(2, 2, []float64{0.75, 0.25, 0.2, 0.8})
	names := must(segment.Match(profiles, published, nil))
	fmt.Println(names.ClassOf, names.Ambiguous)
	// Output: [1 0] false
}

func ExampleKMeans() {
	x := mat.NewDense(6, 1, []float64{1, 2, 3, 11, 12, 10})
	r := must(segment.KMeans(context.Background(), x, 2, nil, nil))
	fmt.Println(r.Centre.RawMatrix().Data, r.Label, r.Objective)
	// Output: [2 11] [0 0 0 1 1 1] 4
}

func ExampleAdjustedRand() {
	fmt.Println(must(segment.AdjustedRand([]int{0, 0, 1, 1}, []int{7, 7, 3, 3})))
	// Output: 1
}

func ExampleCanonicalVariates() {
	x := mat.NewDense(6, 2, []float64{0, 0, 1, 1, 10, 1, 11, 0, 5, 9, 6, 10})
	r := must(segment.CanonicalVariates(x, []int{0, 0, 1, 1, 2, 2}, 3, nil))
	fmt.Printf("the plane shows %.0f%% of the variance between classes\n", 100*(r.Between[0]+r.Between[1]))
	// Output: the plane shows 100% of the variance between classes
}

func ExampleNewItems() {
	items := must(segment.NewItems(twoKinds(300), nil))
	fmt.Println(items.Len(), items.Names()[0])
	// Output: 300 question 1
}
