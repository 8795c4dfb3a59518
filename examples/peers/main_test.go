package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPeersOLS(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("y,x1,x2\n")
	for i := range 40 {
		fmt.Fprintf(&b, "%d,%d,%d\n", i*i%17, i, i*7%13)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ols.csv"), []byte(b.String()), 0o600))
	var out, errs bytes.Buffer
	require.Zero(t, run(context.Background(), []string{"-data", dir, "-jobs", "ols_hc3"}, &out, &errs), errs.String())
	var l line
	require.NoError(t, json.Unmarshal(out.Bytes(), &l))
	// R 4.2.2: d <- read.csv("ols.csv"); sum(sqrt(diag(sandwich::vcovHC(lm(y ~ ., d), "HC3"))))
	assert.InEpsilon(t, 2.9254116575758462, l.Value, 1e-12)
	assert.Equal(t, []any{"ols_hc3", "ctostudy", nil}, []any{l.Job, l.Peer, l.Value2})
	assert.Positive(t, l.Seconds)

	assert.Equal(t, 2, run(context.Background(), nil, &out, &errs), "no folder")
	assert.Equal(t, 2, run(context.Background(), []string{"-data", filepath.Join(dir, "absent")}, &out, &errs))
}

// The other jobs on small files: what they report has the shape of the peers'
// lines, and values that are known without any program.
func TestPeersSegments(t *testing.T) {
	dir := t.TempDir()
	var b, points strings.Builder
	b.WriteString("i1,i2,i3,i4\n")
	for i := range 300 { // three kinds who tick one item each, or all, with one answer in ten turned
		for j := range 4 {
			tick := j == i%3 || i%3 == 2
			fmt.Fprintf(&b, "%d%s", map[bool]int{true: 1}[tick != (i%10 == j)], []string{",", "\n"}[j/3])
		}
	}
	points.WriteString("x,y\n")
	for i := range 30 { // +-1 about (0,0), (100,0) and (0,100)
		fmt.Fprintf(&points, "%d,%d\n", i%2*2-1+100*(i%3/2), 100*(i%3%2))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "lca.csv"), []byte(b.String()), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "kmeans.csv"), []byte(points.String()), 0o600))
	var out, errs bytes.Buffer
	require.Zero(t, run(context.Background(), []string{"-data", dir, "-jobs", "lca,lca_select,kmeans"}, &out, &errs), errs.String())
	lines := map[string]line{}
	for decode := json.NewDecoder(&out); decode.More(); {
		var l line
		require.NoError(t, decode.Decode(&l))
		lines[l.Job] = l
	}
	require.Len(t, lines, 3)

	mean, ok := lines["lca"].Value2.(float64)
	require.True(t, ok, "the mean over the starts")
	assert.LessOrEqual(t, mean, lines["lca"].Value+1e-9)
	assert.Negative(t, lines["lca"].Value)

	logLik, ok := lines["lca_select"].Value2.([]any)
	require.True(t, ok)
	require.Len(t, logLik, 6, "of one to six classes")
	ones, n := [4]float64{}, 300.0
	for i := range 300 {
		for j := range 4 {
			if (j == i%3 || i%3 == 2) != (i%10 == j) {
				ones[j]++
			}
		}
	}
	independent := 0.0
	for _, c := range ones {
		independent += c*math.Log(c/n) + (n-c)*math.Log(1-c/n)
	}
	assert.InEpsilon(t, independent, logLik[0], 1e-9, "one class")
	assert.InEpsilon(t, lines["lca"].Value, logLik[2], 1e-9, "three classes")
	assert.Contains(t, []float64{1, 2, 3, 4, 5, 6}, lines["lca_select"].Value)

	objectives, ok := lines["kmeans"].Value2.([]any)
	require.True(t, ok)
	assert.Len(t, objectives, 10, "of ten starts")
	assert.InEpsilon(t, 30, lines["kmeans"].Value, 1e-12, "thirty rows at 1 from their centres")
	assert.InEpsilon(t, 30, objectives[0], 1e-12)
}

func TestRatios(t *testing.T) {
	text := ratios([]line{{Job: "a", Seconds: 0.5, Value: 1}}, []line{{Job: "a", Peer: "R", Seconds: 2, Value: 1}, {Job: "b", Peer: "R", Seconds: 2}},
		time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC))
	assert.Contains(t, text, "2026-01-02")
	assert.Contains(t, text, "| `a` | 0.5 s | R | 2 s | 4.0 | 1 | 1 |\n")
	assert.NotContains(t, text, "`b`", "a job that was not run here")
}
