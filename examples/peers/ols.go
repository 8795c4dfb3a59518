package main

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/stats"
)

// olsHC3 regresses the first column on the others; the value is the sum of the
// HC3 standard errors.
var olsHC3 = job{name: "ols_hc3", file: "ols", run: func(_ context.Context, data *mat.Dense) (float64, any, error) {
	n, p := data.Dims()
	y := make([]float64, n)
	names := make([]string, p-1)
	for j := range names {
		names[j] = fmt.Sprint("x", j+1)
	}
	mat.Col(y, 0, data)
	m, err := stats.ModelOfMatrix(data.Slice(0, n, 1, p).(*mat.Dense), names, nil)
	if err != nil {
		return 0, nil, err
	}
	fit, err := stats.OLS(m, y, nil, nil)
	if err != nil {
		return 0, nil, err
	}
	sum := 0.0
	for _, c := range fit.Coefficients {
		sum += c.StdErr
	}
	return sum, nil, nil
}}
