package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
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

func TestRatios(t *testing.T) {
	text := ratios([]line{{Job: "a", Seconds: 0.5, Value: 1}}, []line{{Job: "a", Peer: "R", Seconds: 2, Value: 1}, {Job: "b", Peer: "R", Seconds: 2}},
		time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC))
	assert.Contains(t, text, "2026-01-02")
	assert.Contains(t, text, "| `a` | 0.5 s | R | 2 s | 4.0 | 1 | 1 |\n")
	assert.NotContains(t, text, "`b`", "a job that was not run here")
}
