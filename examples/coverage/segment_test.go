package main

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"slices"
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
	at, nulls := 1, 0
	for _, x := range segmentExperiments(context.Background()) {
		if x.figures[0].expected == alpha { // all pairs at their mean
			mean, err := strconv.ParseFloat(want[at][3], 64)
			require.NoError(t, err)
			pairs, hits := len(x.figures)-2, 0
			for i, g := range x.figures[:pairs] {
				all := int(math.Round(mean * segmentWaves * float64(i+1)))
				rates = append(rates, rate{x.setting, g, all - hits, segmentWaves})
				hits = all
			}
			at++
			x.figures = x.figures[pairs:]
			nulls++
		}
		for _, g := range x.figures {
			observed, err := strconv.ParseFloat(want[at][3], 64)
			require.NoError(t, err)
			rates = append(rates, rate{x.setting, g, int(math.Round(observed * segmentWaves)), segmentWaves})
			at++
		}
		if x.figures[0].expected != alpha {
			at += 2
		}
	}
	assert.Equal(t, len(nullSettings), nulls)
	assert.Len(t, want, at)
	got, ok := segmentTable(rates, want[1][5])
	assert.Equal(t, want, got)
	assert.True(t, ok)
	for _, i := range []int{0, 3} { // a share, a cell
		bad := slices.Clone(rates)
		bad[i].hits = 400 // 80%
		_, ok = segmentTable(bad, "")
		assert.False(t, ok, "a bad rate is seen")
	}
	for _, i := range []int{1, 2} { // response style, any pair after Holm
		bad := slices.Clone(rates)
		bad[len(bad)-i].hits = 400
		_, ok = segmentTable(bad, "")
		assert.False(t, ok, "a test that rejects too often is seen")
	}
}

func TestSmallSegmentSimulation(t *testing.T) {
	thin := 25
	if testing.Short() {
		thin = 100
	}
	rates, err := simulated(context.Background(), segmentExperiments(context.Background()), thin, silent)
	require.NoError(t, err)
	hits, all := map[float64]int{}, map[float64]int{}
	for _, r := range rates {
		hits[r.expected], all[r.expected] = hits[r.expected]+r.hits, all[r.expected]+r.replicates
	}
	// Over 100 waves in all with 39 figures each; cells of a wave hang together.
	assert.InDelta(t, .95, float64(hits[.95])/float64(all[.95]), .03)
	assert.InDelta(t, alpha, float64(hits[alpha])/float64(all[alpha]), .03)
}
