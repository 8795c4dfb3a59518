package contract

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// Flat is a result as numbers and words by the path of its exported fields.
// Elements of slices go by their Label, Name or Term where they have one.
type Flat map[string]any

// Flatten returns a result but for its settings and what is not exported.
func Flatten(x any) Flat {
	out := Flat{}
	out.add("", reflect.ValueOf(x), false)
	return out
}

// Hidden returns values with their unexported fields too: everything that an
// estimator could have written to.
func Hidden(values ...any) Flat {
	out := Flat{}
	for i, v := range values {
		out.add(fmt.Sprint(i), reflect.ValueOf(v), true)
	}
	return out
}

func (f Flat) add(path string, v reflect.Value, hidden bool) {
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
			field := v.Type().Field(i)
			shown := field.IsExported() && !strings.HasSuffix(field.Name, "Settings")
			if hidden || shown {
				f.add(path+"."+field.Name, v.Field(i), hidden)
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

// Differ returns the paths at which two results differ by more than tolerance,
// relative to the larger of them, or to 1e-6 where both are smaller. Only paths
// that keep admits count.
func (f Flat) Differ(g Flat, tolerance float64, keep func(path string) bool) []string {
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
		case isNumber && same && near(a, b, tolerance):
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

// near reports whether two numbers are the same, or as near as the tolerance.
func near(a, b, tolerance float64) bool {
	if a == b || math.IsNaN(a) && math.IsNaN(b) {
		return true
	}
	size := math.Max(math.Abs(a), math.Abs(b))
	return math.Abs(a-b) <= tolerance*math.Max(1e-6, size)
}

// Everything admits every path.
func Everything(string) bool { return true }
