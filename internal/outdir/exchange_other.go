//go:build !linux

package outdir

import "errors"

// exchange is not to be had here: [replace] renames twice instead.
func exchange(_, _ string) error { return errors.ErrUnsupported }
