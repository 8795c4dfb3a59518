package main

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

// importance shares the R2 of the first three columns among the others, with
// 1,000 bootstrap resamples; the values are the first driver's share of the
// first outcome and the sum of the 18 bootstrap standard errors.
var importance = job{name: "importance", file: "drivers", run: func(ctx context.Context, data *mat.Dense) (float64, any, error) {
	n, columns := data.Dims()
	outcomes := []string{"y1", "y2", "y3"}
	terms := make([]stats.Term, columns-len(outcomes))
	for j := range terms {
		terms[j] = stats.Term{Name: fmt.Sprint("d", j+1), Numeric: mat.Col(nil, len(outcomes)+j, data)}
	}
	m, err := stats.ModelMatrix(terms, nil)
	if err != nil {
		return 0, nil, err
	}
	y := mat.DenseCopyOf(data.Slice(0, n, 0, len(outcomes)))
	r, err := drivers.Importance(ctx, &drivers.Data{Model: m, Y: y, Outcomes: outcomes},
		&drivers.ImportanceSettings{Seed: 1})
	if err != nil {
		return 0, nil, err
	}
	sum := 0.0
	for _, s := range r.Shares {
		sum += s.StdErr
	}
	return r.Shares[0].Estimate, sum, nil
}}
