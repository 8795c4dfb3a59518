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

	"github.com/ctostudy/ctostudy/survey"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/outdir"
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
	lang                ctostudy.Language
	seed                uint64
	resamples           int
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("drivers", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.wave, "wave", "", "analyse the answers in this CSV `file` (with -codebook)")
	flags.StringVar(&o.codebook, "codebook", "", "JSON `file` that says what the columns of -wave mean")
	flags.StringVar(&o.out, "out", "", "write the report and pictures into this `folder`")
	flags.TextVar(&o.lang, "lang", ctostudy.English, "`language` of tables and pictures: en or zh")
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
		fmt.Fprintln(stderr, "drivers: -wave and -codebook go together, and there are no other arguments")
		flags.Usage()
		return 2
	}
	if err := analyse(ctx, o, stdout); err != nil {
		fmt.Fprintln(stderr, "drivers:", document.Visible(err.Error()))
		return 2
	}
	return 0
}

func analyse(ctx context.Context, o options, stdout io.Writer) error {
	if o.out != "" {
		if err := outdir.Check(o.out); err != nil {
			return err
		}
	}
	wave, err := read(ctx, o)
	if err != nil {
		return err
	}
	a, err := newAnalysis(ctx, wave, o)
	if err != nil {
		return err
	}
	doc := a.document()
	if err := doc.WriteText(stdout, 100); err != nil {
		return err
	}
	if o.out == "" {
		return nil
	}
	return outdir.Write(o.out, "written by examples/drivers", func(dir *os.Root) error { return a.write(dir, doc) })
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

// write puts the report and the pictures into a folder.
func (a *analysis) write(dir *os.Root, doc *document.Document) error {
	save := func(name string, write func(io.Writer) error) error {
		f, err := dir.Create(name)
		if err != nil {
			return err
		}
		if err := write(f); err != nil {
			f.Close()
			return err
		}
		return f.Close()
	}
	if err := save("report.txt", func(w io.Writer) error { return doc.WriteText(w, 100) }); err != nil {
		return err
	}
	pages, err := a.pictures()
	if err != nil {
		return err
	}
	names := fileNames{}
	for _, p := range pages {
		if err := save(names.of(p.name)+".svg", func(w io.Writer) error { return svg(w, p.plot, p.height) }); err != nil {
			return err
		}
	}
	return nil
}

func svg(w io.Writer, p *plot.Plot, height vg.Length) error {
	c := vgsvg.New(18*vg.Centimeter, height)
	p.Draw(draw.New(c))
	_, err := c.WriteTo(w)
	return err
}
