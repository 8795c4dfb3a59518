package chart_test

import (
	"context"
	"fmt"

	"gonum.org/v1/plot/vg"

	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/segment/chart"
	"github.com/ctostudy/ctostudy/stats"
)

// must keeps the examples short.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// twoKinds are the answers of 300 respondents to four questions: two in three of
// them tick the first two questions, the others the last two, and one answer in
// ten is the other way round.
func twoKinds() *segment.Items {
	var columns []*stats.Codes
	for j := range 4 {
		ticks := make([]int8, 300)
		for i := range ticks {
			if (i%3 < 2) == (j < 2) != (i%10 == j) {
				ticks[i] = 1
			}
		}
		columns = append(columns, must(stats.NewTicks(fmt.Sprint("question ", j+1), ticks)))
	}
	return must(segment.NewItems(columns, nil))
}

func fitted(k int) *segment.LatentClassResult {
	return must(segment.LatentClass(context.Background(), twoKinds(), k, nil, nil))
}

func ExampleProfiles() {
	profiles := must(segment.Profiles(fitted(2)))
	p := must(chart.Profiles(profiles, &chart.Settings{Classes: []string{"Builders", "Buyers"}}))
	_ = must(p.WriterTo(18*vg.Centimeter, 8*vg.Centimeter, "svg"))
	fmt.Println(p.Title.Text)
	// Output: What each class answers
}

func ExampleProbabilities() {
	p := must(chart.Probabilities(fitted(2).Posterior, nil))
	_ = must(p.WriterTo(18*vg.Centimeter, 11*vg.Centimeter, "svg"))
	fmt.Println(p.Title.Text)
	// Output: How surely respondents belong to their class
}

func ExampleMap() {
	plane := must(segment.CanonicalVariates(twoKinds().Indicators(), fitted(3).Modal, 3, nil))
	p := must(chart.Map(plane, nil))
	_ = must(p.WriterTo(18*vg.Centimeter, 15*vg.Centimeter, "svg"))
	fmt.Println(p.Title.Text)
	// Output: Map of respondents
}

func ExampleResiduals() {
	fit := fitted(2)
	p := must(chart.Residuals(must(segment.BivariateResiduals(fit)), fit.N, nil))
	_ = must(p.WriterTo(18*vg.Centimeter, 8*vg.Centimeter, "svg"))
	fmt.Println(p.Title.Text)
	// Output: What the classes leave unexplained
}
