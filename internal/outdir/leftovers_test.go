package outdir

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMain lets the test's binary be a run that never ends: it writes a file aside, says so, and waits.
func TestMain(m *testing.M) {
	dir := os.Getenv("OUTDIR_TEST_ENDLESS")
	if dir == "" {
		os.Exit(m.Run())
	}
	err := Write(dir, "endless", func(aside *os.Root) error {
		if err := aside.WriteFile("half.txt", []byte("x"), 0o666); err != nil {
			return err
		}
		fmt.Println("at work")
		_, err := bufio.NewReader(os.Stdin).ReadString('\n') // until the pipe is closed
		return err
	})
	fmt.Println(err)
	os.Exit(1)
}

// endless starts a run for dir that is at work when endless returns.
func endless(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	run := exec.Command(os.Args[0])
	run.Env = append(os.Environ(), "OUTDIR_TEST_ENDLESS="+dir)
	_, err := run.StdinPipe()
	require.NoError(t, err)
	stdout, err := run.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, run.Start())
	t.Cleanup(func() {
		_ = run.Process.Kill()
		_ = run.Wait()
	})
	said, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "at work\n", said)
	return run
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// The folder of a run that was killed goes with the next run; that of a run at work stays.
func TestKilledRunsAreSweptUp(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "plan9" {
		t.Skip("no locks of folders: only what is a day old is removed")
	}
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	run := endless(t, dir)
	require.Len(t, names(t, parent), 1, "the folder aside")
	left := names(t, parent)[0]

	require.NoError(t, Write(dir, "test", fillWith(map[string]string{"a": "1"})))
	assert.ElementsMatch(t, []string{left, "out"}, names(t, parent), "a run at work is left alone")
	assert.FileExists(t, filepath.Join(parent, left, "half.txt"))

	require.NoError(t, run.Process.Kill())
	_ = run.Wait()
	require.NoError(t, Check(dir))
	assert.ElementsMatch(t, []string{left, "out"}, names(t, parent), "a check changes nothing")
	require.NoError(t, Write(dir, "test", fillWith(map[string]string{"b": "2"})))
	assert.Equal(t, []string{"out"}, names(t, parent))
	assert.Equal(t, "2", snapshot(t, dir)["b"])
}

// A folder that only looks like one of ours stays, with everything in it.
func TestOthersFoldersAreNotSwept(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("folders cannot be locked")
	}
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	put := func(text string, name ...string) {
		path := filepath.Join(append([]string{parent}, name...)...)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
	}
	put("x", ".out.20261127", "thesis.doc")                                     // a date
	put("x", ".out.0000000g", "a")                                              // no hexadecimal number
	put(unfinishedFirst+"test\n", ".output.00000001", Marker)                   // of another target
	put("Written by test; replaced whole by its next run.\na\n", ".out.1", "a") // no name of ours
	put("x", ".out.00000002")                                                   // a file
	put("Written by test.\na\n", ".out.00000003", Marker)                       // the old results of a
	put("x", ".out.00000003", "notes.txt")                                      // run, with a file added
	put("x", ".out.previous", "a")                                              // the second rename's
	stay := names(t, parent)

	put("Written by test.\na\nsub/b\n", ".out.00000004", Marker) // old results, not yet removed
	put("1", ".out.00000004", "a")
	put(unfinishedFirst+"test\n", ".out.00000005", Marker)
	put("1", ".out.00000005", "sub", "b")
	require.NoError(t, os.Mkdir(filepath.Join(parent, ".out.00000006"), 0o777)) // killed before its marker

	sweep(dir)
	assert.Equal(t, stay, names(t, parent))
}

// What is written is on the disk before it takes the target's place, and the exchange itself afterwards.
func TestEverythingIsForcedToDisk(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	require.NoError(t, Write(dir, "test", fillWith(map[string]string{"old": "1"})))
	real := syncFile
	t.Cleanup(func() { syncFile = real })

	var before, after []string
	syncFile = func(f *os.File) error {
		name, err := filepath.Rel(parent, f.Name())
		require.NoError(t, err)
		if _, err := os.Stat(filepath.Join(dir, "a.txt")); err == nil {
			after = append(after, name)
		} else {
			_, inside, _ := strings.Cut(filepath.ToSlash(name), "/")
			before = append(before, inside) // without the name of the folder aside
		}
		return real(f)
	}
	require.NoError(t, Write(dir, "test", fillWith(map[string]string{"a.txt": "1", "sub/b.txt": "2"})))
	slices.Sort(before)
	assert.Equal(t, []string{"", Marker, "a.txt", "sub", "sub/b.txt"}, before)
	assert.Equal(t, []string{"."}, after, "the folder above, which holds the names")

	full := errors.New("no space left")
	syncFile = func(*os.File) error { return full }
	require.ErrorIs(t, Write(dir, "test", fillWith(map[string]string{"new": "1"})), full)
	assert.Contains(t, snapshot(t, dir), "a.txt", "what cannot be forced to disk replaces nothing")
	assert.Equal(t, []string{"out"}, names(t, parent))
}
