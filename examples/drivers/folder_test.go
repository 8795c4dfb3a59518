package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A folder of an earlier run is replaced whole; one with anything else in it is
// refused and left as it is, and nothing stays beside it.
func TestReplaceFolder(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "deep", "out")
	require.NoError(t, replaceFolder(dir, map[string][]byte{"a": []byte("1"), "b": []byte("2")}))
	require.NoError(t, replaceFolder(dir, map[string][]byte{"a": []byte("3")}))
	text, err := os.ReadFile(filepath.Join(dir, "a"))
	require.NoError(t, err)
	assert.Equal(t, "3", string(text))
	assert.NoFileExists(t, filepath.Join(dir, "b"))

	added := filepath.Join(dir, "mine")
	require.NoError(t, os.WriteFile(added, nil, 0o666))
	assert.ErrorContains(t, replaceFolder(dir, map[string][]byte{"a": []byte("4")}), "mine")
	text, err = os.ReadFile(filepath.Join(dir, "a"))
	require.NoError(t, err)
	assert.Equal(t, "3", string(text))
	require.NoError(t, os.Remove(added))

	require.NoError(t, os.Remove(filepath.Join(dir, marker)))
	assert.ErrorContains(t, replaceFolder(dir, nil), "did not write it")
	files, err := os.ReadDir(filepath.Dir(dir))
	require.NoError(t, err)
	assert.Len(t, files, 1)

	empty := filepath.Join(parent, "empty")
	require.NoError(t, os.Mkdir(empty, 0o777))
	require.NoError(t, replaceFolder(empty, map[string][]byte{"a": nil}))
	assert.FileExists(t, filepath.Join(empty, "a"))

	t.Chdir(empty)
	assert.ErrorContains(t, replaceFolder(".", nil), "working folder")
}

// Outcomes and drivers of the same title are told apart by their names.
func TestDistinctTitles(t *testing.T) {
	var taken []string
	for _, s := range []*score{{name: "c", title: "X (b)"}, {name: "a", title: "X"}, {name: "b", title: "X"}} {
		taken = append(taken, distinct(s, taken))
	}
	assert.Equal(t, []string{"X (b)", "X", "X (b) (b)"}, taken)
}
