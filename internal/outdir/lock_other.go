//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package outdir

import (
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// oldEnough is the age at which nobody is taken to work on a folder any more where folders cannot be
// locked.
const oldEnough = 24 * time.Hour

// lock has nothing to hold here.
func lock(string) (*os.File, error) { return nil, nil }

// abandoned reports whether nothing in a folder was changed for a day.
func abandoned(folder string) (*os.File, bool) {
	old := true
	err := filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		old = old && err == nil && time.Since(info.ModTime()) > oldEnough
		return err
	})
	return nil, err == nil && old
}
