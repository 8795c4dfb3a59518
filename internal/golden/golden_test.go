package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// failures is a test that writes down how it failed.
type failures struct {
	testing.TB
	said []string
}

func (f *failures) Helper() {}

func (f *failures) Errorf(format string, args ...any) {
	f.said = append(f.said, fmt.Sprintf(format, args...))
}

// What differs fails the test and is kept outside of the folder of the golden file.
func TestEqual(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	file := filepath.Join(t.TempDir(), "picture.svg")
	require.NoError(t, os.WriteFile(file, []byte("looked at"), 0o666))

	f := &failures{TB: t}
	Equal(f, file, []byte("looked at"))
	assert.Empty(t, f.said)

	Equal(f, file, []byte("new"))
	require.Len(t, f.said, 1)
	_, rest, _ := strings.Cut(f.said[0], "compare it with ")
	got, _, _ := strings.Cut(rest, ",")
	text, err := os.ReadFile(got)
	require.NoError(t, err)
	assert.Equal(t, "new", string(text))

	beside, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	assert.Len(t, beside, 1)
}
