// Package outdir writes a folder of results whole or not at all. The files are
// written aside, in a sibling folder, flushed to disk, and the two folders
// change places in one step. A folder that this package did not write is
// refused and left as it is, and so is one to which somebody added files.
//
// A run that is killed leaves its sibling, ".NAME.1a2b3c4d", behind; the next
// run for the same folder removes it. A run that is still at work holds a lock
// on its sibling, which ends with the process, and is left alone; where folders
// cannot be locked (Windows), siblings are removed after a day without change.
package outdir

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Marker is the file by which a later run recognises a folder of this
// package. Its first line is the owner's, the others are the names of the
// files that were written beside it.
const Marker = ".ctostudy-output"

// Errors of folders that are not replaced. They are wrapped with the folder's
// name and what was found in it.
var (
	// ErrForeign: the folder is not empty and this package did not write
	// it, or it holds files that were added since.
	ErrForeign = errors.New("outdir: the folder holds files that were not written by this program")
	// ErrNested: the folder lies in one that this package wrote, which could
	// then not be replaced any more.
	ErrNested = errors.New("outdir: the folder lies within the results of an earlier run")
	// ErrNotFolder: something that is no folder has the name.
	ErrNotFolder = errors.New("outdir: not a folder")
	// ErrWorkingFolder: the working folder is the folder or is in it.
	ErrWorkingFolder = errors.New("outdir: the working folder cannot be replaced")
)

// Check returns nil when [Write] may put its files in dir: dir is absent,
// empty, or holds nothing but what an earlier Write put there. It changes
// nothing.
func Check(dir string) error {
	target, err := resolve(dir)
	if err != nil {
		return err
	}
	return check(target, dir)
}

// Write makes dir a folder with the files that fill creates in the root that it
// is given, beside the [Marker] with the owner's line. What an earlier Write
// put in dir is gone afterwards. When fill fails, or anything else before the
// last step, dir is untouched and the error is returned. The last step is one
// system call where the system can exchange two folders (Linux); elsewhere it
// is two renames, and a Write or [Check] that finds the state between them
// treats dir as absent, while the old files wait in ".NAME.previous" until the
// next Write ends.
func Write(dir, owner string, fill func(aside *os.Root) error) error {
	target, err := resolve(dir)
	if err != nil {
		return err
	}
	if err := check(target, dir); err != nil {
		return err
	}
	sweep(target)
	aside, held, err := makeAside(target, owner)
	if err != nil {
		return fmt.Errorf("outdir: %w", err)
	}
	if held != nil {
		defer held.Close()
	}
	if err := fillAside(aside, owner, fill); err != nil {
		return errors.Join(err, removeMarked(aside))
	}
	// Somebody may have written to the folder while fill worked.
	if err := check(target, dir); err != nil {
		return errors.Join(err, removeMarked(aside))
	}
	if err := replace(target, aside); err != nil {
		return errors.Join(fmt.Errorf("outdir: %w", err), removeMarked(aside))
	}
	return nil
}

// resolve returns the absolute path behind symbolic links.
func resolve(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("outdir: the folder's name is empty")
	}
	path, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("outdir: %w", err)
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	} else if _, err := os.Lstat(path); err == nil {
		return "", fmt.Errorf("%w: %s is a link to nowhere", ErrNotFolder, dir)
	}
	working, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("outdir: %w", err)
	}
	if real, err := filepath.EvalSymlinks(working); err == nil {
		working = real
	}
	if inside, err := filepath.Rel(path, working); err == nil && filepath.IsLocal(inside) {
		return "", fmt.Errorf("%w: %s", ErrWorkingFolder, dir)
	}
	return path, nil
}

