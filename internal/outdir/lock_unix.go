//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package outdir

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// lock marks a folder as somebody's work until the file that it returns is closed, by hand or because
// the process ended, however it ended. It is errTaken if another has the folder or removed it.
func lock(folder string) (*os.File, error) {
	file, err := os.Open(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errTaken
	}
	if err != nil {
		return nil, err
	}

	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) || err == nil && !still(file, folder) {
		err = errTaken
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// still reports whether the folder has its name: whoever held it before may have removed it.
func still(file *os.File, folder string) bool {
	held, err := file.Stat()
	if err != nil {
		return false
	}
	now, err := os.Lstat(folder)
	return err == nil && os.SameFile(held, now)
}

// abandoned returns the lock of a folder that no process works on.
func abandoned(folder string) (*os.File, bool) {
	file, err := lock(folder)
	return file, err == nil
}
