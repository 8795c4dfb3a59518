// Package nulls writes results as JSON in which undefined numbers are null,
// where encoding/json refuses NaN and infinities.
package nulls

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
)

// Marshal returns the JSON of v as encoding/json does, with null for every
// number that is not finite. Struct tags with a name, omitempty and "-" count;
// fields of embedded structs are written as the struct's own; values that
// marshal themselves do. A type that calls Marshal from its own MarshalJSON
// has to hide that method first:
//
//	type plain Result
//	return nulls.Marshal((*plain)(r))
func Marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	if err := write(&out, reflect.ValueOf(v)); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func write(out *bytes.Buffer, v reflect.Value) error {
	if !v.IsValid() {
		out.WriteString("null")
		return nil
	}
	if (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
		out.WriteString("null")
		return nil
	}
	if marshals(v) {
		return encode(out, v.Interface())
	}
	if v.CanAddr() && marshals(v.Addr()) {
		return encode(out, v.Addr().Interface())
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return write(out, v.Elem())
	case reflect.Float32, reflect.Float64:
		if x := v.Float(); math.IsNaN(x) || math.IsInf(x, 0) {
			out.WriteString("null")
			return nil
		}
		return encode(out, v.Interface())
	case reflect.Struct:
		out.WriteByte('{')
		first := true
		if err := fields(out, v, &first); err != nil {
			return err
		}
		out.WriteByte('}')
		return nil
	case reflect.Slice, reflect.Array:
		return list(out, v)
	case reflect.Map:
		return object(out, v)
	}
	return encode(out, v.Interface())
}

// marshals reports whether a value writes itself.
func marshals(v reflect.Value) bool {
	if !v.CanInterface() {
		return false
	}
	switch v.Interface().(type) {
	case json.Marshaler, encoding.TextMarshaler:
		return true
	}
	return false
}

func encode(out *bytes.Buffer, v any) error {
	text, err := json.Marshal(v)
	out.Write(text)
	return err
}

func list(out *bytes.Buffer, v reflect.Value) error {
	if v.Kind() == reflect.Slice && v.IsNil() {
		out.WriteString("null")
		return nil
	}
	out.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := write(out, v.Index(i)); err != nil {
			return err
		}
	}
	out.WriteByte(']')
	return nil
}

func object(out *bytes.Buffer, v reflect.Value) error {
	if v.IsNil() {
		out.WriteString("null")
		return nil
	}
	keys := v.MapKeys()
	if v.Type().Key().Kind() != reflect.String {
		return fmt.Errorf("nulls: keys of %s are no text", v.Type())
	}
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) })
	out.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := encode(out, k.String()); err != nil {
			return err
		}
		out.WriteByte(':')
		if err := write(out, v.MapIndex(k)); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

// fields writes the exported fields of a struct.
func fields(out *bytes.Buffer, v reflect.Value, first *bool) error {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" && options == "" || !f.IsExported() && !f.Anonymous, options == "omitempty" && empty(v.Field(i)):
			continue
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct && !marshals(v.Field(i)):
			if err := fields(out, v.Field(i), first); err != nil {
				return err
			}
			continue
		case f.Type.Kind() == reflect.Func:
			continue
		case name == "":
			name = f.Name
		}
		if !*first {
			out.WriteByte(',')
		}
		*first = false
		if err := encode(out, name); err != nil {
			return err
		}
		out.WriteByte(':')
		if err := write(out, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

// empty reports what omitempty leaves out.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}
