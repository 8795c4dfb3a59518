package stats

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// The contract of every estimator, over the table of contract_table_test.go:
// unit weights are no weights; a row of weight zero is no row, in estimates; an
// integer frequency weight is that many rows; neither the order of rows nor the
// numbers of levels, strata and clusters matter; a second fit is the same bit
// for bit, at any GOMAXPROCS; inputs are left alone.

// sample is what the suite's estimators estimate from.
type sample struct {
	x, y, z          []float64
	likert, group    *Codes
	tick             *Codes
	items            [6][]float64
	strata, clusters []int
	apart            []int // strata, one of them with a single cluster
	weights, copies  []float64
}

const contractRows = 120

func newSample() *sample {
	rng := rand.New(rand.NewPCG(35, 1))
	s := &sample{}
	likert, group, tick := make([]int8, contractRows), make([]int8, contractRows), make([]int8, contractRows)
	for i := range contractRows {
		f, cluster := rng.NormFloat64(), i%20
		s.x = append(s.x, math.Round(100*(f+float64(cluster%5)/5))/100)
		s.y = append(s.y, math.Round(100*(2+f+rng.NormFloat64()*(1+math.Abs(f))))/100)
		s.z = append(s.z, 1+rng.Float64())
		likert[i], group[i] = int8(max(0, min(4, int(2.5+f+rng.NormFloat64())))), int8(rng.IntN(3))
		if f+rng.NormFloat64() > 0.3 {
			tick[i] = 1
		}
		if i%17 == 3 {
			s.x[i], likert[i] = math.NaN(), Refused
		}
		if i%23 == 5 {
			group[i], tick[i] = Skipped, NotAsked
		}
		for j := range s.items {
			s.items[j] = append(s.items[j], math.Round(2*(f+rng.NormFloat64()*float64(1+j/3))))
		}
		if i%13 == 6 {
			s.items[i%6][i] = math.NaN()
		}
		s.strata, s.clusters, s.apart = append(s.strata, cluster%4), append(s.clusters, cluster), append(s.apart, min(cluster, 1)*(1+cluster%2))
		s.weights, s.copies = append(s.weights, float64(rng.IntN(5))/2), append(s.copies, float64(rng.IntN(4)))
		if cluster == 7 {
			s.copies[i] = 0
		}
	}
	five := []Level{{"1", 1}, {"2", 2}, {"3", 3}, {"4", 4}, {"5", 5}}
	s.likert = &Codes{"likert", five, likert}
	s.group = &Codes{"group", []Level{{"north", 1}, {"south", 2}, {"west", 3}}, group}
	s.tick = &Codes{"tick", []Level{{"no", 0}, {"yes", 1}}, tick}
	return s
}

// rows returns the sample of the given rows.
func (s *sample) rows(rows []int) *sample {
	out := &sample{x: selected(s.x, rows), y: selected(s.y, rows), z: selected(s.z, rows),
		likert: s.likert.Select(rows), group: s.group.Select(rows), tick: s.tick.Select(rows),
		strata: selected(s.strata, rows), clusters: selected(s.clusters, rows), apart: selected(s.apart, rows),
		weights: selected(s.weights, rows), copies: selected(s.copies, rows)}
	for j, x := range s.items {
		out.items[j] = selected(x, rows)
	}
	return out
}

// relabelled numbers levels, strata and clusters otherwise.
func (s *sample) relabelled() *sample {
	out := s.rows(countTo(len(s.x)))
	reorder := func(c *Codes) *Codes {
		n := len(c.levels)
		levels, data := make([]Level, n), make([]int8, len(c.data))
		for k, l := range c.levels {
			levels[(k+1)%n] = l
		}
		for i, k := range c.data {
			if data[i] = k; k >= 0 {
				data[i] = int8((int(k) + 1) % n)
			}
		}
		return &Codes{c.name, levels, data}
	}
	out.group, out.likert, out.tick = reorder(s.group), reorder(s.likert), reorder(s.tick)
	for i := range out.strata {
		out.strata[i], out.clusters[i], out.apart[i] = 7-3*out.strata[i], 100-7*out.clusters[i], 5-out.apart[i]
	}
	return out
}

// code returns the code of a label.
func code(c *Codes, label string) int8 {
	return int8(slices.IndexFunc(c.levels, func(l Level) bool { return l.Label == label }))
}

func countTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// designs of a sample by name, in the order of designNames.
var designNames = []string{"nil", "unit", "sampling", "frequency", "clusters", "complex", "finite", "raked", "remove", "adjust", "average", "copies in clusters"}

func (s *sample) design(name string) *Design {
	n := len(s.x)
	var w *Weights
	var set *DesignSettings
	switch name {
	case "nil":
		return nil
	case "unit":
		w = &Weights{Values: slices.Repeat([]float64{1}, n)}
	case "sampling":
		w = &Weights{Values: s.weights}
	case "frequency":
		w = &Weights{Kind: FrequencyWeights, Values: s.copies}
	case "clusters":
		w, set = &Weights{Values: s.weights}, &DesignSettings{Clusters: s.clusters}
	case "complex":
		w, set = &Weights{Values: s.weights}, &DesignSettings{Strata: s.strata, Clusters: s.clusters}
	case "finite":
		w, set = &Weights{Values: s.weights}, &DesignSettings{Strata: s.strata, Clusters: s.clusters, PopulationSize: slices.Repeat([]float64{9}, n)}
	case "remove", "adjust", "average":
		policy := map[string]LonelyPolicy{"remove": LonelyRemove, "adjust": LonelyAdjust, "average": LonelyAverage}[name]
		w, set = &Weights{Values: s.weights}, &DesignSettings{Strata: s.apart, Clusters: s.clusters, Lonely: policy}
	case "copies in clusters":
		w, set = &Weights{Kind: FrequencyWeights, Values: s.copies}, &DesignSettings{Clusters: s.clusters}
	case "repeated in clusters":
		set = &DesignSettings{Clusters: s.clusters}
	case "raked":
		r, err := Rake(context.Background(), s.margins(), s.design("complex"), nil)
		if err != nil {
			panic(err)
		}
		return r.Design
	}
	d, err := NewDesign(n, w, set)
	if err != nil {
		panic(err)
	}
	return d
}

// flat is a result as numbers and words by the path of its exported fields.
// Elements of slices go by their Label, Name or Term where they have one.
type flat map[string]any

func flatten(x any) flat {
	out := flat{}
	out.add("", reflect.ValueOf(x), false)
	return out
}

// inputs is everything that an estimator could have written to.
func inputs(s *sample, d *Design) flat {
	out := flat{}
	out.add("sample", reflect.ValueOf(s), true)
	out.add("design", reflect.ValueOf(d), true)
	return out
}

func (f flat) add(path string, v reflect.Value, hidden bool) {
	if v.IsValid() && v.CanInterface() {
		if m, ok := v.Interface().(mat.Matrix); ok && v.Kind() == reflect.Pointer && !v.IsNil() {
			rows, cols := m.Dims()
			for i := range rows {
				for j := range cols {
					f[fmt.Sprintf("%s[%d,%d]", path, i, j)] = m.At(i, j)
				}
			}
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			f.add(path, v.Elem(), hidden)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; hidden || v.Type().Field(i).IsExported() && !strings.HasSuffix(name, "Settings") {
				f.add(path+"."+name, v.Field(i), hidden)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			f.add(path+"["+label(v, i)+"]", v.Index(i), hidden)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			f.add(path+"["+fmt.Sprint(k)+"]", v.MapIndex(k), hidden)
		}
	case reflect.Float64:
		f[path] = v.Float()
	case reflect.Int, reflect.Int8, reflect.Int64:
		f[path] = strconv.FormatInt(v.Int(), 10)
	case reflect.Bool, reflect.String, reflect.Uint64:
		f[path] = fmt.Sprint(v)
	}
}

// label names element i of a slice.
func label(v reflect.Value, i int) string {
	e := v.Index(i)
	if e.Kind() == reflect.Pointer && !e.IsNil() {
		e = e.Elem()
	}
	if e.Kind() == reflect.Struct {
		for _, name := range []string{"Label", "Level", "Name", "Term"} {
			if f := e.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
				return f.String()
			}
		}
	}
	return fmt.Sprint(i)
}

