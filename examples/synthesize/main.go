// Command synthesize writes the synthetic 2021 wave and its truth file, as
// shipped in testdata, or a counter-wave of another seed.
//
//	go run ./examples/synthesize [-dir testdata] [-seed 2021] [-population 2000000]
//
// With the defaults it rewrites the shipped files byte for byte; the
// population of two million takes a minute and some gigabytes of memory.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/ctostudy/ctostudy"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("synthesize", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dir := flags.String("dir", "testdata", "folder for wave-2021.csv and truth-2021.json")
	seed := flags.Uint64("seed", 2021, "seed of the wave")
	population := flags.Int("population", 2000000, "respondents from which the true coefficients are computed")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return 2
	}
	if err := os.MkdirAll(*dir, 0o777); err != nil { // before the minutes of work
		fmt.Fprintln(stderr, "synthesize:", err)
		return 2
	}
	wave, truth, err := ctostudy.Synthesize(ctx, &ctostudy.SynthesisSettings{Seed: *seed, Population: *population})
	if err != nil {
		fmt.Fprintln(stderr, "synthesize:", err)
		return 2
	}
	var csv bytes.Buffer
	err = wave.WriteCSV(&csv)
	if err == nil {
		err = replace(filepath.Join(*dir, "wave-2021.csv"), csv.Bytes())
	}
	text, jsonErr := json.MarshalIndent(truth, "", " ")
	if err == nil {
		err = jsonErr
	}
	if err == nil {
		err = replace(filepath.Join(*dir, "truth-2021.json"), append(text, '\n'))
	}
	if err != nil {
		fmt.Fprintln(stderr, "synthesize:", err)
		return 2
	}
	fmt.Fprintf(stdout, "synthetic wave of %d respondents and its truth written to %s\n", wave.Len(), *dir)
	return 0
}

// replace writes a file aside and renames it.
func replace(name string, content []byte) error {
	aside := name + ".new"
	if err := os.WriteFile(aside, content, 0o644); err != nil {
		return err
	}
	return os.Rename(aside, name)
}
