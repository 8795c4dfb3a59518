package outdir

import (
	"errors"
	"runtime"
	"syscall"
	"unsafe"
)

// renameat2Number is the system call's number on each architecture (Linux
// 3.15, arch/*/entry/syscalls); package syscall is frozen and lacks it.
var renameat2Number = map[string]uintptr{
	"386": 353, "amd64": 316, "arm": 382, "arm64": 276, "loong64": 276,
	"ppc64": 357, "ppc64le": 357, "riscv64": 276, "s390x": 347,
}

// exchange makes two folders change names in one step. It fails where the
// kernel or the file system cannot.
func exchange(a, b string) error {
	number, ok := renameat2Number[runtime.GOARCH]
	if !ok {
		return errors.ErrUnsupported
	}
	first, err := syscall.BytePtrFromString(a)
	if err != nil {
		return err
	}
	second, err := syscall.BytePtrFromString(b)
	if err != nil {
		return err
	}
	const (
		atWorkingFolder = ^uintptr(99) // AT_FDCWD, -100; the paths are absolute
		renameExchange  = 2
	)
	_, _, errno := syscall.Syscall6(number, atWorkingFolder, uintptr(unsafe.Pointer(first)),
		atWorkingFolder, uintptr(unsafe.Pointer(second)), renameExchange, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
