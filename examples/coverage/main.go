// Command coverage runs the simulations whose tables the documentation quotes,
// and writes them as CSV.
//
//	go run ./examples/coverage [-topic NAME] [-o FILE] [-short]
//
// Topics:
//
//   - archetypes: how far the recovery of the archetypes depends on what the
//     report does not publish: how well apart the unlisted answers keep the
//     archetypes, and whether respondents differ in how much they tick. Seeds
//     are 1, 2, ...; the shipped wave stands at separation 1, tendency 0.
//   - drivers: how often the intervals of package drivers' shares and premiums, and
//     its rank sets, hold the truth, and its permutation tests reject a true null.
//     Seed 1; the exit status is 1 where a figure lies outside of its band.
//   - stats: how often the intervals of package stats hold the truth and its
//     tests reject a true null, beside what theory says. Seed 1; the exit status
//     is 1 where a figure lies outside of its band.
//   - segment: how often the intervals of latent classes hold the truth, and
//     the tests of a fitted model reject a true null, in 500 waves of each of
//     five kinds. The exit status is 1 where the mean of the intervals over the
//     cells of the profiles is not within 94 and 96 percent, or one is under 91,
//     or that of the tests of pairs is not within 4 and 6, or another test
//     rejects more often than 5 percent and 3.5 Monte-Carlo errors.
//
// With -short a tenth of the work is done: enough to see that it runs.
package main

import (
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// topics make the rows of a table, head first; ok is false where a figure is
// not what it should be.
var topics = map[string]func(ctx context.Context, thin int, progress func(done, total int)) (rows [][]string, ok bool, err error){
	"archetypes": func(ctx context.Context, thin int, progress func(done, total int)) ([][]string, bool, error) {
		rows, err := archetypes(ctx, 20/thin, progress)
		return rows, true, err
	},
	"segment": func(ctx context.Context, thin int, progress func(done, total int)) ([][]string, bool, error) {
		rates, err := simulated(ctx, segmentExperiments(ctx), thin, progress)
		if err != nil {
			return nil, false, err
		}
		rows, ok := segmentTable(rates, time.Now().Format(time.DateOnly))
		return rows, ok, nil
	},
	"drivers": func(ctx context.Context, thin int, progress func(done, total int)) ([][]string, bool, error) {
		rates, err := simulated(ctx, driversExperiments(), thin, progress)
		outside := slices.ContainsFunc(rates, func(r rate) bool { return !r.inside() })
		return tabulated(rates, time.Now().Format(time.DateOnly)), !outside, err
	},
	"stats": func(ctx context.Context, thin int, progress func(done, total int)) ([][]string, bool, error) {
		rates, err := simulated(ctx, statsExperiments(), thin, progress)
		outside := slices.ContainsFunc(rates, func(r rate) bool { return !r.inside() })
		return tabulated(rates, time.Now().Format(time.DateOnly)), !outside, err
	},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var names []string
	for name := range topics {
		names = append(names, name)
	}
	slices.Sort(names)
	flags := flag.NewFlagSet("coverage", flag.ContinueOnError)
	flags.SetOutput(stderr)
	topic := flags.String("topic", "archetypes", "table to simulate: "+strings.Join(names, " or "))
	name := flags.String("o", "", "file to write; if empty, standard output")
	short := flags.Bool("short", false, "a tenth of the work")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return 2
	}
	made, known := topics[*topic]
	if !known {
		fmt.Fprintf(stderr, "coverage: unknown topic %q\n", *topic)
		return 2
	}
	thin := 1
	if *short {
		thin = 10
	}
	rows, ok, err := made(ctx, thin, func(done, total int) { fmt.Fprintf(stderr, "\r%s: %d of %d", *topic, done, total) })
	fmt.Fprintln(stderr)
	if err == nil {
		err = write(*name, rows, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "coverage:", err)
		return 2
	}
	if !ok {
		return 1
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