// differ returns the paths at which two results differ by more than tolerance,
// relative to the larger of them, or to 1e-6 where both are smaller. Only paths
// that keep admits count.
func (f flat) differ(g flat, tolerance float64, keep func(path string) bool) []string {
	var out []string
	for _, path := range slices.Sorted(maps.Keys(f)) {
		if len(out) == 5 {
			return append(out, "...")
		}
		if !keep(path) {
			continue
		}
		a, isNumber := f[path].(float64)
		b, same := g[path].(float64)
		switch {
		case !isNumber && f[path] == g[path]:
		case isNumber && same && (a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= tolerance*math.Max(1e-6, math.Max(math.Abs(a), math.Abs(b)))):
		default:
			out = append(out, fmt.Sprintf("%s: %v, not %v", path, g[path], f[path]))
		}
	}
	for path := range g {
		if _, ok := f[path]; !ok && keep(path) {
			out = append(out, path+": too much")
		}
	}
	return out
}

func everything(string) bool { return true }

// refused reports whether an estimator declined a design by name.
func refused(err error) bool {
	return errors.Is(err, ErrDesign) || errors.Is(err, ErrWeightKind) || errors.Is(err, ErrLonely)
}

func TestContract(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(contracts)) {
		c := contracts[name]
		t.Run(name, func(t *testing.T) {
			for property, why := range c.except {
				require.Contains(t, []string{"refit", "processors", "rows", "labels", "unit", "zero", "frequency"}, property)
				require.NotEmpty(t, why, property)
			}
			for d := range c.refuses {
				require.Contains(t, designNames, d)
			}
			results := map[string]flat{}
			for _, d := range designNames {
				if testing.Short() && slices.Contains(designNames[6:11], d) {
					continue
				}
				s, untouched := newSample(), newSample()
				design := s.design(d)
				result, err := c.run(s, design)
				if why, declared := c.refuses[d]; declared {
					require.NotEmpty(t, why)
					require.True(t, refused(err), "%s: %v", d, err)
					continue
				}
				require.NoError(t, err, d)
				results[d] = flatten(result)
				require.NotEmpty(t, results[d], "the suite sees nothing of the result")
				assert.Empty(t, inputs(untouched, untouched.design(d)).differ(inputs(s, design), 0, everything), "inputs are left alone (%s)", d)
				c.repeated(t, d, results[d])
			}
			c.weighed(t, results)
		})
	}
}

// check reports where two results differ, unless the property is excepted.
func (c contract) check(t *testing.T, property, d string, want flat, s *sample, design *Design, tolerance float64, keep func(string) bool) {
	t.Helper()
	if c.except[property] != "" {
		return
	}
	got, err := c.run(s, design)
	require.NoError(t, err, "%s (%s)", property, d)
	assert.Empty(t, want.differ(flatten(got), tolerance, keep), "%s (%s)", property, d)
}

// repeated checks the properties that leave the sample what it is.
func (c contract) repeated(t *testing.T, d string, want flat) {
	s := newSample()
	c.check(t, "refit", d, want, s, s.design(d), 0, everything)
	for _, p := range []int{1, 8} {
		if testing.Short() && d != "complex" {
			break
		}
		before := runtime.GOMAXPROCS(p)
		c.check(t, "processors", d, want, s, s.design(d), 0, everything)
		runtime.GOMAXPROCS(before)
	}
	mixed := s.rows(rand.New(rand.NewPCG(1, 2)).Perm(contractRows))
	c.check(t, "rows", d, want, mixed, mixed.design(d), 1e-9, notByRow)
	other := s.relabelled()
	c.check(t, "labels", d, want, other, other.design(d), 1e-9, func(path string) bool { return !strings.HasSuffix(path, ".Code") })
}

// weighed checks what weights mean.
func (c contract) weighed(t *testing.T, results map[string]flat) {
	s := newSample()
	if want, ok := results["nil"]; ok && results["unit"] != nil {
		c.check(t, "unit", "nil", want, s, s.design("unit"), 1e-12, everything)
	}
	for _, d := range designNames[2:] {
		w := s.weights
		if d == "frequency" || d == "copies in clusters" {
			w = s.copies
		}
		var some []int
		for i, v := range w {
			if v > 0 {
				some = append(some, i)
			}
		}
		require.Less(t, len(some), contractRows)
		if want, ok := results[d]; ok {
			keep := estimates
			if d == "frequency" {
				keep = notByRow
			}
			c.check(t, "zero", d, want, s.rows(some), s.rows(some).design(d), 1e-9, keep)
		}
	}
	var copies []int
	for i, n := range s.copies {
		copies = append(copies, slices.Repeat([]int{i}, int(n))...)
	}
	repeated := s.rows(copies)
	if want, ok := results["frequency"]; ok {
		c.check(t, "frequency", "nil", want, repeated, nil, 1e-9, notByRow)
	}
	if want, ok := results["copies in clusters"]; ok {
		c.check(t, "frequency", "copies in clusters", want, repeated, repeated.design("repeated in clusters"), 1e-9, notByRow)
	}
}

