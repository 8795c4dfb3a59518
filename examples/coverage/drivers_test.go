package main

import (
	"context"
	"encoding/csv"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Enough replicates for a fault to show: an interval that covers 75% for 95%, or a
// test that rejects 20% for 5%, passes with a chance of 1% at most.
func TestSmallSimulationOfDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("a dozen replicates have no band that a normal distribution describes")
	}
	for k, x := range driversExperiments() {
		thin := 10
		if k < 3 { // shares: 1,000 resamples of 1,000 respondents in each
			thin = 25
		}
		hits, err := x.run(context.Background(), uint64(k), x.replicates/thin)
		require.NoError(t, err)
		for j, f := range x.figures {
			r := rate{x.setting, f, hits[j], x.replicates / thin}
			assert.True(t, r.inside(), "%s, %s: %v of %d", r.setting, r.name, r.hits, r.replicates)
		}
	}
}

// The committed table has the program's figures, each inside of its band.
func TestTableOfDrivers(t *testing.T) {
	f, err := os.Open("drivers.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	line := 1
	for _, x := range driversExperiments() {
		for _, want := range x.figures {
			require.Less(t, line, len(rows))
			row := rows[line]
			assert.Equal(t, []string{x.setting, want.name, format(want.expected), "true"}, []string{row[0], row[1], row[3], row[8]})
			line++
		}
	}
	assert.Len(t, rows, line)
}
