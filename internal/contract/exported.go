// Package contract is what the contract suites of the estimating packages share:
// which functions and methods have to be in a suite, how results are compared,
// and how a sample's rows stand for weights. Tests alone import it.
package contract

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plain are methods that any type may have and that estimate nothing.
var plain = []string{"String", "Text", "Error", "Unwrap", "MarshalJSON", "MarshalText",
	"UnmarshalText", "UnmarshalJSON"}

// Exported type-checks the package of a name in the current folder and returns
// its exported functions "F" and methods "T.M", in order, but for methods that
// any type may have.
func Exported(t testing.TB, name string) []string {
	t.Helper()
	set := token.NewFileSet()
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)

	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, f)
	}

	// Other packages are left empty: only the package's own names matter here.
	conf := types.Config{Importer: emptyImporter{}, Error: func(error) {}, FakeImportC: true}
	pkg, _ := conf.Check(name, set, files, nil)

	var out []string
	for _, name := range pkg.Scope().Names() {
		switch o := pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			if o.Exported() {
				out = append(out, name)
			}
		case *types.TypeName:
			out = append(out, methods(o)...)
		}
	}
	slices.Sort(out)
	return out
}

// methods returns the exported methods of an exported type.
func methods(o *types.TypeName) []string {
	named, ok := o.Type().(*types.Named)
	if !ok || !o.Exported() {
		return nil
	}

	var out []string
	for i := range named.NumMethods() {
		if m := named.Method(i); m.Exported() && !slices.Contains(plain, m.Name()) {
			out = append(out, o.Name()+"."+m.Name())
		}
	}
	return out
}

// Complete demands that each exported name is either in the suite or exempt, for
// a reason, and that both list nothing else. What follows a slash in the name of
// a case says which case of the function it is.
func Complete(t testing.TB, exported, suite []string, exempt map[string]string) {
	t.Helper()
	tested := map[string]bool{}
	for _, name := range suite {
		base, _, _ := strings.Cut(name, "/")
		tested[base] = true
	}

	require.NotEmpty(t, exported)
	for _, name := range exported {
		why, listed := exempt[name]
		assert.True(t, tested[name] || listed && why != "",
			"%s is neither in the contract suite nor exempt", name)
		assert.False(t, tested[name] && listed, "%s is both in the suite and exempt", name)
	}
	for name := range tested {
		assert.Contains(t, exported, name, "the suite tests what is not exported")
	}
	for name := range exempt {
		assert.Contains(t, exported, name, "exempt, and not exported")
	}
}

// emptyImporter resolves every import to a package without names.
type emptyImporter struct{}

func (emptyImporter) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, path[strings.LastIndex(path, "/")+1:])
	p.MarkComplete()
	return p, nil
}
