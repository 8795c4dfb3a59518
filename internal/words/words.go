// Package words says values in words.
package words

import (
	"fmt"
	"reflect"
)

// Of returns the text of a value of an enumeration whose values are 0, 1, 2, ...:
// texts[value], or the type's name and the number, such as "CutKind(9)", for a
// value that has none.
func Of[T ~int | ~int8 | ~uint8](value T, texts ...string) string {
	if value < 0 || int(value) >= len(texts) {
		return fmt.Sprintf("%s(%d)", reflect.TypeFor[T]().Name(), int(value))
	}
	return texts[value]
}
