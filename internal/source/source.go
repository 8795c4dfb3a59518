// Package source says what inputs are called, and which readers hold nothing.
package source

import (
	"fmt"
	"io"
	"reflect"
)

// Check returns an error if a reader is nil, also as an *os.File that could not be opened.
func Check(r io.Reader, name string) error {
	v := reflect.ValueOf(r)
	if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return fmt.Errorf("ctostudy: %s: there is nothing to read from: the reader is nil, as that of a file that could not be opened", name)
	}
	return nil
}

// Name returns the name of a reader that has one, as *os.File does.
func Name(r io.Reader, otherwise string) string {
	if f, ok := r.(interface{ Name() string }); ok {
		return f.Name()
	}
	return otherwise
}
