package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestName is how many characters of a name enter the name of a file: with four
// bytes each it stays below the 255 bytes that file systems allow.
const longestName = 50

// fileNames gives each name a file name of its own.
type fileNames map[string]bool

// of returns the name with every character but letters, digits, marks, "-" and "_"
// replaced by "-", so that it is no path and hides nothing, cut to a length that
// file systems take. A name that another one has already, whatever the case of its
// letters and however its accents are written, gets a number.
func (taken fileNames) of(name string) string {
	var b strings.Builder
	count := 0
	for _, r := range name {
		if count++; count > longestName {
			break
		}
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '-', r == '_':
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}

	same := func(s string) string { return strings.ToLower(norm.NFC.String(s)) }
	out := b.String()
	for k := 2; taken[same(out)]; k++ {
		out = fmt.Sprintf("%s-%d", b.String(), k)
	}
	taken[same(out)] = true
	return out
}

// marker is the file by which a later run knows a folder of this program: a line of
// text, then the names of the files beside it.
const (
	marker      = ".ctostudy-output"
	markerFirst = "Written by examples/drivers; replaced whole by its next run."
)

// resolved returns the absolute path of a folder, behind links. The working folder
// and those that hold it are refused: nobody would be in it afterwards.
func resolved(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	working, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if inside, err := filepath.Rel(dir, working); err == nil && filepath.IsLocal(inside) {
		return "", fmt.Errorf("%s is the working folder, or holds it", dir)
	}
	return dir, nil
}

// replaceable returns an error unless a folder is absent, empty, or holds nothing
// but what an earlier run put there.
func replaceable(dir string) error {
	dir, err := resolved(dir)
	if err != nil {
		return err
	}
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(files) == 0 {
		return nil
	}
	if err != nil {
		return err
	}

	text, err := os.ReadFile(filepath.Join(dir, marker))
	ours := strings.Split(string(text), "\n")
	if err != nil || !strings.HasPrefix(ours[0], "Written by ") {
		return fmt.Errorf("%s is not empty, and this program did not write it", dir)
	}
	for _, f := range files {
		if f.Name() != marker && !slices.Contains(ours[1:], f.Name()) {
			return fmt.Errorf("%s in %s is not of this program", f.Name(), dir)
		}
	}
	return nil
}

// replaceFolder makes dir a folder with the files, whole or not at all: they are
// written aside, and then the folders change places.
func replaceFolder(dir string, files map[string][]byte) error {
	dir, err := resolved(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), ".drivers-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)

	// The new folder is made within, since that of MkdirTemp is private.
	aside, before := filepath.Join(work, "new"), filepath.Join(work, "old")
	if err := os.Mkdir(aside, 0o777); err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(aside, name), files[name], 0o666); err != nil {
			return err
		}
	}
	text := strings.Join(append([]string{markerFirst}, names...), "\n") + "\n"
	if err := os.WriteFile(filepath.Join(aside, marker), []byte(text), 0o666); err != nil {
		return err
	}

	if err := replaceable(dir); err != nil { // somebody may have written to it meanwhile
		return err
	}
	if err := os.Rename(dir, before); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(aside, dir); err != nil {
		return errors.Join(err, os.Rename(before, dir))
	}
	return nil
}
