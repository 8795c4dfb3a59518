// Command walkthrough follows one respondent of the shipped synthetic wave from
// raw answers to verdicts, and explains each step with its formula and its
// numbers.
//
//	go run ./examples/walkthrough [-o FILE]
//
// It prints the page README.md of this folder.
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
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy"
)

//go:embed walkthrough.md.tmpl
var text string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("walkthrough", flag.ContinueOnError)
	flags.SetOutput(stderr)
	name := flags.String("o", "", "`file` to write; if empty, standard output")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return 2
	}
	page, err := write(ctx)
	if err == nil && *name == "" {
		_, err = stdout.Write(page)
	} else if err == nil {
		err = replace(*name, page)
	}
	if err != nil {
		fmt.Fprintln(stderr, "walkthrough:", err)
		return 2
	}
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

// study is the shipped wave with everything that is computed from it.
type study struct {
	wave     *survey.Wave
	analysis *ctostudy.Analysis
	judged   *ctostudy.Judgement
	verdicts map[string]ctostudy.Verdict
}

func newStudy(ctx context.Context) (*study, error) {
	out := &study{verdicts: map[string]ctostudy.Verdict{}}
	var err error
	if out.wave, err = ctostudy.Wave2021(); err != nil {
		return nil, err
	}
	if out.analysis, err = ctostudy.Analyze(ctx, out.wave, nil); err != nil {
		return nil, err
	}
	if out.judged, err = out.analysis.Check(ctostudy.Published()); err != nil {
		return nil, err
	}
	for _, v := range out.judged.Verdicts {
		out.verdicts[v.Figure.ID] = v
	}
	return out, nil
}

// write returns the page.
func write(ctx context.Context) ([]byte, error) {
	s, err := newStudy(ctx)
	if err != nil {
		return nil, err
	}

	page := map[string]any{}
	for _, step := range []func(context.Context, *study, map[string]any) error{
		answers, scores, regression, premium, archetypes, verdicts, moveCut, dropSuccess, addTicks,
	} {
		if err := step(ctx, s, page); err != nil {
			return nil, err
		}
	}

	formats := template.FuncMap{"f": fixed, "n": thousands}
	t, err := template.New("page").Option("missingkey=error").Funcs(formats).Parse(text)
	if err != nil {
		return nil, err
	}

	var out bytes.Buffer
	if err := t.Execute(&out, page); err != nil {
		return nil, err
	}
	return []byte(wrapped(out.String())), nil
}

// lineWidth is how many columns the page's paragraphs take.
const lineWidth = 96

// wrapped breaks paragraphs and list items into lines; headings, tables and
// formulas stay as they are.
func wrapped(page string) string {
	blocks := strings.Split(strings.TrimSpace(page), "\n\n")
	for i, b := range blocks {
		switch {
		case strings.HasPrefix(b, "|"), strings.HasPrefix(b, "#"), strings.HasPrefix(b, "    "):
		case strings.HasPrefix(b, "- "):
			items := strings.Split(strings.TrimPrefix(b, "- "), "\n- ")
			for j, item := range items {
				items[j] = "- " + strings.Join(lines(item, lineWidth-2), "\n  ")
			}
			blocks[i] = strings.Join(items, "\n")
		default:
			blocks[i] = strings.Join(lines(b, lineWidth), "\n")
		}
	}
	return strings.Join(blocks, "\n\n") + "\n"
}

// lines breaks a text at its spaces into lines of at most so many characters.
func lines(text string, width int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(text) {
		longer := line + " " + word
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(longer) <= width:
			line = longer
		default:
			out = append(out, line)
			line = word
		}
	}
	return append(out, line)
}

// thousands writes a count with commas.
func thousands(n int) string {
	return message.NewPrinter(language.English).Sprint(n)
}

// fixed writes a number with so many decimals, and a minus sign.
func fixed(decimals int, x float64) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if s[0] == '-' {
		return "\u2212" + s[1:]
	}
	return s
}
