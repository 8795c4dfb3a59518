// Command audit compares the figures of the 2021 report with each other and
// prints where they contradict each other, what overlapping premiums imply,
// and how spread out growth may be for each premium to be told from zero.
//
//	go run ./examples/audit [-claims FILE] [-csv findings|bounds|spread] [-json]
//
// It looks at no answers. Contradictions are what it is for: they do not
// change the exit code.
//
// Exit codes: 0 fine, 2 unusable input or usage.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy"
)

const (
	exitFine  = 0
	exitInput = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options are the program's arguments.
type options struct {
	claims string
	csv    string // a table; "": none
	json   bool
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("audit", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.claims, "claims", "",
		"audit the figures in this CSV `file` instead of the report's")
	flags.Func("csv", "print one `table` as CSV: findings, bounds or spread", func(s string) error {
		o.csv = s
		if !slices.Contains(ctostudy.AuditTables(), s) {
			return fmt.Errorf("use %s", strings.Join(ctostudy.AuditTables(), ", "))
		}
		return nil
	})
	flags.BoolVar(&o.json, "json", false, "print everything as JSON")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	empty := false // -claims "" would audit the report's figures without a word
	flags.Visit(func(f *flag.Flag) { empty = empty || f.Name == "claims" && o.claims == "" })

	switch {
	case empty:
		fmt.Fprintln(stderr, "audit: -claims needs a name, and it is empty")
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "audit: unexpected argument %q\n", flags.Arg(0))
	case o.csv != "" && o.json:
		fmt.Fprintln(stderr, "audit: -csv or -json, not both")
	default:
		return o, nil
	}
	flags.Usage()
	return o, errors.New("usage")
}

func run(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitFine
	}
	if err != nil {
		return exitInput
	}
	if err := audit(o, stdout); err != nil {
		fmt.Fprintln(stderr, "audit:", printable(err.Error()))
		return exitInput
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

func audit(o options, stdout io.Writer) error {
	figures := append(ctostudy.Published(), ctostudy.Restated()...)
	if o.claims != "" {
		content, err := os.ReadFile(o.claims)
		if err != nil {
			return err
		}
		if figures, err = ctostudy.ReadFigures(bytes.NewReader(content), nil); err != nil {
			return fmt.Errorf("%s: %w", o.claims, err)
		}
	}

	result, err := ctostudy.Audit(figures, nil)
	switch {
	case err != nil:
		return err
	case o.csv != "":
		return result.WriteCSV(stdout, o.csv)
	case o.json:
		text, err := json.MarshalIndent(result, "", " ")
		if err != nil {
			return err
		}
		_, err = stdout.Write(append(text, '\n'))
		return err
	}
	return result.WriteText(stdout)
}
