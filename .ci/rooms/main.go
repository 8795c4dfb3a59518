// Command rooms measures the structure of the module and holds it against .ci/rooms.txt: which
// package imports which, what the libraries link, the largest circle of files in a package, how
// many words of the 2021 study stand outside its own rooms, and how many names are exported.
//
//	go run ./.ci/rooms            compare with .ci/rooms.txt
//	go run ./.ci/rooms -print     print what is measured, in the form of .ci/rooms.txt
//	go run ./.ci/rooms -words     list every word of 2021 and where it stands
//	go run ./.ci/rooms -circles   list the files of every circle
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	module    = "github.com/ctostudy/ctostudy"
	limitFile = ".ci/rooms.txt"
)

func main() {
	show := flag.Bool("print", false, "print the measurements")
	words := flag.Bool("words", false, "list the words of 2021")
	circles := flag.Bool("circles", false, "list the files of every circle")
	flag.Parse()

	m, err := measure()
	if err != nil {
		fmt.Fprintln(os.Stderr, "rooms:", err)
		os.Exit(2)
	}

	switch {
	case *words:
		m.printWords(os.Stdout)
	case *circles:
		m.printCircles(os.Stdout)
	case *show:
		fmt.Print(m.text())
	default:
		if err := m.compare(); err != nil {
			fmt.Fprintln(os.Stderr, "rooms:", err)
			os.Exit(1)
		}
		fmt.Println("rooms: as", limitFile, "says")
	}
}

// listed is what go list says of a package.
type listed struct {
	ImportPath string
	Dir        string
	Name       string
	Standard   bool
	GoFiles    []string
	Imports    []string
	Deps       []string
	Export     string
}

// pkg is a type-checked package of the module, without its tests.
type pkg struct {
	listed
	room    string // path below the module, "root" for the module's own
	files   []*ast.File
	info    *types.Info
	checked *types.Package
}

type measurement struct {
	fset     *token.FileSet
	packages []*pkg
	imports  []string // violations of the direction of imports
	linked   map[string]int
	plots    []string // libraries that link gonum/plot
	circles  map[string][][]string
	words    []word
}

func measure() (*measurement, error) {
	all, err := goList()
	if err != nil {
		return nil, err
	}

	exports := map[string]string{}
	for _, p := range all {
		exports[p.ImportPath] = p.Export
	}
	m := &measurement{fset: token.NewFileSet(), linked: map[string]int{}, circles: map[string][][]string{}}
	lookup := func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(exports[path])
	}
	imported := importer.ForCompiler(m.fset, "gc", lookup)

	standard := map[string]bool{}
	for _, p := range all {
		standard[p.ImportPath] = p.Standard
	}
	for _, l := range all {
		if l.ImportPath != module && !strings.HasPrefix(l.ImportPath, module+"/") {
			continue
		}
		p, err := m.check(l, imported)
		if err != nil {
			return nil, err
		}
		m.packages = append(m.packages, p)
		m.direction(p)
		m.links(p, standard)
		m.circles[p.room] = circlesOf(m.fset, p)
		m.words = append(m.words, wordsOf(m.fset, p)...)
	}
	slices.SortFunc(m.packages, func(a, b *pkg) int { return strings.Compare(a.room, b.room) })
	return m, nil
}

// goList returns every package of the module and what they depend on, with compiled export data.
func goList() ([]listed, error) {
	command := exec.Command("go", "list", "-deps", "-export", "-json=ImportPath,Dir,Name,Standard,GoFiles,Imports,Deps,Export", "./...")
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, err
	}

	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		err := d.Decode(&l)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
}

