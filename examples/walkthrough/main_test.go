package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The page's numbers are the program's.
func TestPageIsCurrent(t *testing.T) {
	if testing.Short() {
		t.Skip("latent classes of two waves")
	}
	page, err := write(context.Background())
	require.NoError(t, err)
	want, err := os.ReadFile("README.md")
	require.NoError(t, err)
	printed := strings.Split(string(want), "\n")
	for i, line := range strings.Split(string(page), "\n") {
		if i >= len(printed) || line != printed[i] {
			assert.Fail(t, "line is not current: go run ./examples/walkthrough -o examples/walkthrough/README.md", "%d: %s", i+1, line)
		}
	}
	for _, line := range strings.Split(string(page), "\n") {
		if !strings.HasPrefix(line, "|") {
			assert.LessOrEqual(t, len([]rune(line)), 100, line)
		}
	}
}

func TestUsage(t *testing.T) {
	var out, err strings.Builder
	assert.Equal(t, 2, run(context.Background(), []string{"stray"}, &out, &err))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	assert.Equal(t, 2, run(ctx, nil, &out, &err))
	assert.Contains(t, err.String(), "canceled")
	assert.Empty(t, out.String())
}

// What the prose of the exercises concludes.
func TestConclusionsOfTheExercises(t *testing.T) {
	if testing.Short() {
		t.Skip("latent classes of two waves")
	}
	s, err := newStudy(context.Background())
	require.NoError(t, err)
	page := map[string]any{}
	for _, step := range []func(context.Context, *study, map[string]any) error{moveCut, dropSuccess, addTicks} {
		require.NoError(t, step(context.Background(), s, page))
	}
	cuts := page["Cuts"].([]cutRow)
	assert.Zero(t, cuts[1].Moved, "nobody stands between mean and median of effectiveness")
	assert.Positive(t, cuts[0].Moved)
	drop := page["Drop"].(map[string]any)
	assert.Greater(t, drop["Rand"], 0.8, "the classes keep their shape")
	assert.Less(t, drop["After"], drop["Before"])
	rows := page["Ticks"].(map[string]any)["Rows"].([]bicRow)
	assert.Less(t, rows[1].Without, min(rows[0].Without, rows[2].Without), "three classes without the tendency")
	assert.Less(t, rows[2].With, rows[1].With, "more with it")
}
