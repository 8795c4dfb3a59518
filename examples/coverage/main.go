// Command coverage runs the simulations whose tables the documentation quotes,
// and writes them as CSV.
//
//	go run ./examples/coverage [-table archetypes] [-seeds 20] [-o FILE]
//
// The table "archetypes" shows how far the recovery of the archetypes depends
// on what the report does not publish: how well apart the unlisted answers
// keep the archetypes, and whether respondents differ in how much they tick.
// Seeds are 1, 2, ...; the shipped wave stands at separation 1, tendency 0.
package main

import (
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("coverage", flag.ContinueOnError)
	flags.SetOutput(stderr)
	table := flags.String("table", "archetypes", "table to simulate: archetypes")
	seeds := flags.Int("seeds", 20, "simulated waves per cell")
	name := flags.String("o", "", "file to write; if empty, standard output")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 || *seeds < 1 {
		return 2
	}
	if *table != "archetypes" {
		fmt.Fprintf(stderr, "coverage: unknown table %q\n", *table)
		return 2
	}
	rows, err := archetypes(ctx, *seeds, func(done, total int) { fmt.Fprintf(stderr, "\r%d of %d waves", done, total) })
	fmt.Fprintln(stderr)
	if err == nil {
		err = write(*name, rows, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "coverage:", err)
		return 2
	}
	return 0
}

// write writes rows as CSV to a file, aside and renamed, or to stdout.
func write(name string, rows [][]string, stdout io.Writer) error {
	if name == "" {
		return csv.NewWriter(stdout).WriteAll(rows)
	}
	f, err := os.Create(name + ".new")
	if err != nil {
		return err
	}
	if err := csv.NewWriter(f).WriteAll(rows); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}
