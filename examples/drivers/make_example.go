//go:build ignore

// Command make_example writes example/wave.csv, 400 respondents that nobody
// asked: go run make_example.go
package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"

	"github.com/ctostudy/ctostudy/internal/portable"
	"github.com/ctostudy/ctostudy/internal/random"
)

func main() {
	rows := [][]string{{"id", "area", "staff", "p1", "p2", "p3", "t1", "t2", "t3", "d1", "d2", "d3", "speed", "quality", "close", "sales2023", "sales2024", "sales2025", "weight"}}
	for i := range 400 {
		rng := random.Stream(1, random.Simulation, uint64(i))
		common := portable.Normal(rng)
		latent := func(share float64) float64 {
			return float64(math.Sqrt(share)*common) + float64(math.Sqrt(1-share)*portable.Normal(rng))
		}
		people, tools, data := latent(0.4), latent(0.4), latent(0.4)
		scale := func(x float64) string {
			v := 3 + float64(1.1*x)
			return strconv.Itoa(int(math.Min(5, math.Max(1, math.Floor(v+0.5)))))
		}
		item := func(x float64) string {
			if rng.IntN(60) == 0 {
				return ""
			}
			return scale(float64(0.8*x) + float64(0.6*portable.Normal(rng)))
		}
		area := []string{"East", "North", "South"}[rng.IntN(3)]
		speed := float64(0.5*people) + float64(0.2*tools) + float64(0.7*portable.Normal(rng))
		quality := float64(0.2*tools) + float64(0.45*data) + float64(0.7*portable.Normal(rng))
		if area == "East" {
			speed += float64(0.4 * people)
		}
		near := portable.Normal(rng)
		sales := 50 + math.Floor(float64(100*rng.Float64()))
		row := []string{fmt.Sprintf("R%03d", i+1), area, strconv.Itoa(20 + rng.IntN(2000))}
		for _, x := range []float64{people, people, people, tools, tools, tools, data, data, data} {
			row = append(row, item(x))
		}
		row = append(row, fmt.Sprintf("%.2f", 10+float64(2*speed)), fmt.Sprintf("%.2f", 50+float64(8*quality)), scale(near))
		for range 3 {
			row = append(row, fmt.Sprintf("%.1f", sales))
			growth := 0.05 + float64(0.02*speed) + float64(0.008*near) + float64(0.012*float64(speed*near)) + float64(0.05*portable.Normal(rng))
			sales *= 1 + growth
		}
		rows = append(rows, append(row, fmt.Sprintf("%.2f", 0.5+float64(1.5*rng.Float64()))))
	}
	f, err := os.Create("example/wave.csv")
	if err == nil {
		err = csv.NewWriter(f).WriteAll(rows)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
