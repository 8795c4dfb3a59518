package outdir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func fillWith(files map[string]string) func(*os.Root) error {
	return func(root *os.Root) error {
		for name, text := range files {
			if err := root.MkdirAll(filepath.Dir(name), 0o777); err != nil {
				return err
			}
			if err := root.WriteFile(name, []byte(text), 0o666); err != nil {
				return err
			}
		}
		return nil
	}
}

// snapshot returns every file under dir with its content.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		relative, _ := filepath.Rel(dir, name)
		out[filepath.ToSlash(relative)] = string(text)
		return err
	}))
	return out
}

func TestWriteMakesAndReplacesWhole(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "new", "out")
	require.NoError(t, Write(dir, "test", fillWith(map[string]string{"a.txt": "1", "sub/b.txt": "2"})))
	got := snapshot(t, dir)
	assert.Equal(t, "Written by test; replaced whole by its next run.\na.txt\nsub/b.txt\n", got[Marker])
	assert.Equal(t, "2", got["sub/b.txt"])

	require.NoError(t, os.Chmod(dir, 0o750))
	require.NoError(t, Check(dir))
	require.NoError(t, Write(dir, "test", fillWith(map[string]string{"c.txt": "3"})))
	assert.Equal(t, map[string]string{Marker: "Written by test; replaced whole by its next run.\nc.txt\n", "c.txt": "3"}, snapshot(t, dir))
	info, err := os.Stat(dir)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o750), info.Mode().Perm())

	siblings, err := os.ReadDir(filepath.Dir(dir))
	require.NoError(t, err)
	assert.Len(t, siblings, 1, "nothing stays aside")
}

func TestEmptyFolderIsTaken(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	require.NoError(t, os.Mkdir(dir, 0o777))
	require.NoError(t, Write(dir, "test", fillWith(map[string]string{"a": "1"})))
	assert.Equal(t, "1", snapshot(t, dir)["a"])
}

func TestFailureLeavesFolderUntouched(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	boom := errors.New("boom")
	failing := func(root *os.Root) error {
		return errors.Join(root.WriteFile("half", []byte("x"), 0o666), boom)
	}
	require.ErrorIs(t, Write(dir, "test", failing), boom)
	assert.NoDirExists(t, dir)

	require.NoError(t, Write(dir, "test", fillWith(map[string]string{"a": "1"})))
	before := snapshot(t, parent)
	require.ErrorIs(t, Write(dir, "test", failing), boom)
	assert.Equal(t, before, snapshot(t, parent))
}

func TestForeignFoldersAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		make func(dir string) error
		want error
	}{
		"files without a marker": {func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o777), os.WriteFile(filepath.Join(dir, "thesis.doc"), []byte("x"), 0o666))
		}, ErrForeign},
		"empty folder inside": {func(dir string) error {
			return os.MkdirAll(filepath.Join(dir, "inside"), 0o777)
		}, ErrForeign},
		"a marker of somebody else": {func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o777), os.WriteFile(filepath.Join(dir, Marker), []byte("hello\n"), 0o666))
		}, ErrForeign},
		"ours with a file added": {func(dir string) error {
			return errors.Join(Write(dir, "test", fillWith(map[string]string{"a": "1"})),
				os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("x"), 0o666))
		}, ErrForeign},
		"a file":            {func(dir string) error { return os.WriteFile(dir, []byte("x"), 0o666) }, ErrNotFolder},
		"a link to nowhere": {func(dir string) error { return os.Symlink(dir+"-nowhere", dir) }, ErrNotFolder},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "out")
			require.NoError(t, c.make(dir))
			before, err := os.ReadDir(parent)
			require.NoError(t, err)
			require.ErrorIs(t, Check(dir), c.want)
			called := false
			require.ErrorIs(t, Write(dir, "test", func(*os.Root) error { called = true; return nil }), c.want)
			assert.False(t, called)
			after, err := os.ReadDir(parent)
			require.NoError(t, err)
			assert.Equal(t, len(before), len(after))
		})
	}
}

func TestAddedWhileWriting(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	err := Write(dir, "test", func(*os.Root) error {
		return errors.Join(os.Mkdir(dir, 0o777), os.WriteFile(filepath.Join(dir, "theirs"), []byte("x"), 0o666))
	})
	require.ErrorIs(t, err, ErrForeign)
	assert.Equal(t, map[string]string{"theirs": "x"}, snapshot(t, dir))
}

func TestLinkKeepsPointing(t *testing.T) {
	parent := t.TempDir()
	target, link := filepath.Join(parent, "target"), filepath.Join(parent, "link")
	require.NoError(t, os.Mkdir(target, 0o777))
	require.NoError(t, os.Symlink(target, link))
	require.NoError(t, Write(link, "test", fillWith(map[string]string{"a": "1"})))
	assert.Equal(t, "1", snapshot(t, target)["a"])
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&fs.ModeSymlink)
}

func TestWorkingFolderIsRefused(t *testing.T) {
	parent := t.TempDir()
	inside := filepath.Join(parent, "here")
	require.NoError(t, os.Mkdir(inside, 0o777))
	t.Chdir(inside)
	for _, dir := range []string{".", "..", inside} {
		require.ErrorIs(t, Check(dir), ErrWorkingFolder)
	}
	require.Error(t, Check(""))
	require.NoError(t, Check("fresh"))
}

func TestFillCannotLeaveTheFolder(t *testing.T) {
	parent := t.TempDir()
	err := Write(filepath.Join(parent, "out"), "test", fillWith(map[string]string{"../escaped": "x"}))
	require.Error(t, err)
	assert.NoFileExists(t, filepath.Join(parent, "escaped"))
	assert.NoDirExists(t, filepath.Join(parent, "out"))
}

func TestRenameTwiceAndItsInterruptedState(t *testing.T) {
	parent := t.TempDir()
	dir, aside := filepath.Join(parent, "out"), filepath.Join(parent, "aside")
	require.NoError(t, os.Mkdir(dir, 0o777))
	require.NoError(t, os.Mkdir(aside, 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(aside, "new"), nil, 0o666))
	require.NoError(t, renameTwice(dir, aside))
	assert.Contains(t, snapshot(t, dir), "new")
	assert.NoDirExists(t, aside)

	// Killed between the two renames: the name is free, the old files wait.
	require.NoError(t, os.Rename(dir, previousOf(parent+string(filepath.Separator), "out")))
	require.NoError(t, Write(dir, "test", fillWith(map[string]string{"again": "1"})))
	entries, err := os.ReadDir(parent)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	assert.True(t, strings.HasPrefix(snapshot(t, dir)[Marker], markerFirst))
}

func TestUnwritableParent(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root writes everywhere")
	}
	parent := t.TempDir()
	require.NoError(t, os.Chmod(parent, 0o500))
	require.Error(t, Write(filepath.Join(parent, "out"), "test", fillWith(nil)))
}

func TestNestedFolderIsRefused(t *testing.T) {
	outer := filepath.Join(t.TempDir(), "out")
	fill := func(aside *os.Root) error { return aside.WriteFile("a", []byte("x"), 0o666) }
	require.NoError(t, Write(outer, "owner", fill))
	require.ErrorIs(t, Write(filepath.Join(outer, "sub", "deep"), "owner", fill), ErrNested)
	require.NoError(t, Write(outer, "owner", fill), "and the outer one can still be replaced")
}
