// Command peers times this library on the jobs that testdata/peers gives to
// Python and R, on the same data.
//
//	command -p python3 testdata/peers/make_data.py DIR
//	go run ./examples/peers -data DIR [-compare] [-jobs ols_hc3,kmeans]
//
// It prints a JSON line per job: the best of three runs in seconds, the clock
// starting from a row-major float64 matrix in memory, and the value that shows
// that the job was done. With -compare it runs peer.py and peer.R as well,
// where Python and R are installed, and prints a table of ratios.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"gonum.org/v1/gonum/mat"
)

// job is one of the peers' jobs.
type job struct {
	name string
	file string // CSV file in the data folder, without its extension
	// run returns the values that peer.py reports under the same names; value2
	// is nil where there is none.
	run func(ctx context.Context, data *mat.Dense) (value float64, value2 any, err error)
}

// jobs are run in this order; each stands in a file of its own.
var jobs = []job{olsHC3, importance, lca, lcaSelect, kmeans}

// line is what we and the peers print for a job.
type line struct {
	Job     string  `json:"job"`
	Peer    string  `json:"peer"`
	Seconds float64 `json:"seconds"`
	Value   float64 `json:"value"`
	Value2  any     `json:"value2"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("peers", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dir := flags.String("data", "", "folder of make_data.py's files")
	withPeers := flags.Bool("compare", false, "run the peers' programs too and print the ratios")
	programs := flags.String("programs", filepath.Join("testdata", "peers"), "folder of the peers' programs")
	only := flags.String("jobs", "", "names of the jobs to run, with commas; if empty, all")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return 2
	}
	if *dir == "" {
		fmt.Fprintln(stderr, "peers: -data DIR is needed; make it with: command -p python3 testdata/peers/make_data.py DIR")
		return 2
	}
	var lines []line
	for _, j := range jobs {
		if *only != "" && !strings.Contains(","+*only+",", ","+j.name+",") {
			continue
		}
		l, err := timed(ctx, j, *dir)
		if err == nil {
			err = json.NewEncoder(stdout).Encode(l)
		}
		if err != nil {
			fmt.Fprintf(stderr, "peers: %s: %v\n", j.name, err)
			return 2
		}
		lines = append(lines, *l)
	}
	if !*withPeers {
		return 0
	}
	others, err := runPeers(ctx, *programs, *dir, lines, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "peers:", err)
		return 2
	}
	fmt.Fprint(stdout, ratios(lines, others, time.Now()))
	return 0
}

// timed reads a job's data, which does not count, and runs it three times.
func timed(ctx context.Context, j job, dir string) (*line, error) {
	data, err := readMatrix(filepath.Join(dir, j.file+".csv"))
	if err != nil {
		return nil, err
	}
	out := &line{Job: j.name, Peer: "ctostudy", Seconds: math.Inf(1)}
	for range 3 {
		runtime.GC() // what reading left behind is not the job's to collect
		start := time.Now()
		if out.Value, out.Value2, err = j.run(ctx, data); err != nil {
			return nil, err
		}
		out.Seconds = min(out.Seconds, time.Since(start).Seconds())
	}
	return out, nil
}
