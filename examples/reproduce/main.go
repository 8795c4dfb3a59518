// Command reproduce runs the method of the 2021 study on a survey wave and
// judges every published figure.
//
//	go run ./examples/reproduce [-out DIR] [-seed N] [-lang en|zh]
//	                            [-wave FILE -codebook FILE] [-claims FILE|2021]
//
// Without arguments it analyses the wave that the library ships, which is
// synthetic, and prints the verdicts. Another wave is held against the figures
// of a claims file, or with -claims 2021 against the published ones. With -out it also writes tables,
// pictures and a report into a folder, whole or not at all.
//
// Exit codes: 0 fine, 1 a verdict that should hold does not, 2 unusable input
// or usage.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/report"
	"github.com/ctostudy/ctostudy/survey"
)

const (
	exitFine = iota
	exitVerdict
	exitInput
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// options are the program's arguments.
type options struct {
	out, wave, codebook, claims, font string
	seed                              uint64
	lang                              report.Language
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("reproduce", flag.ContinueOnError)
	flags.SetOutput(stderr)
	text := func(value *string, name, usage string) { flags.StringVar(value, name, "", usage) }
	text(&o.out, "out", "write tables, pictures and a report into this `folder`")
	text(&o.wave, "wave", "analyse the answers in this CSV `file` (with -codebook)")
	text(&o.codebook, "codebook", "JSON `file` that says what the columns of -wave mean")
	text(&o.claims, "claims", "judge the claims in this CSV `file`; 2021 stands for the published figures, which are judged\n"+
		"on the shipped wave in any case")
	text(&o.font, "font",
		"font `file` for Chinese text in PNG pictures; without it the system's fonts are searched")
	flags.Uint64Var(&o.seed, "seed", 0,
		"`seed` of the estimation's random starts; the shipped wave stays as it is")
	flags.TextVar(&o.lang, "lang", report.English, "`language` of texts and pictures: en or zh")
	if err := flags.Parse(args); err != nil {
		return o, err
	}

	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for _, name := range []string{"out", "wave", "codebook", "claims", "font"} {
		if given[name] && flags.Lookup(name).Value.String() == "" {
			return o, usage(flags, "-%s needs a name, and it is empty", name)
		}
	}

	switch {
	case flags.NArg() > 0:
		return o, usage(flags, "unexpected argument %q", flags.Arg(0))
	case (o.wave == "") != (o.codebook == ""):
		return o, usage(flags, "-wave and -codebook go together: the codebook says what the columns mean")
	}
	return o, nil
}

func usage(flags *flag.FlagSet, format string, args ...any) error {
	fmt.Fprintf(flags.Output(), "reproduce: "+format+"\n", args...)
	flags.Usage()
	return errors.New("usage")
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitFine
	}
	if err != nil {
		return exitInput
	}
	ok, err := reproduce(ctx, o, stdout, stderr)
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "reproduce: interrupted; nothing was written")
		return exitInput
	case err != nil:
		fmt.Fprintln(stderr, "reproduce:", printable(err.Error()))
		return exitInput
	case !ok:
		return exitVerdict
	}
	return exitFine
}

// printable returns a text in which characters that a terminal would act on are escapes: file
// names and texts of files can hold any.
func printable(text string) string {
	var b strings.Builder
	for _, c := range text {
		if c == '\n' || strconv.IsPrint(c) {
			b.WriteRune(c)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(c), "'"))
		}
	}
	return b.String()
}

// reproduce analyses, prints and writes, and reports whether the verdicts are
// what they should be.
func reproduce(ctx context.Context, o options, stdout, stderr io.Writer) (bool, error) {
	if o.out != "" {
		if err := report.CheckFolder(o.out); err != nil {
			return false, err
		}
	}

	in := &inputs{}
	wave, err := in.readWave(ctx, o)
	if err != nil {
		return false, err
	}
	figures, err := in.readFigures(o, wave, stderr)
	if err != nil {
		return false, err
	}

	progress := newProgress(stderr)
	settings := &ctostudy.AnalysisSettings{Seed: o.seed, Progress: progress.show}
	analysis, err := ctostudy.Analyze(ctx, wave, settings)
	progress.end()
	if err != nil {
		return false, err
	}
	judged, err := analysis.Check(figures)
	if err != nil {
		return false, err
	}

	written, err := report.New(analysis, judged, &report.Settings{
		Language: o.lang, Font: o.font, Inputs: in.read, NoPictures: o.out == "",
	})
	if err != nil {
		return false, err
	}
	if o.out != "" {
		if err := written.Write(ctx, o.out); err != nil {
			return false, err
		}
	}
	if err := written.WriteText(stdout); err != nil {
		return false, err
	}
	return written.OK(), nil
}

// inputs reads files and keeps their hashes for the report.
type inputs struct{ read []report.Input }

func (in *inputs) readWave(ctx context.Context, o options) (*survey.Wave, error) {
	if o.wave == "" {
		return ctostudy.Wave2021()
	}
	codebook, err := readFrom(in, o.codebook, survey.ReadCodebook)
	if err != nil {
		return nil, err
	}
	return readFrom(in, o.wave, func(r io.Reader) (*survey.Wave, error) {
		return survey.ReadCSV(ctx, r, codebook, nil)
	})
}

// published is the name of the shipped figures, in the place of a claims file.
const published = "2021"

// readFigures returns what the wave is held against: the claims that were asked for, else the
// published figures for the shipped wave. Another wave is of other people, so that the published
// figures have to be asked for.
func (in *inputs) readFigures(o options, wave *survey.Wave, stderr io.Writer) ([]ctostudy.Figure, error) {
	switch {
	case o.claims == published, o.claims == "" && o.wave == "":
		return ctostudy.Published(), nil
	case o.claims == "":
		fmt.Fprintf(stderr, "reproduce: no figures are judged: -claims FILE names your own, -claims %s those of the 2021 study\n",
			published)
		return nil, nil
	}
	return readFrom(in, o.claims, func(r io.Reader) ([]ctostudy.Figure, error) {
		return ctostudy.ReadFigures(r, wave.Codebook().OwnStudy())
	})
}

// named is a file's content under the name by which the user knows it.
type named struct {
	*bytes.Reader
	name string
}

func (n named) Name() string { return n.name }

func readFrom[T any](in *inputs, file string, read func(io.Reader) (T, error)) (T, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		var none T
		return none, err
	}
	hash := sha256.Sum256(content)
	in.read = append(in.read, report.Input{
		Name: filepath.Base(file), SHA256: hex.EncodeToString(hash[:]),
	})
	return read(named{bytes.NewReader(content), file})
}
