package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the table into the package comment of stats")

const commentFile = "../../stats/doc_coverage.go"

// TestPackageComment demands that the package comment of stats shows stats.csv.
func TestPackageComment(t *testing.T) {
	f, err := os.Open("stats.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	text, err := os.ReadFile(commentFile)
	require.NoError(t, err)
	before, _, found := strings.Cut(string(text), "//\tsample ")
	require.True(t, found)
	want := before + commentTable(rows) + "package stats\n"
	if *update {
		require.NoError(t, os.WriteFile(commentFile, []byte(want), 0o644))
	}
	assert.Equal(t, want, string(text), "run go test ./examples/coverage -run PackageComment -update")
}

// commentTable has a line per figure; those of one share stand on one line.
func commentTable(rows [][]string) string {
	var out strings.Builder
	line := func(sample, figure, expected, observed, mc string) {
		fmt.Fprintf(&out, "//\t%s\n", strings.TrimRight(fmt.Sprintf("%-40s %-46s %-8s %-21s %s", sample, figure, expected, observed, mc), " "))
	}
	line("sample", "figure", "expected", "observed", "mc_error")
	for i := 1; i < len(rows); i++ {
		r := rows[i]
		observed, figure := mark(r), r[1]
		if strings.HasPrefix(figure, "share, Wilson") {
			observed += " " + mark(rows[i+1]) + " " + mark(rows[i+2])
			figure = "share: Wilson, logit, Korn-Graubard"
			i += 2
		}
		line(r[0], figure, r[3], observed, r[5])
	}
	return out.String()
}

// mark marks a rate outside of its band.
func mark(row []string) string {
	if row[8] == "false" {
		return row[4] + "!"
	}
	return row[4]
}
