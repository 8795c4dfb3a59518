package main

import (
	"context"
	"encoding/csv"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSmallSimulationOfDrivers(t *testing.T) {
	rates, err := simulated(context.Background(), driversExperiments(), 250, silent)
	require.NoError(t, err)
	for _, r := range rates {
		assert.True(t, r.inside(), "%s, %s: %v of %d", r.setting, r.name, r.hits, r.replicates)
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
