package main

import (
	"fmt"
	"io"
	"os"
)

// progress tells the stage on a terminal, in one line that is wiped at the
// end, and nothing elsewhere.
type progress struct {
	out io.Writer // nil where there is no terminal
}

func newProgress(stderr io.Writer) *progress {
	f, ok := stderr.(*os.File)
	if !ok {
		return &progress{}
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &progress{}
	}
	return &progress{out: f}
}

func (p *progress) show(stage string, done, total int) {
	if p.out == nil {
		return
	}
	fmt.Fprintf(p.out, "\r\x1b[K%s %d of %d", stage, done, total)
}

func (p *progress) end() {
	if p.out != nil {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
