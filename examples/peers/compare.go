package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/gonum/mat"
)

// readMatrix reads a CSV file of numbers under a header.
func readMatrix(name string) (*mat.Dense, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(bufio.NewReaderSize(f, 1<<20))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	columns := len(header)
	var values []float64
	for {
		record, err := r.Read()
		if err == io.EOF {
			return mat.NewDense(len(values)/columns, columns, values), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, cell := range record {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			values = append(values, v)
		}
	}
}

// runPeers runs the peers' programs for our jobs and passes their lines on. A
// peer that is not installed is named and left out.
func runPeers(ctx context.Context, programs, dir string, ours []line, stdout, stderr io.Writer) ([]line, error) {
	names := make([]string, len(ours))
	for i, l := range ours {
		names[i] = l.Job
	}
	var out []line
	for _, peer := range [][]string{
		// The system's python3 sees the distribution's packages.
		{"sh", "-c", `command -p python3 "$@"`, "sh", filepath.Join(programs, "peer.py")},
		{"Rscript", filepath.Join(programs, "peer.R")},
	} {
		cmd := exec.CommandContext(ctx, peer[0], append(append(peer[1:], dir), names...)...)
		cmd.Stderr = stderr
		for _, v := range os.Environ() {
			// These two slow the peers down where they name an old processor.
			if !strings.HasPrefix(v, "OPENBLAS_CORETYPE=") && !strings.HasPrefix(v, "OPENBLAS_L2_SIZE=") {
				cmd.Env = append(cmd.Env, v)
			}
		}
		text, err := cmd.Output()
		if err != nil {
			fmt.Fprintf(stderr, "peers: %s: %v\n", peer[len(peer)-1], err)
		}
		if _, err := stdout.Write(text); err != nil {
			return nil, err
		}
		for d := json.NewDecoder(bytes.NewReader(text)); ; {
			var l line
			if err := d.Decode(&l); err == io.EOF {
				break
			} else if err != nil {
				return nil, err
			}
			out = append(out, l)
		}
	}
	return out, nil
}

// ratios returns the table of how many times faster we are.
func ratios(ours, others []line, now time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s, %d processors, %s\n\n", now.Format(time.DateOnly), runtime.NumCPU(), runtime.Version())
	fmt.Fprintln(&b, "| job | ctostudy | peer | seconds | times faster | value | peer's value |")
	fmt.Fprintln(&b, "| --- | --- | --- | --- | --- | --- | --- |")
	for _, l := range ours {
		for _, o := range others {
			if o.Job == l.Job {
				fmt.Fprintf(&b, "| `%s` | %.3g s | %s | %.3g s | %.1f | %.10g | %.10g |\n",
					l.Job, l.Seconds, o.Peer, o.Seconds, o.Seconds/l.Seconds, l.Value, o.Value)
			}
		}
	}
	return b.String()
}
