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
	assert.Equal(t, string(want), string(page), "go run ./examples/walkthrough -o examples/walkthrough/README.md")
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
