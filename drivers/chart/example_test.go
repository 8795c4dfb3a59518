package chart_test

import (
	"fmt"
	"log"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/drivers/chart"
	"github.com/ctostudy/ctostudy/stats"
)

// A result in, a picture out, which gonum/plot saves as SVG, PNG or PDF.
func ExampleCoefficients() {
	const n = 60
	people, process, y := make([]float64, n), make([]float64, n), mat.NewDense(n, 1, nil)
	for i := range n {
		f := float64(i)
		people[i], process[i] = math.Sin(f), math.Sin(1.7*f+1)
		y.Set(i, 0, 0.8*people[i]+0.2*process[i]+0.5*math.Sin(11*f*f+2))
	}
	model, err := stats.ModelMatrix([]stats.Term{
		{Name: "people", Numeric: people}, {Name: "process", Numeric: process}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fit, err := drivers.Multivariate(&drivers.Data{Model: model, Y: y,
		Outcomes: []string{"maturity"}}, nil)
	if err != nil {
		log.Fatal(err)
	}

	settings := &chart.Settings{Source: "60 made-up respondents", Synthetic: true}
	coefficients, err := chart.Coefficients(fit, settings)
	if err != nil {
		log.Fatal(err)
	}
	residuals, err := chart.Residuals(fit, "maturity", settings)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(coefficients.Title.Text)
	fmt.Println(residuals.Title.Text)
	// Output:
	// Coefficients
	// Residuals of maturity
}
