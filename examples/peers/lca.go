package main

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

// peerStarts is how many starts the peers run, whatever they find.
const peerStarts = 20

func latentClassSettings() *segment.LatentClassSettings {
	return &segment.LatentClassSettings{Seed: 1, MinStarts: peerStarts, MaxStarts: peerStarts, NoPrior: true, Tolerance: 1e-8}
}

// lca fits three classes from 20 starts; the values are the best
// log-likelihood and the mean over the starts.
var lca = job{name: "lca", file: "lca", run: func(ctx context.Context, data *mat.Dense) (float64, any, error) {
	x, err := tickItems(data)
	if err != nil {
		return 0, nil, err
	}
	r, err := segment.LatentClass(ctx, x, 3, nil, latentClassSettings())
	if err != nil {
		return 0, nil, err
	}
	mean := 0.0
	for _, l := range r.Objectives {
		mean += l / float64(len(r.Objectives))
	}
	return r.LogLik, mean, nil
}}

// tickItems packs columns of zeros and ones.
func tickItems(data *mat.Dense) (*segment.Items, error) {
	n, p := data.Dims()
	columns := make([]*stats.Codes, p)
	for j := range columns {
		ticks := make([]int8, n)
		for i := range ticks {
			ticks[i] = int8(data.At(i, j))
		}
		c, err := stats.NewTicks(fmt.Sprint("i", j+1), ticks)
		if err != nil {
			return nil, err
		}
		columns[j] = c
	}
	return segment.NewItems(columns, nil)
}

// lcaSelect fits one to six classes; the values are the number that BIC
// chooses and the six best log-likelihoods.
var lcaSelect = job{name: "lca_select", file: "lca", run: func(ctx context.Context, data *mat.Dense) (float64, any, error) {
	x, err := tickItems(data)
	if err != nil {
		return 0, nil, err
	}
	r, err := segment.ChooseClasses(ctx, x, 6, nil, latentClassSettings())
	if err != nil {
		return 0, nil, err
	}
	var logLik []float64
	for _, row := range r.Rows {
		logLik = append(logLik, row.LogLik)
	}
	return float64(r.Best(segment.BIC).K), logLik, nil
}}