func (m *measurement) check(l listed, imported types.Importer) (*pkg, error) {
	p := &pkg{listed: l, room: strings.TrimPrefix(strings.TrimPrefix(l.ImportPath, module), "/")}
	if p.room == "" {
		p.room = "root"
	}

	for _, name := range l.GoFiles {
		f, err := parser.ParseFile(m.fset, filepath.Join(l.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.files = append(p.files, f)
	}

	p.info = &types.Info{
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	var err error
	p.checked, err = (&types.Config{Importer: imported}).Check(l.ImportPath, m.fset, p.files, p.info)
	return p, err
}

// floors orders the rooms: a package imports packages of lower floors, or of its own if they are
// internal. "examples" stands for every program.
var floors = map[string]int{
	"internal": 0, "stats": 1, "survey": 2, "drivers": 2, "segment": 2, "survey/xlsx": 3, "survey/sav": 3,
	"drivers/chart": 3, "segment/chart": 3, "root": 3, "internal/study2021": 3, "report": 4, "examples": 5,
}

// harnesses are what only tests import: waves, contracts and golden files that several packages share.
// They stand above what they test, and no product code may import them.
var harnesses = []string{"internal/wavetest", "internal/contract", "internal/golden"}

// copied are the examples that a user would copy, which import no internal package.
var copied = []string{"reproduce", "ctostudy", "drivers", "audit", "walkthrough"}

func floorOf(room string) int {
	if f, ok := floors[room]; ok {
		return f
	}
	top, _, _ := strings.Cut(room, "/")
	return floors[top]
}

// direction notes the imports of a package that the tree does not allow.
func (m *measurement) direction(p *pkg) {
	if slices.Contains(harnesses, p.room) {
		return
	}

	for _, path := range p.Imports {
		if path != module && !strings.HasPrefix(path, module+"/") {
			continue
		}
		to := strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
		if to == "" {
			to = "root"
		}

		if slices.Contains(harnesses, to) {
			m.imports = append(m.imports, p.room+" -> "+to)
			continue
		}
		from, below := floorOf(p.room), floorOf(to)
		leaf := from == 0 && below == 0
		study := p.room == "root" && to == "internal/study2021"
		if !leaf && !study && below >= from {
			m.imports = append(m.imports, p.room+" -> "+to)
			continue
		}

		name, isExample := strings.CutPrefix(p.room, "examples/")
		if isExample && slices.Contains(copied, name) && strings.HasPrefix(to, "internal/") {
			m.imports = append(m.imports, p.room+" -> "+to)
		}
	}
}

// links counts what a library links beyond the standard library, and notes pictures.
func (m *measurement) links(p *pkg, standard map[string]bool) {
	if !slices.Contains([]string{"root", "stats", "survey", "drivers", "segment"}, p.room) {
		return
	}
	for _, d := range p.Deps {
		if !standard[d] {
			m.linked[p.room]++
		}
	}
	if slices.ContainsFunc(p.Deps, func(d string) bool { return strings.HasPrefix(d, "gonum.org/v1/plot") }) {
		m.plots = append(m.plots, p.room)
	}
}

// exported counts the exported names of a package: functions, types, variables and constants.
func (p *pkg) exported() (n int) {
	if p.Name == "main" {
		return 0
	}
	for _, name := range p.checked.Scope().Names() {
		if ast.IsExported(name) {
			n++
		}
	}
	return n
}

// text returns the measurements, a line each.
func (m *measurement) text() string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }

	for _, v := range m.imports {
		add("import %s", v)
	}
	for _, room := range m.plots {
		add("plot %s", room)
	}
	for room, n := range m.linked {
		add("linked %s %d", room, n)
	}
	for _, p := range m.packages {
		if n := p.exported(); n > 0 {
			add("exported %s %d", p.room, n)
		}
		if n := largest(m.circles[p.room]); n > 8 {
			add("circle %s %d", p.room, n)
		}
		if n := m.wordsIn(p.room); n > 0 {
			add("words %s %d", p.room, n)
		}
		if p.room == "root" {
			add("files root %d", len(p.files))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

func largest(circles [][]string) (n int) {
	for _, c := range circles {
		n = max(n, len(c))
	}
	return n
}

// compare reports lines of the measurement that .ci/rooms.txt lacks, and the other way round: a
// better structure is written down as well, so that it does not get lost again.
func (m *measurement) compare() error {
	kept, err := os.ReadFile(limitFile)
	if err != nil {
		return err
	}
	was, is := lines(string(kept)), lines(m.text())

	var out []error
	for _, l := range is {
		if !slices.Contains(was, l) {
			out = append(out, fmt.Errorf("measured, but not in %s: %s", limitFile, l))
		}
	}
	for _, l := range was {
		if !slices.Contains(is, l) {
			out = append(out, fmt.Errorf("in %s, but not measured: %s", limitFile, l))
		}
	}
	return errors.Join(out...)
}

func lines(text string) (out []string) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	return out
}

func (m *measurement) printCircles(out io.Writer) {
	for _, p := range m.packages {
		for _, c := range m.circles[p.room] {
			fmt.Fprintf(out, "%s %d: %s\n", p.room, len(c), strings.Join(c, " "))
		}
	}
}
