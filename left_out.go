package ctostudy

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNotAvailable is returned for what a wave does not allow: a construct that its codebook lacks,
// a question nobody answered, a part of the analysis that was left out. It is wrapped with the
// detail.
var ErrNotAvailable = errors.New("ctostudy: not available in this wave")

// LeftOut is something that a wave does not allow, and why.
type LeftOut struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

func notAvailable(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotAvailable, fmt.Sprintf(format, args...))
}

// reason returns why something is not available, in words.
func reason(err error) string {
	return strings.TrimPrefix(err.Error(), ErrNotAvailable.Error()+": ")
}
