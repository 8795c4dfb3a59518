package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAccuracy(t *testing.T) {
	var out, errs bytes.Buffer
	dir := filepath.Join("..", "..", "testdata", "reference", "nist")
	assert.Zero(t, run([]string{"-csv", "-data", dir}, &out, &errs), errs.String())
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	// 2+3+1+1+11+7+5*6 coefficients with standard errors, 11 residual standard deviations.
	assert.Len(t, lines, 1+2*55+11)
	assert.Equal(t, "problem,quantity,digits", lines[0])
	out.Reset()
	assert.Zero(t, run([]string{"-data", dir}, &out, &errs), errs.String())
	assert.Contains(t, out.String(), "| problem | ctostudy | R 4.2.2 lm | statsmodels 0.13.5")
	assert.Contains(t, out.String(), "| filip | 7.9 / 8.6 | 0.0 / 0.0 | 0.0 / 0.0 |", "R drops a column, statsmodels has no digit")
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		if strings.HasPrefix(line, "|") {
			assert.Contains(t, string(readme), line+"\n", "the README's table")
		}
	}
	assert.Equal(t, 2, run([]string{"-data", t.TempDir()}, &out, &errs))
	assert.Equal(t, 2, run([]string{"stray"}, &out, &errs))

	p := &problem{quantities: []string{"b0", "b1", "se_b0"}, certified: []float64{0, 2, 1}}
	assert.InDelta(t, 3, p.fewest(map[string]float64{"b0": 1e-3, "b1": 2}, "b"), 1e-9, "absolute where 0 is certified")
	assert.Zero(t, p.fewest(nil, "se_"), "a missing value has no digits")
}
