package lettering

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/vg"
)

// ErrNoFont is returned when no font has the characters that are needed.
var ErrNoFont = errors.New("lettering: no font with these characters")

// preferred are the beginnings of file names of common Chinese sans-serif
// fonts, the most likely first; others follow by path.
var preferred = []string{"notosanscjk", "notosanssc", "sourcehansans", "pingfang", "msyh",
	"droidsansfallback", "stheiti", "hiragino", "simhei", "uming"}

// Find returns the first font in the system's font folders that has outlines
// for every character of the sample, and its file. Which one that is depends
// on the files alone. It returns [ErrNoFont] where there is none.
func Find(sample string) (*sfnt.Font, string, error) { return find(folders(), sample) }

// Load returns the first font of a file, which may be a collection, that has
// outlines for every character of the sample.
func Load(file, sample string) (*sfnt.Font, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("lettering: %w", err)
	}
	collection, err := sfnt.ParseCollection(data)
	if err != nil {
		return nil, fmt.Errorf("lettering: %s: %w", file, err)
	}
	for i := range collection.NumFonts() {
		f, err := collection.Font(i)
		if err == nil && has(f, sample) {
			return f, nil
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrNoFont, file)
}

func has(f *sfnt.Font, sample string) bool {
	letters := New(f)
	face := letters.face(10)
	var buf sfnt.Buffer
	for _, r := range sample {
		used, k := letters.glyph(&buf, face.Face, r)
		if used == nil {
			return false
		}
		if used == f && len(outline(&buf, f, k, 10, vg.Point{})) == 0 {
			return false
		}
	}
	return true
}

func find(folders []string, sample string) (*sfnt.Font, string, error) {
	type candidate struct {
		rank int
		file string
	}

	var files []candidate
	for _, folder := range folders {
		// A folder that cannot be read holds no font for us.
		_ = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() &&
				slices.Contains([]string{".ttf", ".otf", ".ttc", ".otc"}, strings.ToLower(filepath.Ext(name))) {
				files = append(files, candidate{rank(name), name})
			}
			return nil
		})
	}

	slices.SortFunc(files, func(a, b candidate) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return strings.Compare(a.file, b.file)
	})

	for _, c := range files {
		if f, err := Load(c.file, sample); err == nil {
			return f, c.file, nil
		}
	}
	return nil, "", ErrNoFont
}

// rank orders files: preferred names, regular weight before others.
func rank(file string) int {
	name := strings.ToLower(filepath.Base(file))
	k := slices.IndexFunc(preferred, func(p string) bool { return strings.HasPrefix(name, p) })
	if k < 0 {
		k = len(preferred)
	}
	if strings.Contains(name, "regular") {
		return 2 * k
	}
	return 2*k + 1
}

func folders() []string {
	home, _ := os.UserHomeDir()
	switch runtime.GOOS {
	case "windows":
		return []string{filepath.Join(os.Getenv("WINDIR"), "Fonts")}
	case "darwin":
		return []string{"/System/Library/Fonts", "/Library/Fonts",
			filepath.Join(home, "Library", "Fonts")}
	}
	return []string{"/usr/share/fonts", "/usr/local/share/fonts",
		filepath.Join(home, ".local", "share", "fonts"), filepath.Join(home, ".fonts")}
}
