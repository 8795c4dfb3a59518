package main

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The committed table is what the program would write of its rates, and its
// means and least cells are within their bands.
func TestSegmentTable(t *testing.T) {
	f, err := os.Open("segment.csv")
	require.NoError(t, err)
	defer f.Close()
	want, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var rates []rate
	at := 1
	for _, x := range segmentExperiments(context.Background()) {
		for _, g := range x.figures {
			observed, err := strconv.ParseFloat(want[at][3], 64)
			require.NoError(t, err)
			rates = append(rates, rate{x.setting, g, int(math.Round(observed * segmentWaves)), segmentWaves})
			at++
		}
		at += 2
	}
	got, ok := segmentTable(rates, want[1][5])
	assert.Equal(t, want, got)
	assert.True(t, ok)
	for i := range rates[:3+1] {
		rates[i].hits = 400 // 80%
	}
	_, ok = segmentTable(rates, "")
	assert.False(t, ok, "a bad cell is seen")
}

func TestSmallSegmentSimulation(t *testing.T) {
	thin := 25
	if testing.Short() {
		thin = 100
	}
	rates, err := simulated(context.Background(), segmentExperiments(context.Background()), thin, silent)
	require.NoError(t, err)
	hits, all := 0, 0
	for _, r := range rates {
		hits, all = hits+r.hits, all+r.replicates
	}
	// Over 150 waves in all with 39 figures each; cells of a wave hang together.
	assert.InDelta(t, .95, float64(hits)/float64(all), .03)
}
