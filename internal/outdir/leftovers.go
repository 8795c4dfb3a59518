package outdir

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// asideName is the name of a folder in which a run writes its files beside the target, ".NAME.1a2b3c4d".
func asideName(base string) string { return fmt.Sprintf(".%s.%08x", base, rand.Uint32()) }

// asidePattern recognises what asideName returns.
func asidePattern(base string) *regexp.Regexp {
	return regexp.MustCompile(`^\.` + regexp.QuoteMeta(base) + `\.[0-9a-f]{8}$`)
}

// unfinishedFirst begins the marker of a folder that is still written to.
const unfinishedFirst = "Unfinished, by "

// errTaken: another run has a folder, or removed it.
var errTaken = errors.New("another run has the folder")

// sweep removes what killed runs left beside the target: folders with the name of a folder aside in which
// nobody is at work and that are empty or bear our marker. A folder that it cannot remove stays: the
// results do not depend on it.
func sweep(target string) {
	parent, base := filepath.Split(target)
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}

	pattern := asidePattern(base)
	for _, entry := range entries {
		folder := filepath.Join(parent, entry.Name())
		if !entry.IsDir() || !pattern.MatchString(entry.Name()) {
			continue
		}
		held, free := abandoned(folder)
		if free && leftByUs(folder) {
			_ = removeMarked(folder)
		}
		if held != nil {
			held.Close()
		}
	}
}

// leftByUs reports whether a folder is empty or has our marker and, if it was finished, nothing that the
// marker does not list.
func leftByUs(folder string) bool {
	files, err := list(folder)
	if err != nil {
		return false
	}
	if len(files) == 0 || unfinished(folder) {
		return true
	}

	ours, err := readMarker(filepath.Join(folder, Marker))
	if err != nil {
		return false
	}
	return !slices.ContainsFunc(files, func(f string) bool { return f != Marker && !slices.Contains(ours, f) })
}

func unfinished(folder string) bool {
	text, err := os.ReadFile(filepath.Join(folder, Marker))
	return err == nil && strings.HasPrefix(string(text), unfinishedFirst)
}

// removeMarked removes a folder, its marker last, so that a removal that is cut short is
// finished by the next run.
func removeMarked(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		if os.IsNotExist(err) {
			return nil
		}
		return err
	}
	for _, entry := range entries {
		if entry.Name() == Marker {
			continue
		}
		if err := os.RemoveAll(filepath.Join(folder, entry.Name())); err != nil {
			return err
		}
	}
	return os.RemoveAll(folder)
}
