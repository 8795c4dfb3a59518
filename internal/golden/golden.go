// Package golden compares what tests write with files that were looked at once.
//
// The flag -update of the tests that import it writes the files anew:
//
//	go test ./segment/chart -update
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Picture compares a picture with a file byte for byte. The last digits of
// coordinates differ between architectures, so that only amd64 compares.
func Picture(t testing.TB, file string, got []byte) {
	t.Helper()
	if runtime.GOARCH == "amd64" || *update {
		Equal(t, file, got)
	}
}

// Equal fails the test unless got is what the file holds. What the test wrote
// instead is kept in a temporary folder, which the failure names.
func Equal(t testing.TB, file string, got []byte) {
	t.Helper()
	Like(t, file, got, bytes.Equal)
}

// Like is [Equal] with a comparison of one's own.
func Like(t testing.TB, file string, got []byte, same func(want, got []byte) bool) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}

	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !same(want, got) {
		t.Errorf("%s changed: compare it with %s, or write it anew with -update", file, kept(t, file, got))
	}
}

// kept writes what a test got to a folder that outlives the test.
func kept(t testing.TB, file string, got []byte) string {
	dir, err := os.MkdirTemp("", "golden-")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, filepath.Base(file)+".got")
	if err := os.WriteFile(name, got, 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}
