package stats

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// nistProblem is one of NIST's StRD linear regressions (testdata/reference/nist,
// provenance in its README): y, columns and certified values by quantity.
type nistProblem struct {
	name    string
	y       []float64
	columns [][]float64
	names   []string // b0, b1, ...
	value   map[string]float64
	stdErr  map[string]float64
}

func nistProblems(t *testing.T) []*nistProblem {
	t.Helper()
	certified := table(t, "../testdata/reference/nist/certified.csv")
	byName := map[string]*nistProblem{}
	var out []*nistProblem
	for i, name := range certified["dataset"] {
		p := byName[name]
		if p == nil {
			p = &nistProblem{name: name, value: map[string]float64{}, stdErr: map[string]float64{}}
			byName[name], out = p, append(out, p)
			degree, err := strconv.Atoi(certified["degree"][i])
			require.NoError(t, err)
			p.read(t, certified["model"][i], degree)
		}
		q := certified["quantity"][i]
		p.value[q] = numbers(t, certified["value"][i:i+1])[0]
		if strings.HasPrefix(q, "b") {
			p.stdErr[q] = numbers(t, certified["standard_error"][i:i+1])[0]
		}
	}
	return out
}

func (p *nistProblem) read(t *testing.T, model string, degree int) {
	name := filepath.Join("../testdata/reference/nist", p.name+".csv")
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	data := table(t, name)
	p.y = numbers(t, data["y"])
	if model != "origin" {
		p.add("b0", func(int) float64 { return 1 })
	}
	power := make([]float64, len(p.y))
	for i := range power {
		power[i] = 1
	}
	for j := range degree {
		column := "x1"
		if model == "linear" {
			column = strings.Split(strings.Split(string(text), "\n")[0], ",")[j+1]
		}
		x := numbers(t, data[strings.TrimSpace(column)])
		if model == "poly" { // powers by repeated product
			for i := range power {
				power[i] *= x[i]
			}
			x = append([]float64(nil), power...)
		}
		p.add(fmt.Sprint("b", j+1), func(i int) float64 { return x[i] })
	}
}

func (p *nistProblem) add(name string, value func(i int) float64) {
	x := make([]float64, len(p.y))
	for i := range x {
		x[i] = value(i)
	}
	p.names, p.columns = append(p.names, name), append(p.columns, x)
}

// fit solves the problem with columns and rows in the given order and columns
// multiplied by 2^power.
func (p *nistProblem) fit(t *testing.T, columns, rows []int, power func(j int) int) *OLSResult {
	m := &Model{X: mat.NewDense(len(rows), len(columns), nil), N: len(rows)}
	y := make([]float64, len(rows))
	for r, i := range rows {
		m.Rows, y[r] = append(m.Rows, r), p.y[i]
		for k, j := range columns {
			m.X.Set(r, k, math.Ldexp(p.columns[j][i], power(j)))
		}
	}
	for _, j := range columns {
		m.Names, m.Terms = append(m.Names, p.names[j]), append(m.Terms, p.names[j])
	}
	fit, err := OLS(m, y, nil, &OLSSettings{Covariance: Classical})
	require.NoError(t, err, p.name)
	for k, j := range columns {
		fit.Coefficients[k].Estimate = math.Ldexp(fit.Coefficients[k].Estimate, power(j))
		fit.Coefficients[k].StdErr = math.Ldexp(fit.Coefficients[k].StdErr, power(j))
	}
	return fit
}

// digits is the log relative error, absolute where the certified value is 0.
func digits(got, want float64) float64 {
	e := math.Abs(got - want)
	if want != 0 {
		e /= math.Abs(want)
	}
	return math.Min(15, -math.Log10(e))
}

// worst returns the fewest digits of coefficients, standard errors and residual
// standard error.
func (p *nistProblem) worst(fit *OLSResult) (estimate, stdErr, rest float64) {
	estimate, stdErr = 15, 15
	for _, c := range fit.Coefficients {
		estimate = math.Min(estimate, digits(c.Estimate, p.value[c.Term]))
		stdErr = math.Min(stdErr, digits(c.StdErr, p.stdErr[c.Term]))
	}
	return estimate, stdErr, digits(fit.RMSE, p.value["residual_sd"])
}

func inOrder(n int) []int { return shuffled(n, 1) }

// shuffled returns 0 to n-1 in steps; n must not be a multiple of step.
func shuffled(n, step int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = (i*step + step/2) % n
	}
	return out
}

func TestNISTDigits(t *testing.T) {
	need := map[string]float64{"pontius": 12, "filip": 7.5}
	none := func(int) int { return 0 }
	problems := nistProblems(t)
	require.Len(t, problems, 11)
	for _, p := range problems {
		least := 13.0
		if v, ok := need[p.name]; ok {
			least = v
		}
		n, k := len(p.y), len(p.columns)
		backwards := make([]int, k)
		for j := range backwards {
			backwards[j] = k - 1 - j
		}
		for _, c := range []struct {
			name          string
			columns, rows []int
			power         func(j int) int
		}{
			{"as printed", inOrder(k), inOrder(n), none},
			{"columns reversed", backwards, inOrder(n), none},
			{"columns turned", append(inOrder(k)[k/2:], inOrder(k)[:k/2]...), inOrder(n), none},
			{"powers of two", inOrder(k), inOrder(n), func(j int) int { return 37*j - 120 }},
			{"rows shuffled", inOrder(k), shuffled(n, 13*17*19), none},
		} {
			estimate, stdErr, rest := p.worst(p.fit(t, c.columns, c.rows, c.power))
			t.Logf("%-9s %-16s %5.1f %5.1f %5.1f", p.name, c.name, estimate, stdErr, rest)
			assert.GreaterOrEqual(t, estimate, least, "%s, %s: coefficients", p.name, c.name)
			assert.GreaterOrEqual(t, stdErr, least, "%s, %s: standard errors", p.name, c.name)
			assert.GreaterOrEqual(t, rest, least, "%s, %s: residual standard error", p.name, c.name)
		}
	}
}