// notByRow leaves out what has one element per row.
func notByRow(path string) bool {
	for _, field := range []string{".Influence[", ".Residuals[", ".Leverage[", ".Cook[", ".Row["} {
		if strings.Contains(path, field) {
			return false
		}
	}
	return true
}

// estimates leaves out errors too: a row of weight zero stays a unit of the
// design.
func estimates(path string) bool {
	for _, field := range []string{".StdErr", ".Low", ".High", ".DF", ".DesignEffect", ".Statistic", ".PValue", ".Vcov", ".Wald", ".Warnings", ".Covariance"} {
		if strings.Contains(path, field) {
			return false
		}
	}
	return notByRow(path)
}

// TestContractIsComplete type-checks the package's own files and demands that
// every exported function and method is in the suite or exempt for a reason.
func TestContractIsComplete(t *testing.T) {
	set := token.NewFileSet()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	var files []*ast.File
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go") {
			f, err := parser.ParseFile(set, e.Name(), nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			files = append(files, f)
		}
	}
	// Other packages are left empty: only our own names matter here.
	conf := types.Config{Importer: emptyImporter{}, Error: func(error) {}, FakeImportC: true}
	pkg, _ := conf.Check("stats", set, files, nil)
	found := exportedFuncs(pkg)
	require.Contains(t, found, "OLS")
	require.Contains(t, found, "Linearized.Estimate")
	tested := map[string]bool{}
	for name, c := range contracts {
		base, _, _ := strings.Cut(name, "/")
		tested[base] = true
		for _, also := range c.covers {
			tested[also] = true
		}
	}
	for _, name := range found {
		why, exempt := exemptions[name]
		assert.True(t, tested[name] || exempt && why != "", "%s is neither in the contract suite nor exempt", name)
		assert.False(t, tested[name] && exempt, "%s is both in the suite and exempt", name)
	}
	for name := range tested {
		assert.Contains(t, found, name, "the suite tests what is not exported")
	}
	for name := range exemptions {
		assert.Contains(t, found, name, "exempt, and not exported")
	}
}

// exportedFuncs returns "F" and "T.M" but for what every type may have.
func exportedFuncs(pkg *types.Package) []string {
	var out []string
	plain := []string{"String", "Error", "Unwrap", "MarshalJSON", "MarshalText", "UnmarshalText", "UnmarshalJSON"}
	for _, name := range pkg.Scope().Names() {
		switch o := pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			if o.Exported() {
				out = append(out, name)
			}
		case *types.TypeName:
			named, ok := o.Type().(*types.Named)
			for i := 0; ok && o.Exported() && i < named.NumMethods(); i++ {
				if m := named.Method(i); m.Exported() && !slices.Contains(plain, m.Name()) {
					out = append(out, name+"."+m.Name())
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// emptyImporter resolves every import to a package without names.
type emptyImporter struct{}

func (emptyImporter) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, path[strings.LastIndex(path, "/")+1:])
	p.MarkComplete()
	return p, nil
}

func TestFlattenSeesDifferences(t *testing.T) {
	type line struct {
		Name string
		V    float64
	}
	type result struct {
		Lines []line
		M     *mat.SymDense
		N     int
	}
	a := result{[]line{{"a", 1}, {"b", math.NaN()}}, mat.NewSymDense(1, []float64{2}), 3}
	b := result{[]line{{"b", math.NaN()}, {"a", 1}}, mat.NewSymDense(1, []float64{2}), 3}
	assert.Empty(t, flatten(a).differ(flatten(b), 0, everything))
	b.Lines[1].V = 1.1
	b.M.SetSym(0, 0, 2.1)
	b.N = 4
	assert.Len(t, flatten(a).differ(flatten(b), 0.01, everything), 3)
	assert.Len(t, flatten(result{}).differ(flatten(a), 0, everything), 6) // N, and what is too much
}
