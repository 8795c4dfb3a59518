// Command drivers analyses what goes with the outcomes of a survey: a CSV file
// and a small codebook in, text tables and pictures out.
//
//	go run ./examples/drivers [-wave FILE -codebook FILE] [-out DIR] [-lang en|zh]
//	                          [-seed N] [-resamples N]
//
// Without arguments it analyses the example that it ships, which is synthetic.
// The codebook (see the README, "Your own wave") has the constructs
//
//   - outcome.NAME and driver.NAME: items whose mean, over those of which at
//     least half are answered, is standardised; two or more items have a
//     reliability;
//   - control: items, optional; compare: options, optional, each of which
//     divides the respondents into two groups;
//   - finance: items called as years, with moderator: one item; both optional;
//   - design: weight, stratum, cluster, population, optional.
//
// With -out it writes report.txt and pictures into a folder, whole or not at
// all. Exit codes: 0 fine, 2 unusable input or usage.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/survey"
)

//go:embed example/wave.csv
var exampleWave []byte

//go:embed example/codebook.json
var exampleCodebook []byte

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// options are the program's arguments.
type options struct {
	wave, codebook, out string
	lang                drivers.Language
	seed                uint64
	resamples           int
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("drivers", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.wave, "wave", "", "analyse the answers in this CSV `file` (with -codebook)")
	flags.StringVar(&o.codebook, "codebook", "",
		"JSON `file` that says what the columns of -wave mean")
	flags.StringVar(&o.out, "out", "", "write the report and pictures into this `folder`")
	flags.TextVar(&o.lang, "lang", drivers.English, "`language` of tables and pictures: en or zh")
	flags.Uint64Var(&o.seed, "seed", 1, "`seed` of resamples and permutations")
	flags.IntVar(&o.resamples, "resamples", 1000, "bootstrap `resamples`")
	err := flags.Parse(args)

	empty := ""
	flags.Visit(func(f *flag.Flag) {
		if f.Value.String() == "" {
			empty = f.Name
		}
	})
	switch {
	case err == flag.ErrHelp:
		return 0
	case err != nil:
		return 2
	case empty != "":
		fmt.Fprintf(stderr, "drivers: -%s needs a name, and it is empty\n", empty)
		return 2
	case flags.NArg() > 0 || (o.wave == "") != (o.codebook == ""):
		fmt.Fprintln(stderr,
			"drivers: -wave and -codebook go together, and there are no other arguments")
		flags.Usage()
		return 2
	}

	if err := analyse(ctx, o, stdout); err != nil {
		fmt.Fprintln(stderr, "drivers:", printable(err.Error()))
		return 2
	}
	return 0
}

func analyse(ctx context.Context, o options, stdout io.Writer) error {
	if o.out != "" { // before the work, and again after it
		if err := replaceable(o.out); err != nil {
			return err
		}
	}
	wave, err := read(ctx, o)
	if err != nil {
		return err
	}
	r, err := newReport(ctx, wave, o)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(stdout, r.text.String()); err != nil {
		return err
	}
	if o.out == "" {
		return nil
	}
	r.files["report.txt"] = []byte(r.text.String())
	return replaceFolder(o.out, r.files)
}

func read(ctx context.Context, o options) (*survey.Wave, error) {
	codebook, answers := exampleCodebook, exampleWave
	settings := &survey.ReadSettings{File: "example"}
	if o.wave != "" {
		var err error
		if codebook, err = os.ReadFile(o.codebook); err != nil {
			return nil, err
		}
		if answers, err = os.ReadFile(o.wave); err != nil {
			return nil, err
		}
		settings.File = o.wave
	}
	c, err := survey.ReadCodebook(bytes.NewReader(codebook))
	if err != nil {
		return nil, err
	}
	return survey.ReadCSV(ctx, bytes.NewReader(answers), c, settings)
}
