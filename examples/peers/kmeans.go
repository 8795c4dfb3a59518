package main

import (
	"context"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/segment"
)

// kmeans finds three clusters from 10 starts; the values are the best
// objective and that of every start.
var kmeans = job{name: "kmeans", file: "kmeans", run: func(ctx context.Context, data *mat.Dense) (float64, any, error) {
	r, err := segment.KMeans(ctx, data, 3, nil, &segment.KMeansSettings{Seed: 1, MinStarts: 10, MaxStarts: 10})
	if err != nil {
		return 0, nil, err
	}
	return r.Objective, r.Objectives, nil
}}
