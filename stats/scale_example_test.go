package stats_test

import (
	"fmt"

	"github.com/ctostudy/ctostudy/stats"
)

// Three items on a 1-5 scale, the last worded against the others.
func ExampleCronbachAlpha() {
	answers := [][]float64{{4, 5, 2, 3, 4, 1, 5, 3}, {4, 4, 2, 2, 5, 1, 4, 3}, {2, 1, 3, 3, 2, 5, 2, 2}}
	scale := &stats.Scale{Name: "agility"}
	for j, name := range []string{"pace", "change", "inertia"} {
		scale.Items = append(scale.Items, stats.ScaleItem{Name: name, Values: answers[j], Reversed: j == 2, Low: 1, High: 5})
	}
	r, err := stats.CronbachAlpha(scale, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("alpha %.3f, %s interval %.3f to %.3f, n = %d\n", r.Alpha.Value, r.Interval, r.Alpha.Low, r.Alpha.High, r.Alpha.N)
	for _, item := range r.Items {
		fmt.Printf("%-8s r with the rest %.3f, alpha without it %.3f\n", item.Name, item.RestR, item.AlphaIfDropped)
	}
	// Output:
	// alpha 0.949, Feldt interval 0.827 to 0.989, n = 8
	// pace     r with the rest 0.918, alpha without it 0.907
	// change   r with the rest 0.879, alpha without it 0.936
	// inertia  r with the rest 0.894, alpha without it 0.930
}
