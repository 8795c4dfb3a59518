package segment_test

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

// Two kinds of respondents, found from four questions and named by what was
// published about the first.
func Example() {
	answers := [4][]int8{}
	for i := range 60 {
		for j := range answers {
			tick := int8(0)
			if (i < 40) == (j < 2) {
				tick = 1
			}
			if i%10 == j { // one answer in ten is the other way round
				tick = 1 - tick
			}
			answers[j] = append(answers[j], tick)
		}
	}
	var columns []*stats.Codes
	for j, data := range answers {
		c, err := stats.NewTicks(fmt.Sprint("question ", j+1), data)
		if err != nil {
			fmt.Println(err)
			return
		}
		columns = append(columns, c)
	}
	items, err := segment.NewItems(columns, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fit, err := segment.LatentClass(context.Background(), items, 2, nil, &segment.LatentClassSettings{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	profiles := mat.NewDense(2, 4, nil)
	for k := range 2 {
		fmt.Printf("class %d: %.0f%%, ticks", k+1, 100*fit.Share[k].Value)
		for j := range columns {
			profiles.Set(k, j, fit.Profile[k][j][1].Value)
			fmt.Printf(" %.1f", profiles.At(k, j))
		}
		fmt.Println()
	}
	published := mat.NewDense(1, 4, []float64{math.NaN(), math.NaN(), 0.9, 0.9})
	named, err := segment.Match(profiles, published, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the published kind is class", named.ClassOf[0]+1)
	// Output:
	// class 1: 66%, ticks 0.9 0.9 0.1 0.1
	// class 2: 34%, ticks 0.1 0.1 0.9 0.9
	// the published kind is class 2
}
