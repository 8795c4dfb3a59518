package outdir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// replace puts aside in the target's place and removes what was there.
func replace(target, aside string) error {
	parent, base := filepath.Split(target)
	_, err := os.Lstat(target)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(aside, target); err != nil {
			return err
		}
		return errors.Join(flushOne(parent), os.RemoveAll(previousOf(parent, base)))
	}
	if err != nil {
		return err
	}
	if exchange(aside, target) == nil {
		// aside now names the old folder.
		return errors.Join(flushOne(parent), removeMarked(aside))
	}
	return renameTwice(target, aside)
}

func previousOf(parent, base string) string {
	return filepath.Join(parent, "."+base+".previous")
}

// renameTwice is for systems that cannot exchange two folders.
func renameTwice(target, aside string) error {
	parent, base := filepath.Split(target)
	previous := previousOf(parent, base)
	if err := os.RemoveAll(previous); err != nil {
		return err
	}
	if err := os.Rename(target, previous); err != nil {
		return err
	}
	if err := os.Rename(aside, target); err != nil {
		return errors.Join(err, os.Rename(previous, target))
	}
	return errors.Join(flushOne(parent), os.RemoveAll(previous))
}

// syncFile forces a file to disk. Tests put another in its place to see what is forced, and when.
var syncFile = (*os.File).Sync

// flushOne forces a file or a folder's entries to disk. Windows cannot open
// folders for this and orders their entries itself.
func flushOne(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		if info.IsDir() {
			return nil
		}
		file, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		return errors.Join(syncFile(file), file.Close())
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(syncFile(file), file.Close())
}