func check(path, name string) error {
	for parent := filepath.Dir(path); parent != filepath.Dir(parent); parent = filepath.Dir(parent) {
		if _, err := os.Lstat(filepath.Join(parent, Marker)); err == nil {
			return fmt.Errorf("%w: %s", ErrNested, name)
		}
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("outdir: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("%w: %s", ErrNotFolder, name)
	}
	files, err := list(path)
	if err != nil {
		return fmt.Errorf("outdir: %w", err)
	}
	if len(files) == 0 {
		return nil
	}
	ours, err := readMarker(filepath.Join(path, Marker))
	if err != nil {
		return fmt.Errorf("%w: %s", ErrForeign, name)
	}
	for _, f := range files {
		if f != Marker && !slices.Contains(ours, f) {
			return fmt.Errorf("%w: %s in %s", ErrForeign, f, name)
		}
	}
	return nil
}

// list returns what is in a folder, with slashes, in lexical order: everything
// that is no folder, and folders without anything in them.
func list(path string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == path {
			return err
		}
		if entry.IsDir() {
			inside, err := os.ReadDir(name)
			if err != nil || len(inside) > 0 {
				return err
			}
		}
		relative, err := filepath.Rel(path, name)
		out = append(out, filepath.ToSlash(relative))
		return err
	})
	return out, err
}

const markerFirst = "Written by "

func readMarker(name string) ([]string, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, ErrForeign
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	first, rest, _ := strings.Cut(string(text), "\n")
	if !strings.HasPrefix(first, markerFirst) {
		return nil, ErrForeign
	}
	return strings.Split(rest, "\n"), nil
}

// makeAside creates a sibling of the target, with the target's permissions where
// it exists. In it is a marker that says that it is unfinished; the lock holds
// until the file is closed.
func makeAside(target, owner string) (aside string, held *os.File, err error) {
	parent, base := filepath.Split(target)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return "", nil, err
	}
	for range 100 {
		aside = filepath.Join(parent, asideName(base))
		if err := os.Mkdir(aside, 0o777); errors.Is(err, fs.ErrExist) {
			continue
		} else if err != nil {
			return "", nil, err
		}
		held, err = lock(aside)
		if errors.Is(err, errTaken) {
			continue // another run took the empty folder for one that was left behind
		}
		// A file system without locks does without: there nothing is swept either.
		if err = prepareAside(aside, target, owner); err != nil {
			return "", nil, errors.Join(err, os.RemoveAll(aside))
		}
		return aside, held, nil
	}
	return "", nil, errors.New("no free name for a folder aside")
}

// prepareAside marks a folder aside and gives it the target's permissions.
func prepareAside(aside, target, owner string) error {
	text := unfinishedFirst + oneLine(owner) + "\n"
	if err := os.WriteFile(filepath.Join(aside, Marker), []byte(text), 0o666); err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return nil // there is no target
	}
	return os.Chmod(aside, info.Mode().Perm())
}

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

func fillAside(aside, owner string, fill func(*os.Root) error) error {
	root, err := os.OpenRoot(aside)
	if err != nil {
		return fmt.Errorf("outdir: %w", err)
	}
	defer root.Close()
	if err := fill(root); err != nil {
		return err
	}
	files, err := list(aside)
	if err != nil {
		return fmt.Errorf("outdir: %w", err)
	}
	// The marker is replaced whole: a folder without one could not be told to be ours.
	const next = Marker + ".new"
	file, err := root.Create(next)
	if err != nil {
		return fmt.Errorf("outdir: %w", err)
	}
	w := bufio.NewWriter(file)
	fmt.Fprintf(w, "%s%s; replaced whole by its next run.\n", markerFirst, oneLine(owner))
	for _, f := range files {
		if f != Marker {
			fmt.Fprintln(w, f)
		}
	}
	if err := errors.Join(w.Flush(), file.Close()); err != nil {
		return fmt.Errorf("outdir: %w", err)
	}
	if err := errors.Join(root.Rename(next, Marker), flush(aside)); err != nil {
		return fmt.Errorf("outdir: %w", err)
	}
	return nil
}

// flush forces every file and folder under path to disk.
func flush(path string) error {
	return filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() && !entry.Type().IsRegular() {
			return nil
		}
		return flushOne(name)
	})
}
