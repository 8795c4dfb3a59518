// Command accuracy prints how many digits of NIST's eleven StRD linear
// regressions the library gets right, beside R's lm and statsmodels, whose
// output is recorded in the same folder.
//
//	go run ./examples/accuracy [-csv] [-data testdata/reference/nist]
//
// Digits are the log relative error min(15, -log10 |x - c| / |c|), the log
// absolute error where the certified value c is 0, and 0 where a value is
// missing.
package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("accuracy", flag.ContinueOnError)
	flags.SetOutput(stderr)
	asCSV := flags.Bool("csv", false, "write problem,quantity,digits of this library, a line per number")
	dir := flags.String("data", filepath.Join("testdata", "reference", "nist"), "folder of the problems")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return 2
	}
	problems, err := readProblems(*dir)
	if err == nil {
		for _, p := range problems {
			if err = p.solve(); err != nil {
				err = fmt.Errorf("%s: %w", p.name, err)
				break
			}
		}
	}
	if err == nil && *asCSV {
		err = writeCSV(stdout, problems)
	} else if err == nil {
		err = writeTable(stdout, *dir, problems)
	}
	if err != nil {
		fmt.Fprintln(stderr, "accuracy:", err)
		return 2
	}
	return 0
}

// solve fits the problem with the library's defaults but for the classical
// covariance, which NIST certifies.
func (p *problem) solve() error {
	terms := make([]stats.Term, len(p.columns))
	for j, x := range p.columns {
		terms[j] = stats.Term{Name: "b" + strconv.Itoa(j+1), Numeric: x}
	}
	m, err := stats.ModelMatrix(terms, &stats.ModelSettings{NoIntercept: p.origin})
	if err != nil {
		return err
	}
	fit, err := stats.OLS(m, p.y, nil, &stats.OLSSettings{Covariance: stats.Classical})
	if err != nil {
		return err
	}
	p.found = map[string]float64{"residual_sd": fit.RMSE}
	for _, c := range fit.Coefficients {
		name := strings.Replace(c.Term, "(Intercept)", "b0", 1)
		p.found[name], p.found["se_"+name] = c.Estimate, c.StdErr
	}
	return nil
}

// digits is the log relative error.
func digits(x, certified float64) float64 {
	e := math.Abs(x - certified)
	if certified != 0 {
		e /= math.Abs(certified)
	}
	if math.IsNaN(e) {
		return 0
	}
	return math.Max(0, math.Min(15, -math.Log10(e)))
}

// fewest returns the fewest digits of the quantities with the prefix.
func (p *problem) fewest(found map[string]float64, prefix string) float64 {
	out := 15.0
	for i, q := range p.quantities {
		if strings.HasPrefix(q, prefix) {
			x, ok := found[q]
			if !ok {
				x = math.NaN()
			}
			out = math.Min(out, digits(x, p.certified[i]))
		}
	}
	return out
}

func writeCSV(w io.Writer, problems []*problem) error {
	rows := [][]string{{"problem", "quantity", "digits"}}
	for _, p := range problems {
		for i, q := range p.quantities {
			rows = append(rows, []string{p.name, q, fmt.Sprintf("%.2f", digits(p.found[q], p.certified[i]))})
		}
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// writeTable writes a Markdown table of the fewest digits.
func writeTable(w io.Writer, dir string, problems []*problem) error {
	peers := []string{"ctostudy"}
	found := map[string]map[string]map[string]float64{}
	for _, file := range []string{"lm.csv", "statsmodels.csv"} {
		name, values, err := readPeer(filepath.Join(dir, file))
		if err != nil {
			return err
		}
		peers, found[name] = append(peers, name), values
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Fewest digits of coefficients / standard errors:\n\n| problem |")
	for _, peer := range peers {
		fmt.Fprintf(&b, " %s |", peer)
	}
	fmt.Fprintf(&b, "\n| --- |%s\n", strings.Repeat(" --- |", len(peers)))
	for _, p := range problems {
		fmt.Fprintf(&b, "| %s |", p.name)
		for _, peer := range peers {
			values := p.found
			if peer != "ctostudy" {
				values = found[peer][p.name]
			}
			fmt.Fprintf(&b, " %.1f / %.1f |", p.fewest(values, "b"), p.fewest(values, "se_"))
		}
		fmt.Fprintln(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
