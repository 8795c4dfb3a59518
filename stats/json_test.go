package stats

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// written are all exported types that have names for JSON.
var written = []any{
	&BootstrapResult{}, BootstrapSettings{}, ChiSquareTest{}, Coefficient{}, CrossTabResult{},
	DiscriminantPair{}, Estimate{}, GroupEffect{},
	GroupEstimate{}, GroupEstimates{}, GroupTestResult{}, ItemReliability{}, Norm{}, &OLSResult{},
	OLSSettings{}, OneFactorResult{},
	ParallelAnalysisResult{}, Prediction{}, RakeResult{}, RakedLevel{}, RankGroup{}, RankTestResult{},
	ReliabilityResult{}, Standardizer{},
	WaldTest{}, Warning{},
}

// fill sets every number of an exported field to x, in slices of one element.
func fill(v reflect.Value, x float64, depth int) {
	switch v.Kind() {
	case reflect.Float64:
		v.SetFloat(x)
	case reflect.Pointer:
		if v.Type().Elem().Kind() == reflect.Struct &&
			v.Type().Elem().PkgPath() == reflect.TypeFor[Norm]().PkgPath() && depth < 4 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), x, depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), x, depth+1)
	case reflect.Map:
		one := reflect.New(v.Type().Elem()).Elem()
		fill(one, x, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("a"), one)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
				fill(v.Field(i), x, depth+1)
			}
		}
	}
}

func TestEveryResultIsJSON(t *testing.T) {
	known := map[string]bool{}
	for _, zero := range written {
		typ := reflect.TypeOf(zero)
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		known[typ.Name()] = true
		for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			v := reflect.New(typ)
			fill(v.Elem(), x, 0)
			for _, form := range []any{v.Interface(), v.Elem().Interface()} {
				if typ == reflect.TypeFor[OLSSettings]() {
					continue // of numbers that were checked; null in the result's
				}
				if _, byPointer := v.Interface().(*OLSResult); byPointer {
					form = v.Interface()
				}
				text, err := json.Marshal(form)
				require.NoError(t, err, typ.Name())
				require.True(t, json.Valid(text), typ.Name())
				if hasNumber(typ, map[reflect.Type]bool{}) {
					assert.Contains(t, string(text), "null", typ.Name())
				}
			}
		}
		text, err := json.Marshal(reflect.New(typ).Interface())
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(string(text), "{"), typ.Name())
	}
	for _, name := range tagged(t) {
		assert.True(t, known[name] || name == "Level", // an input
			"%s has names for JSON and is not tested", name)
	}
	// A true 0 is written, and what does not exist is null.
	text, err := json.Marshal(RankTestResult{Z: math.NaN()})
	require.NoError(t, err)
	assert.Contains(t, string(text), `"superiority":0`)
	assert.Contains(t, string(text), `"z":null`)
}

// hasNumber reports whether a type has a float64 that is written.
func hasNumber(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Float64:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return hasNumber(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && f.Tag.Get("json") != "-" && hasNumber(f.Type, seen) {
				return true
			}
		}
	}
	return false
}

// tagged returns the exported structs of the package's files that have a json
// tag.
func tagged(t *testing.T) []string {
	t.Helper()
	var out []string
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !spec.Name.IsExported() {
				return true
			}
			body, ok := spec.Type.(*ast.StructType)
			for i := 0; ok && i < len(body.Fields.List); i++ {
				if tag := body.Fields.List[i].Tag; tag != nil && strings.Contains(tag.Value, "json:") {
					out = append(out, spec.Name.Name)
					break
				}
			}
			return true
		})
	}
	require.Greater(t, len(out), 20)
	return out
}
